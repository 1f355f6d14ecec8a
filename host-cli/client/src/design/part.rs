//! The part a design is for, with both of its names

use std::fmt;

use fic_bitstream::Part;

/// A known part.
#[derive(Clone, Copy)]
pub struct DesignPart(&'static Part);

impl DesignPart {
    /// By name, with or without package and speed.
    pub fn by_name(name: &str) -> Option<Self> {
        Part::by_name(name).map(Self)
    }

    /// By the IDCODE of its first die.
    pub fn by_idcode(idcode: u32) -> Option<Self> {
        Part::by_idcode(idcode).map(Self)
    }

    /// The name in lower case, without package and speed.
    pub fn name(self) -> &'static str {
        self.0.name
    }
}

impl PartialEq for DesignPart {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for DesignPart {}

impl fmt::Display for DesignPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.idcodes.first() {
            Some(idcode) => write!(f, "{} (IDCODE {idcode:08X})", self.0.name),
            None => f.write_str(self.0.name),
        }
    }
}

impl fmt::Debug for DesignPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DesignPart({self})")
    }
}
