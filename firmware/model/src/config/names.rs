//! Registers, commands and fixed words of the configuration packets (`facts/hardware.md` 3.1-3.3)

pub(crate) const SYNC_WORD: u32 = 0xAA99_5566;

pub(crate) const TYPE_1: u32 = 0b001;
pub(crate) const TYPE_2: u32 = 0b010;
pub(crate) const OP_READ: u32 = 0b01;
pub(crate) const OP_WRITE: u32 = 0b10;

/// Configuration register addresses.
pub(crate) mod reg {
    pub(crate) const CRC: u32 = 0x00;
    pub(crate) const FDRI: u32 = 0x02;
    pub(crate) const CMD: u32 = 0x04;
    pub(crate) const CTL0: u32 = 0x05;
    pub(crate) const MASK: u32 = 0x06;
    pub(crate) const STAT: u32 = 0x07;
    pub(crate) const LOUT: u32 = 0x08;
    pub(crate) const COR0: u32 = 0x09;
    pub(crate) const MFWR: u32 = 0x0A;
    pub(crate) const CBC: u32 = 0x0B;
    pub(crate) const IDCODE: u32 = 0x0C;
    pub(crate) const COR1: u32 = 0x0E;
    pub(crate) const CSOB: u32 = 0x0F;
    pub(crate) const WBSTAR: u32 = 0x10;
    pub(crate) const TIMER: u32 = 0x11;
    pub(crate) const RBCRC_HW: u32 = 0x12;
    pub(crate) const RBCRC_SW: u32 = 0x13;
    pub(crate) const RBCRC_LIVE: u32 = 0x14;
    pub(crate) const EFAR: u32 = 0x15;
    pub(crate) const BOOTSTS: u32 = 0x16;
    pub(crate) const CTL1: u32 = 0x18;
    /// Forwards the words of a type-2 packet to the next die.
    pub(crate) const SLR: u32 = 0x1E;
}

/// Values of the CMD register.
pub(crate) mod cmd {
    pub(crate) const DGHIGH: u32 = 0x03;
    pub(crate) const START: u32 = 0x05;
    pub(crate) const RCRC: u32 = 0x07;
    pub(crate) const AGHIGH: u32 = 0x08;
    pub(crate) const SWITCH: u32 = 0x09;
    pub(crate) const SHUTDOWN: u32 = 0x0B;
    pub(crate) const DESYNC: u32 = 0x0D;
    pub(crate) const IPROG: u32 = 0x0F;
}

/// CTL0: the stream that follows is encrypted.
pub(crate) const CTL0_DECRYPT: u32 = 1 << 6;
/// CTL0: the SelectMAP pins stay a configuration port after startup.
pub(crate) const CTL0_PERSIST: u32 = 1 << 3;
/// COR0 at reset (`UNISIM`, hardware.md 3.6).
pub(crate) const COR0_RESET: u32 = 0x0000_3FEC;
