//! Looks at what no flow reached: circles, silence, ports with two cables

use std::collections::BTreeSet;
use std::collections::HashSet;

use super::report::Finding;
use super::report::Kind;
use super::walk::At;
use super::walk::Walk;
use crate::number::Port;
use crate::number::Slot;
use crate::shape::Cell;
use crate::table::Entry;

impl Walk<'_> {
    /// Reports what the flows themselves did not show.
    pub(super) fn audit(&mut self) {
        self.two_cables();
        let orphans = self.orphans();
        let mut seen = HashSet::new();
        for &orphan in &orphans {
            self.follow_back(orphan, &orphans, &mut seen);
        }
    }

    fn two_cables(&mut self) {
        let ends = self
            .topology
            .cables()
            .iter()
            .flat_map(|cable| [cable.one, cable.other]);
        let ends: BTreeSet<(usize, Port)> = ends.collect();
        for (board, port) in ends {
            let peers = self.topology.peers(board, port);
            if peers.len() > 1 {
                let name = self.name(board).to_owned();
                let peers = peers
                    .iter()
                    .map(|&(board, port)| format!("board {}, {port}", self.name(board)));
                let peers = peers.collect::<Vec<_>>().join(" and ");
                self.report.findings.push(Finding {
                    kind: Kind::TwoWriters,
                    switch: None,
                    port: Some(port.number()),
                    slot: None,
                    flow: None,
                    message: format!("board {name}, {port} has two cables: to {peers}"),
                    board: name,
                });
            }
        }
    }

    /// Outputs that take from an input but carry no flow.
    fn orphans(&self) -> BTreeSet<At> {
        let mut orphans = BTreeSet::new();
        for (board, table) in self.tables.iter().enumerate() {
            for (cell, entry) in table.iter().flat_map(|table| table.entries()) {
                let output = At { board, cell };
                if entry != Entry::Idle && !self.carrying.contains(&output) {
                    orphans.insert(output);
                }
            }
        }
        orphans
    }

    /// Goes from an orphan to what should feed it, until that is silent or a circle closes.
    fn follow_back(&mut self, orphan: At, orphans: &BTreeSet<At>, seen: &mut HashSet<At>) {
        let mut way = HashSet::new();
        let mut at = orphan;
        loop {
            if !way.insert(at) {
                let message = format!("data goes round in a circle through {}", self.place(at));
                self.find(Kind::Loop, at, None, message);
                return;
            }
            if !seen.insert(at) {
                return;
            }
            match self
                .feeders(at)
                .into_iter()
                .find(|feeder| orphans.contains(feeder))
            {
                Some(feeder) => at = feeder,
                None => {
                    self.silent(at);
                    return;
                }
            }
        }
    }

    fn silent(&mut self, at: At) {
        let Some(Entry::From(input)) = self.tables[at.board].and_then(|table| table.get(at.cell))
        else {
            return;
        };
        let place = self.place(at);
        let message = format!("{place} takes from {input}, to which nothing comes in this slot");
        self.find(Kind::Silence, at, None, message);
    }

    /// Outputs at the other end of the cable from which this output takes its data.
    fn feeders(&self, output: At) -> Vec<At> {
        let Some(table) = self.tables[output.board] else {
            return Vec::new();
        };
        let Some(Entry::From(input)) = table.get(output.cell) else {
            return Vec::new();
        };
        let slots = table.shape().slots();
        let Some(slot) = earlier(output.cell.slot, self.slot_offset, slots) else {
            return Vec::new();
        };
        let peers = self.topology.peers(output.board, input).iter();
        peers
            .map(|&(board, port)| At {
                board,
                cell: Cell {
                    port,
                    slot,
                    ..output.cell
                },
            })
            .collect()
    }
}

/// The slot `offset` earlier in a schedule of `slots`.
fn earlier(slot: Slot, offset: u8, slots: u8) -> Option<Slot> {
    let slots = u16::from(slots.max(1));
    let back = slots - u16::from(offset) % slots;
    Slot::new(((u16::from(slot.number()) + back) % slots) as u8)
}
