//! Sparse byte memories of 4 GiB

use std::collections::BTreeMap;

const PAGE: usize = 4096;

/// A 4 GiB address space in which only written pages take room; the rest reads 0.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pages: BTreeMap<u32, Box<[u8; PAGE]>>,
}

impl Memory {
    pub(crate) fn read(&self, address: u32) -> u8 {
        let offset = address as usize % PAGE;
        self.pages
            .get(&(address / PAGE as u32))
            .map_or(0, |page| page[offset])
    }

    pub(crate) fn write(&mut self, address: u32, byte: u8) {
        let page = self
            .pages
            .entry(address / PAGE as u32)
            .or_insert_with(|| Box::new([0; PAGE]));
        page[address as usize % PAGE] = byte;
    }
}
