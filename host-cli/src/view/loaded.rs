//! What a load did, as `load` and `deploy` show it

use std::time::Duration;

use fic_protocol::LoadReport;
use serde::Serialize;

use crate::view::pieces::mode_word;
use crate::view::pieces::short;
use fic_client::text;

/// What a load did.
#[derive(Serialize)]
pub(crate) struct Loaded {
    digest: String,
    name: String,
    already_running: bool,
    dry_run: bool,
    mode: &'static str,
    partial: bool,
    len_bytes: u32,
    /// Time that the pins were busy, by the board's clock.
    duration_us: u64,
    startup_clocks: u32,
    init_looks: u32,
}

impl Loaded {
    pub(crate) fn new(report: &LoadReport, dry_run: bool) -> Self {
        let record = &report.record;
        Self {
            digest: format!("sha256:{}", record.digest),
            name: record.name.to_string(),
            already_running: report.already_running,
            dry_run,
            mode: mode_word(record.mode),
            partial: record.partial,
            len_bytes: record.len_bytes,
            duration_us: record.duration_us,
            startup_clocks: report.startup_clocks,
            init_looks: report.init_looks,
        }
    }

    /// What runs where.
    pub(crate) fn headline(&self, part: &str, modelled: bool) -> String {
        let place = match modelled {
            true => format!("the {part} of a modelled board"),
            false => format!("the {part}"),
        };
        let verb = match (self.already_running, self.dry_run) {
            (true, _) => "already runs on",
            (false, true) => "would run on",
            (false, false) => "runs on",
        };
        let name = match self.name.is_empty() {
            true => short(&self.digest),
            false => &self.name,
        };
        format!("{name} {verb} {place}")
    }

    /// How it went.
    pub(crate) fn words(&self) -> String {
        let kind = if self.partial { "partial" } else { "full" };
        let len = text::grouped(self.len_bytes.into());
        let mode = self.mode;
        if self.already_running {
            return format!("not loaded again: {kind}, {len} bytes, was loaded by {mode}");
        }
        if self.dry_run {
            return format!("would load {kind}, {len} bytes by {mode}; no pin was moved");
        }
        let took = text::duration(Duration::from_micros(self.duration_us));
        format!("loaded {kind}, {len} bytes by {mode} in {took} at the pins")
    }
}
