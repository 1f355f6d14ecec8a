//! `fic`, cut at every step of what it writes

use std::process::Stdio;

use fic_hw_tests::program;

use super::shim;
use super::shim::Cut;
use super::story::Place;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-blank.bit"
);

/// Runs `fic`, cut at this step; whether it came to its end.
fn run(place: &Place, arguments: &[&str], cut: Cut, step: u32) -> bool {
    let mut command = program::fic(&place.path().join("scratch")).unwrap();
    command
        .args(arguments)
        .env("FIC_CONFIG", place.home().join("config.toml"))
        .env("FIC_CATALOG", place.home().join("catalog"))
        .env("HOME", place.home())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shim::preload(&mut command, &place.home(), cut, step);
    command.status().unwrap().success()
}

fn new_place() -> Place {
    let place = Place::new();
    std::fs::create_dir(place.path().join("scratch")).unwrap();
    std::fs::write(place.home().join("config.toml"), "").unwrap();
    place
}

/// Runs `first` whole, then `second` cut at each of its steps, then `then`, which has to work.
fn cut_everywhere(first: &[&str], second: &[&str], then: &[&[&str]]) -> u32 {
    let place = new_place();
    assert!(run(&place, first, Cut::Kill, 0), "{first:?}");
    assert!(run(&place, second, Cut::Kill, 0), "{second:?}");
    let steps = shim::steps(&place.home());
    for cut in [Cut::Kill, Cut::Power] {
        for step in 1..=steps {
            let place = new_place();
            assert!(run(&place, first, Cut::Kill, 0), "{first:?}");
            assert!(!run(&place, second, cut, step), "{step}: it was not cut");
            for words in then {
                let worked = run(&place, words, Cut::Kill, 0);
                assert!(worked, "{cut:?} at step {step}: then {words:?}");
            }
        }
    }
    2 * steps
}

#[test]
fn an_inventory_keeps_what_was_in_it() {
    let cuts = cut_everywhere(
        &["board", "add", "one", "tcp://fic01"],
        &["board", "add", "two", "tcp://fic02"],
        &[
            &["board", "add", "three", "tcp://fic03"],
            // Refused if it is not there.
            &["board", "remove", "one"],
            &["board", "list"],
        ],
    );
    assert!(cuts >= 6, "{cuts}");
}

#[test]
fn a_catalog_keeps_what_was_in_it() {
    let other = SAMPLE.replace("blank", "other");
    let cuts = cut_everywhere(
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
    assert!(cuts >= 10, "{cuts}");
}
