//! The pins of the Raspberry Pi beside a real board, under Linux
//!
//! ```text
//!  PiPins::take ─▶ which Pi ─▶ pin lock ─▶ /dev/gpiomem ─▶ rppal's claim ─▶ safe state
//!                                             │
//!  Service ─▶ RegisterPort ─▶ PiRegisters ────┘◀── Guard: end, signal, panic
//! ```
//!
//! rppal knows which Pi this is and claims pins; data moves through the register block
//! itself, mapped once, because rppal moves one pin at a time. All unsafe code is in
//! `raw.rs`.
//!
//! # Safe state
//!
//! Pins are in the state of [`fic_core::selectmap::make_safe`] from the start, between
//! requests, after a panic, and after the end by SIGTERM, SIGINT or a panic. After
//! SIGKILL or a crash they are as they were; the next start, or `fic-agent safe`, puts
//! them right. Pins outside of the board's profile are never touched. GPIO14 and 15, the
//! Pi's console, are CD6 and CD7 of a FiC board and therefore the board's.
//!
//! # What was tried
//!
//! Compiled for the Pi's processors; run against the register block as a file and
//! against the modelled board. No part of it was run on a real board yet.

mod access;
mod bare;
mod board;
mod claim;
mod device;
mod error;
mod foreign;
mod guard;
mod health;
mod holder;
mod lock;
mod pins;
#[expect(unsafe_code, reason = "registers in memory; see there why it is sound")]
mod raw;

pub use board::PiPins;
pub use claim::Claim;
pub use claim::PiPin;
pub use device::Machine;
pub use error::PiError;
pub use foreign::ForeignPin;
pub use guard::Guard;
pub use guard::close_installed;
pub use health::PiHealth;
pub use holder::Holder;
pub use lock::DEFAULT_PATH as DEFAULT_PIN_LOCK;
pub use lock::PinLock;
pub use pins::PiRegisters;
pub use raw::Block;
