//! Input that is refused: exit 4, the exact place, nothing sent

use super::agent::Agent;
use super::run::fic;

#[test]
fn a_board_without_a_design_refuses_everything_but_its_pins() {
    for board in ["sim:mk1", "sim:mk2"] {
        for arguments in [
            &["reg", "read", "led"][..],
            &["reg", "write", "led", "1"],
            &["reg", "write", "led", "1", "--dry-run"],
            &["hls", "start"],
            &["hls", "reset", "--dry-run"],
            &["hls", "send", "-"],
            &["hls", "receive", "2"],
            &["ddr", "read", "0", "4"],
            &["ddr", "write", "1", "-"],
        ] {
            let mut all = arguments.to_vec();
            all.extend(["-b", board]);
            fic(&all, b"data").bad(4, "not_configured");
        }
    }
}

#[test]
fn numbers_out_of_range_are_refused_before_a_board_is_asked() {
    for (arguments, code) in [
        (&["reg", "read", "0x10000"][..], "out_of_range"),
        (&["reg", "read", "-1"], "out_of_range"),
        (&["reg", "read", "0", "65537"], "out_of_range"),
        (&["reg", "read", "12z"], "bad_number"),
        (&["reg", "read", "lede"], "unknown_register"),
        (&["reg", "write", "led", "65536"], "out_of_range"),
        (&["reg", "write", "led", "1", "red"], "bad_number"),
        (&["ddr", "read", "0xFFFFFFFF", "2"], "out_of_range"),
        (&["ddr", "read", "0", "0"], "out_of_range"),
        (&["ddr", "write", "4GiB", "-"], "out_of_range"),
        (&["ddr", "write", "0", "no/such/file"], "file_error"),
        (&["hls", "receive", "1.5KiB"], "bad_number"),
    ] {
        let mut all = arguments.to_vec();
        // Nobody answers there.
        all.extend(["-b", "tcp://127.0.0.1:1"]);
        fic(&all, b"data").bad(4, code);
    }
}

#[test]
fn lengths_are_refused_by_what_the_board_moves_at_once() {
    let mk2 = Agent::configured("sim:mk2");
    mk2.fic_with(&["hls", "send", "-"], b"odd")
        .bad(4, "unaligned");
    mk2.fic(&["hls", "receive", "3"]).bad(4, "unaligned");
    mk2.fic_with(&["hls", "send", "-"], b"")
        .bad(4, "out_of_range");
    mk2.fic(&["reg", "read", "0xFFFF", "2"])
        .bad(4, "out_of_range");
    mk2.fic(&["reg", "read", "0", "0"]).bad(4, "out_of_range");
}

#[test]
fn a_stream_that_passes_the_end_says_how_much_was_written() {
    let agent = Agent::configured("sim:mk2?user_logic=rasddr");
    agent.fic(&["hls", "start"]).good();
    let stream = vec![1; 9000];
    let said = agent
        .fic_with(&["ddr", "write", "0xFFFFE000", "-"], &stream)
        .bad(4, "out_of_range");
    assert!(
        said.contains("; 8192 bytes had been written, none verified"),
        "{said}"
    );
}

#[test]
fn what_cannot_share_standard_output_is_a_wrong_command_line() {
    for arguments in [
        &["ddr", "read", "0", "1MiB", "-b", "sim:mk1"][..],
        &[
            "ddr", "read", "0", "4", "-o", "-", "--format", "json", "-b", "sim:mk1",
        ],
        &["hls", "receive", "4", "-o", "x", "-b", "sim:mk1,sim:mk2"],
        &["hls", "send", "-", "-b", "sim:mk1,sim:mk2"],
        &["gpio", "write", "2=1", "2=0", "-b", "sim:mk1"],
    ] {
        assert_eq!(fic(arguments, b"").code, 2, "{arguments:?}");
    }
}
