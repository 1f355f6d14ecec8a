//! What came of a trial, for people and as JSON

use std::fmt;

use fic_protocol::BoardKind;
use serde_json::Value;
use serde_json::json;

/// One trial on one board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The board's name in the file.
    pub board: String,
    /// `mk1` or `mk2`, as the file says.
    pub profile: String,
    /// Real or modelled; `None` if it never answered.
    pub kind: Option<BoardKind>,
    /// The trial.
    pub trial: &'static str,
    /// How it ended.
    pub result: Result,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Result {
    /// With what was seen.
    Passed(String),
    /// With what was wrong.
    Failed(String),
    /// Why it was not run.
    LeftOut(&'static str),
}

impl Report {
    /// It failed.
    pub fn is_failed(&self) -> bool {
        matches!(self.result, Result::Failed(_))
    }

    /// It passed on a real board.
    pub fn is_real_pass(&self) -> bool {
        matches!(self.result, Result::Passed(_)) && self.kind == Some(BoardKind::Real)
    }

    fn kind(&self) -> &'static str {
        match self.kind {
            Some(BoardKind::Real) => "real",
            Some(BoardKind::Modelled) => "modelled",
            None => "unreachable",
        }
    }

    fn words(&self) -> (&'static str, &str) {
        match &self.result {
            Result::Passed(seen) => ("passed", seen),
            Result::Failed(wrong) => ("FAILED", wrong),
            Result::LeftOut(why) => ("left out", why),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, text) = self.words();
        write!(
            f,
            "{:<12} {:<9} {:<10} {word:<9} {text}",
            self.board,
            self.kind(),
            self.trial
        )
    }
}

/// All of a run.
pub fn to_json(reports: &[Report]) -> Value {
    let rows = reports.iter().map(|report| {
        let (word, text) = report.words();
        json!({
            "board": report.board,
            "profile": report.profile,
            "kind": report.kind(),
            "trial": report.trial,
            "result": word.to_lowercase().replace(' ', "_"),
            "text": text,
        })
    });
    json!({
        "ok": !reports.iter().any(Report::is_failed),
        "trials": rows.collect::<Vec<_>>(),
    })
}
