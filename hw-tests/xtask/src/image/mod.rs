//! `cargo xtask image`: the bare-metal image for a Raspberry Pi 3, built, checked and measured
//!
//! ```text
//! target/image/mk2/kernel8.img    with config.txt: what an SD card needs besides the firmware
//! target/image/fic-image.elf      the same program with its log messages, for `fic logs --elf`
//! ```

mod build;
mod callers;
mod measure;
mod pack;

use std::path::PathBuf;

use crate::context::Context;
use crate::debian;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

pub use build::packages;

/// What boots it on this machine.
pub const QEMU: Package = Package::program("qemu-system-arm", "qemu-system-aarch64");

/// For which boards.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only for this board
    #[arg(long, value_enum)]
    board: Option<Board>,
    /// Baud rate of the serial line
    #[arg(long, default_value_t = 3_000_000, value_parser = clap::value_parser!(u32).range(1200..=3_000_000))]
    baud: u32,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            board: None,
            baud: 3_000_000,
        }
    }
}

/// A board that an image can be for.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Board {
    /// XCKU095
    Mk1,
    /// XCKU115
    Mk2,
}

impl Board {
    const ALL: [Self; 2] = [Self::Mk1, Self::Mk2];

    /// As the profiles are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mk1 => "mk1",
            Self::Mk2 => "mk2",
        }
    }
}

/// The folder of the finished images.
pub fn folder(context: &Context) -> PathBuf {
    context.target().join("image")
}

/// Builds one program, checks it, and makes an image of it for each board.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let needed: Vec<Package> = packages(context);
    if let Some(why) = debian::missing(&needed) {
        return Ok(Outcome::left_out(why));
    }
    let built = step::check(&mut build::command(context))?;
    if built.failed > 0 {
        return Ok(Outcome::ran(built));
    }
    let folder = folder(context);
    std::fs::create_dir_all(&folder)?;
    let elf = folder.join("fic-image.elf");
    std::fs::copy(build::program(context), &elf)?;
    let raw = folder.join("fic-image.bin");
    let copied = step::check(&mut pack::raw(context, &elf, &raw))?;
    if copied.failed > 0 {
        return Ok(Outcome::ran(built + copied));
    }
    for board in Board::ALL {
        if arguments.board.is_none_or(|only| only as u8 == board as u8) {
            let place = pack::for_board(&folder, &raw, board, arguments.baud)?;
            println!("{}", place.display());
        }
    }
    let sound = callers::check(context, &elf)?;
    let measured = measure::measure(context, &elf, &raw)?;
    println!("{measured}");
    let tally = built + copied + sound + Tally::one(measured.goals_are_met());
    Ok(Outcome::Ran {
        tally,
        note: measured.to_string(),
    })
}
