//! Puts what is wrong into words

use super::report::Finding;
use super::report::Kind;
use super::walk::At;
use super::walk::Origin;
use super::walk::Walk;
use crate::shape::Cell;

impl<'w> Walk<'w> {
    pub(super) fn dies(&mut self, kind: Kind, at: At, origin: Origin, why: &str) {
        let Origin { board, slot, .. } = origin;
        let (from, place) = (self.name(board).to_owned(), self.place(at));
        let message = format!("the flow of board {from}, {slot} dies at {place}: {why}");
        self.find(kind, at, Some((from, slot.number())), message);
    }

    pub(super) fn two_writers(&mut self, at: At, flows: [Origin; 2]) {
        let [one, other] =
            flows.map(|flow| format!("board {}, {}", self.name(flow.board), flow.slot));
        let message = format!(
            "the flows of {one} and of {other} meet at {}",
            self.place(at)
        );
        self.find(Kind::TwoWriters, at, None, message);
    }

    pub(super) fn find(&mut self, kind: Kind, at: At, flow: Option<(String, u8)>, message: String) {
        let finding = Finding {
            kind,
            board: self.name(at.board).to_owned(),
            switch: Some(at.cell.switch.number()),
            port: Some(at.cell.port.number()),
            slot: Some(at.cell.slot.number()),
            flow,
            message,
        };
        self.report.findings.push(finding);
    }

    pub(super) fn place(&self, at: At) -> String {
        let Cell { switch, port, slot } = at.cell;
        format!("board {}, {switch}, {port}, {slot}", self.name(at.board))
    }

    pub(super) fn name(&self, board: usize) -> &'w str {
        self.topology
            .boards()
            .get(board)
            .map_or("?", String::as_str)
    }
}
