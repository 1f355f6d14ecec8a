//! A design from the wire to the pins of the modelled board
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use fic_agent::sim::SimBoard;
use fic_agent::sim::SimOptions;
use fic_bitstream::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_protocol::*;
use support::Client;
use support::Message;

fn board(address: &str, options: &SimOptions) -> SimBoard {
    SimBoard::start(&address.parse().unwrap(), options).unwrap()
}

fn connect(board: &SimBoard) -> Client {
    let (mut reader, writer) = board.connect().unwrap();
    reader.set_timeout(Some(Duration::from_millis(50)));
    Client::new(reader, writer).greeted()
}

fn design(part: &str, compress: bool) -> Vec<u8> {
    let mut data = Vec::new();
    let options = SynthOptions {
        compress,
        ..SynthOptions::default()
    };
    synth(Part::by_name(part).unwrap(), &options, &mut data).unwrap();
    data
}

fn stage(client: &mut Client, data: &[u8]) -> Digest {
    let staged = client.stage(data);
    assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
    support::digest(data)
}

fn load(client: &mut Client, digest: Digest) -> BoardResponse {
    client.call(HostRequest::Load(support::load(digest)))
}

/// A word in the frames of this design, where a wrong bit matters: the random half of it
/// is there, the rest is zeros and NOPs.
fn frame_word(data: &[u8]) -> usize {
    let words = data.as_chunks::<4>().0;
    let run = words.windows(4).position(|words| {
        let random = |word: &[u8; 4]| word.iter().all(|byte| !matches!(byte, 0 | 0xFF));
        words.iter().all(random)
    });
    run.unwrap() + 2
}

fn error_of(response: &BoardResponse) -> &'static str {
    match response {
        BoardResponse::Failed(failure) => failure.error.code(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_design_runs_on_each_board() {
    for (address, part) in [
        ("sim:mk1", "xcku095"),
        ("sim:mk2", "xcku115"),
        ("sim:mk2?part=xcku040", "xcku040"),
    ] {
        let board = board(address, &SimOptions::default());
        let mut client = connect(&board);
        client.call(HostRequest::Identify { who: "ann@lab" });
        let digest = stage(&mut client, &design(part, true));
        let BoardResponse::Loaded(loaded) = load(&mut client, digest) else {
            panic!("{address}: not loaded");
        };
        assert_eq!(loaded.record.who, "ann@lab");
        assert!(!loaded.already_running);
        let status = client.status();
        assert_eq!(status.fpga, FpgaState::Configured, "{address}");
        assert_eq!(status.last_load.unwrap().digest, digest);
        assert!(!status.stale);
        let BoardResponse::Loaded(again) = load(&mut client, digest) else {
            panic!("{address}: not loaded");
        };
        assert!(again.already_running);
        drop(client);
        let report = board.finish().unwrap();
        assert!(report.configured);
        assert_eq!(report.counter("loads_ok"), 1, "{address}");
        assert_eq!(report.violations, [""; 0], "{address}");
    }
}

#[test]
fn what_is_no_design_moves_no_pin() {
    let board = board("sim:mk2", &SimOptions::default());
    let mut client = connect(&board);
    let mut damaged = design("xcku115", true);
    let in_a_frame = frame_word(&damaged);
    damaged[4 * in_a_frame] ^= 0x10;
    for (data, code) in [
        (support::noise(40_000, 1), "no_sync"),
        (design("xcku040", true), "part_mismatch"),
        (damaged, "crc_error"),
    ] {
        let digest = stage(&mut client, &data);
        assert_eq!(error_of(&load(&mut client, digest)), code);
    }
    let missing = Digest([1; 32]);
    assert_eq!(error_of(&load(&mut client, missing)), "not_staged");
    let report = board.report().unwrap();
    assert_eq!(report.counter("config_edges"), 0);
    assert_eq!(report.counter("gpio_writes"), 0);
}

#[test]
fn faults_of_the_board_are_named() {
    let data = design("xcku115", true);
    for (fault, code) in [
        ("no_power=1", "no_power"),
        ("init_stuck=low", "init_stuck_low"),
        ("init_stuck=high", "init_never_fell"),
        ("done_stuck=high", "done_high_before_data"),
        ("done_stuck=low", "done_timeout"),
        (&format!("flip={}:3", frame_word(&data)), "crc_error"),
    ] {
        let board = board(&format!("sim:mk2?fault.{fault}"), &SimOptions::default());
        let mut client = connect(&board);
        let digest = stage(&mut client, &data);
        assert_eq!(error_of(&load(&mut client, digest)), code, "{fault}");
    }
}

#[test]
fn what_runs_is_known_after_a_restart_but_done_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let options = SimOptions {
        store: Some(folder.path().to_owned()),
        ..SimOptions::default()
    };
    let first = board("sim:mk2", &options);
    let mut client = connect(&first);
    let digest = stage(&mut client, &design("xcku115", true));
    load(&mut client, digest);
    let before = client.status().last_load;
    drop(client);
    first.finish().unwrap();
    // The modelled FPGA is new and blank.
    let second = board("sim:mk2", &options);
    let mut client = connect(&second);
    let status = client.status();
    assert_eq!(status.last_load, before);
    assert_eq!(status.fpga, FpgaState::Unconfigured);
    let loaded = load(&mut client, digest);
    assert!(matches!(loaded, BoardResponse::Loaded(report) if !report.already_running));
}

#[test]
fn a_cancelled_load_leaves_the_fpga_clear_and_the_board_usable() {
    let board = board("sim:mk1", &SimOptions::default());
    let mut client = connect(&board);
    let digest = stage(&mut client, &design("xcku095", false));
    let id = client.send(HostRequest::Load(support::load(digest)));
    while !client
        .events
        .iter()
        .any(|(_, BoardEvent::Progress(now))| now.phase == Phase::Write)
    {
        match client.receive(Duration::from_secs(20)) {
            Some((of, Message::Event(event))) => client.events.push((of, event)),
            other => panic!("{other:?}"),
        }
    }
    let mut other = connect(&board);
    let status = other.status();
    assert_eq!(status.busy.unwrap().what, "load");
    assert_eq!(status.fpga, FpgaState::Unconfigured);
    client.send(HostRequest::Cancel { id });
    let Message::Response(BoardResponse::Failed(failure)) = client.wait_for(id) else {
        panic!("not cancelled");
    };
    assert_eq!(failure.error, BoardError::Cancelled);
    let diagnosis = failure.diagnosis.unwrap();
    assert!(diagnosis.cleared && !diagnosis.done);
    assert_eq!(other.status().fpga, FpgaState::Unconfigured);
    let small = stage(&mut other, &design("xcku095", true));
    assert!(matches!(load(&mut other, small), BoardResponse::Loaded(_)));
    assert_eq!(board.report().unwrap().violations, [""; 0]);
}

#[test]
fn a_load_ends_and_is_recorded_although_its_link_is_cut() {
    let board = board("sim:mk1", &SimOptions::default());
    let mut client = connect(&board);
    let digest = stage(&mut client, &design("xcku095", false));
    client.send(HostRequest::Load(support::load(digest)));
    client.receive(Duration::from_secs(20));
    drop(client);
    let mut other = connect(&board);
    let until = Instant::now() + Duration::from_secs(60);
    let status = loop {
        let status = other.status();
        if status.busy.is_none() {
            break status;
        }
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.fpga, FpgaState::Configured);
    assert_eq!(status.last_load.unwrap().digest, digest);
}

#[test]
fn every_pin_is_traced() {
    let folder = tempfile::tempdir().unwrap();
    let options = SimOptions {
        trace: Some(folder.path().join("pins.vcd")),
        ..SimOptions::default()
    };
    let board = board("sim:mk2", &options);
    let mut client = connect(&board);
    let digest = stage(&mut client, &design("xcku115", true));
    assert!(matches!(
        load(&mut client, digest),
        BoardResponse::Loaded(_)
    ));
    drop(client);
    board.finish().unwrap();
    let trace = std::fs::read_to_string(options.trace.unwrap()).unwrap();
    assert!(trace.contains("$enddefinitions"));
    for name in ["CCLK", "PROG_B", "INIT_B", "DONE", "CSI_B", "RDWR_B"] {
        assert!(trace.contains(name), "{name}");
    }
}

#[test]
fn a_trace_that_cannot_be_written_is_an_error() {
    let options = SimOptions {
        trace: Some("/no/such/folder/pins.vcd".into()),
        ..SimOptions::default()
    };
    let address = "sim:mk2".parse().unwrap();
    let error = SimBoard::start(&address, &options).err().unwrap();
    assert_eq!(error.code(), "trace_failed");
    assert_ne!(error.class(), ExitClass::Usage);
}

#[cfg(target_os = "linux")]
#[test]
fn a_trace_cut_short_by_a_full_disk_is_told() {
    let options = SimOptions {
        trace: Some("/dev/full".into()),
        ..SimOptions::default()
    };
    let Ok(board) = SimBoard::start(&"sim:mk2".parse().unwrap(), &options) else {
        return;
    };
    let mut client = connect(&board);
    let digest = stage(&mut client, &design("xcku115", true));
    assert!(matches!(
        load(&mut client, digest),
        BoardResponse::Loaded(_)
    ));
    drop(client);
    assert_eq!(board.finish().unwrap_err().code(), "trace_failed");
}

/// Not a check of speed: a figure for people, with `--nocapture`.
#[test]
fn how_long_a_full_size_load_takes_here() {
    let folder = tempfile::tempdir().unwrap();
    let options = SimOptions {
        store: Some(Path::to_owned(folder.path())),
        ..SimOptions::default()
    };
    let board = board("sim:mk2", &options);
    let mut client = connect(&board);
    let before = Instant::now();
    let digest = stage(&mut client, &design("xcku115", false));
    let staged = before.elapsed();
    let before = Instant::now();
    let answer = load(&mut client, digest);
    let BoardResponse::Loaded(loaded) = answer else {
        panic!("{answer:?}");
    };
    println!(
        "made up and staged {staged:?}, loaded {:?}, virtual {} us, {} looks",
        before.elapsed(),
        loaded.record.duration_us,
        loaded.init_looks
    );
    drop(client);
    let report = board.finish().unwrap();
    println!("{}", report.to_json());
    assert_eq!(report.violations, [""; 0]);
}
