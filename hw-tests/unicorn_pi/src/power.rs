//! The power manager's watchdog, as Linux (`bcm2835_wdt.c`) uses it

/// Without it in the top byte a write does nothing.
const PASSWORD: u32 = 0x5A << 24;
const FULL_RESET: u32 = 0x20;
const CONFIG_MASK: u32 = 0x30;

/// The watchdog.
#[derive(Debug)]
pub struct Power {
    control: u32,
    status: u32,
    ticks: u32,
}

impl Default for Power {
    fn default() -> Self {
        Self {
            control: 0x102,
            status: 0x1000,
            ticks: 0,
        }
    }
}

impl Power {
    /// Reads a register; `None` if there is none.
    pub fn read(&self, offset: u32) -> Option<u32> {
        match offset {
            0x1C => Some(self.control),
            0x20 => Some(self.status),
            0x24 => Some(self.ticks),
            _ => None,
        }
    }

    /// Writes a register; tells whether the machine is about to be reset.
    pub fn write(&mut self, offset: u32, value: u32) -> Option<bool> {
        let register = match offset {
            0x1C => &mut self.control,
            0x20 => &mut self.status,
            0x24 => &mut self.ticks,
            _ => return None,
        };
        if value & 0xFF00_0000 == PASSWORD {
            *register = value & 0x00FF_FFFF;
        }
        Some(self.control & CONFIG_MASK == FULL_RESET && self.ticks > 0)
    }
}
