//! The board of the command line, real or modelled

use fic_agent::board::BoardService;
use fic_agent::sim::SimAddress;
use fic_agent::sim::SimModel;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::real;
use super::store::store;

/// The board, served, and what it is in words.
pub fn board(arguments: &Arguments) -> Result<(Box<dyn BoardService>, String), ProgramError> {
    let name = arguments.board()?;
    if !name.starts_with("sim:") {
        return real::board(arguments);
    }
    let address: SimAddress = name.parse()?;
    let model = SimModel::power_up(&address, arguments.trace.as_deref())?;
    let store = store(arguments)?;
    let what = "a modelled board, no hardware is touched";
    Ok((model.serve(store), what.into()))
}

/// Whether there is such a board, and it takes these options; nothing of it stays.
pub fn check(name: &str) -> Result<(), ProgramError> {
    if !name.starts_with("sim:") {
        return real::check(name);
    }
    SimModel::power_up(&name.parse()?, None)?;
    Ok(())
}
