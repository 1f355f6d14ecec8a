//! Every rule of the configuration side: broken on purpose, and kept
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::CCLK;
use common::host::CFSEL;
use common::host::CSI;
use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::host::PROG;
use common::host::PWOK;
use common::host::RDWR;
use common::host::SET;
use common::stream::KU040;
use common::stream::KU095;
use common::stream::KU115;
use common::stream::full;
use common::stream::full_2;
use fic_model::Severity;

fn ready(wide: bool) -> Host {
    let mut host = Host::part("xcku040", wide);
    host.connect();
    assert!(host.program());
    host
}

#[test]
fn a_short_prog_b_pulse_resets_nothing() {
    let mut host = Host::part("xcku040", true);
    assert!(host.load(&full(KU040, 20).words));
    host.clr(PROG);
    host.m.advance_ns(100);
    assert!(host.is(INIT), "INIT_B falls only after T_PROGRAM");
    host.set(PROG);
    assert!(host.is(DONE));
    assert!(host.m.configured());
    assert!(host.broke("prog_b_too_short"));
}

#[test]
fn init_b_follows_prog_b_as_late_as_the_device_does() {
    let mut host = Host::part("xcku040", true);
    host.connect();
    host.clr(PROG);
    let fell = host.m.now_ns();
    assert!(host.wait(INIT, false, 10));
    assert!((250..1400).contains(&(host.m.now_ns() - fell)));
    host.set(PROG);
    let rose = host.m.now_ns();
    assert!(host.wait(INIT, true, 10_000));
    assert!((5_000_000..5_002_000).contains(&(host.m.now_ns() - rose)));
}

#[test]
fn the_host_may_hold_init_b_low() {
    let mut host = ready(true);
    host.clr(INIT);
    host.direction(INIT, true);
    host.clr(PROG);
    host.m.advance_ns(1000);
    host.set(PROG);
    host.m.advance_ns(20_000_000);
    assert!(!host.is(INIT));
    host.direction(INIT, false);
    assert!(host.is(INIT));
    assert!(!host.broke("contention"));
}

#[test]
fn driving_init_b_high_against_the_device_is_contention() {
    let mut host = ready(true);
    host.set(INIT);
    host.direction(INIT, true);
    host.clr(PROG);
    host.m.advance_ns(1000);
    assert!(host.broke("contention"));
    assert!(
        host.m
            .violations()
            .iter()
            .any(|v| v.severity == Severity::Broken)
    );
}

#[test]
fn rdwr_b_must_not_move_while_selected() {
    let mut host = ready(true);
    host.select();
    host.words(&full(KU040, 10).words[..30]);
    host.set(RDWR);
    assert!(host.broke("rdwr_changed_while_selected"));
    host.direction(common::host::CD, false);
    host.set(CCLK);
    host.clr(CCLK);
    host.set(CCLK);
    assert!(host.broke("abort"));
    assert_eq!(host.counter("aborts"), 1);
}

#[test]
fn abort_shows_its_status_and_desynchronises() {
    let mut host = ready(false);
    host.select();
    host.words(&full(KU040, 10).words[..30]);
    host.direction(0xFF << 8, false);
    host.set(RDWR);
    let mut status = Vec::new();
    for _ in 0..4 {
        host.clr(CCLK);
        host.set(CCLK);
        status.push(host.pins() >> 8 & 0xFF);
    }
    assert_eq!(status, [0xDF, 0xCF, 0x8F, 0x9F]);
}

#[test]
fn two_dies_have_no_abort() {
    let mut host = Host::mk2();
    host.connect();
    assert!(host.program());
    host.select();
    host.words(&full_2(KU115, 10).words[..30]);
    host.direction(common::host::CD, false);
    host.set(RDWR);
    host.clr(CCLK);
    host.set(CCLK);
    assert!(host.broke("abort_unsupported"));
    assert_eq!(host.counter("aborts"), 0);
}

#[test]
fn data_must_not_move_with_the_clock() {
    let mut host = ready(true);
    host.select();
    host.clr(CCLK);
    host.set(CCLK | 0xFF00);
    assert!(host.broke("data_changed_with_cclk_rise"));
}

#[test]
fn data_outside_the_width_may_move() {
    let mut host = Host::mk1();
    host.connect();
    assert!(host.program());
    host.direction(0xFF << 16, true);
    host.select();
    host.clr(CCLK);
    host.set(CCLK | 0xFF << 16);
    assert!(!host.broke("data_changed_with_cclk_rise"));
}

#[test]
fn set_up_time_and_clock_rate_are_checked_at_other_speeds() {
    let mut host = ready(true);
    host.select();
    host.m.set("write_ns", "2").unwrap();
    host.sample(0x5500);
    host.sample(0xAA00);
    assert!(host.broke("data_setup_too_short"));
    assert!(host.broke("cclk_too_fast"));
}

#[test]
fn data_before_init_b_is_lost() {
    let mut host = Host::part("xcku040", true);
    host.connect();
    host.clr(PROG);
    host.m.advance_ns(500);
    host.set(PROG);
    host.select();
    host.words(&full(KU040, 10).words);
    assert!(host.broke("data_before_init"));
    assert!(!host.is(DONE));
    assert_eq!(host.counter("config_bytes"), 0);
}

#[test]
fn startup_clocks_are_counted() {
    let stream = full(KU040, 20).words;
    let up_to_desync = &stream[..stream.len() - 400];
    for (clocks, missing) in [(20, true), (67, true), (68, false), (100, false)] {
        let mut host = ready(true);
        host.select();
        host.words(up_to_desync);
        host.clocks(clocks);
        host.deselect();
        host.release();
        assert_eq!(host.broke("missing_startup_clocks"), missing, "{clocks}");
    }
}

#[test]
fn startup_clocks_may_come_after_the_deselect() {
    let stream = full(KU040, 20).words;
    for (late, missing) in [(false, false), (true, true)] {
        let mut host = ready(true);
        host.select();
        host.words(&stream[..stream.len() - 395]);
        host.deselect();
        host.m.advance_ns(if late { 200_000 } else { 1000 });
        host.clocks(64);
        host.release();
        assert_eq!(host.broke("missing_startup_clocks"), missing);
        assert!(host.m.configured());
    }
}

#[test]
fn chip_select_left_low_is_told() {
    let mut host = ready(true);
    host.select();
    host.direction(CSI | RDWR, false);
    assert!(host.broke("selected_at_release"));
}

#[test]
fn select_lines_falling_together_are_marginal() {
    let mut host = ready(true);
    host.clr(CSI | RDWR | PROG);
    assert_eq!(host.rules(), ["prog_and_select_same_write"]);
    assert_eq!(host.m.violations()[0].severity, Severity::Marginal);
}

#[test]
fn enabling_prog_b_with_a_low_latch_is_a_glitch() {
    let mut host = Host::mk1();
    host.direction(PROG, true);
    host.set(PROG);
    assert!(host.broke("prog_b_glitch_on_enable"));
}

#[test]
fn foreign_pins_are_left_alone() {
    let mut host = Host::mk1();
    host.m.set("function.2", "4").unwrap();
    host.m.set("function.3", "4").unwrap();
    host.m.set("function.0", "1").unwrap();
    host.connect();
    assert_eq!(host.rules(), Vec::<&str>::new());
    host.m.gpio_write(0x00, 0);
    host.m.gpio_write(0x0C, 1 << 6);
    assert_eq!(host.counter("violation.foreign_pin_function_changed"), 2);
    host.m.set("function.0", "1").unwrap();
    host.set(1);
    assert!(host.broke("foreign_pin_level_changed"));
    host.m.gpio_write(0x20, 1);
    assert_eq!(host.counter("violation.foreign_pin_level_changed"), 2);
}

#[test]
fn driving_pwok_is_contention() {
    let mut host = Host::mk1();
    host.direction(PWOK, true);
    assert!(host.broke("contention"));
}

#[test]
fn reading_with_the_data_pins_still_driven_is_contention() {
    let mut host = ready(true);
    host.set(RDWR);
    host.clr(CSI);
    assert!(host.broke("contention"));
}

#[test]
fn unknown_registers_read_zero() {
    let mut host = Host::mk1();
    assert_eq!(host.m.gpio_read(0x1000), 0);
    assert_eq!(host.m.gpio_read(0x35), 0);
    host.m.gpio_write(0xFFFF_FFFC, 1);
    assert_eq!(host.counter("violation.unknown_register"), 3);
    assert_eq!(host.m.gpio_read(0x4C), 0);
    assert_eq!(host.counter("violation.unknown_register"), 3);
}

#[test]
fn power_up_levels_follow_the_pulls() {
    let mut mk1 = Host::mk1();
    assert_eq!(mk1.pins() & 0x0FFF_FFFF, 0x0100_01FF & !DONE);
    mk1.m.gpio_write(0x94, 2);
    mk1.m.gpio_write(0x98, CSI);
    mk1.m.gpio_write(0x94, 0);
    mk1.m.gpio_write(0x98, 0);
    assert!(mk1.is(CSI));
    mk1.m.gpio_write(0x98, CSI);
    assert!(!mk1.is(CSI), "no pull: reads low");
}

#[test]
fn the_bus_switch_needs_cfsel() {
    let mut host = Host::mk2();
    host.connect();
    host.clr(CFSEL);
    let words = full_2(KU115, 10).words;
    host.clr(PROG);
    host.m.advance_ns(1000);
    host.set(PROG);
    assert_eq!(host.counter("resets"), 0);
    host.select();
    host.words(&words);
    assert_eq!(host.counter("config_bytes"), 0);
    assert_eq!(host.counter("cclk_rising"), 0);
}

#[test]
fn a_reboot_keeps_the_design() {
    let mut host = Host::mk1();
    assert!(host.load(&full(KU095, 20).words));
    host.m.reboot_pi();
    assert!(host.m.configured());
    assert!(host.is(DONE));
    assert_eq!(host.m.gpio_read(0), 0);
}

#[test]
fn the_list_is_bounded_and_the_count_is_not() {
    let mut host = Host::mk1();
    for _ in 0..10_000 {
        host.m.gpio_write(0x34, 0);
    }
    assert_eq!(host.m.violations().len(), fic_model::KEPT);
    assert_eq!(host.counter("violations"), 10_000);
    assert!(
        host.m.violations()[0]
            .to_string()
            .starts_with("unknown_register (marginal) at 7 ns")
    );
}

#[test]
fn a_refused_file_makes_no_edge() {
    for mut host in [Host::mk1(), Host::mk2()] {
        host.pins();
        host.m.advance_ns(1_000_000_000);
        assert_eq!(host.counter("config_edges"), 0);
        host.m.gpio_write(SET, PROG);
        assert_eq!(
            host.counter("config_edges"),
            0,
            "an input's latch is no edge"
        );
    }
}
