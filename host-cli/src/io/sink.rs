//! Where bytes from a board go: a file, standard output, or shown

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::PathBuf;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Bytes that are shown at most; more go to a file or to standard output.
const MOST_SHOWN: u64 = 64 * 1024;

/// What `-o` says.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SinkArgs {
    /// Write the bytes to this file, or as they are to standard output with `-`; else they
    /// are shown in hexadecimal, 64 KiB at most
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Where the bytes of one board go.
pub(crate) enum Sink {
    Shown(Vec<u8>),
    Stdout,
    /// Opened with the first bytes: a refusal leaves the file as it was.
    File(PathBuf, Option<BufWriter<File>>),
}

impl SinkArgs {
    /// Checks it against what is asked for.
    pub(crate) fn check(
        &self,
        len: u64,
        boards: &BoardArgs,
        context: &Context,
    ) -> Result<(), Error> {
        let usage = |message: &str, help: &str| Error::Usage {
            message: message.into(),
            help: help.into(),
        };
        let Some(path) = &self.output else {
            return match len <= MOST_SHOWN {
                true => Ok(()),
                false => Err(usage(
                    "more than 64 KiB are not shown",
                    "name a file with -o FILE, or use `-o -` for standard output",
                )),
            };
        };
        if boards.targets(&context.config)?.len() > 1 {
            return Err(usage(
                "-o takes the bytes of one board only",
                "name one board at a time, each with its own file",
            ));
        }
        if path.as_os_str() == "-" && context.is_json() {
            return Err(usage(
                "`-o -` and --format json both want standard output",
                "name a file with -o FILE",
            ));
        }
        Ok(())
    }

    /// For one board.
    pub(crate) fn open(&self) -> Sink {
        match &self.output {
            None => Sink::Shown(Vec::new()),
            Some(path) if path.as_os_str() == "-" => Sink::Stdout,
            Some(path) => Sink::File(path.clone(), None),
        }
    }

    /// The answer without anything that would mix with bytes on standard output.
    pub(crate) fn answer(&self, answer: Answer) -> Answer {
        let raw = self
            .output
            .as_ref()
            .is_some_and(|path| path.as_os_str() == "-");
        match answer {
            Answer::Boards(boards) if raw && boards.iter().all(|board| board.result.is_ok()) => {
                Answer::Text(String::new())
            }
            answer => answer,
        }
    }
}

impl Sink {
    /// Ends the file; what is to be shown, if anything.
    pub(crate) fn finish(self) -> Result<(Option<PathBuf>, Option<Vec<u8>>), Error> {
        match self {
            Self::Shown(bytes) => Ok((None, Some(bytes))),
            Self::Stdout => {
                io::stdout().flush().map_err(|source| Error::System {
                    what: "writing what was received",
                    source,
                })?;
                Ok((None, None))
            }
            Self::File(path, file) => {
                let ended = file.map_or(Ok(()), |mut file| file.flush());
                match ended {
                    Ok(()) => Ok((Some(path), None)),
                    Err(source) => Err(Error::File { path, source }),
                }
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Shown(shown) => shown.write(bytes),
            Self::Stdout => io::stdout().write(bytes),
            Self::File(_, Some(file)) => file.write(bytes),
            Self::File(path, file) => {
                let created = File::create(path)?;
                file.insert(BufWriter::new(created)).write(bytes)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(_, Some(file)) => file.flush(),
            Self::Stdout => io::stdout().flush(),
            Self::Shown(_) | Self::File(..) => Ok(()),
        }
    }
}
