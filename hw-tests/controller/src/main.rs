//! The request service on a controller of RP2040's class, linked to be measured
//!
//! Everything that a controller would run is in it: the protocol, the loader, the register
//! bus, the tables and a store of 64 KiB, over single embedded-hal pins and a polled UART.
//! What a product would need besides is not: start-up, clocks, pin functions. It was
//! **never run**, neither on a controller nor in an emulator.
#![cfg_attr(all(target_arch = "arm", target_os = "none"), no_std, no_main)]

#[cfg(all(target_arch = "arm", target_os = "none"))]
mod pins;
#[cfg(all(target_arch = "arm", target_os = "none"))]
mod registers;
#[cfg(all(target_arch = "arm", target_os = "none"))]
mod run;
#[cfg(all(target_arch = "arm", target_os = "none"))]
mod uart;

#[cfg(not(all(target_arch = "arm", target_os = "none")))]
fn main() {
    println!("This program is linked to be measured; `cargo xtask nostd` does that.");
}
