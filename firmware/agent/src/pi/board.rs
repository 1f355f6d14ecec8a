//! The board of this machine, from its device node to the request service

use std::io;
use std::path::Path;

use fic_core::Hooks;
use fic_core::profile::Profile;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::BoardKind;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::WINDOW_CHUNKS;
use fic_protocol::truncated;

use super::claim::Claim;
use super::device::Machine;
use super::error::PiError;
use super::foreign;
use super::foreign::ForeignPin;
use super::guard::Guard;
use super::lock::PinLock;
use super::pins::PiRegisters;
use super::raw::Block;
use crate::board::BoardService;
use crate::board::ServiceBoard;
use crate::registers::RegisterPort;
use crate::store::DiskStore;

/// The pins of a board, ours alone and safe, that are not served yet.
#[derive(Debug)]
pub struct PiPins {
    machine: Machine,
    profile: Profile,
    block: Block,
    guard: &'static Guard,
    claim: Claim,
    foreign: Vec<ForeignPin>,
    _lock: PinLock,
}

impl PiPins {
    /// Takes the pins of the board `board` (`mk1`, `mk2`) and puts them into the safe
    /// state, in which a design that runs goes on. From here on they go back to it when
    /// the program ends or panics.
    ///
    /// # Errors
    /// [`PiError`]; no pin was moved.
    pub fn take(board: &str, lock: &Path) -> Result<Self, PiError> {
        let profile = fic_core::profile::by_name(board).ok_or_else(|| PiError::UnknownBoard {
            board: board.into(),
        })?;
        let machine = Machine::here()?;
        let lock = PinLock::take(lock)?;
        let block = machine.map()?;
        let claim = Claim::take(profile.owned())?;
        let foreign = foreign::among(block, profile.owned());
        let guard = Guard::over(block, profile);
        guard.install();
        guard.make_safe();
        Ok(Self {
            machine,
            profile,
            block,
            guard,
            claim,
            foreign,
            _lock: lock,
        })
    }

    /// What the machine calls itself.
    pub fn model(&self) -> &str {
        &self.machine.model
    }

    /// Pins that a driver of the kernel had, and may take back: see [`ForeignPin`].
    pub fn foreign(&self) -> &[ForeignPin] {
        &self.foreign
    }

    /// The claimed pins, for code that is written against embedded-hal.
    pub fn claim(&mut self) -> &mut Claim {
        &mut self.claim
    }

    /// Puts the request service on them, ready for a [`crate::board::BoardHandle`].
    pub fn serve(self, store: DiskStore) -> Box<dyn BoardService> {
        let port = RegisterPort::new(PiRegisters::guarded(self.block, self.guard));
        let about = About {
            build: truncated(env!("CARGO_PKG_VERSION")),
            kind: BoardKind::Real,
            window_bytes: (WINDOW_CHUNKS * CHUNK_LEN) as u32,
        };
        let service = Service::new(port, store, self.profile, about);
        Box::new(PiBoard {
            board: ServiceBoard::new(service),
            pins: self,
        })
    }
}

/// The real board: pins go safe if a request panics.
struct PiBoard {
    board: ServiceBoard<RegisterPort<PiRegisters>, DiskStore>,
    pins: PiPins,
}

impl BoardService for PiBoard {
    fn handle(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse {
        let _acting = self.pins.guard.acting();
        self.board.handle(who, request, hooks)
    }

    fn remembered(&mut self) -> Option<BoardStatus> {
        self.board.remembered()
    }

    fn boot(&mut self) -> Option<Digest> {
        self.board.boot()
    }

    fn close(&mut self) -> io::Result<()> {
        self.board.close()
    }
}
