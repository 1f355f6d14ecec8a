//! How the access to an agent is set up

use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use super::Roles;
use crate::audit;
use crate::health::HealthSource;
use crate::health::NoSensors;

/// Whether a change needs a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    /// Only the holder may change the board.
    Required,
    /// Anybody may while nobody holds it.
    Optional,
}

/// How the access to an agent is set up.
pub struct AccessOptions {
    /// Where the lease and the log are kept; without one they end with the process.
    pub folder: Option<PathBuf>,
    /// They have to survive a power cut.
    pub durable: bool,
    /// Whether a change needs a lease.
    pub lease: Requirement,
    /// What the peers of each transport may do.
    pub roles: Roles,
    /// Most bytes of each of the log's two files.
    pub audit_limit: u64,
    /// How the machine is.
    pub health: Box<dyn HealthSource>,
    /// Is told what people should know.
    pub notice: fn(&str),
}

impl Default for AccessOptions {
    /// Nothing is kept, no lease is needed.
    fn default() -> Self {
        Self {
            folder: None,
            durable: true,
            lease: Requirement::Optional,
            roles: Roles::default(),
            audit_limit: audit::DEFAULT_LIMIT,
            health: Box::new(NoSensors),
            notice: |_| {},
        }
    }
}
