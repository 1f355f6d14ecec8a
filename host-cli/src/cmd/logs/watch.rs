//! One board's log while `fic logs` shows it

use std::fmt;
use std::io;
use std::io::Write;
use std::time::Instant;

use serde::Serialize;

use super::filter::Filter;
use crate::context::Context;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::Heard;
use fic_client::error::LogsError;
use fic_client::logs::LogDecoder;
use fic_client::logs::LogRecord;
use fic_client::logs::LogTable;
use fic_client::text;

/// Records that one JSON document holds; a board that logs more is told of in `left_out`.
const MOST_RECORDS: usize = 100_000;

/// What was seen of a board's log.
#[derive(Debug, Default, Serialize)]
pub(super) struct Watched {
    /// Only for JSON: as text they are printed as they come.
    records: Vec<LogRecord>,
    /// Records that were shown.
    shown: u64,
    /// Records below the level that was asked for.
    below_level: u64,
    /// Records that the document has no room for.
    left_out: u64,
    /// Frames of log data that are none of this program.
    undecodable: u64,
    /// Frames that the line damaged, of whatever kind.
    damaged_frames: u64,
}

/// Shows one board's log.
pub(super) struct Watch<'w> {
    filter: &'w Filter,
    table: &'w LogTable,
    context: &'w Context,
    decoder: LogDecoder<'w>,
    /// Before each line, where several boards are shown.
    name: Option<String>,
    seen: Watched,
}

impl<'w> Watch<'w> {
    pub(super) fn new(
        filter: &'w Filter,
        table: &'w LogTable,
        context: &'w Context,
        name: Option<String>,
    ) -> Self {
        Self {
            filter,
            table,
            context,
            decoder: table.decoder(),
            name,
            seen: Watched::default(),
        }
    }

    /// Until it is over; how it was is noted however it ends.
    pub(super) fn run(mut self, board: &mut Board) -> Result<Watched, Error> {
        let until = self.filter.time.map(|time| Instant::now() + time);
        let ended = board.listen(until, |heard| self.hear(heard));
        self.seen.damaged_frames = board.line_errors();
        let (name, seen) = (board.name(), &self.seen);
        self.context.screen.note(&format!("{name}: {seen}"));
        ended?;
        self.seen.check(self.table)?;
        Ok(self.seen)
    }

    fn hear(&mut self, heard: Heard<'_>) -> Result<bool, Error> {
        let records = match heard {
            Heard::Bytes(bytes) => self.decoder.push(bytes),
            Heard::Anew => {
                self.decoder.anew();
                self.note("the link was made again; the board may have been reset");
                Vec::new()
            }
        };
        let before = self.seen.undecodable;
        self.seen.undecodable = self.decoder.undecodable();
        if before == 0 && self.seen.undecodable > 0 {
            self.note("log data that cannot be decoded: is the ELF file of the image that runs?");
        }
        for record in records {
            if !self.show(record)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn note(&self, text: &str) {
        let before = self.name.as_deref().map(|name| format!("{name}: "));
        let before = before.unwrap_or_default();
        self.context.screen.note(&format!("{before}{text}"));
    }

    /// Shows or keeps one record; false if that was the last one that is wanted.
    fn show(&mut self, record: LogRecord) -> Result<bool, Error> {
        if !record.is_at_least(self.filter.level.into()) {
            self.seen.below_level += 1;
            return Ok(true);
        }
        let read_on = match self.context.is_json() {
            true => self.keep(record),
            false => self.print(&record)?,
        };
        self.seen.shown += 1;
        let enough = self.filter.count.is_some_and(|n| self.seen.shown >= n);
        Ok(read_on && !enough)
    }

    fn keep(&mut self, record: LogRecord) -> bool {
        match self.seen.records.len() < MOST_RECORDS {
            true => self.seen.records.push(record),
            false => self.seen.left_out += 1,
        }
        true
    }

    /// At once; false if nobody reads it any more.
    fn print(&self, record: &LogRecord) -> Result<bool, Error> {
        let before = self.name.as_deref().map(|name| format!("{name}: "));
        let line = format!("{}{record}\n", before.unwrap_or_default());
        let mut stdout = io::stdout().lock();
        match stdout.write_all(line.as_bytes()).and(stdout.flush()) {
            Ok(()) => Ok(true),
            // A reader such as `head` that has seen enough is no failure.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(source) => Err(Error::System {
                what: "writing what was logged",
                source,
            }),
        }
    }
}

impl Watched {
    /// Where everything is undecodable the file is of another program.
    fn check(&self, table: &LogTable) -> Result<(), Error> {
        if self.undecodable == 0 || self.shown + self.below_level > 0 {
            return Ok(());
        }
        let frames = text::count(self.undecodable, "frame");
        Err(table.refused(LogsError::Undecodable { frames }))
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::count(self.shown, "record"))?;
        for (count, what) in [
            (self.below_level, "below the level"),
            (self.left_out, "left out"),
            (self.undecodable, "undecodable"),
        ] {
            if count > 0 {
                write!(f, ", {} {what}", text::grouped(count))?;
            }
        }
        match self.damaged_frames {
            0 => Ok(()),
            damaged => write!(f, ", {} on the line", text::count(damaged, "damaged frame")),
        }
    }
}
