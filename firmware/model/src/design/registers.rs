//! The register map of the designs (`facts/hardware.md` 9.6)
//!
//! Where the sources conflict: FFF9 is the upper byte of CHUP, 2000 is unmapped. Timers count
//! microseconds: timer 0 since end of startup, timer 1 since the last HLS start. All bytes count on
//! while they are read, so a 32-bit value read bytewise can tear, as on the board.

use super::switch::Switch;
use super::switch::TABLE;
use super::user_logic::UserLogic;

/// What a read may need to know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// Virtual time in picoseconds.
    pub(crate) now: u64,
    pub(crate) dip_switch: u16,
    pub(crate) table_readable: bool,
    pub(crate) unmapped_is_ram: bool,
    /// Packets that pass each port in a millisecond besides the ones that are modelled.
    pub(crate) traffic_per_ms: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Registers {
    stat: u16,
    led: u16,
    slots: u16,
    ddr_address: u16,
    ram: std::collections::BTreeMap<u16, u16>,
    pub(crate) started_at: u64,
    pub(crate) hls_started_at: u64,
}

impl Registers {
    pub(crate) fn led(&self) -> u16 {
        self.led
    }

    /// Slots of the table, from FFF8 = slots << 1; at least one.
    pub(crate) fn slot_count(&self) -> usize {
        usize::from(self.slots >> 1).clamp(1, super::switch::SLOTS)
    }

    pub(crate) fn write(&mut self, address: u16, value: u16, switch: &mut Switch, view: View) {
        match address {
            _ if usize::from(address) < TABLE => switch.set_entry(address, value),
            0xFFFF => self.stat = value,
            0xFFFB => self.led = value,
            0xFFF8 => self.slots = value,
            0xDDDA => self.ddr_address = value,
            _ if view.unmapped_is_ram => {
                self.ram.insert(address, value);
            }
            _ => {}
        }
    }

    pub(crate) fn read(&self, address: u16, switch: &Switch, logic: &UserLogic, view: View) -> u16 {
        match address {
            _ if usize::from(address) < TABLE && view.table_readable => switch.entry(address),
            _ if usize::from(address) < TABLE => 0,
            0xFFFF => self.stat,
            0xFFFD => switch.link_up,
            0xFFFC => view.dip_switch,
            0xFFFB => self.led,
            0xFFFA => switch.link_up & 0xFF,
            0xFFF9 => switch.link_up >> 8,
            0xFFF8 => self.slots,
            0xFFF7 | 0xFFF6 => monitor(switch, usize::from(0xFFF7 - address)),
            0xFF00..=0xFF1F => byte_of(self.packets(address, switch, view), address),
            0xFF80..=0xFF87 => byte_of(self.timer(address, view), address),
            0xDDD0 => u16::from(logic.idle()),
            0xDDD3 => u16::from(logic.can_give(1)),
            0xDDDA => self.ddr_address,
            _ => self.ram.get(&address).copied().unwrap_or(0),
        }
    }

    fn packets(&self, address: u16, switch: &Switch, view: View) -> u32 {
        let port = usize::from(address >> 2 & 3);
        let counted = if address & 0x10 == 0 {
            switch.packets_in[port]
        } else {
            switch.packets_out[port]
        };
        let elapsed_ms = view.now.saturating_sub(self.started_at) / 1_000_000_000;
        counted.wrapping_add(elapsed_ms.wrapping_mul(view.traffic_per_ms) as u32)
    }

    fn timer(&self, address: u16, view: View) -> u32 {
        let since = if address & 4 == 0 {
            self.started_at
        } else {
            self.hls_started_at
        };
        (view.now.saturating_sub(since) / 1_000_000) as u32
    }
}

/// FFF7 shows the low four bits of ports 0 and 1, FFF6 those of 2 and 3: the sources name no layout.
fn monitor(switch: &Switch, half: usize) -> u16 {
    let low = |port: usize| (switch.packets_in[port] & 0xF) as u16;
    low(2 * half) | low(2 * half + 1) << 4
}

fn byte_of(value: u32, address: u16) -> u16 {
    (value >> (8 * u32::from(address & 3)) & 0xFF) as u16
}
