//! Sets up two boards from scratch and passes data from one to the other
//!
//! Both boards are modelled, in this process, and the link between them is too: port 1
//! of the first board and port 2 of the second. The design is a sample without content;
//! the model stands in for what a design of the lab would do: its user logic sends 32-bit
//! words to port 0 of the switch and receives what port 0's table ejects.
//!
//! With real boards, `Board::connect("tcp://fic00")` takes the place of the pair.

use std::path::Path;

use fic_client::Board;
use fic_client::Cancel;
use fic_client::Design;
use fic_client::Error;
use fic_client::LoadOrder;
use fic_client::Silent;

/// Time slots of the schedule.
const SLOTS: u16 = 4;
/// The entry of an output that takes nothing: one more than the last input.
const IDLE: u16 = 4;
/// Registers.
const SLOT_COUNT: u16 = 0xFFF8;
const LINK: u16 = 0xFFFD;
const PACKETS_OUT_1: u16 = 0xFF14;
const PACKETS_IN_2: u16 = 0xFF08;

fn main() -> Result<(), Error> {
    let addresses = ["sim:mk1?user_logic=link", "sim:mk2?user_logic=link"];
    let [mut left, mut right] = Board::modelled_pair(addresses, [1, 2])?;

    set_up(&mut left, "fic-mk1-blank.bit")?;
    set_up(&mut right, "fic-mk2-blank.bit")?;
    // The first board's user logic (input 0) leaves at port 1 in slot 1; what comes in at
    // port 2 of the second one reaches its user logic (output 0) in slot 3.
    route(&mut left, 1, 1, 0)?;
    route(&mut right, 0, 3, 2)?;

    left.hls().send(b"hello from the first board..")?;
    let words = right.hls().receive(28)?;
    println!("received: {}", String::from_utf8_lossy(&words));

    let sent = left.registers().read_counter32(PACKETS_OUT_1)?;
    let got = right.registers().read_counter32(PACKETS_IN_2)?;
    println!("packets out of the first board: {sent}, into the second: {got}");
    println!(
        "links up: {:#06b} and {:#06b}",
        left.registers().read(LINK)?,
        right.registers().read(LINK)?
    );
    Ok(())
}

/// Deploys a sample, makes the whole table idle, and starts the user logic.
fn set_up(board: &mut Board, sample: &str) -> Result<(), Error> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    let design = Design::from_file(&samples.join(sample), &mut Silent, &Cancel::default())?;
    let order = LoadOrder {
        name: sample.to_owned(),
        len_bytes: design.len_bytes(),
        ..LoadOrder::new(design.digest())
    };
    board.deploy(&design, &order, &mut Silent)?;
    let mut registers = board.registers();
    for port in 0..4 {
        registers.write_many(port << 8, &[IDLE; SLOTS as usize])?;
    }
    registers.write(SLOT_COUNT, SLOTS << 1)?;
    board.hls().reset()?;
    board.hls().start()
}

/// In this slot the output port takes its words from the input port.
fn route(board: &mut Board, output: u16, slot: u16, input: u16) -> Result<(), Error> {
    board.registers().write(output << 8 | slot, input)
}
