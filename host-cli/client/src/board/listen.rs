//! Listening to a board's log

use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardError;
use fic_protocol::HostRequest;

use crate::board::board::Board;
use crate::error::Error;

/// What the image calls its build.
const IMAGE: &str = "fic-image ";
/// Between two looks whether the board is still there. A board that was reset says nothing
/// until somebody greets it, which a refused look leads to.
const LOOK: Duration = Duration::from_secs(2);

/// What is heard of a board's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The next bytes.
    Bytes(&'a [u8]),
    /// The link was made again: what was under way is lost, and the board may have been reset.
    Anew,
}

impl Board {
    /// Fails of a board that sends no log: every one but the bare-metal image.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_supported`.
    pub fn require_log(&self) -> Result<(), Error> {
        match self.identity().build.starts_with(IMAGE) {
            true => Ok(()),
            false => Err(Error::Board {
                error: BoardError::NotSupported,
                diagnosis: None,
                len_bytes: 0,
            }),
        }
    }

    /// Listens to what the board logs until `until`, if that is given, or until `heard`
    /// says false.
    ///
    /// A link that breaks is made again, for a bounded time; a board that falls silent is
    /// noticed.
    ///
    /// # Errors
    /// Those of [`Self::require_log`], of `heard` and of the link; [`Error::Cancelled`].
    pub fn listen(
        &mut self,
        until: Option<Instant>,
        mut heard: impl FnMut(Heard<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        self.require_log()?;
        let mut reconnects = self.reconnects();
        let mut look = Instant::now() + LOOK;
        loop {
            let bytes = self.hear(until.map_or(look, |until| until.min(look)))?;
            let before = self.take_unheard();
            let mut goes_on = before.is_empty() || heard(Heard::Bytes(&before))?;
            if goes_on && self.reconnects() != reconnects {
                reconnects = self.reconnects();
                goes_on = heard(Heard::Anew)?;
            }
            if goes_on && !bytes.is_empty() {
                goes_on = heard(Heard::Bytes(&bytes))?;
            }
            let now = Instant::now();
            if !goes_on || until.is_some_and(|until| now >= until) {
                return Ok(());
            }
            if now >= look {
                self.look();
                look = now + LOOK;
            }
        }
    }

    /// Bytes of the log, or none at the deadline or if the link has to be made again.
    fn hear(&mut self, deadline: Instant) -> Result<Vec<u8>, Error> {
        match self.session()?.log_data(deadline) {
            Err(error) if error.is_link() => {
                self.drop_link(&error);
                Ok(Vec::new())
            }
            heard => heard,
        }
    }

    /// Asks for a sign of life; gives the link up if there was none to the last questions.
    fn look(&mut self) {
        let who = self.who().to_owned();
        let Some(session) = self.session_as_it_is() else {
            return;
        };
        let limits = session.limits();
        let asked = match session.silent_for() {
            waited if waited > limits.quick() * limits.tries() => Err(Error::Timeout {
                what: "identify",
                waited,
            }),
            // What comes back is heard with everything else.
            _ => session.post(
                &HostRequest::Identify { who: &who },
                Instant::now() + limits.quick(),
            ),
        };
        if let Err(error) = asked {
            self.drop_link(&error);
        }
    }
}
