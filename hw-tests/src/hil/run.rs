//! Trials on boards, one at a time

use anyhow::Context;
use anyhow::bail;
use anyhow::ensure;
use fic_bitstream::catalog;
use fic_client::Board;
use fic_protocol::BoardKind;

use super::Boards;
use super::Entry;
use super::Report;
use super::TRIALS;
use super::Trial;
use super::report::Result;
use super::trial::Bench;
use super::trial::End;

/// Which trials, and how long.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Names; all if empty.
    pub trials: Vec<String>,
    /// Rounds of the soak.
    pub rounds: u32,
}

impl Choice {
    /// The trials meant, in their own order.
    ///
    /// # Errors
    /// If a name is none.
    pub fn trials(&self) -> anyhow::Result<Vec<&'static Trial>> {
        for name in &self.trials {
            let known = TRIALS.iter().any(|trial| trial.name == name);
            ensure!(known, "there is no trial `{name}`: see --list");
        }
        let chosen = |trial: &&Trial| {
            self.trials.is_empty() || self.trials.iter().any(|name| name == trial.name)
        };
        Ok(TRIALS.iter().filter(chosen).collect())
    }
}

/// Runs the trials on each board, telling `say` of each as it ends.
///
/// A board that fails a trial is not tried further, as later trials stand on earlier ones.
///
/// # Errors
/// If a trial's name is none. What a board does wrong is in the report.
pub fn run(
    boards: &Boards,
    choice: &Choice,
    say: &mut dyn FnMut(&Report),
) -> anyhow::Result<Vec<Report>> {
    let trials = choice.trials()?;
    let mut reports = Vec::new();
    for entry in &boards.entries {
        for report in try_board(entry, &trials, choice.rounds) {
            say(&report);
            reports.push(report);
        }
    }
    Ok(reports)
}

fn try_board<'a>(
    entry: &'a Entry,
    trials: &'a [&'static Trial],
    rounds: u32,
) -> impl Iterator<Item = Report> + 'a {
    let mut board = None;
    let mut failed = false;
    trials.iter().map_while(move |trial| {
        if failed {
            return None;
        }
        let result = try_one(entry, trial, rounds, &mut board);
        failed = matches!(result, Result::Failed(_));
        Some(Report {
            board: entry.name.clone(),
            profile: entry.profile.clone(),
            kind: board.as_ref().map(|board: &Board| board.identity().kind),
            trial: trial.name,
            result,
        })
    })
}

fn try_one(entry: &Entry, trial: &Trial, rounds: u32, board: &mut Option<Board>) -> Result {
    let tried = connected(entry, board).and_then(|board| {
        (trial.run)(&mut Bench {
            board,
            entry,
            rounds,
        })
    });
    match tried {
        Ok(End::Passed(seen)) => Result::Passed(seen),
        Ok(End::LeftOut(why)) => Result::LeftOut(why),
        Err(error) => Result::Failed(causes(&error)),
    }
}

/// The error and its causes; a message that ends with its cause is not said twice.
fn causes(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.ends_with(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}

/// The board, connected to at the first trial.
fn connected<'b>(entry: &Entry, board: &'b mut Option<Board>) -> anyhow::Result<&'b mut Board> {
    if board.is_none() {
        let fresh = Board::connect(&entry.address)?;
        if fresh.identity().kind == BoardKind::Real {
            refuse_samples(entry)?;
        }
        *board = Some(fresh);
    }
    board.as_mut().context("no board")
}

/// The samples of this project address a few frames only: no real FPGA may see them.
fn refuse_samples(entry: &Entry) -> anyhow::Result<()> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");
    let Ok(folder) = std::fs::read_dir(samples) else {
        return Ok(());
    };
    let digests: Vec<_> = folder
        .filter_map(|file| std::fs::read(file.ok()?.path()).ok())
        .map(|bytes| catalog::Digest::of(&bytes))
        .collect();
    for path in [&entry.design, &entry.other_design].into_iter().flatten() {
        if digests.contains(&catalog::Digest::of(&std::fs::read(path)?)) {
            bail!(
                "`{}` is a sample of this project: it must not be loaded into a real FPGA",
                path.display()
            );
        }
    }
    Ok(())
}
