//! Rules that are seen at the Pi's registers and pins

use crate::board::CCLK;
use crate::board::CD0;
use crate::board::CSI_B;
use crate::board::FIC_MASK;
use crate::board::PROG_B;
use crate::board::RDWR_B;
use crate::board::bit;
use crate::journal::Severity;
use crate::model::Model;

impl Model {
    /// A write to GPSET0 or GPCLR0 is about to change these output pins.
    pub(crate) fn watch_latch(&mut self, changed: u32) {
        let foreign = changed & !FIC_MASK;
        if foreign != 0 {
            self.foreign_level(foreign);
        }
        let select = bit(CSI_B) | bit(RDWR_B);
        if changed & select == select && self.gpio.latch[0] & select == 0 && self.connected() {
            let with_prog = changed & bit(PROG_B) != 0 && self.gpio.latch[0] & bit(PROG_B) == 0;
            self.journal.log(
                self.now,
                "prog_and_select_same_write",
                Severity::Marginal,
                || {
                    let what = if with_prog {
                        "PROG_B, CSI_B and RDWR_B"
                    } else {
                        "CSI_B and RDWR_B"
                    };
                    format!("{what} fall in one write: RDWR_B is not low before CSI_B")
                },
            );
        }
    }

    fn foreign_level(&mut self, pins: u32) {
        self.journal.log(
            self.now,
            "foreign_pin_level_changed",
            Severity::Broken,
            || format!("output pins outside the FiC map changed: mask 0x{pins:08x}"),
        );
    }

    pub(crate) fn write_bank_1(&mut self, latch: u32) {
        let changed = (latch ^ self.gpio.latch[1]) & self.gpio.outputs[1];
        self.gpio.latch[1] = latch;
        if changed != 0 {
            self.journal.log(
                self.now,
                "foreign_pin_level_changed",
                Severity::Broken,
                || format!("output pins of GPIO 32-53 changed: mask 0x{changed:08x}"),
            );
        }
    }

    /// GPFSELn is written.
    pub(crate) fn write_functions(&mut self, index: usize, value: u32) {
        let before = self.gpio.outputs[0];
        let levels = self.levels;
        let changed = u64::from(self.gpio.set_functions(index, value)) << (10 * index);
        let foreign = changed & !u64::from(FIC_MASK);
        if foreign != 0 {
            self.journal.log(
                self.now,
                "foreign_pin_function_changed",
                Severity::Broken,
                || format!("functions of pins outside the FiC map changed: mask 0x{foreign:x}"),
            );
        }
        let enabled = self.gpio.outputs[0] & !before;
        let released = before & !self.gpio.outputs[0];
        self.watch_enable(enabled, levels);
        self.watch_release(released, levels);
        self.watch_alternate(changed as u32);
    }

    fn watch_enable(&mut self, enabled: u32, levels: u32) {
        let falling = enabled & levels & !self.gpio.latch[0];
        if falling & bit(PROG_B) != 0 && self.connected() {
            self.journal.log(
                self.now,
                "prog_b_glitch_on_enable",
                Severity::Marginal,
                || "PROG_B became an output while its latch is low: it is driven low".into(),
            );
        }
        self.watch_bus_enable(enabled);
        let foreign = enabled & !FIC_MASK & (levels ^ self.gpio.latch[0]);
        if foreign != 0 {
            self.foreign_level(foreign);
        }
    }

    fn watch_release(&mut self, released: u32, levels: u32) {
        let selected = released & !levels & bit(CSI_B) != 0 && self.connected();
        if selected && !self.device.is_off() {
            self.journal.log(self.now, "selected_at_release", Severity::Marginal, || {
                "CSI_B is let go while low: the FPGA stays selected unless the board pulls it up"
                    .into()
            });
        }
    }

    fn watch_alternate(&mut self, changed: u32) {
        let pins = changed & self.gpio.alternate() & FIC_MASK;
        if pins != 0 {
            self.journal.log(self.now, "alternate_function", Severity::Marginal, || {
                format!("pins 0x{pins:08x} took an alternate function, which the model leaves undriven")
            });
        }
    }

    /// CCLK rose though nobody wrote it up.
    pub(crate) fn watch_stray_clock(&mut self) {
        if self.gpio.outputs[0] & bit(CCLK) == 0 && !self.device.inputs.csi {
            self.journal
                .log(self.now, "cclk_edge_on_release", Severity::Marginal, || {
                    "CCLK was let go and its pull-up made a clock while CSI_B is low".into()
                });
        }
    }

    /// New contentions only: a standing one is one finding.
    pub(crate) fn log_contention(&mut self, contended: u32, opposed: u32) {
        let fresh = contended & !self.contended;
        self.contended = contended;
        self.opposed = opposed;
        if fresh == 0 {
            return;
        }
        let severity = if fresh & opposed != 0 {
            Severity::Broken
        } else {
            Severity::Marginal
        };
        self.journal.log(self.now, "contention", severity, || {
            format!("driven by the Pi and by the board: mask 0x{fresh:08x}")
        });
    }

    /// Data set-up and CCLK widths, at a rising CCLK.
    #[inline]
    pub(crate) fn check_clock_timing(&mut self) {
        if self.gpio.outputs[0] & bit(CCLK) == 0 {
            // Nobody's write: told as `cclk_edge_on_release`.
            return;
        }
        let selected = !self.device.inputs.csi && !self.device.inputs.rdwr;
        let data_pins = ((1 << self.device.data_pins()) - 1) << CD0;
        if selected && self.edges.changed & data_pins != 0 {
            self.data_with_clock();
        } else if selected && self.now - self.edges.data < self.params.data_setup_ps {
            self.short_setup();
        }
        if self.now - self.edges.fall < self.params.cclk_pulse_ps
            || (self.edges.rise != 0 && self.now - self.edges.rise < self.params.cclk_period_ps)
        {
            self.fast_clock();
        }
    }

    #[cold]
    fn data_with_clock(&mut self) {
        let pins = self.edges.changed >> CD0 & 0xFFFF;
        self.journal.log(
            self.now,
            "data_changed_with_cclk_rise",
            Severity::Broken,
            || {
                format!(
                    "CD pins 0x{pins:04x} changed in the write that raised CCLK: no set-up time"
                )
            },
        );
    }

    #[cold]
    fn short_setup(&mut self) {
        let setup = self.now - self.edges.data;
        self.journal
            .log(self.now, "data_setup_too_short", Severity::Broken, || {
                format!("data changed {setup} ps before CCLK rose")
            });
    }

    #[cold]
    fn fast_clock(&mut self) {
        let low = self.now - self.edges.fall;
        self.journal
            .log(self.now, "cclk_too_fast", Severity::Broken, || {
                format!("CCLK rose after {low} ps low: shorter than the limits of the port")
            });
    }
}
