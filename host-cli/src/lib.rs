//! The library behind `fic`: FiC boards from a lab machine
//!
//! ```text
//!   Address ─▶ link ─▶ client ─▶ Board ─▶ stage, load, deploy
//!              frames  requests  links    designs
//!                                  └────▶ registers, hls, ddr, gpio, note
//! ```
//!
//! [`Board`] is the way in; [`Design`] is what is put on one; [`fleet::each`] acts on
//! many; [`switch`] reads, checks and applies switching tables. What can go wrong is an
//! [`Error`] with a stable code. The library prints nothing: how far it is goes to a
//! [`Progress`], notes go to the `log` crate.
//!
//! # Examples
//! ```
//! use fic::{Board, Cancel, Design, LoadOrder, Silent};
//!
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples/fic-mk2-blank.bit");
//! // Reads the file once, and refuses it if it must not be loaded.
//! let design = Design::from_file(file.as_ref(), &mut Silent, &Cancel::default())?;
//! let mut board = Board::connect("sim:mk2")?;
//! let report = board.deploy(&design, &LoadOrder::of(&design), &mut Silent)?;
//! assert!(report.load.is_some_and(|load| !load.already_running));
//! assert_eq!(board.status()?.fpga, fic::protocol::FpgaState::Configured);
//! # Ok::<(), fic::Error>(())
//! ```
//!
//! The command line ([`cli`]) is part of the library so that its definition can be
//! tested and documented; it is no API.
#![forbid(unsafe_code)]

pub mod address;
mod agent;
mod board;
mod cancel;
pub mod cli;
mod client;
mod cmd;
pub mod config;
pub mod ddr;
mod deploy;
pub mod design;
pub mod error;
mod exchange;
pub mod explain;
pub mod fleet;
mod gpio;
mod history;
mod hls;
pub mod keys;
mod lease;
pub mod link;
mod load;
pub mod logs;
mod note;
pub mod number;
pub mod output;
mod pair;
mod progress;
pub mod registers;
mod select;
mod stage;
pub mod switch;
pub mod text;
mod transfer;
mod who;
pub mod wiring;

pub use fic_bitstream as bitstream;
pub use fic_protocol as protocol;

pub use address::Address;
pub use board::Board;
pub use board::Options;
pub use cancel::Cancel;
pub use config::Config;
pub use deploy::DeployReport;
pub use design::Design;
pub use error::Error;
pub use error::Exit;
pub use gpio::Gpio;
pub use history::AuditRecord;
pub use hls::Hls;
pub use lease::BoardLease;
pub use lease::LeaseUse;
pub use load::LoadOrder;
pub use note::Note;
pub use progress::Progress;
pub use progress::Silent;
pub use progress::Step;
pub use select::Target;
pub use select::targets;
pub use stage::StageReport;
pub use who::user_at_host;
