//! What the peers of each way in may do

use fic_protocol::Role;

/// The role of whoever comes this way; `None` lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// The unix socket: the file's permission says who may connect.
    pub unix: Option<Role>,
    /// Plain TCP, which is loopback only: everybody on this machine.
    pub tcp: Option<Role>,
    /// A serial line: whoever holds its other end.
    pub serial: Option<Role>,
}

impl Default for Roles {
    fn default() -> Self {
        Self {
            unix: Some(Role::Admin),
            tcp: Some(Role::Operate),
            serial: Some(Role::Operate),
        }
    }
}
