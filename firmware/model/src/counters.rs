//! Counters by name

use crate::model::Model;

impl Model {
    /// A counter, or `None` if there is no such name.
    ///
    /// The names of the contract: `gpio_writes`, `gpio_reads`, `cclk_rising`, `config_bytes`,
    /// `virtual_ns`, `violations`, `loads_ok`, `loads_failed`, `bus_words`. More: `config_edges` (edges
    /// at any configuration pin while it is wired to the port), `violations_marginal`,
    /// `violations_broken`, `violation.RULE` (by rule, 0 if never broken), `resets`, `crc_errors`,
    /// `id_errors`, `error_die`, `error_word` (die and its word count at the last error), `desyncs`,
    /// `starts_refused`, `aborts`, `clocks_after_done`, `width` (8, 16, 32; 0 before detection), `led`, `slots`, `hls_running`, `switch_overflows`.
    pub fn counter(&self, name: &str) -> Option<u64> {
        if let Some(rule) = name.strip_prefix("violation.") {
            return Some(self.journal.of_rule(rule));
        }
        let device = &self.device.counters;
        Some(match name {
            "gpio_writes" => self.tally.writes,
            "gpio_reads" => self.tally.reads,
            "cclk_rising" => self.tally.cclk_rising,
            "config_edges" => self.tally.config_edges,
            "config_bytes" => self.device.bytes(),
            "virtual_ns" => self.now_ns(),
            "violations" => self.journal.total(),
            "violations_marginal" => self.journal.marginal,
            "violations_broken" => self.journal.broken,
            "loads_ok" => device.loads_ok,
            "loads_failed" => device.loads_failed,
            "bus_words" => self.bus.words,
            "led" => self.bus.design.registers.led().into(),
            "slots" => self.bus.design.registers.slot_count() as u64,
            "hls_running" => self.bus.design.logic.running.into(),
            "switch_overflows" => self.bus.design.switch.overflows,
            "resets" => device.resets,
            "crc_errors" => device.crc_errors,
            "id_errors" => device.id_errors,
            "error_die" => device.error_die,
            "error_word" => device.error_word,
            "desyncs" => device.desyncs,
            "starts_refused" => device.starts_refused,
            "aborts" => device.aborts,
            "clocks_after_done" => device.clocks_after_done,
            "width" => self.device.width_bits(),
            _ => return None,
        })
    }
}
