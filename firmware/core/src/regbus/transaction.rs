//! Transactions: request, words, release; and back to idle after any fault

use super::BusError;
use super::driver::BusDriver;
use crate::BoardPort;
use crate::profile::Profile;

/// First word of a transaction (9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Command {
    HlsStart = 1,
    Write = 2,
    Read = 3,
    HlsReset = 4,
}

/// The bus of a configured design, pins driven from [`Self::open`] to [`Self::close`].
///
/// The caller makes sure that DONE is high: on mk2 RREQ and RSTB are the nets of DONE
/// and INIT_B when the bus switch points the other way (9.9 #14).
pub struct RegisterBus<'a, P> {
    pub(super) driver: BusDriver<'a, P>,
}

impl<'a, P: BoardPort> RegisterBus<'a, P> {
    /// Points the bus switch, where there is one, to the design and drives the bus idle.
    ///
    /// # Errors
    /// [`BusError::Pin`].
    pub fn open(port: &'a mut P, profile: &Profile) -> Result<Self, BusError> {
        if let Some(cfsel) = profile.pins.cfsel {
            port.clear(cfsel)?;
            port.directions(cfsel, 0)?;
            port.delay_ns(profile.timing.cfsel_ns);
        }
        let driver = BusDriver::drive(port, profile.bus, profile.bus_timing)?;
        Ok(Self { driver })
    }

    /// Leaves the bus idle: RREQ and RSTB low, data pins free.
    ///
    /// # Errors
    /// [`BusError::Pin`].
    pub fn close(mut self) -> Result<(), BusError> {
        Ok(self.driver.idle()?)
    }

    /// Reads one register; 8 bits on mk1, 16 on mk2.
    ///
    /// # Errors
    /// Any [`BusError`]; the bus is idle again.
    pub fn read(&mut self, address: u16) -> Result<u16, BusError> {
        self.transaction(|bus| {
            bus.begin(Command::Read, address)?;
            bus.receive_register()
        })
    }

    /// Writes one register; on mk1 the upper eight bits of `value` are not sent.
    ///
    /// # Errors
    /// Any [`BusError`]; the bus is idle again.
    pub fn write(&mut self, address: u16, value: u16) -> Result<(), BusError> {
        self.transaction(|bus| {
            bus.begin(Command::Write, address)?;
            bus.send_register(value)
        })
    }

    /// Starts the user logic.
    ///
    /// # Errors
    /// Any [`BusError`]; the bus is idle again.
    pub fn hls_start(&mut self) -> Result<(), BusError> {
        self.transaction(|bus| bus.driver.send(Command::HlsStart as u16))
    }

    /// Resets the user logic.
    ///
    /// # Errors
    /// Any [`BusError`]; the bus is idle again.
    pub fn hls_reset(&mut self) -> Result<(), BusError> {
        self.transaction(|bus| bus.driver.send(Command::HlsReset as u16))
    }

    /// Brings a bus in any state back to idle: RREQ and RSTB down, one timed strobe
    /// without a request (`fic_comm_reset`), RSTB down.
    ///
    /// # Errors
    /// [`BusError::AckNeverFell`] or [`BusError::GrantStuckHigh`] if the design still
    /// holds a line; [`BusError::Pin`].
    pub fn reset(&mut self) -> Result<(), BusError> {
        let BusDriver { pins, timing, .. } = self.driver;
        self.driver.idle()?;
        self.driver.port.set(pins.rstb)?;
        self.driver.port.delay_ns(timing.reset_ns);
        self.driver.port.clear(pins.rstb)?;
        self.driver
            .wait(pins.fack, false, timing.fack_ns, BusError::AckNeverFell)?;
        self.driver
            .wait(pins.freq, false, timing.freq_ns, BusError::GrantStuckHigh)?;
        Ok(())
    }

    /// Runs `words` between RREQ up and FREQ down. After any fault the bus is reset, so
    /// that the next transaction starts from idle; the first fault is the one told.
    pub(super) fn transaction<T, E: From<BusError>>(
        &mut self,
        words: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let answer = self.words_between(words);
        if answer.is_err() {
            // The first fault is the one that helps.
            let _ = self.reset();
        }
        answer
    }

    fn words_between<T, E: From<BusError>>(
        &mut self,
        words: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.request()?;
        let value = words(self)?;
        self.release()?;
        Ok(value)
    }

    /// No strobe while an old acknowledge is up: it would count for the new word (9.9 #8).
    fn request(&mut self) -> Result<(), BusError> {
        let BusDriver { pins, timing, .. } = self.driver;
        self.driver
            .wait(pins.fack, false, timing.fack_ns, BusError::AckStuckHigh)?;
        self.driver.port.set(pins.rreq)?;
        if timing.wait_for_grant {
            self.driver
                .wait(pins.freq, true, timing.freq_ns, BusError::NoGrant)?;
        }
        Ok(())
    }

    fn release(&mut self) -> Result<(), BusError> {
        let BusDriver { pins, timing, .. } = self.driver;
        self.driver.port.clear(pins.rreq)?;
        self.driver
            .wait(pins.freq, false, timing.freq_ns, BusError::GrantStuckHigh)?;
        Ok(())
    }

    /// Command and address: five nibbles on mk1, two words on mk2.
    pub(super) fn begin(&mut self, command: Command, address: u16) -> Result<(), BusError> {
        self.driver.send(command as u16)?;
        self.send_bits(address, 16)
    }

    pub(super) fn send_register(&mut self, value: u16) -> Result<(), BusError> {
        self.send_bits(value, self.driver.pins.register_bits)
    }

    pub(super) fn receive_register(&mut self) -> Result<u16, BusError> {
        let width = self.driver.pins.width;
        let mut value: u16 = 0;
        for _ in 0..self.driver.pins.register_bits / width {
            value = value.checked_shl(width).unwrap_or(0) | self.driver.receive()?;
        }
        Ok(value)
    }

    /// The lower `bits` of `value`, most significant word of the bus's width first.
    fn send_bits(&mut self, value: u16, bits: u32) -> Result<(), BusError> {
        let width = self.driver.pins.width;
        let mask = ((1_u32 << width) - 1) as u16;
        for word in (0..bits / width).rev() {
            self.driver.send(value >> (word * width) & mask)?;
        }
        Ok(())
    }
}
