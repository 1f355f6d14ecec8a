//! The lease: one holder at most, whatever anybody asks and whenever
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use fic_core::lease::Change;
use fic_core::lease::LeaseManager;
use fic_core::lease::LeaseOutcome;
use fic_core::lease::LeaseRefusal;
use fic_core::lease::Owner;
use fic_protocol::Memo;
use fic_protocol::limits::MAX_LEASE_S;
use fic_protocol::truncated;
use proptest::prelude::*;

fn owner(user: &str) -> Owner {
    Owner {
        key: truncated("uid 1000"),
        user: truncated(user),
    }
}

fn memo(text: &str) -> Memo {
    truncated(text)
}

fn taken(required: bool) -> (LeaseManager, Owner, Owner) {
    let (ann, bob) = (owner("ann"), owner("bob"));
    let mut desk = LeaseManager::new(required);
    assert_eq!(desk.take(&ann, 10, &memo("a"), 1000), Ok(LeaseOutcome::New));
    (desk, ann, bob)
}

#[test]
fn a_term_is_a_second_to_a_week() {
    let ann = owner("ann");
    let mut desk = LeaseManager::new(true);
    for term_s in [0, MAX_LEASE_S + 1, u32::MAX] {
        let refused = desk.take(&ann, term_s, &memo(""), 0);
        assert_eq!(refused, Err(LeaseRefusal::OutOfRange));
        assert_eq!(desk.lease(0), None);
    }
    for term_s in [1, MAX_LEASE_S] {
        assert!(desk.take(&ann, term_s, &memo(""), 0).is_ok());
    }
}

#[test]
fn another_is_refused_and_the_owner_goes_on() {
    let (mut desk, ann, bob) = taken(true);
    assert_eq!(
        desk.take(&bob, 10, &memo("b"), 2000),
        Err(LeaseRefusal::Held)
    );
    assert_eq!(
        desk.take(&ann, 10, &memo("a"), 3000),
        Ok(LeaseOutcome::Renewed)
    );
    assert_eq!(
        desk.take(&ann, 20, &memo("c"), 4000),
        Ok(LeaseOutcome::Changed)
    );
    let lease = desk.lease(5000).unwrap();
    assert_eq!((lease.user.as_str(), lease.memo.as_str()), ("ann", "c"));
    assert_eq!((lease.held_s, lease.left_s, lease.term_s), (4, 19, 20));
    // One key, two people; one person, two keys.
    let other_key = Owner {
        key: truncated("uid 1001"),
        ..ann.clone()
    };
    assert!(!desk.is_of(&other_key));
    assert_eq!(desk.renew(&other_key, 5000), Err(LeaseRefusal::Lost));
}

#[test]
fn an_idle_one_ends_with_its_term_and_is_told_of_once() {
    let (mut desk, ann, bob) = taken(true);
    assert_eq!(desk.lease(10_999).unwrap().left_s, 1);
    assert_eq!(desk.expire(10_999), None);
    assert_eq!(desk.expire(11_000).unwrap().user, "ann");
    assert_eq!(desk.expire(11_000), None);
    assert_eq!(desk.renew(&ann, 11_000), Err(LeaseRefusal::Lost));
    assert_eq!(
        desk.take(&bob, 10, &memo(""), 11_000),
        Ok(LeaseOutcome::New)
    );
}

#[test]
fn a_renewal_gives_the_whole_term() {
    let (mut desk, ann, bob) = taken(true);
    assert_eq!(desk.renew(&ann, 10_000), Ok(()));
    assert_eq!(
        desk.take(&bob, 10, &memo(""), 19_999),
        Err(LeaseRefusal::Held)
    );
    assert_eq!(
        desk.take(&bob, 10, &memo(""), 20_000),
        Ok(LeaseOutcome::New)
    );
}

#[test]
fn only_the_owner_gives_it_up_and_breaking_needs_no_owner() {
    let (mut desk, ann, bob) = taken(true);
    assert!(!desk.release(&bob, 2000));
    assert!(desk.lease(2000).is_some());
    assert!(desk.release(&ann, 2000));
    assert!(!desk.release(&ann, 2000));
    desk.take(&bob, 10, &memo(""), 2000).unwrap();
    assert_eq!(desk.end_any(3000).unwrap().user, "bob");
    assert_eq!(desk.end_any(3000), None);
}

#[test]
fn changes_are_for_the_holder_or_for_all_while_none_is_needed() {
    let (mut desk, ann, bob) = taken(false);
    assert_eq!(desk.check_change(&ann, 2000), Ok(()));
    assert_eq!(desk.check_change(&bob, 2000), Err(LeaseRefusal::Held));
    desk.release(&ann, 2000);
    assert_eq!(desk.check_change(&bob, 2000), Ok(()));
    let mut strict = LeaseManager::new(true);
    assert_eq!(strict.check_change(&bob, 0), Err(LeaseRefusal::Needed));
}

#[test]
fn it_does_not_end_while_its_request_acts() {
    let (mut desk, ann, bob) = taken(true);
    let first = desk.begin_change(&ann, 2000).unwrap();
    let second = desk.begin_change(&ann, 3000).unwrap();
    let later = 1_000_000;
    assert_eq!(
        desk.take(&bob, 10, &memo(""), later),
        Err(LeaseRefusal::Held)
    );
    assert_eq!(desk.lease(later).unwrap().left_s, 10);
    desk.end_change(first, later);
    assert!(desk.lease(later + 20_000).is_some());
    desk.end_change(second, later);
    assert!(desk.lease(later + 9_999).is_some());
    assert!(desk.lease(later + 10_000).is_none());
}

#[test]
fn the_end_of_an_old_change_does_nothing_to_a_new_lease() {
    let (mut desk, ann, bob) = taken(true);
    let change = desk.begin_change(&ann, 2000).unwrap();
    assert!(desk.release(&ann, 2000));
    desk.take(&bob, 1, &memo(""), 2000).unwrap();
    let of_bob = desk.begin_change(&bob, 2000).unwrap();
    desk.end_change(change, 2500);
    assert!(desk.lease(99_000).is_some());
    desk.end_change(of_bob, 99_000);
    // The same owner's next lease is another one, too.
    desk.release(&bob, 99_000);
    desk.take(&bob, 1, &memo(""), 99_000).unwrap();
    assert!(desk.lease(100_000).is_none());
}

#[test]
fn a_snapshot_goes_on_with_what_was_left() {
    let (mut desk, ann, bob) = taken(true);
    let snapshot = desk.snapshot(4000).unwrap();
    assert_eq!((snapshot.left_ms, snapshot.held_s), (7000, 3));
    let mut next = LeaseManager::new(true);
    next.restore(snapshot.clone(), 0);
    assert_eq!(
        next.take(&bob, 10, &memo(""), 6999),
        Err(LeaseRefusal::Held)
    );
    assert!(next.is_of(&ann));
    assert_eq!(next.lease(2000).map(|lease| lease.held_s), Some(5));
    assert!(next.lease(7000).is_none());
    for (term_s, left_ms) in [(0, 7000), (MAX_LEASE_S + 1, 7000), (10, 0)] {
        let mut next = LeaseManager::new(true);
        next.restore(
            fic_core::lease::Snapshot {
                term_s,
                left_ms,
                ..snapshot.clone()
            },
            0,
        );
        assert_eq!(next.lease(0), None);
    }
    // A file may say what it likes: no lease lasts longer than its term.
    let mut next = LeaseManager::new(true);
    next.restore(
        fic_core::lease::Snapshot {
            left_ms: u64::MAX,
            ..snapshot
        },
        0,
    );
    assert!(next.lease(10_000).is_none());
}

#[derive(Debug, Clone)]
enum Step {
    Take(usize, u32),
    Renew(usize),
    Release(usize),
    Break,
    Begin(usize),
    End(usize),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..4usize;
    prop_oneof![
        (who.clone(), 0..20u32).prop_map(|(who, term_s)| Step::Take(who, term_s)),
        who.clone().prop_map(Step::Renew),
        who.clone().prop_map(Step::Release),
        Just(Step::Break),
        who.clone().prop_map(Step::Begin),
        who.prop_map(Step::End),
        (0..15_000u64).prop_map(Step::Pass),
    ]
}

proptest! {
    /// Whoever was told that it holds the board is the only one who may change it, until it
    /// gives the lease up, is overruled or lets its term pass.
    #[test]
    fn at_most_one_holds_it(steps in prop::collection::vec(step(), 1..200)) {
        let owners = ["ann", "bob", "cid", "dan"].map(owner);
        let mut desk = LeaseManager::new(true);
        let mut acting: Vec<(usize, Change)> = Vec::new();
        // What the outside believes: the holder, and when its lease would end if idle.
        let mut holder: Option<(usize, u64, u32)> = None;
        let mut now = 0;
        for step in steps {
            let busy = |who: usize, acting: &[(usize, Change)]| {
                acting.iter().any(|(of, _)| *of == who)
            };
            match step {
                Step::Pass(ms) => now += ms,
                Step::Take(who, term_s) => match desk.take(&owners[who], term_s, &memo(""), now) {
                    Ok(taken) => {
                        let before = holder.filter(|&(of, ends, _)| now < ends || busy(of, &acting));
                        if let Some((of, ..)) = before {
                            prop_assert_eq!(of, who);
                        }
                        // A new lease of one whose old change still acts is not held open by it.
                        if taken == LeaseOutcome::New {
                            acting.clear();
                        }
                        holder = Some((who, now + u64::from(term_s) * 1000, term_s));
                    }
                    Err(LeaseRefusal::Held) => {
                        prop_assert!(holder.is_some_and(|(of, ..)| of != who));
                    }
                    Err(refusal) => {
                        prop_assert_eq!(refusal, LeaseRefusal::OutOfRange);
                        prop_assert_eq!(term_s, 0);
                    }
                },
                Step::Renew(who) => {
                    if desk.renew(&owners[who], now).is_ok() {
                        let (of, _, term_s) = holder.unwrap();
                        prop_assert_eq!(of, who);
                        holder = Some((of, now + u64::from(term_s) * 1000, term_s));
                    }
                }
                Step::Release(who) => {
                    if desk.release(&owners[who], now) {
                        prop_assert_eq!(holder.unwrap().0, who);
                        holder = None;
                        acting.clear();
                    }
                }
                Step::Break => {
                    desk.end_any(now);
                    holder = None;
                    acting.clear();
                }
                Step::Begin(who) => match desk.begin_change(&owners[who], now) {
                    Ok(change) => {
                        let (of, _, term_s) = holder.unwrap();
                        prop_assert_eq!(of, who);
                        acting.push((who, change));
                        holder = Some((of, now + u64::from(term_s) * 1000, term_s));
                    }
                    Err(refusal) => {
                        let held = desk.lease(now).is_some();
                        let right = if held { LeaseRefusal::Held } else { LeaseRefusal::Needed };
                        prop_assert_eq!(refusal, right);
                    }
                },
                Step::End(who) => {
                    if let Some(at) = acting.iter().position(|(of, _)| *of == who) {
                        let (_, change) = acting.remove(at);
                        desk.end_change(change, now);
                        let (of, _, term_s) = holder.unwrap();
                        holder = Some((of, now + u64::from(term_s) * 1000, term_s));
                    }
                }
            }
            let believed = holder.filter(|&(of, ends, _)| now < ends || busy(of, &acting));
            let lease = desk.lease(now);
            prop_assert_eq!(
                lease.map(|lease| lease.user),
                believed.map(|(of, ..)| owners[of].user.clone())
            );
            let may: Vec<usize> = (0..4)
                .filter(|&who| desk.check_change(&owners[who], now).is_ok())
                .collect();
            prop_assert!(may.len() <= 1);
        }
    }
}
