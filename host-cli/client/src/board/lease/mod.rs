//! Who may change a board now
//!
//! A board that asks for leases is changed only by who holds its lease; looking needs
//! none. Without doing anything a [`Board`](crate::Board) takes a short one when a change is refused
//! for want of it, and gives it back in the end ([`LeaseUse::Automatic`]); a lease that
//! is to last is taken by [`BoardLease::take`].

mod automatic;
mod keeper;
#[allow(clippy::module_inception, reason = "the folder's main type")]
mod lease;
pub(crate) mod state;

pub use lease::BoardLease;
pub use state::LeaseUse;
