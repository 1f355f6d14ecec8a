//! The lab's own sequence (`facts/hardware.md` 9.7), step by step: it works on the boards, so it works
//! here, with its marginal steps logged.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::CCLK;
use common::host::CD;
use common::host::CFSEL;
use common::host::CSI;
use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::host::PROG;
use common::host::RDWR;
use common::stream::KU095;
use common::stream::KU115;
use common::stream::full;
use common::stream::full_2;
use common::stream::partial;

/// Function select of one pin, read-modify-write, as the library does it.
fn function(host: &mut Host, pin: u32, code: u32) {
    let offset = 4 * (pin / 10);
    let shift = 3 * (pin % 10);
    let value = host.m.gpio_read(offset) & !(7 << shift);
    host.m.gpio_write(offset, value | code << shift);
}

fn all_inputs(host: &mut Host) {
    for register in 0..3 {
        host.m.gpio_write(4 * register, 0);
    }
}

/// Writes and reads back until the pins show it, as the library's set and clear do.
fn set_seen(host: &mut Host, bits: u32) {
    host.set(bits);
    while host.pins() & bits != bits {}
}

fn clr_seen(host: &mut Host, bits: u32) {
    host.clr(bits);
    while host.pins() & bits != 0 {}
}

/// Step 1: outputs before levels.
fn set_up(host: &mut Host) {
    all_inputs(host);
    let mut high = vec![5, 26, 27];
    if host.wide {
        high.push(25);
    }
    for pin in high.iter().copied().chain([7]).chain(8..24) {
        function(host, pin, 1);
    }
    let mask = high.iter().fold(0, |mask, pin| mask | 1 << pin);
    set_seen(host, mask);
    clr_seen(host, CCLK | CD);
}

/// Steps 2 and 3; the library's clear and its call of time() take some microseconds.
fn reset(host: &mut Host) {
    set_seen(host, PROG | CSI | RDWR);
    clr_seen(host, PROG | CSI | RDWR);
    host.m.advance_ns(2_000);
    set_seen(host, PROG);
    for _ in 0..100 {
        if host.is(INIT) {
            break;
        }
        host.m.advance_ns(1_000_000);
    }
    assert!(host.is(INIT));
    assert!(!host.is(DONE));
}

fn samples(host: &Host, words: &[u32]) -> Vec<u32> {
    // The file as `write_cfgmem` makes it for this port: bits reversed, pairs in port order.
    let bytes = words
        .iter()
        .flat_map(|word| word.to_be_bytes())
        .map(|b| u32::from(b.reverse_bits()));
    let bytes: Vec<u32> = bytes.collect();
    let per_sample = if host.wide { 2 } else { 1 };
    bytes
        .chunks(per_sample)
        .map(|b| b.iter().fold(0, |v, x| v << 8 | x) << 8)
        .collect()
}

/// Step 4: `checked` looks at INIT_B after each word, the other variant bursts over equal words.
fn data(host: &mut Host, words: &[u32], checked: bool) {
    let all = if host.wide { CD } else { 0xFF << 8 };
    let mut last = None;
    for bits in samples(host, words) {
        if last == Some(bits) && !checked {
            host.clr(CCLK);
            host.set(CCLK);
        } else {
            host.clr(all & !bits | CCLK);
            host.set(bits);
            host.set(bits | CCLK);
        }
        if checked {
            assert!(host.is(INIT));
        }
        last = Some(bits);
    }
}

/// Step 5.
fn finish(host: &mut Host) -> bool {
    for _ in 0..1000 {
        if host.is(DONE) {
            clr_seen(host, CD | CCLK);
            return true;
        }
        if !host.is(INIT) {
            return false;
        }
        host.set(CCLK);
        host.clr(CCLK);
    }
    false
}

fn program(host: &mut Host, words: &[u32], checked: bool) -> bool {
    set_up(host);
    reset(host);
    data(host, words, checked);
    let done = finish(host);
    all_inputs(host);
    done
}

const MARGINAL: [&str; 3] = [
    "prog_b_glitch_on_enable",
    "prog_and_select_same_write",
    "selected_at_release",
];

fn boards() -> [(Host, Vec<u32>); 2] {
    [
        (Host::mk1(), full(KU095, 300).words),
        (Host::mk2(), full_2(KU115, 300).words),
    ]
}

#[test]
fn both_variants_reach_done_on_both_boards() {
    for checked in [true, false] {
        for (mut host, words) in boards() {
            assert!(program(&mut host, &words, checked));
            assert!(host.is(DONE) || host.wide);
            assert!(host.m.configured());
            assert_eq!(
                host.counter("violations_broken"),
                0,
                "{:?}",
                host.m.violations()
            );
            for rule in MARGINAL {
                // On mk2 PROG_B is enabled while the bus switch still points to the register bus.
                let behind_switch = host.wide && rule == "prog_b_glitch_on_enable";
                assert_eq!(host.broke(rule), !behind_switch, "{rule}");
            }
        }
    }
}

#[test]
fn a_second_load_works_too() {
    for (mut host, words) in boards() {
        assert!(program(&mut host, &words, false));
        assert!(program(&mut host, &words, true));
        assert_eq!(host.counter("loads_ok"), 2);
    }
}

#[test]
fn the_partial_entry_keeps_the_design_when_the_latches_are_high() {
    let mut host = Host::mk1();
    assert!(program(&mut host, &full(KU095, 300).words, false));
    // The latches still hold PROG_B high and CSI_B and RDWR_B low from the load before.
    set_up(&mut host);
    clr_seen(&mut host, CSI | RDWR);
    data(&mut host, &partial(KU095, 100).words, false);
    all_inputs(&mut host);
    assert!(host.m.configured());
    assert_eq!(host.counter("loads_ok"), 2);
    assert_eq!(host.counter("loads_failed"), 0);
}

#[test]
fn the_partial_entry_after_a_reboot_erases_the_design() {
    let mut host = Host::mk1();
    assert!(program(&mut host, &full(KU095, 300).words, false));
    host.m.reboot_pi();
    set_up(&mut host);
    assert!(host.broke("prog_b_glitch_on_enable"));
    assert!(
        !host.m.configured(),
        "PROG_B was low for longer than T_PROGRAM"
    );
}

#[test]
fn the_go_tools_pulse_can_be_too_short() {
    let mut host = Host::mk2();
    assert!(program(&mut host, &full_2(KU115, 100).words, false));
    set_up(&mut host);
    set_seen(&mut host, PROG | CSI | RDWR | CFSEL);
    host.clr(PROG | CSI | RDWR);
    host.set(PROG);
    assert!(host.broke("prog_b_too_short"));
    assert!(host.is(DONE), "nothing was reset");
}
