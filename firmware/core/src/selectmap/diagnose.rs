//! What STAT says about a load that failed

use fic_protocol::BoardError;
use fic_protocol::Diagnosis;
use fic_protocol::Mode;

use super::ConfigPort;
use super::readback;
use crate::BoardPort;

/// A diagnosis when not even the pins could be read.
pub(super) const NOTHING_SEEN: Diagnosis = Diagnosis {
    bytes_written: 0,
    init_b: false,
    done: false,
    stat: None,
    cleared: false,
};

/// The STAT register (UG570 "Status Register"; `facts/hardware.md` 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat(pub u32);

impl Stat {
    const fn bit(self, number: u32) -> bool {
        self.0 >> number & 1 == 1
    }

    /// CRC_ERROR.
    pub const fn crc_error(self) -> bool {
        self.bit(0)
    }

    /// GHIGH_B: the stream got as far as its LFRM command.
    pub const fn ghigh_b(self) -> bool {
        self.bit(7)
    }

    /// IDCODE_ERROR.
    pub const fn idcode_error(self) -> bool {
        self.bit(15)
    }

    /// Startup phase, Gray code; 0 before startup.
    pub const fn startup_phase(self) -> u32 {
        self.0 >> 18 & 7
    }

    /// Whether this can be a STAT of a port of this width in slave SelectMAP mode,
    /// M = 110. A bus that nobody drives reads as all zeros or all ones.
    pub const fn plausible(self, mode: Mode) -> bool {
        let width = match mode {
            Mode::X8 => 0b01,
            Mode::X16 => 0b10,
        };
        self.0 >> 8 & 7 == 0b110 && self.0 >> 25 & 3 == width
    }
}

/// STAT through a port that is selected for writing, if it answers.
pub(super) fn read_stat<P: BoardPort>(bus: &mut ConfigPort<'_, P>, mode: Mode) -> Option<u32> {
    bus.deselect().ok()?;
    readback::register(bus, mode, readback::STAT, |word| Stat(word).plausible(mode)).ok()?
}

/// The cause behind what the pins showed.
///
/// Without an answer the pins' verdict stands: INIT_B low is most often a CRC error,
/// DONE low alone says no more than that.
pub(super) fn refine(error: BoardError, stat: Option<u32>) -> BoardError {
    let Some(stat) = stat.map(Stat) else {
        return error;
    };
    match error {
        _ if stat.idcode_error() => BoardError::IdcodeError,
        _ if stat.crc_error() => BoardError::CrcError,
        BoardError::DoneTimeout if stat.startup_phase() == 0 && !stat.ghigh_b() => {
            BoardError::NoSyncSeen
        }
        other => other,
    }
}
