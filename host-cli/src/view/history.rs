//! What `fic status --history` shows

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::view::pieces::short;
use fic_client::AuditRecord;
use fic_client::Board;
use fic_client::Error;
use fic_client::text;

/// Records of a board's audit log.
#[derive(Serialize)]
pub(crate) struct History {
    /// Records ever, of which old ones go.
    audit_records: u64,
    /// The newest, oldest first, as the agent wrote them.
    history: Vec<Map<String, Value>>,
    #[serde(skip)]
    rows: Vec<[String; COLUMNS]>,
}

const COLUMNS: usize = 6;
const TITLES: [&str; COLUMNS] = ["n", "when", "who", "what", "result", "took"];

impl History {
    pub(crate) fn read(board: &mut Board, most: usize) -> Result<Self, Error> {
        let records = board.history(most)?;
        let audit_records = board.agent()?.audit_records;
        Ok(Self {
            audit_records,
            rows: records.iter().map(row).collect(),
            history: records.into_iter().map(|record| record.fields).collect(),
        })
    }
}

fn row(record: &AuditRecord) -> [String; COLUMNS] {
    let took = record.number("duration_ms").filter(|&ms| ms > 0);
    [
        record.number.to_string(),
        when(record),
        printable(record.text("who").or(record.text("peer")).unwrap_or("-")),
        what(record),
        printable(record.text("result").unwrap_or("-")),
        took.map_or("-".into(), |ms| text::duration(Duration::from_millis(ms))),
    ]
}

/// By the clock, or since the agent started where the board has none.
fn when(record: &AuditRecord) -> String {
    match (record.number("at"), record.number("up_ms")) {
        (Some(at_s @ 1..), _) => text::moment(at_s),
        (_, Some(up_ms)) => format!("up {}", text::span(up_ms / 1000)),
        _ => printable(record.text("at").unwrap_or("-")),
    }
}

/// What was done, to which design, how often, and what the agent adds.
fn what(record: &AuditRecord) -> String {
    let mut words = match record.text("unreadable") {
        Some(line) => format!("unreadable: {line}"),
        None => record.text("what").unwrap_or("-").to_owned(),
    };
    if let Some(digest) = record.text("digest") {
        let digest = digest.trim_start_matches("sha256:");
        words.push_str(&format!(" {}", short(&format!("sha256:{digest}"))));
    }
    if let Some(detail) = record.text("detail") {
        words.push_str(&format!(" ({detail})"));
    }
    if let Some(count @ 2..) = record.number("count") {
        words.push_str(&format!(", {count} times"));
    }
    printable(&words)
}

/// What others wrote must not steer this terminal.
fn printable(text: &str) -> String {
    let shown = text.chars().take(120);
    shown
        .map(|letter| if letter.is_control() { '?' } else { letter })
        .collect()
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = text::grouped(self.rows.len() as u64);
        let all = text::count(self.audit_records, "record");
        write!(f, "the newest {shown} of {all}")?;
        let mut widths = TITLES.map(str::len);
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in [TITLES.map(str::to_owned)].iter().chain(&self.rows) {
            let cells = row.iter().zip(widths);
            let line: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            write!(f, "\n  {}", line.join("  ").trim_end())?;
        }
        Ok(())
    }
}
