//! The real board, where this system has one

use fic_agent::board::Serve;
#[cfg(target_os = "linux")]
use fic_agent::pi;
#[cfg(target_os = "linux")]
use fic_agent::pi::PiPins;

use super::Arguments;
use super::ProgramError;
use super::say;
#[cfg(target_os = "linux")]
use super::start;

/// The board at the pins of this machine, served, and what it is in words. From here on
/// the pins are safe whenever no request acts.
#[cfg(target_os = "linux")]
pub fn board(arguments: &Arguments) -> Result<(Box<dyn Serve>, String), ProgramError> {
    let pins = take(arguments)?;
    let what = format!("a real board at the pins of this {}", pins.model());
    Ok((pins.serve(start::store(arguments)?), what))
}

/// Puts the pins into the safe state, which taking them does already.
pub fn make_safe(arguments: &Arguments) -> Result<(), ProgramError> {
    if arguments.board.starts_with("sim:") {
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
    Ok(PiPins::take(&arguments.board, lock)?)
}

#[cfg(not(target_os = "linux"))]
pub fn board(arguments: &Arguments) -> Result<(Box<dyn Serve>, String), ProgramError> {
    Err(ProgramError::Board {
        board: arguments.board.clone(),
    })
}
