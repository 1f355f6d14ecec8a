//! What differs between boards, as data

use fic_protocol::Mode;

use crate::PinMask;

/// Where the nets of one board generation are, and how long things take there.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// `mk1` or `mk2`.
    pub name: &'static str,
    /// The FPGA on it, as `fic-bitstream` names parts.
    pub part: &'static str,
    /// Configuration pins.
    pub pins: ConfigPins,
    /// Width used when nobody names one.
    pub mode: Mode,
    /// Pins of the configured design's register bus.
    pub bus: BusPins,
    /// Waits and margins of configuration.
    pub timing: Timing,
    /// Waits of the register bus.
    pub bus_timing: BusTiming,
}

impl Profile {
    /// Pins that the configuration port or the register bus uses.
    pub const fn owned(&self) -> PinMask {
        let pins = &self.pins;
        let controls = pins.init_b | pins.prog_b | pins.done | pins.cclk | pins.csi_b | pins.rdwr_b;
        let bus = self.bus.rreq | self.bus.rstb | self.bus.freq | self.bus.fack | self.bus.data();
        let switch = match pins.cfsel {
            Some(cfsel) => cfsel,
            // mk1 has the input G_CKSEL there.
            None => 1 << 25,
        };
        controls | pins.power_ok | pins.data(Mode::X16) | switch | bus
    }
}

/// Configuration pins (`facts/hardware.md` 9.2), each mask one bit.
#[derive(Debug, Clone, Copy)]
pub struct ConfigPins {
    /// INIT_B, in.
    pub init_b: PinMask,
    /// PROG_B, out.
    pub prog_b: PinMask,
    /// DONE, in.
    pub done: PinMask,
    /// CCLK, out.
    pub cclk: PinMask,
    /// CSI_B, out.
    pub csi_b: PinMask,
    /// RDWR_B, out.
    pub rdwr_b: PinMask,
    /// PWOK, in.
    pub power_ok: PinMask,
    /// Bus switch: 1 connects the Pi to the configuration port, 0 to the design's bus.
    /// `None` where the pins are not shared.
    pub cfsel: Option<PinMask>,
    /// Number of CD0's pin; CD1-15 follow.
    pub data_shift: u32,
}

impl ConfigPins {
    /// CD0-7 or CD0-15.
    pub const fn data(&self, mode: Mode) -> PinMask {
        match mode {
            Mode::X8 => 0xFF << self.data_shift,
            Mode::X16 => 0xFFFF << self.data_shift,
        }
    }
}

/// Pins of the register bus (`facts/hardware.md` 9.2), each mask one bit.
#[derive(Debug, Clone, Copy)]
pub struct BusPins {
    /// RREQ, out: held up from the first word of a transaction to its end.
    pub rreq: PinMask,
    /// RSTB, out: strobe of one word.
    pub rstb: PinMask,
    /// FREQ, in: the design's answer to RREQ.
    pub freq: PinMask,
    /// FACK, in: the design's answer to RSTB.
    pub fack: PinMask,
    /// Number of the lowest data pin.
    pub data_shift: u32,
    /// Data pins: 4 or 16.
    pub width: u32,
    /// Bits of one register: 8 or 16.
    pub register_bits: u32,
}

impl BusPins {
    /// All data pins.
    pub const fn data(&self) -> PinMask {
        ((1 << self.width) - 1) << self.data_shift
    }
}

/// Waits of the register bus. libfic2 waits 10 s for each edge; nobody has measured
/// what a FiC design needs.
#[derive(Debug, Clone, Copy)]
pub struct BusTiming {
    /// FACK must follow RSTB within this time, ns.
    pub fack_ns: u64,
    /// FREQ must fall within this time of RREQ, ns.
    pub freq_ns: u64,
    /// From data on the pins to RSTB, ns; 0 leaves the one register write between them
    /// (7.6 ns). The design's setup time is not documented (9.10).
    pub setup_ns: u64,
    /// RSTB high in a bus reset, ns. Not documented (9.9 #12).
    pub reset_ns: u64,
    /// Consecutive samples of the data pins that must agree. libfic2's authors found one too few on mk2.
    pub stable_samples: u32,
    /// Samples after which data that never agrees is given up.
    pub max_samples: u32,
    /// Wait for FREQ to rise before the first word. Its meaning is not documented and
    /// nobody does (9.4).
    pub wait_for_grant: bool,
}

impl BusTiming {
    /// The defaults; see each field.
    pub const DEFAULT: Self = Self {
        fack_ns: 100_000_000,
        freq_ns: 100_000_000,
        setup_ns: 0,
        reset_ns: 1_000,
        stable_samples: 2,
        max_samples: 64,
        wait_for_grant: false,
    };
}

/// Waits and margins of configuration.
///
/// Nobody has measured them on a FiC board: each is a conservative default with the
/// source that it is conservative against.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// PROG_B low at least this long, ns. T_PROGRAM is 250 ns (DS922, UNISIM); here
    /// with margin for slow nets.
    pub program_ns: u64,
    /// INIT_B must fall within this time of PROG_B, ns. 250 ns by UNISIM; Linux waits 1 s.
    pub init_fall_ns: u64,
    /// INIT_B must rise within this time of PROG_B's release, ns. T_PL is 7.5-8.5 ms
    /// (DS922/DS931), T_POR 65 ms; Linux waits 1 s.
    pub init_rise_ns: u64,
    /// From INIT_B high to the first data, ns. Linux waits 7.5 ms here.
    pub init_to_data_ns: u64,
    /// Between two changes of control pins, ns. Setup of CSI_B and RDWR_B is about 10 ns
    /// (unsourced); the level shifters' delay is unknown.
    pub control_ns: u64,
    /// After CFSEL changes, ns. Not documented.
    pub cfsel_ns: u64,
    /// DONE must rise within this time of the last data, ns. It rises within the file
    /// by default (1.8), 4 ms later with a DCI match wait; libfic2 waits 10 s.
    pub done_ns: u64,
    /// Clocks after DONE is seen. 64 by UG570 "Clocking to End of Start-up".
    pub startup_clocks: u32,
    /// INIT_B is checked once in this many bytes of data; it stays low after an error (1.7).
    pub init_check_bytes: u32,
    /// Register writes for each edge of CCLK. 1 by the numbers of 6.5; libfic2 found 2
    /// to work and nobody knows whether 1 does.
    pub edge_writes: u32,
}

impl Timing {
    /// The defaults; see each field.
    pub const DEFAULT: Self = Self {
        program_ns: 10_000,
        init_fall_ns: 100_000_000,
        init_rise_ns: 1_000_000_000,
        init_to_data_ns: 7_500_000,
        control_ns: 1_000,
        cfsel_ns: 1_000,
        done_ns: 1_000_000_000,
        startup_clocks: 64,
        init_check_bytes: 4096,
        edge_writes: 1,
    };
}

const fn pin(number: u32) -> PinMask {
    1 << number
}

/// First generation: XCKU095, loaded eight bits wide by the lab's tools.
///
/// Whether its KU095 can also run sixteen bits wide is not documented; the nets exist.
pub const MK1: Profile = Profile {
    name: "mk1",
    part: "xcku095",
    pins: ConfigPins {
        cfsel: None,
        ..PINS
    },
    mode: Mode::X8,
    bus: BusPins {
        rreq: pin(23),
        rstb: pin(22),
        freq: pin(21),
        fack: pin(20),
        data_shift: 16,
        width: 4,
        register_bits: 8,
    },
    timing: Timing::DEFAULT,
    bus_timing: BusTiming::DEFAULT,
};

/// Second generation: XCKU115, sixteen bits wide, pins shared with the register bus.
pub const MK2: Profile = Profile {
    name: "mk2",
    part: "xcku115",
    pins: ConfigPins {
        cfsel: Some(pin(25)),
        ..PINS
    },
    mode: Mode::X16,
    bus: BusPins {
        rreq: pin(6),
        rstb: pin(4),
        freq: pin(26),
        fack: pin(27),
        data_shift: 8,
        width: 16,
        register_bits: 16,
    },
    timing: Timing::DEFAULT,
    bus_timing: BusTiming::DEFAULT,
};

const PINS: ConfigPins = ConfigPins {
    init_b: pin(4),
    prog_b: pin(5),
    done: pin(6),
    cclk: pin(7),
    csi_b: pin(26),
    rdwr_b: pin(27),
    power_ok: pin(24),
    cfsel: None,
    data_shift: 8,
};

/// The profile of this name, if there is one.
pub fn by_name(name: &str) -> Option<Profile> {
    [MK1, MK2].into_iter().find(|profile| profile.name == name)
}
