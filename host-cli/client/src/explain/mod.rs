//! What registers and failures mean, for a person at 23:00

mod failure;
mod meaning;
mod stat;

pub use failure::Explanation;
pub use failure::explain;
pub use stat::StatBit;
pub use stat::bus_width;
pub use stat::errors as stat_errors;
pub use stat::explain as explain_stat;
pub use stat::startup_phase;
