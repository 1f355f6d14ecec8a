//! What the register bus costs at the pins, beside the least possible
//!
//! The least that the four-phase handshake allows for a word sent, at a latency below
//! the time of one look: RSTB up and RSTB down, one write where data bits fall, one
//! where they rise, one look that sees FACK up and one that sees it down.

use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::ensure;
use fic_agent::registers::RegisterPort;
use fic_core::profile::Profile;
use fic_core::regbus::BusError;
use fic_core::regbus::HLS_WINDOW;
use fic_core::regbus::RegisterBus;

use super::Bench;
use super::Row;
use super::designs;
use crate::agent::Agent;
use crate::modelled::SharedModel;
use crate::program::fic;

pub const BENCH: Bench = Bench {
    rows: &[
        "bus.mk1.write.accesses",
        "bus.mk1.read.accesses",
        "bus.mk1.block.accesses_over_least",
        "bus.mk1.block.ns_per_word",
        "bus.mk1.block.mb_per_s",
        "bus.mk2.write.accesses",
        "bus.mk2.read.accesses",
        "bus.mk2.block.accesses_over_least",
        "bus.mk2.block.ns_per_word",
        "bus.mk2.block.mb_per_s",
        "bus.tcp.reads_per_s",
    ],
    run,
};

/// Bytes of the block that is written.
const BLOCK: usize = 8192;
const ROUND_TRIPS: u32 = 2_000;

fn run() -> anyhow::Result<Vec<Row>> {
    let (mk1, rest) = BENCH.rows.split_at(5);
    let (mk2, tcp) = rest.split_at(5);
    let mut rows = board_rows("mk1", mk1)?;
    rows.extend(board_rows("mk2", mk2)?);
    rows.push(round_trips(tcp[0])?);
    Ok(rows)
}

/// Accesses and virtual time of one thing done on the bus.
#[derive(Debug, Clone, Copy)]
struct Cost {
    accesses: u64,
    ns: u64,
}

fn cost(
    model: &SharedModel,
    profile: &Profile,
    act: impl FnOnce(&mut RegisterBus<'_, RegisterPort<SharedModel>>) -> Result<(), BusError>,
) -> anyhow::Result<Cost> {
    let failed = |error: BusError| anyhow!("the bus failed: {error:?}");
    let now = || Cost {
        accesses: model.counter("gpio_writes") + model.counter("gpio_reads"),
        ns: model.counter("virtual_ns"),
    };
    let mut port = model.port();
    let mut bus = RegisterBus::open(&mut port, profile).map_err(failed)?;
    let before = now();
    act(&mut bus).map_err(failed)?;
    let after = now();
    bus.close().map_err(failed)?;
    Ok(Cost {
        accesses: after.accesses - before.accesses,
        ns: after.ns - before.ns,
    })
}

fn board_rows(board: &str, names: &[&'static str]) -> anyhow::Result<Vec<Row>> {
    let &[write, read, over, ns, speed] = names else {
        anyhow::bail!("five rows");
    };
    let (model, profile) = SharedModel::with_design(board)?;
    let data: Vec<u8> = (0..BLOCK as u32)
        .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let words = words(&data, profile.bus.width);
    let one = cost(&model, &profile, |bus| bus.write(0xFFFB, 0x55))?;
    let look = cost(&model, &profile, |bus| bus.read(0xFFFB).map(drop))?;
    let block = cost(&model, &profile, |bus| {
        bus.window_write(HLS_WINDOW, &[&data])
    })?;
    ensure!(model.violations().is_empty(), "{:?}", model.violations());
    let counted = "register writes and looks, counted by the model at its default latency";
    let virtual_time = "virtual time: 7.6 ns a register write, 61 ns a look (Pi 3)";
    let ns_per_word = block.ns as f64 / words.len() as f64;
    let mb_per_s = BLOCK as f64 * 1e3 / block.ns as f64;
    Ok(vec![
        Row::lower(
            write,
            one.accesses as f64,
            "accesses",
            format!("one register; {counted}"),
        ),
        Row::lower(
            read,
            look.accesses as f64,
            "accesses",
            format!("one register; {counted}"),
        ),
        Row::lower(
            over,
            block.accesses as f64 / least(&words) as f64,
            "ratio",
            format!("{BLOCK} bytes in one transaction; {counted}"),
        )
        .goal(1.1),
        Row::lower(ns, ns_per_word, "ns/word", virtual_time),
        Row::higher(speed, mb_per_s, "MB/s", virtual_time),
    ])
}

/// The words that a block takes on a bus of this width.
fn words(data: &[u8], width: u32) -> Vec<u16> {
    match width {
        4 => data
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(u16::from)
            .collect(),
        _ => data
            .as_chunks()
            .0
            .iter()
            .map(|&pair| u16::from_le_bytes(pair))
            .collect(),
    }
}

/// The least accesses for these words, from the words alone.
fn least(words: &[u16]) -> u64 {
    let mut held = 0;
    let mut accesses = 0;
    for &word in words {
        accesses += 4 + u64::from(word & !held != 0) + u64::from(held & !word != 0);
        held = word;
    }
    accesses
}

fn round_trips(name: &'static str) -> anyhow::Result<Row> {
    let folder = tempfile::tempdir()?;
    let design = folder.path().join("small.bin");
    std::fs::write(&design, designs::small("xcku115")?)?;
    let agent = Agent::start("sim:mk2", folder.path())?;
    let address = agent.address();
    let deploy = fic(folder.path())?
        .args(["deploy", "-q", "-b", address])
        .arg(&design)
        .status()?;
    ensure!(deploy.success(), "deploy ended with {deploy}");
    let mut board = fic_client::Board::connect(address)?;
    let start = Instant::now();
    for _ in 0..ROUND_TRIPS {
        board.registers().read(0xFFFB)?;
    }
    let elapsed: Duration = start.elapsed();
    drop(board);
    agent.finish().context("the agent did not end well")?;
    let per_second = f64::from(ROUND_TRIPS) / elapsed.as_secs_f64();
    let how =
        "one register a request to a separate agent on loopback; wall time, depends on the machine";
    Ok(Row::higher(name, per_second, "1/s", how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_a_few_words_is_as_counted_by_hand() {
        // 1 rises, 1 again, 2 rises and falls, 0 falls.
        assert_eq!(least(&[1, 1, 2, 0]), 5 + 4 + 6 + 5);
    }
}
