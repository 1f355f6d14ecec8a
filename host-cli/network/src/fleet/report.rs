//! What the check found, for people and for scripts

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A flow arrives and no output of the board names its input in this slot.
    NobodyTakes,
    /// A flow leaves by a port without a cable.
    NoCable,
    /// A flow arrives at a board without a table.
    NoTable,
    /// A flow arrives at a port that the board's table has not.
    NoPort,
    /// A flow arrives on a lane for which the board has no switch.
    NoSwitch,
    /// A flow arrives at a board whose schedule has another number of slots.
    SlotCountsDiffer,
    /// Words of two flows meet, or a port has two cables.
    TwoWriters,
    /// Entries feed each other in a circle.
    Loop,
    /// An entry names an input that nothing feeds in this slot.
    Silence,
    /// A pair that was asked for is not delivered.
    NotDelivered,
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// Board at which it shows.
    pub board: String,
    /// Its switch, if it is about one.
    pub switch: Option<u8>,
    /// Its port, if it is about one.
    pub port: Option<u8>,
    /// Its slot, if it is about one.
    pub slot: Option<u8>,
    /// The flow that suffers: board and slot in which it is sent.
    pub flow: Option<(String, u8)>,
    /// All of it as a sentence.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A flow that reached a user logic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Delivery {
    /// Where.
    pub board: String,
    /// In which slot.
    pub slot: u8,
    /// Cables on the way.
    pub hops: usize,
}

/// One flow and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowReport {
    /// Board whose user logic sends.
    pub board: String,
    /// Switch that takes it.
    pub switch: u8,
    /// Slot in which it is sent.
    pub slot: u8,
    /// Where it arrives.
    pub delivered: Vec<Delivery>,
    /// Branches that die.
    pub dead_ends: usize,
}

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FleetReport {
    /// Nothing is wrong.
    pub ok: bool,
    /// Boards with a table.
    pub boards: usize,
    /// Cables.
    pub cables: usize,
    /// Assumption: slots that a word is later on the next board.
    pub slot_offset: u8,
    /// Every flow.
    pub flows: Vec<FlowReport>,
    /// Pairs of boards of which one receives what the other sends.
    pub pairs: BTreeSet<(String, String)>,
    /// Delivered pairs that were not asked for; empty if nothing was asked for.
    pub unexpected: Vec<(String, String)>,
    /// What is wrong, the most telling first.
    pub findings: Vec<Finding>,
}

impl FleetReport {
    pub(super) fn compare_pairs(&mut self, asked: &[(String, String)]) {
        let asked: BTreeSet<&(String, String)> = asked.iter().collect();
        let unexpected = self.pairs.iter().filter(|pair| !asked.contains(pair));
        self.unexpected = unexpected.cloned().collect();
        for pair in asked {
            if !self.pairs.contains(pair) {
                self.findings.push(self.not_delivered(pair));
            }
        }
    }

    /// Names the place where a flow of the sender dies, if there is just one.
    fn not_delivered(&self, (from, to): &(String, String)) -> Finding {
        let of_sender =
            |finding: &&Finding| matches!(&finding.flow, Some((board, _)) if board == from);
        let mut ends = self.findings.iter().filter(of_sender);
        let why = match (ends.next(), ends.count()) {
            (Some(end), 0) => format!(": {}", end.message),
            (Some(_), more) => format!(": {} of the flows of board {from} die", more + 1),
            (None, _) => format!(": no flow of board {from} goes there"),
        };
        Finding {
            kind: Kind::NotDelivered,
            board: from.clone(),
            switch: None,
            port: None,
            slot: None,
            flow: None,
            message: format!("board {from} does not reach board {to}{why}"),
        }
    }

    pub(super) fn close(&mut self) {
        self.findings.sort();
        self.findings.dedup();
        self.ok = self.findings.is_empty();
    }
}
