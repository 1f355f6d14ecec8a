//! Real configuration files as the vendor's tools wrote them
//!
//! They belong to their owners, so they are not in this repository and nothing may fetch
//! them. Without them the suite is left out by name; that is not a failure even in CI.

use std::path::Path;

use super::cargo_test;
use crate::context::Context;
use crate::outcome::Outcome;
use crate::step;

/// Names the folder.
pub const VARIABLE: &str = "FIC_REAL_BITSTREAMS";

/// Test targets that read the folder; each prints how many files it checked.
const TARGETS: &[&str] = &["real_files", "vendor_files", "vendor_load"];

/// Runs the tests that read the folder, if there is one.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    let Some(folder) = std::env::var_os(VARIABLE) else {
        return Ok(Outcome::LeftOut {
            why: format!(
                "{VARIABLE} names no folder; the files are their owners' and not part of this project"
            ),
            excused: true,
        });
    };
    // Cargo starts each test in its package's folder.
    let folder = std::path::absolute(folder)?;
    let mut command = cargo_test(context);
    for target in TARGETS {
        command.args(["--test", target]);
    }
    command.args(["--", "--nocapture"]).env(VARIABLE, &folder);
    let note = format!("{} files", count(&folder));
    let tally = step::tests(&mut command)?;
    Ok(Outcome::Ran { tally, note })
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, |entries| entries.flatten().count())
}
