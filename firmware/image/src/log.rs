//! defmt: log records wait in a buffer until the line has time for them

#![allow(
    unsafe_code,
    reason = "defmt's logger promises what the compiler cannot check"
)]

use heapless::Deque;

use crate::arch;
use crate::board::SystemTimer;
use crate::masked::Masked;

/// Bytes of records that wait.
const WAITING: usize = 1024;

struct Log {
    encoder: defmt::Encoder,
    bytes: Deque<u8, WAITING>,
    /// Length at the start of the record under way.
    before: usize,
    /// The record under way has no room: none of it stays.
    full: bool,
    /// Records that had no room and were not told of yet.
    lost: u32,
    /// Interrupt mask at the start of the record under way.
    mask: u64,
}

static LOG: Masked<Log> = Masked::new(Log {
    encoder: defmt::Encoder::new(),
    bytes: Deque::new(),
    before: 0,
    full: false,
    lost: 0,
    mask: 0,
});

defmt::timestamp!("{=u64:us}", SystemTimer::new().now_us());

#[defmt::global_logger]
struct Logger;

impl Log {
    fn encode(&mut self, act: impl FnOnce(&mut defmt::Encoder, &mut dyn FnMut(&[u8]))) {
        let Self {
            encoder,
            bytes,
            full,
            ..
        } = self;
        act(encoder, &mut |piece| {
            for &byte in piece {
                *full |= bytes.push_back(byte).is_err();
            }
        });
    }
}

// SAFETY: one core; interrupts stay masked from `acquire` to `release`, so records do
// not mix, and the interrupt handler logs nothing.
unsafe impl defmt::Logger for Logger {
    fn acquire() {
        let mask = arch::mask_interrupts();
        LOG.with(|log| {
            log.mask = mask;
            log.before = log.bytes.len();
            log.full = false;
            log.encode(|encoder, out| encoder.start_frame(out));
        });
    }

    unsafe fn flush() {}

    unsafe fn release() {
        let mask = LOG.with(|log| {
            log.encode(|encoder, out| encoder.end_frame(out));
            if log.full {
                log.lost = log.lost.saturating_add(1);
                while log.bytes.len() > log.before {
                    log.bytes.pop_back();
                }
            }
            log.mask
        });
        arch::restore_interrupts(mask);
    }

    unsafe fn write(bytes: &[u8]) {
        LOG.with(|log| log.encode(|encoder, out| encoder.write(bytes, out)));
    }
}

/// Takes the number of records that had no room.
pub fn take_lost() -> u32 {
    LOG.with(|log| core::mem::take(&mut log.lost))
}

/// Takes what waits, and returns how many bytes it was.
pub fn take(buffer: &mut [u8]) -> usize {
    LOG.with(|log| {
        let mut len = 0;
        for (to, from) in buffer
            .iter_mut()
            .zip(core::iter::from_fn(|| log.bytes.pop_front()))
        {
            *to = from;
            len += 1;
        }
        len
    })
}
