//! Every fault, seen from a careful loader
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::host::PWOK;
use common::stream::KU040;
use common::stream::Stream;
use common::stream::full;

fn host(fault: &str, value: &str) -> Host {
    let mut host = Host::part("xcku040", true);
    host.m.set(&format!("fault.{fault}"), value).unwrap();
    host
}

fn stream() -> Stream {
    full(KU040, 200)
}

#[test]
fn no_power() {
    let mut host = host("no_power", "1");
    host.connect();
    assert!(!host.is(PWOK));
    assert!(!host.program(), "INIT_B never rises");
    assert!(!host.is(DONE));
    host.m.set("fault.no_power", "0").unwrap();
    assert!(host.load(&stream().words), "power came back");
}

#[test]
fn init_stuck_low_and_high() {
    let mut low = host("init_stuck", "low");
    assert!(!low.load(&stream().words));
    let mut high = host("init_stuck", "high");
    high.connect();
    assert!(!high.program(), "INIT_B never falls");
}

#[test]
fn done_stuck() {
    assert!(!host("done_stuck", "low").load(&stream().words));
    let mut high = host("done_stuck", "high");
    high.connect();
    assert!(high.program());
    assert!(high.is(DONE), "before any data");
}

#[test]
fn prog_stuck_resets_nothing() {
    let mut host = host("prog_stuck", "high");
    host.connect();
    assert!(!host.program());
    assert_eq!(host.counter("resets"), 0);
}

#[test]
fn port_lines_stuck() {
    for (fault, value) in [
        ("csi_stuck", "high"),
        ("rdwr_stuck", "high"),
        ("cfsel_stuck", "low"),
        ("cclk_dead", "1"),
        ("data_stuck", "3:1"),
        ("data_stuck", "12:0"),
        ("no_startup", "1"),
    ] {
        let mut host = host(fault, value);
        assert!(!host.load(&stream().words), "{fault} {value}");
        assert!(!host.m.configured(), "{fault} {value}");
    }
}

#[test]
fn wrong_die_pulls_init_low() {
    for (fault, value) in [("wrong_die", "1"), ("idcode", "0x03919093")] {
        let mut host = host(fault, value);
        assert!(!host.load(&stream().words), "{fault}");
        assert!(!host.is(INIT), "{fault}");
        assert_eq!(host.counter("id_errors"), 1, "{fault}");
        assert_eq!(host.counter("loads_failed"), 1, "{fault}");
    }
    let mut host = host("wrong_die", "1");
    host.m.set("fault.wrong_die", "0").unwrap();
    assert!(host.load(&stream().words));
}

#[test]
fn a_flipped_bit_in_any_covered_word_is_a_crc_error() {
    let words = stream().words;
    let data = words.iter().position(|&w| w == 0x3000_4000).unwrap() + 2;
    for word in [data, data + 1, data + 100, data + 199, data + 201] {
        for bit in [0, 7, 8, 15, 16, 31] {
            for wide in [false, true] {
                let mut host = Host::part("xcku040", wide);
                host.m.set("fault.flip", &format!("{word}:{bit}")).unwrap();
                assert!(!host.load(&words), "{word}:{bit}");
                assert!(!host.is(INIT), "{word}:{bit}");
                assert_eq!(host.counter("crc_errors"), 1, "{word}:{bit}");
                host.m.set("fault.flip", "none").unwrap();
                assert!(host.load(&words), "after PROG_B");
            }
        }
    }
}

#[test]
fn a_flipped_sync_word_leaves_init_high() {
    let mut host = host("flip", "20:5");
    assert!(!host.load(&stream().words));
    assert!(host.is(INIT));
    assert_eq!(host.counter("loads_failed"), 0, "no load was begun");
}

#[test]
fn lost_and_extra_clocks() {
    for fault in ["lost_clock", "extra_clock"] {
        for sample in [45, 200, 301] {
            let mut host = host(fault, &sample.to_string());
            assert!(!host.load(&stream().words), "{fault} at {sample}");
        }
    }
    // Inside the dummy words before the width pattern a clock more or less is harmless.
    for fault in ["lost_clock", "extra_clock"] {
        assert!(host(fault, "10").load(&stream().words), "{fault}");
    }
}

#[test]
fn the_supply_fails_in_mid_load() {
    let mut host = host("power_drop", "300");
    assert!(!host.load(&stream().words));
    assert!(!host.is(PWOK) && !host.is(INIT));
    assert_eq!(host.counter("loads_failed"), 1);
}

#[test]
fn settings_are_checked() {
    use fic_model::SetError::BadValue;
    use fic_model::SetError::UnknownKey;
    let mut host = Host::mk1();
    for (key, value, error) in [
        ("colour", "red", UnknownKey),
        ("fault.colour", "red", UnknownKey),
        ("fault.cfsel_stuck", "low", UnknownKey),
        ("part", "xc7a35t", BadValue),
        ("fault.init_stuck", "sideways", BadValue),
        ("fault.flip", "12", BadValue),
        ("fault.flip", "12:32", BadValue),
        ("fault.data_stuck", "16:1", BadValue),
        ("write_ns", "-1", BadValue),
        ("write_ns", "7.6001", BadValue),
        ("write_ns", "99999999999999999999", BadValue),
        ("mode", "112", BadValue),
        ("function.54", "1", BadValue),
        ("pull.init", "sideways", BadValue),
    ] {
        assert_eq!(host.m.set(key, value), Err(error), "{key} = {value}");
    }
    host.m.set("write_ns", "10.125").unwrap();
    let before = host.m.now_ns();
    for _ in 0..8 {
        host.clr(0);
    }
    assert_eq!(host.m.now_ns() - before, 81);
}
