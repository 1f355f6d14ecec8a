//! Progress without a terminal: a line now and then, none for what is quick

use std::time::Duration;
use std::time::Instant;

use super::screen::Screen;
use fic_client::Progress;
use fic_client::Step;
use fic_client::text;

/// Between two lines of one board: a log stays readable, a watcher sees that it goes on.
const PAUSE: Duration = Duration::from_secs(5);

/// The lines of one board.
pub(super) struct Lines<'s> {
    screen: &'s Screen,
    name: String,
    last: Instant,
}

impl<'s> Lines<'s> {
    pub(super) fn new(screen: &'s Screen, name: &str) -> Self {
        Self {
            screen,
            name: name.to_owned(),
            last: Instant::now(),
        }
    }
}

impl Progress for Lines<'_> {
    fn report(&mut self, step: Step, done: u64, total: u64) {
        if self.last.elapsed() < PAUSE {
            return;
        }
        self.last = Instant::now();
        let part = match total {
            0 => String::new(),
            _ => format!(
                " {} % ({} of {})",
                done * 100 / total,
                text::bytes(done),
                text::bytes(total)
            ),
        };
        let line = format!("{}: {}{part}", self.name, step.word());
        self.screen.plain(&line);
    }

    fn skipped(&mut self, _step: Step) {}
}
