//! A raw client of a modelled board inside this process

use std::time::Duration;

use fic_agent::sim::SimBoard;
use fic_test_kit::Client;

/// How long a read waits before it looks at the time.
const TICK: Duration = Duration::from_millis(50);

/// A welcome client.
///
/// # Errors
/// If the board takes no session.
pub fn connect(board: &SimBoard) -> anyhow::Result<Client> {
    let (mut reader, writer) = board.connect()?;
    reader.set_timeout(Some(TICK));
    Ok(Client::new(reader, writer).greeted())
}
