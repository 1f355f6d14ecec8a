//! The configured design: register bus, registers, switch, user logic, memories

pub(crate) mod bus;
mod handshake;
mod memory;
mod phase;
mod registers;
mod switch;
mod transaction;
mod user_logic;

pub(crate) use bus::Bus;
pub(crate) use bus::BusInputs;
pub(crate) use user_logic::Kind as UserLogicKind;
