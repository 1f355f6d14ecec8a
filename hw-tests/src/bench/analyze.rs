//! What it costs to recognise a design

use std::time::Instant;

use fic_bitstream::Analyzer;
use fic_bitstream::crc::ConfigCrc;

use super::Bench;
use super::Row;
use super::designs;

pub const BENCH: Bench = Bench {
    rows: &["bitstream.analyze.ns_per_word", "bitstream.crc.ns_per_word"],
    run,
};

/// Least of several runs: what the code costs, with as little as possible of what else runs here.
const RUNS: usize = 5;

fn run() -> anyhow::Result<Vec<Row>> {
    let data = designs::ku115()?;
    let words = data.len() as f64 / 4.0;
    let how = format!("least of {RUNS} runs over a full KU115, wall time on this machine");
    let analyze = least_ns(|| {
        let mut analyzer = Analyzer::new();
        data.chunks(65_536).for_each(|chunk| analyzer.push(chunk));
        std::hint::black_box(analyzer.finish());
    });
    let crc = least_ns(|| {
        let mut crc = ConfigCrc::new();
        crc.feed_native(FDRI, &data);
        std::hint::black_box(crc.value());
    });
    let [analyze_row, crc_row] = BENCH.rows else {
        anyhow::bail!("two rows");
    };
    Ok(vec![
        Row::lower(analyze_row, analyze / words, "ns/32 bit", how.clone()),
        Row::lower(crc_row, crc / words, "ns/32 bit", how),
    ])
}

const FDRI: u8 = 2;

fn least_ns(mut work: impl FnMut()) -> f64 {
    (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_nanos() as f64
        })
        .fold(f64::INFINITY, f64::min)
}
