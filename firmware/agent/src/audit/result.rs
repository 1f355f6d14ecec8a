//! How a request ended, in a word

use fic_error::Diagnostic as _;
use fic_protocol::BoardResponse;

/// `ok`, or the stable word of what went wrong.
pub fn result_of(response: &BoardResponse) -> &'static str {
    match response {
        BoardResponse::Failed(failure) => failure.error.code(),
        BoardResponse::Busy(_) => "busy",
        BoardResponse::Leased(_) => "lease_held",
        BoardResponse::Stage(state) if !state.complete => "incomplete",
        _ => "ok",
    }
}
