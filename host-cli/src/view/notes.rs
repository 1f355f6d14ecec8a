//! Notes of the library on stderr

use std::sync::Arc;

use log::LevelFilter;
use log::Log;
use log::Metadata;
use log::Record;

use super::screen::Screen;

/// Shows what this crate logs; what others log only at -vv.
struct Notes {
    screen: Arc<Screen>,
    everyone: bool,
}

impl Screen {
    /// Shows notes of the library: `-v` more, `-vv` those of other crates too, `-q` none.
    pub fn show_notes(self: &Arc<Self>, verbose: u8) {
        let level = match (self.is_quiet(), verbose) {
            (true, _) => LevelFilter::Error,
            (false, 0) => LevelFilter::Info,
            (false, 1) => LevelFilter::Debug,
            (false, _) => LevelFilter::Trace,
        };
        let notes = Notes {
            screen: Arc::clone(self),
            everyone: verbose > 1,
        };
        // A program that uses this library may have a logger of its own, which then stays.
        if log::set_boxed_logger(Box::new(notes)).is_ok() {
            log::set_max_level(level);
        }
    }
}

impl Log for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.everyone || metadata.target().starts_with(env!("CARGO_PKG_NAME"))
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            self.screen.note(&record.args().to_string());
        }
    }

    fn flush(&self) {}
}
