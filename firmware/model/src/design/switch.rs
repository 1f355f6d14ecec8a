//! The STDM switch: tables, and the words that wait at its ports (`facts/hardware.md` 9.8)

use std::collections::VecDeque;

/// Ports of a switch that the table address can name: 0 is the local HLS.
pub(crate) const PORTS: usize = 4;
const SWITCHES: usize = 4;
pub(crate) const SLOTS: usize = 64;
/// Addresses 0000 to 03FF.
pub(crate) const TABLE: usize = PORTS * SWITCHES * SLOTS;

/// Words that wait at one input port at most; later ones are lost, as in a full FIFO.
const DEPTH: usize = 4096;

#[derive(Debug)]
pub(crate) struct Switch {
    table: Vec<u16>,
    inputs: [VecDeque<u32>; PORTS],
    outputs: [VecDeque<u32>; PORTS],
    /// Packets by port since startup.
    pub(crate) packets_in: [u32; PORTS],
    pub(crate) packets_out: [u32; PORTS],
    pub(crate) overflows: u64,
    pub(crate) link_up: u16,
}

impl Default for Switch {
    /// The content after configuration: no source at the links; port 0 likewise. `degree + 1` means
    /// idle, which is [`PORTS`] here.
    fn default() -> Self {
        Switch {
            table: vec![PORTS as u16; TABLE],
            inputs: Default::default(),
            outputs: Default::default(),
            packets_in: [0; PORTS],
            packets_out: [0; PORTS],
            overflows: 0,
            link_up: 0,
        }
    }
}

impl Switch {
    pub(crate) fn entry(&self, address: u16) -> u16 {
        self.table.get(usize::from(address)).copied().unwrap_or(0)
    }

    pub(crate) fn set_entry(&mut self, address: u16, value: u16) {
        if let Some(entry) = self.table.get_mut(usize::from(address)) {
            *entry = value;
        }
    }

    /// A word arrives at an input port (0: from the local HLS).
    pub(crate) fn arrive(&mut self, port: usize, word: u32) {
        let Some(queue) = self.inputs.get_mut(port) else {
            return;
        };
        if queue.len() >= DEPTH {
            self.overflows += 1;
            return;
        }
        queue.push_back(word);
        self.packets_in[port] = self.packets_in[port].wrapping_add(1);
    }

    /// Takes what an output port sent (0: to the local HLS).
    pub(crate) fn take_output(&mut self, port: usize) -> Option<u32> {
        self.outputs.get_mut(port)?.pop_front()
    }

    /// One time slot: each output port of each switch takes one word from the input that its entry
    /// names; several outputs may take the same word.
    pub(crate) fn run_slot(&mut self, slot: usize) {
        for switch in 0..SWITCHES {
            let source =
                |port: usize| usize::from(self.table[port << 8 | switch << 6 | (slot % SLOTS)]);
            let sources: [usize; PORTS] = std::array::from_fn(source);
            let heads: [Option<u32>; PORTS] =
                std::array::from_fn(|port| self.inputs[port].front().copied());
            for (output, &input) in sources.iter().enumerate() {
                if let Some(word) = heads.get(input).copied().flatten() {
                    self.outputs[output].push_back(word);
                    self.packets_out[output] = self.packets_out[output].wrapping_add(1);
                }
            }
            for input in 0..PORTS {
                if sources.contains(&input) {
                    self.inputs[input].pop_front();
                }
            }
        }
    }

    pub(crate) fn clear_words(&mut self) {
        self.inputs[0].clear();
        self.outputs[0].clear();
    }
}
