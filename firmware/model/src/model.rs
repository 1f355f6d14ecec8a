//! The board behind its GPIO registers: register accesses, time, and the short way of a load

use crate::board::Board;
use crate::board::CCLK;
use crate::board::CD_MASK;
use crate::board::CD0;
use crate::board::CONFIG_MASK;
use crate::board::bit;
use crate::config::device::Context;
use crate::config::device::Device;
use crate::design::Bus;
use crate::faults::Faults;
use crate::gpio::Gpio;
use crate::gpio::Register;
use crate::journal::Journal;
use crate::journal::Severity;
use crate::journal::Violation;
use crate::nets::Far;
use crate::params::Params;
use crate::part;
use crate::trace::Trace;

/// Where virtual time stops, in picoseconds: 53 days, far from any overflow.
const END_OF_TIME: u64 = u64::MAX / 4;

const SET_0: u32 = 0x1C;
const CLEAR_0: u32 = 0x28;

/// A modelled board.
///
/// All calls are total: unknown registers read 0 and are logged, nothing panics.
pub struct Model {
    pub(crate) board: Board,
    pub(crate) gpio: Gpio,
    /// Levels of GPIO 0-31 as GPLEV0 shows them.
    pub(crate) levels: u32,
    /// Virtual time in picoseconds.
    pub(crate) now: u64,
    pub(crate) params: Params,
    pub(crate) faults: Faults,
    pub(crate) device: Device,
    pub(crate) bus: Bus,
    /// Count of resets when the running design was loaded.
    pub(crate) design_since: Option<u64>,
    /// A design was running at the last look.
    pub(crate) running: bool,
    pub(crate) journal: Journal,
    pub(crate) far: Far,
    pub(crate) contended: u32,
    pub(crate) opposed: u32,
    /// Pins whose edges need nothing but the short way.
    pub(crate) fast_pins: u32,
    /// When something happens by itself.
    pub(crate) next_event: u64,
    pub(crate) cclk: bool,
    pub(crate) tally: Tally,
    pub(crate) edges: Edges,
    pub(crate) trace: Option<Trace>,
}

/// Counts of what the driver did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) writes: u64,
    pub(crate) reads: u64,
    pub(crate) cclk_rising: u64,
    pub(crate) config_edges: u64,
}

/// Times of the last edges, in picoseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Edges {
    pub(crate) rise: u64,
    pub(crate) fall: u64,
    pub(crate) data: u64,
    /// Pins that changed with the write being worked on.
    pub(crate) changed: u32,
}

impl Model {
    /// A board as after power-up: `mk1` (XCKU095) or `mk2` (XCKU115); `None` if unknown.
    pub fn new(board: &str) -> Option<Model> {
        let board = Board::named(board)?;
        let part = part::find(board.default_part())?;
        let mut model = Model {
            board,
            gpio: Gpio::new(),
            levels: 0,
            now: 0,
            params: Params::default(),
            faults: Faults::default(),
            device: Device::new(part.dies),
            bus: Bus::new(board.bus_pins().data_mask.count_ones()),
            design_since: None,
            running: false,
            journal: Journal::default(),
            far: Far::default(),
            contended: 0,
            opposed: 0,
            fast_pins: 0,
            next_event: 0,
            cclk: true,
            tally: Tally::default(),
            edges: Edges::default(),
            trace: None,
        };
        model.settle();
        model.tally = Tally::default();
        Some(model)
    }

    /// Writes a register of the GPIO block. Time advances by one write (7.6 ns) first.
    #[inline]
    pub fn gpio_write(&mut self, byte_offset: u32, value: u32) {
        self.now += self.params.write_ps;
        self.tally.writes += 1;
        let before = self.gpio.latch[0];
        let latch = match byte_offset {
            SET_0 => before | value,
            CLEAR_0 => before & !value,
            _ => return self.other_write(byte_offset, value),
        };
        let changed = (latch ^ before) & self.gpio.outputs[0];
        if changed & !self.fast_pins != 0 || self.now >= self.next_event {
            // What was due before this write sees the pins as they were.
            self.run_until_now();
            self.gpio.latch[0] = latch;
            self.watch_latch(changed);
            self.settle();
        } else {
            self.gpio.latch[0] = latch;
            self.fast_edges(changed);
        }
    }

    /// Edges of CCLK and data that the Pi alone drives.
    #[inline]
    fn fast_edges(&mut self, changed: u32) {
        self.levels ^= changed;
        self.tally.config_edges += u64::from((changed & CONFIG_MASK).count_ones());
        if changed & CD_MASK != 0 {
            self.edges.data = self.now;
        }
        if changed & bit(CCLK) == 0 {
            return;
        }
        self.cclk = self.levels & bit(CCLK) != 0;
        if !self.cclk {
            self.edges.fall = self.now;
            return;
        }
        self.edges.changed = changed;
        if self.rising_cclk() {
            self.settle();
        }
    }

    /// CCLK rose at the port; tells whether what the FPGA drives may have changed.
    #[inline]
    pub(crate) fn rising_cclk(&mut self) -> bool {
        self.tally.cclk_rising += 1;
        self.check_clock_timing();
        self.edges.rise = self.now;
        let (mask, value) = self.faults.data_stuck;
        let pins = ((self.levels >> CD0) as u16 & !mask) | value;
        let mut context = Context {
            now: self.now,
            journal: &mut self.journal,
            params: &self.params,
            faults: &self.faults,
        };
        self.device.clock(pins, &mut context)
    }

    fn other_write(&mut self, byte_offset: u32, value: u32) {
        self.run_until_now();
        match Register::at(byte_offset) {
            Register::Function(index) => self.write_functions(index, value),
            Register::Set(_) => self.write_bank_1(self.gpio.latch[1] | value),
            Register::Clear(_) => self.write_bank_1(self.gpio.latch[1] & !value),
            Register::Pull => self.gpio.set_pull(value),
            Register::PullClock(0) => self.gpio.clock_pull(value),
            Register::PullClock(_) | Register::Event => {}
            Register::Level(_) | Register::Unknown => self.unknown_register("written", byte_offset),
        }
        self.settle();
    }

    /// Reads a register of the GPIO block. Time advances by one read (61 ns) first.
    pub fn gpio_read(&mut self, byte_offset: u32) -> u32 {
        self.now += self.params.read_ps;
        self.tally.reads += 1;
        self.catch_up();
        match Register::at(byte_offset) {
            Register::Function(index) => self.gpio.functions(index),
            Register::Level(0) => {
                self.bus.saw_low |= self.levels & self.board.bus_pins().acknowledge == 0;
                self.levels
            }
            Register::Level(_) => self.gpio.latch[1] & self.gpio.outputs[1],
            Register::Unknown => {
                self.unknown_register("read", byte_offset);
                0
            }
            _ => 0,
        }
    }

    fn unknown_register(&mut self, verb: &str, byte_offset: u32) {
        self.journal
            .log(self.now, "unknown_register", Severity::Marginal, || {
                format!("offset 0x{byte_offset:02x} was {verb}: no such register in the GPIO block")
            });
    }

    /// Time that passes without an access, in nanoseconds; it stops after 53 days in all.
    pub fn advance_ns(&mut self, ns: u64) {
        self.now = self
            .now
            .saturating_add(ns.saturating_mul(1000))
            .min(END_OF_TIME);
        self.catch_up();
    }

    /// Virtual time since power-up in nanoseconds, rounded down.
    pub fn now_ns(&self) -> u64 {
        self.now / 1000
    }

    /// DONE is high and every die has reached end of startup.
    pub fn configured(&self) -> bool {
        self.device.configured() && self.device.inputs.done_pin
    }

    /// The broken rules, oldest first; only the first [`KEPT`](crate::KEPT), the counter `violations`
    /// has them all.
    pub fn violations(&self) -> &[Violation] {
        self.journal.kept()
    }

    /// The Pi restarts: registers as after power-up, the FPGA keeps its configuration.
    pub fn reboot_pi(&mut self) {
        self.gpio = Gpio::new();
        self.settle();
    }
}
