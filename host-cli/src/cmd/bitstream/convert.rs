//! `fic bitstream convert`

use std::fmt;
use std::io::Seek;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use fic_bitstream::ByteOrder;
use fic_bitstream::convert;
use fic_bitstream::convert::Converted;
use fic_bitstream::convert::Target;
use fic_bitstream::source::NativeReader;
use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::cancel::Guarded;
use fic_client::text;

/// Write the same data as .bit or in any raw byte order
///
/// Only the form changes: whether the data is sound is for `inspect` to say.
#[derive(Debug, clap::Args)]
pub(crate) struct Convert {
    /// .bit or .bin in any byte order, plain or compressed with gzip or zstd
    file: PathBuf,
    /// Where to write; a file that is there is replaced as a whole
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Form of the data [default: bit if OUT ends in .bit, else native]
    #[arg(long, value_enum)]
    order: Option<Form>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Form of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A .bit file: a header, then native order
    Bit,
    /// As in a .bit file, without a header; into OUT.bit with one
    Native,
    /// For a SelectMAP port of 8 bits, bits swapped
    Smap8,
    /// For a SelectMAP port of 16 bits, bits swapped
    Smap16,
    /// For 16 bits, without swapping bits
    #[value(name = "smap16-noswap")]
    Smap16NoSwap,
    /// For 32 bits, bits swapped
    Smap32,
    /// For 32 bits, without swapping bits
    #[value(name = "smap32-noswap")]
    Smap32NoSwap,
}

#[derive(Serialize)]
struct Written {
    output: PathBuf,
    form: &'static str,
    dry_run: bool,
    #[serde(flatten)]
    data: Converted,
}

impl Convert {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let target = self.target()?;
        let mut input = NativeReader::open(&self.file)?;
        let mut write = |output: &mut dyn Output| {
            let mut output = Guarded::new(output, &context.cancel);
            convert::convert(&mut input, &target, &mut output)
        };
        let data = match self.dry_run {
            true => write(&mut Nowhere),
            false => convert::write_file(&self.output, |file| write(file)),
        };
        context.cancel.check()?;
        let data = data?;
        Ok(Answer::one(Written {
            output: self.output.clone(),
            form: match target {
                Target::Bit(_) => "bit",
                Target::Raw(order) => order.as_str(),
            },
            dry_run: self.dry_run,
            data,
        }))
    }

    fn target(&self) -> Result<Target, Error> {
        let bit_name = ends_in_bit(&self.output);
        match (self.order, bit_name) {
            (Some(Form::Bit), _) | (None | Some(Form::Native), true) => {
                Ok(Target::Bit(convert::header_for(&self.file)?))
            }
            (None, false) => Ok(Target::Raw(ByteOrder::Native)),
            (Some(form), false) => Ok(Target::Raw(form.byte_order())),
            (Some(_), true) => Err(Error::Usage {
                message: "a .bit file holds native order only".into(),
                help: "name the output .bin, or leave --order out".into(),
            }),
        }
    }
}

impl Form {
    fn byte_order(self) -> ByteOrder {
        match self {
            Self::Bit | Self::Native => ByteOrder::Native,
            Self::Smap8 => ByteOrder::Smap8,
            Self::Smap16 => ByteOrder::Smap16,
            Self::Smap16NoSwap => ByteOrder::Smap16NoSwap,
            Self::Smap32 => ByteOrder::Smap32,
            Self::Smap32NoSwap => ByteOrder::Smap32NoSwap,
        }
    }
}

fn ends_in_bit(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    extension.eq_ignore_ascii_case("bit")
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would write" } else { "wrote" };
        let len = text::grouped(self.data.len_bytes);
        let (form, output) = (self.form, self.output.display());
        writeln!(f, "{verb} {output}: {form}, {len} bytes of data")?;
        write!(f, "sha-256     {}", self.data.sha256)
    }
}

trait Output: Write + Seek {}

impl<T: Write + Seek> Output for T {}

/// Takes everything, keeps nothing.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Seek for Nowhere {
    fn seek(&mut self, _to: std::io::SeekFrom) -> std::io::Result<u64> {
        Ok(0)
    }
}
