//! Who may change a board: taken by hand, taken for a command, refused
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use fic_error::Diagnostic as _;
use std::time::Duration;

use fic_client::Board;
use fic_client::LeaseUse;
use fic_client::Options;
use fic_client::Target;
use fic_protocol::BoardError;
use fic_protocol::Role;
use fic_test_kit::fake_board;
use serde_json::Value;
use support::Place;
use support::agent;
use support::leasing::Leasing;
use support::only;

/// Runs a command as `ann` and gives its exit code and its result or error.
fn run(place: &Place, board: &Leasing, words: &str) -> (i32, Value) {
    let words: Vec<&str> = words.split(' ').collect();
    let (code, document) = place.json(&[&words[..], &["-b", &board.address]].concat());
    (code, only(&document).clone())
}

/// Without `@host`.
fn log(board: &Leasing) -> Vec<String> {
    let lines = board.log().into_iter();
    let short = lines.map(|line| {
        let (who, what) = line.split_once(": ").unwrap();
        format!("{}: {what}", who.split('@').next().unwrap())
    });
    short.collect()
}

#[test]
fn a_lease_is_taken_shown_renewed_and_given_back() {
    let (place, board) = (Place::new(), Leasing::start());
    let (code, shown) = run(&place, &board, "lease show");
    assert_eq!((code, &shown["free"]), (0, &true.into()));
    assert_eq!(shown["required"], true);
    let (code, taken) = run(&place, &board, "lease take --for 2h --memo demo");
    assert_eq!((code, &taken["term_s"]), (0, &7200.into()), "{taken}");
    assert_eq!(taken["lease"]["memo"], "demo");
    assert_eq!(run(&place, &board, "lease renew").1["renewed"], true);
    let (code, _) = run(&place, &board, "hls start");
    assert_eq!(code, 0);
    assert_eq!(run(&place, &board, "lease release").1["was_yours"], true);
    assert_eq!(run(&place, &board, "lease release").1["was_yours"], false);
    let (code, error) = run(&place, &board, "lease renew");
    assert_eq!((code, error["code"].as_str()), (5, Some("lease_lost")));
    // The command between used the lease as it was: none taken, none given back.
    assert_eq!(
        log(&board),
        [
            "ann: take 7200 `demo`",
            "ann: renew",
            "ann: HlsStart",
            "ann: release",
            "ann: release"
        ]
    );
}

#[test]
fn dry_runs_change_nothing_and_fail_as_the_command_would() {
    let (place, board) = (Place::new(), Leasing::start());
    for words in ["take", "release", "renew", "break"] {
        run(&place, &board, &format!("lease {words} --dry-run"));
    }
    assert_eq!(log(&board), [] as [&str; 0]);
    let (code, taken) = run(&place, &board, "lease take --dry-run");
    assert_eq!((code, &taken["taken"]), (0, &false.into()));
    let (code, error) = run(&place, &board, "lease renew --dry-run");
    assert_eq!((code, error["code"].as_str()), (5, Some("lease_lost")));
    let (code, error) = run(&place, &board, "lease break --dry-run");
    assert_eq!((code, error["code"].as_str()), (5, Some("not_allowed")));
    board.give_to("bob@desk", "");
    let (code, error) = run(&place, &board, "lease take --dry-run");
    assert_eq!((code, error["code"].as_str()), (5, Some("lease_held")));
    board.state().role = Role::Read;
    let (code, error) = run(&place, &board, "lease take --dry-run");
    assert_eq!((code, error["code"].as_str()), (5, Some("not_allowed")));
}

#[test]
fn who_holds_the_board_is_named_to_everybody_else() {
    let (place, board) = (Place::new(), Leasing::start());
    board.give_to("bob@desk", "links until noon");
    for words in ["lease take", "hls start", "fpga reset", "reg write 1 2"] {
        let (code, error) = run(&place, &board, words);
        assert_eq!(
            (code, error["code"].as_str()),
            (5, Some("lease_held")),
            "{words}: {error}"
        );
        assert_eq!(
            error["message"],
            "bob@desk (loopback) holds the board for another 4 min 55 s: links until noon"
        );
    }
    assert_eq!(log(&board), [] as [&str; 0]);
    let (code, shown) = run(&place, &board, "lease show");
    assert_eq!((code, &shown["lease"]["user"]), (0, &"bob@desk".into()));
    assert_eq!(
        (&shown["free"], &shown["yours"]),
        (&false.into(), &false.into())
    );

    let (code, error) = run(&place, &board, "lease break");
    assert_eq!((code, error["code"].as_str()), (5, Some("not_allowed")));
    board.state().role = Role::Admin;
    let (code, broken) = run(&place, &board, "lease break");
    assert_eq!((code, &broken["broken"]), (0, &true.into()));
    assert_eq!(broken["before"]["lease"]["user"], "bob@desk");
    assert_eq!(log(&board), ["ann: break"]);
}

#[test]
fn a_command_takes_a_lease_for_its_time() {
    let (place, board) = (Place::new(), Leasing::start());
    let deploy = format!("deploy {} --force", support::MK2.replace(' ', "\\ "));
    board.state().required = false;
    assert_eq!(run(&place, &board, &deploy).0, 0);
    assert_eq!(
        log(&board),
        ["ann: StageBegin", "ann: Load"],
        "no request more where none is needed"
    );
    board.state().required = true;
    let (code, result) = run(&place, &board, &deploy);
    assert_eq!(code, 0, "{result}");
    assert_eq!(
        log(&board),
        [
            "ann: take 60 `fic deploy`",
            "ann: StageBegin",
            "ann: Load",
            "ann: release"
        ]
    );
    assert!(board.state().lease.is_none());
    for (words, request) in [
        ("fpga reset", "FpgaReset"),
        ("reg write 1 2", "RegWrite"),
        ("hls reset", "HlsReset"),
        ("gpio write GPIO2=1", "GpioWrite"),
    ] {
        run(&place, &board, words);
        let command = words.split(' ').take(2).collect::<Vec<_>>().join(" ");
        assert_eq!(
            log(&board),
            [
                format!("ann: take 60 `fic {command}`"),
                format!("ann: {request}"),
                "ann: release".into()
            ]
        );
    }
}

#[test]
fn no_lease_is_taken_against_the_will_or_for_looking() {
    let (place, board) = (Place::new(), Leasing::start());
    let (code, error) = run(&place, &board, "hls start --no-auto-lease");
    assert_eq!((code, error["code"].as_str()), (5, Some("lease_needed")));
    assert_eq!(run(&place, &board, "status").0, 0);
    assert_eq!(run(&place, &board, "fpga reset --dry-run").0, 0);
    assert_eq!(log(&board), [] as [&str; 0]);
    board.state().role = Role::Read;
    let (code, error) = run(&place, &board, "hls start");
    assert_eq!((code, error["code"].as_str()), (5, Some("not_allowed")));
}

#[test]
fn a_lease_ends_with_a_command_that_fails() {
    let (place, board) = (Place::new(), Leasing::start());
    let bytes = place.file("odd", [7; 8193]);
    let (code, error) = run(&place, &board, &format!("ddr write 0 {bytes} --space axi"));
    assert_ne!(code, 0, "{error}");
    let (code, error) = run(&place, &board, &format!("hls send {bytes}"));
    assert_ne!(code, 0, "{error}");
    assert!(board.state().lease.is_none(), "{:?}", log(&board));

    // It is lost on the way: taken again, given back in the end.
    board.log();
    let bytes = place.file("even", [7; 3 * 8192]);
    board.state().lose_after = Some(1);
    let (code, sent) = run(&place, &board, &format!("hls send {bytes}"));
    assert_eq!(
        (code, &sent["len_bytes"]),
        (0, &(3 * 8192).into()),
        "{sent}"
    );
    assert_eq!(
        log(&board),
        [
            "ann: take 60 `fic hls send`",
            "ann: HlsSend",
            "ann: HlsSend",
            "ann: take 60 `fic hls send`",
            "ann: HlsSend",
            "ann: release"
        ]
    );
}

#[test]
fn a_program_takes_and_keeps_a_lease_of_its_own() {
    let board = Leasing::start();
    let target = Target::at(board.address.parse().unwrap());
    let options = Options {
        who: Some("cho@lab".into()),
        ..Options::default()
    };
    let mut first = Board::open(&target, &options).unwrap();
    first.hls().start().unwrap();
    let mut second = Board::open(
        &target,
        &Options {
            who: Some("dan@lab".into()),
            lease: LeaseUse::Manual,
            ..Options::default()
        },
    )
    .unwrap();
    let error = second.hls().start().unwrap_err();
    assert_eq!(error.code(), "lease_held", "{error}");
    // Taken by hand, an automatic one outlives its board.
    first.lease().take(Duration::from_secs(90), "mine").unwrap();
    first.close().unwrap();
    assert_eq!(
        log(&board),
        [
            "cho: take 60 `hls start`",
            "cho: HlsStart",
            "cho: take 90 `mine`"
        ]
    );
    board.state().lease = None;
    let error = second.hls().start().unwrap_err();
    assert_eq!(error.code(), "lease_needed", "{error}");
    for term in [Duration::ZERO, Duration::from_secs(8 * 24 * 3600)] {
        let error = second.lease().take(term, "").unwrap_err();
        assert_eq!(error.code(), "out_of_range");
    }
}

#[cfg(unix)]
#[test]
fn a_lease_ends_with_a_command_that_is_stopped() {
    use std::process::Stdio;

    use rustix::process::Pid;
    use rustix::process::Signal;
    use rustix::process::kill_process;

    let (place, board) = (Place::new(), Leasing::start());
    board.state().hang = true;
    let digest = format!("sha256:{}", "d1".repeat(32));
    let piped = "hls send -".to_owned();
    for (command, last) in [
        (format!("load {digest}"), "take 60 `fic load`"),
        (piped, "HlsSend"),
    ] {
        let mut child = place
            .command()
            .args(command.split(' '))
            .args(["-b", &board.address, "--format", "json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Whole pieces are sent; then the source gives nothing more, and does not end.
        let mut stdin = child.stdin.take().unwrap();
        if command.ends_with('-') {
            std::io::Write::write_all(&mut stdin, &[7; 8192]).unwrap();
        }
        fic_test_kit::eventually("under way", || {
            board.state().log.iter().any(|line| line.ends_with(last))
        });
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        let ran = support::Ran::of(&output);
        assert_eq!(ran.code, 1, "{command}: {}", ran.stdout);
        assert_eq!(only(&ran.document())["code"], "cancelled", "{}", ran.stdout);
        assert_eq!(log(&board).last().unwrap(), "ann: release", "{command}");
        assert!(board.state().lease.is_none());
    }
}

#[test]
fn history_is_read_page_by_page() {
    let (place, board) = (Place::new(), Leasing::start());
    board.state().first_audit = 101;
    board.state().audit = (101..801).map(|n| format!("{{\"n\":{n}}}")).collect();
    for (most, first) in [(3, 798), (256, 545), (257, 544), (700, 101), (5000, 101)] {
        let (code, shown) = run(&place, &board, &format!("status --history {most}"));
        assert_eq!(code, 0, "{shown}");
        let records = shown["history"].as_array().unwrap();
        let numbers: Vec<u64> = records
            .iter()
            .map(|line| line["n"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, (first..801).collect::<Vec<u64>>(), "{most}");
        assert_eq!(shown["audit_records"], 800);
    }
}

#[test]
fn a_separate_agent_keeps_others_out_and_remembers() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    let json = |arguments: &[&str]| {
        let (code, document) = place.json(&[arguments, &["-b", agent.address()]].concat());
        (code, only(&document).clone())
    };
    let (code, taken) = json(&["lease", "take", "--for", "2h", "--memo", "mine"]);
    assert_eq!((code, &taken["yours"]), (0, &true.into()), "{taken}");
    let (code, error) = json(&["lease", "break"]);
    assert_eq!((code, error["code"].as_str()), (5, Some("not_allowed")));
    let (code, _) = json(&["stage", support::MK2, "--boot"]);
    assert_eq!(code, 0);
    let target = Target::at(agent.address().parse().unwrap());
    let options = Options {
        who: Some("bob@desk".into()),
        ..Options::default()
    };
    let mut other = Board::open(&target, &options).unwrap();
    let error = other.reset().unwrap_err();
    assert_eq!(error.code(), "lease_held", "{error}");
    assert!(error.to_string().contains("mine"), "{error}");
    let (_, status) = json(&["status"]);
    assert_eq!(
        status["agent"]["lease"]["lease"]["memo"], "mine",
        "{status}"
    );
    assert!(status["agent"]["boot"].is_string(), "{status}");
    assert_eq!(json(&["stage", "--no-boot"]).0, 0);
    assert_eq!(json(&["lease", "release"]).1["was_yours"], true);
    other.reset().unwrap();

    let (code, shown) = json(&["status", "--history"]);
    assert_eq!(code, 0, "{shown}");
    let records = shown["history"].as_array().unwrap();
    let whats: Vec<&str> = records
        .iter()
        .filter_map(|line| line["what"].as_str())
        .collect();
    for what in ["lease take", "lease break", "lease release"] {
        assert!(whats.contains(&what), "{what} in {whats:?}");
    }
}

#[test]
fn a_board_without_leases_says_so() {
    let place = Place::new();
    let old = fake_board::speaking(|kind, request| fake_board::greeting(kind, request.as_ref()));
    let v2 = fake_board::speaking(|kind, request| {
        fake_board::greeting_of(2, kind, request.as_ref())
            .or_else(|| Some(fake_board::response(&BoardError::NotSupported.into())))
    });
    for address in [old, v2] {
        for command in ["take", "renew", "release", "show", "break"] {
            let (code, document) = place.json(&["lease", command, "-b", &address]);
            let error = only(&document);
            assert_eq!(
                (code, error["code"].as_str()),
                (4, Some("not_supported")),
                "{command}"
            );
        }
    }
}

#[test]
fn a_bad_time_is_refused_before_any_board_is_asked() {
    for time in ["0s", "8d", "soon", "5"] {
        let ran = Place::new().fic(["lease", "take", "--for", time, "-b", "tcp://127.0.0.1:1"]);
        assert_eq!(ran.code, 2, "{time}: {}", ran.stderr);
    }
}
