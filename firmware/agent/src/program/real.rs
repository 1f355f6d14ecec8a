//! The real board, where this system has one

use std::path::Path;

use fic_agent::board::BoardService;
use fic_agent::health::HealthSource;
use fic_agent::health::NoSensors;
#[cfg(target_os = "linux")]
use fic_agent::pi;
#[cfg(target_os = "linux")]
use fic_agent::pi::ForeignPin;
#[cfg(target_os = "linux")]
use fic_agent::pi::PiError;
#[cfg(target_os = "linux")]
use fic_agent::pi::PiHealth;
#[cfg(target_os = "linux")]
use fic_agent::pi::PiPins;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::output::say;
#[cfg(target_os = "linux")]
use super::store::store;

/// The board at the pins of this machine, served, and what it is in words. From here on
/// the pins are safe whenever no request acts.
#[cfg(target_os = "linux")]
pub fn board(arguments: &Arguments) -> Result<(Box<dyn BoardService>, String), ProgramError> {
    let pins = take(arguments)?;
    let what = format!("a real board at the pins of this {}", pins.model());
    Ok((pins.serve(store(arguments)?), what))
}

/// Whether there is such a board; no pin and no device is looked at.
#[cfg(target_os = "linux")]
pub fn check(board: &str) -> Result<(), ProgramError> {
    let unknown = || PiError::UnknownBoard {
        board: board.into(),
    };
    fic_core::profile::by_name(board).ok_or_else(unknown)?;
    Ok(())
}

/// What knows how this machine is: of a modelled board nothing does.
pub fn health(arguments: &Arguments, store: &Path) -> Box<dyn HealthSource> {
    let modelled = |name: &str| name.starts_with("sim:");
    #[cfg(target_os = "linux")]
    if !arguments.board.as_deref().is_some_and(modelled) {
        return Box::new(PiHealth::new(store));
    }
    let _ = (modelled, store);
    Box::new(NoSensors)
}

/// Puts the pins into the safe state, which taking them does already.
pub fn make_safe(arguments: &Arguments) -> Result<(), ProgramError> {
    if arguments.board()?.starts_with("sim:") {
        say("a modelled board has no pins outside of its program");
        return Ok(());
    }
    #[cfg(target_os = "linux")]
    {
        let pins = take(arguments)?;
        say(format_args!("the pins of this {} are safe", pins.model()));
        Ok(())
    }
    #[cfg(not(target_os = "linux"))]
    board(arguments).map(drop)
}

/// The program ends, in whatever way it could be caught: its pins go safe.
pub fn last_resort() {
    #[cfg(target_os = "linux")]
    pi::close_installed();
}

#[cfg(target_os = "linux")]
fn take(arguments: &Arguments) -> Result<PiPins, ProgramError> {
    let lock = arguments.pin_lock.as_deref();
    let lock = lock.unwrap_or(pi::DEFAULT_PIN_LOCK.as_ref());
    let pins = PiPins::take(arguments.board()?, lock)?;
    warn_of(pins.foreign());
    Ok(pins)
}

#[cfg(target_os = "linux")]
fn warn_of(foreign: &[ForeignPin]) {
    if foreign.is_empty() {
        return;
    }
    let names: Vec<String> = foreign.iter().map(ToString::to_string).collect();
    say(format_args!(
        "warning: another driver had {} and may take them back in the middle of a load\n  \
         help: switch it off in the Pi's config.txt and cmdline.txt: no console=serial0, \
         enable_uart=0, no dtparam=spi=on or i2c on these pins; then restart the Pi",
        names.join(", ")
    ));
}

#[cfg(not(target_os = "linux"))]
pub fn board(arguments: &Arguments) -> Result<(Box<dyn BoardService>, String), ProgramError> {
    Err(unknown(arguments.board()?))
}

#[cfg(not(target_os = "linux"))]
pub fn check(board: &str) -> Result<(), ProgramError> {
    Err(unknown(board))
}

#[cfg(not(target_os = "linux"))]
fn unknown(board: &str) -> ProgramError {
    ProgramError::Board {
        board: board.into(),
    }
}
