//! The config file: boards, groups and defaults
//!
//! `$FIC_CONFIG`, else the platform's place ([`fic_client::config_path`]). A missing file is an
//! empty one, unless `$FIC_CONFIG` names it and the command would not create it. What a flag or a `FIC_*` variable says
//! goes before what stands here.
//!
//! ```toml
//! [defaults]
//! board = "@rack1"            # used when neither -b nor FIC_BOARD is given
//! catalog = "/srv/fic/catalog"
//! timeout = 300               # seconds
//! jobs = 12
//! format = "text"
//!
//! [boards.fic00]
//! address = "tcp://localhost:7402"
//! [boards.fic01]
//! address = "serial:/dev/ttyUSB0?baud=3000000"
//! note = "on the bench"
//!
//! [groups]
//! rack1 = ["fic[00-11]"]
//! ```

#[allow(clippy::module_inception, reason = "the folder's main type")]
mod config;
mod defaults;
mod edit;
#[cfg(test)]
mod tests;

pub use config::BoardEntry;
pub use config::Config;
pub use config::Defaults;
pub use edit::add_board;
pub use edit::remove_board;
