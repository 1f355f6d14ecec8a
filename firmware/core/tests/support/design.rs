//! A configured design's side of the register bus, for the driver's own tests
#![allow(dead_code, reason = "shared by several test files")]

use std::collections::BTreeMap;

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;
use fic_core::profile::BusPins;
use fic_core::profile::Profile;

/// What is wrong with the design.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    pub ack_stuck_high: bool,
    pub ack_stuck_low: bool,
    pub grant_stuck_high: bool,
    /// The n-th strobe is answered but FACK never falls until a bus reset.
    pub ack_stays_after_strobe: Option<u32>,
    /// The n-th strobe is not answered.
    pub deaf_at_strobe: Option<u32>,
}

/// FACK answers `latency_ns` after each edge of RSTB.
pub struct Design {
    pins: BusPins,
    pub faults: Faults,
    pub latency_ns: u64,
    pub registers: BTreeMap<u16, u16>,
    pub window: std::collections::VecDeque<u16>,
    pub writes: u64,
    pub reads: u64,
    pub direction_changes: u64,
    pub broken: Vec<&'static str>,
    pub power: bool,
    pub done: bool,
    config: fic_core::profile::ConfigPins,
    now_ns: u64,
    latches: PinMask,
    outputs: PinMask,
    fack: bool,
    fack_due: Option<(u64, bool)>,
    words: Vec<u16>,
    answer: u16,
    answer_words: u32,
    strobes: u32,
    wedged: bool,
}

impl Design {
    pub fn new(profile: &Profile) -> Self {
        Self {
            pins: profile.bus,
            faults: Faults::default(),
            latency_ns: 0,
            registers: BTreeMap::new(),
            window: Default::default(),
            writes: 0,
            reads: 0,
            direction_changes: 0,
            broken: Vec::new(),
            power: true,
            done: true,
            config: profile.pins,
            now_ns: 0,
            latches: 0,
            outputs: 0,
            fack: false,
            fack_due: None,
            words: Vec::new(),
            answer: 0,
            answer_words: 0,
            strobes: 0,
            wedged: false,
        }
    }

    /// Driven pins and their levels.
    pub fn driven(&self) -> (PinMask, PinMask) {
        (self.outputs, self.latches & self.outputs)
    }

    fn level(&self, pin: PinMask) -> bool {
        self.outputs & self.latches & pin != 0
    }

    fn step(&mut self, ns: u64) {
        self.now_ns += ns;
        if let Some((due, level)) = self.fack_due
            && self.now_ns >= due
        {
            self.fack = level;
            self.fack_due = None;
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let (rstb, rreq) = (self.level(self.pins.rstb), self.level(self.pins.rreq));
        let data = self.latches & self.outputs & self.pins.data();
        change(self);
        if self.config.cfsel.is_some_and(|cfsel| self.level(cfsel)) {
            return;
        }
        let data_moved = data != self.latches & self.outputs & self.pins.data();
        if data_moved && (rstb || self.level(self.pins.rstb)) {
            self.broken.push("data moved while RSTB was up");
        }
        match (rstb, self.level(self.pins.rstb)) {
            (false, true) => self.strobe(),
            (true, false) if !self.wedged => {
                self.fack_due = Some((self.now_ns + self.latency_ns, false))
            }
            _ => {}
        }
        match (rreq, self.level(self.pins.rreq)) {
            (false, true) => self.words.clear(),
            (true, false) => self.words.clear(),
            _ => {}
        }
    }

    fn strobe(&mut self) {
        if self.fack {
            self.broken.push("strobe while FACK was up");
        }
        if !self.level(self.pins.rreq) {
            // A strobe without a request resets the bus.
            self.wedged = false;
            self.fack_due = Some((self.now_ns + self.latency_ns, true));
            return;
        }
        self.strobes += 1;
        if self.faults.deaf_at_strobe == Some(self.strobes) {
            return;
        }
        self.wedged = self.faults.ack_stays_after_strobe == Some(self.strobes);
        self.take_word();
        self.fack_due = Some((self.now_ns + self.latency_ns, true));
    }

    /// Words of this transaction before the register's data.
    fn header(&self) -> usize {
        if self.pins.width == 4 { 5 } else { 3 - 1 }
    }

    fn take_word(&mut self) {
        let driven = self.outputs & self.pins.data() != 0;
        if driven {
            let word = (self.latches & self.pins.data()) >> self.pins.data_shift;
            self.words.push(word as u16);
            self.finish_register();
        } else {
            self.present();
        }
    }

    fn address(&self) -> u16 {
        match self.pins.width {
            4 => self.words[1..5]
                .iter()
                .fold(0, |address, nibble| address << 4 | nibble),
            _ => self.words[1],
        }
    }

    fn finish_register(&mut self) {
        let data = self.words.get(self.header()..).unwrap_or(&[]).to_vec();
        let per = (self.pins.register_bits / self.pins.width) as usize;
        if self.words[0] != 2 || data.is_empty() || !data.len().is_multiple_of(per) {
            return;
        }
        let value = data[data.len() - per..]
            .iter()
            .fold(0, |value, word| value << 4 | word);
        match self.address() {
            0x1000 => self.window.push_back(value),
            address => drop(self.registers.insert(address, value)),
        }
    }

    fn present(&mut self) {
        let per = self.pins.register_bits / self.pins.width;
        if self.words.first() != Some(&3) || self.words.len() != self.header() {
            self.broken.push("a word was read that nobody asked for");
            return;
        }
        if self.answer_words == 0 {
            self.answer = match self.address() {
                0x1000 => self.window.pop_front().unwrap_or(0),
                address => self.registers.get(&address).copied().unwrap_or(0),
            };
            self.answer_words = per;
        }
        self.answer_words -= 1;
    }

    fn driven_by_design(&self) -> PinMask {
        if self.outputs & self.pins.data() != 0 {
            return 0;
        }
        let shifted = u32::from(self.answer) >> (self.answer_words * self.pins.width);
        (shifted << self.pins.data_shift) & self.pins.data()
    }
}

impl GpioPort for Design {
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.writes += 1;
        self.step(8);
        self.change(|design| design.latches |= pins);
        Ok(())
    }

    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.writes += 1;
        self.step(8);
        self.change(|design| design.latches &= !pins);
        Ok(())
    }

    fn levels(&mut self) -> Result<PinMask, PinFault> {
        self.reads += 1;
        self.step(61);
        let fack = (self.fack || self.faults.ack_stuck_high) && !self.faults.ack_stuck_low;
        let freq = self.level(self.pins.rreq) || self.faults.grant_stuck_high;
        let mut levels = self.latches & self.outputs | self.driven_by_design();
        levels |= if self.power { self.config.power_ok } else { 0 };
        let switch = self.config.cfsel;
        if switch.is_none_or(|cfsel| self.level(cfsel)) {
            levels |= if self.done { self.config.done } else { 0 } | self.config.init_b;
        }
        if switch.is_none_or(|cfsel| !self.level(cfsel)) {
            levels |= if fack { self.pins.fack } else { 0 };
            levels |= if freq { self.pins.freq } else { 0 };
        }
        Ok(levels)
    }

    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        self.direction_changes += 1;
        self.step(24);
        self.change(|design| design.outputs = (design.outputs | outputs) & !inputs);
        Ok(())
    }
}

impl Clock for Design {
    fn now_ns(&mut self) -> u64 {
        self.step(1);
        self.now_ns
    }

    fn delay_ns(&mut self, ns: u64) {
        self.step(ns);
    }

    fn wall_s(&mut self) -> Option<u64> {
        None
    }
}
