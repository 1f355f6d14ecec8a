//! Follows every flow over all boards' tables and the cables between them
//!
//! # What a flow is
//! In slot `s` of its schedule, a board's user logic gives switch `w` one word. The outputs of
//! `w` whose entry in slot `s` is 0 send it: that is one **flow**, named by (board, switch,
//! slot), and each such output is one of its branches; several are multicast.
//!
//! - A branch on **port 0** is delivered: the word goes to that board's own user logic.
//! - A branch on another port goes over its cable to the peer's port of the same lane
//!   (switch), and arrives there in slot `s + offset`. From there it leaves by each output whose entry
//!   in that slot names the port it came in by.
//! - A branch **dies** where nothing takes it on: no output names its input, the output has no cable, or
//!   the board has no table, no such port or no such switch.
//!
//! # The assumption about slots
//! How the slots of two boards correspond is documented nowhere. The only public generator of
//! tables (cstgen) gives a flow one slot number on its whole way, so the default offset is 0:
//! what leaves in a slot arrives in the same slot. [`Rules::slot_offset`] is added for each
//! hop, modulo the slot count. Boards with different slot counts do not stay in step: a
//! flow between them dies ([`Kind::SlotCountsDiffer`]).
//!
//! # What is checked
//! - Every branch of every flow is delivered.
//! - Every pair that was asked for is delivered ([`Rules::pairs`]); others are listed as
//!   unexpected.
//! - No output of a table has two writers: within one board a table cannot say that, so it
//!   is about ports with two cables, and about words of two flows that meet in one slot of
//!   one input.
//! - Nothing goes round: entries that feed each other in a circle carry no flow.
//! - No entry listens to silence: an input that nothing feeds in its slot.

mod audit;
mod pairs;
mod report;
mod say;
mod topology;
mod walk;

use std::collections::BTreeMap;

use crate::error::TableError;
use crate::table::SwitchTable;
pub use pairs::Pair;
pub use pairs::read_pairs;
pub use report::Delivery;
pub use report::Finding;
pub use report::FleetReport;
pub use report::FlowReport;
pub use report::Kind;
pub use topology::Cable;
pub use topology::Topology;
use walk::Walk;

/// What is assumed and asked for.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Slots that a word is later on the next board than where it left.
    pub slot_offset: u8,
    /// Pairs that must be delivered; `None`: whatever the tables inject.
    pub pairs: Option<Vec<Pair>>,
}

/// Checks the tables of boards that are connected as `topology` says.
///
/// Boards are found by the names of the topology; where it has only numbers, by the number
/// at the end of their names (`fic07` is 7).
///
/// # Errors
/// [`TableError::Topology`] if a table's board is not in the topology, or two are the same;
/// [`TableError::Pairs`] if a pair names a board that is not in it.
/// What is wrong with the tables is in the report.
pub fn check(
    topology: &Topology,
    tables: &BTreeMap<String, SwitchTable>,
    rules: &Rules,
) -> Result<FleetReport, TableError> {
    let tables = topology.place(tables)?;
    let pairs = rules.pairs.as_deref();
    let pairs = pairs.map(|pairs| topology.place_pairs(pairs)).transpose()?;
    let mut walk = Walk::new(topology, &tables, rules.slot_offset);
    walk.all_flows();
    walk.audit();
    let mut report = walk.into_report();
    report.boards = tables.iter().flatten().count();
    report.cables = topology.cables().len();
    if let Some(pairs) = pairs {
        report.compare_pairs(&pairs);
    }
    report.close();
    Ok(report)
}
