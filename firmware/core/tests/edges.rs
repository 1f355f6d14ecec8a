//! Boards that want CCLK's edges written more than once
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::profile::Profile;
use fic_core::selectmap::Loading;
use fic_protocol::Mode;
use support::*;

/// Both widths, and bits that rise, fall and stay.
const DATA: [u8; 12] = [
    0xAA, 0x99, 0x55, 0x66, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x80,
];

fn with_edges(profile: Profile, edge_writes: u32) -> Profile {
    let timing = fic_core::profile::Timing {
        edge_writes,
        ..profile.timing
    };
    Profile { timing, ..profile }
}

/// What the port took, and the accesses to CCLK while data was written.
fn load(profile: &Profile, mode: Mode) -> (Vec<u32>, Vec<Access>) {
    let mut board = Board::new(Fpga::GOOD);
    let mut loading = Loading::begin_full(&mut board, profile, mode).unwrap();
    loading.write(&DATA).unwrap();
    loading.finish().unwrap();
    let taken = board.taken.iter().map(|&value| u32::from(value)).collect();
    let clocks = board
        .log
        .iter()
        .filter(|access| matches!(access, Access::Set(p) | Access::Clear(p) if p & CCLK != 0))
        .copied();
    // Entering the port holds CCLK low once.
    (taken, clocks.skip(1).collect())
}

#[test]
fn each_edge_is_written_as_often_as_the_profile_says_and_carries_the_same_data() {
    for (profile, mode, transfers) in [(MK1, Mode::X8, 12), (MK2, Mode::X16, 6)] {
        let (once, _) = load(&with_edges(profile, 1), mode);
        for edge_writes in [1, 2, 3] {
            let (taken, clocks) = load(&with_edges(profile, edge_writes), mode);
            assert_eq!(taken[..transfers], once[..transfers], "{edge_writes}");
            let times = edge_writes as usize;
            for transfer in clocks.chunks(2 * times).take(transfers) {
                let (low, high) = transfer.split_at(times);
                assert!(low.iter().all(|access| matches!(access, Access::Clear(_))));
                assert_eq!(high, vec![Access::Set(CCLK); times]);
            }
        }
    }
}
