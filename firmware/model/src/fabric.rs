//! Boards joined by their links, slot by slot

use std::fmt;

use crate::design_ports::LAST_PORT;
use crate::model::Model;

/// Why two ports cannot be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// Links are ports 1 to 3; port 0 is the local HLS.
    NoSuchPort,
    /// The port has a link already.
    Taken,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkError::NoSuchPort => "no such link port",
            LinkError::Taken => "the port has a link already",
        })
    }
}

impl std::error::Error for LinkError {}

/// Links between boards, which are named by their place in the slice given to [`run`](Fabric::run).
///
/// In each time slot, every output port of a board takes a word from the input port that its table
/// names (`facts/hardware.md` 9.8); what leaves on a link is at the other board's input in the next
/// slot. All boards count slots together, each modulo its own slot count.
///
/// ```
/// use fic_model::{Fabric, Model};
/// let (mut a, mut b) = (Model::new("mk2").expect("mk2"), Model::new("mk2").expect("mk2"));
/// let mut fabric = Fabric::new();
/// fabric.connect(0, 1, 1, 2).expect("free ports");
/// fabric.run(&mut [&mut a, &mut b], 64);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Fabric {
    links: Vec<[(usize, usize); 2]>,
    slot: usize,
}

impl Fabric {
    /// No links; the slot counter at 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Joins `port_a` of board `a` to `port_b` of board `b`, both ways.
    ///
    /// # Errors
    /// [`LinkError`] if a port is not a link or is taken.
    pub fn connect(
        &mut self,
        a: usize,
        port_a: usize,
        b: usize,
        port_b: usize,
    ) -> Result<(), LinkError> {
        let ends = [(a, port_a), (b, port_b)];
        if ends.iter().any(|(_, port)| !(1..=LAST_PORT).contains(port)) {
            return Err(LinkError::NoSuchPort);
        }
        let taken = self.links.iter().flatten().any(|end| ends.contains(end));
        if taken || ends[0] == ends[1] {
            return Err(LinkError::Taken);
        }
        self.links.push(ends);
        Ok(())
    }

    /// Lets `slots` time slots pass on all boards. Virtual time stays: slots are far shorter than any
    /// register access. A board without a running design neither sends nor receives.
    pub fn run(&mut self, boards: &mut [&mut Model], slots: usize) {
        self.show_links(boards);
        for _ in 0..slots {
            for board in boards.iter_mut() {
                board.run_slot(self.slot);
            }
            for &[left, right] in &self.links {
                carry(boards, left, right);
                carry(boards, right, left);
            }
            self.slot = self.slot.wrapping_add(1);
        }
        for board in boards.iter_mut() {
            board.eject_words();
        }
    }

    fn show_links(&self, boards: &mut [&mut Model]) {
        for (index, board) in boards.iter_mut().enumerate() {
            let ports = self.links.iter().flatten().filter(|(at, _)| *at == index);
            board.set_links(ports.fold(0, |mask, (_, port)| mask | 1 << (port - 1)));
        }
    }
}

fn carry(boards: &mut [&mut Model], from: (usize, usize), to: (usize, usize)) {
    loop {
        let Some(word) = boards.get_mut(from.0).and_then(|board| board.sent(from.1)) else {
            return;
        };
        if let Some(board) = boards.get_mut(to.0) {
            board.received(to.1, word);
        }
    }
}
