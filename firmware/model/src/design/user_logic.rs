//! User logic behind the HLS data window, one of several kinds
//!
//! rasddr's header is three little-endian words: command, byte address, byte size
//! (`facts/hardware.md` 9.5).

use std::collections::VecDeque;

use super::memory::Memory;

const WRITE: u32 = 0x01;
const READ: u32 = 0x02;
const AXI_WRITE: u32 = 0x10;
const AXI_READ: u32 = 0x20;
const HEADER: usize = 12;
/// Bytes that wait for user logic which was not started, or in its output; then the window stalls.
const DEPTH: usize = 1 << 20;

/// What the design does with the bytes of the data window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// rasddr for a transaction that begins with one of its headers, echo for any other. Not a design
    /// of the lab, but lets one model serve both commands.
    Auto,
    /// A FIFO in the window itself, HLS started or not.
    Loopback,
    Echo,
    /// Pairs of little-endian words in, their wrapping sum out.
    Adder,
    Rasddr,
    /// Echo that takes a byte only now and then; see the parameter `slow_ns`.
    Slow,
    /// Never takes or gives a byte.
    Stuck,
    /// 32-bit words to and from the switch's port 0.
    Link,
}

impl Kind {
    pub(crate) fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "auto" => Kind::Auto,
            "loopback" => Kind::Loopback,
            "echo" => Kind::Echo,
            "adder" => Kind::Adder,
            "rasddr" => Kind::Rasddr,
            "slow" => Kind::Slow,
            "stuck" => Kind::Stuck,
            "link" => Kind::Link,
            _ => return None,
        })
    }
}

/// A rasddr command under way.
#[derive(Debug, Clone, Copy)]
struct Transfer {
    axi: bool,
    address: u32,
    left: u32,
}

#[derive(Debug)]
pub(crate) struct UserLogic {
    pub(crate) kind: Kind,
    pub(crate) running: bool,
    waiting: VecDeque<u8>,
    gathered: Vec<u8>,
    output: VecDeque<u8>,
    write: Option<Transfer>,
    read: Option<Transfer>,
    /// This transaction was found not to be rasddr.
    plain: bool,
    pub(crate) dram: Memory,
    pub(crate) axi: Memory,
    /// Words for the switch's port 0.
    pub(crate) to_switch: VecDeque<u32>,
}

impl Default for UserLogic {
    fn default() -> Self {
        UserLogic {
            kind: Kind::Auto,
            running: false,
            waiting: VecDeque::new(),
            gathered: Vec::new(),
            output: VecDeque::new(),
            write: None,
            read: None,
            plain: false,
            dram: Memory::default(),
            axi: Memory::default(),
            to_switch: VecDeque::new(),
        }
    }
}

impl UserLogic {
    pub(crate) fn start(&mut self) {
        self.running = true;
        while let Some(byte) = self.waiting.pop_front() {
            self.work(byte);
        }
    }

    /// HLS reset: stops and forgets; memories keep their content.
    pub(crate) fn reset(&mut self) {
        self.running = false;
        self.waiting.clear();
        self.gathered.clear();
        self.output.clear();
        self.to_switch.clear();
        self.write = None;
        self.read = None;
        self.plain = false;
    }

    /// Room for two bytes.
    pub(crate) fn can_take(&self) -> bool {
        self.kind != Kind::Stuck
            && self.waiting.len() < DEPTH
            && self.output.len() < DEPTH
            && self.to_switch.len() < DEPTH
    }

    pub(crate) fn take(&mut self, byte: u8) {
        match self.kind {
            Kind::Loopback => self.output.push_back(byte),
            _ if self.running => self.work(byte),
            _ => self.waiting.push_back(byte),
        }
    }

    /// The transaction is over: what is shorter than a header was none.
    pub(crate) fn end_of_transaction(&mut self) {
        if self.kind == Kind::Auto && self.write.is_none() {
            self.output.extend(self.gathered.drain(..));
        }
        self.plain = false;
    }

    fn work(&mut self, byte: u8) {
        match self.kind {
            Kind::Loopback | Kind::Echo | Kind::Slow => self.output.push_back(byte),
            Kind::Adder => self.add(byte),
            Kind::Link => self.gather_word(byte),
            Kind::Rasddr | Kind::Auto if self.write.is_some() => self.store(byte),
            Kind::Auto if self.plain => self.output.push_back(byte),
            Kind::Rasddr | Kind::Auto => self.header(byte),
            Kind::Stuck => {}
        }
    }

    fn gathered_word(&self, index: usize) -> u32 {
        let byte = |i: usize| u32::from(self.gathered.get(4 * index + i).copied().unwrap_or(0));
        byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24
    }

    fn add(&mut self, byte: u8) {
        self.gathered.push(byte);
        if self.gathered.len() == 8 {
            let sum = self.gathered_word(0).wrapping_add(self.gathered_word(1));
            self.gathered.clear();
            self.output.extend(sum.to_le_bytes());
        }
    }

    fn gather_word(&mut self, byte: u8) {
        self.gathered.push(byte);
        if self.gathered.len() == 4 {
            let word = self.gathered_word(0);
            self.gathered.clear();
            self.to_switch.push_back(word);
        }
    }

    fn header(&mut self, byte: u8) {
        self.gathered.push(byte);
        if self.gathered.len() < HEADER {
            return;
        }
        let [command, address, left] = [0, 1, 2].map(|i| self.gathered_word(i));
        let aligned = address % 4 == 0 && left % 4 == 0 && left > 0;
        let axi = matches!(command, AXI_WRITE | AXI_READ);
        let transfer = Some(Transfer { axi, address, left });
        match command {
            WRITE | AXI_WRITE if aligned => self.write = transfer,
            READ | AXI_READ if aligned => self.read = transfer,
            _ if self.kind == Kind::Auto => {
                self.plain = true;
                self.output.extend(self.gathered.iter().copied());
            }
            _ => {}
        }
        self.gathered.clear();
    }

    fn store(&mut self, byte: u8) {
        let Some(transfer) = &mut self.write else {
            return;
        };
        let memory = if transfer.axi {
            &mut self.axi
        } else {
            &mut self.dram
        };
        memory.write(transfer.address, byte);
        transfer.address = transfer.address.wrapping_add(1);
        transfer.left -= 1;
        if transfer.left == 0 {
            self.write = None;
        }
    }

    /// `count` bytes are there to be read.
    pub(crate) fn can_give(&self, count: usize) -> bool {
        let left = self.read.map_or(0, |transfer| transfer.left as usize);
        self.kind != Kind::Stuck && self.output.len().saturating_add(left) >= count
    }

    pub(crate) fn give(&mut self) -> u8 {
        if let Some(byte) = self.output.pop_front() {
            return byte;
        }
        let Some(transfer) = &mut self.read else {
            return 0;
        };
        let memory = if transfer.axi { &self.axi } else { &self.dram };
        let byte = memory.read(transfer.address);
        transfer.address = transfer.address.wrapping_add(1);
        transfer.left -= 1;
        if transfer.left == 0 {
            self.read = None;
        }
        byte
    }

    /// A word from the switch.
    pub(crate) fn eject(&mut self, word: u32) {
        self.output.extend(word.to_le_bytes());
    }

    /// AP_DONE: nothing under way.
    pub(crate) fn idle(&self) -> bool {
        self.write.is_none() && self.read.is_none() && self.gathered.is_empty()
    }
}
