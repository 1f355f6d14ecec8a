//! Data windows: any number of bytes in one transaction

use super::BusError;
use super::RegisterBus;
use super::transaction::Command;
use crate::BoardPort;

impl<P: BoardPort> RegisterBus<'_, P> {
    /// Writes bytes to a window, `parts` one after the other; mk1 sends each byte's upper
    /// nibble first, mk2 pairs of bytes, little-endian. RREQ stays up for all of them and
    /// each word is acknowledged.
    ///
    /// # Errors
    /// Any [`BusError`]; the bus is idle again and it is unknown how much arrived.
    /// [`BusError::Length`] for no bytes or, on a 16-bit bus, a part with an odd number;
    /// nothing was sent.
    pub fn window_write(&mut self, address: u16, parts: &[&[u8]]) -> Result<(), BusError> {
        parts
            .iter()
            .try_for_each(|part| self.check_len(part.len()))?;
        self.transaction(|bus| {
            bus.begin(Command::Write, address)?;
            parts.iter().try_for_each(|part| bus.send_bytes(part))
        })
    }

    /// Reads `len` bytes from a window in one transaction, in the same order; `buffer`
    /// (of an even length) is handed to `sink` each time it is full and at the end.
    ///
    /// # Errors
    /// As [`Self::window_write`], and whatever `sink` returns; the bus is idle again.
    pub fn window_read<E: From<BusError>>(
        &mut self,
        address: u16,
        len: u32,
        buffer: &mut [u8],
        mut sink: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.check_len(len as usize)?;
        self.check_len(buffer.len())?;
        self.transaction(|bus| {
            bus.begin(Command::Read, address)?;
            let mut left = len as usize;
            while left > 0 {
                let now = left.min(buffer.len());
                bus.receive_bytes(&mut buffer[..now])?;
                sink(&buffer[..now])?;
                left -= now;
            }
            Ok(())
        })
    }

    fn send_bytes(&mut self, data: &[u8]) -> Result<(), BusError> {
        match self.driver.pins.register_bits {
            8 => data
                .iter()
                .try_for_each(|&byte| self.send_register(byte.into())),
            _ => {
                let (pairs, _) = data.as_chunks();
                pairs
                    .iter()
                    .try_for_each(|&pair| self.send_register(u16::from_le_bytes(pair)))
            }
        }
    }

    fn receive_bytes(&mut self, out: &mut [u8]) -> Result<(), BusError> {
        match self.driver.pins.register_bits {
            8 => out.iter_mut().try_for_each(|byte| {
                *byte = self.receive_register()? as u8;
                Ok(())
            }),
            _ => out.as_chunks_mut().0.iter_mut().try_for_each(|pair| {
                *pair = self.receive_register()?.to_le_bytes();
                Ok(())
            }),
        }
    }

    fn check_len(&self, len: usize) -> Result<(), BusError> {
        let bytes = (self.driver.pins.register_bits / 8) as usize;
        if len > 0 && len.is_multiple_of(bytes) {
            Ok(())
        } else {
            Err(BusError::Length)
        }
    }
}
