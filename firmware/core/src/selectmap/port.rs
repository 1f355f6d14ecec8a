//! The configuration pins: who drives them when

use fic_protocol::BoardError;
use fic_protocol::FpgaState;
use fic_protocol::Mode;
use fic_protocol::PinLevels;

use crate::BoardPort;
use crate::Deadline;
use crate::PinFault;
use crate::PinMask;
use crate::profile::ConfigPins;
use crate::profile::Profile;
use crate::profile::Timing;

impl From<PinFault> for BoardError {
    fn from(_: PinFault) -> Self {
        Self::PinFault
    }
}

/// The configuration port between [`ConfigPort::enter`] and [`ConfigPort::leave`].
pub struct ConfigPort<'a, P> {
    pub(super) port: &'a mut P,
    pub(super) pins: ConfigPins,
    pub(super) timing: Timing,
    /// Data pins of the width in use.
    pub(super) data: PinMask,
    request_lines: PinMask,
}

impl<'a, P: BoardPort> ConfigPort<'a, P> {
    /// Connects the Pi to the configuration port, deselected and with CCLK low; of the
    /// data pins only those of `mode` are ever driven, because on mk1 the others are the
    /// running design's bus.
    ///
    /// Latches before directions (9.9 #4). Where the port shares its pins with the
    /// design's bus, those pins are inputs until the switch has turned; CCLK, which the
    /// bus does not use, is held low meanwhile so that the port sees no edge while
    /// CSI_B floats.
    ///
    /// # Errors
    /// [`PinFault`] from the port.
    pub fn enter(port: &'a mut P, profile: &Profile, mode: Mode) -> Result<Self, PinFault> {
        let Profile { pins, timing, .. } = *profile;
        let data = pins.data(mode);
        port.set(pins.prog_b | pins.csi_b | pins.rdwr_b)?;
        port.clear(pins.cclk | data)?;
        let sensed = pins.init_b | pins.done | pins.power_ok | data;
        let controls = pins.csi_b | pins.rdwr_b;
        match pins.cfsel {
            None => port.directions(pins.cclk | controls, sensed | pins.prog_b)?,
            Some(cfsel) => {
                port.clear(cfsel)?;
                let shared = controls | pins.data(Mode::X16);
                port.directions(pins.cclk | cfsel, sensed | pins.prog_b | shared)?;
                port.set(cfsel)?;
                port.delay_ns(timing.cfsel_ns);
                port.directions(controls, 0)?;
            }
        }
        Ok(Self::over(port, profile, mode))
    }

    /// The bus as it is once the Pi is connected; touches nothing.
    pub(super) fn over(port: &'a mut P, profile: &Profile, mode: Mode) -> Self {
        Self {
            port,
            pins: profile.pins,
            timing: profile.timing,
            data: profile.pins.data(mode),
            request_lines: profile.bus.rreq | profile.bus.rstb,
        }
    }

    /// The defined safe state: port deselected, CCLK low, everything else released.
    ///
    /// PROG_B is left to its pull-up, as the lab's tools have always done. Where nothing
    /// is shared, CSI_B and RDWR_B stay driven high, because the Pi's pull-downs would
    /// select the port (9.9 #5). Where pins are shared they go back to the design, see
    /// `hand_over`.
    ///
    /// # Errors
    /// [`PinFault`] from the port; the remaining steps are tried all the same.
    pub fn leave(mut self) -> Result<(), PinFault> {
        let deselected = self.deselect();
        let released = self.port.directions(0, self.pins.prog_b | self.data);
        let handed_over = match self.pins.cfsel {
            Some(cfsel) => self.hand_over(cfsel),
            None => Ok(()),
        };
        deselected.and(released).and(handed_over)
    }

    /// Turns the bus switch back to the design; CFSEL is driven low rather than floated.
    ///
    /// On mk2 the Pi's pulls make floating pins look like RREQ and RSTB with the word
    /// 0x0001 behind them (6.4, 9.2), which is "start the user logic" (9.3). So with a
    /// running design the data pins carry 0 over the change, and the write after it
    /// drives both lines low. They cannot be driven before: they are DONE and INIT_B then.
    fn hand_over(&mut self, cfsel: PinMask) -> Result<(), PinFault> {
        let pins = self.pins;
        let data = pins.data(Mode::X16);
        let running = self.port.levels()? & pins.done != 0;
        let controls = pins.csi_b | pins.rdwr_b;
        if !running {
            self.port.directions(0, controls | data)?;
            return self.port.clear(cfsel);
        }
        self.port.clear(data | self.request_lines)?;
        self.port.directions(data, controls)?;
        self.port.clear(cfsel)?;
        self.port.directions(self.request_lines, 0)?;
        self.port.directions(0, data & !self.request_lines)
    }

    /// PWOK, INIT_B and DONE now.
    ///
    /// # Errors
    /// [`PinFault`] from the port.
    pub fn read_status_pins(&mut self) -> Result<PinLevels, PinFault> {
        let levels = self.port.levels()?;
        Ok(PinLevels {
            power: levels & self.pins.power_ok != 0,
            init_b: Some(levels & self.pins.init_b != 0),
            done: Some(levels & self.pins.done != 0),
        })
    }

    /// Clears the FPGA: PROG_B low until INIT_B has fallen, then INIT_B must rise.
    ///
    /// # Errors
    /// [`BoardError::InitNeverFell`], [`BoardError::InitStuckLow`] or
    /// [`BoardError::PinFault`]; PROG_B is high again in every case.
    pub fn clear_fpga(&mut self) -> Result<(), BoardError> {
        let Self { pins, timing, .. } = *self;
        self.port.set(pins.prog_b)?;
        self.port.directions(pins.prog_b, 0)?;
        self.port.clear(pins.prog_b)?;
        self.port.delay_ns(timing.program_ns);
        let fell = self.wait_level(pins.init_b, false, timing.init_fall_ns);
        self.port.set(pins.prog_b)?;
        if !fell? {
            return Err(BoardError::InitNeverFell);
        }
        if !self.wait_level(pins.init_b, true, timing.init_rise_ns)? {
            return Err(BoardError::InitStuckLow);
        }
        Ok(())
    }

    /// RDWR_B first, then CSI_B: never both in one write (9.9 #1).
    pub(super) fn select(&mut self, read: bool) -> Result<(), PinFault> {
        if read {
            self.port.set(self.pins.rdwr_b)?;
        } else {
            self.port.clear(self.pins.rdwr_b)?;
        }
        self.port.delay_ns(self.timing.control_ns);
        self.port.clear(self.pins.csi_b)?;
        self.port.delay_ns(self.timing.control_ns);
        Ok(())
    }

    /// CSI_B first, then RDWR_B: the other way round is an ABORT (1.4).
    pub(super) fn deselect(&mut self) -> Result<(), PinFault> {
        self.port.clear(self.pins.cclk)?;
        self.port.set(self.pins.csi_b)?;
        self.port.delay_ns(self.timing.control_ns);
        self.port.set(self.pins.rdwr_b)
    }

    pub(super) fn drive_data(&mut self, levels: PinMask) -> Result<(), PinFault> {
        let data = self.data;
        self.port.clear(data & !levels)?;
        self.port.set(data & levels)?;
        self.port.directions(data, 0)
    }

    pub(super) fn release_data(&mut self) -> Result<(), PinFault> {
        self.port.directions(0, self.data)
    }

    /// One CCLK pulse with the data as it is; CCLK is left high.
    pub(super) fn pulse(&mut self) -> Result<(), PinFault> {
        for _ in 0..self.timing.edge_writes {
            self.port.clear(self.pins.cclk)?;
        }
        for _ in 0..self.timing.edge_writes {
            self.port.set(self.pins.cclk)?;
        }
        Ok(())
    }

    fn wait_level(&mut self, pin: PinMask, high: bool, within_ns: u64) -> Result<bool, PinFault> {
        let deadline = Deadline::after(self.port, within_ns);
        loop {
            // The deadline is read first: a level seen after a long pause still counts.
            let passed = deadline.passed(self.port);
            if (self.port.levels()? & pin != 0) == high {
                return Ok(true);
            }
            if passed {
                return Ok(false);
            }
            self.port.delay_ns(POLL_NS);
        }
    }
}

/// Between two samples of a pin that is waited for, ns.
const POLL_NS: u64 = 1_000;

/// What the pins say of the FPGA, without starting anything.
///
/// # Errors
/// [`PinFault`] from the port.
pub fn read_status_pins<P: BoardPort>(
    port: &mut P,
    profile: &Profile,
) -> Result<PinLevels, PinFault> {
    let levels = port.levels()?;
    if levels & profile.pins.power_ok == 0 {
        return Ok(PinLevels {
            power: false,
            init_b: None,
            done: None,
        });
    }
    let mut bus = ConfigPort::enter(port, profile, profile.mode)?;
    let seen = bus.read_status_pins();
    bus.leave()?;
    seen
}

/// What the levels mean.
pub fn state(levels: PinLevels) -> FpgaState {
    match levels {
        PinLevels { power: false, .. } => FpgaState::NoPower,
        PinLevels {
            done: Some(true), ..
        } => FpgaState::Configured,
        PinLevels {
            init_b: Some(false),
            ..
        } => FpgaState::InitLow,
        _ => FpgaState::Unconfigured,
    }
}
