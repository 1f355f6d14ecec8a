//! The FPGA's configuration side: SelectMAP port, packet processors, startup

mod abort;
mod clock;
mod crc;
pub(crate) mod device;
mod die;
mod names;
mod port;
mod power;
mod readback;
mod readout;
mod startup;
mod stat;
