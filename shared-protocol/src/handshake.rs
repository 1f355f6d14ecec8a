//! The frozen part: how two peers of any versions find a common one
//!
//! These bodies are raw bytes and never change, so that even a peer from the future
//! can be told politely why it is refused. Bytes after the known ones are ignored.

use crate::CURRENT_VERSION;
use crate::MIN_VERSION;

/// What a host speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hello {
    /// Oldest version the host speaks.
    pub min: u8,
    /// Newest version the host speaks.
    pub current: u8,
}

/// The board's answer to a [`Hello`] it can serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Welcome {
    /// Version of every later body of this conversation.
    pub chosen: u8,
    /// Oldest version the board speaks.
    pub min: u8,
    /// Newest version the board speaks.
    pub current: u8,
}

/// The board's answer to a frame it cannot serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: RefusalReason,
    /// Oldest version the board speaks.
    pub min: u8,
    /// Newest version the board speaks.
    pub current: u8,
}

/// Why a frame was refused before its body was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RefusalReason {
    /// No common version: update the older side.
    Version = 1,
    /// A request came before a Hello (the board restarted): say Hello again.
    HelloFirst = 2,
    /// The peer is not let in: see the board's log, pair first.
    NotAuthorised = 3,
    /// The board has as many sessions as it takes: try again later.
    TooManySessions = 4,
    /// A reason that this build does not know.
    Other = 255,
}

impl Hello {
    /// What this build speaks.
    pub const OURS: Self = Self {
        min: MIN_VERSION,
        current: CURRENT_VERSION,
    };

    /// The two frozen bytes.
    pub fn to_bytes(self) -> [u8; 2] {
        [self.min, self.current]
    }

    /// Reads the frozen bytes; `None` if there are too few.
    pub fn from_bytes(body: &[u8]) -> Option<Self> {
        match *body {
            [min, current, ..] => Some(Self { min, current }),
            _ => None,
        }
    }

    /// The version a board that speaks `min..=current` picks for this host.
    pub fn choose(self, min: u8, current: u8) -> Option<u8> {
        let chosen = self.current.min(current);
        (chosen >= self.min && chosen >= min).then_some(chosen)
    }
}

impl Welcome {
    /// The three frozen bytes.
    pub fn to_bytes(self) -> [u8; 3] {
        [self.chosen, self.min, self.current]
    }

    /// Reads the frozen bytes; `None` if there are too few.
    pub fn from_bytes(body: &[u8]) -> Option<Self> {
        match *body {
            [chosen, min, current, ..] => Some(Self {
                chosen,
                min,
                current,
            }),
            _ => None,
        }
    }
}

impl Refusal {
    /// A refusal by this build.
    pub fn ours(reason: RefusalReason) -> Self {
        Self {
            reason,
            min: MIN_VERSION,
            current: CURRENT_VERSION,
        }
    }

    /// The three frozen bytes.
    pub fn to_bytes(self) -> [u8; 3] {
        [self.reason as u8, self.min, self.current]
    }

    /// Reads the frozen bytes; `None` if there are too few.
    pub fn from_bytes(body: &[u8]) -> Option<Self> {
        match *body {
            [reason, min, current, ..] => Some(Self {
                reason: RefusalReason::from_byte(reason),
                min,
                current,
            }),
            _ => None,
        }
    }
}

impl RefusalReason {
    fn from_byte(byte: u8) -> Self {
        match byte {
            1 => Self::Version,
            2 => Self::HelloFirst,
            3 => Self::NotAuthorised,
            4 => Self::TooManySessions,
            _ => Self::Other,
        }
    }
}
