//! Peers that are too old, too new, silent, busy or no board at all
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::io::Write;

use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::RefusalReason;
use fic_protocol::frame::Kind;
use fic_protocol::truncated;
use fic_test_kit::fake_board;
use serde_json::Value;
use support::Place;
use support::only;

/// Exit code and error of `fic status`.
fn status(address: &str) -> (i32, Value) {
    let (code, document) = Place::new().json(&["status", "-b", address]);
    (code, only(&document).clone())
}

#[test]
fn a_board_of_another_version_is_told_with_both_ranges() {
    let newer = fake_board::speaking(|_, _| {
        Some((Kind::Refusal, vec![RefusalReason::Version as u8, 7, 9]))
    });
    let (code, error) = status(&newer);
    assert_eq!(
        (code, error["code"].as_str()),
        (3, Some("version_mismatch"))
    );
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("1 to 2") && message.contains("7 to 9"),
        "{message}"
    );
    assert_eq!(error["help"], "update this fic");

    let odd = fake_board::speaking(|_, _| Some((Kind::Welcome, vec![5, 1, 5])));
    assert_eq!(status(&odd).1["code"], "version_mismatch");
}

#[test]
fn refusals_have_their_exit_codes() {
    for (address, exit, word) in [
        (
            fake_board::speaking(|_, _| Some((Kind::Refusal, vec![3, 1, 1]))),
            5,
            "not_authorised",
        ),
        (
            fake_board::speaking(|_, _| Some((Kind::Refusal, vec![4, 1, 1]))),
            5,
            "too_many_sessions",
        ),
        (
            fake_board::speaking(|_, _| Some((Kind::Refusal, vec![77, 1, 1]))),
            3,
            "protocol_error",
        ),
        (
            fake_board::speaking(|_, _| Some((Kind::Refusal, vec![]))),
            3,
            "protocol_error",
        ),
    ] {
        let (code, error) = status(&address);
        assert_eq!((code, error["code"].as_str()), (exit, Some(word)));
    }
}

#[test]
fn who_keeps_the_board_busy_is_named() {
    let address = fake_board::speaking(|kind, request| {
        let busy = BoardResponse::Busy(Busy {
            who: truncated("bob@desk"),
            what: truncated("load"),
            for_ms: 12_345,
        });
        fake_board::greeting(kind, request.as_ref()).or_else(|| Some(fake_board::response(&busy)))
    });
    let (code, error) = status(&address);
    assert_eq!((code, error["code"].as_str()), (5, Some("busy")));
    assert_eq!(
        error["message"],
        "the board is busy: bob@desk runs `load` for 12 s"
    );
}

#[test]
fn answers_that_make_no_sense_end_the_command() {
    let wrong = fake_board::speaking(|kind, request| {
        fake_board::greeting(kind, request.as_ref())
            .or_else(|| Some(fake_board::response(&BoardResponse::Done)))
    });
    let unreadable = fake_board::speaking(|kind, request| {
        fake_board::greeting(kind, request.as_ref())
            .or_else(|| Some((Kind::Response, vec![99; 40])))
    });
    for address in [wrong, unreadable] {
        let (code, error) = status(&address);
        assert_eq!((code, error["code"].as_str()), (3, Some("protocol_error")));
    }
}

#[test]
fn a_peer_that_is_no_board_is_given_up_in_time() {
    let silent = fake_board::listening(std::mem::forget);
    let chatty = fake_board::listening(|mut stream| {
        std::thread::spawn(move || while stream.write_all(b"HTTP/1.1 400 \r\n").is_ok() {});
    });
    for address in [silent, chatty] {
        let (code, error) = status(&address);
        assert_eq!((code, error["code"].as_str()), (3, Some("no_answer")));
    }
    let closing = fake_board::listening(drop);
    assert_eq!(status(&closing).1["code"], "unreachable");
}
