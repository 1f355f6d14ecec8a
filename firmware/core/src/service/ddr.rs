//! DdrRead, DdrWrite, DdrChecksum: the rasddr module behind the data window
//!
//! A header of three little-endian 32-bit words (command, byte address, byte size), then
//! the data; a read is a write of the header alone and a read transaction of its own
//! (`facts/hardware.md` 9.5).

use crc::CRC_32_ISO_HDLC;
use crc::Crc;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Space;
use fic_protocol::limits::MAX_WINDOW_LEN;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;
use crate::regbus::HLS_WINDOW;

const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn ddr_write(
        &mut self,
        space: Space,
        address: u32,
        data: &[u8],
    ) -> Result<BoardResponse, BoardError> {
        check_block(address, data.len() as u32)?;
        let command = match space {
            Space::Memory => 0x01,
            Space::Axi => 0x10,
        };
        let header = header(command, address, data.len() as u32);
        self.on_bus(false, |bus, _| {
            Ok(bus.window_write(HLS_WINDOW, &[&header, data])?)
        })?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn ddr_read(
        &mut self,
        space: Space,
        address: u32,
        len: u32,
        hooks: &mut impl Hooks,
    ) -> Result<BoardResponse, BoardError> {
        self.ddr_each(space, address, len, |bytes| {
            hooks.data(bytes).map_err(BoardError::from)
        })?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn ddr_checksum(
        &mut self,
        address: u32,
        len: u32,
    ) -> Result<BoardResponse, BoardError> {
        let mut digest = CRC32.digest();
        self.ddr_each(Space::Memory, address, len, |bytes| {
            digest.update(bytes);
            Ok(())
        })?;
        Ok(BoardResponse::Checksum(digest.finalize()))
    }

    fn ddr_each(
        &mut self,
        space: Space,
        address: u32,
        len: u32,
        sink: impl FnMut(&[u8]) -> Result<(), BoardError>,
    ) -> Result<(), BoardError> {
        check_block(address, len)?;
        let command = match space {
            Space::Memory => 0x02,
            Space::Axi => 0x20,
        };
        let header = header(command, address, len);
        self.on_bus(false, |bus, buffer| {
            bus.window_write(HLS_WINDOW, &[&header])?;
            bus.window_read(HLS_WINDOW, len, buffer, sink)
        })
    }
}

fn header(command: u32, address: u32, len: u32) -> [u8; 12] {
    let mut header = [0; 12];
    let words = [command, address, len];
    for (bytes, word) in header.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    header
}

fn check_block(address: u32, len: u32) -> Result<(), BoardError> {
    let end = u64::from(address) + u64::from(len);
    match (address, len) {
        _ if len == 0 || len > MAX_WINDOW_LEN || end > 1 << 32 => Err(BoardError::OutOfRange),
        _ if !address.is_multiple_of(4) || !len.is_multiple_of(4) => Err(BoardError::Unaligned),
        _ => Ok(()),
    }
}
