//! Loads on a sound board break no rule of the hardware
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Read;
use std::path::PathBuf;

use fic_agent::sim::SimBoard;
use fic_agent::sim::SimOptions;
use fic_bitstream::source::NativeReader;
use fic_hw_tests::sim;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::ModeChoice;

fn sample(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    let mut native = Vec::new();
    NativeReader::open(folder.join(name))
        .unwrap()
        .read_to_end(&mut native)
        .unwrap();
    native
}

/// Each design in turn on one board.
fn check(address: &str, designs: &[&str], mode: ModeChoice) {
    let board = SimBoard::start(&address.parse().unwrap(), &SimOptions::default()).unwrap();
    let mut client = sim::connect(&board).unwrap();
    for name in designs {
        let digest = client.staged(&sample(name));
        let answer = client.load(digest, mode);
        assert!(
            matches!(answer, BoardResponse::Loaded(_)),
            "{address} {mode:?} {name}: {answer:?}"
        );
        assert!(board.report().unwrap().configured, "{name}");
    }
    for request in [
        HostRequest::Status,
        HostRequest::FpgaProbe,
        HostRequest::FpgaReset,
    ] {
        let answer = client.call(request);
        assert!(!matches!(answer, BoardResponse::Failed(_)), "{answer:?}");
    }
    let report = board.finish().unwrap();
    assert_eq!(
        report.violations,
        Vec::<String>::new(),
        "{address} {mode:?}"
    );
    assert!(!report.configured, "the reset cleared it");
}

/// Eight bits wide, as the lab loads it: in sixteen, the design that starts drives FREQ and
/// FACK on what are CD12 and CD13, and no switch keeps them apart on this board.
#[test]
fn no_rule_is_broken_on_mk1() {
    let designs = ["fic-mk1-blank.bit", "fic-mk1-partial.bit"];
    check("sim:mk1", &designs, ModeChoice::X8);
}

#[test]
fn no_rule_is_broken_on_mk2() {
    let designs = [
        "fic-mk2-blank.bit",
        "fic-mk2-partial.bit",
        "fic-mk2-other.bit",
    ];
    for mode in [ModeChoice::X8, ModeChoice::X16] {
        check("sim:mk2", &designs, mode);
    }
}
