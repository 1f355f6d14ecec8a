//! What was seen of the board last, to tell while a request keeps it

use fic_protocol::Access;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Busy;
use fic_protocol::FpgaState;
use fic_protocol::PinLevels;
use fic_protocol::RequestKind;

/// The last status and what later answers changed about it.
#[derive(Debug)]
pub struct StatusCache {
    /// With the time when it was seen; `None` if the board could not tell.
    last: Option<(BoardStatus, u64)>,
}

impl StatusCache {
    /// Begins with what the board remembers.
    pub fn new(remembered: Option<BoardStatus>, now_ms: u64) -> Self {
        Self {
            last: remembered.map(|status| (status, now_ms)),
        }
    }

    /// Takes what the answer to a request of this kind and access says about the board.
    pub fn learn(
        &mut self,
        (kind, access): (RequestKind, Access),
        response: &BoardResponse,
        now_ms: u64,
    ) {
        if let BoardResponse::Status(status) = response {
            self.last = Some((status.clone(), now_ms));
            return;
        }
        let Some((status, _)) = self.last.as_mut().filter(|_| access == Access::Change) else {
            return;
        };
        match (kind, response) {
            (RequestKind::Load, BoardResponse::Loaded(report)) => {
                status.last_load = Some(report.record.clone());
                status.stale = false;
                status.fpga = FpgaState::Configured;
            }
            (RequestKind::Load, BoardResponse::Failed(failure)) => {
                match failure.diagnosis.map(|diagnosis| diagnosis.done) {
                    // A partial design that failed may leave the rest of the FPGA running.
                    Some(true) => status.stale = true,
                    Some(false) => mark_cleared(status),
                    None => {}
                }
            }
            (RequestKind::FpgaReset, BoardResponse::Done) => mark_cleared(status),
            _ => {}
        }
    }

    /// The answer to a request of this kind while another is `busy`.
    ///
    /// Pins cannot be read then, and once the FPGA is `cleared` the state known from
    /// before does not hold either.
    // Inlined where it is asked it would cost an image 2 KiB.
    #[inline(never)]
    pub fn answer(
        &self,
        kind: RequestKind,
        busy: Busy,
        cleared: bool,
        now_ms: u64,
    ) -> BoardResponse {
        match (kind, &self.last) {
            (RequestKind::Identify | RequestKind::Status, Some((status, at_ms))) => {
                let mut status = status.clone();
                let passed_s = now_ms.saturating_sub(*at_ms) / 1000;
                let uptime_s = &mut status.identity.uptime_s;
                *uptime_s = uptime_s.saturating_add(u32::try_from(passed_s).unwrap_or(u32::MAX));
                if kind == RequestKind::Identify {
                    return BoardResponse::Identity(status.identity);
                }
                status.pins = PinLevels {
                    init_b: None,
                    done: None,
                    ..status.pins
                };
                if cleared {
                    mark_cleared(&mut status);
                }
                status.busy = Some(busy);
                BoardResponse::Status(status)
            }
            _ => BoardResponse::Busy(busy),
        }
    }
}

fn mark_cleared(status: &mut BoardStatus) {
    status.stale = status.last_load.is_some();
    status.fpga = FpgaState::Unconfigured;
}
