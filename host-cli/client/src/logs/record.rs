//! One record

use std::fmt;

use serde::Serialize;

/// How much a record matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
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

impl LogLevel {
    const ALL: [Self; 5] = [
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Warn,
        Self::Error,
    ];

    /// A stable word: `trace`, `debug`, `info`, `warn`, `error`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// The level of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What was logged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogRecord {
    /// Seconds since the board's power-up; `None` of an image without a clock.
    pub time_s: Option<f64>,
    /// `None` of what is to be shown at every level.
    pub level: Option<LogLevel>,
    /// The text, without control characters.
    pub message: String,
    /// Module of the source, where the ELF file tells.
    pub module: Option<String>,
    /// File of the source, where the ELF file tells.
    pub file: Option<String>,
    /// Line in it, counted from 1.
    pub line: Option<u64>,
}

impl LogRecord {
    /// Whether it is shown where `least` is the lowest level that is.
    pub fn is_at_least(&self, least: LogLevel) -> bool {
        self.level.is_none_or(|level| level >= least)
    }
}

impl fmt::Display for LogRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time_s {
            Some(time_s) => write!(f, "{time_s:>13.6}")?,
            None => write!(f, "{:>13}", "-")?,
        }
        let level = self.level.map_or("-", LogLevel::word).to_uppercase();
        write!(f, "  {level:<5}  {}", self.message)?;
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "  ({file}:{line})"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(level: Option<LogLevel>) -> LogRecord {
        LogRecord {
            time_s: Some(0.25),
            level,
            message: "ready".into(),
            module: None,
            file: Some("src/run.rs".into()),
            line: Some(7),
        }
    }

    #[test]
    fn levels_have_words_and_an_order() {
        for level in LogLevel::ALL {
            assert_eq!(LogLevel::from_word(level.word()), Some(level));
        }
        assert_eq!(LogLevel::from_word("loud"), None);
        assert!(record(Some(LogLevel::Warn)).is_at_least(LogLevel::Warn));
        assert!(!record(Some(LogLevel::Info)).is_at_least(LogLevel::Warn));
        assert!(record(None).is_at_least(LogLevel::Error));
    }

    #[test]
    fn a_line_has_time_level_message_and_place() {
        let line = record(Some(LogLevel::Warn)).to_string();
        assert_eq!(line, "     0.250000  WARN   ready  (src/run.rs:7)");
        let bare = LogRecord {
            time_s: None,
            file: None,
            ..record(None)
        };
        assert_eq!(bare.to_string(), "            -  -      ready");
    }
}
