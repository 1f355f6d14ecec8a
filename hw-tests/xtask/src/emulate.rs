//! `cargo xtask emulate`: the bare-metal image in QEMU, for `fic` to talk to

use std::path::Path;
use std::process::Command;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::context::Context;
use crate::debian;
use crate::image;
use crate::image::Board;
use crate::step;

/// Which board.
#[derive(clap::Args)]
pub struct Arguments {
    /// The board of the image
    #[arg(long, value_enum, default_value = "mk2")]
    board: Board,
    /// The serial line as a pseudo terminal, for serial: addresses, instead of a socket
    #[arg(long)]
    pty: bool,
}

/// Builds the image and runs it until it is interrupted.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    debian::install(context, &image::packages(context));
    debian::install(context, &[image::QEMU]);
    if let Some(why) = debian::missing(&[image::QEMU]) {
        anyhow::bail!(why);
    }
    let built = image::run(context, &image::Arguments::default())?;
    if !built.is_success(true) {
        println!("{built}");
        return Ok(ExitCode::FAILURE);
    }
    let folder = image::folder(context);
    let socket = folder.join("line");
    let mut qemu = qemu(context, &folder.join(arguments.board.name()));
    if arguments.pty {
        println!("QEMU names the terminal: fic -b serial:/dev/pts/… status");
        qemu.args(["-serial", "pty"]);
    } else {
        let address = format!("unix:{}", socket.display());
        println!("fic status -b {address}");
        qemu.args(["-serial", &format!("{address},server=on,wait=off")]);
    }
    step::show(&qemu);
    let ended = qemu.status().context("cannot start QEMU")?;
    Ok(match ended.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// One thread: parked cores cost nothing then.
fn qemu(context: &Context, place: &Path) -> Command {
    let mut command = context.command("qemu-system-aarch64");
    command
        .args(["-M", "raspi3b", "-accel", "tcg,thread=single"])
        .args(["-display", "none", "-monitor", "none", "-kernel"])
        .arg(place.join("kernel8.img"));
    command
}
