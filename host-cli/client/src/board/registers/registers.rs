//! Reads and writes of registers

use fic_protocol::HostRequest;

use crate::board::board::Board;
use crate::error::Error;

/// Registers moved by one request: a frame's worth, and one more step of progress.
const AT_ONCE: usize = 2048;
/// Registers of a board.
const ALL: u32 = 0x1_0000;

/// The registers of one board's running design.
///
/// # Examples
/// ```no_run
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// let id = board.registers().read(0xFFFC)?;
/// board.registers().write(0xFFFB, 0xAA)?;
/// let packets = board.registers().read_counter32(0xFF00)?;
/// println!("board {id} took {packets} packets");
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct Registers<'b> {
    pub(super) board: &'b mut Board,
    force: bool,
}

impl Board {
    /// The registers of the running design.
    pub fn registers(&mut self) -> Registers<'_> {
        Registers {
            board: self,
            force: false,
        }
    }
}

impl Registers<'_> {
    /// The same, even if DONE is low. On mk2 the bus then drives the nets of DONE and INIT_B.
    pub fn forced(self, force: bool) -> Self {
        Self { force, ..self }
    }

    /// Reads one register.
    ///
    /// # Errors
    /// Those of the link; [`Error::DataLost`]; [`Error::Busy`]; [`Error::Board`].
    pub fn read(&mut self, address: u16) -> Result<u16, Error> {
        let values = self.read_many(address, 1)?;
        // One was asked for, and the length of the answer is checked.
        Ok(values.first().copied().unwrap_or(0))
    }

    /// Reads `count` registers from `address` upwards, in that order.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] past 0xFFFF, and those of [`Self::read`].
    pub fn read_many(&mut self, address: u16, count: u32) -> Result<Vec<u16>, Error> {
        check_range(address, count as usize)?;
        let mut values = Vec::with_capacity(count as usize);
        while values.len() < count as usize {
            let at = address.wrapping_add(values.len() as u16);
            let now = AT_ONCE.min(count as usize - values.len());
            values.extend(self.read_some(at, now)?);
        }
        Ok(values)
    }

    fn read_some(&mut self, address: u16, count: usize) -> Result<Vec<u16>, Error> {
        let request = HostRequest::RegRead {
            address,
            count: count as u16,
            force: self.force,
        };
        let bytes = self.board.fetch(&request, count * 2)?;
        let (pairs, _) = bytes.as_chunks();
        Ok(pairs.iter().map(|&pair| u16::from_le_bytes(pair)).collect())
    }

    /// Writes one register.
    ///
    /// The write is sent again if its answer is lost, except to registers that start
    /// something.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if the value is wider than the board's registers; those of
    /// the link; [`Error::Busy`]; [`Error::Board`].
    pub fn write(&mut self, address: u16, value: u16) -> Result<(), Error> {
        self.write_many(address, &[value])
    }

    /// Writes registers from `address` upwards, in that order; checks all values first.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] past 0xFFFF too, and those of [`Self::write`]; as
    /// [`Error::PartialTransfer`] if some had been written.
    pub fn write_many(&mut self, address: u16, values: &[u16]) -> Result<(), Error> {
        self.check(address, values)?;
        for (index, part) in values.chunks(AT_ONCE).enumerate() {
            let done = index * AT_ONCE;
            let at = address.wrapping_add(done as u16);
            self.write_some(at, part).map_err(|error| match done {
                0 => error,
                _ => error.after(
                    format!("{done} of {} registers had been written", values.len()),
                    done as u64 * 2,
                ),
            })?;
        }
        Ok(())
    }

    /// Checks addresses and values as [`Self::write_many`] does, and writes nothing.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check(&self, address: u16, values: &[u16]) -> Result<(), Error> {
        check_range(address, values.len())?;
        let Some(wiring) = self.board.wiring() else {
            return Ok(());
        };
        let largest = wiring.largest();
        let (profile, bits) = (wiring.profile, wiring.register_bits);
        match values.iter().position(|&value| value > largest) {
            Some(index) => Err(Error::OutOfRange {
                message: format!(
                    "value {:#x} for register {:#06x} is out of range: registers of {profile} have {bits} bits",
                    values[index],
                    usize::from(address) + index
                ),
            }),
            None => Ok(()),
        }
    }

    fn write_some(&mut self, address: u16, values: &[u16]) -> Result<(), Error> {
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        let request = HostRequest::RegWrite {
            address,
            values: &bytes,
            force: self.force,
        };
        self.board.order(&request, bytes.len())
    }
}

/// At least one register and none past 0xFFFF.
fn check_range(address: u16, count: usize) -> Result<(), Error> {
    let left = (ALL - u32::from(address)) as usize;
    match count {
        0 => Err(Error::OutOfRange {
            message: "0 registers are out of range: at least 1".into(),
        }),
        count if count > left => Err(Error::OutOfRange {
            message: format!(
                "{count} registers from {address:#06x} are out of range: they end at 0xffff"
            ),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn ranges_end_with_the_last_register() {
        assert!(check_range(0xFFFF, 1).is_ok());
        assert!(check_range(0, 0x1_0000).is_ok());
        for (address, count) in [(0, 0), (0xFFFF, 2), (1, 0x1_0000)] {
            let error = check_range(address, count).unwrap_err();
            assert_eq!(error.code(), "out_of_range");
        }
    }
}
