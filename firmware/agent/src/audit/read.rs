//! Records for a peer that asks

use std::fs::File;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;

use fic_protocol::AuditInfo;

use super::segment::Segment;

/// A piece of the log, ready to be read without keeping anybody from writing: records
/// never change, and a file that is turned over meanwhile stays readable.
#[derive(Debug)]
pub struct Extract {
    pub(super) first: u64,
    pub(super) records: u64,
    pub(super) files: Vec<(Segment, File)>,
}

impl Extract {
    /// Hands the lines out one by one, oldest first, until `take` declines.
    ///
    /// # Errors
    /// The disk failed.
    pub fn each(self, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<AuditInfo> {
        let mut info = AuditInfo {
            first: self.first,
            records: 0,
            len: 0,
        };
        let end = self.first + self.records;
        let mut line = Vec::new();
        for (segment, file) in self.files {
            let mut reader = BufReader::new(file.take(segment.len));
            for n in segment.first..segment.next().min(end) {
                line.clear();
                if reader.read_until(b'\n', &mut line)? == 0 {
                    break;
                }
                if n < self.first {
                    continue;
                }
                if !take(&line) {
                    return Ok(info);
                }
                info.records += 1;
                info.len += line.len() as u32;
            }
        }
        Ok(info)
    }
}

impl Extract {
    pub(super) fn nothing(first: u64) -> Self {
        Self {
            first,
            records: 0,
            files: Vec::new(),
        }
    }
}
