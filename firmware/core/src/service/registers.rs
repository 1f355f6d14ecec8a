//! RegRead and RegWrite

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn reg_read(
        &mut self,
        address: u16,
        count: u16,
        force: bool,
        hooks: &mut impl Hooks,
    ) -> Result<BoardResponse, BoardError> {
        check_range(address, count.into())?;
        self.on_bus(force, |bus, buffer| {
            let mut left = count;
            let mut next = address;
            while left > 0 {
                let now = left.min((buffer.len() / 2) as u16);
                let (pairs, _) = buffer.as_chunks_mut();
                for (pair, address) in pairs.iter_mut().zip(next..=next + (now - 1)) {
                    *pair = bus.read(address)?.to_le_bytes();
                }
                hooks.data(&buffer[..usize::from(now) * 2])?;
                left -= now;
                next = next.wrapping_add(now);
            }
            Ok(BoardResponse::Done)
        })
    }

    pub(super) fn reg_write(
        &mut self,
        address: u16,
        values: &[u8],
        force: bool,
    ) -> Result<BoardResponse, BoardError> {
        let (values, rest) = values.as_chunks();
        if !rest.is_empty() {
            return Err(BoardError::OutOfRange);
        }
        check_range(address, values.len())?;
        let largest = (1_u32 << self.profile.bus.register_bits) - 1;
        if values
            .iter()
            .any(|&value| u32::from(u16::from_le_bytes(value)) > largest)
        {
            return Err(BoardError::OutOfRange);
        }
        self.on_bus(force, |bus, _| {
            for (&value, address) in values.iter().zip(address..=u16::MAX) {
                bus.write(address, u16::from_le_bytes(value))?;
            }
            Ok(BoardResponse::Done)
        })
    }
}

/// At least one register and none past 0xFFFF.
fn check_range(address: u16, count: usize) -> Result<(), BoardError> {
    if count > 0 && usize::from(address) + count <= 0x1_0000 {
        Ok(())
    } else {
        Err(BoardError::OutOfRange)
    }
}
