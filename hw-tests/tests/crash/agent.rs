//! The agent, killed at every step of an evening

use super::invariants;
use super::scenario::Place;
use super::shim;
use super::shim::Crash;
use super::steps;

/// Each word of it changes what the agent keeps.
const SCENARIO: &[&str] = &[
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
    crash_everywhere(Crash::Kill);
}

#[test]
fn a_power_cut_at_any_step_loses_nothing() {
    crash_everywhere(Crash::Power);
}

fn crash_everywhere(crash: Crash) {
    let steps = steps_of_the_scenario();
    assert!(steps >= 200, "only {steps} steps");
    let all: Vec<u32> = (1..=steps).collect();
    let crashes = steps::crash_at_each(&all, |step| crash_at(crash, step));
    // How many steps an evening takes depends on when what is gathered gets written.
    println!("{crash:?}: crashed at {crashes} of {steps} steps");
    assert!(
        crashes >= steps - steps / 10,
        "only {crashes} of {steps} crashes"
    );
}

/// Whether the evening was long enough to crash there.
fn crash_at(crash: Crash, step: u32) -> bool {
    let what = format!("{crash:?} at step {step}");
    let place = Place::new();
    let ran = place.play(SCENARIO, crash, step);
    invariants::check(&place, &ran, &what);
    place.crashed()
}

/// How many there are without a crash; every command has to work then.
fn steps_of_the_scenario() -> u32 {
    let place = Place::new();
    for ran in place.play(SCENARIO, Crash::Kill, 0) {
        assert_eq!(ran.code, 0, "{}: {}", ran.words, ran.stderr);
    }
    shim::steps(&place.store())
}
