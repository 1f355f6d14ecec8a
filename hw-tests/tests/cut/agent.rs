//! The agent, cut at every step of an evening

use super::shim;
use super::shim::Cut;
use super::steps;
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
    "switch apply TABLE",
    "load OTHER",
    "fpga reset",
    "lease take --for 5m --memo late",
    "stage --no-boot",
    "lease release",
    "stage --boot OTHER",
    "load BLANK",
    "lease take --for 20m --memo night",
];

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
    assert!(steps >= 200, "only {steps} steps");
    let all: Vec<u32> = (1..=steps).collect();
    let cuts = steps::cut_at_each(&all, |step| cut_at(cut, step));
    // How many steps an evening takes depends on when what is gathered gets written.
    println!("{cut:?}: cut at {cuts} of {steps} steps");
    assert!(cuts >= steps - steps / 10, "only {cuts} of {steps} cuts");
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
