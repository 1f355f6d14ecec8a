//! What flags, environment and configuration file come to, and what is refused of it
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use support::program::command;

fn config(folder: &Path, text: &str) -> String {
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn check(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(
        folder.path(),
        "board = \"sim:mk1\"\nstore = \"/from/file\"\nlease = \"optional\"\n\
         max_sessions = 5\nlisten = [\"tcp://127.0.0.1:9\"]\n[roles]\ntcp = \"none\"\n",
    );
    let effective = |change: &dyn Fn(&mut Command)| {
        let mut command = command();
        command.args(["check-config", "--config", &file]);
        change(&mut command);
        let (code, said, errors) = check(&mut command);
        assert_eq!(code, Some(0), "{errors}");
        said
    };
    let said = effective(&|_| {});
    for line in [
        "board = \"sim:mk1\"",
        "store = \"/from/file\"",
        "listen = [\"tcp://127.0.0.1:9\"]",
        "lease = \"optional\"",
        "max_sessions = 5",
        "idle_timeout = 300",
        "audit_limit = 1048576",
        "tcp = \"none\"",
        "unix = \"admin\"",
        "serial = \"operate\"",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let said = effective(&|command| {
        command.env("FIC_AGENT_BOARD", "sim:mk2");
    });
    assert!(said.contains("board = \"sim:mk2\""), "{said}");
    let said = effective(&|command| {
        command.env("FIC_AGENT_BOARD", "sim:mk2");
        command.args(["--board", "mk1", "--store", "/from/flag"]);
    });
    assert!(said.contains("board = \"mk1\""), "{said}");
    assert!(said.contains("store = \"/from/flag\""), "{said}");
    // What it prints is a file that it takes.
    let again = config(folder.path(), &said);
    let mut command = command();
    command.args(["check-config", "--config", &again]);
    assert_eq!(check(&mut command), (Some(0), said, String::new()));
}

#[test]
fn a_wrong_file_is_named_with_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    for (text, words) in [
        ("board = \"sim:mk2\"\nlimit = 3\n", ["line 2", "limit"]),
        ("lease = \"never\"\n", ["line 1", "never"]),
    ] {
        let file = config(folder.path(), text);
        for verb in [&["check-config"][..], &[]] {
            let mut command = command();
            command.env("FIC_AGENT_CONFIG", &file).args(verb);
            let (code, _, said) = check(&mut command);
            assert_eq!(code, Some(2), "{said}");
            assert!(said.starts_with("error[bad_config]") && said.contains(&file));
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        }
    }
    let mut missing = command();
    missing.args(["--config", "/no/such/file.toml", "check-config"]);
    let (code, _, said) = check(&mut missing);
    assert_eq!(code, Some(2));
    assert!(said.starts_with("error[config_unreadable]"), "{said}");
}

/// What cannot run whatever the machine is like, with its code.
const IMPOSSIBLE: [(&str, &[&str], &str); 8] = [
    ("mk9", &[], "unknown_board"),
    ("sim:mk9", &[], "unknown_board"),
    ("sim:mk2?part=none", &[], "bad_option"),
    ("sim:", &[], "bad_address"),
    ("sim:mk2", &["http://127.0.0.1:0"], "bad_address"),
    ("sim:mk2", &["tcp://0.0.0.0:7402"], "not_loopback"),
    (
        "sim:mk2",
        &["tls://0.0.0.0:7402", "tcp://127.0.0.1:7402"],
        "address_twice",
    ),
    (
        "sim:mk2",
        &["unix:/run/a.sock", "unix:/run/a.sock"],
        "address_twice",
    ),
];

#[test]
fn what_cannot_run_is_refused_by_the_check_as_by_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (board, listen, expected) in IMPOSSIBLE {
        for verb in [&["check-config"][..], &[]] {
            let mut command = command();
            command.args(["--board", board, "--pin-lock"]);
            command.arg(folder.path().join("pins")).arg("--store");
            command.arg(folder.path().join("store"));
            for address in listen {
                command.args(["--listen", address]);
            }
            let (code, said, errors) = check(command.args(verb));
            assert_eq!((code, said.as_str()), (Some(2), ""), "{board} {listen:?}");
            let start = format!("error[{expected}]");
            assert!(errors.starts_with(&start), "{start}: {errors}");
            assert!(errors.contains("\n  help: "), "{errors}");
        }
    }
}

#[test]
fn a_file_that_cannot_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (text, expected) in [
        ("board = \"mk9\"\n", "unknown_board"),
        (
            "board = \"mk2\"\nlisten = [\"tcp://0.0.0.0:7402\"]\n",
            "not_loopback",
        ),
        (
            "board = \"mk2\"\nlisten = [\"tls://[::]:7402\", \"tcp://[::1]:7402\"]\n",
            "address_twice",
        ),
    ] {
        let file = config(folder.path(), text);
        let (code, said, errors) = check(command().args(["check-config", "--config", &file]));
        assert_eq!((code, said.as_str()), (Some(2), ""), "{text}");
        assert!(
            errors.starts_with(&format!("error[{expected}]")),
            "{errors}"
        );
    }
}

#[test]
fn settings_without_a_board_are_shown_with_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(folder.path(), "max_sessions = 7\n");
    let (code, said, notes) = check(command().args(["check-config", "--config", &file]));
    assert_eq!(code, Some(0), "{notes}");
    assert!(said.contains("max_sessions = 7"), "{said}");
    assert!(notes.starts_with("note: no board is named"), "{notes}");
}

#[test]
fn flags_may_stand_before_and_behind_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(folder.path(), "board = \"mk2\"\n");
    let flags = [
        "--config",
        &file,
        "--listen",
        "tcp://127.0.0.1:9",
        "--listen",
        "unix:/run/a.sock",
        "--store-limit",
        "2G",
        "--lease",
        "optional",
        "--max-sessions",
        "5",
        "--idle-timeout",
        "60",
        "--pin-lock",
        "/run/pins",
        "-v",
    ];
    let before = check(command().args(flags).arg("check-config"));
    let behind = check(command().arg("check-config").args(flags));
    assert_eq!(before, behind);
    let (code, said, errors) = behind;
    assert_eq!(code, Some(0), "{errors}");
    for line in [
        "listen = [\"tcp://127.0.0.1:9\", \"unix:/run/a.sock\"]",
        "store_limit = 2147483648",
        "lease = \"optional\"",
        "max_sessions = 5",
        "idle_timeout = 60",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn an_address_that_is_not_there_yet_is_no_wrong_setting() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = format!("tcp://{}", taken.local_addr().unwrap());
    // Of a block for examples (RFC 5737): no machine has it.
    for (address, expected) in [
        ("tls://192.0.2.1:7402", "listen_failed"),
        (&taken, "address_in_use"),
    ] {
        let mut command = command();
        command.args(["--board", "sim:mk2", "--listen", address]);
        command.arg("--store").arg(folder.path().join("store"));
        let (code, _, errors) = check(&mut command);
        // 2 would keep systemd from trying again.
        assert_eq!(code, Some(1), "{errors}");
        let expected = format!("error[{expected}]");
        assert!(errors.contains(&expected), "{errors}");
    }
}
