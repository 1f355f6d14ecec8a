//! One line of the log

use fic_protocol::Digest;
use fic_protocol::limits::MAX_AUDIT_RECORD_LEN;
use serde::Serialize;

use crate::wall_clock;

/// Who did it: names without control characters, each at most 64 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// What the peer calls itself, `user@host`.
    pub who: String,
    /// How the board knows it.
    pub key: String,
    /// Where it comes from: `127.0.0.1:5000`, `uid 1000`, a line.
    pub peer: String,
    /// `read`, `operate`, `admin`; `none` of one that is not let in.
    pub role: &'static str,
}

impl Actor {
    /// Nobody that was let in.
    pub fn is_stranger(&self) -> bool {
        matches!(self.role, "" | "none")
    }
}

/// What happened. Words are stable, for scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// By whom.
    #[serde(flatten)]
    pub actor: Actor,
    /// `load`, `reset`, `lease take`, ….
    pub what: String,
    /// The design that it was about.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub digest: Option<Digest>,
    /// For people: a memo, an address, whose lease it was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Requests that this line stands for, where it may be more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// `ok`, or the code of the error.
    pub result: String,
    /// How long it took; 0 of what takes no time.
    pub duration_ms: u64,
}

impl Entry {
    /// Something that went well and took no time.
    pub fn new(actor: Actor, what: impl Into<String>) -> Self {
        Self {
            actor,
            what: what.into(),
            digest: None,
            detail: String::new(),
            count: None,
            result: "ok".into(),
            duration_ms: 0,
        }
    }
}

fn as_text<S: serde::Serializer>(digest: &Option<Digest>, to: S) -> Result<S::Ok, S::Error> {
    match digest {
        Some(digest) => to.collect_str(digest),
        None => to.serialize_none(),
    }
}

/// The entry with its number and its times.
#[derive(Serialize)]
struct Line<'a> {
    n: u64,
    at: Option<u64>,
    up_ms: u64,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// The line of this entry with its newline, at most [`MAX_AUDIT_RECORD_LEN`] bytes.
pub(super) fn line(n: u64, up_ms: u64, entry: &Entry) -> Vec<u8> {
    let at = wall_clock::known_s();
    let text = written(n, at, up_ms, entry);
    if text.len() <= MAX_AUDIT_RECORD_LEN {
        return text;
    }
    // Names are bounded, so what is too long is what explains.
    let shorter = Entry {
        detail: String::new(),
        ..entry.clone()
    };
    let text = written(n, at, up_ms, &shorter);
    if text.len() <= MAX_AUDIT_RECORD_LEN {
        return text;
    }
    let nobody = Entry::new(Actor::default(), "line too long");
    written(n, at, up_ms, &nobody)
}

fn written(n: u64, at: Option<u64>, up_ms: u64, entry: &Entry) -> Vec<u8> {
    let line = Line {
        n,
        at,
        up_ms,
        entry,
    };
    // Text and numbers always serialise.
    let mut text = serde_json::to_vec(&line).unwrap_or_default();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, detail: String) -> Entry {
        let actor = Actor {
            who: name.into(),
            key: name.into(),
            peer: name.into(),
            role: "operate",
        };
        Entry {
            detail,
            digest: Some(Digest([0xAB; 32])),
            ..Entry::new(actor, "load")
        }
    }

    #[test]
    fn a_line_is_one_json_object() {
        let text = line(7, 1234, &entry("ann@lab", "for the\n\"demo\"".into()));
        assert_eq!(text.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(json["n"], 7);
        assert_eq!(json["who"], "ann@lab");
        assert_eq!(json["digest"], "ab".repeat(32));
        assert_eq!(json["detail"], "for the\n\"demo\"");
        assert_eq!(json["result"], "ok");
        assert!(json.get("count").is_none());
    }

    #[test]
    fn no_line_is_longer_than_the_protocol_allows() {
        let worst = "\"".repeat(64);
        for detail in [String::new(), "\u{1}".repeat(160), "ä".repeat(2000)] {
            let text = line(u64::MAX, u64::MAX, &entry(&worst, detail));
            assert!(text.len() <= MAX_AUDIT_RECORD_LEN);
            let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(json["who"], worst);
        }
        let text = line(1, 1, &entry(&"\u{1}".repeat(64), String::new()));
        assert!(text.len() <= MAX_AUDIT_RECORD_LEN);
    }
}
