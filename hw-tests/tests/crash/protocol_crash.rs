//! `fic`, killed at every step of a command while the agent goes on

use std::os::unix::process::ExitStatusExt;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;

use super::invariants;
use super::scenario::PATIENCE;
use super::scenario::Place;
use super::scenario::Ran;
use super::shim;
use super::shim::Crash;
use super::steps;

/// Seconds that an automatic lease outlives its command.
const AUTOMATIC_S: u64 = 60;

/// A command that crashes, and what is true after it has run whole.
struct CrashedCommand {
    /// Run whole before it.
    first: &'static [&'static str],
    words: &'static str,
    done: fn(&Place, &After, &str),
}

/// What the second, whole run left.
struct After {
    ran: Ran,
    status: Value,
}

impl CrashedCommand {
    /// Cuts it at each step; returns how often it was.
    fn crash_everywhere(&self) -> u32 {
        let steps = self.steps();
        let sample = steps::sampled(steps);
        let crashes = steps::crash_at_each(&sample, |step| self.crash_at(step));
        println!("{}: crashed at {crashes} of {steps} steps", self.words);
        // How many there are may depend on what is asked again because it took long.
        assert!(
            crashes as usize >= sample.len() - sample.len() / 10,
            "{}: only {crashes} crashes",
            self.words
        );
        crashes
    }

    fn steps(&self) -> u32 {
        let place = Place::new();
        place.with_agent(|| {
            self.begin(&place);
            assert!(!crash(&place, self.words, 0), "{}: it died", self.words);
        });
        shim::steps(&place.home())
    }

    fn begin(&self, place: &Place) -> Vec<Ran> {
        let run = |words: &&str| worked(place, words, "before the crash");
        self.first.iter().map(run).collect()
    }

    /// Whether it was long enough to crash there.
    fn crash_at(&self, step: u32) -> bool {
        let what = format!("{} crashed at step {step}", self.words);
        let place = Place::new();
        let crashed = place.with_agent(|| {
            let mut ran = self.begin(&place);
            let crashed = crash(&place, self.words, step);
            invariants::nothing_is_lost(&place, &ran, &what);
            the_status_is_right(&place, &what);
            the_lease_will_end(&place, self.words, &what);
            ran.push(worked(&place, self.words, &what));
            invariants::nothing_is_lost(&place, &ran, &what);
            let after = After {
                status: the_status_is_right(&place, &what),
                ran: ran.pop().unwrap(),
            };
            (self.done)(&place, &after, &what);
            crashed
        });
        invariants::the_log_is_whole(&place.store(), &what);
        crashed
    }
}

/// Runs `fic`, crashed at this step of what it sends and writes; whether it was.
fn crash(place: &Place, words: &str, step: u32) -> bool {
    let mut command = place.command(words);
    shim::preload(&mut command, &place.home(), Crash::Kill, step);
    shim::count_sends(&mut command);
    let output = command.output().unwrap();
    assert!(
        output.status.success() || output.status.signal() == Some(9),
        "{words}: {output:?}"
    );
    !output.status.success()
}

fn worked(place: &Place, words: &str, what: &str) -> Ran {
    let ran = place.fic(words);
    assert_eq!(ran.code, 0, "{what}, {words}: {}", ran.stderr);
    ran
}

fn answer(place: &Place, words: &str, what: &str) -> Value {
    worked(place, words, what).document["boards"][0]["result"].clone()
}

/// What the agent says is what the pins say.
fn the_status_is_right(place: &Place, what: &str) -> Value {
    invariants::no_half_design(&place.store(), what);
    let status = invariants::settled_status(place, what);
    let pins = answer(place, "fpga status", what);
    let configured = status["state"] == "configured";
    assert_eq!(pins["pins"]["done"], configured, "{what}: {status} {pins}");
    assert_eq!(status["running"].is_null(), !configured, "{what}: {status}");
    status
}

/// Whoever crashed holds the board for a minute at most, but for a lease taken by hand.
fn the_lease_will_end(place: &Place, words: &str, what: &str) {
    let state = answer(place, "lease show", what);
    if state["lease"].is_null() || words.starts_with("lease") {
        return;
    }
    assert_eq!(state["yours"], true, "{what}: {state}");
    let left_s = state["lease"]["left_s"].as_u64().unwrap();
    assert!(left_s <= AUTOMATIC_S, "{what}: {state}");
}

/// Another may have the board: an admin need not even wait for the minute.
fn another_may_have_it(place: &Place, what: &str) {
    let other = |words: &str| {
        let output = place.command(words).env("USER", "another").output();
        let output = output.unwrap();
        assert!(output.status.success(), "{what}, {words}: {output:?}");
    };
    other("lease break");
    other("lease take --for 5m --memo another");
    other("fpga reset");
}

fn loaded(after: &After, what: &str) {
    let (status, ran) = (&after.status, &after.ran.document);
    let digest = &ran["boards"][0]["result"]["digest"];
    assert!(digest.is_string(), "{what}: {ran}");
    assert_eq!(status["state"], "configured", "{what}: {status}");
    assert_eq!(&status["running"]["digest"], digest, "{what}: {status}");
}

#[test]
fn a_killed_stage_loses_nothing() {
    let command = CrashedCommand {
        first: &["stage OTHER", "load OTHER"],
        words: "stage BLANK",
        done: |place, after, what| {
            assert_eq!(after.status["state"], "configured", "{what}");
            another_may_have_it(place, what);
        },
    };
    assert!(command.crash_everywhere() >= 6);
}

#[test]
fn a_killed_load_loses_nothing() {
    let command = CrashedCommand {
        first: &["stage OTHER", "load OTHER", "stage BLANK"],
        words: "load BLANK",
        done: |place, after, what| {
            loaded(after, what);
            another_may_have_it(place, what);
        },
    };
    assert!(command.crash_everywhere() >= 6);
}

#[test]
fn a_killed_deploy_loses_nothing() {
    let command = CrashedCommand {
        first: &["stage OTHER", "load OTHER"],
        words: "deploy BLANK",
        done: |place, after, what| {
            loaded(after, what);
            another_may_have_it(place, what);
        },
    };
    assert!(command.crash_everywhere() >= 8);
}

#[test]
fn a_killed_table_apply_is_done_by_the_next() {
    let command = CrashedCommand {
        first: &["stage BLANK", "load BLANK"],
        words: "switch apply TABLE",
        done: |place, _, what| {
            let diff = answer(place, "switch diff TABLE", what);
            assert_eq!(diff["same"], true, "{what}: {diff}");
            assert_eq!(diff["source"], "hardware", "{what}: {diff}");
        },
    };
    assert!(command.crash_everywhere() >= 10);
}

#[test]
fn a_killed_lease_take_leaves_a_lease_or_none() {
    let command = CrashedCommand {
        first: &["stage BLANK"],
        words: "lease take --for 30m --memo evening",
        done: |place, _, what| {
            let state = answer(place, "lease show", what);
            assert_eq!(state["yours"], true, "{what}: {state}");
            assert_eq!(state["lease"]["memo"], "evening", "{what}: {state}");
        },
    };
    assert!(command.crash_everywhere() >= 3);
}

#[test]
fn a_killed_lease_release_leaves_a_lease_or_none() {
    let command = CrashedCommand {
        first: &["stage BLANK", "lease take --for 30m --memo evening"],
        words: "lease release",
        done: |place, _, what| {
            let state = answer(place, "lease show", what);
            assert!(state["lease"].is_null(), "{what}: {state}");
        },
    };
    assert!(command.crash_everywhere() >= 3);
}

/// Nobody has to break it: the host that is gone does not come back, and the board is free.
#[test]
fn the_lease_of_a_killed_command_ends_by_itself() {
    let place = Place::new();
    place.with_agent(|| {
        // After it took the lease: the next step would be to ask again for the stage.
        let held = |step: &u32| {
            worked(&place, "lease release", "before a crash");
            assert!(crash(&place, "stage BLANK", *step), "no crash left a lease");
            !answer(&place, "lease show", "after a crash")["lease"].is_null()
        };
        (1..).find(held).unwrap();
        let until = Instant::now() + 2 * PATIENCE;
        while !answer(&place, "lease show", "later")["lease"].is_null() {
            assert!(Instant::now() < until, "it does not end");
            thread::sleep(Duration::from_secs(1));
        }
        let output = place.command("stage BLANK").env("USER", "another").output();
        assert!(output.unwrap().status.success());
    });
}
