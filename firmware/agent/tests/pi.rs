//! The Pi's backend over a register block that is a file
//!
//! The file is mapped by the code that maps `/dev/gpiomem`. It is memory, not GPIO: it
//! keeps the last word written to each register, and levels are what the test put there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::thread;

use fic_agent::pi::Block;
use fic_agent::pi::Guard;
use fic_agent::pi::PiRegisters;
use fic_agent::pi::close_installed;
use fic_agent::registers::RegisterPort;
use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::profile;

const GPFSEL0: u64 = 0x00;
const GPFSEL1: u64 = 0x04;
const GPFSEL2: u64 = 0x08;
const GPSET0: u64 = 0x1C;
const GPLEV0: u64 = 0x34;
const PWOK: u32 = 1 << 24;
const DONE: u32 = 1 << 6;
const OUTPUT: u32 = 1;

/// A block of zeros with these levels on the pins.
struct Memory {
    file: File,
}

impl Memory {
    fn new(levels: u32) -> Self {
        let file = tempfile::tempfile().unwrap();
        file.set_len(4096).unwrap();
        let memory = Self { file };
        memory.put(GPLEV0, levels);
        memory
    }

    fn block(&self) -> Block {
        Block::map(&self.file, 0).unwrap()
    }

    fn put(&self, offset: u64, value: u32) {
        self.file
            .write_all_at(&value.to_ne_bytes(), offset)
            .unwrap();
    }

    fn get(&self, offset: u64) -> u32 {
        let mut bytes = [0; 4];
        self.file.read_exact_at(&mut bytes, offset).unwrap();
        u32::from_ne_bytes(bytes)
    }

    fn functions(&self) -> [u32; 3] {
        [GPFSEL0, GPFSEL1, GPFSEL2].map(|offset| self.get(offset))
    }
}

/// The function bits of an output at this pin.
fn output(pin: u32) -> u32 {
    OUTPUT << (pin % 10 * 3)
}

/// CCLK, CSI_B and RDWR_B of mk1.
fn mk1_safe() -> [u32; 3] {
    [output(7), 0, output(26) | output(27)]
}

#[test]
fn a_block_of_a_file_is_its_bytes() {
    let memory = Memory::new(0);
    let block = memory.block();
    block.write(0x1C, 0xDEAD_BEEF);
    assert_eq!(memory.get(GPSET0), 0xDEAD_BEEF);
    memory.put(GPLEV0, 0x0123_4567);
    assert_eq!(block.read(0x34), 0x0123_4567);
}

#[test]
fn offsets_outside_of_the_block_go_nowhere() {
    let memory = Memory::new(0);
    memory.put(0xB4, 7);
    let block = memory.block();
    for offset in [0xB4, 0x1000, 0x1D, u32::MAX, u32::MAX - 3] {
        block.write(offset, 0xFFFF_FFFF);
        assert_eq!(block.read(offset), 0, "{offset:#x}");
    }
    assert_eq!(memory.get(0xB4), 7);
    assert_eq!(memory.functions(), [0; 3]);
}

#[test]
fn a_file_that_is_too_short_is_refused() {
    let file = tempfile::tempfile().unwrap();
    file.set_len(16).unwrap();
    assert!(Block::map(&file, 0).is_err());
    file.set_len(8192).unwrap();
    assert!(Block::map(&file, 4096).is_ok());
    assert!(Block::map(&file, 8192).is_err());
    let readable = File::open("/proc/self/exe").unwrap();
    assert!(Block::map(&readable, 0).is_err());
}

#[test]
fn mk1_is_deselected_whatever_a_dead_loader_left() {
    // Power-up; a load with PROG_B and all data pins driven; SMI on CCLK and data.
    let loading = [
        output(5) | output(7) | output(8) | output(9),
        0o1111111111,
        0o11_001_111,
    ];
    let smi = [0o5550000000, 0o5555555555, 0o5555];
    for before in [[0; 3], loading, smi] {
        let memory = Memory::new(PWOK);
        for (offset, functions) in [GPFSEL0, GPFSEL1, GPFSEL2].into_iter().zip(before) {
            memory.put(offset, functions);
        }
        Guard::over(memory.block(), profile::MK1).make_safe();
        assert_eq!(memory.functions(), mk1_safe(), "{before:?}");
    }
}

#[test]
fn mk2_keeps_the_bus_idle_of_a_design_that_runs_only() {
    let base = [output(7), 0, output(25)];
    let idle = [output(4) | output(6) | output(7), 0, output(25)];
    for (levels, functions) in [(PWOK, base), (PWOK | DONE, idle)] {
        let memory = Memory::new(levels);
        Guard::over(memory.block(), profile::MK2).make_safe();
        assert_eq!(memory.functions(), functions, "{levels:#x}");
    }
}

#[test]
fn a_board_without_power_is_let_go_and_pins_of_others_stay() {
    // GPIO0 to 3 belong to no FiC board, nor do the bits above GPIO29's.
    let others = 0o4444;
    for profile in [profile::MK1, profile::MK2] {
        let memory = Memory::new(0);
        memory.put(GPFSEL0, 0o1111110000 | others);
        memory.put(GPFSEL1, 0o1111111111);
        memory.put(GPFSEL2, 0o4411111111 | 0xC000_0000);
        Guard::over(memory.block(), profile).make_safe();
        let kept = [others, 0, 0o4400000000 | 0xC000_0000];
        assert_eq!(memory.functions(), kept, "{}", profile.name);
    }
}

#[test]
fn after_the_end_no_request_reaches_the_pins() {
    let memory = Memory::new(PWOK);
    let guard = Guard::over(memory.block(), profile::MK1);
    let mut port = RegisterPort::new(PiRegisters::guarded(memory.block(), guard));
    port.set(1 << 8).unwrap();
    port.directions(1 << 8, 0).unwrap();
    assert_eq!(memory.get(GPSET0), 1 << 8);
    assert_eq!(memory.functions()[0], output(8));
    guard.close();
    let after = memory.get(GPSET0);
    port.set(1 << 9).unwrap();
    port.directions(1 << 9, 0).unwrap();
    assert_eq!(memory.get(GPSET0), after);
    assert_eq!(memory.functions(), mk1_safe());
}

#[test]
fn a_panic_of_the_main_thread_and_the_last_resort_close_the_pins() {
    let memory = Memory::new(PWOK);
    close_installed();
    Guard::over(memory.block(), profile::MK1).install();
    memory.put(GPFSEL1, 0o1111111111);
    let session = thread::spawn(|| panic!("a session"));
    assert!(session.join().is_err());
    assert_eq!(memory.functions()[1], 0o1111111111, "not its pins");
    let main = thread::Builder::new().name("main".into());
    let main = main.spawn(|| panic!("the program")).unwrap();
    assert!(main.join().is_err());
    assert_eq!(memory.functions(), mk1_safe());
    memory.put(GPFSEL1, 0o1111111111);
    close_installed();
    assert_eq!(memory.functions(), mk1_safe());
}

#[test]
fn delays_last_and_time_goes_on() {
    let memory = Memory::new(0);
    let guard = Guard::over(memory.block(), profile::MK1);
    let mut port = RegisterPort::new(PiRegisters::guarded(memory.block(), guard));
    for ns in [0, 1_000, 3_000_000] {
        let before = port.now_ns();
        port.delay_ns(ns);
        assert!(port.now_ns() - before >= ns, "{ns}");
    }
    assert!(port.wall_s().is_some_and(|seconds| seconds > 1_700_000_000));
}
