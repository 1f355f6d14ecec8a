//! `cargo xtask fuzz`: every fuzz target for a while, from its stored corpus
//!
//! With a nightly toolchain the address sanitizer watches too. Without one cargo-fuzz
//! still works on stable: the coverage feedback is there, the sanitizer is not, which
//! costs little because the fuzzed crates forbid `unsafe`.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context as _;

use crate::context::Context;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

/// Memory that a target may use, MiB: the parsers promise to hold no whole file.
const MEMORY_LIMIT_MIB: u32 = 1024;

/// How long.
#[derive(clap::Args)]
pub struct Arguments {
    /// Seconds for each target
    #[arg(long, default_value_t = 20)]
    seconds: u32,
    /// Run only this target
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
}

impl Default for Arguments {
    fn default() -> Self {
        let (seconds, target) = (20, None);
        Self { seconds, target }
    }
}

/// Runs the targets; a crash is a failure and leaves its input in `hw-tests/fuzz/artifacts`.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<Outcome> {
    if let Some(why) = install_cargo_fuzz(context) {
        return Ok(Outcome::left_out(why));
    }
    let nightly = has_nightly(context);
    let mut tally = Tally::default();
    let folder = context.root.join("hw-tests/fuzz");
    for target in targets(&folder)? {
        if arguments
            .target
            .as_ref()
            .is_some_and(|only| *only != target)
        {
            continue;
        }
        let mut command = fuzz_command(context, nightly, &folder, &target)?;
        command.args([
            format!("-max_total_time={}", arguments.seconds),
            format!("-rss_limit_mb={MEMORY_LIMIT_MIB}"),
            "-timeout=10".into(),
            // Room for a frame of full length; more only makes each run slower.
            "-max_len=16384".into(),
            "-print_final_stats=1".into(),
            "-verbosity=0".into(),
        ]);
        tally = tally + step::check(&mut command)?;
    }
    let sanitizer = if nightly {
        "with the address sanitizer"
    } else {
        "no nightly toolchain, so without sanitizer"
    };
    let note = format!("{} s a target, {sanitizer}", arguments.seconds);
    Ok(Outcome::Ran { tally, note })
}

fn fuzz_command(
    context: &Context,
    nightly: bool,
    folder: &Path,
    target: &str,
) -> anyhow::Result<Command> {
    // New inputs go to the first corpus folder; the stored one stays as it is committed.
    let found = context.scratch("fuzz-corpus").join(target);
    std::fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
    let mut command = if nightly {
        let mut command = context.command("rustup");
        command.args(["run", "nightly", "cargo"]);
        command.env_remove("CARGO");
        command
    } else {
        context.cargo()
    };
    let sanitizer = if nightly { "address" } else { "none" };
    command
        .args(["fuzz", "run", "--sanitizer", sanitizer, "--fuzz-dir"])
        .arg(folder)
        .arg(target)
        .arg(found)
        .arg(folder.join("corpus").join(target))
        .arg("--");
    Ok(command)
}

/// The targets are the files in `fuzz_targets/`.
fn targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let folder = folder.join("fuzz_targets");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|name| name.extension().is_some_and(|end| end == "rs"))
        .filter_map(|name| Some(name.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn has_nightly(context: &Context) -> bool {
    succeeds(
        context
            .command("rustup")
            .args(["run", "nightly", "rustc", "--version"]),
    )
}

/// `None` if cargo-fuzz is there in the end.
fn install_cargo_fuzz(context: &Context) -> Option<String> {
    if succeeds(context.cargo().args(["fuzz", "--version"])) {
        return None;
    }
    println!("installing cargo-fuzz");
    let mut install = context.cargo();
    // `cargo run` passed on the target folder of this build: a second one is not worth its disk.
    install.args(["install", "--locked", "cargo-fuzz"]);
    step::show(&install);
    let ok = install
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    (!ok).then(|| "cargo-fuzz is missing and cargo install --locked cargo-fuzz failed".into())
}
