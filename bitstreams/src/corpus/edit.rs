//! Changing words of a good stream, and making its CRCs right again.

use crate::crc::ConfigCrc;
use crate::packet::{Command, Header, NOP, Operation, Register, SYNC_WORD};

/// A write packet of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write {
    /// Index of its header.
    pub header: usize,
    /// Index of its first data word.
    pub data: usize,
    pub register: u8,
    pub count: usize,
    pub die: usize,
    /// The CRC before it, if the CRCs so far are taken as right.
    crc: u32,
}

/// A well-formed stream as words.
#[derive(Debug, Clone)]
pub(super) struct Stream(pub Vec<u32>);

impl Stream {
    pub fn new(bytes: &[u8]) -> Self {
        Self(
            bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|word| u32::from_be_bytes(*word))
                .collect(),
        )
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    /// Every write packet with data, in order.
    pub fn writes(&self) -> Vec<Write> {
        let mut writes = Vec::new();
        self.walk(0, self.0.len(), 0, &mut writes);
        writes
    }

    /// The n-th write of a register on a die; an impossible place if there is none.
    pub fn find(&self, register: Register, die: usize, n: usize) -> Write {
        let none = Write {
            header: 0,
            data: 0,
            register: 0,
            count: 0,
            die,
            crc: 0,
        };
        let own = |write: &Write| write.register == register as u8 && write.die == die;
        self.writes().into_iter().filter(own).nth(n).unwrap_or(none)
    }

    /// The last write of this command on a die.
    pub fn last_command(&self, command: Command, die: usize) -> Write {
        let none = Write {
            header: 0,
            data: 0,
            register: 0,
            count: 0,
            die,
            crc: 0,
        };
        let own = |write: &Write| {
            write.register == Register::Cmd as u8
                && write.die == die
                && self.0[write.data] == command as u32
        };
        self.writes().into_iter().rfind(own).unwrap_or(none)
    }

    /// A changed copy.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut copy = self.clone();
        change(&mut copy);
        copy
    }

    /// A changed copy whose CRCs are right.
    pub fn with_right_crcs(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut copy = self.with(change);
        for write in copy.writes() {
            if write.register == Register::Crc as u8 {
                copy.0[write.data] = write.crc;
            }
        }
        copy
    }

    /// Puts NOPs in the place of a packet.
    pub fn blank(&mut self, write: Write) {
        self.0[write.header..write.data + write.count].fill(NOP);
    }

    fn walk(&self, mut at: usize, end: usize, die: usize, writes: &mut Vec<Write>) {
        let (mut synchronised, mut register, mut crc) = (false, 0, ConfigCrc::new());
        while at < end {
            let word = self.0[at];
            at += 1;
            if word == SYNC_WORD {
                synchronised = true;
                crc.reset();
            }
            let Some(header) = Header::decode(word).filter(|_| synchronised) else {
                continue;
            };
            let count = match header {
                Header::Type1 {
                    operation: Operation::Write,
                    register: own,
                    count,
                } => {
                    register = own;
                    count as usize
                }
                Header::Type2 {
                    operation: Operation::Write,
                    count,
                } => count as usize,
                _ => 0,
            };
            if count == 0 || at + count > end {
                continue;
            }
            let value = crc.value();
            writes.push(Write {
                header: at - 1,
                data: at,
                register,
                count,
                die,
                crc: value,
            });
            if register == Register::Bout as u8 {
                self.walk(at, at + count, die + 1, writes);
            } else {
                synchronised = self.feed(&mut crc, register, at, count);
            }
            at += count;
        }
    }

    /// Feeds a packet's data; `false` after a DESYNC.
    fn feed(&self, crc: &mut ConfigCrc, register: u8, at: usize, count: usize) -> bool {
        for &word in &self.0[at..at + count] {
            if Register::is_in_crc(register) {
                crc.feed(register, word);
            }
        }
        let command = (register == Register::Cmd as u8).then_some(self.0[at]);
        if register == Register::Crc as u8 || command == Some(Command::Rcrc as u32) {
            crc.reset();
        }
        command != Some(Command::Desync as u32)
    }
}
