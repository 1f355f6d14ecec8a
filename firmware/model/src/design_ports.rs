//! A board's links as the fabric sees them

use crate::model::Model;

/// The highest link port that a table address can name.
pub(crate) const LAST_PORT: usize = 3;

impl Model {
    pub(crate) fn run_slot(&mut self, slot: usize) {
        if self.configured() {
            let count = self.bus.design.registers.slot_count();
            self.bus.design.switch.run_slot(slot % count);
        }
    }

    pub(crate) fn sent(&mut self, port: usize) -> Option<u32> {
        self.bus.design.switch.take_output(port)
    }

    pub(crate) fn received(&mut self, port: usize, word: u32) {
        if self.configured() {
            self.bus.design.switch.arrive(port, word);
        }
    }

    pub(crate) fn set_links(&mut self, mask: u16) {
        self.bus.design.switch.link_up = mask;
    }

    /// Words for the local HLS become readable; a read that waits for them goes on.
    pub(crate) fn eject_words(&mut self) {
        self.bus.design.eject();
        self.retry_bus();
        self.settle();
    }
}
