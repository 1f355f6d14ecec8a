//! The designs that benchmarks load

use std::io::Write;

use anyhow::Context;
use fic_bitstream::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_bitstream::synth::synth_bit;

/// Data of a full XCKU115 design, bytes.
pub const KU115_BYTES: u64 = 48_251_520;

/// Half of the frames in use.
const OPTIONS: SynthOptions = SynthOptions {
    fill: 0.5,
    seed: 1,
    partial: false,
    compress: false,
};

/// A full XCKU115 design in native order.
pub fn ku115() -> anyhow::Result<Vec<u8>> {
    full("xcku115")
}

/// A full XCKU095 design in native order.
pub fn ku095() -> anyhow::Result<Vec<u8>> {
    full("xcku095")
}

/// The same as [`ku115`] as a `.bit` file.
pub fn ku115_file(mut output: impl Write) -> anyhow::Result<()> {
    synth_bit(part("xcku115")?, &OPTIONS, "bench", &mut output)?;
    Ok(output.flush()?)
}

fn full(name: &str) -> anyhow::Result<Vec<u8>> {
    let mut data = Vec::new();
    synth(part(name)?, &OPTIONS, &mut data)?;
    Ok(data)
}

fn part(name: &str) -> anyhow::Result<&'static Part> {
    Part::by_name(name).context("unknown part")
}

/// A small full design for this part, compressed as Vivado does it.
pub fn small(part: &str) -> anyhow::Result<Vec<u8>> {
    let part = Part::by_name(part).context("unknown part")?;
    let options = SynthOptions {
        compress: true,
        ..SynthOptions::default()
    };
    let mut data = Vec::new();
    synth(part, &options, &mut data)?;
    Ok(data)
}
