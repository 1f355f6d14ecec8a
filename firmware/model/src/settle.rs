//! The long way: events that are due, levels of all pins, and what the FPGA makes of them

use crate::board::Board;
use crate::board::CCLK;
use crate::board::CD_MASK;
use crate::board::CD0;
use crate::board::CONFIG_MASK;
use crate::board::CSI_B;
use crate::board::DONE;
use crate::board::INIT_B;
use crate::board::PROG_B;
use crate::board::PWOK;
use crate::board::RDWR_B;
use crate::board::SELECT;
use crate::board::bit;
use crate::config::device::Context;
use crate::config::device::Inputs;
use crate::faults::Stuck;
use crate::model::Model;
use crate::nets::Far;
use crate::nets::resolve;
use crate::params::Pull;

/// Rounds after which levels are taken as settled; a loop of drivers needs two or three.
const ROUNDS: usize = 8;

impl Model {
    /// Runs what is due by now, then settles the pins.
    pub(crate) fn catch_up(&mut self) {
        if self.now >= self.next_event {
            self.run_until_now();
            self.settle();
        }
    }

    /// Runs events in order, each at its own time.
    pub(crate) fn run_until_now(&mut self) {
        let end = self.now;
        loop {
            let at = self.due();
            if at > end {
                break;
            }
            self.now = at.min(end);
            let mut context = Context {
                now: self.now,
                journal: &mut self.journal,
                params: &self.params,
                faults: &self.faults,
            };
            self.device.run_event(&mut context);
            self.bus.run_event(&mut context);
            self.settle();
            if self.due() <= at {
                // An event that does not go away would hold time still.
                break;
            }
        }
        self.now = end;
    }

    fn due(&self) -> u64 {
        self.device
            .next_event(&self.params)
            .min(self.bus.next_event(self.now))
    }

    /// The configuration port is wired to the Pi's pins.
    pub(crate) fn connected(&self) -> bool {
        self.board == Board::Mk1
            || self
                .faults
                .cfsel_stuck
                .unwrap_or(self.levels & bit(SELECT) != 0)
    }

    /// Levels and drivers until nothing changes.
    pub(crate) fn settle(&mut self) {
        let before = self.levels;
        for round in 0..ROUNDS {
            self.apply_power();
            let changed = self.settle_levels();
            if changed == 0 && round > 0 {
                break;
            }
            self.tell_device(changed);
            self.tell_bus(changed);
        }
        self.count_edges(before ^ self.levels);
        self.next_event = self.due();
        self.find_fast_pins();
        self.record();
    }

    /// Levels that fit their drivers; the bus switch's own level decides who those are. Returns the pins
    /// that changed.
    fn settle_levels(&mut self) -> u32 {
        let before = self.levels;
        for _ in 0..ROUNDS {
            let far = self.far_side();
            let resolved = resolve(&self.gpio, &far);
            let stable = resolved.levels == self.levels && far == self.far;
            self.levels = resolved.levels;
            self.far = far;
            if stable {
                self.log_contention(resolved.contended, resolved.opposed);
                break;
            }
        }
        before ^ self.levels
    }

    fn apply_power(&mut self) {
        if std::mem::take(&mut self.device.power_lost) {
            self.faults.no_power = true;
        }
        self.device
            .set_power(!self.faults.no_power, self.now, &self.params);
    }

    fn count_edges(&mut self, changed: u32) {
        if self.connected() {
            self.tally.config_edges += u64::from((changed & CONFIG_MASK).count_ones());
        }
    }

    /// What the FPGA and the board put on the pins.
    fn far_side(&self) -> Far {
        let mut far = Far::default();
        self.board_signals(&mut far);
        if self.connected() {
            self.config_signals(&mut far);
        }
        if self.bus_wired() {
            self.bus_signals(&mut far);
        }
        far
    }

    fn board_signals(&self, far: &mut Far) {
        far.drive(bit(PWOK), !self.device.is_off());
        match self.board {
            Board::Mk1 => far.drive(bit(SELECT), self.params.g_cksel),
            Board::Mk2 => far.pull(bit(SELECT), self.params.cfsel_pull),
        }
    }

    fn config_signals(&self, far: &mut Far) {
        let off = self.device.is_off();
        let outputs = self.device.outputs;
        far.drain(bit(INIT_B), off || outputs.init_low, self.faults.init_stuck);
        far.drain(bit(DONE), off || outputs.done_low, self.faults.done_stuck);
        if outputs.done_high && self.faults.done_stuck.is_none() {
            far.drive(bit(DONE), true);
        }
        far.driven |= u32::from(outputs.data_mask) << CD0;
        far.levels |= u32::from(outputs.data & outputs.data_mask) << CD0;
        // Without power the resistors lead to a dead supply.
        if !off {
            let params = &self.params;
            far.pull(bit(INIT_B), params.init_pull);
            far.pull(bit(DONE), params.done_pull);
            far.pull(bit(PROG_B), params.prog_pull);
            far.pull(bit(CSI_B), params.csi_pull);
            far.pull(bit(RDWR_B), params.rdwr_pull);
        }
    }

    /// Hands the levels to the device, then the clock.
    fn tell_device(&mut self, changed: u32) {
        let inputs = self.device_inputs();
        if inputs != self.device.inputs {
            let mut context = Context {
                now: self.now,
                journal: &mut self.journal,
                params: &self.params,
                faults: &self.faults,
            };
            self.device.set_inputs(inputs, &mut context);
        }
        if changed & CD_MASK != 0 {
            self.edges.data = self.now;
        }
        self.clock_edge(changed);
    }

    fn clock_edge(&mut self, changed: u32) {
        let cclk = self.levels & bit(CCLK) != 0;
        if !self.connected() || cclk == self.cclk || self.faults.cclk_dead {
            return;
        }
        self.cclk = cclk;
        if !cclk {
            self.edges.fall = self.now;
            return;
        }
        self.edges.changed = changed;
        self.watch_stray_clock();
        self.rising_cclk();
    }

    fn device_inputs(&self) -> Inputs {
        let connected = self.connected();
        let level =
            |pin: u32, stuck: Stuck| stuck.unwrap_or(!connected || self.levels & bit(pin) != 0);
        let outputs = self.device.outputs;
        // Behind an open bus switch the FPGA sees its own open drains.
        let drain = |pin: u32, low: bool| {
            if connected {
                self.levels & bit(pin) != 0
            } else {
                !low
            }
        };
        Inputs {
            prog: level(PROG_B, self.faults.prog_stuck),
            csi: level(CSI_B, self.faults.csi_stuck),
            rdwr: level(RDWR_B, self.faults.rdwr_stuck),
            init_pin: drain(INIT_B, outputs.init_low),
            done_pin: drain(DONE, outputs.done_low),
            clocked: connected && self.gpio.outputs[0] & bit(CCLK) != 0,
        }
    }

    /// CCLK and data that only the Pi drives, while the port is wired and sound.
    fn find_fast_pins(&mut self) {
        let mut fast = self.gpio.outputs[0] & (bit(CCLK) | CD_MASK);
        fast &= !(self.far.driven | self.far.drained);
        if !self.connected() || self.faults.cclk_dead || self.trace.is_some() {
            fast = 0;
        }
        if self.running && self.bus_wired() {
            // On mk1 the register bus shares pins with CD8 to CD15.
            fast &= !self.board.bus_pins().all();
        }
        self.fast_pins = fast;
    }
}

impl Far {
    pub(crate) fn drive(&mut self, pins: u32, high: bool) {
        self.driven |= pins;
        self.levels = if high {
            self.levels | pins
        } else {
            self.levels & !pins
        };
    }

    fn drain(&mut self, pin: u32, low: bool, stuck: Stuck) {
        match stuck {
            None if low => self.drained |= pin,
            None => {}
            Some(high) => self.drive(pin, high),
        }
    }

    pub(crate) fn pull(&mut self, pin: u32, pull: Pull) {
        match pull {
            Pull::None => {}
            Pull::Up => self.pulled_up |= pin,
            Pull::Down => self.pulled_down |= pin,
        }
    }
}
