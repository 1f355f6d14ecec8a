//! What was seen of the board last, to tell while a load keeps it

use std::time::Instant;

use fic_protocol::Access;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Busy;
use fic_protocol::FpgaState;
use fic_protocol::Identity;
use fic_protocol::PinLevels;
use fic_protocol::RequestKind;

use super::RequestClass;

/// The last status and what later answers changed about it.
#[derive(Debug)]
pub(super) struct Known {
    last: Option<(BoardStatus, Instant)>,
}

impl Known {
    pub(super) fn new(remembered: Option<BoardStatus>) -> Self {
        Self {
            last: remembered.map(|status| (status, Instant::now())),
        }
    }

    /// Takes what an answer says about the board.
    pub(super) fn learn(&mut self, class: RequestClass, response: &BoardResponse) {
        if let BoardResponse::Status(status) = response {
            self.last = Some((status.clone(), Instant::now()));
            return;
        }
        let Some((status, _)) = &mut self.last else {
            return;
        };
        if class.access == Access::Look {
            return;
        }
        match (class.kind, response) {
            (RequestKind::Load, BoardResponse::Loaded(report)) => {
                status.last_load = Some(report.record.clone());
                status.stale = false;
                status.fpga = FpgaState::Configured;
            }
            (RequestKind::Load, BoardResponse::Failed(failure)) => {
                let done = failure.diagnosis.map(|diagnosis| diagnosis.done);
                match done {
                    // A partial design that failed may leave the rest of the FPGA running.
                    Some(true) => status.stale = true,
                    Some(false) => lost(status),
                    None => {}
                }
            }
            (RequestKind::FpgaReset, BoardResponse::Done) => lost(status),
            _ => {}
        }
    }

    pub(super) fn identity(&self) -> Option<BoardResponse> {
        let (status, at) = self.last.as_ref()?;
        Some(BoardResponse::Identity(aged(&status.identity, *at)))
    }

    /// The status during a load: its pins cannot be read, and once the FPGA is
    /// `cleared` the state known from before does not hold either.
    pub(super) fn status(&self, busy: &Busy, cleared: bool) -> Option<BoardResponse> {
        let (status, at) = self.last.as_ref()?;
        let mut status = status.clone();
        status.identity = aged(&status.identity, *at);
        status.pins = PinLevels {
            init_b: None,
            done: None,
            ..status.pins
        };
        if cleared {
            lost(&mut status);
        }
        status.busy = Some(busy.clone());
        Some(BoardResponse::Status(status))
    }
}

fn lost(status: &mut BoardStatus) {
    status.stale = status.last_load.is_some();
    status.fpga = FpgaState::Unconfigured;
}

fn aged(identity: &Identity, at: Instant) -> Identity {
    let passed = u32::try_from(at.elapsed().as_secs()).unwrap_or(u32::MAX);
    Identity {
        uptime_s: identity.uptime_s.saturating_add(passed),
        ..identity.clone()
    }
}
