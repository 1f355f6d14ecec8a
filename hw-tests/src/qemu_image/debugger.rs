//! As much of a debugger as it takes to make a processor fail: gdb's remote protocol

use std::io::Read;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use anyhow::bail;

/// Number of the program counter among the registers of AArch64.
const PROGRAM_COUNTER: u8 = 32;

/// A debugger on the first core; the machine stands still until it lets go.
pub struct Debugger {
    stream: UnixStream,
}

impl Debugger {
    pub(super) fn attach(socket: &Path) -> anyhow::Result<Self> {
        let stream = UnixStream::connect(socket).context("QEMU's debugger socket")?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut debugger = Self { stream };
        debugger.command("?")?;
        // QEMU takes single registers only from who has asked what there is.
        debugger.command("qXfer:features:read:target.xml:0,8")?;
        Ok(debugger)
    }

    /// Lets the first core go on at this address, and lets go of it.
    ///
    /// # Errors
    /// If QEMU refuses.
    pub fn go_on_at(mut self, address: u64) -> anyhow::Result<()> {
        // Register values are written as they lie in memory.
        let value = format!("{:016x}", address.swap_bytes());
        match self.command(&format!("P{PROGRAM_COUNTER:x}={value}"))? {
            answer if answer == "OK" => {}
            answer => bail!("the register was not set: {answer}"),
        }
        self.command("D").map(drop)
    }

    fn command(&mut self, text: &str) -> anyhow::Result<String> {
        let sum = text.bytes().fold(0, u8::wrapping_add);
        write!(self.stream, "${text}#{sum:02x}")?;
        loop {
            let answer = self.answer()?;
            self.stream.write_all(b"+")?;
            // That the machine has stopped is told unasked, too.
            if !answer.starts_with('T') || text == "?" {
                return Ok(answer);
            }
        }
    }

    /// What stands between `$` and `#`; two digits of a sum follow.
    fn answer(&mut self) -> anyhow::Result<String> {
        let mut answer = String::new();
        while self.byte()? != b'$' {}
        loop {
            match self.byte()? {
                b'#' => break,
                byte => answer.push(char::from(byte)),
            }
        }
        self.byte()?;
        self.byte()?;
        Ok(answer)
    }

    fn byte(&mut self) -> anyhow::Result<u8> {
        let mut byte = [0];
        self.stream
            .read_exact(&mut byte)
            .context("QEMU's debugger is silent")?;
        Ok(byte[0])
    }
}
