//! The modelled board: the same service and sessions over a model of the pins
//!
//! Portable: `fic` runs it inside its own process on any system.

mod address;
mod build;
mod error;
mod inside;
mod model;
mod wired;

pub use crate::model_report::ModelReport;
pub use address::SimAddress;
pub use build::SimModel;
pub use error::SimError;
pub use inside::SimBoard;
pub use inside::SimOptions;
