//! One load: begin, write, finish

use fic_protocol::BoardError;
use fic_protocol::Diagnosis;
use fic_protocol::Mode;

use super::ConfigPort;
use super::diagnose;
use super::writer::Writer;
use crate::BoardPort;
use crate::Deadline;
use crate::PinFault;
use crate::profile::Profile;

/// What a load did at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Finished {
    /// CCLK pulses after the last data word.
    pub startup_clocks: u32,
    /// Times that INIT_B was checked while data was written.
    pub init_checks: u32,
}

/// Why a load ended early, and what the pins said then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// The first error; later ones in cleaning up do not replace it.
    pub error: BoardError,
    /// What was seen before the FPGA was cleared.
    pub diagnosis: Diagnosis,
}

/// A load under way. [`Self::finish`] and [`Self::abandon`] leave the pins safe.
#[must_use = "a load must be finished or abandoned, else its pins stay driven"]
pub struct Loading<'a, P> {
    bus: ConfigPort<'a, P>,
    writer: Writer,
    mode: Mode,
    partial: bool,
    written: u32,
    next_check: u32,
    init_checks: u32,
}

impl<'a, P: BoardPort> Loading<'a, P> {
    /// Clears the FPGA and selects its port for a full configuration.
    ///
    /// # Errors
    /// `NoPower`, `InitNeverFell`, `InitStuckLow`, `DoneHighBeforeData`, `PinFault`;
    /// the pins are safe again.
    pub fn begin_full(port: &'a mut P, profile: &Profile, mode: Mode) -> Result<Self, Failed> {
        let mut loading = Self::enter(port, profile, mode, false)?;
        match loading.start_full() {
            Ok(()) => Ok(loading),
            Err(error) => Err(loading.abandon(error)),
        }
    }

    /// Selects the port of a configured FPGA for a partial configuration.
    ///
    /// # Errors
    /// `NoPower`, `NotConfigured`, `PinFault`; the pins are safe again.
    pub fn begin_partial(port: &'a mut P, profile: &Profile, mode: Mode) -> Result<Self, Failed> {
        let mut loading = Self::enter(port, profile, mode, true)?;
        match loading.start_partial() {
            Ok(()) => Ok(loading),
            Err(error) => Err(loading.abandon(error)),
        }
    }

    fn enter(
        port: &'a mut P,
        profile: &Profile,
        mode: Mode,
        partial: bool,
    ) -> Result<Self, Failed> {
        let bus = ConfigPort::enter(port, profile, mode).map_err(|fault| Failed {
            error: fault.into(),
            diagnosis: diagnose::NOTHING_SEEN,
        })?;
        Ok(Self {
            bus,
            writer: Writer::new(mode, 0),
            mode,
            partial,
            written: 0,
            next_check: profile.timing.init_check_bytes,
            init_checks: 0,
        })
    }

    fn start_full(&mut self) -> Result<(), BoardError> {
        self.need_power()?;
        self.bus.clear_fpga()?;
        if self.bus.read_status_pins()?.done == Some(true) {
            return Err(BoardError::DoneHighBeforeData);
        }
        self.bus.port.delay_ns(self.bus.timing.init_to_data_ns);
        self.select_for_write()
    }

    fn start_partial(&mut self) -> Result<(), BoardError> {
        self.need_power()?;
        if self.bus.read_status_pins()?.done != Some(true) {
            return Err(BoardError::NotConfigured);
        }
        self.select_for_write()
    }

    fn need_power(&mut self) -> Result<(), BoardError> {
        if self.bus.read_status_pins()?.power {
            Ok(())
        } else {
            Err(BoardError::NoPower)
        }
    }

    fn select_for_write(&mut self) -> Result<(), BoardError> {
        self.bus.drive_data(0)?;
        self.writer = Writer::new(self.mode, 0);
        Ok(self.bus.select(false)?)
    }

    /// Sends native-order data, a multiple of four bytes.
    ///
    /// # Errors
    /// The load is over after any: `OutOfRange` for a length that is no multiple of
    /// four, `CrcError` when INIT_B fell (the cause is told by [`Self::abandon`]),
    /// `PowerLost`, `PinFault`.
    pub fn write(&mut self, native: &[u8]) -> Result<(), BoardError> {
        if !native.len().is_multiple_of(4) {
            return Err(BoardError::OutOfRange);
        }
        let mut rest = native;
        while !rest.is_empty() {
            let until_check = (self.next_check - self.written) as usize;
            let (now, later) = rest.split_at(until_check.min(rest.len()));
            self.writer.words(&mut self.bus, now)?;
            self.written = self.written.saturating_add(now.len() as u32);
            if self.written == self.next_check {
                self.check_init_b()?;
            }
            rest = later;
        }
        Ok(())
    }

    fn check_init_b(&mut self) -> Result<(), BoardError> {
        self.next_check = self
            .next_check
            .saturating_add(self.bus.timing.init_check_bytes);
        self.init_checks += 1;
        let seen = self.bus.read_status_pins()?;
        if !seen.power {
            return Err(BoardError::PowerLost);
        }
        match seen.init_b {
            Some(false) => Err(BoardError::CrcError),
            _ => Ok(()),
        }
    }

    /// Clocks the FPGA through startup and leaves the pins safe.
    ///
    /// # Errors
    /// `CrcError`, `IdcodeError`, `NoSyncSeen`, `DoneTimeout`, `PowerLost`, `PinFault`;
    /// the FPGA is deselected and, after a full load, cleared.
    pub fn finish(mut self) -> Result<Finished, Failed> {
        let finished = match self.startup() {
            Ok(startup_clocks) => Finished {
                startup_clocks,
                init_checks: self.init_checks,
            },
            Err(error) => return Err(self.abandon(error)),
        };
        let diagnosis = self.snapshot();
        match self.bus.leave() {
            Ok(()) => Ok(finished),
            Err(fault) => Err(Failed {
                error: fault.into(),
                diagnosis,
            }),
        }
    }

    fn startup(&mut self) -> Result<u32, BoardError> {
        let deadline = Deadline::after(self.bus.port, self.bus.timing.done_ns);
        let mut clocks = 0;
        loop {
            let passed = deadline.passed(self.bus.port);
            let seen = self.bus.read_status_pins()?;
            match seen {
                _ if !seen.power => return Err(BoardError::PowerLost),
                _ if seen.init_b == Some(false) => return Err(BoardError::CrcError),
                _ if seen.done == Some(true) => break,
                _ if passed => return Err(BoardError::DoneTimeout),
                _ => clocks += self.pulses(CLOCKS_PER_POLL)?,
            }
            if clocks > EAGER_CLOCKS {
                self.bus.port.delay_ns(PATIENT_NS);
            }
        }
        clocks += self.pulses(self.bus.timing.startup_clocks)?;
        match self.bus.read_status_pins()? {
            seen if seen.init_b == Some(false) => Err(BoardError::CrcError),
            seen if seen.done != Some(true) => Err(BoardError::DoneTimeout),
            _ => Ok(clocks),
        }
    }

    fn pulses(&mut self, count: u32) -> Result<u32, PinFault> {
        (0..count).try_for_each(|_| self.bus.pulse())?;
        Ok(count)
    }

    /// Ends the load with `error`: asks the FPGA why, deselects it, clears it after a
    /// full load, and leaves the pins safe.
    ///
    /// A `CrcError` or `DoneTimeout` may come back as what STAT says it really is.
    pub fn abandon(mut self, error: BoardError) -> Failed {
        let mut diagnosis = self.snapshot();
        let error = match error {
            BoardError::CrcError | BoardError::DoneTimeout => {
                diagnosis.stat = diagnose::read_stat(&mut self.bus, self.mode);
                diagnose::refine(error, diagnosis.stat)
            }
            other => other,
        };
        let deselected = self.bus.deselect();
        let touched = !matches!(error, BoardError::NoPower | BoardError::NotConfigured);
        if !self.partial && touched && deselected.is_ok() {
            diagnosis.cleared = self.bus.clear_fpga().is_ok();
        }
        // The first error is the one that helps; a pin that cannot be released now has
        // failed before.
        let _ = self.bus.leave();
        Failed { error, diagnosis }
    }

    /// Data bytes that went to the pins.
    pub fn written(&self) -> u32 {
        self.written
    }

    fn snapshot(&mut self) -> Diagnosis {
        let seen = self.bus.read_status_pins().ok();
        Diagnosis {
            bytes_written: self.written,
            init_b: seen.and_then(|pins| pins.init_b).unwrap_or(false),
            done: seen.and_then(|pins| pins.done).unwrap_or(false),
            stat: None,
            cleared: false,
        }
    }
}

/// CCLK pulses between two samples of DONE.
const CLOCKS_PER_POLL: u32 = 16;
/// Pulses after which waiting for DONE becomes patient: normal startup needs about ten.
const EAGER_CLOCKS: u32 = 4096;
/// Pause between two samples then, ns: a DCI or PLL wait takes milliseconds.
const PATIENT_NS: u64 = 20_000;
