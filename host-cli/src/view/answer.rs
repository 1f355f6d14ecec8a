//! What a command answers

use fic_error::Diagnostic as _;
use std::fmt::Display;

use crate::exit::Exit;
use fic_client::Error;
use fic_cluster::fleet::Outcome;

/// A result that can be shown to people (`Display`) and to programs (a JSON object).
pub trait Show: erased_serde::Serialize + Display + Send {}

impl<T: erased_serde::Serialize + Display + Send> Show for T {}

erased_serde::serialize_trait_object!(Show);

/// What a command answers.
pub enum Answer {
    /// One result, not of a board.
    One {
        /// What was found or done.
        result: Box<dyn Show>,
        /// Why that is not good.
        flaw: Option<Error>,
        /// The result says `ok` and `error` itself.
        whole: bool,
    },
    /// What became of each board.
    Boards(Vec<Outcome<Box<dyn Show>>>),
    /// What became of each board, with results whose text stands by itself, as a file would:
    /// no name is put before it.
    Documents(Vec<Outcome<Box<dyn Show>>>),
    /// Text as it is: a script, a manual page.
    Text(String),
}

impl Answer {
    /// One result, not of a board.
    pub fn one(result: impl Show + 'static) -> Self {
        Self::flawed(result, None)
    }

    /// One result that can be shown although something is wrong with it.
    pub fn flawed(result: impl Show + 'static, flaw: Option<Error>) -> Self {
        Self::One {
            result: Box::new(result),
            flaw,
            whole: false,
        }
    }

    /// One result whose JSON has `ok` and `error` already.
    pub fn whole(result: impl Show + 'static, flaw: Option<Error>) -> Self {
        Self::One {
            result: Box::new(result),
            flaw,
            whole: true,
        }
    }

    /// What became of each board.
    pub fn boards<T: Show + 'static>(outcomes: Vec<Outcome<T>>) -> Self {
        let boxed = |outcome: Outcome<T>| Outcome {
            target: outcome.target,
            result: outcome
                .result
                .map(|result| Box::new(result) as Box<dyn Show>),
        };
        Self::Boards(outcomes.into_iter().map(boxed).collect())
    }

    /// The same, but the text of each result stands by itself.
    pub fn as_documents(self) -> Self {
        match self {
            Self::Boards(boards) => Self::Documents(boards),
            other => other,
        }
    }

    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::One { flaw, .. } => flaw
                .as_ref()
                .map_or(Exit::Done, |error| error.class().into()),
            Self::Text(_) => Exit::Done,
            Self::Boards(boards) | Self::Documents(boards) => {
                let code = |board: &Outcome<Box<dyn Show>>| match &board.result {
                    Ok(_) => Exit::Done,
                    Err(error) => Exit::from(error.class()),
                };
                Exit::of_all(boards.iter().map(code))
            }
        }
    }
}
