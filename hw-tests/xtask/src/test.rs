//! `cargo xtask test`: the one test command of users and of CI

use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;

use crate::context::Context;
use crate::debian;
use crate::outcome::Outcome;
use crate::report;
use crate::report::Row;
use crate::suites::ON_DEMAND;
use crate::suites::SUITES;
use crate::suites::Suite;

/// What to test.
#[derive(clap::Args)]
pub struct Arguments {
    /// Run only this suite; may be given several times
    #[arg(long, value_name = "NAME")]
    suite: Vec<String>,
    /// Print the suites and end
    #[arg(long)]
    list: bool,
}

/// Installs, runs, reports.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.list {
        for suite in SUITES {
            println!("{:<14} {}", suite.name, suite.about);
        }
        for suite in ON_DEMAND {
            println!("{:<14} {} (only when named)", suite.name, suite.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let suites = choose(&arguments.suite)?;
    let packages: Vec<_> = suites
        .iter()
        .flat_map(|suite| (suite.packages)(context))
        .collect();
    debian::install(context, &packages);
    let rows: Vec<Row> = suites.iter().map(|suite| run_one(context, suite)).collect();
    let ok = report::print(&rows, &only_when_named(&suites), context.ci);
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Suites that nobody named: a run of everything does not run them.
fn only_when_named(ran: &[&Suite]) -> Vec<&'static str> {
    let names = ON_DEMAND.iter().map(|suite| suite.name);
    names
        .filter(|name| ran.iter().all(|suite| suite.name != *name))
        .collect()
}

fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Suite>> {
    if names.is_empty() {
        return Ok(SUITES.iter().collect());
    }
    let all = || SUITES.iter().chain(ON_DEMAND);
    let find = |name: &String| all().find(|suite| suite.name == name);
    if let Some(unknown) = names.iter().find(|name| find(name).is_none()) {
        bail!("no suite is called {unknown}; see cargo xtask test --list");
    }
    Ok(names.iter().filter_map(find).collect())
}

fn run_one(context: &Context, suite: &Suite) -> Row {
    println!("\n== {}: {}", suite.name, suite.about);
    let start = Instant::now();
    let outcome = match debian::missing(&(suite.packages)(context)) {
        Some(why) => Outcome::left_out(why),
        None => (suite.run)(context).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Outcome::Ran {
                tally: crate::outcome::Tally::one(false),
                note: format!("{error:#}"),
            }
        }),
    };
    println!("== {}: {outcome}", suite.name);
    Row {
        name: suite.name,
        outcome,
        took: start.elapsed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_only_runs_when_named_is_told_of_unless_it_ran() {
        let told = only_when_named(&choose(&[]).unwrap());
        let names: Vec<&str> = ON_DEMAND.iter().map(|suite| suite.name).collect();
        assert_eq!(told, names);
        for suite in ON_DEMAND {
            let ran = choose(&[suite.name.to_owned()]).unwrap();
            assert!(!only_when_named(&ran).contains(&suite.name));
        }
    }
}
