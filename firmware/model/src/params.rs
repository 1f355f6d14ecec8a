//! The numbers of the hardware: each with its unit, default and source

/// Whether the SelectMAP port stays open after startup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persist {
    /// The port stays: the lab does partial reconfiguration through it (hardware.md 9.7), which no
    /// design without PERSIST would allow.
    Board,
    /// As CTL0 bit 3 says.
    Ctl0,
    Off,
}

/// An external resistor at a net.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pull {
    None,
    Up,
    Down,
}

/// Times are in picoseconds, so that 7.6 ns is exact.
#[derive(Debug, Clone)]
pub(crate) struct Params {
    /// One GPIO register write on a Pi 3: 7.6 ns (hardware.md 6.5).
    pub(crate) write_ps: u64,
    /// One GPIO register read on a Pi 3: 61 ns (hardware.md 6.5).
    pub(crate) read_ps: u64,
    /// T_PROGRAM, shortest PROG_B pulse: 250 ns (hardware.md 1.2).
    pub(crate) t_program_ps: u64,
    /// PROG_B high to INIT_B high: at most 7.5 ms on US+ (hardware.md 1.2); 5 ms is of that class.
    pub(crate) t_pl_ps: u64,
    /// Data before CCLK's rise: 4 ns (hardware.md 1.2, from memory there).
    pub(crate) data_setup_ps: u64,
    /// CCLK low and high, shortest: 2.5 ns (hardware.md 1.2).
    pub(crate) cclk_pulse_ps: u64,
    /// CCLK period, shortest: 8 ns for 125 MHz (hardware.md 1.2).
    pub(crate) cclk_period_ps: u64,
    /// CCLKs asked for after DONE: 64 (hardware.md 1.8).
    pub(crate) startup_clocks: u64,
    /// CCLKs before the first sample of a register read; see `config::readback`.
    pub(crate) read_latency: u32,
    /// Mode pins M[2:0] as wired; 110 is slave SelectMAP.
    pub(crate) mode: u32,
    pub(crate) persist: Persist,
    /// A configured device pulls DONE low while it is shut down. Off: no source says so.
    pub(crate) done_low_in_shutdown: bool,
    /// START on a blank die needs the header that only full streams carry
    /// (bitstream-files.md section 2: WBSTAR, TIMER, RBCRC_SW, COR1 or CMD=SWITCH).
    pub(crate) strict_start: bool,
    /// INIT_B and DONE have resistors to their supply in every reference design; the FiC board's are
    /// not published (hardware.md 9.10).
    pub(crate) init_pull: Pull,
    pub(crate) done_pull: Pull,
    pub(crate) prog_pull: Pull,
    pub(crate) csi_pull: Pull,
    pub(crate) rdwr_pull: Pull,
    pub(crate) cfsel_pull: Pull,
    /// Level of mk1's G_CKSEL, an input of the Pi.
    pub(crate) g_cksel: bool,
    /// RREQ and RSTB must read low when the Pi lets them go, also where its own pull is up (GPIO 4 and
    /// 6 of mk2): the lab floats them after each call and the designs take no harm. How the board does
    /// it is not published.
    pub(crate) request_pull: Pull,
    pub(crate) strobe_pull: Pull,
    /// RSTB edge to FACK edge, RREQ edge to FREQ edge: 40 ns, four cycles of a 100 MHz design
    /// (unpublished, hardware.md 9.10).
    pub(crate) ack_latency_ps: u64,
    /// Added to each latency: 0 to this much.
    pub(crate) ack_jitter_ps: u64,
    /// RSTB's rise to the look at the data: 20 ns, two synchroniser stages at 100 MHz (unpublished).
    pub(crate) bus_sample_ps: u64,
    /// FACK's rise to right read data. The lab saw an unstable 16-bit bus (hardware.md 9.9 #9).
    pub(crate) read_skew_ps: u64,
    /// What a slow user logic takes for a word of the data window.
    pub(crate) slow_ps: u64,
    /// DIP switch: the board's number.
    pub(crate) dip_switch: u16,
    /// The switch table can be read back; the register map says write only (hardware.md 9.6).
    pub(crate) table_readable: bool,
    /// Addresses without a register hold what was written instead of reading 0.
    pub(crate) unmapped_is_ram: bool,
    pub(crate) traffic_per_ms: u64,
}

impl Default for Params {
    fn default() -> Self {
        Params {
            write_ps: 7_600,
            read_ps: 61_000,
            t_program_ps: 250_000,
            t_pl_ps: 5_000_000_000,
            data_setup_ps: 4_000,
            cclk_pulse_ps: 2_500,
            cclk_period_ps: 8_000,
            startup_clocks: 64,
            read_latency: 0,
            mode: 0b110,
            persist: Persist::Board,
            done_low_in_shutdown: false,
            strict_start: true,
            init_pull: Pull::Up,
            done_pull: Pull::Up,
            prog_pull: Pull::None,
            csi_pull: Pull::None,
            rdwr_pull: Pull::None,
            cfsel_pull: Pull::None,
            g_cksel: false,
            request_pull: Pull::Down,
            strobe_pull: Pull::Down,
            ack_latency_ps: 40_000,
            ack_jitter_ps: 0,
            bus_sample_ps: 20_000,
            read_skew_ps: 0,
            slow_ps: 5_000_000,
            dip_switch: 0,
            table_readable: false,
            unmapped_is_ram: false,
            traffic_per_ms: 0,
        }
    }
}
