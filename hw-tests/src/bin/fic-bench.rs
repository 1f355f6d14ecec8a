//! Runs the benchmarks; `cargo xtask bench` builds and starts it in release

use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use fic_hw_tests::bench;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// Only rows whose name contains this
    #[arg(long, default_value = "")]
    filter: String,
    /// Write the rows as JSON too
    #[arg(long)]
    json: Option<PathBuf>,
    /// Fail if a goal is missed
    #[arg(long)]
    check: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let rows = bench::run(&arguments.filter)?;
    bench::print(&rows);
    if let Some(path) = arguments.json {
        let text = serde_json::to_string_pretty(&bench::json(&rows))?;
        std::fs::write(&path, text + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let missed: Vec<_> = rows
        .iter()
        .filter(|row| !row.is_reached())
        .map(|row| row.name)
        .collect();
    anyhow::ensure!(
        !arguments.check || missed.is_empty(),
        "goals missed: {}",
        missed.join(", ")
    );
    Ok(())
}
