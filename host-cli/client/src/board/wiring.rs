//! What each GPIO of the Pi is on each board generation (`facts/hardware.md` 9.2)

use std::fmt;

use fic_core::nets;
use fic_core::nets::Nets;
use fic_core::nets::Table;
use serde::Serialize;

use crate::board::board::Board;
use crate::error::Error;

/// GPIO 0 to 27.
pub const PIN_COUNT: u8 = nets::PIN_COUNT as u8;

/// One GPIO of the Pi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pin {
    /// BCM number.
    pub gpio: u8,
    /// Its net of the configuration port.
    pub configuration: Option<&'static str>,
    /// Its net of the register bus.
    pub bus: Option<&'static str>,
    /// What else it is.
    pub other: Option<&'static str>,
}

/// The pins and the register width of one board generation.
#[derive(Debug, Clone, Copy)]
pub struct Wiring {
    /// `mk1` or `mk2`.
    pub profile: &'static str,
    /// Bits of one register.
    pub register_bits: u32,
    table: &'static Table,
}

impl Wiring {
    /// That of a profile, if this build knows it.
    pub fn of(profile: &str) -> Option<Self> {
        let known = fic_core::profile::by_name(profile)?;
        Some(Self {
            profile: known.name,
            register_bits: known.bus.register_bits,
            table: nets::of(known.name)?,
        })
    }

    /// The largest value of a register.
    pub fn largest(&self) -> u16 {
        u16::MAX >> (16 - self.register_bits)
    }

    /// All pins, by number.
    pub fn pins(&self) -> impl Iterator<Item = Pin> + use<> {
        (0..)
            .zip(self.table)
            .map(|(gpio, nets)| Pin::of(gpio, nets))
    }

    /// A pin by its number (`14`, `GPIO14`) or one of its names.
    ///
    /// # Errors
    /// [`Error::UnknownPin`]; [`Error::OutOfRange`] of a number above 27.
    pub fn find(&self, text: &str) -> Result<Pin, Error> {
        let number = match text.get(..4) {
            Some(head) if head.eq_ignore_ascii_case("gpio") => &text[4..],
            _ => text,
        };
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            let gpio = crate::number::up_to(number, "GPIO", u64::from(PIN_COUNT) - 1)?;
            return Ok(Pin::of(gpio as u8, &self.table[gpio as usize]));
        }
        let named = |pin: &Pin| pin.names().any(|name| name.eq_ignore_ascii_case(text));
        self.pins().find(named).ok_or_else(|| self.unknown(text))
    }

    fn unknown(&self, name: &str) -> Error {
        let pins: Vec<Pin> = self.pins().collect();
        let names = pins.iter().flat_map(|pin| pin.names().map(str::to_owned));
        Error::UnknownPin {
            name: name.to_owned(),
            known: names.collect(),
        }
    }
}

impl Pin {
    fn of(gpio: u8, nets: &Nets) -> Self {
        let name = |text: &'static str| (!text.is_empty()).then_some(text);
        Self {
            gpio,
            configuration: name(nets.configuration),
            bus: name(nets.bus),
            other: name(nets.other),
        }
    }

    /// One bit, at its number.
    pub fn mask(&self) -> u32 {
        1 << self.gpio
    }

    /// A load or the register bus drives or reads it.
    pub fn is_owned(&self) -> bool {
        self.configuration.is_some() || self.bus.is_some()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        let all = [self.configuration, self.bus, self.other];
        all.into_iter().flatten()
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.configuration, self.bus, self.other) {
            (Some(one), Some(two), _) if one == two => f.write_str(one),
            (Some(one), Some(two), _) => write!(f, "{one}, on the register bus {two}"),
            (Some(name), None, _) | (None, Some(name), _) => f.write_str(name),
            (None, None, Some(other)) => write!(f, "{other}, not FiC's"),
            (None, None, None) => f.write_str("not used"),
        }
    }
}

impl Board {
    /// The board's wiring; `None` of a generation that this build does not know.
    pub fn wiring(&self) -> Option<Wiring> {
        Wiring::of(&self.identity().profile)
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn pins_are_found_by_number_and_name() {
        let (mk1, mk2) = (Wiring::of("mk1").unwrap(), Wiring::of("mk2").unwrap());
        assert_eq!(mk2.find("GPIO14").unwrap().bus, Some("DATA6"));
        assert_eq!(mk1.find("14").unwrap().bus, None);
        assert_eq!(mk1.find("rreq").unwrap().gpio, 23);
        assert_eq!(mk2.find("RREQ").unwrap().gpio, 6);
        assert_eq!(mk2.find("28").unwrap_err().code(), "out_of_range");
        assert_eq!(
            mk2.find("CCLX").unwrap_err().help().to_string(),
            "did you mean CCLK?"
        );
        assert!(mk1.find("SDA").is_err());
    }

    #[test]
    fn only_the_first_four_pins_are_free() {
        for wiring in ["mk1", "mk2"].map(|name| Wiring::of(name).unwrap()) {
            let free = wiring.pins().filter(|pin| !pin.is_owned());
            assert!(free.map(|pin| pin.gpio).eq(0..4));
        }
    }

    #[test]
    fn values_end_at_the_registers_width() {
        assert_eq!(Wiring::of("mk1").unwrap().largest(), 0xFF);
        assert_eq!(Wiring::of("mk2").unwrap().largest(), 0xFFFF);
    }
}
