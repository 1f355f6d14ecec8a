//! What the loader costs at the pins: register accesses a word, beside the least possible

use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::anyhow;
use fic_core::BoardPort;
use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::profile::Profile;
use fic_core::selectmap::Loading;
use fic_protocol::Mode;

use super::Bench;
use super::Row;
use super::designs;
use crate::counting::Accesses;
use crate::counting::CountingPort;
use crate::modelled::SharedModel;

pub const BENCH: Bench = Bench {
    rows: &[
        "loader.x16.writes_per_word",
        "loader.x16.reads_per_look",
        "loader.x16.ns_per_word",
        "loader.x16.virtual_ms",
        "loader.x8.writes_per_word",
        "loader.x8.reads_per_look",
        "loader.x8.ns_per_word",
        "loader.x8.virtual_ms",
    ],
    run,
};

fn run() -> anyhow::Result<Vec<Row>> {
    let (x16, x8) = BENCH.rows.split_at(4);
    let wide = rows(x16, &MK2, Mode::X16, &designs::ku115()?)?;
    // The lab loads mk1 eight bits wide.
    let narrow = rows(x8, &MK1, Mode::X8, &designs::ku095()?)?;
    Ok([wide, narrow].concat())
}

fn rows(
    names: &[&'static str],
    profile: &Profile,
    mode: Mode,
    data: &[u8],
) -> anyhow::Result<Vec<Row>> {
    let &[writes, reads, ns, virtual_ms] = names else {
        anyhow::bail!("four rows");
    };
    let bound = bound(mode, data);
    let words = data.len() as f64 / 2.0;
    let counted = on_counting_pins(profile, mode, data)?;
    let modelled = on_the_model(profile, mode, data)?;
    anyhow::ensure!(
        counted.spent == modelled.spent,
        "counting pins saw {:?}, the model {:?}",
        counted.spent,
        modelled.spent
    );
    let Accesses {
        writes: spent_writes,
        reads: spent_reads,
    } = counted.spent;
    let how = format!(
        "full {}, counted the same by counting pins and by the model; goal: 2 a transfer, 1 more where a data bit rises",
        profile.part
    );
    Ok(vec![
        Row::lower(writes, spent_writes as f64 / words, "writes/16 bit", how)
            .goal(bound.writes as f64 / words),
        Row::lower(
            reads,
            spent_reads as f64 / bound.reads as f64,
            "reads/look",
            format!("counted; {} looks, one in {LOOK_BYTES} bytes", bound.reads),
        )
        .goal(1.0),
        Row::lower(
            ns,
            counted.elapsed.as_nanos() as f64 / words,
            "ns/16 bit",
            "wall time on this machine into counting pins; depends on the machine",
        ),
        Row::lower(
            virtual_ms,
            modelled.elapsed.as_secs_f64() * 1e3,
            "ms",
            "the model's time of the whole load: 7.6 ns a register write, 61 ns a read, and the waits",
        ),
    ])
}

/// A load: accesses of its data phase, and a time that the maker of the figure names.
struct Measured {
    spent: Accesses,
    elapsed: Duration,
}

/// The seldomest that INIT_B may be looked at is what the profile says; the goal allows one in 4 KiB.
const LOOK_BYTES: u32 = 4096;

fn on_counting_pins(profile: &Profile, mode: Mode, data: &[u8]) -> anyhow::Result<Measured> {
    let transfers = data.len() as u64 / if mode == Mode::X16 { 2 } else { 1 };
    let mut port = CountingPort::new(profile.pins, transfers);
    let count = port.counter();
    let (spent, elapsed) = load(&mut port, profile, mode, data, || count.get())?;
    Ok(Measured { spent, elapsed })
}

fn on_the_model(profile: &Profile, mode: Mode, data: &[u8]) -> anyhow::Result<Measured> {
    let model = SharedModel::new(profile.name).context("the model knows no such board")?;
    let count = || Accesses {
        writes: model.counter("gpio_writes"),
        reads: model.counter("gpio_reads"),
    };
    let start = model.counter("virtual_ns");
    let (spent, _) = load(&mut model.port(), profile, mode, data, count)?;
    let elapsed = Duration::from_nanos(model.counter("virtual_ns") - start);
    anyhow::ensure!(model.configured(), "the modelled FPGA did not start");
    anyhow::ensure!(model.counter("violations") == 0, "a rule was broken");
    Ok(Measured { spent, elapsed })
}

/// A whole load; returns the accesses and the wall time of its data phase.
fn load<P: BoardPort>(
    port: &mut P,
    profile: &Profile,
    mode: Mode,
    data: &[u8],
    count: impl Fn() -> Accesses,
) -> anyhow::Result<(Accesses, Duration)> {
    let failed = |failed| anyhow!("the load failed: {failed:?}");
    let mut loading = Loading::begin_full(port, profile, mode).map_err(failed)?;
    let (before, start) = (count(), Instant::now());
    for chunk in data.chunks(8192) {
        loading
            .write(chunk)
            .map_err(|error| anyhow!("the load failed: {error:?}"))?;
    }
    let (after, elapsed) = (count(), start.elapsed());
    loading.finish().map_err(failed)?;
    let spent = Accesses {
        writes: after.writes - before.writes,
        reads: after.reads - before.reads,
    };
    Ok((spent, elapsed))
}

/// The least possible, from the data alone: no code of the loader has a part in it.
fn bound(mode: Mode, data: &[u8]) -> Accesses {
    let width = if mode == Mode::X16 { 2 } else { 1 };
    let mut held = [0; 2];
    let mut writes = 0;
    for transfer in data.chunks_exact(width) {
        let rises = transfer
            .iter()
            .zip(&held)
            .any(|(now, before)| now & !before != 0);
        writes += 2 + u64::from(rises);
        held[..width].copy_from_slice(transfer);
    }
    Accesses {
        writes,
        reads: data.len() as u64 / u64::from(LOOK_BYTES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_of_a_few_words_is_as_counted_by_hand() {
        // x16: 0001 rises (3), again (2), 0000 only falls (2), 8000 rises (3).
        let data = [0, 1, 0, 1, 0, 0, 0x80, 0];
        assert_eq!(bound(Mode::X16, &data).writes, 10);
        // x8: 0, 1 rises, 0 falls, 1 rises, 0, 0, 80 rises, 0.
        assert_eq!(bound(Mode::X8, &data).writes, 8 * 2 + 3);
    }

    #[test]
    fn a_load_costs_exactly_the_bound() -> anyhow::Result<()> {
        let data: Vec<u8> = (0..40_960_u32).map(|i| (i * i / 8) as u8).collect();
        for (profile, mode) in [(&MK2, Mode::X16), (&MK1, Mode::X8)] {
            let measured = on_counting_pins(profile, mode, &data)?;
            assert_eq!(measured.spent, bound(mode, &data), "{mode:?}");
        }
        Ok(())
    }
}
