//! What a board's audit log says: who did what, when, and how it ended

use fic_protocol::AuditInfo;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::limits::MAX_AUDIT_RECORD_LEN;
use fic_protocol::limits::MAX_AUDIT_RECORDS;
use serde_json::Map;
use serde_json::Value;

use crate::board::board::Board;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::wire::session::Limits;

/// Bytes that the longest answer has.
const PAGE_LEN: usize = MAX_AUDIT_RECORDS as usize * MAX_AUDIT_RECORD_LEN;

/// Something that happened to a board.
///
/// What is in a record depends on the agent that wrote it, so nothing is certain to be
/// there but the number.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRecord {
    /// Records are numbered from 1; old ones go.
    pub number: u64,
    /// What the agent wrote; a line that is no JSON object stands under `unreadable`.
    pub fields: Map<String, Value>,
}

impl AuditRecord {
    fn new(number: u64, line: &str) -> Self {
        let fields = match serde_json::from_str(line) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::from_iter([
                ("n".to_owned(), number.into()),
                ("unreadable".to_owned(), line.into()),
            ]),
        };
        Self { number, fields }
    }

    /// A field that is a text with something in it.
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.fields.get(name)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// A field that is a whole number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.fields.get(name)?.as_u64()
    }
}

impl Board {
    /// The newest records of the board's audit log, at most this many, oldest first.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_supported` of a board without a log;
    /// [`Error::DataLost`]; those of the link.
    pub fn history(&mut self, most: usize) -> Result<Vec<AuditRecord>, Error> {
        self.require_version_2()?;
        let mut records = Vec::new();
        if most == 0 {
            return Ok(records);
        }
        let mut first = self.page(0, page_of(most), &mut records)?;
        // Before the first one there may be more; a log that lost them ends this.
        while records.len() < most && first > 1 {
            let count =
                page_of(most - records.len()).min(u16::try_from(first - 1).unwrap_or(u16::MAX));
            let mut older = Vec::new();
            let begun = self.page(first - u64::from(count), count, &mut older)?;
            older.retain(|record| record.number < first);
            if older.is_empty() || begun >= first {
                break;
            }
            first = begun;
            older.append(&mut records);
            records = older;
        }
        Ok(records)
    }

    /// Adds one answer's records and gives the number of the first.
    fn page(
        &mut self,
        from: u64,
        count: u16,
        records: &mut Vec<AuditRecord>,
    ) -> Result<u64, Error> {
        let request = HostRequest::AuditRead { from, count };
        let (info, bytes) = self.read_page(&request)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().take(count.into());
        let numbered = (info.first..).zip(lines);
        records.extend(numbered.map(|(number, line)| AuditRecord::new(number, line)));
        Ok(info.first)
    }

    fn read_page(&mut self, request: &HostRequest<'_>) -> Result<(AuditInfo, Vec<u8>), Error> {
        match self.exchange(request, PAGE_LEN, Limits::pins)? {
            (BoardResponse::Audit(info), bytes) => Ok((info, bytes)),
            _ => Err(unexpected_response(request)),
        }
    }
}

fn page_of(wanted: usize) -> u16 {
    u16::try_from(wanted)
        .unwrap_or(u16::MAX)
        .min(MAX_AUDIT_RECORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_kind_are_records() {
        let record = AuditRecord::new(7, r#"{"n":7,"who":"ann@lab","new":[1],"memo":""}"#);
        assert_eq!(record.text("who"), Some("ann@lab"));
        assert_eq!((record.text("memo"), record.text("new")), (None, None));
        assert_eq!(record.number("n"), Some(7));
        for line in ["", "[1]", "{\"n\":", "7"] {
            let record = AuditRecord::new(8, line);
            assert_eq!(record.fields["unreadable"], line);
            assert_eq!(record.number("n"), Some(8));
        }
    }
}
