//! A careful bit-banged loader over the model's registers

use fic_model::Model;

pub const FSEL0: u32 = 0x00;
pub const SET: u32 = 0x1C;
pub const CLR: u32 = 0x28;
pub const LEV: u32 = 0x34;

pub const INIT: u32 = 1 << 4;
pub const PROG: u32 = 1 << 5;
pub const DONE: u32 = 1 << 6;
pub const CCLK: u32 = 1 << 7;
pub const CD: u32 = 0xFFFF << 8;
pub const PWOK: u32 = 1 << 24;
pub const CFSEL: u32 = 1 << 25;
pub const CSI: u32 = 1 << 26;
pub const RDWR: u32 = 1 << 27;

pub struct Host {
    pub m: Model,
    pub wide: bool,
}

impl Host {
    pub fn mk1() -> Host {
        Host {
            m: Model::new("mk1").unwrap(),
            wide: false,
        }
    }

    pub fn mk2() -> Host {
        Host {
            m: Model::new("mk2").unwrap(),
            wide: true,
        }
    }

    /// A board with another part, in the width given.
    pub fn part(part: &str, wide: bool) -> Host {
        let mut host = if wide { Host::mk2() } else { Host::mk1() };
        host.m.set("part", part).unwrap();
        host.m.advance_ns(1);
        host
    }

    pub fn counter(&self, name: &str) -> u64 {
        self.m
            .counter(name)
            .unwrap_or_else(|| panic!("no counter {name}"))
    }

    pub fn broke(&self, rule: &str) -> bool {
        self.counter(&format!("violation.{rule}")) > 0
    }

    pub fn rules(&self) -> Vec<&'static str> {
        self.m.violations().iter().map(|v| v.rule).collect()
    }

    pub fn set(&mut self, bits: u32) {
        self.m.gpio_write(SET, bits);
    }

    pub fn clr(&mut self, bits: u32) {
        self.m.gpio_write(CLR, bits);
    }

    pub fn pins(&mut self) -> u32 {
        self.m.gpio_read(LEV)
    }

    pub fn is(&mut self, bit: u32) -> bool {
        self.pins() & bit != 0
    }

    /// Makes the pins of `mask` outputs or inputs, one write a register.
    pub fn direction(&mut self, mask: u32, output: bool) {
        for register in 0..3_u32 {
            let mut value = self.m.gpio_read(FSEL0 + 4 * register);
            let mut touched = false;
            for pin in 0..10 {
                if mask >> (10 * register + pin) & 1 == 1 {
                    value = value & !(7 << (3 * pin)) | u32::from(output) << (3 * pin);
                    touched = true;
                }
            }
            if touched {
                self.m.gpio_write(FSEL0 + 4 * register, value);
            }
        }
    }

    fn data_pins(&self) -> u32 {
        if self.wide { CD } else { 0xFF << 8 }
    }

    /// Levels before directions; nothing selected.
    pub fn connect(&mut self) {
        let cfsel = if self.wide { CFSEL } else { 0 };
        self.set(PROG | CSI | RDWR | cfsel);
        self.clr(CCLK | CD);
        self.direction(CSI | RDWR | cfsel, true);
        let data = self.data_pins();
        self.direction(PROG | CCLK | data, true);
    }

    /// PROG_B pulse, both edges of INIT_B awaited. False if INIT_B did not follow.
    pub fn program(&mut self) -> bool {
        self.clr(PROG);
        // After an error INIT_B is low already and proves nothing about the pulse.
        self.m.advance_ns(300);
        if !self.wait(INIT, false, 10) {
            return false;
        }
        self.set(PROG);
        self.wait(INIT, true, 10_000)
    }

    /// Waits in steps of a microsecond.
    pub fn wait(&mut self, bit: u32, level: bool, microseconds: u32) -> bool {
        for _ in 0..microseconds {
            if self.is(bit) == level {
                return true;
            }
            self.m.advance_ns(1000);
        }
        self.is(bit) == level
    }

    pub fn select(&mut self) {
        self.clr(RDWR);
        self.clr(CSI);
    }

    pub fn deselect(&mut self) {
        self.set(CSI);
        self.set(RDWR);
    }

    pub fn sample(&mut self, pins: u32) {
        self.clr(CCLK | self.data_pins() & !pins);
        if pins != 0 {
            self.set(pins);
        }
        self.set(CCLK);
    }

    /// One word in the bit order of the pins.
    pub fn word(&mut self, word: u32) {
        let b = word.to_be_bytes().map(u8::reverse_bits).map(u32::from);
        if self.wide {
            self.sample((b[0] << 8 | b[1]) << 8);
            self.sample((b[2] << 8 | b[3]) << 8);
        } else {
            for byte in b {
                self.sample(byte << 8);
            }
        }
    }

    pub fn words(&mut self, words: &[u32]) {
        for &word in words {
            self.word(word);
        }
    }

    pub fn clocks(&mut self, count: usize) {
        for _ in 0..count {
            self.clr(CCLK);
            self.set(CCLK);
        }
        self.clr(CCLK);
    }

    /// Everything let go. On mk2 CFSEL, CSI_B and RDWR_B go in one write, since the last two are the
    /// design's FREQ and FACK as soon as CFSEL is low.
    pub fn release(&mut self) {
        let data = self.data_pins();
        self.clr(CCLK);
        self.direction(PROG | CCLK | data & 0xFFF << 8, false);
        let cfsel = if self.wide { CFSEL } else { 0 };
        self.direction(CSI | RDWR | cfsel | data & 0xF << 20, false);
    }

    /// A whole load; true if DONE is high at its end.
    pub fn load(&mut self, words: &[u32]) -> bool {
        self.connect();
        if !self.program() {
            return false;
        }
        self.select();
        self.words(words);
        self.clocks(64);
        self.deselect();
        self.is(DONE)
    }

    /// Words onto a device as it is, no PROG_B.
    pub fn send(&mut self, words: &[u32]) {
        self.connect();
        self.select();
        self.words(words);
        self.deselect();
    }

    /// Reads a configuration register as hardware.md 1.9 lists it.
    pub fn read_register(&mut self, address: u32, skip: usize) -> u32 {
        self.select();
        self.words(&[!0, 0xBB, 0x1122_0044, !0, 0xAA99_5566, 0x2000_0000]);
        self.words(&[0x2800_0001 | address << 13, 0x2000_0000, 0x2000_0000]);
        self.set(CSI);
        let data = self.data_pins();
        self.direction(data, false);
        self.set(RDWR);
        self.clr(CSI);
        self.clocks(skip);
        let mut word = 0;
        for _ in 0..if self.wide { 2 } else { 4 } {
            self.clr(CCLK);
            self.set(CCLK);
            let pins = (self.pins() >> 8) as u16;
            let value = u32::from(pins.reverse_bits().swap_bytes());
            word = if self.wide {
                word << 16 | value
            } else {
                word << 8 | value & 0xFF
            };
        }
        self.set(CSI);
        self.clr(RDWR);
        self.direction(data, true);
        self.clr(CSI);
        self.words(&[0x3000_8001, 0x0D, 0x2000_0000, 0x2000_0000]);
        self.deselect();
        word
    }
}
