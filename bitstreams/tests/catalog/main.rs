//! The catalog as its users see it: behaviour, hostile files, other processes, full disks, skopeo.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of this is tests")]

mod adding;
mod finding;
mod full_disk;
mod hostile;
mod kill;
mod large;
mod processes;
mod repair;
mod skopeo;
mod support;
