//! The code beside the FPGA: no OS, no allocator, no unsafe code
//!
//! ```text
//!  fic-protocol          ┌──────────────── fic-core ────────────────┐
//!  HostRequest ────────▶ │ service ──▶ selectmap ──▶ GpioPort, Clock │ ──▶ pins
//!  BoardResponse ◀────── │    └──────▶ Store                         │
//!                        └───────────────────────────────────────────┘
//! ```
//!
//! Everything that differs between boards is data in [`profile`]. The seams to the
//! outside are the traits [`GpioPort`], [`Clock`], [`Store`] and [`Hooks`]; the Linux
//! agent, the bare-metal image and the modelled board implement them.
#![no_std]
#![forbid(unsafe_code)]

pub mod adaptor;
mod clock;
mod gpio;
pub mod gpio_block;
mod hooks;
pub mod lease;
pub mod nets;
pub mod peer;
pub mod profile;
mod ram_store;
pub mod regbus;
pub mod selectmap;
pub mod serial_server;
pub mod service;
mod store;

pub use clock::Clock;
pub use clock::Deadline;
pub use gpio::BoardPort;
pub use gpio::GpioPort;
pub use gpio::PinFault;
pub use gpio::PinMask;
pub use hooks::Cancelled;
pub use hooks::Hooks;
pub use hooks::NoHooks;
pub use ram_store::RamStore;
pub use store::MAX_RECORD_LEN;
pub use store::MAX_STORED_NOTE_LEN;
pub use store::Staged;
pub use store::Store;
pub use store::StoreError;
