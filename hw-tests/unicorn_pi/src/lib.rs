//! The bare-metal image on an emulated processor, with the modelled board behind its registers
//!
//! ```text
//!   fic ──pty── line ──┐                          ┌── gpio ── fic-model, the judge
//!                      ├─ peripherals ── processor┤
//!   a test ── machine ─┘   (time, counts)         └── uart, timer, interrupts, power
//! ```
//!
//! The image is the file that a Pi boots, unchanged. The registers are written from the
//! manuals (BCM2835 ARM Peripherals, Arm PL011 r1p5), not from the image, and an access to
//! anything that they do not describe ends the run.
//!
//! Time is the model's: it passes with register accesses, and while the image sleeps it
//! jumps to what wakes it. Instructions take no time; they can be counted.
//!
//! Not shown: interrupts (the image sleeps, is woken and polls), overruns of the UART,
//! unaligned accesses, caches, and the time of instructions and of the bus.
#![cfg(unix)]

mod events;
mod gpio;
mod interrupts;
mod line;
mod machine;
mod meter;
mod peripherals;
mod power;
mod processor;
mod timer;
mod uart;

pub use machine::Machine;
pub use machine::Setup;
pub use meter::Meter;
pub use meter::Tally;
pub use peripherals::Moment;
pub use peripherals::Peripherals;
