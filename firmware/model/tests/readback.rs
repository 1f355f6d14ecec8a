//! STAT and IDCODE over SelectMAP
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::Host;
use common::stream::KU040;
use common::stream::full;

const STAT: u32 = 7;
const IDCODE: u32 = 0x0C;

#[test]
fn a_blank_device_answers_in_both_widths() {
    for wide in [false, true] {
        for latency in [0, 3] {
            let mut host = Host::part("xcku040", wide);
            host.m.set("read_latency", &latency.to_string()).unwrap();
            host.connect();
            assert!(host.program());
            assert_eq!(host.read_register(IDCODE, latency), KU040, "x16 {wide}");
            let stat = host.read_register(STAT, latency);
            let width = if wide { 0b10 } else { 0b01 };
            // Mode 110, INIT_B complete and high, DCI and MMCM as matched and locked.
            assert_eq!(
                stat,
                width << 25 | 1 << 12 | 1 << 11 | 0b110 << 8 | 0b1100,
                "{stat:08x}"
            );
            assert_eq!(host.rules(), Vec::<&str>::new());
        }
    }
}

#[test]
fn stat_tells_a_crc_error() {
    let mut host = Host::part("xcku040", true);
    host.m.set("fault.flip", "100:0").unwrap();
    assert!(!host.load(&full(KU040, 100).words));
    let stat = host.read_register(STAT, 0);
    assert_eq!(stat & (1 | 1 << 12 | 1 << 14 | 1 << 15), 1, "{stat:08x}");
}

#[test]
fn stat_tells_an_idcode_error() {
    let mut host = Host::part("xcku060", true);
    assert!(!host.load(&full(KU040, 100).words));
    let stat = host.read_register(STAT, 0);
    assert_eq!(
        stat & (1 | 1 << 12 | 1 << 14 | 1 << 15),
        1 << 15,
        "{stat:08x}"
    );
}

#[test]
fn stat_of_a_running_design() {
    let mut host = Host::part("xcku040", true);
    assert!(host.load(&full(KU040, 100).words));
    let stat = host.read_register(STAT, 0);
    let running = 1 << 14 | 1 << 13 | 1 << 12 | 1 << 7 | 1 << 6 | 1 << 5 | 1 << 4;
    assert_eq!(stat & running, running, "{stat:08x}");
    assert!(host.m.configured());
}
