//! What the agent's tests share: a fake board, the program, TLS
#![allow(dead_code, unused_imports, reason = "shared by several test files")]

pub mod fake;
pub mod program;

pub use fic_test_kit::Client;
pub use fic_test_kit::Message;
pub use fic_test_kit::client::chunk;
pub use fic_test_kit::client::digest;
pub use fic_test_kit::client::load;
pub use fic_test_kit::noise::noise;
