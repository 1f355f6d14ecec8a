//! In place of the decoder, in a build without the feature `logs`

use std::path::Path;

use super::record::LogRecord;
use crate::error::Error;
use crate::error::LogsError;

/// Nothing: this build reads no ELF files.
pub struct LogTable {
    never: std::convert::Infallible,
}

/// Nothing: there is no table to make one of.
pub struct LogDecoder<'t> {
    table: &'t LogTable,
}

impl LogTable {
    /// Fails.
    ///
    /// # Errors
    /// [`Error::NotSupportedYet`].
    pub fn read(_: &Path) -> Result<Self, Error> {
        Err(Error::NotSupportedYet {
            what: "logs of the bare-metal image".into(),
            help: "use a fic that is built with the feature `logs`, as it is by default",
        })
    }

    /// Never called.
    pub fn decoder(&self) -> LogDecoder<'_> {
        LogDecoder { table: self }
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn check_build(&self, _: &str) -> Result<(), Error> {
        match self.never {}
    }

    /// Never called.
    pub fn refused(&self, _: LogsError) -> Error {
        match self.never {}
    }
}

impl LogDecoder<'_> {
    /// Never called.
    pub fn push(&mut self, _: &[u8]) -> Vec<LogRecord> {
        match self.table.never {}
    }

    /// Never called.
    pub fn anew(&mut self) {
        match self.table.never {}
    }

    /// Never called.
    pub fn undecodable(&self) -> u64 {
        match self.table.never {}
    }
}
