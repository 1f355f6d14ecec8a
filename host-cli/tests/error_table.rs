//! Every code that a command can print stands in the table of the docs
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use fic_client::error::CODES;

const TABLE: &str = include_str!("../docs/errors.md");

fn listed() -> Vec<&'static str> {
    let rows = TABLE.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).collect()
}

#[test]
fn every_code_is_listed_once_and_every_listed_code_exists() {
    let all: BTreeSet<&str> = CODES.iter().copied().flatten().copied().collect();
    assert!(all.len() > 80, "the tables give {} codes", all.len());
    let rows = listed();
    let listed: BTreeSet<&str> = rows.iter().copied().collect();
    assert_eq!(rows.len(), listed.len(), "a code stands twice");
    let missing: Vec<_> = all.difference(&listed).collect();
    assert!(missing.is_empty(), "add to docs/errors.md: {missing:?}");
    let gone: Vec<_> = listed.difference(&all).collect();
    assert!(gone.is_empty(), "no error has these codes: {gone:?}");
}
