//! Staging through the service: gaps, repetitions, restarts, damage
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/store.rs"]
mod store;
mod support;

use fic_core::NoHooks;
use fic_core::profile::MK2;
use fic_core::service::About;
use fic_core::service::Service;
use fic_error::Diagnostic as _;
use fic_protocol::*;
use sha2::Digest as _;
use store::MemStore;
use support::Board;
use support::Fpga;

type Tested = Service<Board, MemStore>;

fn service(store: MemStore) -> Tested {
    let about = About {
        build: truncated("test"),
        kind: BoardKind::Modelled,
        window_bytes: 65_536,
    };
    Service::new(Board::new(Fpga::GOOD), store, MK2, about)
}

fn ask(service: &mut Tested, request: HostRequest<'_>) -> BoardResponse {
    service.handle(&truncated("ann"), request, &mut NoHooks)
}

fn state(response: BoardResponse) -> StageState {
    match response {
        BoardResponse::Stage(state) => state,
        other => panic!("{other:?}"),
    }
}

fn error(response: BoardResponse) -> BoardError {
    match response {
        BoardResponse::Failed(failure) => failure.error,
        other => panic!("{other:?}"),
    }
}

fn data() -> Vec<u8> {
    (0..40_000_u32).map(|i| ((i * i) >> 7) as u8).collect()
}

fn digest(data: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(data).into())
}

fn begin(service: &mut Tested, data: &[u8]) -> BoardResponse {
    let request = HostRequest::StageBegin {
        digest: digest(data),
        len_bytes: data.len() as u32,
    };
    ask(service, request)
}

fn send(service: &mut Tested, data: &[u8], from: usize, len: usize) -> BoardResponse {
    let piece = &data[from..from + len];
    let chunk = Chunk {
        digest: digest(data),
        offset: from as u32,
        len: len as u16,
        encoding: ChunkEncoding::Raw,
        data: piece,
    };
    ask(service, HostRequest::StageChunk(chunk))
}

fn commit(service: &mut Tested, data: &[u8]) -> BoardResponse {
    ask(
        service,
        HostRequest::StageCommit {
            digest: digest(data),
        },
    )
}

fn send_from(service: &mut Tested, data: &[u8], start: usize) {
    for from in (start..data.len()).step_by(8000) {
        let len = 8000.min(data.len() - from);
        assert!(!state(send(service, data, from, len)).gap);
    }
}

#[test]
fn a_design_arrives_and_is_there_the_next_time() {
    let data = data();
    let mut board = service(MemStore::default());
    assert_eq!(state(begin(&mut board, &data)).next_offset, 0);
    send_from(&mut board, &data, 0);
    assert!(state(commit(&mut board, &data)).complete);
    let again = state(begin(&mut board, &data));
    assert!(again.complete);
    assert_eq!(again.next_offset as usize, data.len());
    assert_eq!(board.store().designs[&digest(&data)].1, data);
}

#[test]
fn a_gap_is_told_and_a_repetition_is_not_one() {
    let data = data();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    send(&mut board, &data, 0, 8000);
    let gap = state(send(&mut board, &data, 16_000, 8000));
    assert_eq!((gap.next_offset, gap.gap), (8000, true));
    let repeated = state(send(&mut board, &data, 0, 8000));
    assert_eq!((repeated.next_offset, repeated.gap), (8000, false));
    let overlap = state(send(&mut board, &data, 4000, 8000));
    assert_eq!((overlap.next_offset, overlap.gap), (8000, true));
    send_from(&mut board, &data, 8000);
    assert!(state(commit(&mut board, &data)).complete);
}

#[test]
fn lz4_chunks_are_unpacked_and_bad_ones_refused() {
    let data = vec![7; 8192];
    let mut packed = vec![0; 10_000];
    let len = lz4_flex::block::compress_into(&data, &mut packed).unwrap();
    let chunk = |data_len: u16, packed: &'static [u8]| Chunk {
        digest: digest(&vec![7; 8192]),
        offset: 0,
        len: data_len,
        encoding: ChunkEncoding::Lz4,
        data: packed,
    };
    let packed: &'static [u8] = packed[..len].to_vec().leak();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    for bad in [
        chunk(8191, packed),
        chunk(8192, &packed[..len - 3]),
        chunk(8192, &[0xFF; 40]),
    ] {
        assert_eq!(
            error(ask(&mut board, HostRequest::StageChunk(bad))),
            BoardError::BadChunk
        );
    }
    let good = state(ask(
        &mut board,
        HostRequest::StageChunk(chunk(8192, packed)),
    ));
    assert_eq!(good.next_offset, 8192);
    assert!(state(commit(&mut board, &data)).complete);
}

#[test]
fn a_restarted_board_goes_on_where_it_was() {
    let data = data();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    send(&mut board, &data, 0, 8000);
    send(&mut board, &data, 8000, 8000);
    let store = std::mem::take(board.store());
    let mut board = service(store);
    assert_eq!(
        error(send(&mut board, &data, 16_000, 8000)),
        BoardError::NotStaged,
        "begin comes first"
    );
    assert_eq!(state(begin(&mut board, &data)).next_offset, 16_000);
    send_from(&mut board, &data, 16_000);
    assert!(state(commit(&mut board, &data)).complete);
}

#[test]
fn many_transfers_at_once_all_end_well() {
    let designs: Vec<Vec<u8>> = (0..9_u8).map(|i| vec![i; 24_000]).collect();
    let mut board = service(MemStore::default());
    for from in [0, 8000, 16_000] {
        for data in &designs {
            assert_eq!(state(begin(&mut board, data)).next_offset as usize, from);
            send(&mut board, data, from, 8000);
        }
    }
    for data in &designs {
        begin(&mut board, data);
        assert!(state(commit(&mut board, data)).complete);
    }
}

#[test]
fn damage_on_the_way_is_found_and_the_design_dropped() {
    let data = data();
    let mut damaged = data.clone();
    damaged[20_000] ^= 1;
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    for from in (0..data.len()).step_by(8000) {
        let chunk = Chunk {
            digest: digest(&data),
            offset: from as u32,
            len: 8000,
            encoding: ChunkEncoding::Raw,
            data: &damaged[from..from + 8000],
        };
        ask(&mut board, HostRequest::StageChunk(chunk));
    }
    assert_eq!(error(commit(&mut board, &data)), BoardError::DigestMismatch);
    assert!(board.store().designs.is_empty());
    assert_eq!(
        state(begin(&mut board, &data)).next_offset,
        0,
        "it can be sent again"
    );
}

#[test]
fn a_commit_before_the_end_says_what_is_missing() {
    let data = data();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    send(&mut board, &data, 0, 8000);
    let state = state(commit(&mut board, &data));
    assert_eq!((state.next_offset, state.complete), (8000, false));
}

#[test]
fn lengths_out_of_range_are_refused() {
    let mut board = service(MemStore::default());
    let mut ask_len = |len_bytes| {
        let request = HostRequest::StageBegin {
            digest: Digest([1; 32]),
            len_bytes,
        };
        error(ask(&mut board, request))
    };
    assert_eq!(ask_len(0), BoardError::OutOfRange);
    assert_eq!(ask_len(u32::MAX - 3), BoardError::OutOfRange);
    assert_eq!(ask_len(10).code(), "partial_word");
}

#[test]
fn more_data_than_announced_is_refused() {
    let data = data();
    let mut board = service(MemStore::default());
    let request = HostRequest::StageBegin {
        digest: digest(&data),
        len_bytes: 8000,
    };
    ask(&mut board, request);
    send(&mut board, &data, 0, 8000);
    assert_eq!(
        error(send(&mut board, &data, 8000, 8)),
        BoardError::OutOfRange
    );
}

#[test]
fn the_same_digest_with_another_length_is_told() {
    let data = data();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    send_from(&mut board, &data, 0);
    commit(&mut board, &data);
    let request = HostRequest::StageBegin {
        digest: digest(&data),
        len_bytes: 8,
    };
    assert_eq!(error(ask(&mut board, request)), BoardError::LengthMismatch);
}

#[test]
fn a_full_store_refuses_and_keeps_what_it_has() {
    let store = MemStore {
        capacity: Some(50_000),
        ..MemStore::default()
    };
    let data = data();
    let mut board = service(store);
    begin(&mut board, &data);
    send_from(&mut board, &data, 0);
    commit(&mut board, &data);
    let request = HostRequest::StageBegin {
        digest: Digest([9; 32]),
        len_bytes: 60_000,
    };
    assert_eq!(error(ask(&mut board, request)), BoardError::StoreFull);
    assert!(state(begin(&mut board, &data)).complete);
}

/// The medium fails once at any call; the host begins again and the design arrives.
#[test]
fn one_failure_at_any_call_costs_no_more_than_a_new_begin() {
    let data = data();
    for fail_at in 1..12 {
        let mut board = service(MemStore {
            fail_at: Some(fail_at),
            ..MemStore::default()
        });
        let mut rounds = 0;
        while !board
            .store()
            .designs
            .get(&digest(&data))
            .is_some_and(|design| design.2)
        {
            rounds += 1;
            assert!(rounds < 4, "call {fail_at}");
            let BoardResponse::Stage(StageState { next_offset, .. }) = begin(&mut board, &data)
            else {
                continue;
            };
            for from in (next_offset as usize..data.len()).step_by(8000) {
                send(&mut board, &data, from, 8000.min(data.len() - from));
            }
            commit(&mut board, &data);
        }
        assert_eq!(board.store().designs[&digest(&data)].1, data);
    }
}

#[test]
fn a_discarded_design_is_gone() {
    let data = data();
    let mut board = service(MemStore::default());
    begin(&mut board, &data);
    send_from(&mut board, &data, 0);
    commit(&mut board, &data);
    let discard = HostRequest::StageDiscard {
        digest: digest(&data),
    };
    assert_eq!(ask(&mut board, discard.clone()), BoardResponse::Done);
    assert_eq!(
        ask(&mut board, discard),
        BoardResponse::Done,
        "what is not there is no error"
    );
    assert_eq!(state(begin(&mut board, &data)).next_offset, 0);
}
