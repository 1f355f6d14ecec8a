//! Loading through the service: refusals before a pin moves, records, cancel
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/store.rs"]
mod store;
mod support;

use fic_bitstream::part::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_core::Cancelled;
use fic_core::Hooks;
use fic_core::NoHooks;
use fic_core::profile::MK2;
use fic_core::service::About;
use fic_core::service::Service;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_protocol::*;
use sha2::Digest as _;
use store::MemStore;
use support::Access;
use support::Board;
use support::Fpga;

type Tested = Service<Board, MemStore>;

fn service(board: Board, store: MemStore) -> Tested {
    let about = About {
        build: truncated("test"),
        kind: BoardKind::Modelled,
        window_bytes: 65_536,
    };
    Service::new(board, store, MK2, about)
}

fn design(part: &str, options: &SynthOptions) -> Vec<u8> {
    let mut data = Vec::new();
    synth(Part::by_name(part).unwrap(), options, &mut data).unwrap();
    data
}

fn full() -> Vec<u8> {
    design("xcku115", &compressed())
}

fn compressed() -> SynthOptions {
    SynthOptions {
        compress: true,
        ..SynthOptions::default()
    }
}

fn partial() -> Vec<u8> {
    let options = SynthOptions {
        partial: true,
        ..SynthOptions::default()
    };
    design("xcku115", &options)
}

fn digest(data: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(data).into())
}

/// A board whose store already has these designs.
fn board_with(designs: &[&[u8]]) -> Tested {
    let mut store = MemStore::default();
    for data in designs {
        let design = (data.len() as u32, data.to_vec(), true);
        store.designs.insert(digest(data), design);
    }
    service(Board::new(Fpga::GOOD), store)
}

fn request(data: &[u8]) -> LoadRequest {
    LoadRequest {
        digest: digest(data),
        mode: ModeChoice::Auto,
        force: false,
        dry_run: false,
        name: truncated("top"),
        memo: truncated("try"),
        host_time_s: 5,
    }
}

fn load(board: &mut Tested, request: LoadRequest) -> BoardResponse {
    board.handle(&truncated("ann"), HostRequest::Load(request), &mut NoHooks)
}

fn loaded(response: BoardResponse) -> LoadReport {
    match response {
        BoardResponse::Loaded(report) => report,
        other => panic!("{other:?}"),
    }
}

fn failure(response: BoardResponse) -> Failure {
    match response {
        BoardResponse::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

fn status(board: &mut Tested) -> BoardStatus {
    match board.handle(&truncated("ann"), HostRequest::Status, &mut NoHooks) {
        BoardResponse::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

/// Looks at pins are allowed, changes are not.
fn pins_untouched(board: &mut Tested) -> bool {
    board
        .port()
        .log
        .iter()
        .all(|access| *access == Access::Levels)
}

#[test]
fn a_design_runs_and_is_recorded() {
    let data = full();
    let mut board = board_with(&[&data]);
    let report = loaded(load(&mut board, request(&data)));
    assert!(!report.already_running);
    assert_eq!(
        report.record.at_s, 1_800_000_000,
        "the board's own clock counts"
    );
    assert!(
        report.record.duration_us > 12_000,
        "T_PL and the wait after it"
    );
    let status = status(&mut board);
    assert_eq!(status.fpga, FpgaState::Configured);
    assert_eq!(status.last_load, Some(report.record));
    assert!(!status.stale);
}

#[test]
fn the_same_design_is_not_loaded_twice_unless_forced() {
    let data = full();
    let mut board = board_with(&[&data]);
    loaded(load(&mut board, request(&data)));
    let clears = |board: &mut Tested| board.port().count(|a| *a == Access::Clear(support::PROG_B));
    let before = clears(&mut board);
    assert!(loaded(load(&mut board, request(&data))).already_running);
    assert_eq!(clears(&mut board), before);
    let forced = LoadRequest {
        force: true,
        ..request(&data)
    };
    assert!(!loaded(load(&mut board, forced)).already_running);
    assert_eq!(clears(&mut board), before + 1);
}

#[test]
fn what_runs_is_read_from_the_pin_after_a_restart() {
    let data = full();
    let mut board = board_with(&[&data]);
    loaded(load(&mut board, request(&data)));
    let store = std::mem::take(board.store());
    let mut blank = service(Board::new(Fpga::GOOD), store);
    let status = status(&mut blank);
    assert_eq!(status.fpga, FpgaState::Unconfigured, "a new FPGA is blank");
    assert_eq!(
        status.last_load.unwrap().digest,
        digest(&data),
        "but the record stays"
    );
    assert!(!loaded(load(&mut blank, request(&data))).already_running);
}

#[test]
fn a_dry_run_changes_nothing() {
    let data = full();
    let mut board = board_with(&[&data]);
    let dry = LoadRequest {
        dry_run: true,
        ..request(&data)
    };
    let report = loaded(load(&mut board, dry));
    assert_eq!(report.record.len_bytes as usize, data.len());
    assert!(pins_untouched(&mut board));
    assert!(board.store().record.is_empty());
}

#[test]
fn refused_designs_leave_every_pin_alone() {
    let good = full();
    let mut flipped = good.clone();
    flipped[3000] ^= 0x10;
    let cut = good[..good.len() / 2].to_vec();
    let other = design("xcku095", &compressed());
    let text = vec![b'x'; 4096];
    for (data, code) in [
        (&flipped, "crc_error"),
        (&cut, "truncated"),
        (&other, "part_mismatch"),
        (&text, "no_sync"),
    ] {
        let mut board = board_with(&[data]);
        let failure = failure(load(&mut board, request(data)));
        assert_eq!(failure.error.code(), code);
        assert_eq!(failure.error.class(), ExitClass::Input);
        assert_eq!(failure.diagnosis, None);
        assert!(pins_untouched(&mut board), "{code}");
    }
}

#[test]
fn a_design_that_rotted_in_the_store_is_dropped() {
    let data = full();
    let mut board = board_with(&[&data]);
    board.store().designs.get_mut(&digest(&data)).unwrap().1[700] ^= 1;
    let failure = failure(load(&mut board, request(&data)));
    assert_eq!(failure.error, BoardError::DigestMismatch);
    assert!(board.store().designs.is_empty());
    assert!(pins_untouched(&mut board));
}

#[test]
fn a_design_that_is_not_there_is_told() {
    let mut board = board_with(&[]);
    assert_eq!(
        failure(load(&mut board, request(b"?"))).error,
        BoardError::NotStaged
    );
}

#[test]
fn a_partial_design_needs_a_configured_fpga() {
    let (base, part) = (full(), partial());
    let mut board = board_with(&[&base, &part]);
    let refused = failure(load(&mut board, request(&part)));
    assert_eq!(refused.error, BoardError::NotConfigured);
    assert!(!board.port().prog_low_seen);
    loaded(load(&mut board, request(&base)));
    board.port().prog_low_seen = false;
    let report = loaded(load(&mut board, request(&part)));
    assert!(report.record.partial);
    assert!(!board.port().prog_low_seen);
}

#[test]
fn no_power_is_told_before_a_pin_is_driven() {
    let data = full();
    let mut board = board_with(&[&data]);
    board.port().fpga.power = false;
    assert_eq!(
        failure(load(&mut board, request(&data))).error,
        BoardError::NoPower
    );
    assert!(pins_untouched(&mut board));
}

#[test]
fn a_failed_load_makes_the_record_stale() {
    let data = full();
    let mut board = board_with(&[&data]);
    loaded(load(&mut board, request(&data)));
    board.port().fpga.error_at_clock = Some(3000);
    let forced = LoadRequest {
        force: true,
        ..request(&data)
    };
    let failure = failure(load(&mut board, forced));
    assert_eq!(failure.error, BoardError::CrcError);
    assert!(failure.diagnosis.unwrap().cleared);
    let status = status(&mut board);
    assert!(status.stale);
    assert_eq!(status.fpga, FpgaState::Unconfigured);
}

struct CancelAt(Phase, u32);

impl Hooks for CancelAt {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        if progress.phase == self.0 && progress.done >= self.1 {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    fn data(&mut self, _: &[u8]) -> Result<(), Cancelled> {
        Ok(())
    }
}

#[test]
fn a_cancel_while_writing_leaves_the_fpga_cleared() {
    let data = full();
    let mut board = board_with(&[&data]);
    let load = HostRequest::Load(request(&data));
    let answer = board.handle(&truncated("ann"), load, &mut CancelAt(Phase::Write, 9000));
    let failure = failure(answer);
    assert_eq!(failure.error, BoardError::Cancelled);
    assert!(failure.diagnosis.unwrap().cleared);
    assert!(!board.port().configured);
    assert_eq!(board.port().driven(), (support::CCLK | support::CFSEL, 0));
}

#[test]
fn a_cancel_while_checking_touches_no_pin() {
    let data = full();
    let mut board = board_with(&[&data]);
    let load = HostRequest::Load(request(&data));
    let answer = board.handle(&truncated("ann"), load, &mut CancelAt(Phase::Check, 1));
    assert_eq!(failure(answer).error, BoardError::Cancelled);
    assert!(pins_untouched(&mut board));
}

/// The store fails once at any call of a load: an error, and the FPGA runs or is cleared.
#[test]
fn a_store_that_fails_at_any_call_never_leaves_half_a_design() {
    let data = full();
    for fail_at in 1..20 {
        let mut board = board_with(&[&data]);
        board.store().fail_at = Some(fail_at);
        let answer = load(&mut board, request(&data));
        match answer {
            BoardResponse::Loaded(_) => assert!(board.port().configured),
            BoardResponse::Failed(failure) => {
                assert_eq!(failure.error, BoardError::StoreFailed, "call {fail_at}");
                let cleared = failure.diagnosis.is_some_and(|seen| seen.cleared);
                let untouched = pins_untouched(&mut board);
                assert!(
                    cleared || untouched || board.port().configured,
                    "call {fail_at}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}
