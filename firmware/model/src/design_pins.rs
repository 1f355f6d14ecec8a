//! The register bus at the Pi's pins

use crate::board::Board;
use crate::board::CCLK;
use crate::board::DONE;
use crate::board::INIT_B;
use crate::board::bit;
use crate::config::device::Context;
use crate::design::BusInputs;
use crate::journal::Severity;
use crate::model::Model;
use crate::nets::Far;

impl Model {
    /// The design's bus is on the Pi's pins: always on mk1, with CFSEL low on mk2.
    pub(crate) fn bus_wired(&self) -> bool {
        self.board == Board::Mk1 || !self.connected()
    }

    /// What the design puts on the bus pins.
    pub(crate) fn bus_signals(&self, far: &mut Far) {
        if self.device.is_off() || !self.configured() {
            return;
        }
        let pins = self.board.bus_pins();
        far.drive(pins.acknowledge, self.bus.acknowledge_level(&self.faults));
        far.drive(pins.grant, self.bus.grant_level(&self.faults));
        far.pull(pins.request, self.params.request_pull);
        far.pull(pins.strobe, self.params.strobe_pull);
        if let Some(data) = self.bus.data_level(self.now) {
            far.driven |= pins.data_mask;
            far.levels |= u32::from(data) << pins.data_shift & pins.data_mask;
        }
    }

    /// Hands the levels to the design.
    pub(crate) fn tell_bus(&mut self, changed: u32) {
        let running = self.configured();
        let resets = Some(self.device.counters.resets);
        if running && self.design_since != resets {
            // A partial stream stops and starts the design, but what is outside its region stays.
            self.design_since = resets;
            self.bus.begin(self.now);
        }
        self.running = running;
        let inputs = self.bus_inputs(running);
        if inputs == self.bus.inputs {
            return;
        }
        let pins = self.board.bus_pins();
        let changed = ((changed & pins.data_mask) >> pins.data_shift) as u16;
        let mut context = Context {
            now: self.now,
            journal: &mut self.journal,
            params: &self.params,
            faults: &self.faults,
        };
        self.bus.set_inputs(inputs, changed, &mut context);
    }

    fn bus_inputs(&self, running: bool) -> BusInputs {
        let pins = self.board.bus_pins();
        let data = |mask: u32| ((mask & pins.data_mask) >> pins.data_shift) as u16;
        BusInputs {
            active: running && self.bus_wired(),
            request: self.levels & pins.request != 0,
            strobe: self.levels & pins.strobe != 0,
            data: data(self.levels),
            driven: data(self.gpio.outputs[0]),
        }
    }

    /// Lets a waiting word try again.
    pub(crate) fn retry_bus(&mut self) {
        let mut context = Context {
            now: self.now,
            journal: &mut self.journal,
            params: &self.params,
            faults: &self.faults,
        };
        self.bus.retry(&mut context);
    }

    /// Bus pins that became outputs.
    pub(crate) fn watch_bus_enable(&mut self, enabled: u32) {
        if !self.bus_wired() {
            return;
        }
        let pins = self.board.bus_pins();
        if self.configured() && enabled & pins.request & self.gpio.latch[0] != 0 {
            self.journal.log(
                self.now,
                "bus.request_on_enable",
                Severity::Marginal,
                || "RREQ became an output while its latch is high: a false request".into(),
            );
        }
        let reports = enabled & (bit(INIT_B) | bit(DONE));
        if self.board == Board::Mk2 && reports != 0 && !self.configured() {
            self.journal.log(
                self.now,
                "bus.driven_unconfigured",
                Severity::Marginal,
                || "INIT_B or DONE became an output while no design runs".into(),
            );
        }
        self.watch_answer_pins(enabled);
    }

    /// FACK and FREQ belong to the design. On mk1 they are CD12 and CD13, which a loader may hold.
    fn watch_answer_pins(&mut self, enabled: u32) {
        let pins = self.board.bus_pins();
        if !self.configured() || enabled & (pins.acknowledge | pins.grant) == 0 {
            return;
        }
        let loading = self.board == Board::Mk1 && self.gpio.outputs[0] & bit(CCLK) != 0;
        let severity = if loading {
            Severity::Marginal
        } else {
            Severity::Broken
        };
        self.journal
            .log(self.now, "bus.direction_wrong", severity, || {
                "FACK or FREQ became an output of the Pi".into()
            });
    }
}
