//! Making a session with a board

use std::time::Duration;
use std::time::Instant;

use crate::cancel::CancelToken;
use crate::error::Error;
use crate::wire::link::Opener;
use crate::wire::session::Opening;
use crate::wire::session::Session;

/// Opening a link and the handshake: an agent that is there answers within a round trip or two.
const CONNECT_WAIT: Duration = Duration::from_secs(5);

pub(super) fn start(
    opener: &mut Opener,
    who: &str,
    stop: &CancelToken,
    first_id: u32,
) -> Result<Session, Error> {
    stop.check()?;
    let deadline = Instant::now() + CONNECT_WAIT;
    let link = opener.open(deadline)?;
    let address = opener.address().to_string();
    let opening = Opening {
        address: &address,
        who,
        first_id,
        stop: stop.clone(),
        deadline,
    };
    Session::open(link, opening).map_err(|error| match error {
        // A peer that closes in the handshake was never reached.
        Error::LinkLost { address, source } => Error::Unreachable { address, source },
        Error::NotAuthorised { .. } => Error::NotAuthorised {
            ours: opener.own_line().map(Box::new),
        },
        other => other,
    })
}

/// Different for each conversation on a line: answers to another process's requests may
/// still arrive.
pub(super) fn first_id() -> u32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = since.map_or(0, |time| time.subsec_nanos() ^ time.as_secs() as u32);
    nanos.wrapping_mul(2_654_435_761) ^ std::process::id()
}
