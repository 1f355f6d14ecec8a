//! The bare-metal image: the request service on a Raspberry Pi 3 without an operating system
//!
//! ```text
//!   arch/    the processor: start-up, memory map, exceptions
//!   board/   the Pi 3: GPIO, UART, system timer, interrupt controller, watchdog
//!   link     the serial line and the pins that it shares with the board
//!   log      defmt, beside the protocol on the same line
//!   config   what `cargo xtask image` writes into the finished image
//! ```
//!
//! One core runs; its only interrupt moves received bytes from the UART to memory. The
//! image works without that interrupt too, for emulators that have none.
#![cfg_attr(all(target_arch = "aarch64", target_os = "none"), no_std, no_main)]

#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod arch;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod board;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod build_id;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod config;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod end;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod link;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod log;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod masked;
#[cfg(all(target_arch = "aarch64", target_os = "none"))]
mod run;

#[cfg(not(all(target_arch = "aarch64", target_os = "none")))]
fn main() {
    println!("This program runs on a Raspberry Pi 3 only; `cargo xtask image` builds it.");
}
