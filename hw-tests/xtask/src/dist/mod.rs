//! `cargo xtask dist`: `fic-agent` and `fic` for a Raspberry Pi, as programs and packages
//!
//! ```text
//! target/dist/fic-agent_0.1.0_arm64.deb   for apt
//! target/dist/arm64/fic-agent             the same program alone
//! ```

mod documents;
mod pack;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::context::Context;
use crate::cross::Arch;
use crate::debian;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

/// What is built and packed.
const PROGRAMS: [&str; 2] = ["fic-agent", "fic"];

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
    let mut tally = built + documents::write(context, &arch.folder(context).join("documents"))?;
    let cargo_deb = pack::install(context)?;
    let own = folder(context).join(arch.name());
    fs::create_dir_all(&own).with_context(|| format!("cannot make {}", own.display()))?;
    for program in PROGRAMS {
        fs::copy(arch.folder(context).join(program), own.join(program))
            .with_context(|| format!("cannot copy {program}"))?;
        tally = tally + pack::pack(context, &cargo_deb, arch, program)?;
    }
    Ok(tally)
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
