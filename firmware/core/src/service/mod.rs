//! One request and the board's state in, one response out
//!
//! No IO and no time of its own: the same code serves the Linux agent, the bare-metal
//! image and `sim:`. Framing, sessions and who may act now are the caller's.

mod boot;
mod bus;
mod check;
mod ddr;
mod fpga;
mod gpio;
mod hls;
mod load;
mod note;
mod record;
mod registers;
mod stage;
mod status;

use fic_protocol::BoardError;
use fic_protocol::BoardKind;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Mode;
use fic_protocol::ModeChoice;
use fic_protocol::Name;
use fic_protocol::limits::CHUNK_LEN;

use crate::BoardPort;
use crate::Hooks;
use crate::Store;
use crate::StoreError;
use crate::profile::Profile;
use stage::Uploads;

/// What a caller tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Version of the agent or image.
    pub build: Name,
    /// Real or modelled.
    pub kind: BoardKind,
    /// Bytes that a host may have under way unanswered while it stages.
    pub window_bytes: u32,
}

/// One board and everything needed to serve requests to it.
pub struct Service<P, S> {
    port: P,
    store: S,
    profile: Profile,
    about: About,
    uploads: Uploads,
    started_ns: u64,
    buffer: [u8; CHUNK_LEN],
}

impl<P: BoardPort, S: Store> Service<P, S> {
    /// A service for the board of this profile; touches no pin.
    pub fn new(mut port: P, store: S, profile: Profile, about: About) -> Self {
        Self {
            started_ns: port.now_ns(),
            port,
            store,
            profile,
            about,
            uploads: Uploads::default(),
            buffer: [0; CHUNK_LEN],
        }
    }

    /// Serves one request of `who` (as told by `Identify`).
    ///
    /// Blocks until it is done; long requests report through `hooks`. Every wait in it
    /// is bounded. Whoever is told in `Identify` and whatever `Cancel` stops is known
    /// to the caller: it lets the hooks of the running request return `Cancelled`.
    pub fn handle(
        &mut self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut impl Hooks,
    ) -> BoardResponse {
        let answer = match request {
            HostRequest::Identify { .. } => Ok(BoardResponse::Identity(self.identity())),
            HostRequest::Status => self.status().map(BoardResponse::Status),
            HostRequest::StageBegin { digest, len_bytes } => {
                self.stage_begin(digest, len_bytes, hooks)
            }
            HostRequest::StageChunk(chunk) => self.stage_chunk(chunk),
            HostRequest::StageCommit { digest } => self.stage_commit(digest),
            HostRequest::StageDiscard { digest } => self.stage_discard(digest),
            HostRequest::Load(load) => return self.load(who, load, hooks),
            HostRequest::Cancel { .. } => Ok(BoardResponse::Done),
            HostRequest::FpgaReset => self.fpga_reset(),
            HostRequest::FpgaProbe => self.fpga_probe(),
            HostRequest::RegRead {
                address,
                count,
                force,
            } => self.reg_read(address, count, force, hooks),
            HostRequest::RegWrite {
                address,
                values,
                force,
            } => self.reg_write(address, values, force),
            HostRequest::HlsStart => self.hls_start(),
            HostRequest::HlsReset => self.hls_reset(),
            HostRequest::HlsSend { data } => self.hls_send(data),
            HostRequest::HlsReceive { len } => self.hls_receive(len, hooks),
            HostRequest::DdrRead {
                space,
                address,
                len,
            } => self.ddr_read(space, address, len, hooks),
            HostRequest::DdrWrite {
                space,
                address,
                data,
            } => self.ddr_write(space, address, data),
            HostRequest::DdrChecksum { address, len } => self.ddr_checksum(address, len),
            HostRequest::GpioRead => self.gpio_read(),
            HostRequest::GpioWrite { pins, levels } => self.gpio_write(pins, levels),
            HostRequest::NotePut { data, host_time_s } => self.note_put(who, data, host_time_s),
            HostRequest::NoteGet => self.note_get(hooks),
            // Sessions, leases and logs are the caller's: what gets here it does not have.
            HostRequest::LeaseTake { .. }
            | HostRequest::LeaseRenew
            | HostRequest::LeaseRelease
            | HostRequest::LeaseShow
            | HostRequest::LeaseBreak
            | HostRequest::AgentInfo
            | HostRequest::AuditRead { .. } => Err(BoardError::NotSupported),
            HostRequest::BootSet { digest } => self.boot_set(digest),
        };
        answer.unwrap_or_else(BoardResponse::from)
    }

    /// The store, for tests and for the caller's own housekeeping.
    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }

    /// The port, for tests and traces.
    pub fn port(&mut self) -> &mut P {
        &mut self.port
    }

    fn mode(&self, choice: ModeChoice) -> Mode {
        match choice {
            ModeChoice::Auto => self.profile.mode,
            ModeChoice::X8 => Mode::X8,
            ModeChoice::X16 => Mode::X16,
        }
    }
}

impl From<StoreError> for BoardError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StoreFull,
            StoreError::Missing => Self::NotStaged,
            StoreError::Range => Self::OutOfRange,
            StoreError::Io => Self::StoreFailed,
            StoreError::Unsupported => Self::NotSupported,
        }
    }
}
