//! One file of the log: whole lines, numbered without a gap

use std::fs::File;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;

use fic_protocol::limits::MAX_AUDIT_RECORD_LEN;
use serde::Deserialize;

/// What a file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Segment {
    /// Number of its first record.
    pub(super) first: u64,
    /// Records in it.
    pub(super) records: u64,
    /// Bytes of them; what follows is a line that the power cut.
    pub(super) len: u64,
}

#[derive(Deserialize)]
struct Numbered {
    n: u64,
}

impl Segment {
    /// Number of the record after its last.
    pub(super) fn next(&self) -> u64 {
        self.first + self.records
    }

    /// Reads a file as far as its lines are records of ours with ascending numbers.
    /// A file that is not there is empty.
    pub(super) fn survey(path: &Path) -> io::Result<Self> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            file => file?,
        };
        let mut reader = BufReader::new(file);
        let mut segment = Self::default();
        let mut line = Vec::new();
        while let Some(n) = next_number(&mut reader, &mut line)? {
            if segment.records == 0 {
                segment.first = n;
            }
            if n != segment.next() {
                break;
            }
            segment.records += 1;
            segment.len += line.len() as u64;
        }
        Ok(segment)
    }
}

/// The number of the next whole line, which is left in `line`; `None` at the end or at
/// anything that is no record.
fn next_number(reader: &mut impl io::BufRead, line: &mut Vec<u8>) -> io::Result<Option<u64>> {
    line.clear();
    let most = MAX_AUDIT_RECORD_LEN as u64 + 1;
    io::Read::take(reader, most).read_until(b'\n', line)?;
    if line.last() != Some(&b'\n') {
        return Ok(None);
    }
    let numbered: Option<Numbered> = serde_json::from_slice(line).ok();
    Ok(numbered.map(|numbered| numbered.n).filter(|&n| n > 0))
}
