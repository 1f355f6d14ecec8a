//! Pieces that several results are made of

use std::fmt;
use std::time::Duration;

use fic_protocol::BoardKind;
use fic_protocol::BoardStatus;
use fic_protocol::FpgaState;
use fic_protocol::Mode;
use fic_protocol::PinLevels;
use fic_protocol::RunRecord;
use serde::Serialize;

use fic_client::text;

/// Levels of the configuration pins.
#[derive(Serialize)]
pub(crate) struct Pins {
    power: bool,
    init_b: Option<bool>,
    done: Option<bool>,
}

impl From<PinLevels> for Pins {
    fn from(levels: PinLevels) -> Self {
        Self {
            power: levels.power,
            init_b: levels.init_b,
            done: levels.done,
        }
    }
}

impl fmt::Display for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = |pin: Option<bool>| match pin {
            Some(true) => "high",
            Some(false) => "low",
            None => "unknown",
        };
        let power = level(Some(self.power));
        let (init_b, done) = (level(self.init_b), level(self.done));
        write!(f, "PWOK {power}, INIT_B {init_b}, DONE {done}")
    }
}

/// A word for scripts and words for people.
pub(crate) fn state_words(state: FpgaState) -> (&'static str, &'static str) {
    match state {
        FpgaState::NoPower => ("no_power", "no power"),
        FpgaState::Unconfigured => ("unconfigured", "unconfigured"),
        FpgaState::Configured => ("configured", "configured"),
        FpgaState::InitLow => ("init_low", "INIT_B low"),
    }
}

/// A design that runs, or ran.
#[derive(Serialize)]
pub(crate) struct Running {
    pub(crate) digest: String,
    pub(crate) name: String,
    memo: String,
    who: String,
    /// Seconds since 1970; `None` if neither side knew the time.
    at_s: Option<u64>,
    mode: &'static str,
    partial: bool,
    len_bytes: u32,
    duration_us: u64,
}

impl Running {
    /// What runs, if the pins say that something does and the record is of it.
    pub(crate) fn of(status: &BoardStatus) -> Option<Self> {
        let runs = status.fpga == FpgaState::Configured && !status.stale;
        let record = status.last_load.as_ref().filter(|_| runs);
        record.map(Self::from)
    }

    pub(crate) fn modelled(status: &BoardStatus) -> bool {
        status.identity.kind == BoardKind::Modelled
    }
}

impl From<&RunRecord> for Running {
    fn from(record: &RunRecord) -> Self {
        Self {
            digest: format!("sha256:{}", record.digest),
            name: record.name.to_string(),
            memo: record.memo.to_string(),
            who: record.who.to_string(),
            at_s: (record.at_s != 0).then_some(record.at_s),
            mode: mode_word(record.mode),
            partial: record.partial,
            len_bytes: record.len_bytes,
            duration_us: record.duration_us,
        }
    }
}

impl fmt::Display for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.name.is_empty() {
            true => short(&self.digest),
            false => &self.name,
        };
        write!(f, "{name}, loaded by {}", self.who)?;
        if let Some(at_s) = self.at_s {
            write!(f, " {}", text::moment(at_s))?;
        }
        let took = text::duration(Duration::from_micros(self.duration_us));
        write!(f, " ({}, {took})", self.mode)?;
        match self.memo.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.memo),
        }
    }
}

/// `x8` or `x16`.
pub(crate) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::X8 => "x8",
        Mode::X16 => "x16",
    }
}

/// `sha256:` and twelve digits: enough for people.
pub(crate) fn short(digest: &str) -> &str {
    digest.get(..19).unwrap_or(digest)
}

/// A text of an argument that is not too long to send.
pub(crate) fn bounded<const LIMIT: usize>(text: &str) -> Result<String, String> {
    match text.len() <= LIMIT {
        true => Ok(text.to_owned()),
        false => Err(format!("at most {LIMIT} bytes")),
    }
}
