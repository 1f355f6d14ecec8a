//! What `cargo xtask image` writes into the finished image, at a fixed place
//!
//! ```text
//!   byte of the image   16        24       28      32         40
//!                       +---------+--------+-------+----------+-------+
//!                       | FiCimage| form 1 | baud  | board, 0s| lease |
//!                       +---------+--------+-------+----------+-------+
//! ```
//!
//! `lease` is 0 where a change of the board needs its lease, as at the agent, 1 where it
//! does not.
//!
//! So one build, with one set of log messages, serves every board.

#![allow(
    unsafe_code,
    reason = "the words are changed behind the compiler's back"
)]

/// Checked by whoever patches.
const MAGIC: [u8; 8] = *b"FiCimage";
const FORM: u32 = 1;
/// 48 MHz / 16: the fastest this UART does exactly.
const DEFAULT_BAUD: u32 = 3_000_000;

/// The patched words.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Config {
    magic: [u8; 8],
    form: u32,
    /// Of the serial line.
    pub baud: u32,
    board: [u8; 8],
    lease: u32,
}

// SAFETY: the section is the linker script's, for this and nothing else.
#[unsafe(link_section = ".text.config")]
#[used]
static CONFIG: Config = Config {
    magic: MAGIC,
    form: FORM,
    baud: DEFAULT_BAUD,
    board: *b"mk2\0\0\0\0\0",
    lease: 0,
};

impl Config {
    /// As it stands in the image.
    pub fn read() -> Self {
        // SAFETY: a live static; volatile because its value is not the one compiled in.
        unsafe { core::ptr::read_volatile(&raw const CONFIG) }
    }

    /// A change of the board needs its lease.
    pub fn lease_required(&self) -> bool {
        self.lease == 0
    }

    /// Name of the board's profile; empty if it is no text.
    pub fn board(&self) -> &str {
        let len = self.board.iter().take_while(|&&byte| byte != 0).count();
        let name = self.board.get(..len).unwrap_or_default();
        core::str::from_utf8(name).unwrap_or_default()
    }
}
