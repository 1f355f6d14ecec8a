//! What is shown where: bars and colours on a terminal only, results alone on stdout
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use serialport::SerialPort;
use serialport::TTYPort;
use support::MK2;
use support::Place;

const ESCAPE: char = '\u{1b}';

/// Runs with stderr on a terminal and gives the exit code and what the terminal got.
fn on_terminal(place: &Place, arguments: &[&str], no_colour: bool) -> (i32, String) {
    let (mut master, slave) = TTYPort::pair().unwrap();
    master.set_timeout(Duration::from_millis(200)).unwrap();
    let terminal = std::fs::File::options()
        .write(true)
        .open(slave.name().unwrap())
        .unwrap();
    let mut command = place.command();
    command.args(arguments).env("TERM", "xterm");
    if no_colour {
        command.env("NO_COLOR", "1");
    }
    let mut child = command
        .stdout(Stdio::null())
        .stderr(terminal)
        .spawn()
        .unwrap();
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match master.read(&mut buffer) {
            Ok(len @ 1..) => shown.extend_from_slice(&buffer[..len]),
            _ if child.try_wait().unwrap().is_some() => break,
            _ => {}
        }
    }
    let code = child.wait().unwrap().code().unwrap();
    (code, String::from_utf8_lossy(&shown).into_owned())
}

#[test]
fn without_a_terminal_nothing_but_results_and_errors_is_written() {
    let place = Place::new();
    let ran = place.fic(["deploy", MK2, "-b", "sim:mk2"]).good();
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains(ESCAPE));
    let ran = place.fic(["deploy", MK2, "-b", "sim:mk1"]);
    assert!(!ran.stderr.contains(ESCAPE), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: sim:mk1: "));
    let ran = place.fic(["deploy", "-b", "sim:mk1"]);
    assert!(!ran.stderr.contains(ESCAPE), "{}", ran.stderr);
}

#[test]
fn quiet_leaves_errors_and_verbose_adds_notes() {
    let place = Place::new();
    let loud = place.fic(["status", "-b", "sim:mk2", "-v"]).good();
    assert!(
        loud.stderr.contains("note: sim:mk2: mk2 xcku115"),
        "{}",
        loud.stderr
    );
    let listed = place.fic(["catalog", "list"]).good();
    assert!(listed.stderr.starts_with("note: no designs"));
    assert_eq!(place.fic(["catalog", "list", "-q"]).good().stderr, "");
    assert!(
        place
            .fic(["status", "-b", "sim:mk3", "-q"])
            .stderr
            .starts_with("error: ")
    );
}

#[test]
fn on_a_terminal_there_is_a_bar_and_colour_unless_refused() {
    let place = Place::new();
    let design = place.synth("xcku115", &["--fill", "0.2"]);
    let (code, shown) = on_terminal(&place, &["deploy", &design, "-b", "sim:mk2"], false);
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.contains("sim:mk2") && shown.contains('['),
        "no bar in {shown:?}"
    );
    let (code, shown) = on_terminal(&place, &["deploy", &design, "-b", "sim:mk2", "-q"], false);
    assert_eq!((code, shown.as_str()), (0, ""));

    let (code, shown) = on_terminal(&place, &["deploy", MK2, "-b", "sim:mk1"], false);
    assert_eq!(code, 4);
    assert!(shown.contains("\u{1b}[31;1merror:"), "{shown:?}");
    let (_, shown) = on_terminal(&place, &["deploy", MK2, "-b", "sim:mk1"], true);
    assert!(!shown.contains("\u{1b}[31"), "{shown:?}");
    let (_, shown) = on_terminal(&place, &["deploy"], true);
    assert!(!shown.contains(ESCAPE), "{shown:?}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let place = Place::new();
    let mut command = place.command();
    command
        .args(["man"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), errors.as_str()),
        (Some(0), "")
    );
}
