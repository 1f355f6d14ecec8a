//! Pins and clock over a GPIO register block

use std::io;

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;
use fic_core::gpio_block::GPCLR0;
use fic_core::gpio_block::GPLEV0;
use fic_core::gpio_block::GPSET0;
use fic_core::gpio_block::SelectChange;

use super::Registers;
use crate::board::PortLifecycle;
use crate::model_report::ModelReport;
use crate::wall_clock;

/// A register block as the core's port.
pub struct RegisterPort<R> {
    registers: R,
    /// What the machine's wall clock shows, seconds since 1970.
    shown_s: fn() -> u64,
}

impl<R: Registers> RegisterPort<R> {
    /// A port over this block; touches nothing.
    pub fn new(registers: R) -> Self {
        Self {
            registers,
            shown_s: wall_clock::now_s,
        }
    }
}

impl<R: Registers> GpioPort for RegisterPort<R> {
    #[inline]
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.registers.write(GPSET0, pins);
        Ok(())
    }

    #[inline]
    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.registers.write(GPCLR0, pins);
        Ok(())
    }

    #[inline]
    fn levels(&mut self) -> Result<PinMask, PinFault> {
        Ok(self.registers.read(GPLEV0))
    }

    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        let changes = SelectChange::of(outputs, inputs);
        for change in changes.iter().filter(|change| !change.is_none()) {
            // Read back each time: another program may have changed its pins.
            let before = self.registers.read(change.offset);
            let after = change.apply(before);
            if after != before {
                self.registers.write(change.offset, after);
            }
        }
        Ok(())
    }
}

impl<R: Registers> Clock for RegisterPort<R> {
    fn now_ns(&mut self) -> u64 {
        self.registers.look_ns()
    }

    fn delay_ns(&mut self, ns: u64) {
        self.registers.advance_ns(ns);
    }

    fn wall_s(&mut self) -> Option<u64> {
        wall_clock::believed((self.shown_s)())
    }
}

impl<R: Registers> PortLifecycle for RegisterPort<R> {
    fn model_report(&self) -> Option<ModelReport> {
        self.registers.report()
    }

    fn close(&mut self) -> io::Result<()> {
        self.registers.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Recorder {
        selects: [u32; 3],
        log: Vec<(u32, u32)>,
        ns: u64,
    }

    impl Registers for Recorder {
        fn write(&mut self, offset: u32, value: u32) {
            self.log.push((offset, value));
            if let Some(select) = self.selects.get_mut(offset as usize / 4) {
                *select = value;
            }
        }
        fn read(&mut self, offset: u32) -> u32 {
            let select = self.selects.get(offset as usize / 4);
            select.copied().unwrap_or(0x50)
        }
        fn advance_ns(&mut self, ns: u64) {
            self.ns += ns;
        }
        fn now_ns(&self) -> u64 {
            self.ns
        }
    }

    #[test]
    fn directions_keep_the_functions_of_other_pins() {
        let mut port = RegisterPort::new(Recorder::default());
        // GPIO2 and 3 are I2C, GPIO14 and 15 the console's UART.
        let (i2c, uart) = (0b100_100 << 6, 0b100_100 << 12);
        port.registers.selects = [i2c, uart, 0];
        port.directions(1 << 7 | 1 << 25, 1 << 13 | 1 << 25)
            .unwrap();
        assert_eq!(port.registers.selects, [i2c | 1 << 21, uart, 0]);
        // GPIO25 is in both masks, so an input, as it and GPIO13 were already.
        assert_eq!(port.registers.log.len(), 1);
    }

    #[test]
    fn an_alternate_function_becomes_an_output_or_input_when_asked() {
        let mut port = RegisterPort::new(Recorder::default());
        port.registers.selects = [!0, !0, !0];
        port.directions(1 << 10, 1 << 27).unwrap();
        assert_eq!(port.registers.selects, [!0, !0b110, !(0b111 << 21)]);
    }

    #[test]
    fn levels_are_one_register_access_each() {
        let mut port = RegisterPort::new(Recorder::default());
        port.set(0x0F).unwrap();
        port.clear(0xF0).unwrap();
        assert_eq!(port.levels(), Ok(0x50));
        assert_eq!(port.registers.log, [(GPSET0, 0x0F), (GPCLR0, 0xF0)]);
    }

    #[test]
    fn a_wait_ends_although_nobody_touches_a_pin() {
        let mut port = RegisterPort::new(Recorder::default());
        let deadline = fic_core::Deadline::after(&mut port, 10_000);
        let mut looks = 0;
        while !deadline.passed(&mut port) {
            looks += 1;
        }
        assert!((50..200).contains(&looks), "{looks}");
    }

    #[test]
    fn a_clock_that_was_never_set_tells_no_time() {
        let mut port = RegisterPort::new(Recorder::default());
        port.shown_s = || 1_000;
        assert_eq!(port.wall_s(), None);
        port.shown_s = || 1_800_000_000;
        assert_eq!(port.wall_s(), Some(1_800_000_000));
    }
}
