//! From a host's request to the board, past access control

use fic_core::Hooks;
use fic_protocol::Access;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;

use super::audit_recorder::AuditRecorder;
use super::audit_recorder::PendingAudit;
use super::server::Server;
use crate::access::Caller;

/// Serves one request if the caller may ask for it, and tells the log what it changed.
pub(super) fn dispatch(
    server: &Server,
    audit: &AuditRecorder<'_>,
    caller: Caller<'_>,
    request: HostRequest<'_>,
    hooks: &mut dyn Hooks,
) -> BoardResponse {
    let access = &server.access;
    if let Err(refusal) = access.check(caller, &request) {
        return *refusal;
    }
    if let Some(answer) = access.lease_request(caller, &request) {
        return answer;
    }
    match request.access() {
        _ if request == HostRequest::AgentInfo => info(server, caller),
        Access::Change => change(server, audit, caller, request, hooks),
        _ => server.board.request(caller.who, request, hooks),
    }
}

fn change(
    server: &Server,
    audit: &AuditRecorder<'_>,
    caller: Caller<'_>,
    request: HostRequest<'_>,
    hooks: &mut dyn Hooks,
) -> BoardResponse {
    let pending = PendingAudit::of(&request);
    let mut guard = None;
    let admit = |request: &HostRequest<'_>| {
        guard = Some(server.access.admit(caller, request)?);
        Ok(())
    };
    let response = server.board.request_if(caller.who, request, hooks, admit);
    if guard.take().is_some() {
        audit.done(caller, pending, &response);
    }
    response
}

fn info(server: &Server, caller: Caller<'_>) -> BoardResponse {
    BoardResponse::Agent(server.access.agent_info(
        caller,
        server.board.boot(),
        server.open_sessions(),
        server.counters.bad_frames(),
    ))
}
