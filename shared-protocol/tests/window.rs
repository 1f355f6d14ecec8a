//! The transfer window under loss, cuts and old answers
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fic_protocol::StageState;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::transfer::Piece;
use fic_protocol::transfer::SendWindow;
use proptest::prelude::*;

const CHUNK: u32 = CHUNK_LEN as u32;

fn state(next_offset: u32, gap: bool) -> StageState {
    StageState {
        next_offset,
        complete: false,
        gap,
    }
}

/// What a board does with a piece.
fn board(wanted: &mut u32, piece: Piece) -> StageState {
    let gap = piece.offset > *wanted;
    if piece.offset == *wanted {
        *wanted += u32::from(piece.len);
    }
    state(*wanted, gap)
}

#[test]
fn the_window_bounds_what_is_unanswered() {
    let mut window = SendWindow::new(10 * CHUNK, 0, 3 * CHUNK, 1);
    let mut id = 1;
    while let Some(piece) = window.next_piece() {
        window.sent(piece, id);
        id += 1;
    }
    assert_eq!(window.unanswered(), 3 * CHUNK);
    window.answered(1, state(CHUNK, false));
    assert_eq!(
        window.next_piece(),
        Some(Piece {
            offset: 3 * CHUNK,
            len: CHUNK_LEN as u16
        })
    );
}

#[test]
fn answers_from_before_a_rewind_change_nothing() {
    let mut window = SendWindow::new(10 * CHUNK, 0, 4 * CHUNK, 1);
    for id in 1..=4 {
        let piece = window.next_piece().unwrap();
        window.sent(piece, id);
    }
    window.answered(2, state(0, true));
    assert_eq!(window.next_piece().unwrap().offset, 0);
    let piece = window.next_piece().unwrap();
    window.sent(piece, 5);
    window.answered(3, state(0, true));
    window.answered(4, state(0, true));
    assert_eq!(
        window.next_piece().unwrap().offset,
        CHUNK,
        "one gap rewinds once"
    );
}

#[test]
fn an_offset_beyond_the_end_is_ignored() {
    let mut window = SendWindow::new(CHUNK, 0, CHUNK, 1);
    let piece = window.next_piece().unwrap();
    window.sent(piece, 1);
    window.answered(1, state(u32::MAX, false));
    assert!(!window.finished());
}

#[test]
fn a_resume_at_the_end_has_nothing_to_send() {
    let window = SendWindow::new(5, 5, CHUNK, 1);
    assert!(window.finished());
    assert_eq!(window.next_piece(), None);
    assert_eq!(SendWindow::new(5, 99, CHUNK, 1).next_piece(), None);
}

proptest! {
    /// Pieces and answers are lost at random; a time-out asks the board where to go on.
    #[test]
    fn every_transfer_ends_whatever_is_lost(
        total in 1u32..40 * CHUNK,
        window_chunks in 1u32..8,
        losses in prop::collection::vec(any::<bool>(), 400),
    ) {
        let mut wanted = 0;
        let mut window = SendWindow::new(total, 0, window_chunks * CHUNK, 0);
        let mut lost = losses.into_iter().chain(std::iter::repeat(false));
        let mut in_flight = std::collections::VecDeque::new();
        let mut id = 0;
        for _ in 0..10_000 {
            if window.finished() {
                break;
            }
            if let Some(piece) = window.next_piece() {
                window.sent(piece, id);
                if !lost.next().unwrap() {
                    in_flight.push_back((id, board(&mut wanted, piece)));
                }
                id += 1;
                continue;
            }
            match in_flight.pop_front() {
                Some(_) if lost.next().unwrap() => {}
                Some((id, answer)) => window.answered(id, answer),
                None => window.rewind(wanted),
            }
        }
        prop_assert!(window.finished());
        prop_assert_eq!(wanted, total);
    }

    #[test]
    fn without_loss_no_byte_goes_twice(total in 1u32..20 * CHUNK) {
        let mut wanted = 0;
        let mut window = SendWindow::new(total, 0, 4 * CHUNK, 0);
        let mut id = 0;
        while let Some(piece) = window.next_piece() {
            window.sent(piece, id);
            window.answered(id, board(&mut wanted, piece));
            id += 1;
        }
        prop_assert!(window.finished());
        prop_assert_eq!(window.resent(), 0);
    }
}
