//! `cargo xtask emulate`: the bare-metal image in QEMU, for `fic` to talk to

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::ChildStdout;
use std::process::Command;
use std::process::ExitCode;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use anyhow::bail;

use crate::context::Context;
use crate::debian;
use crate::image;
use crate::image::Board;
use crate::step;

/// Longest time until QEMU has named its terminal, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks whether it is over.
const TICK: Duration = Duration::from_millis(50);

/// Which board.
#[derive(clap::Args)]
pub struct Arguments {
    /// The board of the image
    #[arg(long, value_enum, default_value = "mk2")]
    board: Board,
    /// Whether a change of the board needs its lease
    #[arg(long, value_enum, default_value = "required")]
    lease: image::Lease,
    /// The serial line as a local socket, for unix: addresses, instead of a pseudo terminal
    #[arg(long)]
    socket: bool,
}

/// Builds the image and runs it until it is interrupted.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let over = on_interrupt()?;
    debian::install(context, &image::packages(context));
    debian::install(context, &[image::QEMU]);
    if let Some(why) = debian::missing(&[image::QEMU]) {
        bail!(why);
    }
    let built = image::run(
        context,
        &image::Arguments::for_board(arguments.board, arguments.lease),
    )?;
    if !built.is_success(true) {
        println!("{built}");
        return Ok(ExitCode::FAILURE);
    }
    let mut qemu = Machine(start(context, arguments)?);
    let address = match arguments.socket {
        true => socket(context),
        false => qemu.terminal()?,
    };
    introduce(context, arguments.board, &address);
    qemu.wait(&over)
}

/// Set at Ctrl-C, and at SIGTERM and SIGHUP where there are such.
fn on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let over = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&over);
    ctrlc::set_handler(move || {
        // The build, or whatever runs now, is not waited for a second time.
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
    })?;
    Ok(over)
}

fn socket(context: &Context) -> String {
    format!("unix:{}", image::folder(context).join("line").display())
}

fn start(context: &Context, arguments: &Arguments) -> anyhow::Result<Child> {
    let folder = image::folder(context);
    let mut command = qemu(context, &folder.join(arguments.board.name()));
    let line = match arguments.socket {
        true => format!("{},server=on,wait=off", socket(context)),
        false => "pty".into(),
    };
    command.args(["-serial", &line]);
    step::show(&command);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start QEMU")
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

fn introduce(context: &Context, board: Board, address: &str) {
    let elf = image::folder(context).join("fic-image.elf");
    println!(
        "\nThe image for {} runs; no board is at its pins, so it sees one without power.",
        board.name()
    );
    println!("In another terminal, one command at a time:\n");
    println!("  fic status -b {address}");
    println!("  fic logs -b {address} --elf {}\n", elf.display());
    println!("Ctrl-C ends it.");
}

/// QEMU; it ends with this.
struct Machine(Child);

impl Machine {
    /// The address of the pseudo terminal, as QEMU names it on its output.
    fn terminal(&mut self) -> anyhow::Result<String> {
        let output = self.0.stdout.take().context("QEMU has no output")?;
        let (sender, named) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            // Nobody may want it any more.
            let _ = sender.send(find_terminal(&mut output));
            // Nobody reads the rest, but QEMU must not fail to write it.
            let _ = std::io::copy(&mut output, &mut std::io::sink());
        });
        match named.recv_timeout(PATIENCE) {
            Ok(Some(device)) => Ok(format!("serial:{device}")),
            Ok(None) => bail!("QEMU ended, or named no terminal: see its message above"),
            Err(_) => bail!("QEMU named no terminal within {} s", PATIENCE.as_secs()),
        }
    }

    fn wait(mut self, over: &AtomicBool) -> anyhow::Result<ExitCode> {
        while !over.load(Ordering::Relaxed) {
            if let Some(ended) = self.0.try_wait()? {
                // A Ctrl-C reaches it, too.
                thread::sleep(TICK);
                if over.load(Ordering::Relaxed) {
                    break;
                }
                bail!("QEMU has ended: {ended}");
            }
            thread::sleep(TICK);
        }
        println!("QEMU is ended.");
        Ok(ExitCode::SUCCESS)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `char device redirected to /dev/pts/5 (label serial0)`
fn find_terminal(output: &mut BufReader<ChildStdout>) -> Option<String> {
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|len| len > 0) {
        if let Some(device) = terminal_in(&line) {
            return Some(device.to_owned());
        }
        line.clear();
    }
    None
}

fn terminal_in(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("redirected to ")?;
    rest.split(" (label").next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_is_found_in_what_qemu_says() {
        let line = "char device redirected to /dev/pts/5 (label serial0)\n";
        assert_eq!(terminal_in(line), Some("/dev/pts/5"));
        assert_eq!(terminal_in("qemu-system-aarch64: warning\n"), None);
    }
}
