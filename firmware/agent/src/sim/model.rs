//! The model behind the register trait

use std::io;

use fic_model::Model;

use crate::model_report::ModelReport;
use crate::registers::Registers;

/// The contract's counters and those of the model's own that explain a failure.
const COUNTERS: [&str; 20] = [
    "gpio_writes",
    "gpio_reads",
    "cclk_rising",
    "config_bytes",
    "config_edges",
    "virtual_ns",
    "violations",
    "violations_marginal",
    "violations_broken",
    "loads_ok",
    "loads_failed",
    "bus_words",
    "resets",
    "crc_errors",
    "id_errors",
    "desyncs",
    "starts_refused",
    "aborts",
    "clocks_after_done",
    "width",
];

/// A powered model of a board.
pub struct ModelRegisters {
    board: String,
    model: Model,
}

impl ModelRegisters {
    pub(super) fn new(board: &str, model: Model) -> Self {
        Self {
            board: board.to_owned(),
            model,
        }
    }

    /// For what acts on a model besides a driver.
    pub(super) fn model(&mut self) -> &mut Model {
        &mut self.model
    }
}

impl Registers for ModelRegisters {
    #[inline]
    fn write(&mut self, offset: u32, value: u32) {
        self.model.gpio_write(offset, value);
    }

    #[inline]
    fn read(&mut self, offset: u32) -> u32 {
        self.model.gpio_read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        self.model.advance_ns(ns);
    }

    fn now_ns(&self) -> u64 {
        self.model.now_ns()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.model.finish_trace()
    }

    fn report(&self) -> Option<ModelReport> {
        let counted = |name: &&str| Some((name.to_string(), self.model.counter(name)?));
        Some(ModelReport {
            board: self.board.clone(),
            configured: self.model.configured(),
            counters: COUNTERS.iter().filter_map(counted).collect(),
            violations: self
                .model
                .violations()
                .iter()
                .map(ToString::to_string)
                .collect(),
        })
    }
}
