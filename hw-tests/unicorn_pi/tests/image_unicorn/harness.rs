//! The machine itself notices what an image must not do

use fic_unicorn_pi::Machine;
use fic_unicorn_pi::Setup;

/// `mov x0, #0x3F200000`
const X0_IS_GPIO: u32 = 0xD2A7_E400;
/// `movk x0, #0x1000`
const X0_IS_UART: u32 = 0xF282_0000;
/// `str w1, [x0]`
const WRITE_FIRST: u32 = 0xB900_0001;
/// `str w1, [x0, #0x3C]`
const WRITE_3C: u32 = 0xB900_3C01;
/// `ldrb w1, [x0]`
const READ_BYTE: u32 = 0x3940_0001;
/// `wfi`
const SLEEP: u32 = 0xD503_207F;
/// To itself.
const HANG: u32 = 0x1400_0000;

/// What a machine says that runs these instructions.
fn verdict(program: &[u32]) -> String {
    let image = program.iter().flat_map(|word| word.to_le_bytes()).collect();
    let setup = Setup {
        board: "mk2",
        settings: &[],
        counting: false,
    };
    let machine = Machine::start_image(image, setup).unwrap();
    format!("{:#}", machine.judge().unwrap_err())
}

#[test]
fn a_register_that_is_not_there_ends_the_run() {
    let said = verdict(&[X0_IS_GPIO, WRITE_3C, SLEEP, HANG]);
    assert!(said.contains("written at 0x3f20003c"), "{said}");
}

#[test]
fn a_register_is_a_word() {
    let said = verdict(&[X0_IS_GPIO, READ_BYTE, SLEEP, HANG]);
    assert!(said.contains("1 bytes read at 0x3f200000"), "{said}");
}

#[test]
fn memory_that_is_not_there_ends_the_run() {
    // x0 is one page further than the last one there is.
    let beyond = [
        X0_IS_GPIO,
        X0_IS_UART | 0x2000 << 5,
        WRITE_FIRST,
        SLEEP,
        HANG,
    ];
    let said = verdict(&beyond);
    assert!(said.contains("where nothing is"), "{said}");
}

#[test]
fn a_byte_on_a_line_that_is_not_the_uarts_is_a_broken_rule() {
    let said = verdict(&[X0_IS_GPIO, X0_IS_UART, WRITE_FIRST, SLEEP, HANG]);
    assert!(said.contains("not the UART's"), "{said}");
}
