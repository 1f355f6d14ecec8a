//! The register bus of a running design
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::bus::Stuck;
use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::host::PROG;
use common::stream::KU095;
use common::stream::full;

fn none() -> Vec<&'static str> {
    Vec::new()
}

#[test]
fn registers_hold_what_is_written() {
    for mut host in Host::running() {
        let value = if host.wide { 0xA55A } else { 0x5A };
        for address in [0xFFFB, 0xFFF8, 0xFFFF, 0xDDDA] {
            host.write(address, value).unwrap();
            assert_eq!(host.read(address), Ok(value));
        }
        assert_eq!(host.counter("led"), value.into());
        host.m.set("dipsw", "11").unwrap();
        assert_eq!(host.read(0xFFFC), Ok(11));
        host.write(0xFFFC, 5).unwrap();
        assert_eq!(host.read(0xFFFC), Ok(11), "read only");
        host.write(0x3456, 9).unwrap();
        assert_eq!(host.read(0x3456), Ok(0), "no register");
        host.m.set("unmapped", "ram").unwrap();
        host.write(0x3456, 9).unwrap();
        assert_eq!(host.read(0x3456), Ok(9));
        assert_eq!(host.rules(), none());
    }
}

#[test]
fn words_and_accesses_are_counted() {
    for mut host in Host::running() {
        host.write(0xFFFB, 1).unwrap();
        assert_eq!(host.counter("bus_words"), if host.wide { 3 } else { 7 });
        host.read(0xFFFB).unwrap();
        assert_eq!(host.counter("bus_words"), if host.wide { 6 } else { 14 });
    }
}

#[test]
fn the_switch_table_is_write_only_unless_strapped() {
    for mut host in Host::running() {
        let address = 2 << 8 | 1 << 6 | 5;
        host.write(address, 1).unwrap();
        assert_eq!(host.read(address), Ok(0));
        host.m.set("table", "readable").unwrap();
        assert_eq!(host.read(address), Ok(1));
        assert_eq!(host.read(address + 1), Ok(4), "idle after configuration");
    }
}

#[test]
fn random_latency_breaks_nothing() {
    for mut host in Host::running() {
        host.m.set("ack_latency_ns", "15.5").unwrap();
        host.m.set("ack_jitter_ns", "5000").unwrap();
        for value in 0..50 {
            host.write(0xFFFB, value).unwrap();
            assert_eq!(host.read(0xFFFB), Ok(value));
        }
        assert_eq!(host.rules(), none());
    }
}

#[test]
fn timers_and_counters_count() {
    for mut host in Host::running() {
        let timer = |host: &mut Host| {
            (0..4).fold(0, |value, i| {
                value | host.read(0xFF80 + i).unwrap() << (8 * i)
            })
        };
        let before = timer(&mut host);
        host.m.advance_ns(70_000_000);
        let after = timer(&mut host);
        assert!(
            (70_000..71_000).contains(&(after - before)),
            "{before} {after}"
        );
        host.m.set("traffic_per_ms", "3").unwrap();
        host.m.advance_ns(10_000_000);
        assert_ne!(host.read(0xFF00), Ok(0));
    }
}

#[test]
fn a_new_load_makes_new_registers_and_a_short_pulse_does_not() {
    let mut host = Host::running_mk1();
    host.write(0xFFFB, 7).unwrap();
    host.set(PROG);
    host.direction(PROG, true);
    host.clr(PROG);
    host.set(PROG);
    assert!(host.broke("prog_b_too_short"));
    assert_eq!(host.read(0xFFFB), Ok(7));
    assert!(host.load(&full(KU095, 10).words));
    host.release();
    assert_eq!(host.read(0xFFFB), Ok(0));
}

#[test]
fn no_design_no_answer() {
    for mut host in [Host::mk1(), Host::mk2()] {
        assert_eq!(host.write(0xFFFB, 1), Err(Stuck("FREQ rises")));
        assert_eq!(host.broke("bus.driven_unconfigured"), host.wide);
    }
}

#[test]
fn cfsel_high_hides_the_bus() {
    let mut host = Host::running_mk2();
    host.m.set("fault.cfsel_stuck", "high").unwrap();
    assert!(host.write(0xFFFB, 1).is_err());
    assert!(host.m.configured());
}

#[test]
fn stuck_lines_stop_the_handshake_and_pass() {
    for (fault, value, step) in [
        ("fault.fack_stuck", "low", "FACK rises"),
        ("fault.fack_stuck", "high", "FACK falls"),
        ("fault.freq_stuck", "low", "FREQ rises"),
        ("fault.freq_stuck", "high", "FREQ falls"),
    ] {
        for mut host in Host::running() {
            host.m.set(fault, value).unwrap();
            assert_eq!(host.write(0xFFFB, 3), Err(Stuck(step)), "{fault} {value}");
            host.end().ok();
            host.m.set(fault, "none").unwrap();
            host.write(0xFFFB, 3).unwrap();
            assert_eq!(host.read(0xFFFB), Ok(3), "{fault} {value}");
        }
    }
}

#[test]
fn a_flipped_bit_and_a_lost_word() {
    let mut host = Host::running_mk2();
    host.m.set("fault.bus_flip", "2:3").unwrap();
    host.write(0xFFFB, 0x10).unwrap();
    assert_eq!(host.read(0xFFFB), Ok(0x18));
    host.m.set("fault.bus_lost", "8").unwrap();
    host.write(0xFFFB, 0x77).unwrap();
    assert_eq!(host.read(0xFFFB), Ok(0x18), "the data word was lost");
    let mut host = Host::running_mk1();
    host.m.set("fault.bus_flip", "12:0").unwrap();
    host.write(0xFFFB, 0x22).unwrap();
    assert_eq!(host.read(0xFFFB), Ok(0x32), "the first nibble read back");
}

#[test]
fn a_transaction_cut_short_does_no_harm() {
    for mut host in Host::running() {
        host.write(0xFFFB, 7).unwrap();
        host.request().unwrap();
        host.put(2).unwrap();
        host.end().unwrap();
        assert!(host.broke("bus.incomplete_transaction"));
        assert_eq!(host.read(0xFFFB), Ok(7));
    }
}

/// What breaks a rule.
type Act = fn(&mut Host);

#[test]
fn handshake_rules() {
    let cases: [(&str, Act); 8] = [
        ("bus.data_with_strobe", |host| {
            let pins = host.bus();
            host.set(pins.rstb | 2 << pins.shift);
        }),
        ("bus.data_changed_while_strobe_up", |host| {
            let pins = host.bus();
            host.set(pins.rstb);
            host.set(2 << pins.shift);
        }),
        ("bus.strobe_too_short", |host| {
            let pins = host.bus();
            host.set(pins.rstb);
            host.clr(pins.rstb);
        }),
        ("bus.strobe_before_ack_low", |host| {
            let pins = host.bus();
            host.put(2).unwrap();
            host.set(pins.rstb);
            host.m.advance_ns(100);
            host.clr(pins.rstb);
            host.set(pins.rstb);
        }),
        ("bus.ack_low_not_awaited", |host| {
            let pins = host.bus();
            host.set(pins.rstb);
            host.m.advance_ns(100);
            host.clr(pins.rstb);
            host.m.advance_ns(100);
            host.set(pins.rstb);
        }),
        ("bus.data_not_driven", |host| {
            let pins = host.bus();
            host.turn();
            host.set(pins.rstb);
        }),
        ("bus.direction_wrong", |host| {
            host.head(3, 0xFFFB).unwrap();
            host.get().unwrap();
        }),
        ("bus.unknown_command", |host| host.put(9).unwrap()),
    ];
    for (rule, act) in cases {
        for mut host in Host::running() {
            host.request().unwrap();
            act(&mut host);
            assert!(host.broke(rule), "{rule}: {:?}", host.rules());
        }
    }
}

#[test]
fn entry_rules() {
    for mut host in Host::running() {
        let pins = host.bus();
        host.set(pins.rreq);
        host.direction(pins.rreq, true);
        assert!(host.broke("bus.request_on_enable"));
        host.clr(pins.rreq);
        host.direction(pins.rstb, true);
        host.set(pins.rstb);
        assert!(host.broke("bus.strobe_without_request"));
        host.clr(pins.fack);
        host.direction(pins.fack, true);
        assert!(host.broke("bus.direction_wrong") && host.broke("contention"));
    }
}

#[test]
fn the_bus_is_traced_and_the_load_pins_stay() {
    let mut host = Host::running_mk2();
    host.m.start_trace(Box::new(std::io::sink())).unwrap();
    host.write(0xFFFB, 1).unwrap();
    host.m.finish_trace().unwrap();
    assert!(host.m.configured());
    host.set(common::host::CFSEL);
    assert!(host.is(DONE) && host.is(INIT));
}
