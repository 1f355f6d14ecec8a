//! Follows flows from the user logic that sends them

use std::collections::HashMap;
use std::collections::HashSet;

use super::report::Delivery;
use super::report::FleetReport;
use super::report::FlowReport;
use super::report::Kind;
use super::topology::Topology;
use crate::number::Port;
use crate::number::Slot;
use crate::number::SwitchIndex;
use crate::shape::Cell;
use crate::table::Entry;
use crate::table::SwitchTable;

/// A port of a board's switch in a slot: an input where a word arrives, or an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) board: usize,
    pub(super) cell: Cell,
}

/// A flow: who sends it, on which switch, in which slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    pub(super) board: usize,
    pub(super) switch: SwitchIndex,
    pub(super) slot: Slot,
}

/// A check under way.
pub(super) struct Walk<'w> {
    pub(super) topology: &'w Topology,
    pub(super) tables: &'w [Option<&'w SwitchTable>],
    pub(super) slot_offset: u8,
    /// Inputs that a flow reached, with the flow that did so first.
    fed: HashMap<At, Origin>,
    /// Outputs that carry a flow.
    pub(super) carrying: HashSet<At>,
    pub(super) report: FleetReport,
}

impl<'w> Walk<'w> {
    pub(super) fn new(
        topology: &'w Topology,
        tables: &'w [Option<&'w SwitchTable>],
        slot_offset: u8,
    ) -> Self {
        Self {
            topology,
            tables,
            slot_offset,
            fed: HashMap::new(),
            carrying: HashSet::new(),
            report: FleetReport {
                slot_offset,
                ..FleetReport::default()
            },
        }
    }

    pub(super) fn into_report(self) -> FleetReport {
        self.report
    }

    /// Follows every flow of every board.
    pub(super) fn all_flows(&mut self) {
        for (board, table) in self.tables.iter().enumerate() {
            let Some(table) = table else { continue };
            let shape = table.shape();
            for switch in SwitchIndex::first(shape.switches()) {
                for slot in Slot::first(shape.slots()) {
                    self.flow(Origin {
                        board,
                        switch,
                        slot,
                    });
                }
            }
        }
    }

    fn flow(&mut self, origin: Origin) {
        let Origin {
            board,
            switch,
            slot,
        } = origin;
        let mut flow = FlowReport {
            board: self.name(board).to_owned(),
            switch: switch.number(),
            slot: slot.number(),
            delivered: Vec::new(),
            dead_ends: 0,
        };
        let port = Port::LOCAL;
        let start = At {
            board,
            cell: Cell { switch, port, slot },
        };
        let mut arrivals = vec![(start, 0)];
        let mut sent = false;
        while let Some((at, hops)) = arrivals.pop() {
            let outputs = self.outputs(at);
            if outputs.is_empty() && hops > 0 {
                flow.dead_ends += 1;
                self.dies(Kind::NobodyTakes, at, origin, "no output takes it on");
            }
            for output in outputs {
                sent = true;
                self.carrying.insert(output);
                match self.leave(output, origin) {
                    Leaving::Delivered => flow.delivered.push(Delivery {
                        board: self.name(output.board).to_owned(),
                        slot: output.cell.slot.number(),
                        hops,
                    }),
                    Leaving::Arrives(next) => {
                        arrivals.extend(next.into_iter().map(|at| (at, hops + 1)))
                    }
                    Leaving::Dies => flow.dead_ends += 1,
                }
            }
        }
        if sent {
            self.record(flow);
        }
    }

    fn record(&mut self, mut flow: FlowReport) {
        flow.delivered.sort();
        for delivery in &flow.delivered {
            let pair = (flow.board.clone(), delivery.board.clone());
            self.report.pairs.insert(pair);
        }
        self.report.flows.push(flow);
    }

    /// Outputs whose entry names this input in its slot.
    fn outputs(&self, input: At) -> Vec<At> {
        let At { board, cell } = input;
        let Some(table) = self.tables[board] else {
            return Vec::new();
        };
        let output = |port| At {
            board,
            cell: Cell { port, ..cell },
        };
        Port::first(table.shape().ports())
            .map(output)
            .filter(|output| table.get(output.cell) == Some(Entry::From(cell.port)))
            .collect()
    }

    /// What becomes of a flow that leaves by an output.
    fn leave(&mut self, output: At, origin: Origin) -> Leaving {
        if output.cell.port == Port::LOCAL {
            return Leaving::Delivered;
        }
        let peers = self.topology.peers(output.board, output.cell.port);
        if peers.is_empty() {
            self.dies(Kind::NoCable, output, origin, "the port has no cable");
            return Leaving::Dies;
        }
        let arrivals: Vec<At> = peers
            .iter()
            .filter_map(|&peer| self.arrive(output, peer, origin))
            .collect();
        match arrivals.is_empty() {
            true => Leaving::Dies,
            false => Leaving::Arrives(arrivals),
        }
    }

    /// The input that a word reaches over a cable, if the board there can take it.
    fn arrive(&mut self, output: At, (board, port): (usize, Port), origin: Origin) -> Option<At> {
        let refused = self.refusal(output, (board, port));
        let slots = self.tables[output.board].map_or(1, |table| table.shape().slots());
        let slot = later(output.cell.slot, self.slot_offset, slots)?;
        let cell = Cell {
            port,
            slot,
            ..output.cell
        };
        let input = At { board, cell };
        if let Some((kind, why)) = refused {
            self.dies(kind, input, origin, why);
            return None;
        }
        match self.fed.insert(input, origin) {
            None => Some(input),
            Some(first) => {
                self.fed.insert(input, first);
                self.two_writers(input, [first, origin]);
                None
            }
        }
    }

    /// Why the board at the other end of a cable cannot take a word.
    fn refusal(&self, output: At, (board, port): (usize, Port)) -> Option<(Kind, &'static str)> {
        let Some(table) = self.tables[board] else {
            return Some((Kind::NoTable, "the board has no table"));
        };
        let slots = self.tables[output.board].map(|table| table.shape().slots());
        let shape = table.shape();
        if slots != Some(shape.slots()) {
            let why = "its schedule has another number of slots than the board before";
            return Some((Kind::SlotCountsDiffer, why));
        }
        if output.cell.switch.number() >= shape.switches() {
            return Some((Kind::NoSwitch, "the board has no such switch"));
        }
        let inside = port.number() < shape.ports();
        (!inside).then_some((Kind::NoPort, "its table has no such port"))
    }
}

enum Leaving {
    Delivered,
    Arrives(Vec<At>),
    Dies,
}

/// The slot `offset` later in a schedule of `slots`.
fn later(slot: Slot, offset: u8, slots: u8) -> Option<Slot> {
    let sum = u16::from(slot.number()) + u16::from(offset);
    Slot::new((sum % u16::from(slots.max(1))) as u8)
}
