//! The only unsafe code of the agent: the register block and the firmware's mailbox
//!
//! # Why it is sound
//!
//! * A [`Block`] comes from one successful `mmap` of [`LEN`] bytes and is never unmapped,
//!   so its pointer is good for as long as the process lives, in any thread and in a
//!   panic hook, and a copy of it is no more than another name.
//! * No reference to the memory is ever made: it changes by itself, so each access is one
//!   volatile 32-bit load or store, at an offset that was checked against the block.
//! * A regular file (a test's) is only mapped if it holds the whole block, since an
//!   access past its end would be a SIGBUS.
//! * The mailbox call hands the kernel one buffer of the size that its header names.
//!
//! Two threads that write to the block at once cannot break memory, only each other's
//! pins; that there is one at a time is the business of the board's handle.
use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::ptr;
use std::ptr::NonNull;

use fic_core::gpio_block;
use rustix::ioctl;
use rustix::ioctl::Opcode;
use rustix::mm::MapFlags;
use rustix::mm::ProtFlags;

/// Bytes of the block.
pub const LEN: usize = gpio_block::LEN_BYTES as usize;

/// A GPIO register block in this process's memory.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    base: NonNull<u32>,
}

// SAFETY: the mapping lives as long as the process and has no owner; see the module.
unsafe impl Send for Block {}
// SAFETY: every access is one volatile access through a copied pointer; see the module.
unsafe impl Sync for Block {}

impl Block {
    /// Maps the block that starts at `offset` of `file`, which is a multiple of the page
    /// size. The mapping is never given back.
    ///
    /// # Errors
    /// The system's; `InvalidInput` for a regular file that is too short.
    pub fn map(file: &File, offset: u64) -> io::Result<Self> {
        let known = file.metadata()?;
        if known.is_file() && known.len() < offset.saturating_add(LEN as u64) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let both = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a new mapping at an address of the kernel's choice overlaps nothing.
        let base =
            unsafe { rustix::mm::mmap(ptr::null_mut(), LEN, both, MapFlags::SHARED, file, offset) };
        let base = NonNull::new(base?.cast()).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self { base })
    }

    /// Writes a register; an offset outside of the block is ignored.
    #[inline]
    pub fn write(self, offset: u32, value: u32) {
        if let Some(register) = self.register(offset) {
            // SAFETY: within the mapping and aligned, see `register`.
            unsafe { register.write_volatile(value) }
        }
    }

    /// Reads a register; 0 outside of the block.
    #[inline]
    pub fn read(self, offset: u32) -> u32 {
        match self.register(offset) {
            // SAFETY: within the mapping and aligned, see `register`.
            Some(register) => unsafe { register.read_volatile() },
            None => 0,
        }
    }

    #[inline]
    fn register(self, offset: u32) -> Option<NonNull<u32>> {
        let index = offset as usize / 4;
        let inside = offset.is_multiple_of(4) && index < LEN / 4;
        // SAFETY: `index` words are within the mapping of `LEN` bytes.
        inside.then(|| unsafe { self.base.add(index) })
    }

    /// Lets no later access of any peripheral pass an earlier one.
    ///
    /// Accesses to one peripheral arrive in order by themselves; where another one is
    /// used before or after, the manual asks for a barrier (BCM2835 ARM Peripherals 1.3).
    #[inline]
    pub fn barrier() {
        // Rust's own fence is `dmb ish`, which need not reach a device.
        #[cfg(target_arch = "aarch64")]
        // SAFETY: a barrier changes no register, flag or memory.
        unsafe {
            std::arch::asm!("dmb sy", options(nostack, preserves_flags));
        }
        #[cfg(not(target_arch = "aarch64"))]
        std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
    }
}

/// A property message of the Pi's firmware: one tag with two words of value.
#[repr(C, align(16))]
struct Message([u32; 8]);

const MESSAGE_LEN: u32 = size_of::<Message>() as u32;
/// `_IOWR(100, 0, char *)` (`drivers/char/broadcom/vcio.c` of the Pi's kernel).
const PROPERTY: Opcode = ioctl::opcode::read_write::<*mut c_void>(100, 0);
/// Set in the answer's code if the firmware took the request.
const TAKEN: u32 = 0x8000_0000;

/// Asks the firmware for a property by its tag; returns the answer's two words.
///
/// `device` is `/dev/vcio`. The kernel waits at most one second for the firmware.
/// Tags: <https://github.com/raspberrypi/firmware/wiki/Mailbox-property-interface>.
///
/// # Errors
/// The system's; `InvalidData` if the firmware does not know the tag.
pub fn firmware_property(device: impl AsFd, tag: u32, value: [u32; 2]) -> io::Result<[u32; 2]> {
    let mut message = Message([MESSAGE_LEN, 0, tag, 8, 0, value[0], value[1], 0]);
    // SAFETY: the driver takes a pointer to a message, reads its length from its first
    // word, and writes no more than that; the message outlives the call.
    unsafe {
        let call = ioctl::Updater::<PROPERTY, Message>::new(&mut message);
        ioctl::ioctl(device, call)?;
    }
    let [_, code, _, _, length, first, second, _] = message.0;
    if code != TAKEN || length & TAKEN == 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok([first, second])
}
