//! How much a record must matter to be shown

use fic_client::logs::LogLevel;

/// The levels as the command line takes them.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub(super) enum Level {
    /// Every step.
    #[default]
    Trace,
    /// For who looks for a fault.
    Debug,
    /// What was done.
    Info,
    /// What should not be but was coped with.
    Warn,
    /// What failed.
    Error,
}

impl From<Level> for LogLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Trace => Self::Trace,
            Level::Debug => Self::Debug,
            Level::Info => Self::Info,
            Level::Warn => Self::Warn,
            Level::Error => Self::Error,
        }
    }
}
