//! Well-formed made-up bitstreams, for tests and benchmarks.
//!
//! True in structure and size, right in every CRC, with nothing meaningful in the frames: load them
//! into a modelled board, not into a real one.

mod frames;
mod full;
mod partial;
mod writer;

use std::io::Write;

use crate::error::BitstreamError;
use crate::part::{Family, Part};
use crate::source::BitHeader;
use frames::Random;

/// What to make.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthOptions {
    /// Part of the frames that are not zero, 0 to 1.
    pub fill: f64,
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// A small partial stream instead of a full one.
    pub partial: bool,
    /// A full stream in Vivado's compressed form (MFWR) that addresses few frames: some ten KB.
    pub compress: bool,
}

impl Default for SynthOptions {
    /// A full, uncompressed stream; a tenth of its frames is in use.
    fn default() -> Self {
        Self {
            fill: 0.1,
            seed: 1,
            partial: false,
            compress: false,
        }
    }
}

/// Writes native configuration data for `part`, and returns its length in bytes.
///
/// An uncompressed full stream has the length that UG570 gives for the part, both dies of an
/// XCKU115 included (48,251,520 bytes). Nothing of it is held in memory.
///
/// # Errors
/// [`BitstreamError::NoGeometry`] for other families and for parts of two dies whose second IDCODE
/// no source gives; [`BitstreamError::OutOfRange`]; writing errors.
///
/// ```
/// use fic_bitstream::{Part, synth::{SynthOptions, synth}};
///
/// let mut data = Vec::new();
/// let part = Part::by_name("xcku115").ok_or("unknown part")?;
/// synth(part, &SynthOptions { compress: true, ..Default::default() }, &mut data)?;
/// assert!(fic_bitstream::inspect(&data[..])?.ok);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn synth(
    part: &'static Part,
    options: &SynthOptions,
    output: impl Write,
) -> Result<u64, BitstreamError> {
    if part.family != Family::UltraScale || part.idcodes.len() != usize::from(part.dies) {
        return Err(BitstreamError::NoGeometry {
            part: part.name.to_owned(),
        });
    }
    if !(0.0..=1.0).contains(&options.fill) {
        return Err(BitstreamError::OutOfRange {
            what: "fill",
            range: "a number from 0 to 1",
        });
    }
    let random = Random::new(options.seed);
    let words = if options.partial {
        partial::write(part, options.fill, random, output)?
    } else {
        let plan = full::Plan {
            part,
            fill: options.fill,
            compress: options.compress,
            random,
        };
        plan.write(output)?
    };
    Ok(words * 4)
}

/// As [`synth`], after a `.bit` header that calls the design `name`; returns the file's length.
///
/// The header's date is fixed, so that the same call gives the same bytes.
///
/// # Errors
/// As [`synth`].
pub fn synth_bit(
    part: &'static Part,
    options: &SynthOptions,
    name: &str,
    mut output: impl Write,
) -> Result<u64, BitstreamError> {
    let data_len = match part.full_len_bytes {
        Some(length) if !options.partial && !options.compress => length,
        _ => synth(part, options, std::io::sink())? as u32,
    };
    let flags = [
        (options.compress && !options.partial, ";COMPRESS=TRUE"),
        (options.partial, ";PARTIAL=TRUE"),
    ];
    let flags: String = flags
        .iter()
        .filter(|flag| flag.0)
        .map(|flag| flag.1)
        .collect();
    let header = BitHeader {
        design: format!("{name}{flags};UserID=0XFFFFFFFF;Version=fic-synth"),
        part: format!("{}{}", part.name, package(part)),
        date: "2026/01/01".into(),
        time: "00:00:00".into(),
        data_len,
        repeated: false,
    };
    let header = header.to_bytes();
    output.write_all(&header)?;
    Ok(header.len() as u64 + synth(part, options, output)?)
}

/// A package and speed grade in which the part exists.
fn package(part: &Part) -> &'static str {
    match part.name {
        "xcku115" => "-flva1517-2-e",
        "xcku095" => "-ffvb1760-2-e",
        "xcku040" | "xcku060" | "xcku035" => "-ffva1156-2-e",
        _ => "",
    }
}
