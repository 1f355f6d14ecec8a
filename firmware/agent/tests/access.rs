//! Who may do what: roles, the lease, and what older hosts are told
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::time::Duration;
use std::time::Instant;

use fic_agent::access::AccessOptions;
use fic_agent::access::Peer;
use fic_agent::access::Requirement;
use fic_agent::session::End;
use fic_agent::session::Limits;
use fic_protocol::*;
use fic_test_kit::eventually;
use support::Client;
use support::Message;
use support::fake::Bench;

const TAKE: HostRequest<'static> = HostRequest::LeaseTake {
    term_s: 600,
    memo: "a run",
};

fn bench(lease: Requirement) -> Bench {
    let access = AccessOptions {
        lease,
        ..AccessOptions::default()
    };
    Bench::behind(patient(), access)
}

/// Waits that no busy machine runs out of.
fn patient() -> Limits {
    Limits {
        max_sessions: 64,
        ..Limits::default()
    }
}

fn failed(error: BoardError) -> BoardResponse {
    error.into()
}

fn lease(client: &mut Client) -> LeaseState {
    match client.call(HostRequest::LeaseShow) {
        BoardResponse::Lease(state) => state,
        other => panic!("{other:?}"),
    }
}

/// What each request needs, written down apart from the code: role, and whether a lease.
fn needs(request: &HostRequest<'_>) -> (Role, bool) {
    match request {
        HostRequest::Identify { .. }
        | HostRequest::Status
        | HostRequest::Cancel { .. }
        | HostRequest::GpioRead
        | HostRequest::NoteGet
        | HostRequest::LeaseShow
        | HostRequest::AgentInfo
        | HostRequest::AuditRead { .. } => (Role::Read, false),
        // 0x1000 is the window, and gives each word once.
        HostRequest::RegRead { address, count, .. }
            if *address > 0x1000 || u32::from(*address) + u32::from(*count) <= 0x1000 =>
        {
            (Role::Read, false)
        }
        HostRequest::Load(load) if load.dry_run => (Role::Read, false),
        HostRequest::LeaseTake { .. } | HostRequest::LeaseRenew | HostRequest::LeaseRelease => {
            (Role::Operate, false)
        }
        HostRequest::LeaseBreak => (Role::Admin, false),
        _ => (Role::Operate, true),
    }
}

fn every_request() -> Vec<HostRequest<'static>> {
    let mut requests = samples::requests().to_vec();
    for request in samples::requests() {
        match request {
            HostRequest::Load(load) => requests.push(HostRequest::Load(LoadRequest {
                dry_run: !load.dry_run,
                ..load
            })),
            HostRequest::RegRead { force, .. } => {
                for (address, count) in [(0x1000, 1), (0x0FFF, 2), (0x0FFF, 1), (0x1001, 9)] {
                    requests.push(HostRequest::RegRead {
                        address,
                        count,
                        force,
                    });
                }
            }
            HostRequest::DdrRead { address, len, .. } => {
                for space in [Space::Memory, Space::Axi] {
                    requests.push(HostRequest::DdrRead {
                        space,
                        address,
                        len,
                    });
                }
            }
            _ => {}
        }
    }
    requests
}

fn is_refused(response: &BoardResponse) -> bool {
    let refusal = |error| {
        matches!(
            error,
            BoardError::NotAllowed | BoardError::LeaseNeeded | BoardError::LeaseLost
        )
    };
    match response {
        BoardResponse::Leased(_) => true,
        BoardResponse::Failed(failure) => refusal(failure.error),
        _ => false,
    }
}

#[test]
fn each_role_may_ask_for_what_it_needs_and_no_more() {
    for role in [Role::Read, Role::Operate, Role::Admin] {
        for required in [Requirement::Optional, Requirement::Required] {
            let bench = bench(required);
            bench.release();
            let mut client = bench.of_role(role, "ann@lab");
            for request in every_request() {
                let (least, lease) = needs(&request);
                if request == HostRequest::LeaseRenew {
                    continue;
                }
                let lease = lease && required == Requirement::Required;
                let answer = client.call(request.clone());
                let free = |client: &mut Client| {
                    client.call(HostRequest::LeaseRelease);
                };
                match () {
                    () if role < least => {
                        assert_eq!(
                            answer,
                            failed(BoardError::NotAllowed),
                            "{role:?} {request:?}"
                        );
                    }
                    () if lease => {
                        assert_eq!(answer, failed(BoardError::LeaseNeeded), "{request:?}");
                        client.call(TAKE);
                        let answer = client.call(request.clone());
                        assert!(!is_refused(&answer), "{request:?} {answer:?}");
                    }
                    () => assert!(!is_refused(&answer), "{role:?} {request:?} {answer:?}"),
                }
                free(&mut client);
            }
        }
    }
}

#[test]
fn what_another_holds_may_be_looked_at_only() {
    for required in [Requirement::Optional, Requirement::Required] {
        let bench = bench(required);
        bench.release();
        let mut ann = bench.of_role(Role::Operate, "ann@lab");
        let mut bob = bench.of_role(Role::Admin, "bob@lab");
        assert!(matches!(ann.call(TAKE), BoardResponse::Lease(state) if state.yours));
        for request in every_request() {
            let (_, lease) = needs(&request);
            if request == HostRequest::LeaseBreak {
                continue;
            }
            let answer = bob.call(request.clone());
            let take = matches!(request, HostRequest::LeaseTake { .. });
            match answer {
                BoardResponse::Leased(held) => {
                    assert!(lease || take, "{request:?}");
                    assert_eq!(held.user, "ann@lab");
                    assert_eq!(held.memo, "a run");
                }
                other if request == HostRequest::LeaseRenew => {
                    assert_eq!(other, failed(BoardError::LeaseLost));
                }
                other => assert!(!lease && !take && !is_refused(&other), "{request:?}"),
            }
        }
        assert_eq!(lease(&mut ann).lease.unwrap().user, "ann@lab");
        assert_eq!(ann.call(HostRequest::FpgaProbe), BoardResponse::Done);
    }
}

#[test]
fn nobody_without_a_role_gets_past_hello() {
    let bench = bench(Requirement::Optional);
    let peer = Peer {
        name: truncated("far"),
        key: truncated("SHA256:unknown"),
        role: None,
        line: false,
    };
    let (mut client, session) = bench.session_of(peer);
    let refusal = Refusal::ours(RefusalReason::NotAuthorised);
    assert_eq!(client.hello(Hello::OURS), Message::Refusal(refusal));
    assert_eq!(session.join().unwrap(), End::Refused);
    assert!(bench.hand.log().is_empty());
}

#[test]
fn breaking_ends_anothers_lease() {
    let bench = bench(Requirement::Required);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut root = bench.of_role(Role::Admin, "root@lab");
    ann.call(TAKE);
    let BoardResponse::Lease(state) = root.call(HostRequest::LeaseBreak) else {
        panic!("not broken");
    };
    assert_eq!(state.lease, None);
    let answer = ann.call(HostRequest::FpgaReset);
    assert_eq!(answer, failed(BoardError::LeaseNeeded));
    let answer = ann.call(HostRequest::LeaseRenew);
    assert_eq!(answer, failed(BoardError::LeaseLost));
    // Nothing left to break is no error.
    let answer = root.call(HostRequest::LeaseBreak);
    assert!(matches!(answer, BoardResponse::Lease(_)));
}

#[test]
fn an_idle_lease_ends_and_the_next_one_gets_it() {
    let bench = bench(Requirement::Required);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut bob = bench.of_role(Role::Operate, "bob@lab");
    let short = HostRequest::LeaseTake {
        term_s: 1,
        memo: "",
    };
    ann.call(short);
    eventually(
        "the lease is free",
        || matches!(bob.call(TAKE), BoardResponse::Lease(state) if state.yours),
    );
    assert!(matches!(ann.call(TAKE), BoardResponse::Leased(held) if held.user == "bob@lab"));
}

#[test]
fn a_long_load_keeps_its_lease_however_short_the_term() {
    let bench = bench(Requirement::Required);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut bob = bench.of_role(Role::Operate, "bob@lab");
    ann.call(HostRequest::LeaseTake {
        term_s: 1,
        memo: "",
    });
    let load = ann.send(HostRequest::Load(support::load(samples::DIGEST)));
    eventually("busy", || bench.server.board.busy().is_some());
    let begun = Instant::now();
    eventually("the lease is kept", || {
        assert!(matches!(bob.call(TAKE), BoardResponse::Leased(_)));
        begun.elapsed() > Duration::from_millis(2500)
    });
    bench.release();
    assert!(matches!(
        ann.wait_for(load),
        Message::Response(BoardResponse::Loaded(_))
    ));
    eventually("the lease is free", || {
        matches!(bob.call(TAKE), BoardResponse::Lease(_))
    });
}

#[test]
fn a_load_goes_on_without_the_lease_that_it_began_under() {
    let bench = bench(Requirement::Required);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut bob = bench.of_role(Role::Operate, "bob@lab");
    ann.call(TAKE);
    let load = ann.send(HostRequest::Load(support::load(samples::DIGEST)));
    eventually("busy", || bench.server.board.busy().is_some());
    ann.call(HostRequest::LeaseRelease);
    assert!(matches!(bob.call(TAKE), BoardResponse::Lease(state) if state.yours));
    let answer = bob.call(HostRequest::FpgaReset);
    assert!(matches!(answer, BoardResponse::Busy(busy) if busy.who == "ann@lab"));
    bench.release();
    assert!(matches!(
        ann.wait_for(load),
        Message::Response(BoardResponse::Loaded(_))
    ));
    eventually("the board is free", || {
        bob.call(HostRequest::FpgaReset) == BoardResponse::Done
    });
    assert!(lease(&mut bob).yours);
}

/// The lease ends while a request of its holder waits for the board: it must not act.
#[test]
fn a_lease_that_ends_in_the_queue_admits_nothing() {
    let bench = bench(Requirement::Optional);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    let mut bob = bench.of_role(Role::Operate, "bob@lab");
    for _ in 0..20 {
        let before = bench.hand.log().len();
        // Holds the board for 100 ms, during which bob queues and ann takes it.
        let reset = ann.send(HostRequest::FpgaReset);
        eventually("something was done", || bench.hand.log().len() > before);
        let queued = bob.send(HostRequest::FpgaProbe);
        let mut carl = bench.of_role(Role::Operate, "carl@lab");
        let taken = carl.call(TAKE);
        assert!(matches!(taken, BoardResponse::Lease(state) if state.yours));
        ann.wait_for(reset);
        let acted = matches!(bob.wait_for(queued), Message::Response(BoardResponse::Done));
        let log = bench.hand.log();
        assert_eq!(acted, log[before..].contains(&"bob@lab probe".to_owned()));
        carl.call(HostRequest::LeaseRelease);
    }
}

#[test]
fn terms_out_of_range_are_refused() {
    let bench = bench(Requirement::Required);
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    for term_s in [0, limits::MAX_LEASE_S + 1] {
        let answer = ann.call(HostRequest::LeaseTake { term_s, memo: "" });
        assert_eq!(answer, failed(BoardError::OutOfRange));
    }
    assert_eq!(lease(&mut ann).lease, None);
    assert!(lease(&mut ann).required);
}

#[test]
fn a_host_of_version_1_hears_only_what_it_knows() {
    let bench = bench(Requirement::Required);
    let mut old = bench.client().greeted_as(Hello { min: 1, current: 1 });
    let answer = old.call(HostRequest::FpgaReset);
    assert_eq!(answer, failed(BoardError::NotSupported));
    assert_eq!(old.call(TAKE), failed(BoardError::UnknownRequest));
    let answer = old.call(HostRequest::AgentInfo);
    assert_eq!(answer, failed(BoardError::UnknownRequest));
    let mut ann = bench.of_role(Role::Operate, "ann@lab");
    ann.call(TAKE);
    let answer = old.call(HostRequest::FpgaReset);
    let BoardResponse::Busy(busy) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(
        (busy.who.as_str(), busy.what.as_str()),
        ("ann@lab", "lease")
    );
    assert_eq!(lease(&mut ann).lease.unwrap().user, "ann@lab");
    assert!(matches!(
        old.call(HostRequest::Status),
        BoardResponse::Status(_)
    ));
}

#[test]
fn the_agent_tells_who_asks_and_how_it_is() {
    let access = AccessOptions {
        health: Box::new(|| Health {
            temperature_mc: Some(48_000),
            ..Health::default()
        }),
        lease: Requirement::Required,
        ..AccessOptions::default()
    };
    let bench = Bench::behind(patient(), access);
    let mut client = bench.of_role(Role::Read, "ann@lab");
    client.raw(&[1, 2, 3, 0]);
    let BoardResponse::Agent(info) = client.call(HostRequest::AgentInfo) else {
        panic!("no answer");
    };
    assert_eq!(info.role, Role::Read);
    assert_eq!(info.key, "key of ann@lab");
    assert_eq!(info.health.temperature_mc, Some(48_000));
    assert_eq!((info.sessions, info.line_errors), (1, 1));
    assert!(info.lease.required && info.lease.lease.is_none());
}
