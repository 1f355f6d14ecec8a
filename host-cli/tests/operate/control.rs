//! `fic hls`, and the board's note

use super::agent::Agent;
use fic_error::Diagnostic as _;

#[test]
fn the_user_logic_is_started_and_talked_to() {
    for board in ["sim:mk1?user_logic=adder", "sim:mk2?user_logic=adder"] {
        let agent = Agent::configured(board);
        insta::allow_duplicates! {
            insta::assert_snapshot!(agent.fic(&["hls", "reset"]).good(), @"BOARD: user logic reset");
            insta::assert_snapshot!(agent.fic(&["hls", "start"]).good(), @"BOARD: user logic started");
            let sent = agent.fic_with(&["hls", "send", "-"], &[1, 2, 0, 0, 3, 0, 0, 1]).good();
            insta::assert_snapshot!(sent, @"BOARD: sent 8 bytes");
            insta::assert_snapshot!(agent.fic(&["hls", "receive", "4"]).good(), @r"
            BOARD: 4 bytes
            00000000  04 02 00 01                                       |....|
            ");
        }
    }
}

#[test]
fn bytes_go_to_files_and_to_standard_output_as_they_are() {
    let agent = Agent::configured("sim:mk2?user_logic=loopback");
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<u8> = (0..40_000_u32).map(|n| (n * 7 / 8) as u8).collect();
    let file = folder.path().join("bytes");
    std::fs::write(&file, &bytes).unwrap();
    let path = file.to_str().unwrap();
    agent.fic(&["hls", "send", path]).good();
    let ran = agent.fic(&["hls", "receive", "30_000", "-o", "-"]);
    assert_eq!((ran.code, &ran.raw[..]), (0, &bytes[..30_000]));
    let out = folder.path().join("out");
    agent
        .fic(&["hls", "receive", "10000", "-o", out.to_str().unwrap()])
        .good();
    assert_eq!(std::fs::read(out).unwrap(), bytes[30_000..]);
}

#[test]
fn json_has_the_bytes_in_hexadecimal() {
    let agent = Agent::configured("sim:mk1?user_logic=loopback");
    agent.fic_with(&["hls", "send", "-"], b"odd").good();
    let ran = agent.fic(&["hls", "receive", "3", "--format", "json"]);
    insta::assert_snapshot!(ran.good(), @r#"
    {
      "ok": true,
      "boards": [
        {
          "board": "BOARD",
          "ok": true,
          "result": {
            "len_bytes": 3,
            "output": null,
            "data": "6f6464",
            "dry_run": false
          }
        }
      ]
    }
    "#);
}

#[test]
fn a_note_stays_on_the_board() {
    let agent = Agent::configured("sim:mk2");
    let mut board = agent.board();
    assert_eq!(board.note().unwrap(), None);
    let data = vec![0x5A; 6144];
    board.put_note(&data).unwrap();
    let note = agent.board().note().unwrap().unwrap();
    assert_eq!(note.data, data);
    assert!(note.who.contains('@') && note.at_s.is_some());
    let error = board.put_note(&[0; 6145]).unwrap_err();
    assert_eq!(error.code(), "out_of_range");
    board.put_note(&[]).unwrap();
    assert_eq!(board.note().unwrap(), None);
}
