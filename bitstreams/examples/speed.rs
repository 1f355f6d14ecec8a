//! How fast an XCKU115 design is made, analyzed and inspected on this machine.

use std::time::Instant;

use fic_bitstream::synth::{SynthOptions, synth};
use fic_bitstream::{Analyzer, BitstreamError, Part, inspect};

fn main() -> Result<(), BitstreamError> {
    let Some(part) = Part::by_name("xcku115") else {
        return Ok(());
    };
    let start = Instant::now();
    let mut data = Vec::new();
    synth(part, &SynthOptions::default(), &mut data)?;
    println!(
        "synth    {:>8.1} ms for {} bytes",
        millis(start),
        data.len()
    );

    let start = Instant::now();
    let mut analyzer = Analyzer::new();
    data.chunks(64 << 10).for_each(|chunk| analyzer.push(chunk));
    analyzer.finish().check()?;
    let took = millis(start);
    println!(
        "analyze  {took:>8.1} ms, {:.2} ns a word",
        took * 4e6 / data.len() as f64
    );

    let start = Instant::now();
    let report = inspect(&data[..])?;
    println!("inspect  {:>8.1} ms, ok: {}", millis(start), report.ok);
    Ok(())
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
