//! How far a register read has come

/// Words still to be clocked out.
#[derive(Debug, Clone, Default)]
pub(super) struct Readout {
    /// Clocks since the read turned around.
    pub(super) clocks: u32,
    /// Samples already given.
    pub(super) given: u32,
    pub(super) word: u32,
}
