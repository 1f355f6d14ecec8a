//! The interrupt controller (BCM2835 ARM Peripherals 7), as far as the UART's interrupt goes

/// Interrupt 57, in the second bank.
const UART: u32 = 1 << 25;

/// Which interrupts may come.
#[derive(Debug, Default)]
pub struct Interrupts {
    /// Banks 1 and 2, and the basic ones.
    enabled: [u32; 3],
}

impl Interrupts {
    /// Writes a register; `None` if there is none, or nothing is modelled behind it.
    pub fn write(&mut self, offset: u32, value: u32) -> Option<()> {
        match offset {
            // FIQ control: the image has no fast interrupt.
            0x20C => return (value & 0x80 == 0).then_some(()),
            0x210 | 0x214 | 0x218 => self.enabled[(offset - 0x210) as usize / 4] |= value,
            0x21C | 0x220 | 0x224 => self.enabled[(offset - 0x21C) as usize / 4] &= !value,
            _ => return None,
        }
        Some(())
    }

    /// Reads a register.
    pub fn read(&self, offset: u32) -> Option<u32> {
        match offset {
            0x210 | 0x214 | 0x218 => Some(self.enabled[(offset - 0x210) as usize / 4]),
            _ => None,
        }
    }

    /// The UART's interrupt reaches the processor.
    pub fn uart_enabled(&self) -> bool {
        self.enabled[1] & UART != 0
    }
}
