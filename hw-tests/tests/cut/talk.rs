//! `fic`, cut at every step of a talk with an agent that goes on

use std::os::unix::process::ExitStatusExt;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;

use super::shim;
use super::shim::Cut;
use super::steps;
use super::story::PATIENCE;
use super::story::Place;
use super::story::Ran;
use super::truth;

/// Seconds that an automatic lease outlives its command.
const AUTOMATIC_S: u64 = 60;

/// A command that is cut, and what is true after it has run whole.
struct Talk {
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

impl Talk {
    /// Cuts it at each step; returns how often it was.
    fn cut_everywhere(&self) -> u32 {
        let steps = self.steps();
        let sample = steps::sampled(steps);
        let cuts = steps::cut_at_each(&sample, |step| self.cut_at(step));
        println!("{}: cut at {cuts} of {steps} steps", self.words);
        // How many there are may depend on what is asked again because it took long.
        assert!(
            cuts as usize >= sample.len() - sample.len() / 10,
            "{}: only {cuts} cuts",
            self.words
        );
        cuts
    }

    fn steps(&self) -> u32 {
        let place = Place::new();
        place.with_agent(|| {
            self.begin(&place);
            assert!(!cut(&place, self.words, 0), "{}: it died", self.words);
        });
        shim::steps(&place.home())
    }

    fn begin(&self, place: &Place) -> Vec<Ran> {
        let run = |words: &&str| worked(place, words, "before the cut");
        self.first.iter().map(run).collect()
    }

    /// Whether it was long enough to be cut there.
    fn cut_at(&self, step: u32) -> bool {
        let what = format!("{} cut at step {step}", self.words);
        let place = Place::new();
        let was_cut = place.with_agent(|| {
            let mut ran = self.begin(&place);
            let was_cut = cut(&place, self.words, step);
            truth::nothing_is_lost(&place, &ran, &what);
            the_truth_is_told(&place, &what);
            the_lease_will_end(&place, self.words, &what);
            ran.push(worked(&place, self.words, &what));
            truth::nothing_is_lost(&place, &ran, &what);
            let after = After {
                status: the_truth_is_told(&place, &what),
                ran: ran.pop().unwrap(),
            };
            (self.done)(&place, &after, &what);
            was_cut
        });
        truth::the_log_is_whole(&place.store(), &what);
        was_cut
    }
}

/// Runs `fic`, cut at this step of what it sends and writes; whether it was.
fn cut(place: &Place, words: &str, step: u32) -> bool {
    let mut command = place.command(words);
    shim::preload(&mut command, &place.home(), Cut::Kill, step);
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
fn the_truth_is_told(place: &Place, what: &str) -> Value {
    truth::no_half_design(&place.store(), what);
    let status = truth::settled_status(place, what);
    let pins = answer(place, "fpga status", what);
    let configured = status["state"] == "configured";
    assert_eq!(pins["pins"]["done"], configured, "{what}: {status} {pins}");
    assert_eq!(status["running"].is_null(), !configured, "{what}: {status}");
    status
}

/// Whoever was cut holds the board for a minute at most, but for a lease taken by hand.
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
    let talk = Talk {
        first: &["stage OTHER", "load OTHER"],
        words: "stage BLANK",
        done: |place, after, what| {
            assert_eq!(after.status["state"], "configured", "{what}");
            another_may_have_it(place, what);
        },
    };
    assert!(talk.cut_everywhere() >= 6);
}

#[test]
fn a_killed_load_loses_nothing() {
    let talk = Talk {
        first: &["stage OTHER", "load OTHER", "stage BLANK"],
        words: "load BLANK",
        done: |place, after, what| {
            loaded(after, what);
            another_may_have_it(place, what);
        },
    };
    assert!(talk.cut_everywhere() >= 6);
}

#[test]
fn a_killed_deploy_loses_nothing() {
    let talk = Talk {
        first: &["stage OTHER", "load OTHER"],
        words: "deploy BLANK",
        done: |place, after, what| {
            loaded(after, what);
            another_may_have_it(place, what);
        },
    };
    assert!(talk.cut_everywhere() >= 8);
}

#[test]
fn a_killed_table_apply_is_done_by_the_next() {
    let talk = Talk {
        first: &["stage BLANK", "load BLANK"],
        words: "switch apply TABLE",
        done: |place, _, what| {
            let diff = answer(place, "switch diff TABLE", what);
            assert_eq!(diff["same"], true, "{what}: {diff}");
            assert_eq!(diff["source"], "hardware", "{what}: {diff}");
        },
    };
    assert!(talk.cut_everywhere() >= 10);
}

#[test]
fn a_killed_lease_take_leaves_a_lease_or_none() {
    let talk = Talk {
        first: &["stage BLANK"],
        words: "lease take --for 30m --memo evening",
        done: |place, _, what| {
            let state = answer(place, "lease show", what);
            assert_eq!(state["yours"], true, "{what}: {state}");
            assert_eq!(state["lease"]["memo"], "evening", "{what}: {state}");
        },
    };
    assert!(talk.cut_everywhere() >= 3);
}

#[test]
fn a_killed_lease_release_leaves_a_lease_or_none() {
    let talk = Talk {
        first: &["stage BLANK", "lease take --for 30m --memo evening"],
        words: "lease release",
        done: |place, _, what| {
            let state = answer(place, "lease show", what);
            assert!(state["lease"].is_null(), "{what}: {state}");
        },
    };
    assert!(talk.cut_everywhere() >= 3);
}

/// Nobody has to break it: the host that is gone does not come back, and the board is free.
#[test]
fn the_lease_of_a_killed_command_ends_by_itself() {
    let place = Place::new();
    place.with_agent(|| {
        // After it took the lease: the next step would be to ask again for the stage.
        let held = |step: &u32| {
            worked(&place, "lease release", "before a cut");
            assert!(cut(&place, "stage BLANK", *step), "no cut left a lease");
            !answer(&place, "lease show", "after a cut")["lease"].is_null()
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
