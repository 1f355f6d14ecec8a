//! From the command line to a served board, and back

use std::sync::Arc;
use std::time::Duration;

use fic_agent::board::BoardHandle;
use fic_agent::board::Serve;
use fic_agent::session::Limits;
use fic_agent::session::Server;
use fic_agent::sim::SimAddress;
use fic_agent::sim::SimModel;
use fic_agent::store::DiskStore;
use fic_agent::transport::ListenAddress;
use fic_agent::transport::Listening;
use fic_agent::transport::listen;

use super::Arguments;
use super::ProgramError;
use super::arguments::Command;
use super::end;
use super::places;
use super::real;
use super::say;

/// Where an agent listens if nobody says.
const DEFAULT_ADDRESS: &str = "tcp://127.0.0.1:7402";

/// Serves the board until a signal comes.
///
/// # Errors
/// [`ProgramError`] if it cannot start or not end in order.
pub fn run(arguments: &Arguments) -> Result<(), ProgramError> {
    match arguments.command {
        Some(Command::Safe) => real::make_safe(arguments),
        None => serve_board(arguments),
    }
}

fn serve_board(arguments: &Arguments) -> Result<(), ProgramError> {
    let signal = end::signals()?;
    let addresses = addresses(arguments)?;
    let (board, what) = board(arguments)?;
    let limits = limits(arguments);
    let handle = BoardHandle::new(board, limits.short_wait);
    let server = Server::new(handle, limits);
    say(format_args!(
        "fic-agent {} for {}: {what}",
        env!("CARGO_PKG_VERSION"),
        arguments.board
    ));
    let listening = serve(&addresses, &server, arguments.listen.is_empty())?;
    // The other end of the channel lives as long as the process.
    let _ = signal.recv();
    end::shut_down(&server, listening, arguments)
}

fn addresses(arguments: &Arguments) -> Result<Vec<ListenAddress>, ProgramError> {
    if arguments.listen.is_empty() {
        let tcp = DEFAULT_ADDRESS.parse()?;
        return Ok([tcp].into_iter().chain(places::socket()).collect());
    }
    let parsed = arguments.listen.iter().map(|text| text.parse());
    Ok(parsed.collect::<Result<_, _>>()?)
}

/// The board, served, and what it is in words.
fn board(arguments: &Arguments) -> Result<(Box<dyn Serve>, String), ProgramError> {
    if !arguments.board.starts_with("sim:") {
        return real::board(arguments);
    }
    let address: SimAddress = arguments.board.parse()?;
    let model = SimModel::power_up(&address, arguments.trace.as_deref())?;
    let store = store(arguments)?;
    let what = "a modelled board, no hardware is touched";
    Ok((model.serve(store), what.into()))
}

/// The place for what the board keeps.
pub(super) fn store(arguments: &Arguments) -> Result<DiskStore, ProgramError> {
    let given = arguments.store.clone();
    let place = given.or_else(|| places::store(&arguments.board));
    let place = place.ok_or(ProgramError::NoHome)?;
    let limit = arguments.store_limit.map(|limit| limit.0);
    let store = DiskStore::open(&place, limit)?;
    say(format_args!("store {}", place.display()));
    Ok(store)
}

fn limits(arguments: &Arguments) -> Limits {
    Limits {
        idle: Duration::from_secs(arguments.idle_timeout.into()),
        max_sessions: arguments.max_sessions.into(),
        ..Limits::default()
    }
}

/// Of addresses that nobody asked for, one has to work.
fn serve(
    addresses: &[ListenAddress],
    server: &Arc<Server>,
    by_default: bool,
) -> Result<Vec<Listening>, ProgramError> {
    let mut listening: Vec<Listening> = Vec::new();
    for address in addresses {
        match listen(address, server) {
            Ok(one) => {
                say(format_args!("listening on {}", one.address()));
                listening.push(one);
            }
            Err(error) if by_default && !listening.is_empty() => {
                say(format_args!("not listening on {address}: {error}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(listening)
}
