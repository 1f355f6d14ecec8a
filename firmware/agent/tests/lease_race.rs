//! Many hosts fight for one lease: exactly one has it at any time
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;

use fic_agent::access::AccessOptions;
use fic_agent::access::Requirement;
use fic_agent::session::Limits;
use fic_agent::transport::ListenAddress;
use fic_agent::transport::listen;
use fic_protocol::*;
use support::Client;
use support::fake::Bench;

/// What the fighters know of each other besides the board.
#[derive(Default)]
struct Ring {
    /// Who has it; 0 is nobody.
    holder: AtomicU32,
    wins: AtomicU64,
    losses: AtomicU64,
}

impl Ring {
    /// Tries so many times; whenever the board says yes, nobody else may have it.
    fn fight(&self, mut client: Client, number: u32, times: u32) {
        for _ in 0..times {
            let take = HostRequest::LeaseTake {
                term_s: 3600,
                memo: "",
            };
            match client.call(take) {
                BoardResponse::Lease(state) => {
                    assert!(state.yours);
                    self.hold(&mut client, number);
                    self.wins.fetch_add(1, Ordering::Relaxed);
                }
                BoardResponse::Leased(_) => {
                    self.losses.fetch_add(1, Ordering::Relaxed);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn hold(&self, client: &mut Client, number: u32) {
        let before = self.holder.swap(number, Ordering::SeqCst);
        assert_eq!(before, 0, "{before} has it, too");
        assert_eq!(client.call(HostRequest::HlsStart), BoardResponse::Done);
        let before = self.holder.swap(0, Ordering::SeqCst);
        assert_eq!(before, number, "{before} took it meanwhile");
        let released = client.call(HostRequest::LeaseRelease);
        assert!(matches!(released, BoardResponse::Lease(state) if !state.yours));
    }
}

fn bench() -> Bench {
    let limits = Limits {
        max_sessions: 64,
        ..Limits::default()
    };
    let access = AccessOptions {
        lease: Requirement::Required,
        ..AccessOptions::default()
    };
    Bench::behind(limits, access)
}

fn all_fight(clients: Vec<Client>, times: u32) -> Ring {
    let ring = Ring::default();
    thread::scope(|scope| {
        for (number, client) in (1..).zip(clients) {
            let ring = &ring;
            scope.spawn(move || ring.fight(client, number, times));
        }
    });
    ring
}

#[test]
fn thirty_two_clients_fight_a_thousand_times() {
    let bench = bench();
    // Some share a key, some a name, none both.
    let client = |n: u32| {
        let mut client = bench.of_role(Role::Operate, &format!("key {}", n / 4));
        let who = format!("user {}", n % 4);
        client.call(HostRequest::Identify { who: &who });
        client
    };
    let ring = all_fight((0..32).map(client).collect(), 1000);
    let (wins, losses) = (ring.wins.into_inner(), ring.losses.into_inner());
    println!("{wins} times taken, {losses} times refused");
    assert_eq!(wins + losses, 32_000);
    assert!(wins >= 32);
}

#[test]
fn eight_fight_over_sockets() {
    let bench = bench();
    let address: ListenAddress = "tcp://127.0.0.1:0".parse().unwrap();
    let listening = listen(&address, &bench.server).unwrap();
    let client = |n: u32| {
        let mut client = Client::tcp(listening.address()).greeted();
        let who = format!("user {n}");
        client.call(HostRequest::Identify { who: &who });
        client
    };
    let ring = all_fight((0..8).map(client).collect(), 100);
    let (wins, losses) = (ring.wins.into_inner(), ring.losses.into_inner());
    assert_eq!(wins + losses, 800);
    assert!(wins >= 8);
}
