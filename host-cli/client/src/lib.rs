//! One FiC board from a program: link, session, designs, registers, memory
//!
//! ```text
//!   Address ─▶ link ─▶ session ─▶ Board ─▶ stage, load, deploy
//!              frames  requests   links    designs
//!                                   └────▶ registers, hls, ddr, gpio, note, switch
//! ```
//!
//! [`Board`] is the way in; [`Design`] is what is put on one; [`board::switch`] applies the
//! switching tables of [`fic_network`]. What can go wrong is an [`Error`] with a stable code.
//! The library prints nothing: how far it is goes to a [`Progress`], notes go to the `log`
//! crate.
//!
//! # Examples
//! ```
//! use fic_client::{Board, Cancel, Design, LoadOrder, Silent};
//!
//! # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bitstreams/samples/fic-mk2-blank.bit");
//! // Reads the file once, and refuses it if it must not be loaded.
//! let design = Design::from_file(file.as_ref(), &mut Silent, &Cancel::default())?;
//! let mut board = Board::connect("sim:mk2")?;
//! let report = board.deploy(&design, &LoadOrder::of(&design), &mut Silent)?;
//! assert!(report.load.is_some_and(|load| !load.already_running));
//! assert_eq!(board.status()?.fpga, fic_client::protocol::FpgaState::Configured);
//! # Ok::<(), fic_client::Error>(())
//! ```
#![forbid(unsafe_code)]

pub mod board;
pub mod cancel;
pub mod config_path;
pub mod design;
pub mod error;
pub mod explain;
pub mod identity;
pub mod keys;
pub mod logs;
pub mod number;
mod progress;
pub mod text;
pub mod wire;

pub use fic_protocol as protocol;

pub use board::AuditRecord;
pub use board::Board;
pub use board::DeployReport;
pub use board::Gpio;
pub use board::Hls;
pub use board::LoadOrder;
pub use board::Note;
pub use board::Options;
pub use board::StageReport;
pub use board::lease::BoardLease;
pub use board::lease::LeaseUse;
pub use cancel::Cancel;
pub use design::Design;
pub use error::Error;
pub use identity::user_at_host;
pub use progress::Progress;
pub use progress::Silent;
pub use progress::Step;
pub use wire::address::Address;
pub use wire::target::Target;
