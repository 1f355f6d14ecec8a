//! A modelled board inside this process

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use fic_protocol::Role;
use fic_protocol::truncated;
use tempfile::TempDir;

use super::SimAddress;
use super::SimError;
use super::SimModel;
use crate::access::AccessControl;
use crate::access::AccessOptions;
use crate::access::Peer;
use crate::board::BoardHandle;
use crate::board::BoardService;
use crate::model_report::ModelReport;
use crate::session::Limits;
use crate::session::Server;
use crate::session::serve;
use crate::store::DiskStore;
use crate::transport::HangUp;
use crate::transport::PipeReader;
use crate::transport::PipeWriter;
use crate::transport::duplex;

/// How long the end of a modelled board may take: its last request and the trace.
const END: Duration = Duration::from_secs(30);

/// How a board inside this process is set up.
#[derive(Debug, Clone, Default)]
pub struct SimOptions {
    /// Every pin in virtual time, as a VCD file.
    pub trace: Option<PathBuf>,
    /// Where staged designs stay; without it they go to a folder that is removed at the end.
    pub store: Option<PathBuf>,
    /// Bytes that the store may hold.
    pub store_limit: Option<u64>,
}

/// A modelled board inside this process, served by the very code of the agent.
///
/// Dropping it ends its sessions, completes the trace and removes the temporary store.
pub struct SimBoard {
    server: Arc<Server>,
    sessions: Mutex<Vec<Session>>,
    ended: bool,
    trace: PathBuf,
    _temporary: Option<TempDir>,
}

struct Session {
    thread: JoinHandle<()>,
    hang_up: HangUp,
}

impl SimBoard {
    /// Powers a modelled board up.
    ///
    /// # Errors
    /// [`SimError`]; nothing is left behind.
    pub fn start(address: &SimAddress, options: &SimOptions) -> Result<Self, SimError> {
        let model = SimModel::power_up(address, options.trace.as_deref())?;
        let (store, temporary) = place(options)?;
        let trace = options.trace.clone().unwrap_or_default();
        let folder = temporary.as_ref().map(|folder| folder.path().to_owned());
        let access = AccessOptions {
            durable: temporary.is_none(),
            folder: folder.or_else(|| options.store.clone()),
            ..AccessOptions::default()
        };
        Ok(Self::over(model.serve(store), access, trace, temporary))
    }

    /// Powers two up whose links are joined, at a port of each: with `user_logic=link`, a
    /// word that one sends arrives at the other, by way of both switching tables.
    ///
    /// # Errors
    /// [`SimError`]; nothing is left behind.
    pub fn start_wired(
        addresses: [&SimAddress; 2],
        ports: [usize; 2],
    ) -> Result<[Self; 2], SimError> {
        let [one, other] = addresses.map(|address| SimModel::power_up(address, None));
        let none = SimOptions::default();
        let (one_store, one_place) = place(&none)?;
        let (other_store, other_place) = place(&none)?;
        let stores = [one_store, other_store];
        let [left, right] = SimModel::serve_wired([one?, other?], ports, stores)?;
        Ok([
            Self::over(left, AccessOptions::default(), PathBuf::new(), one_place),
            Self::over(right, AccessOptions::default(), PathBuf::new(), other_place),
        ])
    }

    fn over(
        board: Box<dyn BoardService>,
        access: AccessOptions,
        trace: PathBuf,
        temporary: Option<TempDir>,
    ) -> Self {
        let limits = Limits::default();
        let handle = BoardHandle::new(board, limits.short_wait);
        Self {
            server: Server::with_access(handle, limits, AccessControl::open(access)),
            sessions: Mutex::default(),
            ended: false,
            trace,
            _temporary: temporary,
        }
    }

    /// Opens a session; what the returned halves carry are frames of the protocol.
    ///
    /// # Errors
    /// [`SimError::TooManySessions`], [`SimError::Thread`].
    pub fn connect(&self) -> Result<(PipeReader, PipeWriter), SimError> {
        let ((mut reader, mut writer), theirs) = duplex();
        reader.set_timeout(Some(Limits::TICK));
        writer.set_timeout(Some(Limits::TICK));
        let hang_up = reader.hang_up();
        let server = Arc::clone(&self.server);
        let permit = server.permit().ok_or(SimError::TooManySessions)?;
        let peer = Peer {
            name: truncated("this process"),
            key: truncated("this process"),
            role: Some(Role::Admin),
            line: false,
        };
        let thread = thread::Builder::new()
            .name("sim session".into())
            .spawn(move || {
                serve(reader, writer, &peer, &server, permit);
            })
            .map_err(|source| SimError::Thread { source })?;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| !session.thread.is_finished());
        sessions.push(Session { thread, hang_up });
        Ok(theirs)
    }

    /// What the board has seen so far; `None` while a load keeps it.
    pub fn report(&self) -> Option<ModelReport> {
        self.server.board.model_report()
    }

    /// Ends the board and tells what it has seen.
    ///
    /// # Errors
    /// [`SimError::StillBusy`] if its last request did not end, [`SimError::Trace`] if the
    /// trace is incomplete.
    pub fn finish(mut self) -> Result<ModelReport, SimError> {
        self.end()
    }

    fn end(&mut self) -> Result<ModelReport, SimError> {
        self.ended = true;
        self.server.stop();
        let board = self.server.board.shut_down(END);
        let mut board = board.ok_or(SimError::StillBusy)?;
        let traced = board.close();
        let report = board.model_report().unwrap_or_default();
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        for session in sessions.drain(..) {
            session.hang_up.now();
            let _ = session.thread.join();
        }
        traced.map_err(|source| SimError::Trace {
            path: self.trace.clone(),
            source,
        })?;
        Ok(report)
    }
}

/// Where staged designs stay.
fn place(options: &SimOptions) -> Result<(DiskStore, Option<TempDir>), SimError> {
    let limit = options.store_limit;
    if let Some(path) = &options.store {
        return Ok((DiskStore::open(path, limit)?, None));
    }
    let folder =
        TempDir::with_prefix("fic-sim-").map_err(|source| SimError::Temporary { source })?;
    let store = DiskStore::open_temporary(folder.path(), limit)?;
    Ok((store, Some(folder)))
}

impl Drop for SimBoard {
    fn drop(&mut self) {
        if !self.ended {
            // Nobody is left to tell.
            let _ = self.end();
        }
    }
}
