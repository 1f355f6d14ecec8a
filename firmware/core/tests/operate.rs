//! Registers, windows, DRAM, pins and notes through the service
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/design.rs"]
mod design;
#[path = "support/store.rs"]
mod store;

use design::Design;
use fic_core::Cancelled;
use fic_core::Hooks;
use fic_core::profile::MK1;
use fic_core::profile::MK2;
use fic_core::profile::Profile;
use fic_core::service::About;
use fic_core::service::Service;
use fic_protocol::*;
use store::MemStore;

type Tested = Service<Design, MemStore>;

#[derive(Default)]
struct Collect {
    bytes: Vec<u8>,
    most: Option<usize>,
}

impl Hooks for Collect {
    fn progress(&mut self, _: Progress) -> Result<(), Cancelled> {
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.bytes.extend(bytes);
        if self.most.is_some_and(|most| self.bytes.len() >= most) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}

fn service(profile: Profile) -> Tested {
    let about = About {
        build: truncated("test"),
        kind: BoardKind::Modelled,
        window_bytes: 65_536,
    };
    Service::new(Design::new(&profile), MemStore::default(), profile, about)
}

fn ask(board: &mut Tested, request: HostRequest<'_>) -> (BoardResponse, Vec<u8>) {
    let mut collect = Collect::default();
    let response = board.handle(&truncated("ann"), request, &mut collect);
    (response, collect.bytes)
}

fn error(response: BoardResponse) -> BoardError {
    match response {
        BoardResponse::Failed(failure) => failure.error,
        other => panic!("{other:?}"),
    }
}

fn write(address: u16, values: &[u8]) -> HostRequest<'_> {
    HostRequest::RegWrite {
        address,
        values,
        force: false,
    }
}

fn read(address: u16, count: u16) -> HostRequest<'static> {
    HostRequest::RegRead {
        address,
        count,
        force: false,
    }
}

#[test]
fn registers_in_a_row_come_back() {
    for profile in [MK1, MK2] {
        let mut board = service(profile);
        let values = [1, 0, 2, 0, 0xFF, 0];
        assert_eq!(
            ask(&mut board, write(0xFFFD, &values)).0,
            BoardResponse::Done
        );
        assert_eq!(
            ask(&mut board, read(0xFFFD, 3)),
            (BoardResponse::Done, values.to_vec())
        );
        assert_eq!(board.port().broken, [""; 0]);
    }
}

#[test]
fn a_whole_bank_is_read_in_pieces() {
    let mut board = service(MK2);
    let (response, bytes) = ask(&mut board, read(0, 5000));
    assert_eq!((response, bytes.len()), (BoardResponse::Done, 10_000));
}

#[test]
fn ranges_and_values_are_checked_before_the_bus_moves() {
    let mut board = service(MK1);
    for bad in [
        read(0xFFFF, 2),
        read(0, 0),
        write(0xFFFF, &[1, 0, 2, 0]),
        write(1, &[0, 1]),
        write(1, &[5]),
        write(1, &[]),
    ] {
        assert_eq!(
            error(ask(&mut board, bad.clone()).0),
            BoardError::OutOfRange,
            "{bad:?}"
        );
    }
    assert_eq!(board.port().writes, 0);
}

#[test]
fn an_unconfigured_fpga_is_refused_and_its_done_never_driven() {
    for profile in [MK1, MK2] {
        let mut board = service(profile);
        board.port().done = false;
        for request in [
            read(1, 1),
            HostRequest::HlsStart,
            HostRequest::HlsReceive { len: 2 },
        ] {
            assert_eq!(error(ask(&mut board, request).0), BoardError::NotConfigured);
        }
        let (outputs, _) = board.port().driven();
        assert_eq!(outputs & (profile.pins.done | profile.pins.init_b), 0);
        let forced = HostRequest::RegRead {
            address: 1,
            count: 1,
            force: true,
        };
        assert_eq!(ask(&mut board, forced).0, BoardResponse::Done);
    }
}

#[test]
fn no_power_is_told_first() {
    let mut board = service(MK2);
    board.port().power = false;
    assert_eq!(error(ask(&mut board, read(1, 1)).0), BoardError::NoPower);
}

#[test]
fn the_window_loops_back_any_length() {
    for profile in [MK1, MK2] {
        let mut board = service(profile);
        let data: Vec<u8> = (0..9000_u32).map(|i| (i * 7) as u8).collect();
        ask(
            &mut board,
            HostRequest::HlsSend {
                data: &data[..8000],
            },
        );
        ask(
            &mut board,
            HostRequest::HlsSend {
                data: &data[8000..],
            },
        );
        let (response, bytes) = ask(&mut board, HostRequest::HlsReceive { len: 9000 });
        assert_eq!(response, BoardResponse::Done);
        assert_eq!(bytes, data);
    }
}

#[test]
fn a_host_that_goes_away_stops_a_long_read_and_the_bus_still_works() {
    let mut board = service(MK2);
    let mut gone = Collect {
        most: Some(8192),
        ..Collect::default()
    };
    let request = HostRequest::HlsReceive { len: 100_000 };
    let response = board.handle(&truncated("ann"), request, &mut gone);
    assert_eq!(error(response), BoardError::Cancelled);
    ask(&mut board, write(7, &[3, 0]));
    assert_eq!(ask(&mut board, read(7, 1)).1, [3, 0]);
}

#[test]
fn odd_lengths_and_misaligned_blocks_are_refused() {
    let mut board = service(MK2);
    let ddr = |address, len| HostRequest::DdrRead {
        space: Space::Memory,
        address,
        len,
    };
    for (request, want) in [
        (HostRequest::HlsSend { data: &[1] }, BoardError::Unaligned),
        (HostRequest::HlsReceive { len: 0 }, BoardError::OutOfRange),
        (
            HostRequest::HlsReceive { len: u32::MAX - 1 },
            BoardError::OutOfRange,
        ),
        (ddr(2, 4), BoardError::Unaligned),
        (ddr(0, 6), BoardError::Unaligned),
        (ddr(0xFFFF_FFFC, 8), BoardError::OutOfRange),
    ] {
        assert_eq!(
            error(ask(&mut board, request.clone()).0),
            want,
            "{request:?}"
        );
    }
}

#[test]
fn ddr_commands_have_the_header_of_rasddr() {
    let mut board = service(MK2);
    let write = HostRequest::DdrWrite {
        space: Space::Memory,
        address: 0x1234_5678,
        data: &[1, 2, 3, 4],
    };
    ask(&mut board, write);
    let sent: Vec<u16> = board.port().window.drain(..).collect();
    assert_eq!(sent, [1, 0, 0x5678, 0x1234, 4, 0, 0x0201, 0x0403]);
    let read = HostRequest::DdrRead {
        space: Space::Axi,
        address: 8,
        len: 4,
    };
    let (_, looped) = ask(&mut board, read);
    assert_eq!(looped, [0x20, 0, 0, 0], "this fake loops the header back");
}

#[test]
fn raw_pins_are_guarded() {
    for profile in [MK1, MK2] {
        let mut board = service(profile);
        for pin in (0..28).filter(|pin| profile.owned() >> pin & 1 == 1) {
            let request = HostRequest::GpioWrite {
                pins: 1 << pin,
                levels: 0,
            };
            assert_eq!(
                error(ask(&mut board, request).0),
                BoardError::PinOwned,
                "GPIO{pin}"
            );
        }
        let beyond = HostRequest::GpioWrite {
            pins: 1 << 28,
            levels: 0,
        };
        assert_eq!(error(ask(&mut board, beyond).0), BoardError::OutOfRange);
        let free = HostRequest::GpioWrite {
            pins: 0b1100,
            levels: 0b0100,
        };
        match ask(&mut board, free).0 {
            BoardResponse::Gpio(GpioState { levels, .. }) => assert_eq!(levels & 0b1100, 0b0100),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_note_is_kept_with_its_author() {
    let mut board = service(MK1);
    let none = ask(&mut board, HostRequest::NoteGet);
    let note = |who: &str, at_s, len| {
        BoardResponse::Note(NoteInfo {
            who: truncated(who),
            at_s,
            len,
        })
    };
    assert_eq!(none, (note("", 0, 0), vec![]));
    let put = HostRequest::NotePut {
        data: b"table",
        host_time_s: 77,
    };
    ask(&mut board, put);
    assert_eq!(
        ask(&mut board, HostRequest::NoteGet),
        (note("ann", 77, 5), b"table".to_vec())
    );
    let long = [0; limits::MAX_NOTE_LEN + 1];
    let long = HostRequest::NotePut {
        data: &long,
        host_time_s: 0,
    };
    assert_eq!(error(ask(&mut board, long).0), BoardError::OutOfRange);
}
