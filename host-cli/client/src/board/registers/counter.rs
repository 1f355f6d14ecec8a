//! 32-bit counters: four registers of a byte each that go on counting while they are read

use super::registers::Registers;
use crate::error::Error;

/// Readings until a counter is given up. Its two high bytes change every 65,536 counts at
/// most and half of all readings have a low byte that cannot just have wrapped.
const READINGS: u32 = 24;
/// Below this a low byte has not wrapped since: the next byte is read within 100 counts.
const SETTLED: u8 = 0x80;

impl Registers<'_> {
    /// Reads a 32-bit counter, the lowest byte at `address`, so that it cannot tear.
    ///
    /// # Errors
    /// [`Error::CounterUnsteady`]; those of [`Registers::read`].
    pub fn read_counter32(&mut self, address: u16) -> Result<u32, Error> {
        let mut earlier = self.counter_bytes(address)?;
        for _ in 0..READINGS {
            let later = self.counter_bytes(address)?;
            if whole(earlier, later) {
                return Ok(u32::from_le_bytes(later));
            }
            earlier = later;
        }
        Err(Error::CounterUnsteady { address })
    }

    fn counter_bytes(&mut self, address: u16) -> Result<[u8; 4], Error> {
        let values = self.read_many(address, 4)?;
        let mut bytes = [0; 4];
        for (byte, value) in bytes.iter_mut().zip(values) {
            *byte = value as u8;
        }
        Ok(bytes)
    }
}

/// Whether the later of two readings is a value that the counter had.
///
/// Bytes are read from the lowest up. If the high ones agree, nothing was carried into
/// them while the later reading took the low two; between those two nothing was carried
/// if the second agrees as well, or if the first is far from its last wrap.
fn whole(earlier: [u8; 4], later: [u8; 4]) -> bool {
    let high = earlier[2..] == later[2..];
    high && (earlier[1] == later[1] || later[0] < SETTLED)
}

#[cfg(test)]
mod tests {
    use super::whole;

    /// What four reads in a row see of a counter that goes up by `step` a read.
    fn reading(counter: &mut u32, step: u32) -> [u8; 4] {
        std::array::from_fn(|index| {
            *counter = counter.wrapping_add(step);
            counter.to_le_bytes()[index]
        })
    }

    #[test]
    fn an_accepted_reading_is_a_value_that_the_counter_had() {
        for start in [0xFA, 0xFFF0, 0xFF_FFC8, 0x1234_FF00, u32::MAX - 20] {
            for offset in 0..600 {
                for (step, pause) in [(1, 0), (3, 200), (20, 777), (60, 5_000)] {
                    let mut counter = u32::wrapping_add(start, offset);
                    let earlier = reading(&mut counter, step);
                    counter = counter.wrapping_add(pause);
                    let begun = counter;
                    let later = reading(&mut counter, step);
                    let value = u32::from_le_bytes(later);
                    let inside = value.wrapping_sub(begun) <= counter.wrapping_sub(begun);
                    assert!(
                        inside || !whole(earlier, later),
                        "{start:x}+{offset} {step}"
                    );
                }
            }
        }
    }
}
