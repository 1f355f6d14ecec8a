//! What is told of the board while a request acts on it

use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Busy;
use fic_protocol::FpgaState;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::PinLevels;
use fic_protocol::truncated;

use crate::BoardPort;
use crate::Store;
use crate::service::Service;

/// The board as it was when the request began, and who keeps it.
pub(super) struct Shown {
    /// `None` if PWOK could not be read.
    before: Option<BoardStatus>,
    what: &'static str,
    who: Name,
    cleared: bool,
}

impl Shown {
    pub(super) fn new<P: BoardPort, S: Store>(
        service: &mut Service<P, S>,
        request: &HostRequest<'_>,
        who: &Name,
    ) -> Self {
        Self {
            before: service.remembered_status().ok(),
            what: request.busy_word(),
            who: who.clone(),
            cleared: false,
        }
    }

    /// The FPGA was cleared: what was known of it does not hold any more.
    pub(super) fn cleared(&mut self) {
        self.cleared = true;
    }

    /// The answer to another request, `for_ms` after this one began.
    pub(super) fn answer(&self, request: &HostRequest<'_>, for_ms: u64) -> BoardResponse {
        let busy = Busy {
            who: self.who.clone(),
            what: truncated(self.what),
            for_ms: u32::try_from(for_ms).unwrap_or(u32::MAX),
        };
        match (&self.before, request) {
            (Some(before), HostRequest::Identify { .. }) => {
                BoardResponse::Identity(self.aged(before, for_ms).identity)
            }
            (Some(before), HostRequest::Status) => {
                let mut status = self.aged(before, for_ms);
                status.busy = Some(busy);
                BoardResponse::Status(status)
            }
            _ => BoardResponse::Busy(busy),
        }
    }

    fn aged(&self, before: &BoardStatus, for_ms: u64) -> BoardStatus {
        let mut status = before.clone();
        let passed_s = u32::try_from(for_ms / 1000).unwrap_or(u32::MAX);
        status.identity.uptime_s = status.identity.uptime_s.saturating_add(passed_s);
        status.pins = PinLevels {
            init_b: None,
            done: None,
            ..status.pins
        };
        if self.cleared {
            status.stale = status.last_load.is_some();
            status.fpga = FpgaState::Unconfigured;
        }
        status
    }
}
