//! A host on a polled line: greetings, nonsense, silence, a load that is cancelled
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/line.rs"]
mod line;
#[path = "support/store.rs"]
mod store;
mod support;

use fic_bitstream::part::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_core::peer::IDLE_MS;
use fic_core::profile::MK2;
use fic_core::serial_server::SerialServer;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::*;
use line::Said;
use line::Wire;
use sha2::Digest as _;
use store::MemStore;
use support::Board;
use support::Fpga;

struct Bench {
    wire: Wire,
    server: SerialServer,
    service: Service<Board, MemStore>,
    next_id: u32,
}

impl Bench {
    fn new() -> Self {
        let about = About {
            build: truncated("test"),
            kind: BoardKind::Modelled,
            window_bytes: 16_384,
        };
        Self {
            wire: Wire::new(),
            server: SerialServer::new(Health::default()),
            service: Service::new(Board::new(Fpga::GOOD), MemStore::default(), MK2, about),
            next_id: 1,
        }
    }

    fn greeted() -> Self {
        let mut bench = Self::new();
        bench.send(&line::hello(0));
        bench.run();
        bench
    }

    fn requiring_lease() -> Self {
        let mut bench = Self::new();
        bench.server.require_lease(true);
        bench.send(&line::hello(0));
        bench.run();
        bench
    }

    fn send(&mut self, bytes: &[u8]) {
        self.wire.to_board.extend(bytes);
    }

    /// Until the board has nothing more to do.
    fn run(&mut self) -> Vec<(u32, Said)> {
        while self.server.poll(&mut self.wire, &mut self.service) {}
        assert_eq!(self.wire.collisions, 0);
        line::said(&mut self.wire)
    }

    fn all(&mut self, request: &HostRequest<'_>) -> Vec<Said> {
        self.next_id += 1;
        self.send(&line::request(self.next_id, request));
        let said = self.run();
        assert!(said.iter().all(|(id, _)| *id == self.next_id), "{said:?}");
        said.into_iter().map(|(_, said)| said).collect()
    }

    fn ask(&mut self, request: &HostRequest<'_>) -> BoardResponse {
        match self.all(request).pop() {
            Some(Said::Response(response)) => response,
            other => panic!("{other:?}"),
        }
    }

    fn stage(&mut self, data: &[u8]) -> Digest {
        let digest = Digest(sha2::Sha256::digest(data).into());
        let len_bytes = data.len() as u32;
        self.ask(&HostRequest::StageBegin { digest, len_bytes });
        for (i, piece) in data.chunks(limits::CHUNK_LEN).enumerate() {
            self.ask(&HostRequest::StageChunk(Chunk {
                digest,
                offset: (i * limits::CHUNK_LEN) as u32,
                len: piece.len() as u16,
                encoding: ChunkEncoding::Raw,
                data: piece,
            }));
        }
        let staged = self.ask(&HostRequest::StageCommit { digest });
        assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
        digest
    }
}

fn design() -> Vec<u8> {
    let options = SynthOptions {
        compress: true,
        ..SynthOptions::default()
    };
    let mut data = Vec::new();
    synth(Part::by_name("xcku115").unwrap(), &options, &mut data).unwrap();
    data
}

fn load(digest: Digest) -> HostRequest<'static> {
    HostRequest::Load(LoadRequest {
        digest,
        mode: ModeChoice::Auto,
        force: false,
        dry_run: false,
        name: truncated("top"),
        memo: Memo::new(),
        host_time_s: 0,
    })
}

fn failed(error: BoardError) -> Said {
    Said::Response(BoardResponse::from(error))
}

fn refused(reason: RefusalReason) -> Said {
    Said::Refusal(Refusal::ours(reason))
}

#[test]
fn versions_are_agreed_on_or_refused() {
    let mut bench = Bench::new();
    for (hello, chosen) in [
        (&[0, 0][..], None),
        (&[CURRENT_VERSION + 1, 255], None),
        (&[1], None),
        (&[1, 1], Some(1)),
        (&[0, 255, 9, 9], Some(CURRENT_VERSION)),
    ] {
        bench.send(&line::frame(77, Kind::Hello, 9, hello));
        let expected = match chosen {
            None => refused(RefusalReason::Version),
            Some(chosen) => Said::Welcome(Welcome {
                chosen,
                min: MIN_VERSION,
                current: CURRENT_VERSION,
            }),
        };
        assert_eq!(bench.run(), [(9, expected)], "{hello:?}");
    }
}

#[test]
fn a_request_needs_a_hello_and_its_version() {
    let mut bench = Bench::new();
    bench.send(&line::request(5, &HostRequest::Status));
    assert_eq!(bench.run(), [(5, refused(RefusalReason::HelloFirst))]);
    let mut bench = Bench::greeted();
    bench.send(&line::frame(1, Kind::Request, 6, &[1]));
    assert_eq!(bench.run(), [(6, refused(RefusalReason::Version))]);
    assert!(bench.service.port().log.is_empty());
}

#[test]
fn what_cannot_be_understood_fails_with_its_own_id() {
    let mut bench = Bench::greeted();
    for (id, body, error) in [
        (100, &[200, 1][..], BoardError::UnknownRequest),
        (101, &[], BoardError::UnknownRequest),
        (102, &[2, 1, 2], BoardError::OutOfRange),
        (103, &[1, 1], BoardError::OutOfRange),
        (104, &[0, 90, b'a'], BoardError::OutOfRange),
    ] {
        bench.send(&line::frame(CURRENT_VERSION, Kind::Request, id, body));
        assert_eq!(bench.run(), [(id, failed(error))]);
    }
    assert!(bench.service.port().log.is_empty());
}

#[test]
fn every_request_is_answered_and_what_needs_an_agent_is_not_supported() {
    let mut bench = Bench::greeted();
    for request in samples::requests() {
        let response = bench.ask(&request);
        let not_supported = response == BoardResponse::from(BoardError::NotSupported);
        let needs_agent = matches!(
            request,
            HostRequest::AuditRead { .. } | HostRequest::BootSet { .. }
        );
        assert_eq!(not_supported, needs_agent, "{request:?}: {response:?}");
    }
}

const TAKE: HostRequest<'static> = HostRequest::LeaseTake {
    term_s: 60,
    memo: " links\u{1b}[2J ",
};

fn lease(response: BoardResponse) -> LeaseState {
    match response {
        BoardResponse::Lease(state) => state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_board_that_wants_a_lease_is_changed_only_by_its_holder() {
    let mut bench = Bench::requiring_lease();
    let needed = BoardResponse::from(BoardError::LeaseNeeded);
    bench.ask(&HostRequest::Identify { who: "ann@lab" });
    assert_eq!(bench.ask(&HostRequest::FpgaReset), needed);
    assert_eq!(
        bench.ask(&HostRequest::NotePut {
            data: b"x",
            host_time_s: 0
        }),
        needed
    );
    assert!(bench.service.port().log.is_empty());
    assert!(matches!(
        bench.ask(&HostRequest::Status),
        BoardResponse::Status(_)
    ));
    let state = lease(bench.ask(&TAKE));
    assert!(state.yours && state.required);
    assert_eq!(state.lease.unwrap().memo, "links[2J");
    assert_eq!(bench.ask(&HostRequest::FpgaReset), BoardResponse::Done);
    // Another host on the same line.
    bench.send(&line::hello(0));
    bench.run();
    bench.ask(&HostRequest::Identify { who: "bob@lab" });
    for request in [HostRequest::FpgaReset, TAKE] {
        let BoardResponse::Leased(held) = bench.ask(&request) else {
            panic!("{request:?} was let in");
        };
        assert_eq!((held.key.as_str(), held.user.as_str()), ("line", "ann@lab"));
    }
    let lost = BoardResponse::from(BoardError::LeaseLost);
    assert_eq!(bench.ask(&HostRequest::LeaseRenew), lost);
    let not_allowed = BoardResponse::from(BoardError::NotAllowed);
    assert_eq!(bench.ask(&HostRequest::LeaseBreak), not_allowed);
    assert!(!lease(bench.ask(&HostRequest::LeaseShow)).yours);
    let BoardResponse::Agent(info) = bench.ask(&HostRequest::AgentInfo) else {
        panic!("no answer about the agent");
    };
    assert!(info.lease.required && info.lease.lease.is_some());
}

#[test]
fn a_lease_on_a_line_ends_with_its_term_or_when_given_back() {
    let mut bench = Bench::requiring_lease();
    assert!(lease(bench.ask(&TAKE)).yours);
    bench.wire.now_ms += 59_000;
    assert!(lease(bench.ask(&HostRequest::LeaseRenew)).yours);
    bench.wire.now_ms += 60_000;
    let needed = BoardResponse::from(BoardError::LeaseNeeded);
    assert_eq!(bench.ask(&HostRequest::FpgaReset), needed);
    assert!(lease(bench.ask(&TAKE)).yours);
    assert!(lease(bench.ask(&HostRequest::LeaseRelease)).lease.is_none());
    assert_eq!(bench.ask(&HostRequest::FpgaReset), needed);
    let too_long = HostRequest::LeaseTake {
        term_s: u32::MAX,
        memo: "",
    };
    assert_eq!(bench.ask(&too_long), BoardError::OutOfRange.into());
}

#[test]
fn whoever_greets_is_nobody_until_it_says_who() {
    let mut bench = Bench::requiring_lease();
    bench.ask(&HostRequest::Identify { who: "ann@lab" });
    assert!(lease(bench.ask(&TAKE)).yours);
    bench.send(&line::hello(0));
    bench.run();
    assert!(matches!(
        bench.ask(&HostRequest::FpgaReset),
        BoardResponse::Leased(_)
    ));
}

#[test]
fn what_was_asked_and_answered_is_told_to_the_line() {
    let mut bench = Bench::greeted();
    bench.ask(&HostRequest::Identify { who: "ann@lab" });
    bench.ask(&HostRequest::FpgaReset);
    let told = bench.wire.answered.last().unwrap();
    let (what, who, response) = told;
    assert_eq!((*what, who.as_str()), ("reset", "ann@lab"));
    assert_eq!(*response, BoardResponse::Done);
}

#[test]
fn noise_is_dropped_and_counted() {
    let mut bench = Bench::greeted();
    bench.send(&[1, 2, 3, 0, 0xFF, 0xFF, 0]);
    bench.send(&vec![0x55; 3 * MAX_WIRE_LEN]);
    bench.send(&[0]);
    assert!(matches!(
        bench.ask(&HostRequest::Status),
        BoardResponse::Status(_)
    ));
    assert_eq!(bench.server.bad_frames(), 3);
    let BoardResponse::Agent(info) = bench.ask(&HostRequest::AgentInfo) else {
        panic!("no answer about the agent");
    };
    assert_eq!((info.role, info.line_errors), (Role::Operate, 3));
}

#[test]
fn half_a_frame_is_forgotten_at_the_next_one() {
    let mut bench = Bench::greeted();
    let whole = line::request(5, &HostRequest::Status);
    bench.send(&whole[..whole.len() / 2]);
    bench.send(&[0]);
    bench.send(&whole[..whole.len() / 2]);
    assert_eq!(bench.run(), []);
    bench.send(&whole[whole.len() / 2..]);
    assert!(matches!(bench.run()[..], [(5, Said::Response(_))]));
}

#[test]
fn who_goes_silent_must_say_hello_again() {
    let mut bench = Bench::greeted();
    bench.wire.now_ms += IDLE_MS;
    assert!(matches!(
        bench.ask(&HostRequest::Status),
        BoardResponse::Status(_)
    ));
    bench.wire.now_ms += IDLE_MS + 1;
    bench.send(&line::request(9, &HostRequest::Status));
    assert_eq!(bench.run(), [(9, refused(RefusalReason::HelloFirst))]);
}

#[test]
fn a_design_is_staged_loaded_and_reported_on() {
    let mut bench = Bench::greeted();
    let digest = bench.stage(&design());
    bench.service.port().fpga.done_at_clock = Some(100_000);
    bench.wire.step_ms = 20;
    let said = bench.all(&load(digest));
    let events = said
        .iter()
        .filter(|said| matches!(said, Said::Event(BoardEvent::Progress(_))))
        .count();
    assert!(events >= 2, "{events}");
    let Some(Said::Response(BoardResponse::Loaded(report))) = said.last() else {
        panic!("{:?}", said.last());
    };
    assert_eq!(report.record.digest, digest);
    assert!(bench.wire.attached);
    assert!(bench.wire.turns > events);
}

#[test]
fn a_load_hears_cancel_and_tells_others_that_it_is_busy() {
    let mut bench = Bench::greeted();
    let digest = bench.stage(&design());
    let mut meanwhile = line::request(90, &HostRequest::Status);
    meanwhile.extend(line::request(91, &HostRequest::FpgaProbe));
    meanwhile.extend(line::request(92, &HostRequest::Cancel { id: 1 }));
    meanwhile.extend(line::request(93, &HostRequest::Cancel { id: 80 }));
    // After the first event of the load, which is at its check.
    bench.wire.later = Some((1, meanwhile));
    bench.wire.step_ms = 20;
    bench.send(&line::request(80, &load(digest)));
    let said = bench.run();
    let answer = |wanted: u32| {
        let mut all = said.iter().filter_map(|(id, said)| match said {
            Said::Response(response) if *id == wanted => Some(response.clone()),
            _ => None,
        });
        let first = all.next().unwrap();
        assert_eq!(all.next(), None, "one answer to {wanted}");
        first
    };
    let BoardResponse::Status(status) = answer(90) else {
        panic!("no status");
    };
    assert_eq!(status.busy.unwrap().what, "load");
    assert!(matches!(answer(91), BoardResponse::Busy(_)));
    assert_eq!(answer(92), BoardResponse::Done);
    assert_eq!(answer(93), BoardResponse::Done);
    let BoardResponse::Failed(failure) = answer(80) else {
        panic!("the load was not cancelled");
    };
    assert_eq!(failure.error, BoardError::Cancelled);
    assert!(!bench.service.port().configured);
}

#[test]
fn the_same_request_again_while_it_acts_has_one_answer() {
    let mut bench = Bench::greeted();
    let digest = bench.stage(&design());
    bench.service.port().fpga.done_at_clock = Some(100_000);
    bench.wire.step_ms = 20;
    let request = line::request(80, &load(digest));
    bench.wire.later = Some((1, request.clone()));
    bench.send(&request);
    let answers = bench.run();
    let answers = answers
        .iter()
        .filter(|(_, said)| matches!(said, Said::Response(_)));
    assert_eq!(answers.count(), 1);
}

#[test]
fn log_data_travels_beside_the_protocol() {
    let mut bench = Bench::new();
    bench.wire.log.extend((0..=255).chain(0..=44));
    assert_eq!(bench.run(), [], "nobody is there yet");
    bench.send(&line::hello(0));
    let welcome = bench.run().remove(0);
    assert!(matches!(welcome, (0, Said::Welcome(_))));
    bench.wire.log.extend((0..=255).chain(0..=44));
    let mut logged = Vec::new();
    for (id, said) in bench.run() {
        let Said::Log(bytes) = said else {
            panic!("{said:?}")
        };
        assert_eq!(id, 0);
        logged.extend(bytes);
    }
    assert_eq!(logged, (0..=255).chain(0..=44).collect::<Vec<u8>>());
}

/// Version 1 had so many kinds of answers and of errors; later ones are appended.
const RESPONSES_1: u8 = 11;
const ERRORS_1: u8 = 31;

fn is_of_version_1(response: &BoardResponse) -> bool {
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    let bytes = codec::encode(response, &mut buffer).unwrap();
    match bytes {
        [1, error, ..] => *error < ERRORS_1,
        [kind, ..] => *kind < RESPONSES_1,
        [] => false,
    }
}

#[test]
fn a_host_of_version_1_hears_only_what_it_can_decode() {
    let mut bench = Bench::requiring_lease();
    for held in [false, true] {
        if held {
            bench.ask(&HostRequest::Identify { who: "bob@lab" });
            assert!(lease(bench.ask(&TAKE)).yours);
        }
        bench.send(&line::frame(1, Kind::Hello, 0, &[1, 1]));
        assert!(matches!(&bench.run()[..], [(0, Said::Welcome(welcome))] if welcome.chosen == 1));
        let mut not_done = Vec::new();
        for (id, request) in samples::requests().iter().enumerate() {
            let mut body = [0; samples::MAX_SAMPLE_LEN];
            let body = codec::encode(request, &mut body).unwrap();
            bench.send(&line::frame(1, Kind::Request, id as u32, body));
            let Some((_, Said::Response(response))) = bench.run().pop() else {
                panic!("no answer to {request:?}");
            };
            assert!(is_of_version_1(&response), "{request:?}: {response:?}");
            let unknown = response == BoardResponse::from(BoardError::UnknownRequest);
            assert_eq!(unknown, request.kind().since() > 1, "{request:?}");
            not_done.push(response);
        }
        // The lease that it cannot take, or that another holds.
        let reset = &not_done[RequestKind::FpgaReset as usize];
        if held {
            assert!(matches!(reset, BoardResponse::Busy(busy) if busy.what == "lease"))
        } else {
            assert_eq!(*reset, BoardResponse::from(BoardError::NotSupported))
        }
        bench.send(&line::hello(0));
        bench.run();
    }
}
