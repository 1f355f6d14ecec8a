//! Ctrl-C: the first one asks to stop, the second one stops

use fic_client::Cancel;
use fic_client::Error;

/// Sets `cancel` at Ctrl-C (and at SIGTERM and SIGHUP where there are such).
pub(super) fn listen(cancel: &Cancel) -> Result<(), Error> {
    let cancel = cancel.clone();
    let handler = move || {
        if cancel.is_set() {
            // The person does not want to wait for the board's answer.
            std::process::exit(crate::exit::Exit::Other as i32);
        }
        cancel.set();
    };
    ctrlc::set_handler(handler).map_err(|error| Error::System {
        what: "listening for Ctrl-C",
        source: std::io::Error::other(error),
    })
}
