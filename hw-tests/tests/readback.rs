//! IDCODE and STAT of a modelled FPGA, whatever the port's latency
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fic_core::profile;
use fic_core::selectmap;
use fic_hw_tests::modelled::SharedModel;
use fic_protocol::ProbeReport;

fn probe(board: &str, key: &str, value: &str) -> ProbeReport {
    let model = SharedModel::new(board).unwrap();
    model.set(key, value).unwrap();
    let profile = profile::by_name(board).unwrap();
    selectmap::probe(&mut model.port(), &profile, profile.mode).unwrap()
}

#[test]
fn the_registers_are_read_at_any_latency() {
    for latency in 0..=3 {
        for (board, idcode) in [("mk1", 0x0384_4093), ("mk2", 0x0390_D093)] {
            let report = probe(board, "read_latency", &latency.to_string());
            assert_eq!(
                report.idcode.map(|id| id & 0x0FFF_FFFF),
                Some(idcode),
                "{board} {latency}"
            );
            assert_eq!(
                report.stat.map(|stat| stat >> 8 & 7),
                Some(0b110),
                "{board} {latency}"
            );
        }
    }
}

#[test]
fn a_port_that_does_not_answer_is_told_as_such() {
    let report = probe("mk1", "fault.csi_stuck", "high");
    assert_eq!((report.idcode, report.stat), (None, None));
}
