//! Faults of the hardware: exit code 6, the cause named, the FPGA left safe
//!
//! Through the program itself, as a script sees it: `fic deploy … -b sim:mk2?fault.…`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::Output;

use fic_hw_tests::program::fic;
use serde_json::Value;

/// Words of the sample before its sync word are not looked at; this one lies in its frames.
const FRAME_WORD: u32 = 400;
/// The same place in samples of a port sixteen bits wide.
const FRAME_SAMPLE: u32 = 2 * FRAME_WORD;

fn deploy(board: &str) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().unwrap();
    let design =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples/fic-mk2-blank.bit");
    let Output { status, stdout, .. } = fic(folder.path())
        .unwrap()
        .args(["deploy", "--format", "json", "-b", board])
        .arg(design)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&stdout);
    let answer = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{board}: {text}"));
    (status.code(), answer)
}

#[test]
fn each_has_exit_code_6_and_names_its_cause() {
    let faults: Vec<(String, &str, &str)> = vec![
        ("no_power=1".into(), "no_power", "PWOK"),
        ("init_stuck=low".into(), "init_stuck_low", "INIT_B"),
        ("init_stuck=high".into(), "init_never_fell", "INIT_B"),
        ("prog_stuck=high".into(), "init_never_fell", "PROG_B"),
        ("prog_stuck=low".into(), "init_stuck_low", "PROG_B"),
        ("cfsel_stuck=low".into(), "init_never_fell", "CFSEL"),
        ("done_stuck=high".into(), "done_high_before_data", "DONE"),
        ("done_stuck=low".into(), "done_timeout", "DONE"),
        ("no_startup=1".into(), "done_timeout", "startup"),
        // Nothing answers at the port any more, so no STAT can tell more than that.
        ("csi_stuck=high".into(), "done_timeout", "CSI_B"),
        ("rdwr_stuck=high".into(), "done_timeout", "RDWR_B"),
        ("cclk_dead=1".into(), "done_timeout", "CCLK"),
        ("data_stuck=3:1".into(), "done_timeout", "CD0-15"),
        (
            format!("lost_clock={FRAME_SAMPLE}"),
            "done_timeout",
            "lost clocks",
        ),
        (
            format!("extra_clock={FRAME_SAMPLE}"),
            "done_timeout",
            "CCLK",
        ),
        (format!("flip={FRAME_WORD}:5"), "crc_error", "CRC"),
        (
            format!("power_drop={FRAME_SAMPLE}"),
            "power_lost",
            "supplies",
        ),
        ("wrong_die=1".into(), "idcode_error", "another part"),
        ("idcode=1:03931093".into(), "idcode_error", "another part"),
    ];
    let mut wrong = Vec::new();
    for (fault, code, cause) in &faults {
        let (exit, answer) = deploy(&format!("sim:mk2?fault.{fault}"));
        let error = &answer["boards"][0]["error"];
        let said = format!("{} {}", error["message"], error["help"]);
        if exit != Some(6) || error["code"] != *code || !said.contains(cause) {
            wrong.push(format!(
                "{fault}: exit {exit:?}, {answer}, not {code} with {cause}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(faults.len() >= 12);
}

/// The test above can fail: without a fault the same deploy ends well.
#[test]
fn without_a_fault_the_same_design_runs() {
    let (exit, answer) = deploy("sim:mk2");
    assert_eq!(
        (exit, &answer["ok"]),
        (Some(0), &Value::Bool(true)),
        "{answer}"
    );
}
