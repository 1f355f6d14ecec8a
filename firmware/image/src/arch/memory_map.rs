//! The memory map: what is there, what it may be used for, and caches on
//!
//! Addresses stay as they are. The first 2 MiB have pages of their own, so that code
//! cannot be written, nothing but code runs, and the page below the stack and page 0 are
//! not there at all. The store of designs and the peripherals come in larger blocks.

#![allow(
    unsafe_code,
    reason = "tells the processor what memory is, from the linker's symbols"
)]

use core::cell::UnsafeCell;

use aarch64_cpu::asm::barrier;
use aarch64_cpu::registers::MAIR_EL1;
use aarch64_cpu::registers::ReadWriteable;
use aarch64_cpu::registers::SCTLR_EL1;
use aarch64_cpu::registers::TCR_EL1;
use aarch64_cpu::registers::TTBR0_EL1;
use aarch64_cpu::registers::Writeable;

const PAGE: u64 = 4 << 10;
const BLOCK: u64 = 2 << 20;
const PERIPHERALS: u64 = 0x3F00_0000;
const LOCAL_PERIPHERALS: u64 = 0x4000_0000;

/// Descriptor bits (Arm ARM D8.3): what an entry is, and that it was "accessed".
const TABLE: u64 = 0b11;
const PAGE_ENTRY: u64 = 0b11 | ACCESSED;
const BLOCK_ENTRY: u64 = 0b01 | ACCESSED;
const ACCESSED: u64 = 1 << 10;
/// Index into MAIR.
const DEVICE: u64 = 0 << 2;
const NORMAL: u64 = 1 << 2 | 0b11 << 8;
const READ_ONLY: u64 = 0b10 << 6;
const NEVER_EXECUTED: u64 = 1 << 53 | 1 << 54;

#[repr(C, align(4096))]
struct Table(UnsafeCell<[u64; 512]>);

// SAFETY: written once, by the only core that runs, before anything reads it.
unsafe impl Sync for Table {}

/// A level-1 table of an address space of 4 GiB has four entries.
#[repr(C, align(64))]
struct Top(UnsafeCell<[u64; 4]>);

// SAFETY: as for `Table`.
unsafe impl Sync for Top {}

static TOP: Top = Top(UnsafeCell::new([0; 4]));
// SAFETY: the section is zeroed memory like any other of its kind.
#[unsafe(link_section = ".bss.tables")]
static FIRST_GIB: Table = Table(UnsafeCell::new([0; 512]));
// SAFETY: as above.
#[unsafe(link_section = ".bss.tables")]
static FIRST_BLOCK: Table = Table(UnsafeCell::new([0; 512]));

unsafe extern "C" {
    static __code_start: u8;
    static __code_end: u8;
    static __constants_end: u8;
    static __guard_start: u8;
    static __stack_bottom: u8;
    static __ram_end: u8;
    static mut __store_start: u8;
    static __store_end: u8;
}

macro_rules! address {
    ($symbol:ident) => {
        (&raw const $symbol) as u64
    };
}

/// The memory for staged designs.
///
/// # Safety
/// To be called once: there must be one owner.
pub unsafe fn store_memory() -> &'static mut [u8] {
    let len = address!(__store_end) - address!(__store_start);
    // SAFETY: mapped as memory by `enable`, nothing else lies there, and the caller is
    // the only one to ask. Any bytes are bytes.
    unsafe { core::slice::from_raw_parts_mut(&raw mut __store_start, len as usize) }
}

/// Fills the tables and turns MMU and caches on.
pub(super) fn enable() {
    // SAFETY: MMU off and nothing else runs: these are the only references.
    let (top, gib, block) = unsafe {
        (
            &mut *TOP.0.get(),
            &mut *FIRST_GIB.0.get(),
            &mut *FIRST_BLOCK.0.get(),
        )
    };
    fill_first_block(block);
    fill_first_gib(gib);
    gib[0] = FIRST_BLOCK.0.get() as u64 | TABLE;
    top[0] = FIRST_GIB.0.get() as u64 | TABLE;
    top[1] = LOCAL_PERIPHERALS | BLOCK_ENTRY | DEVICE | NEVER_EXECUTED;
    switch_on(TOP.0.get() as u64);
}

fn fill_first_block(block: &mut [u64; 512]) {
    let (code, constants) = (address!(__code_start), address!(__code_end));
    let (data, guard) = (address!(__constants_end), address!(__guard_start));
    for (entry, at) in block.iter_mut().zip((0..).step_by(PAGE as usize)) {
        *entry = match at {
            _ if at < code || at >= address!(__ram_end) => 0,
            _ if at < constants => at | PAGE_ENTRY | NORMAL | READ_ONLY,
            _ if at < data => at | PAGE_ENTRY | NORMAL | READ_ONLY | NEVER_EXECUTED,
            _ if at >= guard && at < address!(__stack_bottom) => 0,
            _ => at | PAGE_ENTRY | NORMAL | NEVER_EXECUTED,
        };
    }
}

fn fill_first_gib(gib: &mut [u64; 512]) {
    let store = address!(__store_start)..address!(__store_end);
    for (entry, at) in gib.iter_mut().zip((0..).step_by(BLOCK as usize)) {
        if store.contains(&at) {
            *entry = at | BLOCK_ENTRY | NORMAL | NEVER_EXECUTED;
        } else if at >= PERIPHERALS {
            *entry = at | BLOCK_ENTRY | DEVICE | NEVER_EXECUTED;
        }
    }
}

fn switch_on(top: u64) {
    MAIR_EL1.write(
        MAIR_EL1::Attr0_Device::nonGathering_nonReordering_EarlyWriteAck
            + MAIR_EL1::Attr1_Normal_Outer::WriteBack_NonTransient_ReadWriteAlloc
            + MAIR_EL1::Attr1_Normal_Inner::WriteBack_NonTransient_ReadWriteAlloc,
    );
    TCR_EL1.write(
        TCR_EL1::T0SZ.val(32)
            + TCR_EL1::TG0::KiB_4
            + TCR_EL1::SH0::Inner
            + TCR_EL1::ORGN0::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::IRGN0::WriteBack_ReadAlloc_WriteAlloc_Cacheable
            + TCR_EL1::EPD1::DisableTTBR1Walks
            + TCR_EL1::IPS::Bits_32,
    );
    TTBR0_EL1.set(top);
    barrier::dsb(barrier::SY);
    // SAFETY: forgets translations and instructions from before; there are none to miss.
    unsafe { core::arch::asm!("tlbi vmalle1", "ic iallu", options(nostack)) };
    barrier::dsb(barrier::SY);
    barrier::isb(barrier::SY);
    SCTLR_EL1.modify(
        SCTLR_EL1::M::Enable
            + SCTLR_EL1::C::Cacheable
            + SCTLR_EL1::I::Cacheable
            + SCTLR_EL1::WXN::Enable,
    );
    barrier::isb(barrier::SY);
}
