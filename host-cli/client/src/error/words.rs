//! Pieces of messages

use std::time::Duration;

use fic_keys::KeyLine;
use fic_protocol::Diagnosis;

/// A message with those of its sources.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

pub(super) fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

pub(super) fn lost(repeatable: bool) -> &'static str {
    match repeatable {
        true => ", each time it was asked",
        false => {
            "; reading takes them from the design, so they are lost and it was not asked again"
        }
    }
}

pub(super) fn after_cancel(diagnosis: Option<&Diagnosis>) -> &'static str {
    match diagnosis {
        Some(Diagnosis { cleared: true, .. }) => "; the FPGA was cleared",
        Some(_) => "; the FPGA is half written",
        None => "",
    }
}

pub(super) fn noted(memo: &str) -> String {
    match memo.is_empty() {
        true => String::new(),
        false => format!(": {memo}"),
    }
}

/// This host's key, where the board asked for one.
pub(super) fn key_of(ours: Option<&KeyLine>) -> String {
    ours.map(|ours| format!(": it knows no key {}, or no more", ours.key.fingerprint()))
        .unwrap_or_default()
}
