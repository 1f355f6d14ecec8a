//! How far a long operation is, for whoever shows it

use fic_protocol::Phase;

/// What a long operation is busy with; those of a deploy in the order in which it goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The file is read and looked at, on this machine.
    Inspect,
    /// Data travels to the board.
    Stage,
    /// The board hashes and checks the design.
    Check,
    /// The FPGA clears its memory.
    Clear,
    /// Words go to the FPGA.
    Write,
    /// Clocks until DONE and after it.
    Startup,
    /// Bytes go to the running design.
    Send,
    /// Bytes come from the running design.
    Receive,
    /// What was written is read back.
    Verify,
}

impl Step {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inspect => "inspect",
            Self::Stage => "stage",
            Self::Check => "check",
            Self::Clear => "clear",
            Self::Write => "write",
            Self::Startup => "startup",
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Verify => "verify",
        }
    }
}

impl From<Phase> for Step {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Check => Self::Check,
            Phase::Clear => Self::Clear,
            Phase::Write => Self::Write,
            Phase::Startup => Self::Startup,
        }
    }
}

/// Is told how far a long operation is.
///
/// A step begins with the first report of it and ends with the first of another one, or
/// with `finished`.
pub trait Progress: Send {
    /// `done` of `total` bytes are done in this step; `total` is 0 where it is not known.
    fn report(&mut self, step: Step, done: u64, total: u64);

    /// This step was not needed.
    fn skipped(&mut self, step: Step);

    /// Nothing more follows.
    fn finished(&mut self) {}
}

/// Nobody looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&mut self, _step: Step, _done: u64, _total: u64) {}

    fn skipped(&mut self, _step: Step) {}
}
