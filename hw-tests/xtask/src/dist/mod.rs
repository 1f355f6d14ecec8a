//! `cargo xtask dist`: `fic-agent` and `fic` for a Raspberry Pi, as programs and packages
//!
//! ```text
//! target/dist/fic-agent_0.1.0_arm64.deb   for apt
//! target/dist/arm64/fic-agent             the same program alone
//! ```

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context as _;

use crate::context::Context;
use crate::cross::Arch;
use crate::debian;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

/// What is built and packed.
const PROGRAMS: [&str; 2] = ["fic-agent", "fic"];
/// Another version may pack the same files in another way.
const CARGO_DEB: &str = "3.8.0";

/// For which systems.
#[derive(clap::Args)]
pub struct Arguments {
    /// The system of the Pi
    #[arg(long, value_enum, default_value_t = Choice::All)]
    arch: Choice,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Choice {
    /// 64 bits
    Arm64,
    /// 32 bits, from ARMv7 on
    Armhf,
    /// Both
    All,
}

impl Choice {
    fn arches(self) -> &'static [Arch] {
        match self {
            Self::Arm64 => &[Arch::Arm64],
            Self::Armhf => &[Arch::Armhf],
            Self::All => &[Arch::Arm64, Arch::Armhf],
        }
    }
}

/// The folder of all that is built here for others.
pub fn folder(context: &Context) -> PathBuf {
    context.target().join("dist")
}

/// Installs what is missing, builds, packs, lists what there is.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut tally = Tally::default();
    for &arch in arguments.arch.arches() {
        let packages = arch.packages(context);
        debian::install(context, &packages);
        if let Some(why) = debian::missing(&packages) {
            let target = arch.target();
            return Ok(Outcome::left_out(format!(
                "{why}; a Rust library may come from rustup target add {target}"
            )));
        }
        tally = tally + build(context, arch)?;
    }
    list(&folder(context))?;
    Ok(Outcome::ran(tally))
}

/// Builds the programs for one system; its packages are here.
pub fn compile(context: &Context, arch: Arch) -> anyhow::Result<Tally> {
    let mut build = arch.cargo_build(context);
    for program in PROGRAMS {
        build.args(["--package", program]);
    }
    step::check(&mut build)
}

/// Builds and packs for one system; its packages are here.
pub fn build(context: &Context, arch: Arch) -> anyhow::Result<Tally> {
    let built = compile(context, arch)?;
    if built.failed > 0 {
        return Ok(built);
    }
    let mut tally = built + documents(context, &arch.folder(context))?;
    let cargo_deb = install_cargo_deb(context)?;
    let own = folder(context).join(arch.name());
    fs::create_dir_all(&own).with_context(|| format!("cannot make {}", own.display()))?;
    for program in PROGRAMS {
        fs::copy(arch.folder(context).join(program), own.join(program))
            .with_context(|| format!("cannot copy {program}"))?;
        tally = tally + pack(context, &cargo_deb, arch, program)?;
    }
    Ok(tally)
}

fn pack(context: &Context, cargo_deb: &Path, arch: Arch, package: &str) -> anyhow::Result<Tally> {
    forget_older(&folder(context), package, arch)?;
    let mut command = context.command(cargo_deb);
    command
        .args(["--package", package, "--target", arch.target()])
        // Stripped by the linker; packed with xz by the system's program.
        .args(["--no-build", "--no-strip", "--locked", "--output"])
        .arg(folder(context))
        .env("CARGO_TARGET_DIR", context.target());
    step::check(&mut command)
}

/// A package of another version beside the new one would be taken for it.
fn forget_older(folder: &Path, package: &str, arch: Arch) -> anyhow::Result<()> {
    let (start, end) = (format!("{package}_"), format!("_{}.deb", arch.name()));
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && name.ends_with(&end) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Man pages and completions, written by the programs themselves as built for this machine.
fn documents(context: &Context, folder: &Path) -> anyhow::Result<Tally> {
    let place = folder.join("documents");
    // A page of a command that is gone must not be packed.
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("agent"))
        .with_context(|| format!("cannot make {}", place.display()))?;
    let mut man = host_program(context, "fic", &["man", "--dir"]);
    let mut tally = step::check(man.arg(&place))?;
    let own = place.join("agent/fic-agent.1");
    tally = tally + print(context, "fic-agent", &["man"], &own)?;
    tally = tally + compress(context, &place)?;
    for (shell, file) in [("bash", "fic.bash"), ("zsh", "_fic"), ("fish", "fic.fish")] {
        let output = place.join(file);
        tally = tally + print(context, "fic", &["completions", shell], &output)?;
    }
    Ok(tally)
}

/// Debian's manual pages are compressed, and without a date, so that a build can be repeated.
fn compress(context: &Context, place: &Path) -> anyhow::Result<Tally> {
    let mut gzip = context.command("gzip");
    gzip.args(["--best", "--no-name", "--recursive"]);
    step::check(gzip.arg(place))
}

fn host_program(context: &Context, program: &str, arguments: &[&str]) -> Command {
    let mut command = context.cargo();
    command.args(["run", "--locked", "--quiet", "--package", program, "--"]);
    command.args(arguments);
    command
}

/// What the program prints, in a file.
fn print(
    context: &Context,
    program: &str,
    arguments: &[&str],
    file: &Path,
) -> anyhow::Result<Tally> {
    let mut command = host_program(context, program, arguments);
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    step::show(&command);
    let output = command.output()?;
    fs::write(file, &output.stdout).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Tally::one(output.status.success()))
}

/// cargo-deb in a folder of ours: the user's own may be another version.
fn install_cargo_deb(context: &Context) -> anyhow::Result<PathBuf> {
    let root = context.target().join("tools");
    let program = root.join("bin/cargo-deb");
    let version = Command::new(&program).arg("--version").output();
    if version.is_ok_and(|output| output.stdout.ends_with(format!("{CARGO_DEB}\n").as_bytes())) {
        return Ok(program);
    }
    let mut install = context.cargo();
    install
        .args(["install", "--locked", "cargo-deb", "--version", CARGO_DEB])
        // Unoptimised it is built in a quarter of the time; it runs for a second.
        .args(["--debug", "--no-default-features", "--force", "--root"])
        .arg(&root)
        .env("CARGO_TARGET_DIR", context.target());
    anyhow::ensure!(
        step::check(&mut install)?.failed == 0,
        "cargo-deb {CARGO_DEB} cannot be installed; it comes from crates.io"
    );
    Ok(program)
}

/// What there is now, with sizes.
fn list(folder: &Path) -> anyhow::Result<()> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    for path in paths {
        let kib = path.metadata()?.len().div_ceil(1024);
        println!("{kib:>6} KiB  {}", path.display());
    }
    Ok(())
}
