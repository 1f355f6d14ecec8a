//! The bare-metal image in QEMU's Raspberry Pi 3
//!
//! QEMU has no baud rate, no overrun and no input pins: what this shows is start-up, the
//! memory map, the UART's interrupt, the protocol and the reset, not the board.

mod bridge;
mod debugger;

use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::bail;
use fic_test_kit::Client;
use fic_test_kit::Message;
use fic_test_kit::frames;
use tempfile::TempDir;

pub use bridge::Bridge;
pub use debugger::Debugger;

use crate::image::file;

/// Longest time for a boot, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running machine; it ends when dropped.
pub struct Machine {
    qemu: Child,
    folder: TempDir,
    /// From the start of QEMU to the image's first answer.
    pub first_answer: Duration,
}

impl Machine {
    /// Boots the image of this board and waits until it answers.
    ///
    /// # Errors
    /// If there is no image or no QEMU, or it does not answer within a minute.
    pub fn boot(board: &str) -> anyhow::Result<Self> {
        let image = file(&format!("{board}/kernel8.img"))?;
        let folder = TempDir::new()?;
        let (line, debug) = (folder.path().join("line"), folder.path().join("debug"));
        let start = Instant::now();
        let qemu = qemu(&image)
            .arg("-serial")
            .arg(format!("unix:{},server=on,wait=off", line.display()))
            .arg("-gdb")
            .arg(format!("unix:{},server=on,wait=off", debug.display()))
            .spawn()
            .context("cannot start qemu-system-aarch64")?;
        let mut machine = Self {
            qemu,
            folder,
            first_answer: Duration::ZERO,
        };
        machine.greet()?;
        machine.first_answer = start.elapsed();
        Ok(machine)
    }

    /// The socket of the serial line; one host at a time.
    pub fn line(&self) -> PathBuf {
        self.folder.path().join("line")
    }

    /// A host that checks nothing.
    ///
    /// # Panics
    /// If the image does not answer.
    pub fn client(&self) -> anyhow::Result<Client> {
        Ok(Client::unix(&self.line())?.greeted())
    }

    /// The address for `fic -b`.
    pub fn address(&self) -> String {
        format!("unix:{}", self.line().display())
    }

    /// A scratch folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A debugger on the processor.
    ///
    /// # Errors
    /// If QEMU does not let it in.
    pub fn debugger(&self) -> anyhow::Result<Debugger> {
        Debugger::attach(&self.folder.path().join("debug"))
    }

    /// Says Hello until the image says Welcome.
    fn greet(&mut self) -> anyhow::Result<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.qemu.try_wait()? {
                bail!("QEMU has ended: {status}");
            }
            if let Ok(mut line) = Client::unix(&self.line()) {
                line.try_raw(&frames::hello(1))?;
                // What is sent before the image has started its UART is lost.
                match line.receive(Duration::from_millis(200)) {
                    Some((_, Message::End)) => bail!("QEMU has hung up"),
                    Some(_) => return Ok(()),
                    None => {}
                }
            }
            thread::sleep(Duration::from_millis(10));
        }
        bail!("the image does not answer")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

/// QEMU's Pi with this image; one thread, so that parked cores cost nothing.
fn qemu(image: &Path) -> Command {
    let mut command = Command::new("qemu-system-aarch64");
    command
        .args(["-M", "raspi3b", "-accel", "tcg,thread=single"])
        .args(["-display", "none", "-monitor", "none", "-kernel"])
        .arg(image)
        .stdin(Stdio::null());
    command
}
