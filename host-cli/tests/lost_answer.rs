//! A line that loses the answer to a load: the board is asked whether it still acts
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::LoadReport;
use fic_protocol::frame::Kind;
use fic_protocol::samples;
use fic_test_kit::fake_board;
use fic_test_kit::serial::Line;
use support::Place;
use support::only;

/// A board whose first load ends without an answer; gives what it is asked.
fn forgetful(device: &str) -> Arc<Mutex<Vec<&'static str>>> {
    let port = serialport::new(device, 921_600).timeout(Duration::from_millis(50));
    let port = port.open_native().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        fake_board::converse(port, |kind, request| {
            fake_board::greeting(kind, request.as_ref()).or_else(|| answer(request?, &log))
        });
    });
    asked
}

fn answer(request: HostRequest<'_>, log: &Mutex<Vec<&'static str>>) -> Option<(Kind, Vec<u8>)> {
    let mut log = log.lock().unwrap();
    match request {
        HostRequest::Load(order) => {
            log.push("load");
            let mut record = samples::record();
            record.digest = order.digest;
            let again = log.iter().filter(|what| **what == "load").count() > 1;
            let report = LoadReport {
                record,
                already_running: true,
                startup_clocks: 64,
                init_looks: 1,
            };
            again.then(|| fake_board::response(&BoardResponse::Loaded(report)))
        }
        HostRequest::Status => {
            log.push("status");
            let status = BoardResponse::Status(fake_board::status());
            Some(fake_board::response(&status))
        }
        _ => None,
    }
}

#[test]
fn a_lost_answer_is_asked_for_again() {
    let place = Place::new();
    let line = Line::new(0);
    let asked = forgetful(&line.board);
    let board = format!("serial:{}?baud=921600", line.host);
    let digest = format!("sha256:{}", "d1".repeat(32));
    let (code, document) = place.json(&["load", &digest, "-b", &board]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(only(&document)["digest"], digest.as_str());
    let asked = asked.lock().unwrap();
    assert_eq!((asked[0], asked[1]), ("load", "status"), "{asked:?}");
    assert_eq!(asked.iter().filter(|what| **what == "load").count(), 2);
}
