//! Register readback over SelectMAP (`facts/hardware.md` 1.9)
//!
//! With RDWR_B = 1 and CSI_B = 0 the FPGA drives D at once; the register's value comes out sample by
//! sample at rising CCLKs, most significant byte first, after `read_latency` further clocks. The
//! procedure of UG570 as the fact sheet quotes it counts only the samples themselves, so the default
//! is 0; `UNISIM` pipelines three clocks, and a careful driver copes with 0 to 3.

use super::device::Device;
use super::names::reg;
use super::port::Width;
use super::stat::stat;

impl Device {
    /// One rising CCLK while the host reads.
    pub(super) fn clock_out(&mut self, latency: u32) {
        let Some(width) = self.port.width else { return };
        let index = self.active();
        let Some(read) = self.dies.get(index).and_then(|die| die.read) else {
            self.outputs.data = 0;
            return;
        };
        self.readout.clocks += 1;
        if self.readout.clocks <= latency {
            self.outputs.data = 0;
            return;
        }
        if self.readout.given == 0 {
            self.readout.word = self.register_value(index, read.register);
        }
        self.put_sample(width);
        if u64::from(self.readout.given) == width.samples_per_word() {
            self.readout.given = 0;
            self.take_word(index);
        }
    }

    fn put_sample(&mut self, width: Width) {
        let word = self.readout.word;
        let given = self.readout.given;
        self.outputs.data = match width {
            Width::X8 => ((word >> (24 - 8 * given)) as u8).reverse_bits().into(),
            Width::X16 => ((word >> (16 - 16 * given)) as u16)
                .swap_bytes()
                .reverse_bits(),
            Width::X32 => (word as u16).swap_bytes().reverse_bits(),
        };
        self.readout.given += 1;
    }

    fn take_word(&mut self, index: usize) {
        let Some(die) = self.dies.get_mut(index) else {
            return;
        };
        if let Some(read) = &mut die.read {
            read.words -= 1;
            if read.words == 0 {
                die.read = None;
            }
        }
    }

    pub(super) fn end_output(&mut self) {
        self.readout.clocks = 0;
    }

    fn register_value(&self, index: usize, register: u32) -> u32 {
        let Some(die) = self.dies.get(index) else {
            return 0;
        };
        match register {
            reg::STAT => stat(self, index),
            reg::IDCODE => die.idcode,
            // Frames are not stored: FDRO and unknown registers read 0.
            _ => die.registers.get(register as usize).copied().unwrap_or(0),
        }
    }
}
