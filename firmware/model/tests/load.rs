//! Loads as they should be: both widths, both boards, every die
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::stream::KU040;
use common::stream::KU095;
use common::stream::KU115;
use common::stream::full;
use common::stream::full_2;
use common::stream::partial;

#[test]
fn mk1_loads_x8_without_a_broken_rule() {
    let mut host = Host::mk1();
    assert!(host.load(&full(KU095, 500).words));
    assert!(host.m.configured());
    assert!(host.is(INIT));
    host.release();
    assert_eq!(host.rules(), Vec::<&str>::new());
    assert_eq!(host.counter("loads_ok"), 1);
    assert_eq!(host.counter("loads_failed"), 0);
    assert_eq!(host.counter("width"), 8);
}

#[test]
fn mk2_loads_x16_with_both_dies() {
    let mut host = Host::mk2();
    let stream = full_2(KU115, 500);
    assert!(host.load(&stream.words));
    assert!(host.m.configured());
    host.release();
    assert_eq!(host.rules(), Vec::<&str>::new());
    assert_eq!(host.counter("width"), 16);
    assert_eq!(host.counter("loads_ok"), 1);
    // 64 further clocks carry two bytes each.
    assert_eq!(
        host.counter("config_bytes"),
        4 * stream.words.len() as u64 + 128
    );
}

#[test]
fn done_rises_at_the_fourth_clock_after_desync() {
    for wide in [false, true] {
        let mut host = Host::part("xcku040", wide);
        host.connect();
        assert!(host.program());
        host.select();
        let stream = full(KU040, 50);
        host.words(&stream.words[..stream.words.len() - 400]);
        for clock in 1..=4 {
            assert!(!host.is(DONE), "wide {wide}, clock {clock}");
            host.clocks(1);
        }
        assert!(host.is(DONE), "wide {wide}");
        assert!(!host.m.configured(), "end of startup comes later");
        host.clocks(5);
        assert!(host.m.configured());
    }
}

#[test]
fn done_waits_for_the_last_die() {
    let mut host = Host::mk2();
    host.connect();
    assert!(host.program());
    host.select();
    let stream = full_2(KU115, 100);
    host.words(&stream.words[..stream.words.len() - 411]);
    host.clocks(50);
    assert!(!host.is(DONE), "before the final START");
    host.words(&stream.words[stream.words.len() - 411..]);
    assert!(host.is(DONE));
}

#[test]
fn every_part_takes_its_own_idcode() {
    for part in fic_model::PARTS {
        let mut host = Host::part(part.name, true);
        let stream = match *part.dies {
            [first, second] => full_2([first, second], 40),
            _ => full(part.dies[0] | 0x3000_0000, 40),
        };
        assert!(host.load(&stream.words), "{}", part.name);
    }
}

#[test]
fn a_partial_stream_needs_a_configured_device() {
    let mut host = Host::part("xcku040", true);
    let words = partial(KU040, 300).words;
    assert!(!host.load(&words), "blank");
    assert_eq!(host.counter("starts_refused"), 1);
    assert!(host.load(&full(KU040, 300).words));
    host.send(&words);
    assert!(host.is(DONE) && host.is(INIT));
    assert_eq!(host.counter("loads_ok"), 2);
    // 16 NOP words of a partial's tail are 32 clocks, but DONE never fell.
    assert_eq!(host.rules(), Vec::<&str>::new());
}

#[test]
fn without_persist_a_configured_device_ignores_the_port() {
    for (setting, answers) in [("board", true), ("ctl0", false), ("off", false)] {
        let mut host = Host::part("xcku040", true);
        host.m.set("persist", setting).unwrap();
        assert!(host.load(&full(KU040, 10).words));
        let bytes = host.counter("config_bytes");
        host.send(&partial(KU040, 10).words);
        assert_eq!(host.counter("config_bytes") > bytes, answers, "{setting}");
        assert!(host.m.configured());
    }
}
