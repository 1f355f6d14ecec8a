//! The bare-metal image in QEMU's Raspberry Pi 3
//!
//! QEMU has no baud rate, no overrun and no input pins: what this shows is start-up, the
//! memory map, the UART's interrupt, the protocol and the reset, not the board.

mod bridge;
mod debugger;

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::os::unix::net::UnixStream;
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
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Hello;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_WIRE_LEN;
use tempfile::TempDir;

pub use bridge::Bridge;
pub use debugger::Debugger;

/// Names the folder that `cargo xtask image` filled.
pub const VARIABLE: &str = "FIC_IMAGE";
/// Longest time for a boot or an answer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A file that `cargo xtask image` made.
///
/// # Errors
/// If [`VARIABLE`] names no folder, or the file is not there.
pub fn file(name: &str) -> anyhow::Result<PathBuf> {
    let folder = std::env::var_os(VARIABLE)
        .with_context(|| format!("{VARIABLE} is not set: cargo xtask test --suite image-qemu"))?;
    let path = Path::new(&folder).join(name);
    match path.is_file() {
        true => Ok(path),
        false => bail!("{} is not there: cargo xtask image", path.display()),
    }
}

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
            if let Ok(mut line) = RawLine::open(&self.line()) {
                line.send(Kind::Hello, &Hello::OURS.to_bytes())?;
                // What is sent before the image has started its UART is lost.
                if line.hear_within(Duration::from_millis(200))?.is_some() {
                    return Ok(());
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

/// Frames on the serial line, right or wrong, without a session's manners.
pub struct RawLine {
    stream: UnixStream,
    deframer: Box<Deframer>,
    rest: Vec<u8>,
    next_id: u32,
}

impl RawLine {
    /// Takes the line.
    ///
    /// # Errors
    /// If nobody listens.
    pub fn open(socket: &Path) -> anyhow::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut line = Self {
            stream,
            deframer: Box::default(),
            rest: Vec::new(),
            next_id: 0,
        };
        // Ends what an earlier host left.
        line.bytes(&[0])?;
        Ok(line)
    }

    /// Sends any bytes.
    ///
    /// # Errors
    /// If QEMU is gone or takes nothing for a minute.
    pub fn bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Sends one frame and returns its id.
    ///
    /// # Errors
    /// As [`Self::bytes`]; if it is too long.
    pub fn send(&mut self, kind: Kind, body: &[u8]) -> anyhow::Result<u32> {
        self.next_id += 1;
        let header = Header {
            version: CURRENT_VERSION,
            kind,
            id: self.next_id,
        };
        let mut wire = [0; MAX_WIRE_LEN];
        let len =
            encode_frame(header, body, &mut wire).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        self.bytes(&wire[..len])?;
        Ok(self.next_id)
    }

    /// The next frame.
    ///
    /// # Errors
    /// If QEMU is gone or nothing comes for a minute.
    pub fn hear(&mut self) -> anyhow::Result<(Header, Vec<u8>)> {
        self.hear_within(PATIENCE)?.context("the image is silent")
    }

    /// The next frame, if it comes in this time.
    ///
    /// # Errors
    /// If QEMU is gone.
    pub fn hear_within(&mut self, time: Duration) -> anyhow::Result<Option<(Header, Vec<u8>)>> {
        let until = Instant::now() + time;
        loop {
            while !self.rest.is_empty() {
                let (taken, frame) = self.deframer.push(&self.rest);
                let heard = frame
                    .and_then(Result::ok)
                    .map(|frame| (frame.header, frame.body.to_vec()));
                self.rest.drain(..taken);
                if heard.is_some() {
                    return Ok(heard);
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.stream
                .set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer) {
                Ok(0) => bail!("QEMU has hung up"),
                Ok(len) => self.rest.extend(&buffer[..len]),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
