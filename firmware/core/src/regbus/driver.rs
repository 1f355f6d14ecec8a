//! The four-phase handshake of one word

use fic_protocol::BoardError;

use crate::BoardPort;
use crate::Deadline;
use crate::PinFault;
use crate::PinMask;
use crate::profile::BusPins;
use crate::profile::BusTiming;

/// Why a word did not cross the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusError {
    /// FACK is up although nothing was strobed: a stale acknowledge, or stuck.
    AckStuckHigh,
    /// FACK did not rise: the design does not answer.
    NoAck,
    /// FACK did not fall after the strobe.
    AckNeverFell,
    /// FREQ stayed up after RREQ fell.
    GrantStuckHigh,
    /// FREQ did not rise after RREQ (only where it is waited for).
    NoGrant,
    /// The data pins never read the same often enough.
    Unstable,
    /// No bytes, or a number of bytes that is no multiple of a register.
    Length,
    /// The GPIO backend failed.
    Pin,
}

impl From<PinFault> for BusError {
    fn from(_: PinFault) -> Self {
        Self::Pin
    }
}

impl From<BusError> for BoardError {
    fn from(error: BusError) -> Self {
        match error {
            BusError::AckStuckHigh => Self::AckStuckHigh,
            BusError::NoAck => Self::NoAck,
            BusError::AckNeverFell => Self::AckNeverFell,
            BusError::GrantStuckHigh => Self::GrantStuckHigh,
            BusError::NoGrant => Self::NoGrant,
            BusError::Unstable => Self::BusUnstable,
            BusError::Length => Self::OutOfRange,
            BusError::Pin => Self::PinFault,
        }
    }
}

/// The bus pins while they are driven.
pub(super) struct BusDriver<'a, P> {
    pub(super) port: &'a mut P,
    pub(super) pins: BusPins,
    pub(super) timing: BusTiming,
    /// Levels on the data pins while they are outputs.
    held: PinMask,
    data_driven: bool,
}

impl<'a, P: BoardPort> BusDriver<'a, P> {
    /// Drives RREQ, RSTB and data low; latches first, so that no false request shows.
    pub(super) fn drive(
        port: &'a mut P,
        pins: BusPins,
        timing: BusTiming,
    ) -> Result<Self, PinFault> {
        port.clear(pins.rreq | pins.rstb | pins.data())?;
        port.directions(pins.rreq | pins.rstb | pins.data(), pins.fack | pins.freq)?;
        Ok(Self {
            port,
            pins,
            timing,
            held: 0,
            data_driven: true,
        })
    }

    /// Leaves RREQ and RSTB driven low and the data pins free.
    ///
    /// Floating them would show a request on mk2, where the Pi pulls them up (6.4).
    pub(super) fn idle(&mut self) -> Result<(), PinFault> {
        self.port.clear(self.pins.rstb | self.pins.rreq)?;
        self.release_data()
    }

    pub(super) fn send(&mut self, word: u16) -> Result<(), BusError> {
        self.drive_data()?;
        self.write_data(word)?;
        if self.timing.setup_ns > 0 {
            self.port.delay_ns(self.timing.setup_ns);
        }
        self.port.set(self.pins.rstb)?;
        self.wait(self.pins.fack, true, self.timing.fack_ns, BusError::NoAck)?;
        self.finish_word()
    }

    pub(super) fn receive(&mut self) -> Result<u16, BusError> {
        self.release_data()?;
        self.port.set(self.pins.rstb)?;
        let first = self.wait(self.pins.fack, true, self.timing.fack_ns, BusError::NoAck)?;
        let word = self.read_stable(first)?;
        self.finish_word()?;
        Ok(word)
    }

    fn finish_word(&mut self) -> Result<(), BusError> {
        self.port.clear(self.pins.rstb)?;
        self.wait(
            self.pins.fack,
            false,
            self.timing.fack_ns,
            BusError::AckNeverFell,
        )?;
        Ok(())
    }

    /// Data pins once enough consecutive samples agree, the first of them being `levels`.
    fn read_stable(&mut self, levels: PinMask) -> Result<u16, BusError> {
        let data = self.pins.data();
        let mut last = levels & data;
        let mut stable = 1;
        for _ in 0..self.timing.max_samples {
            if stable >= self.timing.stable_samples {
                return Ok((last >> self.pins.data_shift) as u16);
            }
            let now = self.port.levels()? & data;
            stable = if now == last { stable + 1 } else { 1 };
            last = now;
        }
        Err(BusError::Unstable)
    }

    fn write_data(&mut self, word: u16) -> Result<(), PinFault> {
        let value = (u32::from(word) << self.pins.data_shift) & self.pins.data();
        let falling = self.held & !value;
        let rising = value & !self.held;
        if falling != 0 {
            self.port.clear(falling)?;
        }
        if rising != 0 {
            self.port.set(rising)?;
        }
        self.held = value;
        Ok(())
    }

    /// Data pins out; once a direction, not once a word.
    fn drive_data(&mut self) -> Result<(), PinFault> {
        if !self.data_driven {
            self.port.directions(self.pins.data(), 0)?;
            self.data_driven = true;
        }
        Ok(())
    }

    fn release_data(&mut self) -> Result<(), PinFault> {
        if self.data_driven {
            self.port.directions(0, self.pins.data())?;
            self.data_driven = false;
        }
        Ok(())
    }

    /// Polls until `pin` has this level and returns all levels of that sample.
    pub(super) fn wait(
        &mut self,
        pin: PinMask,
        high: bool,
        within_ns: u64,
        error: BusError,
    ) -> Result<PinMask, BusError> {
        let levels = self.port.levels()?;
        if (levels & pin != 0) == high {
            return Ok(levels);
        }
        let deadline = Deadline::after(self.port, within_ns);
        loop {
            let passed = deadline.passed(self.port);
            let levels = self.port.levels()?;
            if (levels & pin != 0) == high {
                return Ok(levels);
            }
            if passed {
                return Err(error);
            }
        }
    }
}
