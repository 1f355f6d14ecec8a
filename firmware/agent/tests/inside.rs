//! The modelled board inside this process
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::time::Duration;

use fic_agent::sim::SimBoard;
use fic_agent::sim::SimOptions;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_protocol::*;
use support::Client;

fn start(address: &str) -> SimBoard {
    SimBoard::start(&address.parse().unwrap(), &SimOptions::default()).unwrap()
}

fn connect(board: &SimBoard) -> Client {
    let (mut reader, writer) = board.connect().unwrap();
    reader.set_timeout(Some(Duration::from_millis(50)));
    Client::new(reader, writer).greeted()
}

#[test]
fn a_design_is_staged_and_kept() {
    let board = start("sim:mk2");
    let mut client = connect(&board);
    let data = support::noise(300_000, 1);
    let staged = client.stage(&data);
    let whole = StageState {
        next_offset: 300_000,
        complete: true,
        gap: false,
    };
    assert_eq!(staged, BoardResponse::Stage(whole));
    let mut other = connect(&board);
    let again = other.call(HostRequest::StageBegin {
        digest: support::digest(&data),
        len_bytes: 300_000,
    });
    assert_eq!(again, BoardResponse::Stage(whole));
}

#[test]
fn it_says_which_board_it_models() {
    for (address, profile, part) in [
        ("sim:mk1", "mk1", "xcku095"),
        ("sim:mk2", "mk2", "xcku115"),
        ("sim:mk2?part=xcku040", "mk2", "xcku040"),
    ] {
        let board = start(address);
        let mut client = connect(&board);
        let answer = client.call(HostRequest::Identify { who: "ann@lab" });
        let BoardResponse::Identity(identity) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(identity.profile, profile);
        assert_eq!(identity.part, part);
        assert_eq!(identity.kind, BoardKind::Modelled);
        assert_eq!(identity.window_bytes, 131_072);
    }
}

#[test]
fn what_is_no_board_is_refused() {
    for (address, code) in [
        ("sim:mk3", "unknown_board"),
        ("sim:mk2?no_such=1", "bad_option"),
    ] {
        let address = address.parse().unwrap();
        let error = SimBoard::start(&address, &SimOptions::default()).err();
        let error = error.unwrap();
        assert_eq!(error.code(), code);
        assert_eq!(error.class(), ExitClass::Usage);
    }
}

#[test]
fn nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let options = SimOptions {
        store: Some(folder.path().join("store")),
        ..SimOptions::default()
    };
    let address = "sim:mk2".parse().unwrap();
    let board = SimBoard::start(&address, &options).unwrap();
    let mut client = connect(&board);
    let data = support::noise(20_000, 2);
    client.stage(&data);
    drop(client);
    board.finish().unwrap();
    // The lock is free again, and what was staged is still there.
    let board = SimBoard::start(&address, &options).unwrap();
    let mut client = connect(&board);
    assert_eq!(client.status().store.designs, 1);
}

/// Whatever a peer says, it gets an answer and the board stays.
#[test]
fn nonsense_in_whole_frames_is_answered() {
    let board = start("sim:mk2");
    let mut client = connect(&board);
    let dice = support::noise(60_000, 11);
    let mut rest = &dice[..];
    let mut id = 1000;
    while let [variant, len, ..] = *rest {
        let len = usize::from(len % 48).clamp(2, rest.len());
        let mut body = vec![variant % 33];
        body.extend(&rest[1..len]);
        rest = &rest[len..];
        id += 1;
        client.frame(CURRENT_VERSION, frame::Kind::Request, id, &body);
        assert!(matches!(client.wait_for(id), support::Message::Response(_)));
    }
    assert!(id > 2000);
    client.status();
}

#[test]
fn many_peers_stage_at_once() {
    let board = start("sim:mk2");
    let threads: Vec<_> = (0..6u64)
        .map(|n| {
            let mut client = connect(&board);
            std::thread::spawn(move || {
                // Pairs send the same design.
                let data = support::noise(500_000, n / 2);
                for _ in 0..50 {
                    let staged = client.stage(&data);
                    if matches!(staged, BoardResponse::Stage(state) if state.complete) {
                        return;
                    }
                }
                panic!("never staged");
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(connect(&board).status().store.designs, 3);
}
