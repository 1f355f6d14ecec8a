//! One pass over configuration data, in chunks of any size, with bounded memory.
//!
//! The same code runs on the host (to describe a file) and on the board (to check again what it was
//! given). Rules and traps: `facts/bitstream-files.md` 1 and 2, `facts/hardware.md` 3 and 4.3.

mod analyzer;
mod effect;
mod layer;
mod nested;
mod region;
mod role;
mod stream;
mod summary;
mod verdict;

pub use analyzer::Analyzer;
pub use region::{REGION_COLUMNS, REGION_DIES, REGION_ROWS, Regions};
pub use role::{FullMarks, PartialMarks, Role};
pub use summary::{CrcFailure, Die, End, MAX_DIES, Summary};
pub use verdict::{CrcVerdict, Kind, Verdict};
