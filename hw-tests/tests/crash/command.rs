//! `fic`, killed at every step of what it writes

use std::process::Stdio;

use fic_hw_tests::program;

use super::scenario::Place;
use super::shim;
use super::shim::Crash;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-blank.bit"
);

/// Runs `fic`, crashed at this step; whether it came to its end.
fn run(place: &Place, arguments: &[&str], crash: Crash, step: u32) -> bool {
    let mut command = program::fic(&place.path().join("scratch")).unwrap();
    command
        .args(arguments)
        .env("FIC_CONFIG", place.home().join("config.toml"))
        .env("FIC_CATALOG", place.home().join("catalog"))
        .env("HOME", place.home())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shim::preload(&mut command, &place.home(), crash, step);
    command.status().unwrap().success()
}

fn new_place() -> Place {
    let place = Place::new();
    std::fs::create_dir(place.path().join("scratch")).unwrap();
    std::fs::write(place.home().join("config.toml"), "").unwrap();
    place
}

/// Runs `first` whole, then `second` crashed at each of its steps, then `then`, which has to work.
fn crash_everywhere(first: &[&str], second: &[&str], then: &[&[&str]]) -> u32 {
    let place = new_place();
    assert!(run(&place, first, Crash::Kill, 0), "{first:?}");
    assert!(run(&place, second, Crash::Kill, 0), "{second:?}");
    let steps = shim::steps(&place.home());
    for crash in [Crash::Kill, Crash::Power] {
        for step in 1..=steps {
            let place = new_place();
            assert!(run(&place, first, Crash::Kill, 0), "{first:?}");
            assert!(
                !run(&place, second, crash, step),
                "{step}: it did not crash"
            );
            for words in then {
                let worked = run(&place, words, Crash::Kill, 0);
                assert!(worked, "{crash:?} at step {step}: then {words:?}");
            }
        }
    }
    2 * steps
}

#[test]
fn an_inventory_keeps_what_was_in_it() {
    let crashes = crash_everywhere(
        &["board", "add", "one", "tcp://fic01"],
        &["board", "add", "two", "tcp://fic02"],
        &[
            &["board", "add", "three", "tcp://fic03"],
            // Refused if it is not there.
            &["board", "remove", "one"],
            &["board", "list"],
        ],
    );
    assert!(crashes >= 6, "{crashes}");
}

#[test]
fn a_catalog_keeps_what_was_in_it() {
    let other = SAMPLE.replace("blank", "other");
    let crashes = crash_everywhere(
        &["catalog", "add", SAMPLE, "--name", "one"],
        &["catalog", "add", &other, "--name", "two"],
        &[
            &["catalog", "show", "one"],
            &["catalog", "verify"],
            &["catalog", "add", &other, "--name", "two"],
            &["catalog", "show", "two"],
            &["catalog", "gc", "--grace", "0"],
            &["catalog", "verify"],
        ],
    );
    assert!(crashes >= 10, "{crashes}");
}
