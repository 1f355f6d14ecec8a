//! Writes packets and keeps the CRC that they give.

use std::io::{self, Write};

use crate::crc::ConfigCrc;
use crate::packet::{
    BUS_WIDTH, Command, DUMMY, NOP, Register, SYNC_WORD, long_write_header, write_header,
};

/// A stream of configuration words in native order.
pub(super) struct StreamWriter<W> {
    output: W,
    crc: ConfigCrc,
    /// Words written so far.
    pub words: u64,
}

impl<W: Write> StreamWriter<W> {
    pub fn new(output: W) -> Self {
        Self {
            output,
            crc: ConfigCrc::new(),
            words: 0,
        }
    }

    pub fn word(&mut self, word: u32) -> io::Result<()> {
        self.words += 1;
        self.output.write_all(&word.to_be_bytes())
    }

    pub fn repeat(&mut self, word: u32, count: usize) -> io::Result<()> {
        (0..count).try_for_each(|_| self.word(word))
    }

    pub fn nops(&mut self, count: usize) -> io::Result<()> {
        self.repeat(NOP, count)
    }

    /// A type-1 write.
    pub fn write(&mut self, register: Register, data: &[u32]) -> io::Result<()> {
        self.word(write_header(register, data.len() as u32))?;
        self.data(register, data)
    }

    /// Data words of a packet whose header stands already.
    pub fn data(&mut self, register: Register, data: &[u32]) -> io::Result<()> {
        for &word in data {
            self.word(word)?;
            if Register::is_in_crc(register as u8) {
                self.crc.feed(register as u8, word);
            }
        }
        Ok(())
    }

    /// A type-1 header without data and a type-2 header: `count` data words follow.
    pub fn long_write(&mut self, register: Register, count: u32) -> io::Result<()> {
        self.word(write_header(register, 0))?;
        self.word(long_write_header(count))
    }

    pub fn command(&mut self, command: Command) -> io::Result<()> {
        self.write(Register::Cmd, &[command as u32])?;
        if matches!(command, Command::Rcrc) {
            self.crc.reset();
        }
        Ok(())
    }

    /// The CRC of what was written since the last one.
    pub fn check(&mut self) -> io::Result<()> {
        let value = self.crc.value();
        self.write(Register::Crc, &[value])?;
        self.crc.reset();
        Ok(())
    }

    /// A sync word alone.
    pub fn sync(&mut self) -> io::Result<()> {
        self.crc.reset();
        self.word(SYNC_WORD)
    }

    /// The 21 words before the packets: `facts/hardware.md` 3.7.
    pub fn lead_in(&mut self) -> io::Result<()> {
        self.repeat(DUMMY, 16)?;
        BUS_WIDTH.iter().try_for_each(|&word| self.word(word))?;
        self.repeat(DUMMY, 2)?;
        self.sync()
    }

    /// The stream of another die, which keeps a CRC of its own.
    pub fn nested(&mut self) -> StreamWriter<&mut W> {
        StreamWriter::new(&mut self.output)
    }
}
