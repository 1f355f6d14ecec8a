//! Checks of the defaults in a config file, while it is read

use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;

/// Above 0 and at most a few days.
pub(super) fn timeout<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    let seconds = f64::deserialize(from)?;
    match seconds > 0.0 && seconds <= 1e6 {
        true => Ok(Some(seconds)),
        false => Err(D::Error::custom("timeout is a number of seconds above 0")),
    }
}

/// At least 1.
pub(super) fn jobs<'de, D: Deserializer<'de>>(from: D) -> Result<Option<usize>, D::Error> {
    match usize::deserialize(from)? {
        0 => Err(D::Error::custom("jobs is at least 1")),
        jobs => Ok(Some(jobs)),
    }
}

/// One of the two there are.
pub(super) fn format<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let format = String::deserialize(from)?;
    match format.as_str() {
        "text" | "json" => Ok(Some(format)),
        _ => Err(D::Error::custom("format is \"text\" or \"json\"")),
    }
}
