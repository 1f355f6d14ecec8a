//! What every command takes

use std::time::Duration;

use crate::view::Format;
use fic_cluster::Config;

/// What every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Globals {
    /// How to write the result: text for people, or one JSON document
    #[arg(long, global = true, value_enum, env = "FIC_FORMAT", hide_env = true)]
    format: Option<Format>,
    /// Show errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Show more notes; twice: those of libraries too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Longest time that a board may take, in seconds; without it, limits follow from the size
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    #[arg(env = "FIC_TIMEOUT", hide_env = true)]
    timeout: Option<Duration>,
}

impl Globals {
    /// How the result is written.
    pub fn format(&self, config: &Config) -> Format {
        let default = match config.defaults.format.as_deref() {
            Some("json") => Format::Json,
            _ => Format::Text,
        };
        self.format.unwrap_or(default)
    }

    /// Longest time that a board may take.
    pub fn time_limit(&self, config: &Config) -> Option<Duration> {
        let default = config.defaults.timeout.map(Duration::from_secs_f64);
        self.timeout.or(default)
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 1e6 => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("a number of seconds above 0".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_above_zero() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for text in ["0", "-1", "nan", "inf", "1e9", "x"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
