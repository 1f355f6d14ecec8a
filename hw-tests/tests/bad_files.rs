//! No bad file moves a configuration pin, whoever brings it
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::io::Read;

use fic_agent::sim::SimBoard;
use fic_agent::sim::SimOptions;
use fic_bitstream::Analyzer;
use fic_bitstream::Part;
use fic_bitstream::corpus::BadFile;
use fic_bitstream::corpus::bad_files;
use fic_bitstream::corpus::good_data;
use fic_bitstream::source::NativeReader;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_hw_tests::agent::Agent;
use fic_hw_tests::program::fic;
use fic_hw_tests::sim;
use fic_protocol::BoardResponse;
use fic_protocol::Failure;
use fic_protocol::ModeChoice;
use fic_test_kit::client::digest;
use serde_json::Value;

const BOARDS: [(&str, &str); 2] = [("sim:mk1", "xcku095"), ("sim:mk2", "xcku115")];
/// Kinds that the corpus has at least.
const KINDS: usize = 40;

fn part(name: &str) -> &'static Part {
    Part::by_name(name).unwrap()
}

/// What a host that checks nothing would send: the native data where there is any, else the file.
fn sent(file: &BadFile) -> Vec<u8> {
    let mut native = Vec::new();
    match NativeReader::new(&file.bytes[..]).map(|mut data| data.read_to_end(&mut native)) {
        Ok(Ok(_)) => native,
        _ => file.bytes.clone(),
    }
}

fn is_sound(data: &[u8], part: &Part) -> bool {
    let mut analyzer = Analyzer::new();
    analyzer.push(data);
    analyzer.finish().check_for_part(part).is_ok()
}

#[test]
fn a_board_refuses_them_by_itself_before_a_pin_moves() {
    for (address, part_name) in BOARDS {
        let part = part(part_name);
        let board = SimBoard::start(&address.parse().unwrap(), &SimOptions::default()).unwrap();
        let mut client = sim::connect(&board).unwrap();
        let (mut refused, mut sound) = (0, Vec::new());
        for file in bad_files(part).unwrap() {
            let data = sent(&file);
            if is_sound(&data, part) {
                // Only what stands around the data is wrong, and that a board never sees.
                sound.push(file.name);
                continue;
            }
            let answer = match client.stage(&data) {
                BoardResponse::Stage(_) => client.load(digest(&data), ModeChoice::Auto),
                refusal => refusal,
            };
            let BoardResponse::Failed(Failure { error, .. }) = answer else {
                panic!("{address} took {}: {answer:?}", file.name);
            };
            assert_eq!(error.class(), ExitClass::Input, "{}: {error:?}", file.name);
            let report = board.report().unwrap();
            for counter in ["config_edges", "cclk_rising", "config_bytes", "resets"] {
                assert_eq!(report.counter(counter), 0, "{}: {counter}", file.name);
            }
            refused += 1;
        }
        println!("{address} refused {refused} kinds; data sound inside a bad file: {sound:?}");
        assert!(refused >= KINDS, "{refused} kinds");
        // The test can fail: the good data that the bad files were made of does move pins.
        let good = client.staged(&good_data(part).unwrap());
        let answer = client.load(good, ModeChoice::Auto);
        assert!(matches!(answer, BoardResponse::Loaded(_)), "{answer:?}");
        let report = board.finish().unwrap();
        assert!(report.configured && report.counter("config_edges") > 0);
    }
}

/// Through the program, to a separate agent, so that the model's counters outlive it.
#[test]
fn fic_refuses_them_with_exit_code_4() {
    for (address, part_name) in BOARDS {
        let folder = tempfile::tempdir().unwrap();
        let agent = Agent::start(address, folder.path()).unwrap();
        let files = bad_files(part(part_name)).unwrap();
        let mut wrong = Vec::new();
        for file in &files {
            let path = folder.path().join(file.name);
            std::fs::write(&path, &file.bytes).unwrap();
            let output = fic(folder.path())
                .unwrap()
                .args(["deploy", "--format", "json", "-b"])
                .arg(agent.address())
                .arg(&path)
                .output()
                .unwrap();
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let error = match &answer["error"] {
                Value::Null => &answer["boards"][0]["error"],
                error => error,
            };
            if output.status.code() != Some(4) || error["code"] != file.code {
                let status = output.status;
                wrong.push(format!(
                    "{}: {status}, {answer}, not {}",
                    file.name, file.code
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(files.len() >= KINDS);
        let report = agent.finish().unwrap();
        for counter in ["cclk_rising", "config_bytes", "resets"] {
            assert_eq!(report["counters"][counter], 0, "{address} {counter}");
        }
        // At its start an agent lays the port's pins at rest, to read them.
        let elsewhere = tempfile::tempdir().unwrap();
        let idle = Agent::start(address, elsewhere.path()).unwrap();
        let edges = &idle.finish().unwrap()["counters"]["config_edges"];
        assert_eq!(&report["counters"]["config_edges"], edges, "{address}");
    }
}
