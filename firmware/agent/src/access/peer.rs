//! Who is at the other end of a stream, and who asks

use fic_core::lease::Owner;
use fic_protocol::Name;
use fic_protocol::Role;

use crate::audit::Actor;

/// Who is at the other end, as far as the stream tells.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address; stands for its name until it says `Identify`.
    pub name: Name,
    /// How the board knows it, whatever it calls itself (see [`fic_protocol::Lease::key`]).
    pub key: Name,
    /// What it may do; `None` lets nobody in.
    pub role: Option<Role>,
    /// A line rather than a connection: it has no end, carries noise, and another host
    /// may go on where one went silent.
    pub line: bool,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The stream's end.
    pub peer: &'a Peer,
    /// What the peer calls itself; its address before it said so.
    pub who: &'a Name,
}

impl Caller<'_> {
    /// As whom it holds a lease.
    pub fn owner(&self) -> Owner {
        Owner {
            key: self.peer.key.clone(),
            user: self.who.clone(),
        }
    }

    /// As whom the log knows it.
    pub fn actor(&self) -> Actor {
        Actor {
            who: self.who.as_str().into(),
            key: self.peer.key.as_str().into(),
            peer: self.peer.name.as_str().into(),
            role: self.peer.role.map_or("none", Role::word),
        }
    }
}
