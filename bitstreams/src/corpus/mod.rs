//! Bad files of every kind, made from small good ones: for tests up to a board's pins.
//!
//! Feature `corpus`. Deterministic: the same part gives the same bytes.

mod containers;
mod edit;
mod foreign;
mod packets;

use crate::error::BitstreamError;
use crate::inspect::inspect;
use crate::part::Part;
use crate::synth::{SynthOptions, synth};
use edit::Stream;
use fic_error::Diagnostic as _;

/// A file that must be refused.
#[derive(Debug, Clone)]
pub struct BadFile {
    /// What is wrong with it, in a few words joined by hyphens; unique.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// The code with which a board of the part refuses it.
    pub code: &'static str,
}

impl BadFile {
    pub(crate) fn new(name: &'static str, code: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            bytes: bytes.into(),
            code,
        }
    }
}

/// Every kind of bad file for a board with `part`; more than sixty.
///
/// # Errors
/// As [`synth`], for parts that it cannot make up.
pub fn bad_files(part: &'static Part) -> Result<Vec<BadFile>, BitstreamError> {
    let good = Stream::new(&good_data(part)?);
    let mut files = packets::bad_packets(&good, part);
    files.extend(packets::bad_ends(&good, part));
    files.extend(packets::other_parts(&good, part)?);
    files.extend(containers::bad_containers(&good.to_bytes(), part));
    files.extend(foreign::foreign_files());
    Ok(files)
}

/// The good native data from which the bad files are made.
///
/// # Errors
/// As [`synth`].
pub fn good_data(part: &'static Part) -> Result<Vec<u8>, BitstreamError> {
    let options = SynthOptions {
        fill: 0.2,
        compress: true,
        ..SynthOptions::default()
    };
    let mut data = Vec::new();
    synth(part, &options, &mut data)?;
    Ok(data)
}

/// The code with which a board of `part` refuses a file, `None` if it takes it.
pub fn refusal_code(bytes: &[u8], part: &Part) -> Option<String> {
    match inspect(bytes) {
        Err(error) => Some(error.code().to_owned()),
        Ok(report) => match report.error {
            Some(problem) => Some(problem.code.to_owned()),
            None => report
                .summary
                .check_for_part(part)
                .err()
                .map(|error| error.code().to_owned()),
        },
    }
}
