//! How the machine beside the board is: the seam to what knows

use fic_protocol::Health;

/// Reads the sensors of the machine; asked for every `AgentInfo`, from many threads.
///
/// It must return within a fraction of a second and leave `None` what it cannot tell.
/// Free bytes that it leaves out are filled in from the store's disk.
pub trait HealthSource: Send + Sync {
    /// How the machine is now.
    fn health(&self) -> Health;
}

/// Of a machine without sensors.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSensors;

impl HealthSource for NoSensors {
    fn health(&self) -> Health {
        Health::default()
    }
}

impl<F: Fn() -> Health + Send + Sync> HealthSource for F {
    fn health(&self) -> Health {
        self()
    }
}
