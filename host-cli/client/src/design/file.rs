//! A design in a file: read once to know what it is, before anything is sent

use std::fs;
use std::io;
use std::path::Path;

use fic_bitstream::BitstreamError;
use fic_bitstream::ImageError;
use fic_bitstream::ImageFault;
use fic_bitstream::Report;
use fic_bitstream::inspect::inspect_data;
use fic_bitstream::report::Problem;
use fic_bitstream::source::NativeReader;
use fic_protocol::Digest;

use super::design::Design;
use super::design::Source;
use super::design::checked_len;
use super::part::DesignPart;
use crate::cancel::Cancel;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;

/// Reads a whole file, in bounded memory, and says what it is; `ok` tells whether it may be loaded.
///
/// # Errors
/// [`Error::Refused`] if it cannot be recognised at all, [`Error::Bitstream`] if not opened; [`Error::Cancelled`].
pub fn inspect(path: &Path, progress: &mut dyn Progress, cancel: &Cancel) -> Result<Report, Error> {
    let data = NativeReader::open(path).map_err(|error| refused(path, error))?;
    // Of a compressed file only the end tells the length.
    let total = match data.info().wrappings.is_empty() {
        true => fs::metadata(path).map_or(0, |metadata| metadata.len()),
        false => 0,
    };
    let mut done = 0;
    let report = inspect_data(data, |piece| {
        done += piece.len() as u64;
        progress.report(Step::Inspect, done.min(total), total);
        match cancel.is_set() {
            true => Err(BitstreamError::Io(io::ErrorKind::Interrupted.into())),
            false => Ok(()),
        }
    });
    cancel.check()?;
    progress.finished();
    report.map_err(|error| refused(path, error))
}

/// Errors of opening name the file already.
fn refused(path: &Path, error: BitstreamError) -> Error {
    match error {
        BitstreamError::File { .. } => error.into(),
        error => Error::Refused {
            path: path.to_owned(),
            problem: Box::new(Problem::from(&error)),
        },
    }
}

impl Design {
    /// A file: `.bit` or raw, in any byte order, plain or compressed.
    ///
    /// # Errors
    /// Those of [`inspect`]; [`Error::Refused`] with the format's code if it is damaged,
    /// cut, encrypted, of an unknown part, …; [`Error::TooLong`].
    pub fn from_file(
        path: &Path,
        progress: &mut dyn Progress,
        cancel: &Cancel,
    ) -> Result<Self, Error> {
        let report = inspect(path, progress, cancel)?;
        // Every board is loaded through SelectMAP, so this need not wait for the board's word.
        let widthless = || Problem::from(&ImageError::new(ImageFault::NoBusWidth).into());
        let unfit = (!report.summary.bus_width).then(widthless);
        if let Some(problem) = report.error.or(unfit) {
            return Err(Error::Refused {
                path: path.to_owned(),
                problem: Box::new(problem),
            });
        }
        let digest = Digest::from_hex(&report.sha256).ok_or(Error::Protocol { what: "inspect" })?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Self {
            name: report.design.unwrap_or_else(|| stem.into_owned()),
            digest,
            len_bytes: checked_len(report.len_bytes)?,
            part: report.part.and_then(DesignPart::by_name),
            partial: Some(report.kind == "partial"),
            source: Source::File(path.to_owned()),
        })
    }
}
