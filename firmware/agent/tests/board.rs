//! Several peers and one board
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::*;
use support::Message;
use support::fake::Bench;
use support::fake::quick;

const DIGEST: Digest = samples::DIGEST;

/// Waits until this was said to the board.
fn wait_for_log(bench: &Bench, line: &str) {
    let until = Instant::now() + Duration::from_secs(5);
    while !bench.hand.log().iter().any(|said| said == line) {
        assert!(Instant::now() < until, "{line}: {:?}", bench.hand.log());
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_load_keeps_others_out_and_tells_them_who() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann@lab");
    let mut bob = bench.named("bob@lab");
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann@lab load");
    let before = Instant::now();
    for request in [
        HostRequest::FpgaReset,
        HostRequest::FpgaProbe,
        HostRequest::StageChunk(support::chunk(DIGEST, 0, &[1, 2, 3])),
        HostRequest::Load(support::load(DIGEST)),
        HostRequest::StageCommit { digest: DIGEST },
    ] {
        let answer = bob.call(request);
        let BoardResponse::Busy(busy) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(busy.who, "ann@lab");
        assert_eq!(busy.what, "load");
    }
    assert!(before.elapsed() < Duration::from_millis(200));
    bench.release();
    assert!(matches!(
        ann.wait_for(load),
        Message::Response(BoardResponse::Loaded(_))
    ));
    assert_eq!(bob.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn status_is_told_during_a_load_without_what_cannot_be_read() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann@lab");
    let mut bob = bench.named("bob@lab");
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann@lab load");
    thread::sleep(Duration::from_millis(20));
    for client in [&mut bob, &mut ann] {
        let status = client.status();
        let busy = status.busy.unwrap();
        assert_eq!((busy.who.as_str(), busy.what.as_str()), ("ann@lab", "load"));
        assert!(busy.for_ms > 0);
        assert_eq!((status.pins.init_b, status.pins.done), (None, None));
        // It has been cleared by now, whatever it was before.
        assert_eq!(status.fpga, FpgaState::Unconfigured);
        assert!(status.stale);
    }
    let identity = bob.call(HostRequest::Identify { who: "bob" });
    assert!(matches!(identity, BoardResponse::Identity(_)));
    bench.release();
    ann.wait_for(load);
    assert!(bob.status().busy.is_none());
}

#[test]
fn short_requests_wait_for_each_other() {
    let bench = Bench::new(quick());
    let clients: Vec<_> = ["a", "b", "c"].map(|who| bench.named(who)).into();
    let threads: Vec<_> = clients
        .into_iter()
        .map(|mut client| thread::spawn(move || client.call(HostRequest::FpgaReset)))
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), BoardResponse::Done);
    }
    assert_eq!(bench.hand.most_acting.load(Ordering::SeqCst), 1);
}

#[test]
fn waiting_is_bounded() {
    let mut limits = quick();
    limits.short_wait = Duration::from_millis(30);
    let bench = Bench::new(limits);
    let (mut ann, mut bob) = (bench.named("ann"), bench.named("bob"));
    let reset = ann.send(HostRequest::FpgaReset);
    wait_for_log(&bench, "ann reset");
    let answer = bob.call(HostRequest::FpgaProbe);
    let BoardResponse::Busy(busy) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(busy.what, "reset");
    assert_eq!(ann.wait_for(reset), Message::Response(BoardResponse::Done));
    // Who gave up does not stand in the way of the next.
    assert_eq!(bob.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn a_load_is_cancelled_by_its_own_peer_only() {
    let bench = Bench::new(quick());
    let (mut ann, mut bob) = (bench.named("ann"), bench.named("bob"));
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann load");
    let done = bob.call(HostRequest::Cancel { id: load });
    assert_eq!(done, BoardResponse::Done);
    let done = ann.call(HostRequest::Cancel { id: load + 99 });
    assert_eq!(done, BoardResponse::Done);
    thread::sleep(Duration::from_millis(30));
    assert!(!bench.hand.log().contains(&"cancelled".into()));
    let cancel = ann.send(HostRequest::Cancel { id: load });
    let cancelled = BoardResponse::from(BoardError::Cancelled);
    let mut heard = Vec::new();
    while heard.len() < 2 {
        match ann.receive(Duration::from_secs(5)).unwrap() {
            (_, Message::Event(_)) => {}
            (id, Message::Response(response)) => heard.push((id, response)),
            other => panic!("{other:?}"),
        }
    }
    assert!(heard.contains(&(cancel, BoardResponse::Done)), "{heard:?}");
    assert!(heard.contains(&(load, cancelled)), "{heard:?}");
    // It is over: cancelling it again is no error.
    let done = ann.call(HostRequest::Cancel { id: load });
    assert_eq!(done, BoardResponse::Done);
}

#[test]
fn a_load_goes_on_when_its_peer_is_gone() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann load");
    drop(ann);
    thread::sleep(Duration::from_millis(50));
    let mut bob = bench.named("bob");
    assert!(bob.status().busy.is_some());
    bench.release();
    wait_for_log(&bench, "loaded");
}

#[test]
fn a_load_goes_on_when_its_peer_does_not_listen() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann load");
    // Longer than idle and write limits; nothing of what is said to ann is read.
    thread::sleep(Duration::from_millis(1200));
    bench.release();
    wait_for_log(&bench, "loaded");
}

#[test]
fn the_same_load_said_twice_is_one() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann load");
    let mut body = [0; 512];
    let again = HostRequest::Load(support::load(DIGEST));
    let body = codec::encode(&again, &mut body).unwrap();
    ann.frame(1, frame::Kind::Request, load, body);
    let other = ann.call(again);
    assert!(matches!(other, BoardResponse::Busy(_)));
    bench.release();
    assert!(matches!(ann.wait_for(load), Message::Response(_)));
    assert!(ann.receive(Duration::from_millis(100)).is_none());
    let log = bench.hand.log();
    assert_eq!(log.iter().filter(|line| *line == "ann load").count(), 1);
}

#[test]
fn progress_is_told_now_and_then() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    thread::sleep(Duration::from_millis(400));
    bench.release();
    ann.wait_for(load);
    // One in 20 ms, of about one a millisecond.
    assert!((5..=22).contains(&ann.events.len()), "{}", ann.events.len());
    assert!(ann.events.iter().all(|(id, _)| *id == load));
}

#[test]
fn a_fault_in_a_request_does_not_take_the_board_away() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    bench.hand.panic.store(true, Ordering::SeqCst);
    let answer = ann.call(HostRequest::Load(support::load(DIGEST)));
    assert_eq!(answer, BoardResponse::from(BoardError::PinFault));
    bench.hand.panic.store(false, Ordering::SeqCst);
    assert_eq!(ann.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn the_end_of_the_agent_cancels_a_load() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    let load = ann.send(HostRequest::Load(support::load(DIGEST)));
    wait_for_log(&bench, "ann load");
    let board = bench.server.board.shut_down(Duration::from_secs(5));
    assert!(board.is_some());
    assert_eq!(
        ann.wait_for(load),
        Message::Response(BoardResponse::from(BoardError::Cancelled))
    );
    // Whoever comes late is not left waiting.
    let before = Instant::now();
    let answer = ann.call(HostRequest::FpgaReset);
    assert!(matches!(answer, BoardResponse::Busy(_)));
    assert!(before.elapsed() < Duration::from_millis(300));
    assert!(bench.server.board.shut_down(Duration::ZERO).is_none());
}

#[test]
fn data_comes_whole_and_before_its_answer() {
    let bench = Bench::new(quick());
    let mut ann = bench.named("ann");
    for len in [2, 1024, 8192, 8194, 1_000_000] {
        ann.data.clear();
        let answer = ann.call(HostRequest::HlsReceive { len });
        assert_eq!(answer, BoardResponse::Done);
        assert!(ann.data == support::noise(len as usize, 1), "{len}");
    }
}

#[test]
fn data_that_nobody_takes_does_not_hold_the_board() {
    for line in [false, true] {
        let bench = Bench::new(quick());
        let (client, _session) = bench.session(line);
        let mut mute = client.greeted();
        mute.send(HostRequest::HlsReceive { len: 1_000_000 });
        wait_for_log(&bench, "pipe bus");
        let before = Instant::now();
        wait_for_log(&bench, "cancelled");
        // One deadline of a write, not one for each piece of the data.
        assert!(
            before.elapsed() < Duration::from_millis(900),
            "line: {line}"
        );
        let mut bob = bench.named("bob");
        assert_eq!(bob.call(HostRequest::FpgaProbe), BoardResponse::Done);
    }
}

#[test]
fn a_line_is_understood_again_after_data_that_nobody_took() {
    let bench = Bench::new(quick());
    let (client, _session) = bench.session(true);
    let mut ann = client.greeted();
    let id = ann.send(HostRequest::HlsReceive { len: 1_000_000 });
    wait_for_log(&bench, "cancelled");
    thread::sleep(Duration::from_millis(400));
    // The end of the data may be lost; the next answer is not.
    let probe = ann.send(HostRequest::FpgaProbe);
    let answer = ann.wait_for(probe);
    assert_eq!(answer, Message::Response(BoardResponse::Done), "{id}");
}
