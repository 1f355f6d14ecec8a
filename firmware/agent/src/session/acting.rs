//! From a peer's request to the board, past the doors

use fic_core::Hooks;
use fic_protocol::Access;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;

use super::Server;
use super::diary::Deed;
use super::diary::Diary;
use crate::doors::Caller;

/// Serves one request if the caller may ask for it, and tells the log what it changed.
pub(super) fn act(
    server: &Server,
    diary: &Diary<'_>,
    caller: Caller<'_>,
    request: HostRequest<'_>,
    hooks: &mut dyn Hooks,
) -> BoardResponse {
    let doors = &server.doors;
    if let Err(refusal) = doors.check(caller, &request) {
        return *refusal;
    }
    if let Some(answer) = doors.lease_request(caller, &request) {
        return answer;
    }
    match request.access() {
        _ if request == HostRequest::AgentInfo => info(server, caller),
        Access::Change => change(server, diary, caller, request, hooks),
        _ => server.board.request(caller.who, request, hooks),
    }
}

fn change(
    server: &Server,
    diary: &Diary<'_>,
    caller: Caller<'_>,
    request: HostRequest<'_>,
    hooks: &mut dyn Hooks,
) -> BoardResponse {
    let deed = Deed::of(&request);
    let mut changing = None;
    let admit = |request: &HostRequest<'_>| {
        changing = Some(server.doors.admit(caller, request)?);
        Ok(())
    };
    let response = server.board.request_if(caller.who, request, hooks, admit);
    if changing.take().is_some() {
        diary.done(caller, deed, &response);
    }
    response
}

fn info(server: &Server, caller: Caller<'_>) -> BoardResponse {
    BoardResponse::Agent(server.doors.agent_info(
        caller,
        server.board.boot(),
        server.open_sessions(),
        server.counters.bad_frames(),
    ))
}
