//! The parts that are known by name, IDCODE and size.
//!
//! Sources: `facts/hardware.md` 4.1 and 4.2 (UG570 lengths, byteman, unisim) for UltraScale,
//! the IDCODE table of `facts/bitstream-files.md` (what real files write) for the others.

/// A device family; it decides frame length and the shape of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Virtex-6.
    Virtex6,
    /// 7 series and Zynq-7000.
    Series7,
    /// UltraScale.
    UltraScale,
    /// UltraScale+.
    UltraScalePlus,
}

impl Family {
    /// The name people use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Virtex6 => "Virtex-6",
            Self::Series7 => "7 series",
            Self::UltraScale => "UltraScale",
            Self::UltraScalePlus => "UltraScale+",
        }
    }

    /// Whether its files are known so well that a deviation from their layout means damage.
    ///
    /// That is so for the family on FiC boards. Others have files with oddities of their
    /// own (`facts/bitstream-files.md` 2) and are never loaded, so they are only judged by
    /// what every FPGA would refuse.
    pub const fn is_strict(self) -> bool {
        matches!(self, Self::UltraScale)
    }

    /// Words of a configuration frame (`facts/bitstream-files.md` 2); 0 where no source gives it.
    pub const fn frame_words(self) -> u32 {
        match self {
            Self::Virtex6 => 0,
            Self::Series7 => 101,
            Self::UltraScale => 123,
            Self::UltraScalePlus => 93,
        }
    }
}

/// The bits of an IDCODE that name a part; the version nibble above them is left out.
pub const IDCODE_MASK: u32 = 0x0FFF_FFFF;

/// A part: one package with one or several dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The name in lower case, without package and speed: `xcku115`.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// Number of dies (SLRs).
    pub dies: u8,
    /// The IDCODE each die's stream writes, SLR0 first, version nibble 0.
    ///
    /// Shorter than [`dies`](Self::dies) where no source gives the other dies.
    pub idcodes: &'static [u32],
    /// Length of an uncompressed full stream in bytes, `.bit` header not counted.
    pub full_len_bytes: Option<u32>,
    /// Frames of one die, pad frames included; 0 where no source gives it.
    pub frames: u32,
    /// Words of a frame; 0 where no source gives it.
    pub frame_words: u32,
}

const fn ultrascale(
    name: &'static str,
    idcodes: &'static [u32],
    dies: u8,
    frames: u32,
    full_len_bytes: u32,
) -> Part {
    Part {
        name,
        family: Family::UltraScale,
        dies,
        idcodes,
        full_len_bytes: Some(full_len_bytes),
        frames,
        frame_words: 123,
    }
}

const fn other(family: Family, name: &'static str, dies: u8, idcodes: &'static [u32]) -> Part {
    Part {
        name,
        family,
        dies,
        idcodes,
        full_len_bytes: None,
        frames: 0,
        frame_words: family.frame_words(),
    }
}

const fn series7(name: &'static str, idcodes: &'static [u32]) -> Part {
    other(Family::Series7, name, idcodes.len() as u8, idcodes)
}

const fn plus(name: &'static str, idcodes: &'static [u32]) -> Part {
    other(Family::UltraScalePlus, name, idcodes.len() as u8, idcodes)
}

/// Every part this crate knows.
pub static PARTS: &[Part] = &[
    ultrascale("xcku025", &[0x0382_4093], 1, 32_530, 16_006_908),
    ultrascale("xcku035", &[0x0382_3093], 1, 32_530, 16_006_908),
    ultrascale("xcku040", &[0x0382_2093], 1, 32_530, 16_006_908),
    ultrascale("xcku060", &[0x0391_9093], 1, 49_030, 24_124_908),
    ultrascale("xcku085", &[0x0390_F093], 2, 49_030, 48_251_520),
    ultrascale("xcku095", &[0x0384_4093], 1, 72_848, 35_843_364),
    ultrascale(
        "xcku115",
        &[0x0390_D093, 0x0390_2093],
        2,
        49_030,
        48_251_520,
    ),
    ultrascale("xcvu065", &[0x0393_9093], 1, 50_990, 25_089_228),
    ultrascale("xcvu080", &[0x0384_3093], 1, 72_848, 35_843_364),
    ultrascale("xcvu095", &[0x0384_2093], 1, 72_848, 35_843_364),
    // Frames: (50,180,160 bytes / 4 - 1,500 overhead words) / 2 dies / 123 words.
    ultrascale("xcvu125", &[0x0392_D093], 2, 50_990, 50_180_160),
    plus("xcau10p", &[0x04AC_4093]),
    plus("xcau15p", &[0x04AC_2093]),
    plus("xck26", &[0x04A4_9093]),
    plus("xcku3p", &[0x04A6_3093]),
    plus("xcku5p", &[0x04A6_2093]),
    plus("xcvu37p", &[0x04B7_9093, 0x04B4_2093, 0x04B4_4093]),
    plus("xcvu7p", &[0x04B2_9093, 0x04B2_2093]),
    plus("xcvu9p", &[0x04B3_1093, 0x04B2_2093, 0x04B2_4093]),
    plus("xczu29dr", &[0x04A8_4093]),
    plus("xczu3eg", &[0x04A4_2093]),
    plus("xczu7ev", &[0x04A5_A093]),
    plus("xczu9eg", &[0x0484_A093]),
    series7("xc7a100t", &[0x0363_1093]),
    series7("xc7a12t", &[0x037C_3093]),
    series7("xc7a200t", &[0x0363_6093]),
    series7("xc7a35t", &[0x0362_D093]),
    series7("xc7a50t", &[0x0362_C093]),
    series7("xc7k160t", &[0x0364_C093]),
    series7("xc7k325t", &[0x0365_1093]),
    series7("xc7k410t", &[0x0365_6093]),
    series7("xc7k420t", &[0x0375_2093]),
    series7("xc7k480t", &[0x0375_1093]),
    series7("xc7k70t", &[0x0364_7093]),
    series7("xc7s25", &[0x037C_4093]),
    series7("xc7s50", &[0x0362_F093]),
    series7("xc7s6", &[0x0362_2093]),
    series7("xc7v585t", &[0x0367_1093]),
    series7("xc7vh580t", &[0x036D_9093, 0x036C_2093]),
    series7("xc7vh870t", &[0x036D_B093, 0x036C_2093, 0x036C_4093]),
    series7("xc7vx330t", &[0x0366_7093]),
    series7("xc7vx690t", &[0x0369_1093]),
    series7("xc7z010", &[0x0372_2093]),
    series7("xc7z020", &[0x0372_7093]),
    series7("xc7z035", &[0x0373_2093]),
    series7("xc7z045", &[0x0373_1093]),
    other(Family::Virtex6, "xc6vlx130t", 1, &[0x0424_A093]),
];

impl Part {
    /// The part with this name: upper or lower case, with or without `xc`, package and speed
    /// (`XCKU115`, `xcku115-flva1517-2-e`, `7z020clg400`).
    pub fn by_name(name: &str) -> Option<&'static Self> {
        PARTS.iter().find(|part| part.has_name(name))
    }

    /// The part whose first die has this IDCODE; the version nibble does not matter.
    pub fn by_idcode(idcode: u32) -> Option<&'static Self> {
        PARTS.iter().find(|part| {
            part.idcodes
                .first()
                .is_some_and(|&own| own == idcode & IDCODE_MASK)
        })
    }

    /// The name as vendors print it is upper case; this compares without regard to case.
    fn has_name(&self, name: &str) -> bool {
        let bare = self.name.strip_prefix("xc").unwrap_or(self.name);
        let [given, own] = match name.get(..2) {
            Some(prefix) if prefix.eq_ignore_ascii_case("xc") => [name, self.name],
            _ => [name, bare],
        };
        match (given.get(..own.len()), given.get(own.len()..)) {
            (Some(start), Some(rest)) => start.eq_ignore_ascii_case(own) && self.is_package(rest),
            _ => false,
        }
    }

    /// Whether `rest` can follow the part's name; 7-series headers carry the package unseparated.
    fn is_package(&self, rest: &str) -> bool {
        match rest.bytes().next() {
            None | Some(b'-' | b'_') => true,
            Some(first) => {
                matches!(self.family, Family::Series7 | Family::Virtex6)
                    && first.is_ascii_alphabetic()
            }
        }
    }

    /// FDRI words of an uncompressed full stream of one die; 0 where no source gives it.
    pub const fn array_words(&self) -> u32 {
        self.frames * self.frame_words
    }

    /// The IDCODE the stream of this die must write, where a source gives it.
    pub fn die_idcode(&self, die: usize) -> Option<u32> {
        self.idcodes.get(die).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_real_headers() {
        let names = [
            ("XCKU115", "xcku115"),
            ("xcku115-flva1517-2-e", "xcku115"),
            ("ku095", "xcku095"),
            ("7a35tcpg236", "xc7a35t"),
            ("7z020clg400", "xc7z020"),
            ("xc7vx690tffg1761-2", "xc7vx690t"),
            ("xczu3eg-sbva484-1-e", "xczu3eg"),
        ];
        for (given, expected) in names {
            assert_eq!(
                Part::by_name(given).map(|part| part.name),
                Some(expected),
                "{given}"
            );
        }
        for given in [
            "", "x", "xc", "xcku11", "xcku1150", "xcku115x", "ék", "7a35",
        ] {
            assert_eq!(Part::by_name(given), None, "{given}");
        }
    }

    #[test]
    fn idcodes_are_unique_and_have_no_version() {
        for part in PARTS {
            for &idcode in part.idcodes {
                assert_eq!(idcode & !IDCODE_MASK, 0, "{}", part.name);
            }
            assert_eq!(Part::by_idcode(0x2000_0000 | part.idcodes[0]), Some(part));
            assert!(part.idcodes.len() <= usize::from(part.dies));
        }
    }

    #[test]
    fn lengths_are_frames_and_overhead() {
        for part in PARTS
            .iter()
            .filter(|part| part.family == Family::UltraScale)
        {
            let overhead = if part.dies == 1 { 537 } else { 1_500 };
            let words = u32::from(part.dies) * part.array_words() + overhead;
            assert_eq!(part.full_len_bytes, Some(4 * words), "{}", part.name);
        }
    }
}
