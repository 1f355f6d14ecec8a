//! The design that is loaded when the agent starts

use fic_core::NoHooks;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::Digest;
use fic_protocol::FpgaState;
use fic_protocol::HostRequest;
use fic_protocol::LoadRequest;
use fic_protocol::ModeChoice;
use fic_protocol::Name;
use fic_protocol::truncated;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::result_of;
use crate::session::Server;

/// As whom the agent itself loads.
const WHO: &str = "boot";

/// What became of the boot design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Boot {
    /// None was chosen.
    None,
    /// The FPGA is configured: what runs goes on.
    Configured,
    /// It was loaded.
    Loaded(Digest),
    /// It was not; the stable word of why.
    Failed(Digest, &'static str),
}

/// What the pins say at the start, before anybody is let in. Without a boot design, too:
/// what is recorded as running is held against them.
pub fn look_at_start(server: &Server) -> BoardResponse {
    let who: Name = truncated(WHO);
    server
        .board
        .request(&who, HostRequest::Status, &mut NoHooks)
}

/// Loads the boot design, if one was chosen and the FPGA is powered and not configured,
/// as the pins said in [`look_at_start`]'s answer. Whatever becomes of it is in the log; the agent serves in any case.
///
/// Blocks for as long as a load takes. Nobody's lease is asked for: this is how the board
/// comes up, before anybody could use it.
pub fn load_at_start(server: &Server, status: BoardResponse) -> Boot {
    let who: Name = truncated(WHO);
    let request = |request| server.board.request(&who, request, &mut NoHooks);
    let Some(digest) = server.board.boot() else {
        return Boot::None;
    };
    let answer = match status {
        BoardResponse::Status(status) if status.fpga == FpgaState::Configured => {
            return Boot::Configured;
        }
        BoardResponse::Status(status) => request(HostRequest::Load(load_of(digest, &status))),
        other => other,
    };
    tell(server, digest, &answer);
    match result_of(&answer) {
        "ok" => Boot::Loaded(digest),
        error => Boot::Failed(digest, error),
    }
}

/// The name that the design had when it was loaded last, if that was the last load.
fn load_of(digest: Digest, status: &BoardStatus) -> LoadRequest {
    let last = status.last_load.as_ref();
    let same = last.filter(|last| last.digest == digest);
    LoadRequest {
        digest,
        mode: ModeChoice::Auto,
        force: true,
        dry_run: false,
        name: same.map(|last| last.name.clone()).unwrap_or_default(),
        memo: truncated("loaded when the agent started"),
        host_time_s: 0,
    }
}

fn tell(server: &Server, digest: Digest, answer: &BoardResponse) {
    let actor = Actor {
        who: WHO.into(),
        ..Actor::default()
    };
    let took_us = match answer {
        BoardResponse::Loaded(report) => report.record.duration_us,
        _ => 0,
    };
    server.access.audit.write(&Entry {
        digest: Some(digest),
        result: result_of(answer).into(),
        duration_ms: took_us / 1000,
        ..Entry::new(actor, "load")
    });
}
