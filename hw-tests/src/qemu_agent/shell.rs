//! A shell in the emulated Pi

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use anyhow::ensure;

/// Address of the GPIO block of a Pi 3 (BCM2837: peripherals at 0x3F000000).
const GPIO: u32 = 0x3F20_0000;
const GPSET0: u32 = 0x1C;
const GPCLR0: u32 = 0x28;
/// Longest time for one command.
const PATIENCE: Duration = Duration::from_secs(60);
/// Ends the output of a command.
const MARK: &str = "fic-shell-mark";

/// A connected shell.
pub struct Shell {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Shell {
    /// Connects to the one behind this port of loopback.
    ///
    /// # Errors
    /// If nobody is there.
    pub fn connect(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let reader = BufReader::new(stream.try_clone()?);
        let mut shell = Self { stream, reader };
        // From now on an answer is only a process away.
        shell.run("true")?;
        Ok(shell)
    }

    /// Runs a command; returns what it printed.
    ///
    /// # Errors
    /// If the shell is gone or silent.
    pub fn run(&mut self, command: &str) -> anyhow::Result<String> {
        writeln!(self.stream, "{command} 2>&1; echo {MARK}")?;
        let mut output = String::new();
        loop {
            let mut line = String::new();
            ensure!(
                self.reader.read_line(&mut line)? > 0,
                "the shell ended: {output}"
            );
            if line.trim_end() == MARK {
                return Ok(output);
            }
            output.push_str(&line);
        }
    }

    /// Sets the latch of pins: of an input, QEMU shows it as the level, as if the board
    /// drove it high.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn raise(&mut self, pins: u32) -> anyhow::Result<()> {
        self.write(GPSET0, pins)
    }

    /// The same, low.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn lower(&mut self, pins: u32) -> anyhow::Result<()> {
        self.write(GPCLR0, pins)
    }

    fn write(&mut self, register: u32, pins: u32) -> anyhow::Result<()> {
        let said = self.run(&format!("devmem {:#x} 32 {pins:#x}", GPIO + register))?;
        ensure!(said.is_empty(), "devmem: {said}");
        Ok(())
    }
}
