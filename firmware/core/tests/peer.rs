//! The protocol's board side without IO: greetings, silence, versions, names
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use fic_core::peer::Incoming;
use fic_core::peer::Medium;
use fic_core::peer::PeerEnd;
use fic_core::peer::PeerLimits;
use fic_core::peer::ProtocolPeer;
use fic_core::peer::ReplyTo;
use fic_core::peer::StatusCache;
use fic_protocol::frame::Frame;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::*;

const LIMITS: PeerLimits = PeerLimits {
    hello_ms: 5_000,
    idle_ms: 60_000,
    max_bad_frames: 3,
};

fn peer(medium: Medium) -> ProtocolPeer {
    ProtocolPeer::new(medium, LIMITS, truncated("10.0.0.9:7"), 1_000)
}

/// What the peer makes of a frame of this host.
fn accept<'f>(
    peer: &mut ProtocolPeer,
    header: (u8, Kind, u32),
    body: &'f [u8],
    at: At,
) -> Incoming<'f> {
    let (version, kind, id) = header;
    let header = Header { version, kind, id };
    peer.accept(Frame { header, body }, at.now_ms, at.acting)
}

#[derive(Clone, Copy, Default)]
struct At {
    now_ms: u64,
    acting: Option<u32>,
}

const fn at(now_ms: u64) -> At {
    At {
        now_ms,
        acting: None,
    }
}

fn hello(peer: &mut ProtocolPeer, min: u8, current: u8, now_ms: u64) {
    let body = Hello { min, current }.to_bytes();
    let heard = accept(peer, (0, Kind::Hello, 1), &body, at(now_ms));
    assert_eq!(told(heard), "welcome");
}

fn ask(peer: &mut ProtocolPeer, version: u8, request: &HostRequest<'_>, at: At) -> String {
    let mut body = [0; 1024];
    let body = codec::encode(request, &mut body).unwrap();
    told(accept(peer, (version, Kind::Request, 9), body, at))
}

/// In a word, so that a test can be read.
fn told(incoming: Incoming<'_>) -> String {
    match incoming {
        Incoming::Nothing => "nothing".into(),
        Incoming::Frozen(header, body, _) => match header.kind {
            Kind::Welcome => "welcome".into(),
            _ => format!("{:?}", Refusal::from_bytes(&body).unwrap().reason),
        },
        Incoming::Failed(to, error) => {
            assert_eq!(to.id, 9);
            format!("{error:?}")
        }
        Incoming::Request(to, request) => {
            assert_eq!(to.id, 9);
            request.kind().name().into()
        }
    }
}

#[test]
fn the_highest_common_version_is_chosen() {
    for (min, current, chosen) in [
        (0, 0, None),
        (CURRENT_VERSION + 1, 255, None),
        (1, 1, Some(1)),
        (0, 255, Some(CURRENT_VERSION)),
    ] {
        let mut peer = peer(Medium::Connection);
        let body = [min, current, 9, 9];
        let heard = accept(&mut peer, (77, Kind::Hello, 5), &body, at(1_000));
        let welcome = match heard {
            Incoming::Frozen(header, body, None) => {
                assert_eq!((header.kind, header.id), (Kind::Welcome, 5));
                Welcome::from_bytes(&body)
            }
            Incoming::Frozen(header, body, Some(RefusalReason::Version)) => {
                assert_eq!((header.kind, header.id), (Kind::Refusal, 5));
                assert_eq!(body, Refusal::ours(RefusalReason::Version).to_bytes());
                None
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(welcome.map(|welcome| welcome.chosen), chosen);
        assert_eq!(peer.is_greeted(), chosen.is_some());
    }
}

#[test]
fn a_request_needs_a_hello_and_its_version() {
    let mut peer = peer(Medium::Connection);
    let status = HostRequest::Status;
    assert_eq!(ask(&mut peer, 2, &status, at(1_000)), "HelloFirst");
    hello(&mut peer, 1, 2, 1_000);
    assert_eq!(ask(&mut peer, 1, &status, at(1_000)), "Version");
    assert_eq!(ask(&mut peer, 2, &status, at(1_000)), "status");
}

#[test]
fn a_host_of_version_1_has_the_requests_of_version_1() {
    let (mut old, mut new) = (peer(Medium::Line), peer(Medium::Line));
    hello(&mut old, 1, 1, 1_000);
    hello(&mut new, 1, 2, 1_000);
    for request in samples::requests() {
        let name = request.kind().name();
        let expected = match request.kind().since() {
            1 => name,
            _ => "UnknownRequest",
        };
        assert_eq!(ask(&mut old, 1, &request, at(1_000)), expected);
        assert_eq!(ask(&mut new, 2, &request, at(1_000)), name);
    }
}

#[test]
fn what_cannot_be_decoded_is_out_of_range_or_unknown() {
    let mut peer = peer(Medium::Connection);
    hello(&mut peer, 1, 2, 1_000);
    for (body, error) in [
        (&[200, 1][..], "UnknownRequest"),
        (&[31], "UnknownRequest"),
        (&[], "UnknownRequest"),
        (&[2, 1, 2], "OutOfRange"),
        (&[1, 1], "OutOfRange"),
        (&[0, 90, b'a'], "OutOfRange"),
        (&[0, 1, 0xFF], "OutOfRange"),
    ] {
        let heard = accept(&mut peer, (2, Kind::Request, 9), body, at(1_000));
        assert_eq!(told(heard), error, "{body:?}");
    }
}

#[test]
fn a_host_is_who_it_says_until_somebody_else_greets() {
    let mut peer = peer(Medium::Line);
    hello(&mut peer, 1, 2, 1_000);
    assert_eq!(peer.who(), "10.0.0.9:7");
    for (who, known) in [
        (" ann@lab ", "ann@lab"),
        ("", "10.0.0.9:7"),
        ("a\u{1b}[2J", "10.0.0.9:7"),
        ("bob@desk", "bob@desk"),
    ] {
        ask(&mut peer, 2, &HostRequest::Identify { who }, at(1_000));
        assert_eq!(peer.who(), known);
    }
    hello(&mut peer, 1, 2, 1_000);
    assert_eq!(peer.who(), "10.0.0.9:7");
}

#[test]
fn the_same_request_again_while_it_acts_is_nothing() {
    let mut peer = peer(Medium::Line);
    hello(&mut peer, 1, 2, 1_000);
    let acting = |id| At {
        now_ms: 1_000,
        acting: Some(id),
    };
    assert_eq!(
        ask(&mut peer, 2, &HostRequest::Status, acting(9)),
        "nothing"
    );
    assert_eq!(ask(&mut peer, 2, &HostRequest::Status, acting(8)), "status");
}

#[test]
fn silence_ends_a_connection_and_makes_a_line_forget() {
    let mut connection = peer(Medium::Connection);
    assert_eq!(connection.end_reason(6_000), None);
    assert_eq!(connection.end_reason(6_001), Some(PeerEnd::NoHello));
    hello(&mut connection, 1, 2, 6_000);
    assert_eq!(connection.end_reason(66_000), None);
    assert_eq!(connection.end_reason(66_001), Some(PeerEnd::Idle));
    connection.acted(66_000);
    assert_eq!(connection.end_reason(126_000), None);

    let mut line = peer(Medium::Line);
    hello(&mut line, 1, 2, 1_000);
    ask(
        &mut line,
        2,
        &HostRequest::Identify { who: "ann" },
        at(1_000),
    );
    assert_eq!(line.end_reason(u64::MAX), None);
    let status = HostRequest::Status;
    assert_eq!(ask(&mut line, 2, &status, at(61_000)), "status");
    assert_eq!(ask(&mut line, 2, &status, at(121_001)), "HelloFirst");
    assert_eq!(line.who(), "10.0.0.9:7");
    // While its own request acts a host has nothing to say.
    hello(&mut line, 1, 2, 121_001);
    let acting = At {
        now_ms: 500_000,
        acting: Some(3),
    };
    assert_eq!(ask(&mut line, 2, &status, acting), "status");
}

#[test]
fn damaged_frames_in_a_row_end_a_connection_but_no_line() {
    for (medium, end) in [
        (Medium::Connection, Some(PeerEnd::Garbage)),
        (Medium::Line, None),
    ] {
        let mut peer = peer(medium);
        hello(&mut peer, 1, 2, 1_000);
        (0..3).for_each(|_| peer.bad_frame());
        assert_eq!(peer.end_reason(1_000), None);
        peer.bad_frame();
        assert_eq!(peer.end_reason(1_000), end);
        ask(&mut peer, 2, &HostRequest::Status, at(1_000));
        assert_eq!(peer.end_reason(1_000), None, "a whole frame came");
    }
}

#[test]
fn whoever_is_barred_is_told_at_its_hello_and_gone() {
    let mut peer = peer(Medium::Connection);
    peer.bar(RefusalReason::TooManySessions);
    assert_eq!(peer.end_reason(1_000), None);
    let heard = accept(&mut peer, (1, Kind::Hello, 1), &[1, 2], at(1_000));
    assert_eq!(told(heard), "TooManySessions");
    assert!(!peer.is_greeted());
    assert_eq!(peer.end_reason(1_000), Some(PeerEnd::Refused));
}

fn status() -> BoardStatus {
    match samples::responses()[4].clone() {
        BoardResponse::Status(status) => BoardStatus {
            busy: None,
            ..status
        },
        other => panic!("{other:?}"),
    }
}

fn busy() -> Busy {
    Busy {
        who: truncated("ann"),
        what: truncated("load"),
        for_ms: 7,
    }
}

#[test]
fn a_status_is_told_while_the_board_is_busy() {
    let before = status();
    let cache = StatusCache::new(Some(before.clone()), 10_000);
    let BoardResponse::Status(told) = cache.answer(RequestKind::Status, busy(), false, 13_999)
    else {
        panic!("no status");
    };
    assert_eq!(told.identity.uptime_s, before.identity.uptime_s + 3);
    assert_eq!(told.busy, Some(busy()));
    assert_eq!((told.pins.init_b, told.pins.done), (None, None));
    assert_eq!((told.fpga, told.stale), (before.fpga, before.stale));
    let BoardResponse::Status(cleared) = cache.answer(RequestKind::Status, busy(), true, 10_000)
    else {
        panic!("no status");
    };
    assert_eq!(
        (cleared.fpga, cleared.stale),
        (FpgaState::Unconfigured, true)
    );
    let identity = cache.answer(RequestKind::Identify, busy(), false, 10_000);
    assert_eq!(identity, BoardResponse::Identity(before.identity));
    let other = cache.answer(RequestKind::FpgaProbe, busy(), false, 10_000);
    assert_eq!(other, BoardResponse::Busy(busy()));
    let nothing_known = StatusCache::new(None, 0);
    let answer = nothing_known.answer(RequestKind::Status, busy(), false, 0);
    assert_eq!(answer, BoardResponse::Busy(busy()));
}

#[test]
fn answers_teach_what_the_board_is() {
    let told = |cache: &StatusCache| match cache.answer(RequestKind::Status, busy(), false, 0) {
        BoardResponse::Status(status) => (status.fpga, status.stale),
        other => panic!("{other:?}"),
    };
    let mut cache = StatusCache::new(Some(status()), 0);
    let failed = |done| {
        BoardResponse::Failed(Failure {
            error: BoardError::CrcError,
            diagnosis: Some(Diagnosis {
                bytes_written: 4,
                init_b: false,
                done,
                stat: None,
                cleared: !done,
            }),
        })
    };
    let load = (RequestKind::Load, Access::Change);
    let loaded = samples::responses()[6].clone();
    for (of, answer, known) in [
        (load, failed(true), (FpgaState::Configured, true)),
        (load, failed(false), (FpgaState::Unconfigured, true)),
        // A dry run changes nothing.
        (
            (RequestKind::Load, Access::Look),
            loaded.clone(),
            (FpgaState::Unconfigured, true),
        ),
        (load, loaded, (FpgaState::Configured, false)),
        (
            (RequestKind::FpgaReset, Access::Change),
            BoardResponse::Done,
            (FpgaState::Unconfigured, true),
        ),
        (
            (RequestKind::Status, Access::Look),
            BoardResponse::Status(status()),
            (FpgaState::Configured, false),
        ),
    ] {
        cache.learn(of, &answer, 0);
        assert_eq!(told(&cache), known, "{of:?} {answer:?}");
    }
}

#[test]
fn a_reply_goes_to_its_request() {
    let to = ReplyTo { version: 1, id: 7 };
    let header = to.header(Kind::Data);
    assert_eq!((header.version, header.id), (1, 7));
}
