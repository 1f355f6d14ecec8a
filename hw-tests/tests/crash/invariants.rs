//! What has to hold after any crash

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use fic_bitstream::catalog::Digest;

use super::scenario::PATIENCE;
use super::scenario::Place;
use super::scenario::Ran;

/// Checks the folder, then the restarted agent, then that the next command works.
pub fn check(place: &Place, ran: &[Ran], what: &str) {
    nothing_is_lost(place, ran, what);
    no_half_design(&place.store(), what);
    place.with_agent(|| {
        the_lease_is_kept(place, ran, what);
        the_status_is_right(&settled_status(place, what), what);
        let deploy = place.fic("deploy BLANK");
        assert_eq!(deploy.code, 0, "{what}: {}", deploy.stderr);
        let apply = place.fic("switch apply TABLE");
        assert_eq!(apply.code, 0, "{what}: {}", apply.stderr);
    });
    the_log_is_whole(&place.store(), what);
}

/// What a command said is staged is there.
pub fn nothing_is_lost(place: &Place, ran: &[Ran], what: &str) {
    for design in durable(ran) {
        let path = place.store().join(format!("{design}.native"));
        assert!(path.is_file(), "{what}: {design} was staged and is lost");
    }
}

/// The status once nothing runs: a boot design is loaded while others may ask already.
pub fn settled_status(place: &Place, what: &str) -> serde_json::Value {
    let until = Instant::now() + PATIENCE;
    loop {
        let status = place.fic("status");
        assert_eq!(status.code, 0, "{what}: {}", status.stderr);
        let board = &status.document["boards"][0]["result"];
        if board["busy"].is_null() {
            return board.clone();
        }
        assert!(Instant::now() < until, "{what}: busy for ever: {board}");
    }
}

/// The model starts anew with its agent: whatever was remembered, nothing runs but the
/// boot design, once it was chosen.
fn the_status_is_right(status: &serde_json::Value, what: &str) {
    let boot = &status["agent"]["boot"];
    if boot.is_null() {
        assert_eq!(status["state"], "unconfigured", "{what}: {status}");
        assert!(status["running"].is_null(), "{what}: {status}");
    } else {
        assert_eq!(status["state"], "configured", "{what}: {status}");
        assert_eq!(&status["running"]["digest"], boot, "{what}: {status}");
    }
}

/// A lease that a command said is taken outlives its agent.
fn the_lease_is_kept(place: &Place, ran: &[Ran], what: &str) {
    let show = place.fic("lease show");
    assert_eq!(show.code, 0, "{what}: {}", show.stderr);
    let state = &show.document["boards"][0]["result"];
    let last = ran.last();
    if last.is_some_and(|ran| ran.code == 0 && ran.words.starts_with("lease take")) {
        assert_eq!(state["yours"], true, "{what}: {state}");
        assert_eq!(state["lease"]["memo"], "night", "{what}: {state}");
    }
}

/// Records are whole and numbered without a gap, whatever was torn.
pub fn the_log_is_whole(store: &Path, what: &str) {
    let mut last = None;
    for name in ["audit.1.jsonl", "audit.jsonl"] {
        let text = std::fs::read_to_string(store.join(name)).unwrap_or_default();
        for line in text.lines() {
            let record: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("{what}: {line:?}"));
            let number = record["n"].as_u64().unwrap();
            assert_eq!(number, last.map_or(1, |last: u64| last + 1), "{what}");
            last = Some(number);
        }
    }
    assert!(last.is_some(), "{what}: nothing was logged");
}

/// Designs that a command said are staged, and that none discarded.
fn durable(ran: &[Ran]) -> BTreeSet<String> {
    ran.iter()
        .filter(|ran| ran.code == 0 && ran.words.starts_with("stage"))
        .filter_map(|ran| ran.document["boards"][0]["result"]["digest"].as_str())
        .map(|digest| digest.trim_start_matches("sha256:").to_owned())
        .collect()
}

/// Each file under a whole design's name has the digest that the name says.
pub fn no_half_design(store: &Path, what: &str) {
    for file in std::fs::read_dir(store).into_iter().flatten() {
        let path = file.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "native")
        {
            continue;
        }
        let found = Digest::of(&std::fs::read(&path).unwrap()).to_string();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(
            found.trim_start_matches("sha256:"),
            name,
            "{what}: {} is not whole",
            path.display()
        );
    }
}
