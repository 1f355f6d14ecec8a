//! What an agent costs that nobody talks to: size, memory, start

use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::ensure;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;

use super::Bench;
use super::Row;
use crate::agent::Agent;
use crate::program::program;

pub const BENCH: Bench = Bench {
    rows: &[
        "agent.size.installed",
        "agent.memory.idle",
        "agent.start.first_answer",
    ],
    run,
};

const STARTS: usize = 9;

fn run() -> anyhow::Result<Vec<Row>> {
    let mut installed = 0;
    for name in ["fic", "fic-agent"] {
        installed += std::fs::metadata(program(name)?)?.len();
    }
    let mut starts = Vec::new();
    let mut idle = 0;
    for _ in 0..STARTS {
        let (took, memory) = start()?;
        starts.push(took);
        idle = memory.max(idle);
    }
    starts.sort_unstable();
    let median = starts.get(STARTS / 2).context("no start was measured")?;
    Ok(vec![
        Row::lower(
            "agent.size.installed",
            installed as f64 / 1024.0,
            "KiB",
            "files of fic and fic-agent for this machine, release, with symbols as built",
        ),
        Row::lower(
            "agent.memory.idle",
            idle as f64 / 1024.0,
            "KiB",
            "VmRSS of fic-agent --board sim:mk2 after one status, largest of 9; the model is in it",
        )
        .goal(8.0 * 1024.0),
        Row::lower(
            "agent.start.first_answer",
            median.as_secs_f64() * 1000.0,
            "ms",
            "from starting the process to its first status over TCP, median of 9, this machine",
        )
        .goal(500.0),
    ])
}

/// From the start to the first answer, and the memory that the agent then holds, bytes.
fn start() -> anyhow::Result<(Duration, u64)> {
    let folder = tempfile::tempdir()?;
    let begun = Instant::now();
    let agent = Agent::start("sim:mk2", folder.path())?;
    let mut client = agent.client();
    let answer = client.call(HostRequest::Status);
    let took = begun.elapsed();
    ensure!(
        matches!(answer, BoardResponse::Status(_)),
        "no status but {answer:?}"
    );
    Ok((took, agent.resident_memory()?))
}
