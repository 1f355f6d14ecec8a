//! What a modelled board has seen: counters and broken rules

use std::collections::BTreeMap;

use serde::Serialize;

/// What a modelled board has seen since power-up.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ModelReport {
    /// `mk1` or `mk2`.
    pub board: String,
    /// DONE is high.
    pub configured: bool,
    /// Counts by name, as the contract lists them.
    pub counters: BTreeMap<String, u64>,
    /// Each broken rule in words.
    pub violations: Vec<String>,
}

impl ModelReport {
    /// One of the counters; 0 if there is none of this name.
    pub fn counter(&self, name: &str) -> u64 {
        self.counters.get(name).copied().unwrap_or(0)
    }

    /// As a JSON document.
    pub fn to_json(&self) -> String {
        // Texts, numbers and lists of them always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
