//! The SelectMAP sequence over a recording board: order, counts, faults, safe ends
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::profile::Profile;
use fic_core::selectmap::Failed;
use fic_core::selectmap::Finished;
use fic_core::selectmap::Loading;
use fic_protocol::BoardError;
use fic_protocol::Mode;
use support::*;

fn load(board: &mut Board, profile: &Profile, mode: Mode, data: &[u8]) -> Result<Finished, Failed> {
    let mut loading = Loading::begin_full(board, profile, mode)?;
    match loading.write(data) {
        Ok(()) => loading.finish(),
        Err(error) => Err(loading.abandon(error)),
    }
}

fn assert_safe(board: &Board, profile: &Profile) {
    let (outputs, high) = board.driven();
    match profile.pins.cfsel {
        None => assert_eq!(
            (outputs, high),
            (CCLK | CSI_B | RDWR_B, CSI_B | RDWR_B),
            "mk1"
        ),
        // With a running design its RREQ and RSTB are held low.
        Some(_) if board.configured || board.fpga.done_stuck_high => {
            assert_eq!((outputs, high), (CCLK | CFSEL | DONE | INIT_B, 0), "mk2")
        }
        Some(_) => assert_eq!((outputs, high), (CCLK | CFSEL, 0), "mk2"),
    }
}

fn noise(words: usize) -> Vec<u8> {
    let mut state = 0x1234_5678_u32;
    (0..words * 4)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect()
}

#[test]
fn a_good_load_ends_safe_on_both_boards_and_widths() {
    for profile in [MK1, MK2] {
        for mode in [Mode::X8, Mode::X16] {
            let mut board = Board::new(Fpga::GOOD);
            let finished = load(&mut board, &profile, mode, &noise(100)).unwrap();
            assert!(finished.startup_clocks >= 64);
            assert!(board.configured);
            assert_safe(&board, &profile);
        }
    }
}

#[test]
fn the_pins_carry_each_byte_with_its_msb_on_cd0() {
    let data = [0xAA, 0x99, 0x55, 0x66];
    let mut board = Board::new(Fpga::GOOD);
    load(&mut board, &MK1, Mode::X8, &data).unwrap();
    assert_eq!(board.taken[..4], [0x55, 0x99, 0xAA, 0x66]);
    let mut board = Board::new(Fpga::GOOD);
    load(&mut board, &MK2, Mode::X16, &data).unwrap();
    assert_eq!(board.taken[..2], [0x5599, 0xAA66]);
}

#[test]
fn rdwr_b_falls_before_csi_b_and_rises_after_it() {
    let mut board = Board::new(Fpga::GOOD);
    load(&mut board, &MK1, Mode::X8, &noise(8)).unwrap();
    let both = CSI_B | RDWR_B;
    let changes: Vec<_> = board
        .log
        .iter()
        .filter(|access| matches!(access, Access::Set(p) | Access::Clear(p) if p & both != 0))
        .copied()
        .collect();
    assert_eq!(
        changes,
        [
            Access::Set(PROG_B | CSI_B | RDWR_B),
            Access::Clear(RDWR_B),
            Access::Clear(CSI_B),
            Access::Set(CSI_B),
            Access::Set(RDWR_B),
        ]
    );
}

#[test]
fn no_pin_is_driven_before_its_latch_was_set() {
    for profile in [MK1, MK2] {
        let mut board = Board::new(Fpga::GOOD);
        load(&mut board, &profile, Mode::X16, &noise(8)).unwrap();
        let mut set = 0;
        for access in &board.log {
            match *access {
                Access::Set(pins) | Access::Clear(pins) => set |= pins,
                Access::Directions { outputs, inputs } => {
                    assert_eq!(outputs & !inputs & !set, 0, "{access:?}");
                }
                Access::Levels => {}
            }
        }
    }
}

#[test]
fn foreign_pins_are_in_no_mask() {
    for (profile, ours) in [(MK1, FIC_PINS & !CFSEL), (MK2, FIC_PINS)] {
        let mut board = Board::new(Fpga::GOOD);
        load(&mut board, &profile, Mode::X16, &noise(8)).unwrap();
        for access in &board.log {
            let mask = match *access {
                Access::Set(pins) | Access::Clear(pins) => pins,
                Access::Directions { outputs, inputs } => outputs | inputs,
                Access::Levels => 0,
            };
            assert_eq!(mask & !ours, 0, "{access:?}");
        }
    }
}

/// Pin levels after each access, as the design sees them.
fn replay(board: &Board) -> impl Iterator<Item = (Access, u32, u32)> {
    let (mut outputs, mut latches) = (0, 0);
    board.log.iter().map(move |access| {
        match *access {
            Access::Set(pins) => latches |= pins,
            Access::Clear(pins) => latches &= !pins,
            Access::Directions { outputs: o, inputs } => outputs = (outputs | o) & !inputs,
            Access::Levels => {}
        }
        let pulled_up = 0x1FF & !outputs;
        (*access, outputs, (latches & outputs) | pulled_up)
    })
}

#[test]
fn shared_pins_are_driven_only_while_cfsel_is_high() {
    let mut board = Board::new(Fpga::GOOD);
    load(&mut board, &MK2, Mode::X16, &noise(8)).unwrap();
    for (access, outputs, levels) in replay(&board) {
        if levels & CFSEL == 0 {
            assert_eq!(outputs & (CSI_B | RDWR_B), 0, "{access:?}");
            assert_eq!(outputs & levels & DATA, 0, "{access:?}: data may only be 0");
        }
    }
}

/// Floating mk2 pins look like RREQ and RSTB with the word 1, "start the user logic".
#[test]
fn a_running_design_never_sees_a_command_when_the_bus_switch_turns() {
    let mut board = Board::new(Fpga::GOOD);
    load(&mut board, &MK2, Mode::X16, &noise(100)).unwrap();
    let accesses: Vec<_> = replay(&board).collect();
    let turned = accesses
        .iter()
        .rposition(|(_, _, levels)| levels & CFSEL != 0)
        .unwrap()
        + 1;
    let (after, quiet) = (&accesses[turned..], &accesses[turned + 1..]);
    assert!(
        after
            .iter()
            .all(|(_, _, levels)| levels & (DONE | INIT_B) == 0 || levels & DATA == 0)
    );
    assert!(
        quiet
            .iter()
            .all(|(_, _, levels)| levels & (DONE | INIT_B) == 0)
    );
}

/// The least possible: two writes a transfer and a third where a data bit rises, one
/// read in 4 KiB.
#[test]
fn data_costs_exactly_the_least_number_of_accesses() {
    for mode in [Mode::X8, Mode::X16] {
        let data = noise(16 * 1024);
        let mut board = Board::new(Fpga::GOOD);
        let mut loading = Loading::begin_full(&mut board, &MK2, mode).unwrap();
        loading.write(&[0; 4096]).unwrap();
        loading.write(&data).unwrap();
        let finished = loading.finish().unwrap();
        assert_eq!(finished.init_checks as usize, 1 + data.len() / 4096);
        let log = &board.log;
        let start = log.iter().position(|a| *a == Access::Clear(CSI_B)).unwrap() + 1;
        let reads = log[start..]
            .iter()
            .filter(|a| **a == Access::Levels)
            .count();
        let (transfers, rising) = transfers(mode, &data);
        let zeros = 4096 / if mode == Mode::X8 { 1 } else { 2 };
        let bound = 2 * zeros + 2 * transfers + rising;
        let writes = log[start..]
            .iter()
            .scan(0, |seen_reads, access| {
                *seen_reads += usize::from(*access == Access::Levels);
                Some((*seen_reads, *access))
            })
            .take_while(|(seen_reads, _)| *seen_reads <= data.len() / 4096)
            .filter(|(_, access)| matches!(access, Access::Set(_) | Access::Clear(_)))
            .count();
        assert_eq!(writes, bound, "{mode:?}");
        assert!(reads >= data.len() / 4096);
    }
}

fn transfers(mode: Mode, data: &[u8]) -> (usize, usize) {
    let step = if mode == Mode::X8 { 1 } else { 2 };
    let mut held = vec![0; step];
    let mut rising = 0;
    for piece in data.chunks(step) {
        rising += usize::from(piece.iter().zip(&held).any(|(new, old)| new & !old != 0));
        held = piece.to_vec();
    }
    (data.len() / step, rising)
}

#[test]
fn each_fault_has_its_own_error_and_a_safe_end() {
    let cases: &[(&str, Fpga, BoardError)] = &[
        (
            "no power",
            Fpga {
                power: false,
                ..Fpga::GOOD
            },
            BoardError::NoPower,
        ),
        (
            "init never falls",
            Fpga {
                init_falls_ns: None,
                ..Fpga::GOOD
            },
            BoardError::InitNeverFell,
        ),
        (
            "init stuck low",
            Fpga {
                init_rises_ns: None,
                ..Fpga::GOOD
            },
            BoardError::InitStuckLow,
        ),
        (
            "done stuck high",
            Fpga {
                done_stuck_high: true,
                ..Fpga::GOOD
            },
            BoardError::DoneHighBeforeData,
        ),
        (
            "done never rises",
            Fpga {
                done_at_clock: None,
                ..Fpga::GOOD
            },
            BoardError::DoneTimeout,
        ),
        (
            "crc error",
            Fpga {
                error_at_clock: Some(30),
                ..Fpga::GOOD
            },
            BoardError::CrcError,
        ),
        (
            "power lost",
            Fpga {
                power_lost_at_clock: Some(30),
                ..Fpga::GOOD
            },
            BoardError::PowerLost,
        ),
    ];
    for profile in [MK1, MK2] {
        for (name, fpga, error) in cases {
            let mut board = Board::new(*fpga);
            let failed = load(&mut board, &profile, profile.mode, &noise(5000)).unwrap_err();
            assert_eq!(failed.error, *error, "{name}");
            assert_safe(&board, &profile);
            assert!(
                board.now_ns < 10_000_000_000,
                "{name}: every wait is bounded"
            );
        }
    }
}

#[test]
fn a_failed_full_load_leaves_the_fpga_cleared() {
    let mut board = Board::new(Fpga {
        error_at_clock: Some(5000),
        ..Fpga::GOOD
    });
    let failed = load(&mut board, &MK2, Mode::X16, &noise(5000)).unwrap_err();
    assert!(failed.diagnosis.cleared);
    assert!(!failed.diagnosis.init_b, "as it was before clearing");
    assert_eq!(
        failed.diagnosis.bytes_written, 12_288,
        "found at the first look after it"
    );
    assert!(!board.configured);
}

#[test]
fn a_load_that_is_abandoned_leaves_the_fpga_cleared() {
    let mut board = Board::new(Fpga::GOOD);
    let mut loading = Loading::begin_full(&mut board, &MK1, Mode::X8).unwrap();
    loading.write(&noise(10)).unwrap();
    let failed = loading.abandon(BoardError::Cancelled);
    assert_eq!(failed.error, BoardError::Cancelled);
    assert!(failed.diagnosis.cleared);
    assert_safe(&board, &MK1);
    assert!(!board.configured);
}

#[test]
fn prog_b_is_low_until_init_b_fell_and_no_shorter_than_t_program() {
    let mut board = Board::new(Fpga {
        init_falls_ns: Some(50_000),
        ..Fpga::GOOD
    });
    load(&mut board, &MK1, Mode::X8, &noise(8)).unwrap();
    let low = board
        .log
        .iter()
        .position(|a| *a == Access::Clear(PROG_B))
        .unwrap();
    let high = low
        + board.log[low..]
            .iter()
            .position(|a| *a == Access::Set(PROG_B))
            .unwrap();
    let looks = board.log[low..high]
        .iter()
        .filter(|a| **a == Access::Levels)
        .count();
    assert!(
        looks > 30,
        "INIT_B was watched until it fell: {looks} looks"
    );
}

#[test]
fn a_partial_load_never_touches_prog_b() {
    let mut board = Board::new(Fpga::GOOD);
    board.configured = true;
    let mut loading = Loading::begin_partial(&mut board, &MK2, Mode::X16).unwrap();
    loading.write(&noise(8)).unwrap();
    loading.finish().unwrap();
    assert!(!board.prog_low_seen);
    assert!(
        board
            .log
            .iter()
            .all(|a| !matches!(a, Access::Directions { outputs, .. } if outputs & PROG_B != 0))
    );
    assert_safe(&board, &MK2);
}

#[test]
fn a_partial_load_of_a_blank_fpga_is_refused_without_a_clock() {
    let mut board = Board::new(Fpga::GOOD);
    let failed = Loading::begin_partial(&mut board, &MK1, Mode::X8)
        .err()
        .unwrap();
    assert_eq!(failed.error, BoardError::NotConfigured);
    assert!(board.taken.is_empty());
    assert!(!board.prog_low_seen);
    assert_safe(&board, &MK1);
}

#[test]
fn a_partial_word_is_refused() {
    let mut board = Board::new(Fpga::GOOD);
    let mut loading = Loading::begin_full(&mut board, &MK1, Mode::X8).unwrap();
    let error = loading.write(&[1, 2, 3]).unwrap_err();
    assert_eq!(error, BoardError::OutOfRange);
    let _ = loading.abandon(error);
    assert!(board.taken.is_empty());
}

/// A backend that dies at any access: an error, no panic, no wait without end.
#[test]
fn a_pin_fault_at_any_access_ends_the_load() {
    let mut whole = Board::new(Fpga::GOOD);
    load(&mut whole, &MK2, Mode::X16, &noise(40)).unwrap();
    for fail_at in 0..whole.log.len() {
        let mut board = Board::new(Fpga::GOOD);
        board.fail_at = Some(fail_at);
        let failed = load(&mut board, &MK2, Mode::X16, &noise(40)).unwrap_err();
        assert_eq!(failed.error, BoardError::PinFault, "access {fail_at}");
    }
}
