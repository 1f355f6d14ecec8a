//! `cargo xtask image`: the bare-metal image for a Raspberry Pi 3, built, checked and measured
//!
//! ```text
//! target/image/mk2/kernel8.img    with config.txt: what an SD card needs besides the firmware
//! target/image/fic-image.elf      the same program with its log messages, for `fic logs --elf`
//! ```
//!
//! `--sd FOLDER` writes the first two to a card's mounted partition, too.

mod build;
mod callers;
mod measure;
mod pack;
mod sd;

use std::path::PathBuf;

use crate::context::Context;
use crate::debian;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

pub use build::lint_packages;
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
    /// Whether a change of the board needs its lease
    #[arg(long, value_enum, default_value = "required")]
    lease: Lease,
    /// Write the files of one board to this folder as well: an SD card's FAT partition
    #[arg(long, value_name = "FOLDER", requires = "board")]
    sd: Option<PathBuf>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            board: None,
            baud: 3_000_000,
            lease: Lease::Required,
            sd: None,
        }
    }
}

/// What the image's `lease` word says, in the agent's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lease {
    /// Only who holds the lease changes the board
    Required,
    /// Where nobody holds it everybody does
    Optional,
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

impl Arguments {
    /// For one board at the usual baud rate.
    pub fn for_board(board: Board, lease: Lease) -> Self {
        Self {
            board: Some(board),
            lease,
            ..Self::default()
        }
    }

    fn words(&self, board: Board) -> pack::Words {
        pack::Words {
            board,
            baud: self.baud,
            lease: self.lease,
        }
    }
}

/// The folder of the finished images.
pub fn folder(context: &Context) -> PathBuf {
    context.target().join("image")
}

/// Looks at what the lints of the whole workspace leave out: code for this target alone.
pub fn lint(context: &Context) -> anyhow::Result<Tally> {
    step::check(&mut build::lint(context))
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
            let place = folder.join(board.name());
            pack::for_board(&place, &raw, &arguments.words(board))?;
            println!("{}", place.join("kernel8.img").display());
            if let Some(card) = &arguments.sd {
                sd::copy(&place, card)?;
            }
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
