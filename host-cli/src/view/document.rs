//! The one JSON document that a command prints

use fic_error::Diagnostic as _;
use serde::Serialize;

use super::answer::Answer;
use super::answer::Show;
use fic_client::Error;
use fic_client::explain;
use fic_cluster::fleet::Outcome;

/// `{"ok": …}` and what belongs to it.
#[derive(Serialize)]
#[serde(untagged)]
enum Document<'a> {
    Failed {
        ok: bool,
        error: Failure<'a>,
    },
    One {
        ok: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<Failure<'a>>,
        #[serde(flatten)]
        result: &'a dyn Show,
    },
    Whole(&'a dyn Show),
    Text {
        ok: bool,
        text: &'a str,
    },
    Boards {
        ok: bool,
        boards: Vec<Board<'a>>,
    },
}

#[derive(Serialize)]
struct Board<'a> {
    board: &'a str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a dyn Show>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure<'a>>,
}

#[derive(Serialize)]
struct Failure<'a> {
    code: &'a str,
    message: String,
    help: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Diagnosis>,
    /// What a failed transfer had moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_done: Option<u64>,
}

/// What the pins said.
#[derive(Serialize)]
struct Diagnosis {
    bytes_written: u32,
    init_b: bool,
    done: bool,
    stat: Option<String>,
    stat_errors: Vec<&'static str>,
    cleared: bool,
}

/// The document, over several lines.
pub(super) fn write(answer: &Result<Answer, Error>) -> String {
    // Plain data with string keys always serialises.
    serde_json::to_string_pretty(&document(answer)).unwrap_or_default()
}

fn document(answer: &Result<Answer, Error>) -> Document<'_> {
    match answer {
        Err(error) => Document::Failed {
            ok: false,
            error: error.into(),
        },
        Ok(Answer::One {
            result,
            whole: true,
            ..
        }) => Document::Whole(&**result),
        Ok(Answer::One { result, flaw, .. }) => Document::One {
            ok: flaw.is_none(),
            error: flaw.as_ref().map(Failure::from),
            result: &**result,
        },
        Ok(Answer::Text(text)) => Document::Text { ok: true, text },
        Ok(Answer::Boards(boards) | Answer::Documents(boards)) => Document::Boards {
            ok: boards.iter().all(|board| board.result.is_ok()),
            boards: boards.iter().map(Board::from).collect(),
        },
    }
}

impl<'a> From<&'a Outcome<Box<dyn Show>>> for Board<'a> {
    fn from(outcome: &'a Outcome<Box<dyn Show>>) -> Self {
        let result = outcome.result.as_ref();
        Self {
            board: &outcome.target.name,
            ok: result.is_ok(),
            result: result.ok().map(|result| &**result),
            error: result.err().map(Failure::from),
        }
    }
}

impl<'a> From<&'a Error> for Failure<'a> {
    fn from(error: &'a Error) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
            help: error.help().to_string(),
            diagnosis: error.diagnosis().map(Diagnosis::from),
            bytes_done: error.bytes_done(),
        }
    }
}

impl From<&fic_protocol::Diagnosis> for Diagnosis {
    fn from(seen: &fic_protocol::Diagnosis) -> Self {
        let errors = seen.stat.map(explain::stat_errors).unwrap_or_default();
        Self {
            bytes_written: seen.bytes_written,
            init_b: seen.init_b,
            done: seen.done,
            stat: seen.stat.map(|stat| format!("{stat:08X}")),
            stat_errors: errors.iter().map(|field| field.name).collect(),
            cleared: seen.cleared,
        }
    }
}
