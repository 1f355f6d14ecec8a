//! Runs the hardware trials; `cargo xtask hil` builds and starts it

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use fic_hw_tests::hil;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// TOML file that names the boards
    #[arg(long, required_unless_present = "list")]
    boards: Option<PathBuf>,
    /// Only this trial; may be given several times
    #[arg(long = "trial", value_name = "NAME")]
    trials: Vec<String>,
    /// Rounds of the soak
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    soak: u32,
    /// Write the results as JSON too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// List the trials and what they do to the board
    #[arg(long)]
    list: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let Some(path) = arguments.boards.as_ref().filter(|_| !arguments.list) else {
        list();
        return Ok(ExitCode::SUCCESS);
    };
    let boards = hil::Boards::read(path)?;
    let choice = hil::Choice {
        trials: arguments.trials.clone(),
        rounds: arguments.soak,
    };
    let reports = hil::run(&boards, &choice, &mut |report| println!("{report}"))?;
    if let Some(path) = &arguments.json {
        let text = serde_json::to_string_pretty(&hil::to_json(&reports))?;
        std::fs::write(path, text + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    what_is_not_proven(&reports)?;
    Ok(match reports.iter().any(hil::Report::is_failed) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

fn list() {
    for trial in hil::TRIALS {
        println!("{:<10} {}", trial.name, trial.about);
        println!("{:<10} to the board: {}", "", trial.effect);
    }
}

fn what_is_not_proven(reports: &[hil::Report]) -> anyhow::Result<()> {
    let passed = hil::Passed::of_this_release()?;
    for profile in ["mk1", "mk2"] {
        let of_profile = || reports.iter().filter(|report| report.profile == profile);
        let new = |name| of_profile().any(|report| report.trial == name && report.is_real_pass());
        let unproven = hil::TRIALS
            .iter()
            .filter(|trial| !passed.holds(trial.name, profile) && !new(trial.name));
        let names: Vec<_> = unproven.map(|trial| trial.name).collect();
        if of_profile().next().is_some() && !names.is_empty() {
            println!(
                "not yet passed on a real {profile} board: {}",
                names.join(", ")
            );
        }
    }
    if reports.iter().any(hil::Report::is_real_pass) {
        println!("a real board passed: please add it to hw-tests/passed-on-boards.toml");
    }
    Ok(())
}
