//! One peer and its frames: greetings, nonsense, silence
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::thread;
use std::time::Duration;

use fic_agent::session::End;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::*;
use support::Message;
use support::fake::Bench;
use support::fake::quick;

fn failed(error: BoardError) -> Message {
    Message::Response(BoardResponse::from(error))
}

fn refused(reason: RefusalReason) -> Message {
    Message::Refusal(Refusal::ours(reason))
}

#[test]
fn versions_are_agreed_on_or_refused() {
    let bench = Bench::new(quick());
    let mut client = bench.client();
    for (min, current) in [(0, 0), (CURRENT_VERSION + 1, 9), (255, 255)] {
        let heard = client.hello(Hello { min, current });
        assert_eq!(heard, refused(RefusalReason::Version), "{min}..{current}");
    }
    for (min, current, chosen) in [
        (1, 1, 1),
        (0, 1, 1),
        (2, 2, 2),
        (0, 255, CURRENT_VERSION),
        (1, 7, CURRENT_VERSION),
    ] {
        let heard = client.hello(Hello { min, current });
        let welcome = Welcome {
            chosen,
            min: MIN_VERSION,
            current: CURRENT_VERSION,
        };
        assert_eq!(heard, Message::Welcome(welcome), "{min}..{current}");
    }
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn a_hello_of_the_future_is_read_and_one_too_short_is_refused() {
    let bench = Bench::new(quick());
    let mut client = bench.client();
    client.frame(9, Kind::Hello, 71, &[1, 9, 8, 7, 6]);
    assert!(matches!(client.wait_for(71), Message::Welcome(_)));
    client.frame(1, Kind::Hello, 72, &[1]);
    assert_eq!(client.wait_for(72), refused(RefusalReason::Version));
}

#[test]
fn a_request_needs_a_hello_and_its_version() {
    let bench = Bench::new(quick());
    let mut client = bench.client();
    let id = client.send(HostRequest::Status);
    assert_eq!(client.wait_for(id), refused(RefusalReason::HelloFirst));
    let mut client = client.greeted();
    client.frame(1, Kind::Request, 90, &[1]);
    assert_eq!(client.wait_for(90), refused(RefusalReason::Version));
    assert!(bench.hand.log().is_empty());
}

#[test]
fn what_cannot_be_understood_fails_with_its_own_id() {
    let bench = Bench::new(quick());
    let mut client = bench.client().greeted();
    for (id, body, error) in [
        (100, &[200, 1][..], BoardError::UnknownRequest),
        (101, &[], BoardError::UnknownRequest),
        // StageBegin without a digest.
        (102, &[2, 1, 2], BoardError::OutOfRange),
        // Status with something behind it.
        (103, &[1, 1], BoardError::OutOfRange),
        // Identify whose text is longer than the body.
        (104, &[0, 90, b'a'], BoardError::OutOfRange),
        // Identify whose text is no UTF-8.
        (105, &[0, 1, 0xFF], BoardError::OutOfRange),
    ] {
        client.frame(CURRENT_VERSION, Kind::Request, id, body);
        assert_eq!(client.wait_for(id), failed(error), "{id}");
    }
    assert!(bench.hand.log().is_empty());
}

#[test]
fn noise_is_dropped_and_counted() {
    let bench = Bench::new(quick());
    let mut client = bench.client().greeted();
    client.raw(&[1, 2, 3, 0, 0xFF, 0xFF, 0]);
    client.raw(&vec![0x55; 3 * MAX_WIRE_LEN]);
    client.raw(&[0]);
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
    assert_eq!(bench.server.counters.bad_frames(), 3);
}

#[test]
fn half_a_frame_is_forgotten_at_the_next_one() {
    let bench = Bench::new(quick());
    let mut client = bench.client().greeted();
    let mut wire = [0; 64];
    let header = frame::Header {
        version: CURRENT_VERSION,
        kind: Kind::Request,
        id: 5,
    };
    let len = frame::encode_frame(header, &[1], &mut wire).unwrap();
    client.raw(&wire[..len / 2]);
    client.raw(&[0]);
    client.raw(&wire[..len / 2]);
    thread::sleep(Duration::from_millis(100));
    client.raw(&wire[len / 2..len]);
    assert!(matches!(client.wait_for(5), Message::Response(_)));
    assert_eq!(bench.server.counters.bad_frames(), 1);
}

#[test]
fn a_peer_of_garbage_is_hung_up_on_but_a_line_is_not() {
    let bench = Bench::new(quick());
    let (mut client, session) = bench.session(false);
    for _ in 0..20 {
        let _ = client.try_raw(&support::noise(1000, 3));
        let _ = client.try_raw(&[0]);
    }
    assert_eq!(session.join().unwrap(), End::Garbage);
    let (mut client, _session) = bench.session(true);
    for seed in 0..50 {
        client.raw(&support::noise(300, seed));
        client.raw(&[0]);
    }
    assert!(matches!(client.hello(Hello::OURS), Message::Welcome(_)));
}

#[test]
fn silence_ends_a_session() {
    let bench = Bench::new(quick());
    let (_mute, without_hello) = bench.session(false);
    let (client, idle) = bench.session(false);
    let _greeted = client.greeted();
    // How long each takes is for fic-core's tests, which pass the time in.
    assert_eq!(without_hello.join().unwrap(), End::NoHello);
    assert_eq!(idle.join().unwrap(), End::Idle);
    assert_eq!(bench.server.open_sessions(), 0);
}

#[test]
fn bytes_without_a_frame_do_not_count_as_a_sign_of_life() {
    let bench = Bench::new(quick());
    let (mut client, session) = bench.session(false);
    let dripping = thread::spawn(move || while client.try_raw(&[7]).is_ok() {});
    assert_eq!(session.join().unwrap(), End::NoHello);
    dripping.join().unwrap();
}

#[test]
fn a_silent_line_has_to_say_hello_again() {
    let bench = Bench::new(quick());
    let mut client = bench.session(true).0.greeted();
    client.call(HostRequest::Identify { who: "ann@lab" });
    thread::sleep(Duration::from_millis(1100));
    let id = client.send(HostRequest::FpgaProbe);
    assert_eq!(client.wait_for(id), refused(RefusalReason::HelloFirst));
    let mut client = client.greeted();
    client.call(HostRequest::FpgaProbe);
    // The next one on the line is not taken for the one before.
    assert_eq!(bench.hand.log(), ["ann@lab status", "pipe probe"]);
}

#[test]
fn one_session_too_many_is_told_so() {
    let bench = Bench::new(quick());
    let first: Vec<_> = (0..3).map(|_| bench.client().greeted()).collect();
    let (mut fourth, session) = bench.session(false);
    let heard = fourth.hello(Hello::OURS);
    assert_eq!(heard, refused(RefusalReason::TooManySessions));
    assert_eq!(session.join().unwrap(), End::Refused);
    drop(first);
    while bench.server.open_sessions() > 0 {
        thread::sleep(Duration::from_millis(5));
    }
    bench.client().greeted();
}

#[test]
fn the_crowd_outside_is_bounded_too() {
    let bench = Bench::new(quick());
    let permits: Vec<_> = (0..100).filter_map(|_| bench.server.permit()).collect();
    assert_eq!(permits.len(), 3 + 8);
    drop(permits);
    assert_eq!(bench.server.open_sessions(), 0);
}

#[test]
fn a_peer_that_does_not_read_is_given_up() {
    let bench = Bench::new(quick());
    let (client, session) = bench.session(false);
    let mut client = client.greeted();
    let flood = thread::spawn(move || {
        let mut id = 0;
        // Answers pile up until the pipe is full, then requests do.
        while id < 100_000 {
            let mut wire = [0; 64];
            let header = frame::Header {
                version: 1,
                kind: Kind::Request,
                id,
            };
            let len = frame::encode_frame(header, &[1], &mut wire).unwrap();
            if client.try_raw(&wire[..len]).is_err() {
                return;
            }
            id += 1;
        }
        panic!("the agent took everything");
    });
    let mut other = bench.named("bob");
    assert_eq!(session.join().unwrap(), End::NotReading);
    assert_eq!(other.call(HostRequest::FpgaProbe), BoardResponse::Done);
    flood.join().unwrap();
}

#[test]
fn the_end_of_the_agent_ends_its_sessions() {
    let bench = Bench::new(quick());
    let (client, session) = bench.session(false);
    let _client = client.greeted();
    bench.server.stop();
    assert_eq!(session.join().unwrap(), End::Stopped);
}
