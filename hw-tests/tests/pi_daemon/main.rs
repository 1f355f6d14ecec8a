//! The whole agent for a real board, on a Pi whose registers are a file
//!
//! The program is the one that a Pi runs, with rppal in it; only the device nodes are
//! files. A file answers nothing, so this shows how pins are taken and left, and what
//! is refused. No real board, and no emulated one, takes part.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod machine;
mod single_pin;

use fic_protocol::*;
use machine::GPLEV0;
use machine::Machine;
use machine::PI_3;
use machine::PI_5;
use machine::end;

const INIT_B: u32 = 1 << 4;
const DONE: u32 = 1 << 6;
const PWOK: u32 = 1 << 24;
/// A design runs.
const RUNNING: u32 = PWOK | DONE | INIT_B;

/// The function bits of an output at this pin.
const fn output(pin: u32) -> u32 {
    1 << (pin % 10 * 3)
}

/// mk2 with a design: RSTB, RREQ and CCLK, CFSEL.
const MK2_SAFE: [u32; 3] = [output(4) | output(6) | output(7), 0, output(25)];
/// mk1: CCLK, CSI_B and RDWR_B.
const MK1_SAFE: [u32; 3] = [output(7), 0, output(26) | output(27)];
/// What a dead loader might leave: PROG_B, CCLK and data driven; I2C is somebody else's.
const LEFT: [u32; 3] = [
    0o44 << 6 | output(5) | output(7) | output(8) | output(9),
    0o1111111111,
    0o00111111,
];

fn with_i2c(functions: [u32; 3]) -> [u32; 3] {
    [functions[0] | 0o44 << 6, functions[1], functions[2]]
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn pins_are_safe_from_start_to_end() {
    for (board, safe) in [("mk2", MK2_SAFE), ("mk1", MK1_SAFE)] {
        for signal in ["-TERM", "-INT"] {
            let machine = Machine::pi_3(RUNNING);
            machine.set_functions(LEFT);
            let mut agent = machine.serve(board);
            assert_eq!(machine.functions(), with_i2c(safe), "{board} at start");
            let real = "a real board at the pins of this Raspberry Pi 3";
            assert!(
                agent.said().iter().any(|line| line.contains(real)),
                "{:?}",
                agent.said()
            );
            machine.set_functions(LEFT);
            assert_eq!(end(&mut agent, signal), Some(0));
            assert_eq!(
                machine.functions(),
                with_i2c(safe),
                "{board} after {signal}"
            );
        }
    }
}

#[test]
fn the_truth_is_read_from_the_pins() {
    let machine = Machine::pi_3(RUNNING);
    let agent = machine.serve("mk2");
    let mut client = agent.client();
    for (levels, fpga) in [
        (RUNNING, FpgaState::Configured),
        (PWOK | INIT_B, FpgaState::Unconfigured),
        (PWOK, FpgaState::InitLow),
        (INIT_B, FpgaState::NoPower),
    ] {
        machine.put(GPLEV0, levels);
        let status = client.status();
        assert_eq!(status.fpga, fpga);
        assert_eq!(status.identity.kind, BoardKind::Real);
        assert_eq!(status.identity.part.as_str(), "xcku115");
    }
}

#[test]
fn a_kernel_with_mem_only_will_do() {
    let machine = Machine::pi_3_with_mem(RUNNING);
    let mut agent = machine.serve("mk2");
    assert_eq!(machine.functions(), MK2_SAFE);
    assert_eq!(end(&mut agent, "-TERM"), Some(0));
}

#[test]
fn pins_that_another_driver_had_are_named() {
    let machine = Machine::pi_3(RUNNING);
    // GPIO7 as SPI's (ALT0), 14 and 15 as the console's (ALT0, ALT5); I2C's 2 and 3 are
    // none of the board's.
    machine.set_functions([0o44 << 6 | 0b100 << 21, 0b100 << 12 | 0b010 << 15, 0]);
    let output = machine.run(&["--board", "mk2", "safe"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("another driver had GPIO7 (ALT0), GPIO14 (ALT0), GPIO15 (ALT5) and"),
        "{text}"
    );
    // Now they are ours, and there is nothing left to tell.
    let text = said(&machine.run(&["--board", "mk2", "safe"]));
    assert!(!text.contains("another driver"), "{text}");
}

#[test]
fn a_second_program_is_told_who_drives_the_pins() {
    let machine = Machine::pi_3(RUNNING);
    let mut agent = machine.serve("mk2");
    machine.set_functions(LEFT);
    let holder = format!("the pins are driven by fic-agent, pid {}", agent.id());
    for arguments in [&["--board", "mk2"][..], &["--board", "mk2", "safe"]] {
        let output = machine.run(arguments);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            text.contains("error[pins_in_use]") && text.contains(&holder),
            "{text}"
        );
        assert_eq!(machine.functions(), LEFT, "nothing was moved");
    }
    assert_eq!(end(&mut agent, "-TERM"), Some(0));
    assert_eq!(
        machine.run(&["--board", "mk2", "safe"]).status.code(),
        Some(0)
    );
}

#[test]
fn after_a_kill_the_pins_can_be_made_safe() {
    let machine = Machine::pi_3(RUNNING);
    let mut agent = machine.serve("mk2");
    machine.set_functions(LEFT);
    assert_eq!(end(&mut agent, "-KILL"), None);
    assert_eq!(machine.functions(), LEFT);
    let output = machine.run(&["--board", "mk2", "safe"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(machine.functions(), with_i2c(MK2_SAFE));
}

#[test]
fn what_is_missing_is_named() {
    type Prepare = fn(&Machine);
    let cases: [(&str, Prepare, &[&str]); 6] = [
        (PI_5, |_| {}, &["unsupported_pi", "Raspberry Pi 5"]),
        ("", |_| {}, &["not_a_pi"]),
        (
            "",
            |machine| machine.file("_proc_device-tree_model", "Raspberry Pi 9\0"),
            &["unsupported_pi", "Raspberry Pi 9"],
        ),
        (PI_3, |_| {}, &["no_gpio_device", "/dev/gpiomem"]),
        (
            PI_3,
            |machine| machine.file("_dev_gpiomem.denied", ""),
            &["no_permission", "/dev/gpiomem", "group"],
        ),
        (
            PI_3,
            |machine| {
                machine.file("_dev_gpiomem", &"\0".repeat(4096));
                machine.file("_dev_gpiochip0.denied", "");
            },
            &["no_permission", "/dev/gpiochip0", "group"],
        ),
    ];
    for (cpuinfo, prepare, wanted) in cases {
        let machine = Machine::new(cpuinfo);
        prepare(&machine);
        let output = machine.run(&["--board", "mk2", "safe"]);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            wanted.iter().all(|word| text.contains(word)),
            "{wanted:?}: {text}"
        );
        assert!(text.contains("help: "), "{text}");
    }
}
