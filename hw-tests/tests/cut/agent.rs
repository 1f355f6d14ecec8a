//! The agent, cut at every step of an evening

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;

use super::shim;
use super::shim::Cut;
use super::story::Place;
use super::truth;

/// Each word of it changes what the agent keeps.
const STORY: &[&str] = &[
    "stage BLANK",
    "load BLANK",
    "switch apply TABLE",
    "stage OTHER",
    "deploy OTHER",
    "switch clear",
    "lease take --for 30m --memo evening",
    "fpga reset",
    "stage --boot BLANK",
    "lease release",
    "deploy BLANK",
    "lease take --for 20m --memo night",
];
/// As many as this machine has processors would do, but the commands wait a lot.
const AT_A_TIME: u32 = 3;

#[test]
fn an_agent_killed_at_any_step_loses_nothing() {
    cut_everywhere(Cut::Kill);
}

#[test]
fn a_power_cut_at_any_step_loses_nothing() {
    cut_everywhere(Cut::Power);
}

fn cut_everywhere(cut: Cut) {
    let steps = steps_of_the_story();
    assert!(steps >= 100, "only {steps} steps");
    let (next, cuts) = (AtomicU32::new(1), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(step) = take(&next, steps) {
                    cuts.fetch_add(cut_at(cut, step).into(), Ordering::Relaxed);
                }
            });
        }
    });
    // How many steps an evening takes depends on when what is gathered gets written.
    let cuts = cuts.into_inner();
    println!("{cut:?}: cut at {cuts} of {steps} steps");
    assert!(cuts >= steps - steps / 10, "only {cuts} of {steps} cuts");
}

fn take(next: &AtomicU32, steps: u32) -> Option<u32> {
    let step = next.fetch_add(1, Ordering::Relaxed);
    (step <= steps).then_some(step)
}

/// Whether the evening was long enough to be cut there.
fn cut_at(cut: Cut, step: u32) -> bool {
    let what = format!("{cut:?} at step {step}");
    let place = Place::new();
    let ran = place.play(STORY, cut, step);
    truth::check(&place, &ran, &what);
    place.was_cut()
}

/// How many there are without a cut; every command has to work then.
fn steps_of_the_story() -> u32 {
    let place = Place::new();
    for ran in place.play(STORY, Cut::Kill, 0) {
        assert_eq!(ran.code, 0, "{}: {}", ran.words, ran.stderr);
    }
    shim::steps(&place.store())
}
