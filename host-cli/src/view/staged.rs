//! What a transfer did, as `stage` and `deploy` show it

use serde::Serialize;

use fic_client::StageReport;
use fic_client::text;

/// What a transfer did, for scripts.
#[derive(Serialize)]
pub(crate) struct Staged {
    /// The board had it.
    skipped: bool,
    len_bytes: u32,
    resumed_at: u32,
    sent_bytes: u64,
    packed_bytes: u64,
    resent_bytes: u64,
    reconnects: u32,
}

impl Staged {
    pub(crate) fn new(report: &StageReport, reconnects: u32) -> Self {
        Self {
            skipped: report.skipped,
            len_bytes: report.len_bytes,
            resumed_at: report.resumed_at,
            sent_bytes: report.sent_bytes,
            packed_bytes: report.packed_bytes,
            resent_bytes: report.resent_bytes,
            reconnects,
        }
    }

    /// In words, after "staged" or "would stage".
    pub(crate) fn words(&self, dry_run: bool) -> String {
        let len = text::grouped(self.len_bytes.into());
        match (self.skipped, dry_run) {
            (true, _) => format!("nothing: the board has its {len} bytes"),
            (false, true) => format!("{len} bytes"),
            (false, false) => self.sent_words(&len),
        }
    }

    fn sent_words(&self, len: &str) -> String {
        let packed = text::grouped(self.packed_bytes);
        let mut words = format!("{len} bytes, {packed} on the way");
        if self.resumed_at > 0 {
            let from = text::grouped(self.resumed_at.into());
            words.push_str(&format!(", from byte {from} on"));
        }
        if self.reconnects > 0 {
            let again = text::grouped(self.resent_bytes);
            let times = text::count(self.reconnects.into(), "time");
            words.push_str(&format!(
                "; the link broke {times}, {again} bytes sent twice"
            ));
        }
        words
    }
}
