//! One exit code and one error code per failure
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use support::MK2;
use support::MK2_OTHER;
use support::MK2_PARTIAL;
use support::Place;
use support::only;

/// Runs for one board and checks both codes.
fn check(place: &Place, arguments: &[&str], exit: i32, code: &str) {
    let (found, document) = place.json(arguments);
    let error = match document["boards"].is_array() {
        true => only(&document),
        false => &document["error"],
    };
    assert_eq!(document["ok"], false, "{arguments:?}: {document}");
    assert_eq!(error["code"], code, "{arguments:?}: {document}");
    assert_eq!(found, exit, "{arguments:?}: {document}");
    for text in ["message", "help"] {
        let text = error[text].as_str().unwrap();
        assert!(!text.is_empty() && !text.ends_with('.'), "{text:?}");
    }
    let plain = place.fic(arguments);
    assert_eq!(plain.code, exit, "as text, {arguments:?}");
    assert!(
        plain.stderr.contains(&format!("[{code}]")) || exit == 2,
        "{}",
        plain.stderr
    );
    assert_eq!(plain.stdout, "", "{arguments:?}");
}

#[test]
fn a_wrong_command_line_is_2() {
    let place = Place::new();
    for (arguments, code) in [
        (&["frobnicate"][..], "usage"),
        (&["deploy"], "usage"),
        (&["deploy", MK2, "-b", "sim:mk2", "--mode", "x32"], "usage"),
        (&["status", "-b", "sim:mk2", "--timeout", "0"], "usage"),
        (&["status", "-b", "sim:mk2", "--jobs", "0"], "usage"),
        (
            &["status", "-b", "sim:mk1,sim:mk2", "--trace", "x.vcd"],
            "usage",
        ),
        (
            &["status", "-b", "tcp://localhost", "--trace", "x.vcd"],
            "usage",
        ),
        (
            &[
                "bitstream",
                "convert",
                MK2,
                "-o",
                "x.bit",
                "--order",
                "smap8",
            ],
            "usage",
        ),
        (&["status"], "no_board"),
        (&["status", "-b", "fic00"], "unknown_board"),
        (&["status", "-b", "sim:mk3"], "unknown_board"),
        (&["status", "-b", "@rack"], "unknown_group"),
        (&["status", "-b", "fic[00-"], "bad_board_list"),
        (&["status", "-b", "tcp:fic00"], "bad_address"),
        (&["status", "-b", "sim:mk2?colour=red"], "bad_option"),
        (&["board", "pair", "sim:mk2"], "usage"),
        (&["board", "add", "a b", "sim:mk2"], "bad_board_list"),
        (&["board", "remove", "nobody"], "unknown_board"),
    ] {
        check(&place, arguments, 2, code);
    }
}

#[test]
fn a_board_that_is_not_there_is_3() {
    let place = Place::new();
    let socket = format!("unix:{}", place.path("none.sock").display());
    let line = format!("serial:{}", place.path("none").display());
    for address in [
        "tcp://127.0.0.1:1",
        "tcp://no.such.host.invalid",
        &socket,
        &line,
    ] {
        check(&place, &["status", "-b", address], 3, "unreachable");
    }
}

#[test]
fn refused_input_is_4() {
    let place = Place::new();
    let text = place.file("notes.bin", "these are notes, not a bitstream\n");
    let empty = place.file("empty.bit", "");
    let mut bytes = std::fs::read(MK2).unwrap();
    let short = place.file("short.bit", &bytes[..bytes.len() / 2]);
    // In the first die's IDCODE: the CRC that follows no longer matches, whatever the part.
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    let encrypted_or_not = place.file("flipped.bit", &bytes);
    for (arguments, code) in [
        (&["deploy", "./none.bit", "-b", "sim:mk2"][..], "file_error"),
        (&["deploy", "nothing", "-b", "sim:mk2"], "unknown_design"),
        (
            &[
                "deploy",
                &format!("sha256:{}", "0".repeat(64)),
                "-b",
                "sim:mk2",
            ],
            "unknown_design",
        ),
        (&["deploy", &text, "-b", "sim:mk2"], "wrong_vendor"),
        (&["deploy", &empty, "-b", "sim:mk2"], "empty"),
        (&["deploy", &short, "-b", "sim:mk2"], "truncated"),
        (&["deploy", MK2, "-b", "sim:mk1"], "part_mismatch"),
        (&["deploy", MK2_PARTIAL, "-b", "sim:mk2"], "not_configured"),
        (&["load", MK2, "-b", "sim:mk2"], "not_staged"),
        (
            &[
                "load",
                &format!("sha256:{}", "0".repeat(64)),
                "-b",
                "sim:mk2",
            ],
            "not_staged",
        ),
        (&["catalog", "show", "nothing"], "no_catalog"),
        (&["catalog", "add", &short, "--name", "x"], "truncated"),
        (&["catalog", "add", MK2, "--name", "a b"], "bad_name"),
        (
            &["bitstream", "synth", "--part", "xc7z", "-o", "x"],
            "unknown_part",
        ),
        (
            &[
                "bitstream",
                "synth",
                "--part",
                "xcku040",
                "-o",
                "x",
                "--fill",
                "2",
            ],
            "out_of_range",
        ),
    ] {
        check(&place, arguments, 4, code);
    }
    let flipped = place.fic(["bitstream", "inspect", &encrypted_or_not]);
    assert_eq!(flipped.code, 4, "{}", flipped.stdout);
}

#[test]
fn a_broken_config_is_4_with_its_line() {
    let place = Place::new();
    place.file("config.toml", "[boards.x]\naddress = \"tcp://\"\n");
    check(&place, &["status", "-b", "sim:mk2"], 4, "bad_config");
    let ran = place.fic(["status", "-b", "sim:mk2"]);
    assert!(ran.stderr.contains("config.toml:2:"), "{}", ran.stderr);
    assert_eq!(
        place.fic(["completions", "bash"]).code,
        0,
        "a shell still starts"
    );
}

#[test]
fn a_config_that_is_named_and_missing_is_created_by_what_adds_boards() {
    let place = Place::new();
    let file = place.path("new/config.toml");
    let fic = |words: &[&str]| {
        let mut command = place.command();
        command.env("FIC_CONFIG", &file).args(words);
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), said)
    };
    for words in [&["status", "-b", "sim:mk2"][..], &["board", "remove", "x"]] {
        let (code, said) = fic(words);
        assert_eq!(code, Some(4), "{said}");
        let path = file.display().to_string();
        for part in ["[bad_config]", &path, "FIC_CONFIG", "fic board add"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let add = ["board", "add", "x", "sim:mk2"];
    let (code, said) = fic(&[&add[..], &["--dry-run"]].concat());
    assert_eq!((code, file.exists()), (Some(0), false), "{said}");
    let (code, said) = fic(&add);
    assert_eq!((code, file.exists()), (Some(0), true), "{said}");
    let (code, said) = fic(&["status", "-b", "x"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_board_that_fails_is_6() {
    let place = Place::new();
    for (fault, code) in [
        ("no_power=1", "no_power"),
        ("init_stuck=low", "init_stuck_low"),
        ("prog_stuck=high", "init_never_fell"),
        ("done_stuck=high", "done_high_before_data"),
        ("done_stuck=low", "done_timeout"),
        ("wrong_die=1", "idcode_error"),
        ("power_drop=9000", "power_lost"),
    ] {
        let board = format!("sim:mk2?fault.{fault}");
        check(&place, &["deploy", MK2_OTHER, "-b", &board], 6, code);
    }
}

#[test]
fn a_failure_of_the_board_says_what_was_seen() {
    let place = Place::new();
    let board = "sim:mk2?fault.wrong_die=1";
    let (_, document) = place.json(&["deploy", MK2_OTHER, "-b", board]);
    let seen = &only(&document)["diagnosis"];
    assert_eq!(seen["stat_errors"], serde_json::json!(["IDCODE_ERROR"]));
    assert_eq!(
        (seen["init_b"].as_bool(), seen["cleared"].as_bool()),
        (Some(false), Some(true))
    );
    let ran = place.fic(["deploy", MK2_OTHER, "-b", board]);
    for word in ["seen ", "means ", "check ", "INIT_B low", "fic fpga probe"] {
        assert!(ran.stderr.contains(word), "{word} in {}", ran.stderr);
    }
}

#[test]
fn a_time_limit_and_a_full_store_are_1() {
    let place = Place::new();
    let design = place.synth("xcku115", &["--fill", "0.01"]);
    check(
        &place,
        &["deploy", &design, "-b", "sim:mk2", "--timeout", "0.05"],
        1,
        "time_limit",
    );
}
