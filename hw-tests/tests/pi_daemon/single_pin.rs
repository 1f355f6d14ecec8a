//! A claimed pin in the hands of code that knows embedded-hal only

use std::process::Command;

use embedded_hal::digital::InputPin;
use embedded_hal::digital::OutputPin;
use fic_agent::pi::Claim;
use fic_core::adaptor::FlexPin;

use crate::DONE;
use crate::INIT_B;
use crate::RUNNING;
use crate::machine::Machine;
use crate::output;

const GPSET0: u64 = 0x1C;
const GPCLR0: u64 = 0x28;
const PROG_B: u8 = 5;

#[test]
fn a_claimed_pin_is_driven_and_read_through_embedded_hal() {
    let machine = Machine::pi_3(RUNNING & !INIT_B);
    machine.set_functions([0; 3]);
    let mut child = Command::new(std::env::current_exe().unwrap());
    machine.put_on(&mut child).args([
        "--exact",
        "single_pin::on_that_machine",
        "--ignored",
        "--nocapture",
    ]);
    let ended = child.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(
        ended.status.success() && said.contains("1 passed"),
        "{ended:?}"
    );
    // A register that is a file keeps what was written last.
    assert_eq!(machine.get(GPCLR0), 1 << PROG_B);
    assert_eq!(machine.get(GPSET0), 1 << PROG_B);
    assert_eq!(machine.functions(), [output(PROG_B.into()), 0, 0]);
}

#[test]
#[ignore = "runs on the machine of the test above"]
fn on_that_machine() {
    let mut claim = Claim::take(DONE | INIT_B | 1 << PROG_B).unwrap();
    let mut take = |pin: u32| claim.pin(pin.trailing_zeros() as u8);
    let (mut done, mut init_b) = (take(DONE).unwrap(), take(INIT_B).unwrap());
    assert!(done.is_high().unwrap() && !done.is_low().unwrap());
    assert!(init_b.is_low().unwrap() && !init_b.is_high().unwrap());
    assert!(take(DONE).is_none(), "it is taken already");
    assert!(take(1 << 24).is_none(), "it was not claimed");

    let mut prog_b = take(1 << PROG_B).unwrap();
    prog_b.set_as_output().unwrap();
    prog_b.set_low().unwrap();
    prog_b.set_high().unwrap();
    // Dropped, it stays as it is: it is a board's.
    drop((done, init_b, prog_b));
}
