//! The two boards: which GPIO carries which net (`facts/hardware.md` 9.2)

/// Board generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Board {
    /// XCKU095, 8-bit configuration, 4-bit register bus on its own pins.
    Mk1,
    /// XCKU115, 16-bit configuration, 16-bit register bus behind a bus switch.
    Mk2,
}

impl Board {
    pub(crate) fn named(name: &str) -> Option<Board> {
        match name {
            "mk1" => Some(Board::Mk1),
            "mk2" => Some(Board::Mk2),
            _ => None,
        }
    }

    pub(crate) fn default_part(self) -> &'static str {
        match self {
            Board::Mk1 => "xcku095",
            Board::Mk2 => "xcku115",
        }
    }
}

/// Bit of a GPIO in a bank-0 mask.
pub(crate) const fn bit(pin: u32) -> u32 {
    1 << pin
}

pub(crate) const INIT_B: u32 = 4;
pub(crate) const PROG_B: u32 = 5;
pub(crate) const DONE: u32 = 6;
pub(crate) const CCLK: u32 = 7;
/// CD0 to CD15 are GPIO 8 to 23.
pub(crate) const CD0: u32 = 8;
pub(crate) const CD_MASK: u32 = 0xFFFF << CD0;
pub(crate) const PWOK: u32 = 24;
/// G_CKSEL (to the Pi) on mk1, CFSEL (from the Pi) on mk2.
pub(crate) const SELECT: u32 = 25;
pub(crate) const CSI_B: u32 = 26;
pub(crate) const RDWR_B: u32 = 27;

/// Pins of the configuration port, without the ones that report.
pub(crate) const CONFIG_MASK: u32 =
    bit(INIT_B) | bit(PROG_B) | bit(DONE) | bit(CCLK) | CD_MASK | bit(CSI_B) | bit(RDWR_B);

/// GPIO 4 to 27 belong to the FiC board; 0 to 3 are the Pi's I2C buses.
pub(crate) const FIC_MASK: u32 = 0x0FFF_FFF0;

/// Pins of a register bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BusPins {
    pub(crate) request: u32,
    pub(crate) strobe: u32,
    pub(crate) grant: u32,
    pub(crate) acknowledge: u32,
    pub(crate) data_shift: u32,
    pub(crate) data_mask: u32,
}

impl BusPins {
    pub(crate) fn all(self) -> u32 {
        self.request | self.strobe | self.grant | self.acknowledge | self.data_mask
    }
}

impl Board {
    /// RREQ, RSTB, FREQ, FACK and data.
    pub(crate) fn bus_pins(self) -> BusPins {
        match self {
            Board::Mk1 => BusPins {
                request: bit(23),
                strobe: bit(22),
                grant: bit(21),
                acknowledge: bit(20),
                data_shift: 16,
                data_mask: 0xF << 16,
            },
            Board::Mk2 => BusPins {
                request: bit(6),
                strobe: bit(4),
                grant: bit(26),
                acknowledge: bit(27),
                data_shift: 8,
                data_mask: 0xFFFF << 8,
            },
        }
    }
}
