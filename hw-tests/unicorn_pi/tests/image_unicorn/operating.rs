//! A running design: registers, tables, the data window, raw pins

use fic_unicorn_pi::Machine;
use fic_unicorn_pi::Setup;

use crate::common::counter;
use crate::common::deploy;
use crate::common::done;

/// A board with a design whose memory can be read back.
fn running(board: &str) -> Machine {
    let machine = Machine::start(Setup {
        board,
        settings: &[("table", "readable"), ("user_logic", "loopback")],
        counting: false,
    })
    .unwrap();
    deploy(&machine, &format!("fic-{board}-blank"));
    machine
}

#[test]
#[ignore = "needs the image"]
fn registers_are_written_and_read() {
    for (board, value) in [("mk1", "0xA5"), ("mk2", "0x5AA5")] {
        let machine = running(board);
        done(&machine, &["reg", "write", "led", value]);
        let read = done(&machine, &["reg", "read", "led"]).to_string();
        let number = u32::from_str_radix(&value[2..], 16).unwrap();
        assert!(read.contains(&number.to_string()), "{read}");
        assert_eq!(counter(&machine, "led"), u64::from(number));
        machine.judge().unwrap();
    }
}

#[test]
#[ignore = "needs the image"]
fn a_switch_table_is_applied_and_found_again() {
    for board in ["mk1", "mk2"] {
        let machine = running(board);
        let file = machine.folder().join("table.toml");
        std::fs::write(&file, TABLE).unwrap();
        let file = file.to_str().unwrap();
        done(
            &machine,
            &["switch", "apply", file, "--read-back", "required"],
        );
        done(&machine, &["switch", "diff", file]);
        assert_eq!(counter(&machine, "slots"), 2);
        machine.judge().unwrap();
    }
}

const TABLE: &str = r#"
ports = 4
slots = 2

[switch0]
port0 = [0, 1]
port1 = [2, "idle"]
port2 = [3, 0]
port3 = [1, 2]
"#;

#[test]
#[ignore = "needs the image"]
fn bytes_go_through_the_user_logic() {
    let machine = running("mk2");
    let (sent, received) = (
        machine.folder().join("sent"),
        machine.folder().join("received"),
    );
    std::fs::write(&sent, b"sixteen bits, ok").unwrap();
    done(&machine, &["hls", "reset"]);
    done(&machine, &["hls", "start"]);
    done(&machine, &["hls", "send", sent.to_str().unwrap()]);
    done(
        &machine,
        &["hls", "receive", "16", "-o", received.to_str().unwrap()],
    );
    assert_eq!(std::fs::read(received).unwrap(), b"sixteen bits, ok");
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn the_boards_memory_is_written_and_read() {
    let machine = Machine::start(Setup {
        board: "mk2",
        settings: &[("user_logic", "rasddr")],
        counting: false,
    })
    .unwrap();
    deploy(&machine, "fic-mk2-blank");
    let (wrote, read) = (
        machine.folder().join("wrote"),
        machine.folder().join("read"),
    );
    let bytes: Vec<u8> = (0..10_000_u32).map(|n| (n * 7 / 8) as u8).collect();
    std::fs::write(&wrote, &bytes).unwrap();
    done(&machine, &["hls", "start"]);
    done(&machine, &["ddr", "write", "4096", wrote.to_str().unwrap()]);
    done(
        &machine,
        &["ddr", "read", "4096", "10000", "-o", read.to_str().unwrap()],
    );
    assert!(std::fs::read(read).unwrap() == bytes);
    machine.judge().unwrap();
}

#[test]
#[ignore = "needs the image"]
fn the_fpga_is_probed() {
    let machine = Machine::boot("mk2").unwrap();
    let text = done(&machine, &["fpga", "probe"])
        .to_string()
        .to_lowercase();
    assert!(
        text.contains("390d093") || text.contains("xcku115"),
        "{text}"
    );
    machine.judge().unwrap();
}
