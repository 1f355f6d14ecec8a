//! From the command line to a served board, and back

use std::sync::Arc;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use fic_agent::access::AccessControl;
use fic_agent::access::AccessOptions;
use fic_agent::audit;
use fic_agent::board::BoardHandle;
use fic_agent::boot::Boot;
use fic_agent::boot::load_at_start;
use fic_agent::boot::look_at_start;
use fic_agent::session::Limits;
use fic_agent::session::Server;
use fic_agent::transport::ListenAddress;
use fic_agent::transport::Listening;
use fic_agent::transport::listen;
use fic_agent::transport::listen_tls;
use fic_protocol::BoardResponse;

use super::addresses::addresses;
use super::arguments::Arguments;
use super::arguments::Command;
use super::board::board;
use super::check_config;
use super::end;
use super::error::ProgramError;
use super::man;
use super::output::say;
use super::real;
use super::store::place;

/// Serves the board until a signal comes.
///
/// # Errors
/// [`ProgramError`] if it cannot start or not end in order.
pub fn run(arguments: Arguments) -> Result<(), ProgramError> {
    if let Some(Command::Man) = arguments.command {
        // Of this program, whatever a configuration file says.
        return man::run();
    }
    let arguments = &arguments.completed()?;
    match &arguments.command {
        Some(Command::Safe) => real::make_safe(arguments),
        Some(Command::CheckConfig) => check_config::run(arguments),
        Some(Command::Authorize(command)) => {
            let (keys, store) = (&arguments.keys, arguments.store.as_deref());
            command.run(&keys.authorized(store)?, &keys.key(store)?)
        }
        Some(Command::Fingerprint(command)) => {
            command.run(&arguments.keys.key(arguments.store.as_deref())?)
        }
        Some(Command::Man) | None => serve_board(arguments),
    }
}

fn serve_board(arguments: &Arguments) -> Result<(), ProgramError> {
    let signal = end::signals()?;
    let addresses = addresses(arguments)?;
    let (board, what) = board(arguments)?;
    let limits = limits(arguments);
    let handle = BoardHandle::new(board, limits.short_wait);
    let server = Server::with_access(handle, limits, access_control(arguments)?);
    server
        .access
        .started(&format!("{what}, {} here", arguments.board()?));
    say(format_args!(
        "fic-agent {} for {}: {what}",
        env!("CARGO_PKG_VERSION"),
        arguments.board()?
    ));
    let pins = look_at_start(&server);
    let listening = serve(&addresses, &server, arguments)?;
    let booting = boot(&server, pins);
    // The other end of the channel lives as long as the process.
    let _ = signal.recv();
    let ended = end::shut_down(&server, listening, arguments);
    if let Some(booting) = booting {
        // It ended with the board.
        let _ = booting.join();
    }
    ended
}

/// Who may do what, as configured; the store is ours already.
fn access_control(arguments: &Arguments) -> Result<AccessControl, ProgramError> {
    let folder = place(arguments).ok_or(ProgramError::NoHome)?;
    Ok(AccessControl::open(AccessOptions {
        lease: arguments.lease(),
        roles: arguments.roles.unwrap_or_default(),
        audit_limit: arguments.audit_limit.unwrap_or(audit::DEFAULT_LIMIT),
        health: real::health(arguments, &folder),
        notice: |line| say(line),
        folder: Some(folder),
        ..AccessOptions::default()
    }))
}

/// Loads the boot design beside everything else: who asks how the board is gets an answer.
fn boot(server: &Arc<Server>, pins: BoardResponse) -> Option<JoinHandle<()>> {
    let server = Arc::clone(server);
    let load = move || match load_at_start(&server, pins) {
        Boot::None => {}
        Boot::Configured => say("the FPGA is configured: the boot design is not loaded"),
        Boot::Loaded(digest) => say(format_args!("boot design {digest} loaded")),
        Boot::Failed(digest, code) => {
            say(format_args!("boot design {digest} is not loaded: {code}"));
        }
    };
    let thread = thread::Builder::new().name("boot".into()).spawn(load);
    thread.ok()
}

fn limits(arguments: &Arguments) -> Limits {
    Limits {
        idle: Duration::from_secs(arguments.idle_timeout().into()),
        max_sessions: arguments.max_sessions().into(),
        ..Limits::default()
    }
}

/// Of addresses that nobody asked for, one has to work.
fn serve(
    addresses: &[ListenAddress],
    server: &Arc<Server>,
    arguments: &Arguments,
) -> Result<Vec<Listening>, ProgramError> {
    let by_default = arguments.listen.is_empty();
    let mut listening: Vec<Listening> = Vec::new();
    for address in addresses {
        let served = match address {
            ListenAddress::Tls(host_port) => listen_tls(
                host_port,
                &arguments.keys.identity(arguments.store.as_deref())?,
                server,
            ),
            other => listen(other, server),
        };
        match served {
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
