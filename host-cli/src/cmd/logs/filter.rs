//! Which records are shown, and when it ends

use std::time::Duration;

use fic_client::logs::LogLevel;

/// Which records are shown, and when it ends.
#[derive(Debug, clap::Args)]
pub(super) struct Filter {
    /// Leave out what matters less than this
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "trace")]
    pub(super) level: Level,
    /// End after this time: seconds, or 90s, 15m, 2h
    #[arg(long = "for", value_name = "TIME", value_parser = time)]
    pub(super) time: Option<Duration>,
    /// End after this many records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) count: Option<u64>,
}

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

/// Seconds, or a time with units.
fn time(text: &str) -> Result<Duration, String> {
    let time = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string()),
        Err(_) => humantime::parse_duration(text)
            .map_err(|error| format!("{error}; a time is e.g. 2.5, 90s, 15m or 2h")),
    }?;
    match time.is_zero() {
        true => Err("a time above 0".into()),
        false => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_have_units() {
        assert_eq!(time("1.5"), Ok(Duration::from_millis(1500)));
        assert_eq!(time("2m"), Ok(Duration::from_secs(120)));
        for text in ["0", "-1", "nan", "inf", "soon", ""] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
