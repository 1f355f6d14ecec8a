//! Where bytes for a board come from: a file, or standard input

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::background_reader::BackgroundReader;
use fic_client::Cancel;
use fic_client::Error;

/// A file, or standard input as `-`.
pub(crate) enum Source {
    Stdin(Cancel),
    File(PathBuf),
}

/// A stream and its length, if that is known.
pub(crate) type Stream = (Box<dyn Read>, Option<u64>);

impl Source {
    /// Checks that it can be read, for as many boards as are meant.
    pub(crate) fn new(path: &Path, boards: &BoardArgs, context: &Context) -> Result<Self, Error> {
        let source = match path.as_os_str() == "-" {
            true => Self::Stdin(context.cancel.clone()),
            false => Self::File(path.to_owned()),
        };
        if boards.targets(&context.config)?.len() > 1 && matches!(source, Self::Stdin(_)) {
            return Err(Error::Usage {
                message: "standard input can be read for one board only".into(),
                help: "name one board, or put the bytes into a file".into(),
            });
        }
        if let Self::File(_) = source {
            source.open()?;
        }
        Ok(source)
    }

    /// A new stream of all its bytes.
    pub(crate) fn open(&self) -> Result<Stream, Error> {
        let path = match self {
            Self::File(path) => path,
            Self::Stdin(cancel) => {
                return Ok((Box::new(BackgroundReader::read(io::stdin(), cancel)?), None));
            }
        };
        let failed = |source| Error::File {
            path: path.clone(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        // A pipe or a device has no length.
        let len = metadata.is_file().then_some(metadata.len());
        Ok((Box::new(BufReader::new(file)), len))
    }

    /// Its length, if that is known.
    pub(crate) fn len(&self) -> Result<Option<u64>, Error> {
        match self {
            Self::Stdin(_) => Ok(None),
            Self::File(_) => Ok(self.open()?.1),
        }
    }
}
