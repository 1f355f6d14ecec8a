//! From bytes of the line to records

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use defmt_decoder::DecodeError;
use defmt_decoder::Frame;
use defmt_decoder::Locations;
use defmt_decoder::StreamDecoder;

use super::record::LogLevel;
use super::record::LogRecord;
use super::table::LogTable;

/// Bytes without an end of a frame that are kept: an image's longest has less than 1,024.
const MOST_WAITING: usize = 64 * 1024;

/// Makes records of one board's log data, in whatever pieces it comes.
pub struct LogDecoder<'t> {
    decoder: Box<dyn StreamDecoder + Send + Sync + 't>,
    table: &'t LogTable,
    /// Bytes since the last end of a frame.
    waiting: usize,
    undecodable: u64,
}

impl LogTable {
    /// A decoder for one board's log, from any moment on.
    pub fn decoder(&self) -> LogDecoder<'_> {
        LogDecoder::new(self)
    }
}

impl<'t> LogDecoder<'t> {
    pub(super) fn new(table: &'t LogTable) -> Self {
        Self {
            decoder: table.table.new_stream_decoder(),
            table,
            waiting: 0,
            undecodable: 0,
        }
    }

    /// Takes bytes and gives the records that end in them.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<LogRecord> {
        let mut records = Vec::new();
        for piece in bytes.split_inclusive(|&byte| byte == 0) {
            self.waiting += piece.len();
            if self.waiting > MOST_WAITING {
                self.anew();
                continue;
            }
            self.decoder.received(piece);
            if piece.ends_with(&[0]) {
                self.waiting = 0;
                self.take(&mut records);
            }
        }
        records
    }

    /// Forgets the record under way: the board starts anew.
    pub fn anew(&mut self) {
        self.undecodable += u64::from(self.waiting > 0);
        self.waiting = 0;
        self.decoder = self.table.table.new_stream_decoder();
    }

    /// Frames so far that were no records of this program.
    pub fn undecodable(&self) -> u64 {
        self.undecodable
    }

    fn take(&mut self, records: &mut Vec<LogRecord>) {
        let Self { decoder, table, .. } = self;
        // The library trusts some of what it decodes: a frame that makes it panic is one
        // that cannot be decoded.
        let decoded = catch_unwind(AssertUnwindSafe(|| match decoder.decode() {
            Ok(frame) => Ok(Some(record(&frame, &table.locations))),
            Err(DecodeError::UnexpectedEof) => Ok(None),
            Err(DecodeError::Malformed) => Err(()),
        }));
        match decoded {
            Ok(Ok(record)) => records.extend(record),
            Ok(Err(())) => self.undecodable += 1,
            Err(_) => {
                self.undecodable += 1;
                self.decoder = self.table.table.new_stream_decoder();
            }
        }
    }
}

fn record(frame: &Frame<'_>, locations: &Locations) -> LogRecord {
    let time = frame.display_timestamp().map(|time| time.to_string());
    let place = locations.get(&frame.index());
    LogRecord {
        time_s: time.and_then(|time| time.parse().ok()),
        level: frame
            .level()
            .and_then(|level| LogLevel::from_word(level.as_str())),
        message: printable(&frame.display_message().to_string()),
        module: place.map(|place| place.module.clone()),
        file: place.map(|place| place.file.display().to_string()),
        line: place.map(|place| place.line),
    }
}

/// What a board says must not steer this terminal.
fn printable(text: &str) -> String {
    let shown = |letter: char| match letter.is_control() {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    text.chars().map(shown).collect()
}
