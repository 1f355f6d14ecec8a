//! What the command prints, word for word: versions, paths and times kept out
//!
//! After a wanted change: `INSTA_UPDATE=always cargo test -p fic --test golden`, then look
//! at the difference in `tests/snapshots/`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use fic_protocol::Health;
use fic_protocol::Role;
use fic_protocol::truncated;
use support::MK1;
use support::MK2;
use support::MK2_OTHER;
use support::MK2_PARTIAL;
use support::Place;
use support::leasing::Leasing;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");

/// Runs each line in one place, and compares everything printed with what it was.
fn golden(name: &str, lines: &[&str]) {
    golden_at(name, "sim:mk2", lines);
}

/// The same, where BOARD is this address.
fn golden_at(name: &str, board: &str, lines: &[&str]) {
    let place = Place::new();
    let mut transcript = String::new();
    for line in lines {
        let arguments: Vec<String> = line.split(' ').map(|word| given(word, board)).collect();
        let ran = place.fic(&arguments);
        transcript.push_str(&format!("$ fic {line}\n{}", ran.stdout));
        for line in ran.stderr.lines() {
            transcript.push_str(&format!("! {line}\n"));
        }
        transcript.push_str(&format!("= {}\n\n", ran.code));
    }
    let folder = place.folder().to_str().unwrap().to_owned();
    // A fake board has another port each time.
    let transcript = match board.starts_with("sim:") {
        true => transcript,
        false => transcript.replace(board, "BOARD"),
    };
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
    // Not every system tells where a modelled board's store lies.
    (
        r"machine (unknown|ROOM free on disk)\n",
        "machine OF THE TEST\n",
    ),
    (r#""free_bytes": null"#, r#""free_bytes": N"#),
    // Manifests hold versions and dates, so their digests differ too.
    (
        r#""manifest": "sha256:[0-9a-f]{64}""#,
        r#""manifest": "MANIFEST""#,
    ),
    (r"manifest    sha256:[0-9a-f]{64}", "manifest    MANIFEST"),
];

fn given(word: &str, board: &str) -> String {
    match word {
        "MK1" => MK1.into(),
        "MK2" => MK2.into(),
        "OTHER" => MK2_OTHER.into(),
        "PARTIAL" => MK2_PARTIAL.into(),
        word => word.replace('~', " ").replace("BOARD", board),
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
fn leases() {
    let board = Leasing::start();
    golden_at(
        "leases",
        &board.address,
        &[
            "lease show -b BOARD",
            "lease take --for 2h --memo first~try -b BOARD --dry-run",
            "lease take --for 2h --memo first~try -b BOARD",
            "lease show -b BOARD",
            "lease show -b BOARD --format json",
            "lease renew -b BOARD",
            "status -b BOARD,sim:mk1",
            "lease release -b BOARD --dry-run",
            "lease release -b BOARD",
            "lease release -b BOARD",
            "lease renew -b BOARD",
            "lease break -b BOARD",
            "hls start -b BOARD --no-auto-lease",
            "lease take --for 8d -b BOARD",
            "lease take --for soon -b BOARD",
        ],
    );
    board.give_to("bob@desk", "links until noon");
    board.state().role = Role::Admin;
    golden_at(
        "leases_of_others",
        &board.address,
        &[
            "lease show -b BOARD",
            "hls start -b BOARD",
            "hls start -b BOARD --format json",
            "status -b BOARD,sim:mk1",
            "lease break -b BOARD --dry-run",
            "lease break -b BOARD",
            "lease break -b BOARD --format json",
        ],
    );
}

#[test]
fn agent() {
    let board = Leasing::start();
    board.state().health = Health {
        model: truncated("Raspberry Pi 3 Model B Rev 1.2"),
        temperature_mc: Some(48_312),
        core_hz: Some(400_000_000),
        arm_hz: Some(1_200_000_000),
        throttled: Some(0x5_0001),
        free_bytes: Some(12_345_678_901),
        free_memory_bytes: Some(512_000_000),
    };
    board.state().audit = vec![
        r#"{"n":41,"at":1700000000,"up_ms":5000,"who":"","peer":"uid 1000","role":"none","what":"refused","count":3,"result":"not_authorised","duration_ms":0}"#.into(),
        r#"{"n":42,"at":null,"up_ms":65000,"who":"bob@desk","key":"uid 7","peer":"uid 7","role":"operate","what":"load","digest":"d1d1d1d1d1d1d1d1","detail":"try","result":"ok","duration_ms":612}"#.into(),
        r#"{"n":43,"what":"new word","more":[1]}"#.into(),
        "half a li".into(),
    ];
    board.state().first_audit = 41;
    let staged = format!("stage sha256:{} --boot -b BOARD", "ab".repeat(32));
    golden_at(
        "agent",
        &board.address,
        &[
            "status -b BOARD",
            "status -b BOARD --format json",
            "stage MK2 --boot -b BOARD --dry-run",
            "stage MK2 --boot -b BOARD",
            "status -b BOARD",
            &staged,
            "stage --no-boot -b BOARD --dry-run",
            "stage --no-boot -b BOARD --format json",
            "stage --no-boot -b BOARD",
            "stage -b BOARD",
            "status --history -b BOARD",
            "status --history 2 -b BOARD --format json",
            "status --history 0 -b BOARD",
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
