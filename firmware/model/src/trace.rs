//! What a pin trace shows: the board's signals and the side of the bus switch each is on

use std::io;

use crate::board::Board;
use crate::board::CCLK;
use crate::board::CD_MASK;
use crate::board::CD0;
use crate::board::CSI_B;
use crate::board::DONE;
use crate::board::INIT_B;
use crate::board::PROG_B;
use crate::board::PWOK;
use crate::board::RDWR_B;
use crate::board::SELECT;
use crate::board::bit;
use crate::vcd::Vcd;

/// Which side of the bus switch a signal is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Always,
    Configuration,
    Bus,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe {
    pub(crate) name: &'static str,
    pub(crate) first: u32,
    pub(crate) width: u32,
    pub(crate) side: Side,
}

/// A trace under way; the first error of the writer ends it and is kept.
pub(crate) struct Trace {
    pub(crate) vcd: Vcd,
    pub(crate) probes: Vec<Probe>,
    pub(crate) error: Option<io::Error>,
}

pub(crate) fn probes(board: Board) -> Vec<Probe> {
    let pin = |name, first, side| Probe {
        name,
        first,
        width: 1,
        side,
    };
    let config = |name, first| pin(name, first, Side::Configuration);
    let select = match board {
        Board::Mk1 => "G_CKSEL",
        Board::Mk2 => "CFSEL",
    };
    let cd_width = (CD_MASK >> CD0).count_ones();
    let bus = board.bus_pins();
    let bus_pin = |name, mask: u32| pin(name, mask.trailing_zeros(), Side::Bus);
    let data_width = bus.data_mask.count_ones();
    debug_assert_eq!(
        bit(bus.data_shift),
        bus.data_mask & bus.data_mask.wrapping_neg()
    );
    vec![
        pin("PWOK", PWOK, Side::Always),
        pin(select, SELECT, Side::Always),
        config("PROG_B", PROG_B),
        config("INIT_B", INIT_B),
        config("DONE", DONE),
        config("CSI_B", CSI_B),
        config("RDWR_B", RDWR_B),
        config("CCLK", CCLK),
        Probe {
            name: "CD",
            first: CD0,
            width: cd_width,
            side: Side::Configuration,
        },
        bus_pin("RREQ", bus.request),
        bus_pin("RSTB", bus.strobe),
        bus_pin("FREQ", bus.grant),
        bus_pin("FACK", bus.acknowledge),
        Probe {
            name: "DATA",
            first: bus.data_shift,
            width: data_width,
            side: Side::Bus,
        },
    ]
}
