//! `fic ddr`: any address, any length, verified

use fic_client::board::ddr::Space;
use fic_client::board::ddr::Span;

use super::agent::Agent;

fn rasddr(generation: &str) -> Agent {
    let agent = Agent::configured(&format!("sim:{generation}?user_logic=rasddr"));
    agent.fic(&["hls", "start"]).good();
    agent
}

fn noise(len: usize, seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let step = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(step).take(len).collect()
}

#[test]
fn any_address_and_length_is_written_and_nothing_else() {
    let agent = rasddr("mk2");
    let mut board = agent.board();
    for (index, (address, len)) in [
        (0, 1),
        (0x1001, 2),
        (0x2003, 1),
        (0x2FFE, 8191),
        (0x80_0001, 70_003),
        (0x7FFF_FFFD, 9),
        (0xFFFF_FFFF, 1),
        (0xFFFE_FFFF, 65_537),
    ]
    .into_iter()
    .enumerate()
    {
        let from = address - address.min(8);
        let to = (address + len + 8).min(1 << 32);
        let around = Span::new(from, to - from).unwrap();
        let mut expected = board.ddr().read(around).unwrap();
        let data = noise(len as usize, index as u32);
        let at = (address - from) as usize;
        expected[at..at + data.len()].copy_from_slice(&data);
        let written = board.ddr().write(address, &data).unwrap();
        assert!(written.verified_bytes >= len);
        assert!(
            board.ddr().read(around).unwrap() == expected,
            "{address:#x}"
        );
    }
}

#[test]
fn files_go_in_and_out_beyond_eight_mebibytes() {
    for generation in ["mk1", "mk2"] {
        let agent = rasddr(generation);
        let folder = tempfile::tempdir().unwrap();
        let data = noise(200_001, 5);
        let (file, out) = (folder.path().join("in"), folder.path().join("out"));
        std::fs::write(&file, &data).unwrap();
        let wrote = agent
            .fic(&["ddr", "write", "9MiB", file.to_str().unwrap()])
            .good();
        insta::allow_duplicates! {
            insta::assert_snapshot!(wrote, @"BOARD: wrote 200,001 bytes from 0x00900000, verified");
        }
        let out = out.to_str().unwrap();
        agent
            .fic(&["ddr", "read", "9MiB", "200001", "-o", out])
            .good();
        assert!(std::fs::read(out).unwrap() == data);
    }
}

#[test]
fn standard_input_is_written_and_shown() {
    let agent = rasddr("mk1");
    let args = ["ddr", "write", "0x3", "-", "--no-verify"];
    let wrote = agent.fic_with(&args, b"board").good();
    insta::assert_snapshot!(wrote, @"BOARD: wrote 5 bytes from 0x00000003, not verified");
    insta::assert_snapshot!(agent.fic(&["ddr", "read", "0", "12"]).good(), @r"
    BOARD: 12 bytes from 0x00000000
    00000000  00 00 00 62 6f 61 72 64  00 00 00 00              |...board....|
    ");
    let raw = agent.fic(&["ddr", "read", "3", "5", "-o", "-"]);
    assert_eq!((raw.code, raw.stdout.as_str()), (0, "board"));
}

#[test]
fn axi_registers_are_another_space() {
    let agent = rasddr("mk2");
    let args = ["ddr", "write", "0x10", "-", "--space", "axi"];
    agent.fic_with(&args, b"axi!").good();
    let mut board = agent.board();
    let span = Span::new(0x10, 4).unwrap();
    assert_eq!(board.ddr().space(Space::Axi).read(span).unwrap(), b"axi!");
    assert_eq!(board.ddr().read(span).unwrap(), [0; 4]);
    let args = ["ddr", "write", "0x11", "-", "--space", "axi"];
    agent.fic_with(&args, b"axi!").bad(4, "unaligned");
}

#[test]
fn a_long_transfer_stops_when_it_is_time_to() {
    let agent = rasddr("mk2");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let arguments = ["ddr", "read", "0", "3GiB", "-o", out, "--timeout", "1"];
    let said = agent.fic(&arguments).bad(1, "time_limit");
    assert!(said.contains("bytes had been read"), "{said}");
    agent.fic(&["ddr", "read", "0", "4"]).good();
}
