//! How long each request may take, by what it has to do
//!
//! Every limit grows with the bytes involved, so that a KU115 on a slow line is not cut
//! short and a board that hangs is noticed. The rates are far below what a Pi 3 does.

use std::time::Duration;

use fic_protocol::limits::MAX_WIRE_LEN;

/// A short request and its answer: an agent keeps one waiting for less than this behind others.
const QUICK: Duration = Duration::from_secs(5);
/// The same on a line that loses frames, before it is sent again.
const QUICK_ON_LINE: Duration = Duration::from_millis(1500);
/// No answer to any of the chunks under way: ask where to go on. A board that is only slow
/// answers that after them, so nothing is sent twice.
const CHUNK: Duration = Duration::from_secs(2);
/// Clearing an FPGA: waits of a second each, and reading STAT.
const PINS: Duration = Duration::from_secs(10);
/// A Pi 3 hashes 20 MB/s or more (its A53 has no crypto extension); an SD card flushes 4 MB/s or more.
const STORE_BYTES_PER_SECOND: u32 = 2_000_000;
/// The peers' checked loop writes 2.1 MB/s on a Pi 3 (hardware.md 6.5).
const LOAD_BYTES_PER_SECOND: u32 = 500_000;
/// libfic2's nibble handshake moves more than 100 kB/s on a Pi 3; a slow consumer may hold it up.
const WINDOW_BYTES_PER_SECOND: u32 = 20_000;
/// A load reports at least once in every 64 KiB; DONE may take ten seconds.
const SILENCE: Duration = Duration::from_secs(20);

/// Time limits of requests on one link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Time that the largest frame needs on the line, both ways.
    frame: Duration,
    bytes_per_second: Option<u32>,
}

impl Limits {
    pub(crate) fn new(bytes_per_second: Option<u32>) -> Self {
        let frame = match bytes_per_second {
            Some(rate) => at_rate(MAX_WIRE_LEN as u32 * 2, rate),
            None => Duration::ZERO,
        };
        Self {
            frame,
            bytes_per_second,
        }
    }

    /// A short request, each time that it is sent.
    pub(crate) fn quick(&self) -> Duration {
        match self.bytes_per_second {
            Some(_) => QUICK_ON_LINE + self.frame,
            None => QUICK,
        }
    }

    /// Times that a request is sent before its silence counts as a failure.
    ///
    /// A network loses no frames, so there it only covers a board that was hung up for a while.
    pub(crate) fn tries(&self) -> u32 {
        match self.bytes_per_second {
            Some(_) => 8,
            None => 3,
        }
    }

    /// A request that moves pins but loads nothing.
    pub(crate) fn pins(&self) -> Duration {
        PINS + self.frame
    }

    /// A request that moves this many bytes over the register bus and the line.
    pub(crate) fn window(&self, len_bytes: u32) -> Duration {
        let line = self.bytes_per_second.map(|rate| at_rate(len_bytes, rate));
        self.pins() + at_rate(len_bytes, WINDOW_BYTES_PER_SECOND) + line.unwrap_or_default() * 2
    }

    /// A request for which the board's store reads or flushes this many bytes.
    pub(crate) fn store(&self, len_bytes: u32) -> Duration {
        self.quick() + at_rate(len_bytes, STORE_BYTES_PER_SECOND)
    }

    /// From one sign of life of a load of this many bytes to the next.
    ///
    /// The check before the first report reads the whole design.
    pub(crate) fn silence(&self, len_bytes: u32) -> Duration {
        SILENCE + self.frame + at_rate(len_bytes, STORE_BYTES_PER_SECOND)
    }

    /// Silence of a load after which a line may have lost its answer; `None` where nothing
    /// gets lost.
    pub(crate) fn probe(&self) -> Option<Duration> {
        self.bytes_per_second.map(|_| self.quick())
    }

    /// A whole load.
    pub(crate) fn load(&self, len_bytes: u32) -> Duration {
        self.silence(len_bytes) + at_rate(len_bytes, LOAD_BYTES_PER_SECOND)
    }

    /// Until something must have been heard while this many bytes are on their way.
    pub(crate) fn transfer(&self, on_their_way: u32) -> Duration {
        let line = self
            .bytes_per_second
            .map(|rate| at_rate(on_their_way, rate) * 2);
        CHUNK + line.unwrap_or_default()
    }
}

fn at_rate(bytes: u32, per_second: u32) -> Duration {
    Duration::from_secs_f64(f64::from(bytes) / f64::from(per_second.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_with_size_and_slowness() {
        let network = Limits::new(None);
        let line = Limits::new(Some(11_520));
        assert_eq!(network.quick(), QUICK);
        assert!(line.quick() * line.tries() > network.quick());
        assert!(network.load(48_251_520) > Duration::from_secs(100));
        assert!(line.transfer(131_072) > Duration::from_secs(22));
        assert!(
            Limits::new(Some(0)).quick() > QUICK_ON_LINE,
            "no division by zero"
        );
    }
}
