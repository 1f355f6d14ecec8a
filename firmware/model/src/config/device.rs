//! The configuration device: what it sees, drives and counts

use std::collections::VecDeque;

use super::die::Die;
use super::names::CTL0_PERSIST;
use super::port::Port;
use super::port::Width;
use super::readout::Readout;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::params::Params;
use crate::params::Persist;

/// No event is due.
pub(crate) const NEVER: u64 = u64::MAX;
/// What the device sees besides the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inputs {
    pub(crate) prog: bool,
    pub(crate) csi: bool,
    pub(crate) rdwr: bool,
    pub(crate) init_pin: bool,
    pub(crate) done_pin: bool,
    /// The host holds CCLK and the port is connected: clocks can still come.
    pub(crate) clocked: bool,
}

/// What the device drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Outputs {
    pub(crate) init_low: bool,
    pub(crate) done_low: bool,
    pub(crate) done_high: bool,
    /// Mask of driven D pins.
    pub(crate) data_mask: u16,
    pub(crate) data: u16,
}

/// What a call may use besides the device.
pub(crate) struct Context<'a> {
    pub(crate) now: u64,
    pub(crate) journal: &'a mut Journal,
    pub(crate) params: &'a Params,
    pub(crate) faults: &'a Faults,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Off,
    /// PROG_B is low since; the memory is cleared once it has been so for T_PROGRAM.
    ProgramLow {
        since: u64,
    },
    /// PROG_B is low and the device reset.
    Reset,
    /// Clearing until.
    Clearing {
        until: u64,
    },
    /// INIT_B is released; its rise samples the mode pins.
    Released,
    Ready,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Counters {
    /// Bytes taken before the last reset.
    pub(crate) bytes: u64,
    pub(crate) loads_ok: u64,
    pub(crate) loads_failed: u64,
    pub(crate) resets: u64,
    pub(crate) crc_errors: u64,
    pub(crate) id_errors: u64,
    pub(crate) desyncs: u64,
    pub(crate) starts_refused: u64,
    pub(crate) aborts: u64,
    pub(crate) clocks_after_done: u64,
    pub(crate) error_die: u64,
    pub(crate) error_word: u64,
}

pub(crate) struct Device {
    pub(crate) dies: Vec<Die>,
    /// IDCODE of the first die as soldered, for faults that come and go.
    pub(crate) own_idcode: u32,
    pub(super) port: Port,
    pub(super) readout: Readout,
    pub(crate) inputs: Inputs,
    pub(crate) outputs: Outputs,
    pub(crate) mode: u32,
    pub(crate) counters: Counters,
    pub(super) rdwr_at_clock: Option<bool>,
    pub(super) abort_status: VecDeque<u16>,
    pub(super) state: State,
    pub(super) resume: State,
    /// Samples since the last reset; faults count by them.
    pub(super) samples: u64,
    /// First sample or clock at which a fault acts.
    pub(super) special: u64,
    pub(super) fast: bool,
    pub(super) loading: bool,
    pub(super) early_data_logged: bool,
    pub(super) startup_clocks: Option<u64>,
    pub(super) startup_deadline: u64,
    pub(super) startup_target: u64,
    /// A fault cut the supply at this clock; the board acts on it.
    pub(crate) power_lost: bool,
}

impl Device {
    /// A blank device after power-up.
    pub(crate) fn new(idcodes: &[u32]) -> Self {
        Device {
            dies: idcodes.iter().map(|&idcode| Die::new(idcode)).collect(),
            own_idcode: idcodes.first().copied().unwrap_or(0),
            port: Port::default(),
            readout: Readout::default(),
            inputs: Inputs {
                prog: true,
                csi: true,
                rdwr: true,
                // Differs from a sound board's level, so that the first look samples the mode.
                init_pin: false,
                done_pin: false,
                clocked: false,
            },
            outputs: Outputs {
                done_low: true,
                ..Outputs::default()
            },
            mode: 0b110,
            counters: Counters::default(),
            rdwr_at_clock: None,
            abort_status: VecDeque::new(),
            state: State::Released,
            resume: State::Released,
            samples: 0,
            special: NEVER,
            fast: false,
            loading: false,
            early_data_logged: false,
            startup_clocks: None,
            startup_deadline: NEVER,
            startup_target: 0,
            power_lost: false,
        }
    }

    /// Ready for data, also while a PROG_B pulse is still too short to matter.
    pub(crate) fn is_ready(&self) -> bool {
        let pulse = matches!(self.state, State::ProgramLow { .. }) && self.resume == State::Ready;
        self.state == State::Ready || pulse
    }

    pub(crate) fn is_off(&self) -> bool {
        self.state == State::Off
    }

    pub(crate) fn width_code(&self) -> u32 {
        self.port.width.map_or(0, Width::code)
    }

    /// D pins that carry configuration data: 8 until a wider bus was detected.
    pub(crate) fn data_pins(&self) -> u32 {
        if self.port.width == Some(Width::X16) {
            16
        } else {
            8
        }
    }

    /// Data width in bits, 0 before it was detected.
    pub(crate) fn width_bits(&self) -> u64 {
        self.port
            .width
            .map_or(0, |width| 32 / width.samples_per_word())
    }

    /// Bytes sampled since power-up; before the width is known a sample is a byte.
    pub(crate) fn bytes(&self) -> u64 {
        self.counters.bytes + self.samples * (self.width_bits() / 8).max(1)
    }

    pub(crate) fn faults_changed(&mut self, faults: &Faults) {
        let per_word = self.port.width.map_or(0, Width::samples_per_word);
        self.special = faults.first_special(per_word, self.samples);
    }

    /// Every die reached end of startup and none holds DONE.
    pub(crate) fn configured(&self) -> bool {
        self.is_ready()
            && self
                .dies
                .iter()
                .all(|die| die.startup.eos && die.startup.done_released)
    }

    /// The die that words and reads go to: the innermost one that is being forwarded to.
    pub(super) fn active(&self) -> usize {
        let last = self.dies.len().saturating_sub(1);
        self.dies
            .iter()
            .position(|die| die.forward == 0)
            .unwrap_or(last)
            .min(last)
    }

    /// Selected with the port open: D is the port's.
    pub(crate) fn port_open(&self, params: &Params) -> bool {
        self.is_ready() && self.mode == 0b110 && (!self.configured() || self.persists(params))
    }

    fn persists(&self, params: &Params) -> bool {
        match params.persist {
            Persist::Board => true,
            Persist::Off => false,
            Persist::Ctl0 => self.dies.iter().all(|die| die.ctl0() & CTL0_PERSIST != 0),
        }
    }

    /// Recomputes what the device drives and whether the short way of a clock may be taken.
    pub(crate) fn update(&mut self, params: &Params) {
        let dark = matches!(
            self.state,
            State::Off | State::Reset | State::Clearing { .. }
        );
        let error = self.dies.iter().any(Die::failed);
        let released = self.dies.iter().all(|die| die.startup.done_released);
        let reading = self.port_open(params) && !self.inputs.csi && self.inputs.rdwr;
        self.outputs.init_low = dark || error;
        self.outputs.done_low = dark || !released;
        self.outputs.done_high =
            released && !dark && self.dies.iter().all(|d| d.cor0() >> 24 & 1 == 1);
        self.outputs.data_mask = match (reading, self.data_pins()) {
            (false, _) => 0,
            (true, 16) => 0xFFFF,
            (true, _) => 0x00FF,
        };
        self.fast = self.port_open(params)
            && !self.inputs.csi
            && !self.inputs.rdwr
            && self.rdwr_at_clock == Some(false)
            && self.abort_status.is_empty()
            && self.startup_clocks.is_none()
            && !self.dies.iter().any(|die| die.startup.is_running());
    }
}
