//! The folder of what a board keeps

use std::path::PathBuf;

use fic_agent::store::DiskStore;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::output::say;
use super::places;

/// The place for what the board keeps.
pub fn store(arguments: &Arguments) -> Result<DiskStore, ProgramError> {
    let place = place(arguments).ok_or(ProgramError::NoHome)?;
    let limit = arguments.store_limit.map(|limit| limit.0);
    let store = DiskStore::open(&place, limit)?;
    say(format_args!("store {}", place.display()));
    Ok(store)
}

/// Where the board keeps what it keeps; `None` if there is no such place.
pub fn place(arguments: &Arguments) -> Option<PathBuf> {
    let given = arguments.store.clone();
    given.or_else(|| places::store(arguments.board.as_deref()?))
}
