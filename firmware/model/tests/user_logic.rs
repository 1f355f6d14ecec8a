//! The data window: user logic of every kind, DRAM, AXI
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::bus::Stuck;
use common::host::Host;

fn header(command: u32, address: u32, size: u32) -> Vec<u8> {
    [command, address, size]
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .collect()
}

#[test]
fn echo_needs_a_start_and_loopback_does_not() {
    for mut host in Host::running() {
        host.m.set("user_logic", "loopback").unwrap();
        host.send_bytes(&[1, 2, 3, 4]).unwrap();
        assert_eq!(host.receive_bytes(4).unwrap(), [1, 2, 3, 4]);
        host.m.set("user_logic", "echo").unwrap();
        host.send_bytes(&[5, 6]).unwrap();
        assert_eq!(host.receive_bytes(2), Err(Stuck("FACK rises")));
        host.command(1).unwrap();
        assert_eq!(host.receive_bytes(2).unwrap(), [5, 6]);
        host.send_bytes(&[7, 8]).unwrap();
        host.command(4).unwrap();
        assert!(host.receive_bytes(2).is_err(), "reset forgot it");
    }
}

#[test]
fn the_adder_adds() {
    for mut host in Host::running() {
        host.m.set("user_logic", "adder").unwrap();
        host.hls().unwrap();
        host.send_bytes(&[0xFF, 0xFF, 0, 0, 2, 0, 0, 0x10]).unwrap();
        assert_eq!(host.receive_bytes(4).unwrap(), [1, 0, 1, 0x10]);
    }
}

#[test]
fn a_slow_consumer_only_takes_time() {
    for mut host in Host::running() {
        host.m.set("user_logic", "slow").unwrap();
        host.m.set("slow_ns", "200000").unwrap();
        host.hls().unwrap();
        let before = host.m.now_ns();
        host.send_bytes(&[1, 2, 3, 4]).unwrap();
        assert!(host.m.now_ns() - before >= 400_000);
        assert_eq!(host.receive_bytes(4).unwrap(), [1, 2, 3, 4]);
    }
}

#[test]
fn stuck_user_logic_stops_the_window_only() {
    for mut host in Host::running() {
        host.m.set("user_logic", "stuck").unwrap();
        host.hls().unwrap();
        assert_eq!(host.send_bytes(&[1, 2]), Err(Stuck("FACK rises")));
        host.write(0xFFFB, 3).unwrap();
        assert_eq!(host.read(0xFFFB), Ok(3));
    }
}

#[test]
fn dram_and_axi_are_apart_and_sparse() {
    for mut host in Host::running() {
        for logic in ["auto", "rasddr"] {
            host.m.set("user_logic", logic).unwrap();
            host.hls().unwrap();
            for (address, fill) in [(0, 1), (0x7FFF_FFFC, 2), (0xFFFF_FFF8, 3)] {
                let data = [fill; 8];
                host.send_bytes(&[header(1, address, 8), data.to_vec()].concat())
                    .unwrap();
                host.send_bytes(&[header(0x10, address, 4), vec![fill + 9; 4]].concat())
                    .unwrap();
            }
            for (address, fill) in [(0, 1), (0x7FFF_FFFC, 2), (0xFFFF_FFF8, 3)] {
                host.send_bytes(&header(2, address, 8)).unwrap();
                assert_eq!(host.receive_bytes(8).unwrap(), [fill; 8]);
                host.send_bytes(&header(0x20, address, 4)).unwrap();
                assert_eq!(host.receive_bytes(4).unwrap(), [fill + 9; 4]);
            }
            host.send_bytes(&header(2, 0x1234_5678, 4)).unwrap();
            assert_eq!(host.receive_bytes(4).unwrap(), [0; 4]);
        }
        assert!(
            !host.rules().iter().any(|rule| rule.starts_with("bus.")),
            "{:?}",
            host.rules()
        );
    }
}

#[test]
fn auto_echoes_what_is_no_header() {
    for mut host in Host::running() {
        host.hls().unwrap();
        for length in [2, 10, 12, 14, 40] {
            let data: Vec<u8> = (0..length).map(|i| i * 3 + 1).collect();
            host.send_bytes(&data).unwrap();
            assert_eq!(host.receive_bytes(data.len()).unwrap(), data, "{length}");
        }
        assert_eq!(host.read(0xDDD0), Ok(1));
        assert_eq!(host.read(0xDDD3), Ok(0));
    }
}
