//! stderr: errors, notes and progress, which must not write over each other

use fic_error::Diagnostic as _;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::sync::Mutex;

use indicatif::MultiProgress;
use indicatif::ProgressDrawTarget;

use super::failure;
use fic_client::Error;

/// stderr. Bars are drawn only on a terminal; without one, long steps say a line now and then.
pub struct Screen {
    pub(super) bars: MultiProgress,
    pub(super) terminal: bool,
    pub(super) quiet: bool,
    /// Lines of several threads stay whole.
    lock: Mutex<()>,
}

impl Screen {
    /// For this process; `quiet` shows errors only.
    pub fn new(quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let bars = MultiProgress::new();
        if quiet || !terminal {
            bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        Self {
            bars,
            terminal,
            quiet,
            lock: Mutex::new(()),
        }
    }

    /// Errors only.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A note for people; silent if quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.line(&format!("{} {text}", self.paint("note:", "36")));
        }
    }

    /// A question, with the cursor left behind it.
    pub fn ask(&self, text: &str) {
        let _whole = self.lock.lock();
        let _ = write!(io::stderr(), "{text}");
        let _ = io::stderr().flush();
    }

    /// A line of progress.
    pub(super) fn plain(&self, text: &str) {
        self.line(text);
    }

    /// What went wrong, without a board or code.
    pub fn error_line(&self, text: &str) {
        self.line(&format!("{} {text}", self.paint("error:", "31;1")));
    }

    /// Why something, or something with one board, failed.
    pub fn failure(&self, board: Option<&str>, error: &Error) {
        let head = board.map(|name| format!("{name}: ")).unwrap_or_default();
        let mut text = format!(
            "{} {head}{error} [{}]",
            self.paint("error:", "31;1"),
            error.code()
        );
        for (label, line) in failure::details(error) {
            text.push_str(&format!("\n  {label:<6} {line}"));
        }
        self.line(&text);
    }

    /// A wish of the process's own: bars stay below.
    fn line(&self, text: &str) {
        let _whole = self.lock.lock();
        self.bars.suspend(|| {
            // Nobody can be told that stderr is gone.
            let _ = writeln!(io::stderr(), "{text}");
        });
    }

    fn paint(&self, text: &str, colour: &str) -> String {
        let colourless = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.terminal && !colourless {
            true => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}
