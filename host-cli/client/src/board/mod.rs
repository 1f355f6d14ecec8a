//! One board, and everything that can be asked of it

mod agent;
#[allow(clippy::module_inception, reason = "the folder's main type")]
mod board;
mod connect;
pub mod ddr;
mod deploy;
mod fpga;
mod gpio;
mod history;
mod hls;
pub mod lease;
mod listen;
mod load;
mod note;
pub mod registers;
mod request;
mod retry;
mod sim_pair;
mod stage;
pub mod switch;
mod transfer;
pub mod wiring;

pub use board::Board;
pub use board::Options;
pub use deploy::DeployReport;
pub use gpio::Gpio;
pub use history::AuditRecord;
pub use hls::Hls;
pub use listen::Heard;
pub use load::LoadOrder;
pub use note::Note;
pub use stage::StageReport;
