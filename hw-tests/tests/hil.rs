//! The hardware trials on modelled boards, over each way to a board
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::hil;
use fic_hw_tests::hil::Boards;
use fic_hw_tests::hil::Choice;
use fic_hw_tests::hil::Entry;
use fic_hw_tests::hil::Report;
use fic_hw_tests::hil::TRIALS;
#[cfg(unix)]
use fic_hw_tests::pairing::pair;
use fic_test_kit::serial::Line;

fn sample(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    Some(folder.join(name))
}

fn entry(profile: &str, address: &str) -> Entry {
    let other = if profile == "mk1" { "mk2" } else { "mk1" };
    Entry {
        name: "board".into(),
        address: address.into(),
        profile: profile.into(),
        design: sample(&format!("fic-{profile}-blank.bit")),
        other_design: None,
        foreign_design: sample(&format!("fic-{other}-blank.bit")),
        table: true,
        loopback: true,
        memory: true,
    }
}

fn try_all(entry: Entry, rounds: u32) -> Vec<Report> {
    let boards = Boards {
        entries: vec![entry],
    };
    let choice = Choice {
        trials: Vec::new(),
        rounds,
    };
    hil::run(&boards, &choice, &mut |report| println!("{report}")).unwrap()
}

#[track_caller]
fn all_passed(reports: &[Report]) {
    let names: Vec<_> = reports.iter().map(|report| report.trial).collect();
    let expected: Vec<_> = TRIALS.iter().map(|trial| trial.name).collect();
    assert_eq!(names, expected);
    for report in reports {
        let passed = matches!(report.result, hil::Result::Passed(_));
        assert!(passed, "{report}");
        assert!(!report.is_real_pass(), "no board here is real");
    }
}

#[test]
fn both_boards_pass_over_tcp() {
    for profile in ["mk1", "mk2"] {
        let folder = tempfile::tempdir().unwrap();
        let agent = Agent::start(&format!("sim:{profile}?table=readable"), folder.path()).unwrap();
        let address = agent.address();
        all_passed(&try_all(entry(profile, address), 2));
    }
}

#[cfg(unix)]
#[test]
fn a_board_passes_over_a_serial_line() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::new(0);
    let listen = format!("serial:{}?baud=3000000", line.board);
    let _agent = Agent::start_at(
        "sim:mk2?table=readable",
        folder.path(),
        &["--listen", &listen],
    )
    .unwrap();
    let address = format!("serial:{}?baud=3000000", line.host);
    all_passed(&try_all(entry("mk2", &address), 1));
}

/// By the command itself: keys lie where its settings say.
#[test]
fn a_board_passes_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().join("host");
    std::fs::create_dir(&host).unwrap();
    let more = ["--listen", "tls://127.0.0.1:0"];
    let agent = Agent::start_at("sim:mk2?table=readable", folder.path(), &more).unwrap();
    let address = agent.at("tls");
    pair(&host, folder.path(), address, "operate").unwrap();
    let boards = host.join("boards.toml");
    let design = sample("fic-mk2-blank.bit").unwrap();
    let text = format!(
        "[[board]]\nname = 'one'\naddress = '{address}'\nprofile = 'mk2'\ndesign = '{}'\n\
         table = true\nloopback = true\nmemory = true\n",
        design.display()
    );
    std::fs::write(&boards, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fic-hil"))
        .args(["--soak", "1", "--boards"])
        .arg(&boards)
        .env("FIC_CONFIG", host.join("config.toml"))
        .env("HOME", &host)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    assert_eq!(
        text.matches(" passed   ").count(),
        TRIALS.len() - 1,
        "{text}"
    );
    assert!(
        text.contains("not yet passed on a real mk2 board: answer, power"),
        "{text}"
    );
}

#[test]
fn a_fault_fails_the_trial_that_is_about_it() {
    for (fault, trial, said) in [
        ("fault.no_power=1", "power", "PWOK"),
        ("fault.init_stuck=low", "clear", "INIT_B"),
        ("fault.idcode=0x03842093", "probe", "03842093"),
    ] {
        let address = format!("sim:mk2?{fault}");
        let reports = try_all(entry("mk2", &address), 1);
        let last = reports.last().unwrap();
        assert_eq!(last.trial, trial, "{fault}: {last}");
        assert!(
            last.is_failed() && last.to_string().contains(said),
            "{last}"
        );
    }
}

#[test]
fn what_the_file_does_not_name_is_left_out_by_name() {
    let bare = Entry {
        design: None,
        foreign_design: None,
        table: false,
        loopback: false,
        memory: false,
        ..entry("mk2", "sim:mk2")
    };
    let reports = try_all(bare, 1);
    let left_out = |report: &&Report| report.to_string().contains("left out");
    let names = reports.iter().filter(left_out).map(|report| report.trial);
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        [
            "load",
            "foreign",
            "registers",
            "table",
            "data",
            "memory",
            "soak"
        ]
    );
}

#[test]
fn a_board_that_is_not_there_fails_its_first_trial() {
    let reports = try_all(entry("mk2", "tcp://127.0.0.1:1"), 1);
    assert_eq!(reports.len(), 1);
    assert!(reports[0].is_failed(), "{}", reports[0]);
}
