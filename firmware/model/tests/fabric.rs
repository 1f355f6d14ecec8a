//! Two boards and their links, slot by slot
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::Host;
use fic_model::Fabric;
use fic_model::LinkError;

fn entry(port: u32, switch: u32, slot: u32) -> u32 {
    port << 8 | switch << 6 | slot
}

fn board(mut host: Host, slots: u32) -> Host {
    host.m.set("user_logic", "link").unwrap();
    host.write(0xFFF8, slots << 1).unwrap();
    host.hls().unwrap();
    host
}

#[test]
fn a_word_follows_both_tables() {
    let mut a = board(Host::running_mk1(), 4);
    let mut b = board(Host::running_mk2(), 4);
    let mut fabric = Fabric::new();
    fabric.connect(0, 1, 1, 2).unwrap();
    // a sends its HLS out at port 1 in slot 1; b ejects what came in at port 2 in slot 3.
    a.write(entry(1, 0, 1), 0).unwrap();
    b.write(entry(0, 0, 3), 2).unwrap();
    a.send_bytes(&[0xEF, 0xBE, 0xAD, 0xDE]).unwrap();
    fabric.run(&mut [&mut a.m, &mut b.m], 3);
    assert_eq!(b.read(0xDDD3), Ok(0), "slot 3 is still to come");
    fabric.run(&mut [&mut a.m, &mut b.m], 1);
    assert_eq!(b.receive_bytes(4).unwrap(), [0xEF, 0xBE, 0xAD, 0xDE]);
    assert_eq!(a.read(0xFF14), Ok(1), "out at port 1");
    assert_eq!(b.read(0xFF08), Ok(1), "in at port 2");
    assert_eq!((a.read(0xFFFD), b.read(0xFFFD)), (Ok(1), Ok(2)));
    assert_eq!((a.rules(), b.rules()), (Vec::new(), Vec::new()));
}

#[test]
fn a_wrong_table_loses_the_way() {
    for (port, source) in [(1, 3), (2, 0)] {
        let mut a = board(Host::running_mk2(), 2);
        let mut b = board(Host::running_mk2(), 2);
        let mut fabric = Fabric::new();
        fabric.connect(0, 1, 1, 1).unwrap();
        a.write(entry(port, 0, 0), source).unwrap();
        b.write(entry(0, 0, 1), 1).unwrap();
        a.send_bytes(&[1, 2, 3, 4]).unwrap();
        fabric.run(&mut [&mut a.m, &mut b.m], 64);
        assert!(b.receive_bytes(4).is_err());
    }
}

#[test]
fn a_board_between_passes_words_on() {
    let mut boards: Vec<Host> = (0..3).map(|_| board(Host::running_mk2(), 2)).collect();
    let mut fabric = Fabric::new();
    fabric.connect(0, 1, 1, 1).unwrap();
    fabric.connect(1, 2, 2, 1).unwrap();
    boards[0].write(entry(1, 0, 0), 0).unwrap();
    boards[1].write(entry(2, 0, 1), 1).unwrap();
    boards[2].write(entry(0, 0, 0), 1).unwrap();
    boards[0].send_bytes(&[9, 8, 7, 6, 5, 4, 3, 2]).unwrap();
    let mut models: Vec<_> = boards.iter_mut().map(|host| &mut host.m).collect();
    fabric.run(&mut models, 8);
    assert_eq!(
        boards[2].receive_bytes(8).unwrap(),
        [9, 8, 7, 6, 5, 4, 3, 2]
    );
}

#[test]
fn ports_are_checked() {
    let mut fabric = Fabric::new();
    assert_eq!(fabric.connect(0, 0, 1, 1), Err(LinkError::NoSuchPort));
    assert_eq!(fabric.connect(0, 1, 1, 4), Err(LinkError::NoSuchPort));
    assert_eq!(fabric.connect(0, 1, 0, 1), Err(LinkError::Taken));
    fabric.connect(0, 1, 1, 1).unwrap();
    assert_eq!(fabric.connect(2, 1, 1, 1), Err(LinkError::Taken));
}
