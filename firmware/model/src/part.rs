//! The UltraScale parts the model can be strapped to (`facts/hardware.md` 4.1, 4.2)

/// A part: its name and the IDCODE of each die, first die first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Name in lower case, as in `.bit` headers.
    pub name: &'static str,
    /// IDCODE of each die, version nibble 0.
    pub dies: &'static [u32],
}

/// XCKU085 and XCVU125 have a second die whose IDCODE is not public: XCKU085 is taken to carry the
/// second die of the XCKU115 (both are two XCKU060 dies); XCVU125 is left out.
pub const PARTS: &[Part] = &[
    Part {
        name: "xcku025",
        dies: &[0x0382_4093],
    },
    Part {
        name: "xcku035",
        dies: &[0x0382_3093],
    },
    Part {
        name: "xcku040",
        dies: &[0x0382_2093],
    },
    Part {
        name: "xcku060",
        dies: &[0x0391_9093],
    },
    Part {
        name: "xcku085",
        dies: &[0x0390_F093, 0x0390_2093],
    },
    Part {
        name: "xcku095",
        dies: &[0x0384_4093],
    },
    Part {
        name: "xcku115",
        dies: &[0x0390_D093, 0x0390_2093],
    },
    Part {
        name: "xcvu065",
        dies: &[0x0393_9093],
    },
    Part {
        name: "xcvu080",
        dies: &[0x0384_3093],
    },
    Part {
        name: "xcvu095",
        dies: &[0x0384_2093],
    },
];

/// The part called `name`, upper or lower case.
pub fn find(name: &str) -> Option<&'static Part> {
    PARTS
        .iter()
        .find(|part| part.name.eq_ignore_ascii_case(name))
}
