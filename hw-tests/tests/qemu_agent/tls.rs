//! The door to the network: who is let in, and what goes through it

use std::fs;
use std::path::Path;

use fic_hw_tests::pairing::Kept;
use fic_hw_tests::pairing::keep;
use fic_hw_tests::program::fic;
use serde_json::Value;

use crate::Bench;
use crate::end;
use crate::large;
use crate::start;

/// Loopback for the tests' other ways in, and the network.
const OPEN: [&str; 6] = [
    "--board",
    "mk2",
    "--listen",
    "tcp://127.0.0.1:7402",
    "--listen",
    "tls://0.0.0.0:7403",
];

/// What a person types at the board.
fn at_the_board(bench: &Bench, words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let command = format!("fic-agent --store /run/store {}", quoted.join(" "));
    bench.machine.shell().unwrap().run(&command).unwrap()
}

fn over_tls(bench: &Bench, host: &Path, words: &[&str]) -> Value {
    end(start(host, &bench.machine.tls_address(), words))
}

fn pair(bench: &Bench, host: &Path) -> Kept {
    let fingerprint = at_the_board(bench, &["fingerprint"]);
    keep(host, &bench.machine.tls_address(), &fingerprint).unwrap()
}

/// The code with which this host is refused.
fn refused(bench: &Bench, host: &Path) -> Value {
    let answer = over_tls(bench, host, &["status"]);
    assert_eq!(answer["ok"], false, "{answer}");
    answer["error"]["code"].clone()
}

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn a_host_that_was_let_in_reaches_it_over_tls_and_stages_two_megabytes() {
    let bench = Bench::boot(&OPEN);
    let host = bench.folder.path();
    assert_eq!(refused(&bench, host), "no_key");
    let kept = pair(&bench, host);
    assert_eq!(kept.answer["access"], "refused");
    assert_eq!(refused(&bench, host), "not_authorised");
    at_the_board(&bench, &["authorize", &kept.key, "--role", "operate"]);

    let status = over_tls(&bench, host, &["status"]);
    assert_eq!(status["ok"], true, "{status}");
    let written = over_tls(&bench, host, &["gpio", "write", "3=1"]);
    assert_eq!(written["ok"], true, "{written}");
    // It is the same board as through the other door.
    let read = bench.fic(&["gpio", "read", "3"]);
    assert_eq!(read["result"]["pins"][0]["level"], 1, "{read}");

    let design = bench.path("large.bin");
    large(&design);
    let name = design.display().to_string();
    let staged = over_tls(&bench, host, &["stage", &name]);
    assert_eq!(staged["ok"], true, "{staged}");
    let sent = staged["result"]["staged"]["sent_bytes"].as_u64().unwrap();
    assert!(sent > 1_000_000, "{staged}");
    let again = bench.fic(&["stage", &name]);
    assert_eq!(again["result"]["staged"]["skipped"], true, "{again}");
}

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn a_key_that_nobody_let_in_is_refused() {
    let bench = Bench::boot(&OPEN);
    let (host, stranger) = (bench.path("host"), bench.path("stranger"));
    for folder in [&host, &stranger] {
        fs::create_dir(folder).unwrap();
    }
    let kept = pair(&bench, &host);
    at_the_board(&bench, &["authorize", &kept.key, "--role", "read"]);
    let status = over_tls(&bench, &host, &["status"]);
    assert_eq!(status["ok"], true, "{status}");
    // Let in to look is not let in to change.
    let written = over_tls(&bench, &host, &["gpio", "write", "3=1"]);
    assert_eq!(written["error"]["code"], "not_allowed", "{written}");

    let wrong = wrong_fingerprint(&bench, &stranger, &kept);
    assert_eq!(wrong["error"]["code"], "wrong_fingerprint", "{wrong}");
    // It knows the board now, but the board does not know its key.
    pair(&bench, &stranger);
    assert_eq!(refused(&bench, &stranger), "not_authorised");
    fs::remove_file(stranger.join("known_boards")).unwrap();
    assert_eq!(refused(&bench, &stranger), "unknown_key");
}

/// Pairing while somebody else's fingerprint is expected.
fn wrong_fingerprint(bench: &Bench, host: &Path, kept: &Kept) -> Value {
    let other = kept.answer["own_fingerprint"].as_str().unwrap();
    let mut command = fic(host).unwrap();
    command
        .args(["board", "pair", &bench.machine.tls_address()])
        .args(["--fingerprint", other, "--format", "json"]);
    serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
}
