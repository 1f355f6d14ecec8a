//! A board that a test holds in its hand: loads last until they are let go

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use fic_agent::access::AccessControl;
use fic_agent::access::AccessOptions;
use fic_agent::access::Peer;
use fic_agent::board::BoardHandle;
use fic_agent::board::BoardService;
use fic_agent::session::End;
use fic_agent::session::Limits;
use fic_agent::session::Server;
use fic_agent::session::serve;
use fic_agent::transport::duplex;
use fic_core::Hooks;
use fic_protocol::*;
use fic_test_kit::fake_board::status;

use super::Client;

/// What a test sees and steers.
#[derive(Default)]
pub struct Hand {
    pub log: Mutex<Vec<String>>,
    pub release: AtomicBool,
    pub acting: AtomicUsize,
    pub most_acting: AtomicUsize,
    pub panic: AtomicBool,
}

impl Hand {
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

struct FakeBoard(Arc<Hand>);

impl BoardService for FakeBoard {
    fn handle(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse {
        let acting = self.0.acting.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most_acting.fetch_max(acting, Ordering::SeqCst);
        let answer = self.act(who, request, hooks);
        self.0.acting.fetch_sub(1, Ordering::SeqCst);
        answer
    }

    fn remembered(&mut self) -> Option<BoardStatus> {
        Some(status())
    }

    fn close(&mut self) -> std::io::Result<()> {
        self.0.log.lock().unwrap().push("close".into());
        Ok(())
    }
}

impl FakeBoard {
    fn act(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse {
        self.0
            .log
            .lock()
            .unwrap()
            .push(format!("{who} {}", request.busy_word().as_str()));
        match request {
            HostRequest::Identify { .. } => BoardResponse::Identity(status().identity),
            HostRequest::Status => BoardResponse::Status(status()),
            HostRequest::Load(load) => self.load(load, hooks),
            HostRequest::HlsReceive { len } => self.receive(len, hooks),
            HostRequest::FpgaReset => {
                thread::sleep(Duration::from_millis(100));
                BoardResponse::Done
            }
            HostRequest::FpgaProbe if self.0.panic.load(Ordering::SeqCst) => panic!("on purpose"),
            _ => BoardResponse::Done,
        }
    }

    fn receive(&mut self, len: u32, hooks: &mut dyn Hooks) -> BoardResponse {
        let data = super::noise(len as usize, 1);
        for piece in data.chunks(8192) {
            if hooks.data(piece).is_err() {
                self.0.log.lock().unwrap().push("cancelled".into());
                return BoardResponse::from(BoardError::Cancelled);
            }
        }
        BoardResponse::Done
    }

    fn load(&mut self, load: LoadRequest, hooks: &mut dyn Hooks) -> BoardResponse {
        if self.0.panic.load(Ordering::SeqCst) {
            self.0.acting.store(0, Ordering::SeqCst);
            panic!("on purpose");
        }
        let _ = hooks.progress(progress(Phase::Clear, 0));
        let mut done = 0;
        while !self.0.release.load(Ordering::SeqCst) {
            if hooks.progress(progress(Phase::Write, done)).is_err() {
                self.0.log.lock().unwrap().push("cancelled".into());
                return BoardResponse::from(BoardError::Cancelled);
            }
            done += 1;
            thread::sleep(Duration::from_millis(1));
        }
        self.0.log.lock().unwrap().push("loaded".into());
        let mut record = samples::record();
        record.digest = load.digest;
        BoardResponse::Loaded(LoadReport {
            record,
            already_running: false,
            startup_clocks: 64,
            init_looks: done,
        })
    }
}

fn progress(phase: Phase, done: u32) -> Progress {
    Progress {
        phase,
        done,
        total: 0,
    }
}

/// Bounds that a test need not wait for.
pub fn quick() -> Limits {
    Limits {
        hello: Duration::from_millis(300),
        idle: Duration::from_millis(900),
        write: Duration::from_millis(300),
        short_wait: Duration::from_millis(400),
        event_interval: Duration::from_millis(20),
        max_sessions: 3,
        max_bad_frames: 10,
    }
}

/// A served fake board.
pub struct Bench {
    pub hand: Arc<Hand>,
    pub server: Arc<Server>,
}

impl Bench {
    pub fn new(limits: Limits) -> Self {
        Self::behind(limits, AccessOptions::default())
    }

    /// With such access.
    pub fn behind(limits: Limits, access: AccessOptions) -> Self {
        let hand = Arc::<Hand>::default();
        let board = Box::new(FakeBoard(Arc::clone(&hand)));
        let handle = BoardHandle::new(board, limits.short_wait);
        Self {
            hand,
            server: Server::with_access(handle, limits, AccessControl::open(access)),
        }
    }

    /// A session over pipes, and how it will end; `line` as a serial line would be.
    pub fn session(&self, line: bool) -> (Client, JoinHandle<End>) {
        self.session_of(Peer {
            name: truncated("pipe"),
            key: truncated("pipe"),
            role: Some(Role::Admin),
            line,
        })
    }

    /// A session with this peer.
    pub fn session_of(&self, peer: Peer) -> (Client, JoinHandle<End>) {
        let ((mut reader, mut writer), (mut their_reader, mut their_writer)) = duplex();
        let tick = Some(Duration::from_millis(20));
        reader.set_timeout(tick);
        writer.set_timeout(tick);
        their_reader.set_timeout(tick);
        their_writer.set_timeout(Some(Duration::from_secs(1)));
        let server = Arc::clone(&self.server);
        let permit = server.permit().unwrap();
        let session = thread::spawn(move || serve(reader, writer, &peer, &server, permit));
        (Client::new(their_reader, their_writer), session)
    }

    pub fn client(&self) -> Client {
        self.session(false).0
    }

    /// A welcome client that said its name.
    pub fn named(&self, who: &str) -> Client {
        let mut client = self.client().greeted();
        client.call(HostRequest::Identify { who });
        client
    }

    /// A welcome client of this role, with a key of its own, that said its name.
    pub fn of_role(&self, role: Role, who: &str) -> Client {
        let peer = Peer {
            name: truncated("pipe"),
            key: truncated(&format!("key of {who}")),
            role: Some(role),
            line: false,
        };
        let mut client = self.session_of(peer).0.greeted();
        client.call(HostRequest::Identify { who });
        client
    }

    pub fn release(&self) {
        self.hand.release.store(true, Ordering::SeqCst);
    }
}
