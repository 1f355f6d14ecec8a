//! Every code that a command can print stands in the table of the docs
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

const TABLE: &str = include_str!("../docs/errors.md");

/// Files whose `code()` functions give the codes.
const SOURCES: [&str; 11] = [
    "client/src/error/exit.rs",
    "client/src/error/trust.rs",
    "client/src/error/logs.rs",
    "network/src/error.rs",
    "../shared-protocol/src/error.rs",
    "../bitstreams/src/error.rs",
    "../shared-protocol/error/src/image.rs",
    "../bitstreams/src/catalog/error.rs",
    "../firmware/agent/src/keys/error.rs",
    "../firmware/agent/src/sim/error.rs",
    "../firmware/agent/src/store/error.rs",
];

/// Words in `=> "…"`: what the match arms of a `code()` give.
fn codes(source: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
    let text = std::fs::read_to_string(path).unwrap();
    let arms = text.split("=> \"").skip(1);
    let words = arms.filter_map(|rest| rest.split('"').next());
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let is_code = |word: &&str| !word.is_empty() && word.bytes().all(letters);
    words.filter(is_code).map(str::to_owned).collect()
}

fn listed() -> Vec<String> {
    let rows = TABLE.lines().filter_map(|line| line.strip_prefix("| `"));
    let codes = rows.filter_map(|row| row.split('`').next());
    codes.map(str::to_owned).collect()
}

#[test]
fn every_code_is_listed_once_and_every_listed_code_exists() {
    let all: BTreeSet<String> = SOURCES.iter().flat_map(|source| codes(source)).collect();
    assert!(all.len() > 80, "the sources give {} codes", all.len());
    let rows = listed();
    let listed: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), listed.len(), "a code stands twice");
    let missing: Vec<_> = all.difference(&listed).collect();
    assert!(missing.is_empty(), "add to docs/errors.md: {missing:?}");
    let gone: Vec<_> = listed.difference(&all).collect();
    assert!(gone.is_empty(), "no error has these codes: {gone:?}");
}
