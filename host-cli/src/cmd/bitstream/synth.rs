//! `fic bitstream synth`

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use fic_bitstream::BitstreamError;
use fic_bitstream::Part;
use fic_bitstream::convert::write_file;
use fic_bitstream::part::PARTS;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_bitstream::synth::synth_bit;
use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::cancel::Guarded;
use fic_client::text;

/// Make up a well-formed file of a part's real size, for tests
///
/// Structure and CRCs are right, the frames mean nothing: for modelled boards and
/// benchmarks only.
#[derive(Debug, clap::Args)]
pub(crate) struct Synth {
    /// Part, e.g. xcku040, xcku060, xcku095, xcku115
    #[arg(long)]
    part: String,
    /// Where to write; with .bit at its end, behind a header
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Share of frames that are not zero, 0 to 1
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    fill: f64,
    /// The same seed gives the same file
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// A small partial design
    #[arg(long)]
    partial: bool,
    /// Vivado's compressed form, a few ten KB
    #[arg(long, conflicts_with = "partial")]
    compress: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Made {
    output: PathBuf,
    part: &'static str,
    len_bytes: u64,
    dry_run: bool,
}

impl Synth {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let part = self.part()?;
        let cancel = &context.cancel;
        let len_bytes = match self.dry_run {
            true => self.write(part, Guarded::new(std::io::sink(), cancel)),
            false => write_file(&self.output, |file| {
                self.write(part, Guarded::new(file, cancel))
            }),
        };
        cancel.check()?;
        let len_bytes = len_bytes?;
        Ok(Answer::one(Made {
            output: self.output.clone(),
            part: part.name,
            len_bytes,
            dry_run: self.dry_run,
        }))
    }

    fn part(&self) -> Result<&'static Part, Error> {
        Part::by_name(&self.part).ok_or_else(|| Error::UnknownPart {
            name: self.part.clone(),
            known: PARTS.iter().map(|part| part.name.to_owned()).collect(),
        })
    }

    fn write(&self, part: &'static Part, output: impl Write) -> Result<u64, BitstreamError> {
        let options = SynthOptions {
            fill: self.fill,
            seed: self.seed,
            partial: self.partial,
            compress: self.compress,
        };
        match is_bit(&self.output) {
            true => synth_bit(part, &options, &name(&self.output), output),
            false => synth(part, &options, output),
        }
    }
}

fn is_bit(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("bit"))
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would write" } else { "wrote" };
        let len = text::grouped(self.len_bytes);
        write!(
            f,
            "{verb} {}: {}, {len} bytes",
            self.output.display(),
            self.part
        )
    }
}
