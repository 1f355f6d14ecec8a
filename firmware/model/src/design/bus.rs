//! The FPGA's end of the register bus: levels, faults and what the handshake is made of

use super::phase::Phase;
use super::registers::View;
use super::transaction::Design;
use crate::faults::Faults;
use crate::params::Params;

/// The Pi's side of the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct BusInputs {
    /// The design runs and the pins are wired to it.
    pub(crate) active: bool,
    pub(crate) request: bool,
    pub(crate) strobe: bool,
    pub(crate) data: u16,
    /// Data bits that the Pi drives.
    pub(crate) driven: u16,
}

#[derive(Debug)]
pub(crate) struct Bus {
    pub(crate) design: Design,
    pub(crate) inputs: BusInputs,
    pub(crate) width: u32,
    pub(super) phase: Phase,
    pub(crate) acknowledge: bool,
    pub(crate) grant: bool,
    /// When FREQ follows RREQ.
    pub(super) grant_at: Option<u64>,
    pub(crate) data_out: Option<u16>,
    /// When read data becomes right; until then it is inverted.
    pub(super) data_valid_at: u64,
    pub(super) jitter: u64,
    /// The host saw FACK low since it last rose.
    pub(crate) saw_low: bool,
    /// Words acknowledged since power-up.
    pub(crate) words: u64,
    /// Words begun, for faults that count them.
    pub(super) begun: u64,
}

impl Bus {
    /// `width` is 4 or 16.
    pub(crate) fn new(width: u32) -> Self {
        Bus {
            design: Design::new(width == 4),
            inputs: BusInputs::default(),
            width,
            phase: Phase::Idle,
            acknowledge: false,
            grant: false,
            grant_at: None,
            data_out: None,
            data_valid_at: 0,
            jitter: 0x2545_F491_4F6C_DD1D,
            saw_low: true,
            words: 0,
            begun: 0,
        }
    }

    pub(crate) fn mask(&self) -> u16 {
        if self.width == 4 { 0xF } else { 0xFFFF }
    }

    /// A design starts to run at `now`: everything of it is new.
    pub(crate) fn begin(&mut self, now: u64) {
        let kind = self.design.logic.kind;
        let link_up = self.design.switch.link_up;
        self.design = Design::new(self.width == 4);
        self.design.logic.kind = kind;
        self.design.switch.link_up = link_up;
        self.design.registers.started_at = now;
        self.design.registers.hls_started_at = now;
        self.quiet();
    }

    /// Outputs as of a bus that is not there.
    pub(crate) fn quiet(&mut self) {
        self.phase = Phase::Idle;
        self.acknowledge = false;
        self.grant = false;
        self.grant_at = None;
        self.data_out = None;
        self.saw_low = true;
    }

    /// The level of FACK with its fault.
    pub(crate) fn acknowledge_level(&self, faults: &Faults) -> bool {
        faults.fack_stuck.unwrap_or(self.acknowledge)
    }

    pub(crate) fn grant_level(&self, faults: &Faults) -> bool {
        faults.freq_stuck.unwrap_or(self.grant)
    }

    /// Data on the pins, if the FPGA drives them.
    pub(crate) fn data_level(&self, now: u64) -> Option<u16> {
        let value = self.data_out?;
        Some(if now < self.data_valid_at {
            !value & self.mask()
        } else {
            value
        })
    }

    /// Latency of the next edge, with jitter.
    pub(super) fn latency(&mut self, params: &Params) -> u64 {
        // Any step of a xorshift serves: the jitter is to vary, not to be random.
        self.jitter ^= self.jitter << 13;
        self.jitter ^= self.jitter >> 7;
        self.jitter ^= self.jitter << 17;
        params.ack_latency_ps + self.jitter % (params.ack_jitter_ps + 1)
    }

    pub(super) fn view(now: u64, params: &Params) -> View {
        View {
            now,
            dip_switch: params.dip_switch,
            table_readable: params.table_readable,
            unmapped_is_ram: params.unmapped_is_ram,
            traffic_per_ms: params.traffic_per_ms,
        }
    }
}
