//! Two boards whose links are joined, set up and used through the library

use fic_error::Diagnostic as _;
use std::path::Path;

use fic_client::Board;
use fic_client::Cancel;
use fic_client::Design;
use fic_client::LoadOrder;
use fic_client::Silent;

fn deploy(board: &mut Board, sample: &str) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    let path = samples.join(sample);
    let design = Design::from_file(&path, &mut Silent, &Cancel::default()).unwrap();
    let order = LoadOrder::new(design.digest());
    board.deploy(&design, &order, &mut Silent).unwrap();
    board.registers().write(0xFFF8, 2 << 1).unwrap();
    board.hls().start().unwrap();
}

#[test]
fn words_go_both_ways_by_both_tables() {
    let addresses = ["sim:mk1?user_logic=link", "sim:mk2?user_logic=link"];
    let [mut left, mut right] = Board::modelled_pair(addresses, [1, 3]).unwrap();
    deploy(&mut left, "fic-mk1-blank.bit");
    deploy(&mut right, "fic-mk2-blank.bit");
    assert_eq!(right.registers().read(0xFFFD).unwrap(), 0b100);
    left.registers().write(0x0100, 0).unwrap();
    left.registers().write(0x0001, 1).unwrap();
    right.registers().write(0x0000, 3).unwrap();
    right.registers().write(0x0301, 0).unwrap();
    let data: Vec<u8> = (0..2000_u32).map(|n| (n * 7 / 3) as u8).collect();
    left.hls().send(&data).unwrap();
    assert!(right.hls().receive(2000).unwrap() == data);
    right.hls().send(b"back").unwrap();
    assert_eq!(left.hls().receive(4).unwrap(), b"back");
    assert_eq!(left.registers().read_counter32(0xFF14).unwrap(), 500);
    // Without a way nothing arrives, and the receiver is told.
    left.registers().write(0x0100, 4).unwrap();
    left.hls().send(b"lost").unwrap();
    assert_eq!(right.hls().receive(4).unwrap_err().code(), "no_ack");
}

#[test]
fn only_link_ports_of_modelled_boards_are_joined() {
    let code = |addresses, ports| match Board::modelled_pair(addresses, ports) {
        Err(error) => error.code().to_owned(),
        Ok(_) => "joined".to_owned(),
    };
    assert_eq!(code(["sim:mk1", "sim:mk2"], [0, 1]), "bad_option");
    assert_eq!(code(["sim:mk1", "sim:mk2"], [1, 4]), "bad_option");
    assert_eq!(code(["sim:mk1", "tcp://fic00"], [1, 1]), "bad_address");
}
