//! What the command prints, word for word: versions, paths and times kept out
//!
//! After a wanted change: `INSTA_UPDATE=always cargo test -p fic --test golden`, then look
//! at the difference in `tests/snapshots/`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use support::MK1;
use support::MK2;
use support::MK2_OTHER;
use support::MK2_PARTIAL;
use support::Place;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");

/// Runs each line in one place, and compares everything printed with what it was.
fn golden(name: &str, lines: &[&str]) {
    let place = Place::new();
    let mut transcript = String::new();
    for line in lines {
        let arguments: Vec<String> = line.split(' ').map(given).collect();
        let ran = place.fic(&arguments);
        transcript.push_str(&format!("$ fic {line}\n{}", ran.stdout));
        for line in ran.stderr.lines() {
            transcript.push_str(&format!("! {line}\n"));
        }
        transcript.push_str(&format!("= {}\n\n", ran.code));
    }
    let folder = place.folder().to_str().unwrap().to_owned();
    let transcript = transcript
        .replace(&folder, "PLACE")
        .replace(SAMPLES, "SAMPLES");
    let mut settings = insta::Settings::clone_current();
    for (pattern, instead) in FILTERS {
        settings.add_filter(pattern, *instead);
    }
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, transcript.trim_end()));
}

/// What differs from run to run or from release to release.
const FILTERS: &[(&str, &str)] = &[
    (r"\d+\.\d+\.\d+", "VERSION"),
    (r": [A-Z][^:]*\(os error \d+\)", ": OS ERROR"),
    (r"ann@\S+?([, (\x22])", "ann@HOST$1"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "MOMENT"),
    (r#""added": "[^"]+""#, r#""added": "MOMENT""#),
    (r"added       \S+Z", "added       MOMENT"),
    (
        r#""(took_ms|duration_us|at_s|uptime_s|free_bytes|init_looks)": \d+"#,
        r#""$1": N"#,
    ),
    (r"in [\d.]+ (µs|ms|s) at the pins", "in TIME at the pins"),
    (r"\(x(8|16), [\d.]+ (µs|ms|s)\)", "(x$1, TIME)"),
    (r"took   [\d.]+ (µs|ms|s) in all", "took   TIME in all"),
    (r"[\d.]+ [kMGT]?B free", "ROOM free"),
    (r"up [\d.]+ (µs|ms|s)", "up TIME"),
    // Manifests hold versions and dates, so their digests differ too.
    (
        r#""manifest": "sha256:[0-9a-f]{64}""#,
        r#""manifest": "MANIFEST""#,
    ),
    (r"manifest    sha256:[0-9a-f]{64}", "manifest    MANIFEST"),
];

fn given(word: &str) -> String {
    match word {
        "MK1" => MK1.into(),
        "MK2" => MK2.into(),
        "OTHER" => MK2_OTHER.into(),
        "PARTIAL" => MK2_PARTIAL.into(),
        word => word.replace('~', " "),
    }
}

#[test]
fn deploy() {
    golden(
        "deploy",
        &[
            "deploy MK2 -b sim:mk2",
            "deploy MK1 -b sim:mk1 --mode x8 --memo first~try --name demo",
            "deploy MK2 -b sim:mk2 --dry-run",
            "deploy MK2 -b sim:mk1,sim:mk2",
            "deploy MK2 -b sim:mk2 --format json",
            "deploy MK2 -b sim:mk1,sim:mk2 --format json",
        ],
    );
}

#[test]
fn refusals() {
    golden(
        "refusals",
        &[
            "deploy PARTIAL -b sim:mk2",
            "deploy nothing -b sim:mk2",
            "deploy ./nothing.bit -b sim:mk2",
            "load MK2 -b sim:mk2",
            "status",
            "status -b fic00",
            "deploy OTHER -b sim:mk2?fault.wrong_die=1",
            "deploy OTHER -b sim:mk2?fault.done_stuck=low --format json",
            "deploy -b sim:mk2",
            "deploy -b sim:mk2 --format json",
        ],
    );
}

#[test]
fn boards() {
    golden(
        "boards",
        &[
            "board list",
            "board add fic00 tcp://fic00 --group rack --note left~shelf --dry-run",
            "board add fic00 tcp://fic00 --group rack --note left~shelf",
            "board add fic00 tcp://fic00 --group rack --note left~shelf",
            "board add model sim:mk2 --group rack",
            "board list",
            "board list --format json",
            "board remove fic01",
            "board remove fic00",
            "board list",
        ],
    );
}

#[test]
fn status_and_registers() {
    golden(
        "status_and_registers",
        &[
            "status -b sim:mk2",
            "status -b sim:mk1,sim:mk2",
            "status -b sim:mk1 --format json",
            "fpga status -b sim:mk2",
            "fpga status -b sim:mk2 --format json",
            "fpga probe -b sim:mk2",
            "fpga probe -b sim:mk1?fault.wrong_die=1",
            "fpga reset -b sim:mk2",
            "fpga reset -b sim:mk2 --dry-run --format json",
        ],
    );
}

#[test]
fn bitstreams() {
    golden(
        "bitstreams",
        &[
            "bitstream inspect MK2",
            "bitstream inspect PARTIAL --format json",
            "bitstream convert MK2 -o out.bin --order smap16 --dry-run",
            "bitstream convert MK2 -o out.bin --order smap16",
            "bitstream inspect out.bin",
            "bitstream convert out.bin -o out.bit",
            "bitstream inspect out.bit",
            "bitstream synth --part xcku040 -o made.bin --compress",
            "bitstream inspect made.bin --format json",
            "bitstream inspect config.toml",
        ],
    );
}

#[test]
fn catalog() {
    golden(
        "catalog",
        &[
            "catalog list",
            "catalog add MK2 --name lab/demo --label owner=ann --dry-run",
            "catalog add MK2 --name lab/demo --label owner=ann",
            "catalog add MK2 --name lab/demo",
            "catalog add OTHER --name lab/demo",
            "catalog add OTHER --name lab/demo --version 1",
            "catalog add MK2 --name twin --format json",
            "catalog list",
            "catalog list --part xcku095",
            "catalog show lab/demo:1",
            "catalog show twin --format json",
            "catalog verify",
            "deploy lab/demo:1 -b sim:mk2",
            "stage lab/demo -b sim:mk2",
            "stage lab/demo -b sim:mk2 --dry-run",
            "catalog remove lab/demo",
            "catalog remove lab/demo:2 --dry-run",
            "catalog remove lab/demo:2",
            "catalog gc --grace 0 --dry-run",
            "catalog gc --grace 0",
            "catalog show lab/demo:2",
        ],
    );
}
