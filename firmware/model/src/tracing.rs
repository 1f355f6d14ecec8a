//! Pin traces: each signal of the board in virtual time, with its value and its driver

use std::io::Write;
use std::io::{self};

use crate::board::Board;
use crate::model::Model;
use crate::trace::Probe;
use crate::trace::Side;
use crate::trace::Trace;
use crate::trace::probes;
use crate::vcd::Value;
use crate::vcd::Vcd;

impl Model {
    /// Records every pin from now on as a VCD file, in picoseconds of virtual time.
    ///
    /// Signals are named as on the board (`CCLK`, `PROG_B`, `INIT_B`, `DONE`, `CSI_B`, `RDWR_B`, `CFSEL`
    /// or `G_CKSEL`, `PWOK`, `CD[15:0]`, `RREQ`, `RSTB`, `FREQ`, `FACK`, `DATA`); beside each stands
    /// `NAME_drv`: `pi`, `fpga` (or the board), `pull`, `both`, `mixed` or `none`. A running trace is
    /// replaced. Every access is worked on the long way while a trace runs.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn start_trace(&mut self, writer: Box<dyn Write + Send>) -> io::Result<()> {
        let probes = probes(self.board);
        let names: Vec<_> = probes
            .iter()
            .map(|probe| (probe.name, probe.width))
            .collect();
        let scope = match self.board {
            Board::Mk1 => "fic_mk1",
            Board::Mk2 => "fic_mk2",
        };
        let vcd = Vcd::new(writer, scope, &names)?;
        self.trace = Some(Trace {
            vcd,
            probes,
            error: None,
        });
        self.settle();
        Ok(())
    }

    /// Ends the trace and flushes it; nothing happens if none runs.
    ///
    /// # Errors
    /// The first error of the writer since the trace began.
    pub fn finish_trace(&mut self) -> io::Result<()> {
        let now = self.now;
        let result = match self.trace.take() {
            None => Ok(()),
            Some(Trace {
                error: Some(error), ..
            }) => Err(error),
            Some(trace) => trace.vcd.finish(now),
        };
        self.settle();
        result
    }

    /// Writes what changed since the last look.
    pub(crate) fn record(&mut self) {
        let Some(mut trace) = self.trace.take() else {
            return;
        };
        for (index, probe) in trace.probes.iter().enumerate() {
            let (value, driver) = self.probe(probe);
            if trace.error.is_none() {
                trace.error = trace.vcd.change(self.now, index, value, driver).err();
            }
        }
        self.trace = Some(trace);
    }

    fn probe(&self, probe: &Probe) -> (Value, &'static str) {
        let here = match probe.side {
            Side::Always => true,
            Side::Configuration => self.connected(),
            Side::Bus => self.board == Board::Mk1 || !self.connected(),
        };
        if here {
            self.at_pins(probe)
        } else {
            self.behind_switch(probe)
        }
    }

    fn at_pins(&self, probe: &Probe) -> (Value, &'static str) {
        let mask = ((1_u32 << probe.width) - 1) << probe.first;
        let near = self.gpio.outputs[0] & mask;
        let far = (self.far.driven | self.far.drained) & mask;
        let pulls =
            self.gpio.pull_up | self.gpio.pull_down | self.far.pulled_up | self.far.pulled_down;
        let weak = mask & !near & !far & pulls;
        let loose = mask & !near & !far & !pulls;
        let value = Value {
            levels: (self.levels & mask) >> probe.first,
            unknown: (self.opposed & mask) >> probe.first,
            undriven: loose >> probe.first,
        };
        let both = near & far;
        let driver = [
            (both, "both"),
            (near & !far, "pi"),
            (far & !near, "fpga"),
            (weak, "pull"),
            (loose, "none"),
        ]
        .into_iter()
        .find(|(pins, _)| *pins == mask)
        .map_or(if both != 0 { "both" } else { "mixed" }, |(_, name)| name);
        (value, driver)
    }

    /// The FPGA's side of an open bus switch: its open drains, and nothing else.
    fn behind_switch(&self, probe: &Probe) -> (Value, &'static str) {
        let outputs = self.device.outputs;
        let low = match probe.name {
            "INIT_B" => Some(outputs.init_low),
            "DONE" => Some(outputs.done_low),
            _ => None,
        };
        let mask = (1 << probe.width) - 1;
        match low {
            Some(true) => (
                Value {
                    levels: 0,
                    unknown: 0,
                    undriven: 0,
                },
                "fpga",
            ),
            Some(false) => (
                Value {
                    levels: 1,
                    unknown: 0,
                    undriven: 0,
                },
                "pull",
            ),
            None => (
                Value {
                    levels: 0,
                    unknown: 0,
                    undriven: mask,
                },
                "none",
            ),
        }
    }
}
