//! Configuration packets: headers, registers and commands by name.
//!
//! Source: `facts/hardware.md` 3.1 to 3.3 (UG570 "Packet Types", register and command tables).

/// Starts packet decoding.
pub const SYNC_WORD: u32 = 0xAA99_5566;
/// A packet that does nothing.
pub const NOP: u32 = 0x2000_0000;
/// Pad word before and between streams.
pub const DUMMY: u32 = 0xFFFF_FFFF;
/// The two words a SelectMAP port finds its width with.
pub const BUS_WIDTH: [u32; 2] = [0x0000_00BB, 0x1122_0044];

/// Whether real files have this word outside packets: dummy, zero and bus-width words.
pub const fn is_pad(word: u32) -> bool {
    matches!(word, DUMMY | 0 | 0x0000_00BB | 0x1122_0044)
}

/// What a packet does with its register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Nothing; its count is without meaning.
    Nop,
    /// The port hands words out; none follow in the stream.
    Read,
    /// `count` words follow.
    Write,
}

/// A decoded packet header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// Type 1: names a register; at most 2,047 words.
    Type1 {
        /// What is done.
        operation: Operation,
        /// Address of the register, 0 to 31.
        register: u8,
        /// Number of data words.
        count: u32,
    },
    /// Type 2: the register of the type-1 header before it; at most 2^27 - 1 words.
    Type2 {
        /// What is done.
        operation: Operation,
        /// Number of data words.
        count: u32,
    },
}

impl Header {
    /// Decodes a word; `None` if it is no packet header (another type, the reserved operation, or
    /// a register above 31).
    pub const fn decode(word: u32) -> Option<Self> {
        let operation = match word >> 27 & 3 {
            0 => Operation::Nop,
            1 => Operation::Read,
            2 => Operation::Write,
            _ => return None,
        };
        match word >> 29 {
            1 => Self::type1(word, operation),
            2 => Some(Self::Type2 {
                operation,
                count: word & 0x07FF_FFFF,
            }),
            _ => None,
        }
    }

    const fn type1(word: u32, operation: Operation) -> Option<Self> {
        let register = word >> 13 & 0x3FFF;
        if register > 0x1F {
            return None;
        }
        Some(Self::Type1 {
            operation,
            register: register as u8,
            count: word & 0x7FF,
        })
    }

    /// Whether a header is written as Vivado writes it: a NOP as [`NOP`], no reserved bit set, no
    /// read of nothing.
    ///
    /// Hardware ignores those bits, so an odd header is a sign of damage that no CRC covers.
    pub const fn is_canonical(self, word: u32) -> bool {
        match self {
            Self::Type1 {
                operation: Operation::Nop,
                ..
            }
            | Self::Type2 {
                operation: Operation::Nop,
                ..
            } => word == NOP,
            Self::Type1 {
                operation: Operation::Read,
                count: 0,
                ..
            } => false,
            Self::Type1 { .. } => word & 0x1800 == 0,
            Self::Type2 { .. } => true,
        }
    }

    /// Whether this word can follow a sync word: a NOP or a type-1 write.
    ///
    /// Boot images and other families carry sync words that are followed by something else
    /// (`facts/bitstream-files.md` 2).
    pub const fn can_follow_sync(word: u32) -> bool {
        word == NOP
            || matches!(
                Self::decode(word),
                Some(Self::Type1 {
                    operation: Operation::Write,
                    ..
                })
            )
    }
}

/// The header word of a type-1 write.
pub const fn write_header(register: Register, count: u32) -> u32 {
    0x3000_0000 | (register as u32) << 13 | (count & 0x7FF)
}

/// The header word of a type-2 write.
pub const fn long_write_header(count: u32) -> u32 {
    0x5000_0000 | (count & 0x07FF_FFFF)
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $value:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant = $value,)* }

        impl $name {
            /// The one with this code.
            pub const fn from_code(code: u32) -> Option<Self> {
                match code { $($value => Some(Self::$variant),)* _ => None }
            }

            /// The name in the vendor's manuals.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

named! {
    /// A configuration register (`facts/hardware.md` 3.2).
    Register {
        /// CRC check value.
        Crc = 0x00, "CRC";
        /// Frame address.
        Far = 0x01, "FAR";
        /// Frame data in.
        Fdri = 0x02, "FDRI";
        /// Frame data out.
        Fdro = 0x03, "FDRO";
        /// Command, see [`Command`].
        Cmd = 0x04, "CMD";
        /// Control 0, written under MASK.
        Ctl0 = 0x05, "CTL0";
        /// Which bits of CTL0 and CTL1 a write changes.
        Mask = 0x06, "MASK";
        /// Status.
        Stat = 0x07, "STAT";
        /// Legacy daisy-chain output.
        Lout = 0x08, "LOUT";
        /// Configuration options 0.
        Cor0 = 0x09, "COR0";
        /// Multiple frame write: the frame again at another address.
        Mfwr = 0x0A, "MFWR";
        /// Initialisation vector of the decryptor.
        Cbc = 0x0B, "CBC";
        /// Device identification; must match before frames load.
        Idcode = 0x0C, "IDCODE";
        /// User access.
        Axss = 0x0D, "AXSS";
        /// Configuration options 1.
        Cor1 = 0x0E, "COR1";
        /// Chip select out.
        Csob = 0x0F, "CSOB";
        /// Warm boot start address.
        Wbstar = 0x10, "WBSTAR";
        /// Watchdog.
        Timer = 0x11, "TIMER";
        /// Readback CRC found by hardware.
        RbcrcHw = 0x12, "RBCRC_HW";
        /// Readback CRC set by the file.
        RbcrcSw = 0x13, "RBCRC_SW";
        /// Readback CRC while it runs.
        RbcrcLive = 0x14, "RBCRC_LIVE";
        /// Address of a frame with an error.
        Efar = 0x15, "EFAR";
        /// Boot history.
        Bootsts = 0x16, "BOOTSTS";
        /// Test mode.
        Testmode = 0x17, "TESTMODE";
        /// Control 1.
        Ctl1 = 0x18, "CTL1";
        /// Memory read parameters.
        MemrdParam = 0x19, "MEMRD_PARAM";
        /// Number of ciphertext words.
        Dwc = 0x1A, "DWC";
        /// Trim.
        Trim = 0x1B, "TRIM";
        /// Hands its data to the next die.
        Bout = 0x1E, "BOUT";
        /// SPI flash options.
        Bspi = 0x1F, "BSPI";
    }
}

impl Register {
    /// Whether a write to this address is fed to the CRC (`facts/bitstream-files.md` 1; the addresses
    /// 0F, 12, 14, 15 and 16 by `facts/hardware.md` 3.4).
    ///
    /// What is written to BOUT belongs to the next die's CRC.
    pub const fn is_in_crc(address: u8) -> bool {
        !matches!(
            address,
            0x00 | 0x08 | 0x0F | 0x12 | 0x14 | 0x15 | 0x16 | 0x1E
        )
    }
}

named! {
    /// A code written to CMD (`facts/hardware.md` 3.3).
    Command {
        /// Nothing.
        Null = 0x00, "NULL";
        /// Write configuration data.
        Wcfg = 0x01, "WCFG";
        /// Multiple frame write.
        Mfw = 0x02, "MFW";
        /// Last frame: releases GHIGH_B.
        Lfrm = 0x03, "LFRM";
        /// Read configuration data.
        Rcfg = 0x04, "RCFG";
        /// Arms the startup, which runs after the CRC check and DESYNC.
        Start = 0x05, "START";
        /// UltraRAM (RCAP in the 7 series).
        Uram = 0x06, "URAM";
        /// Resets the CRC.
        Rcrc = 0x07, "RCRC";
        /// Asserts GHIGH_B.
        Aghigh = 0x08, "AGHIGH";
        /// Switches the CCLK frequency.
        Switch = 0x09, "SWITCH";
        /// Pulses GRESTORE.
        Grestore = 0x0A, "GRESTORE";
        /// Starts the shutdown sequence.
        Shutdown = 0x0B, "SHUTDOWN";
        /// Captures the user registers.
        Gcapture = 0x0C, "GCAPTURE";
        /// Ends packet decoding.
        Desync = 0x0D, "DESYNC";
        /// Internal PROG.
        Iprog = 0x0F, "IPROG";
        /// Recalculates the readback CRC.
        Crcc = 0x10, "CRCC";
        /// Reloads the watchdog.
        Ltimer = 0x11, "LTIMER";
        /// Restarts the SPI read.
        BspiRead = 0x12, "BSPI_READ";
        /// Switches to the falling edge.
        FallEdge = 0x13, "FALL_EDGE";
        /// Undocumented; once in every full UltraScale stream.
        Undocumented15 = 0x15, "CMD_15";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_real_files() {
        assert_eq!(write_header(Register::Cmd, 1), 0x3000_8001);
        assert_eq!(write_header(Register::Far, 1), 0x3000_2001);
        assert_eq!(write_header(Register::Fdri, 0), 0x3000_4000);
        assert_eq!(write_header(Register::Idcode, 1), 0x3001_8001);
        assert_eq!(write_header(Register::Crc, 1), 0x3000_0001);
        assert_eq!(write_header(Register::Bout, 0), 0x3003_C000);
        assert_eq!(long_write_header(8_960_304), 0x5088_B930);
        assert_eq!(
            Header::decode(0x2800_E001),
            Some(Header::Type1 {
                operation: Operation::Read,
                register: 7,
                count: 1
            })
        );
    }

    #[test]
    fn what_is_no_header() {
        for word in [
            DUMMY,
            0,
            SYNC_WORD,
            0x0000_00BB,
            0x1122_0044,
            0x3800_0000,
            0x30A1_0007,
        ] {
            assert_eq!(Header::decode(word), None, "{word:08x}");
        }
    }

    #[test]
    fn boot_image_is_not_packets() {
        assert!(!Header::can_follow_sync(u32::from_be_bytes(*b"XLNX")));
        assert!(Header::can_follow_sync(NOP));
        assert!(Header::can_follow_sync(0x3002_2001));
    }
}
