//! The agent answers, and the board is the one that the file means

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "answer",
    about: "the agent answers and has the profile that the file names",
    effect: "nothing",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let identity = bench.board.identity();
    ensure!(
        identity.profile == bench.entry.profile.as_str(),
        "the file says {}, the board calls itself {}",
        bench.entry.profile,
        identity.profile
    );
    Ok(End::Passed(format!(
        "{} {}, build {}",
        identity.profile, identity.part, identity.build
    )))
}
