//! Names of registers (`facts/hardware.md` 9.6), conflicting ones included

use serde::Serialize;

use crate::error::Error;

/// What may be done with a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Read only.
    R,
    /// Write only.
    W,
    /// Both.
    Rw,
}

/// A register, or several from an address upwards, under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Named {
    /// What it is called here.
    pub name: &'static str,
    /// The first register.
    pub address: u16,
    /// Registers that it spans: 4 of a 32-bit counter, a byte each, the lowest first.
    pub count: u16,
    /// What may be done with it.
    pub access: Access,
    /// What it means.
    pub meaning: &'static str,
    /// The other meaning that some designs give the address.
    pub conflict: Option<&'static str>,
}

const fn named(name: &'static str, address: u16, access: Access, meaning: &'static str) -> Named {
    Named {
        name,
        address,
        count: 1,
        access,
        meaning,
        conflict: None,
    }
}

const fn counter(name: &'static str, address: u16, meaning: &'static str) -> Named {
    Named {
        count: 4,
        ..named(name, address, R, meaning)
    }
}

const fn conflicting(register: Named, conflict: &'static str) -> Named {
    Named {
        conflict: Some(conflict),
        ..register
    }
}

use Access::R;
use Access::Rw;
use Access::W;

/// Every name, the highest address first.
pub const NAMES: [Named; 30] = [
    named("stat", 0xFFFF, Rw, "status of the design"),
    named("test", 0xFFFE, R, "test, or the HLS logic's direct value"),
    named("link", 0xFFFD, R, "Aurora links that are up, a bit each"),
    named("dipsw", 0xFFFC, R, "DIP switch: the board's id"),
    named("led", 0xFFFB, Rw, "LEDs"),
    named("chup", 0xFFFA, R, "channels that are up, 0 to 7"),
    conflicting(
        named(
            "chup_high",
            0xFFF9,
            R,
            "channels that are up, 8 to 15 (ficwww)",
        ),
        "timer (FICSES)",
    ),
    conflicting(
        named("timer", 0xFFF9, R, "timer (FICSES)"),
        "chup_high (ficwww)",
    ),
    named("slots", 0xFFF8, Rw, "slot count of the switch, times two"),
    named("monitor0", 0xFFF7, R, "packet monitor of channels 0 to 3"),
    named("monitor1", 0xFFF6, R, "packet monitor of channels 4 to 7"),
    counter("timer1", 0xFF84, "timer 1, 32 bits"),
    counter("timer0", 0xFF80, "timer 0, 32 bits"),
    counter("pkt_out3", 0xFF1C, "packets out of port 3, 32 bits"),
    counter("pkt_out2", 0xFF18, "packets out of port 2, 32 bits"),
    counter("pkt_out1", 0xFF14, "packets out of port 1, 32 bits"),
    counter("pkt_out0", 0xFF10, "packets out of port 0, 32 bits"),
    counter("pkt_in3", 0xFF0C, "packets into port 3, 32 bits"),
    counter("pkt_in2", 0xFF08, "packets into port 2, 32 bits"),
    counter("pkt_in1", 0xFF04, "packets into port 1, 32 bits"),
    counter("pkt_in0", 0xFF00, "packets into port 0, 32 bits"),
    named("ddr_address", 0xDDDA, Rw, "DRAM address (older designs)"),
    named("hls_out_valid", 0xDDD3, R, "the HLS logic has output"),
    named(
        "ddr_read_start",
        0xDDD2,
        W,
        "starts a DRAM read (older designs)",
    ),
    named(
        "ddr_write_start",
        0xDDD1,
        W,
        "starts a DRAM write (older designs)",
    ),
    named("ap_done", 0xDDD0, R, "the HLS logic is done"),
    conflicting(
        named("slot_register", 0x2000, Rw, "slot register (FICSES)"),
        "dram_stream (ficlib)",
    ),
    conflicting(
        named("dram_stream", 0x2000, Rw, "DRAM address stream (ficlib)"),
        "slot_register (FICSES)",
    ),
    named(
        "hls_window",
        0x1000,
        Rw,
        "the HLS logic's data window: `fic hls`",
    ),
    Named {
        count: 0x400,
        ..named(
            "table",
            0x0000,
            Rw,
            "switching table: port<<8 | switch<<6 | slot",
        )
    },
];

/// The register of this name; case does not matter.
///
/// # Errors
/// [`Error::UnknownRegister`].
pub fn by_name(name: &str) -> Result<&'static Named, Error> {
    let found = NAMES
        .iter()
        .find(|named| named.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| Error::UnknownRegister {
        name: name.to_owned(),
        known: NAMES.iter().map(|named| named.name.to_owned()).collect(),
    })
}

/// What people call the register at an address, or the first of a counter.
pub fn name_of(address: u16) -> Option<&'static str> {
    let mut names = NAMES.iter().filter(|named| named.count <= 4);
    names
        .find(|named| named.address == address)
        .map(|named| named.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_addresses_fall() {
        for (index, one) in NAMES.iter().enumerate() {
            assert_eq!(by_name(one.name).unwrap(), one);
            assert!(
                NAMES[..index]
                    .iter()
                    .all(|other| other.address >= one.address)
            );
        }
    }

    #[test]
    fn an_address_with_two_meanings_says_so_in_both() {
        for one in NAMES.iter().filter(|named| named.count <= 4) {
            let twins = NAMES.iter().filter(|other| other.address == one.address);
            let twins = twins.filter(|other| other.count <= 4).count();
            assert_eq!(one.conflict.is_some(), twins > 1, "{}", one.name);
        }
    }
}
