//! Several boards: each is reported, none stops another, the exit code follows the rule
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use support::MK2;
use support::Place;

const GONE: &str = "tcp://127.0.0.1:1";
const DEAD: &str = "sim:mk2?fault.no_power=1";

#[test]
fn the_code_that_all_failures_share_else_1() {
    let place = Place::new();
    for (boards, exit) in [
        (&["sim:mk2"][..], 0),
        (&["sim:mk2", GONE], 3),
        (&[DEAD, "sim:mk2"], 6),
        (&[DEAD, GONE], 1),
        (&["sim:mk1", "sim:mk2"], 4),
        (&["sim:mk1", GONE, "sim:mk2"], 1),
        (&["sim:mk2", "sim:mk2?no_option=1"], 2),
    ] {
        let arguments = ["deploy", MK2, "-b", &boards.join(",")];
        let (code, document) = place.json(&arguments);
        assert_eq!(code, exit, "{boards:?}: {document}");
        assert_eq!(document["ok"], exit == 0);
        let reported = document["boards"].as_array().unwrap().iter();
        let names: Vec<_> = reported
            .map(|board| board["board"].as_str().unwrap())
            .collect();
        assert_eq!(names, boards, "in the order given");
    }
}

#[test]
fn names_groups_and_ranges_of_the_config_are_meant() {
    let place = Place::new();
    for (name, address) in [("fic00", "sim:mk2"), ("fic01", "sim:mk1"), ("spare", GONE)] {
        place
            .fic(["board", "add", name, address, "--group", "rack"])
            .good();
    }
    let (code, document) = place.json(&["status", "-b", "fic[00-01]", "--jobs", "1"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["boards"][1]["result"]["profile"], "mk1");
    let (code, document) = place.json(&["status", "-b", "@rack", "-b", "fic00"]);
    assert_eq!(code, 3);
    assert_eq!(document["boards"].as_array().unwrap().len(), 3);
    assert_eq!(document["boards"][2]["error"]["code"], "unreachable");
}

#[test]
fn flag_before_environment_before_config() {
    let place = Place::new();
    place.file(
        "config.toml",
        "[defaults]\nboard = \"sim:mk1\"\nformat = \"json\"\n",
    );
    let profile = |command: &mut std::process::Command| {
        let ran = support::Ran::of(&command.output().unwrap());
        ran.document()["boards"][0]["result"]["profile"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(profile(place.command().arg("status")), "mk1");
    assert_eq!(
        profile(place.command().arg("status").env("FIC_BOARD", "sim:mk2")),
        "mk2"
    );
    let mut flag = place.command();
    flag.args(["status", "-b", "sim:mk1"])
        .env("FIC_BOARD", "sim:mk2");
    assert_eq!(profile(&mut flag), "mk1");
    let text = place
        .command()
        .args(["status", "--format", "text"])
        .output()
        .unwrap();
    assert!(text.stdout.starts_with(b"sim:mk1: mk1 xcku095"));
}

#[test]
fn text_has_results_on_stdout_and_failures_on_stderr() {
    let place = Place::new();
    let ran = place.fic(["status", "-b", &format!("sim:mk1,{GONE},sim:mk2")]);
    assert_eq!(ran.code, 3);
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.stdout);
    assert!(lines[0].starts_with("sim:mk1: ") && lines[1].starts_with("sim:mk2: "));
    assert!(
        ran.stderr
            .starts_with("error: tcp://127.0.0.1:1: cannot reach"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_modelled_board_records_its_pins() {
    let place = Place::new();
    let trace = place.path("pins.vcd");
    let file = trace.to_str().unwrap();
    place
        .fic(["deploy", MK2, "-b", "sim:mk2", "--trace", file])
        .good();
    let text = std::fs::read_to_string(&trace).unwrap();
    for name in [
        "CCLK", "PROG_B", "INIT_B", "DONE", "CSI_B", "RDWR_B", "CFSEL",
    ] {
        assert!(text.contains(name), "{name} is not in the trace");
    }
    let nowhere = place.path("none/pins.vcd");
    let (code, document) = place.json(&[
        "status",
        "-b",
        "sim:mk2",
        "--trace",
        nowhere.to_str().unwrap(),
    ]);
    assert_eq!(code, 1, "{document}");
    assert_eq!(support::only(&document)["code"], "trace_failed");
}
