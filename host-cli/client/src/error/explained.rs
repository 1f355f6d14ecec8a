//! A board's error with what the pins said

use std::fmt;

use fic_error::Diagnostic;
use fic_error::ExitClass;
use fic_protocol::BoardError;
use fic_protocol::Diagnosis;

use crate::explain::explain;

/// A board's error; its help says what it means and what to check.
#[derive(Debug)]
pub(super) struct Explained<'e> {
    pub(super) error: BoardError,
    pub(super) diagnosis: Option<&'e Diagnosis>,
    pub(super) len_bytes: u32,
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Explained<'_> {}

impl Diagnostic for Explained<'_> {
    fn code(&self) -> &'static str {
        self.error.code()
    }

    fn class(&self) -> ExitClass {
        self.error.class()
    }

    fn write_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let explanation = explain(self.error, self.diagnosis, self.len_bytes);
        f.write_str(explanation.meaning)?;
        match explanation.check {
            [] => Ok(()),
            check => write!(f, "; check: {}", check.join("; ")),
        }
    }
}
