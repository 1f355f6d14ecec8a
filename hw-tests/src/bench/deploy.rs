//! A full KU115 design over TCP to a separate agent, through a link that is cut twice

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::ensure;
use serde_json::Value;

use super::Bench;
use super::Row;
use super::designs;
use crate::agent::Agent;
use crate::cutting::CuttingLine;
use crate::cutting::Seen;
use crate::program::fic;
use crate::program::peak_memory;

pub const BENCH: Bench = Bench {
    rows: &[
        "deploy.ku115.wall_s",
        "deploy.ku115.agent_peak_mib",
        "deploy.ku115.fic_peak_mib",
        "deploy.ku115.resent_bytes",
        "deploy.ku115.wire_ratio",
        "deploy.ku115.virtual_ms",
    ],
    run,
};

const AGENT_GOAL_MIB: f64 = 24.0;
const FIC_GOAL_MIB: f64 = 48.0;
/// After a third and two thirds of the design.
const CUTS: [u64; 2] = [16_000_000, 32_000_000];
/// What may be under way when a link is cut.
const WINDOW_BYTES: u64 =
    (fic_protocol::limits::CHUNK_LEN * fic_protocol::limits::WINDOW_CHUNKS) as u64;

fn run() -> anyhow::Result<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let design = folder.path().join("ku115.bit");
    designs::ku115_file(BufWriter::new(File::create(&design)?))?;
    let agent = Agent::start("sim:mk2", folder.path())?;
    let line = CuttingLine::start(agent.address(), &CUTS);
    let deployed = deploy(&design, line.address(), folder.path())?;
    let agent_peak = agent.peak_memory()?;
    let seen = line.seen();
    let report = agent.finish()?;
    check(&deployed, &seen, &report)?;
    Ok(rows(&deployed, &seen, agent_peak, &report))
}

struct Deployed {
    wall: Duration,
    peak: u64,
    answer: Value,
}

fn deploy(design: &Path, board: &str, folder: &Path) -> anyhow::Result<Deployed> {
    let start = Instant::now();
    let mut fic = fic(folder)?
        .args(["deploy", "--format", "json", "-b", board])
        .arg(design)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut peak = 0;
    while fic.try_wait()?.is_none() {
        // Gone between the two looks is no error: the peak before stands.
        peak = peak_memory(fic.id()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let wall = start.elapsed();
    let output = fic.wait_with_output()?;
    let answer: Value = serde_json::from_slice(&output.stdout).context("fic printed no JSON")?;
    ensure!(
        output.status.success(),
        "fic ended with {}: {answer}",
        output.status
    );
    Ok(Deployed { wall, peak, answer })
}

/// A fast deploy of the wrong thing is no figure.
fn check(deployed: &Deployed, seen: &Seen, report: &Value) -> anyhow::Result<()> {
    ensure!(deployed.answer["ok"] == true, "{}", deployed.answer);
    ensure!(report["configured"] == true, "DONE is low: {report}");
    ensure!(
        report["counters"]["violations"] == 0,
        "rules were broken: {}",
        report["violations"]
    );
    ensure!(seen.cuts == 2, "the link was cut {} times", seen.cuts);
    ensure!(
        seen.design_bytes - seen.resent_bytes == designs::KU115_BYTES,
        "{seen:?}"
    );
    Ok(())
}

fn rows(deployed: &Deployed, seen: &Seen, agent_peak: u64, report: &Value) -> Vec<Row> {
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let [wall, agent, fic, resent, wire, virtual_ms] = [0, 1, 2, 3, 4, 5].map(|i| BENCH.rows[i]);
    let virtual_ns = report["counters"]["virtual_ns"]
        .as_f64()
        .unwrap_or(f64::NAN);
    vec![
        Row::lower(
            wall,
            deployed.wall.as_secs_f64(),
            "s",
            "fic deploy, start to exit, the link cut twice; the model's work is part of it",
        ),
        Row::lower(
            agent,
            mib(agent_peak),
            "MiB",
            "VmHWM of fic-agent after the deploy, the model inside it included",
        )
        .goal(AGENT_GOAL_MIB),
        Row::lower(
            fic,
            mib(deployed.peak),
            "MiB",
            "VmHWM of fic, looked at every 5 ms",
        )
        .goal(FIC_GOAL_MIB),
        Row::lower(
            resent,
            seen.resent_bytes as f64,
            "bytes",
            "design bytes that the line saw twice, two cuts; goal: one window a cut",
        )
        .goal((2 * WINDOW_BYTES) as f64),
        Row::lower(
            wire,
            seen.wire_bytes as f64 / designs::KU115_BYTES as f64,
            "ratio",
            "bytes host to agent on the wire, per byte of the design (half of its frames in use)",
        ),
        Row::lower(
            virtual_ms,
            virtual_ns / 1e6,
            "ms",
            "the model's time from power-up to the end",
        ),
    ]
}
