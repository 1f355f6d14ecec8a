//! The same deploy over every kind of link, against a separate agent
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use fic_test_kit::serial::Line;
use support::Place;
use support::agent;
use support::only;

/// Deploys, deploys again, asks and clears.
fn whole_way(place: &Place, board: &str, design: &str) {
    let (code, document) = place.json(&["deploy", design, "-b", board, "--memo", "trial"]);
    assert_eq!(code, 0, "{document}");
    let first = only(&document);
    assert_eq!(first["already_running"], false);
    assert_eq!(first["staged"]["skipped"], false);
    assert_eq!(first["modelled"], true);

    let (code, document) = place.json(&["deploy", design, "-b", board]);
    assert_eq!(
        (code, &only(&document)["already_running"]),
        (0, &true.into())
    );

    let (_, document) = place.json(&["status", "-b", board]);
    let status = only(&document);
    assert_eq!(status["state"], "configured");
    assert_eq!(status["running"]["digest"], first["digest"]);
    assert_eq!(status["running"]["memo"], "trial");

    let (code, document) = place.json(&["fpga", "probe", "-b", board]);
    assert_eq!(
        (code, &only(&document)["idcode"]["matches"]),
        (0, &true.into())
    );
    let (code, document) = place.json(&["fpga", "reset", "-b", board]);
    assert_eq!((code, &only(&document)["cleared"]), (0, &true.into()));
    let (_, document) = place.json(&["fpga", "status", "-b", board]);
    assert_eq!(only(&document)["state"], "unconfigured");
}

#[test]
fn tcp() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    whole_way(&place, agent.address(), support::MK2_OTHER);
}

#[test]
fn a_unix_socket() {
    let place = Place::new();
    let socket = format!("unix:{}", place.path("agent.sock").display());
    let _agent = agent::start("sim:mk1", &place.path("store"), &socket);
    whole_way(&place, &socket, support::MK1);
}

#[test]
fn a_serial_line() {
    let place = Place::new();
    let line = Line::new(0);
    let listen = format!("serial:{}?baud=921600", line.board);
    let _agent = agent::start("sim:mk2", &place.path("store"), &listen);
    let board = format!("serial:{}?baud=921600", line.host);
    whole_way(&place, &board, support::MK2_OTHER);
}

#[test]
fn a_noisy_serial_line() {
    let place = Place::new();
    let line = Line::new(4_000);
    let listen = format!("serial:{}?baud=3000000", line.board);
    let _agent = agent::start("sim:mk2", &place.path("store"), &listen);
    let board = format!("serial:{}?baud=3000000", line.host);
    whole_way(&place, &board, support::MK2_OTHER);
}

#[test]
fn what_runs_and_what_is_staged_outlives_the_agent() {
    let place = Place::new();
    let store = place.path("store");
    let agent = agent::tcp("sim:mk2", &store);
    place
        .fic(["stage", support::MK2, "-b", agent.address()])
        .good();
    drop(agent);
    let agent = agent::tcp("sim:mk2", &store);
    let (code, document) = place.json(&["stage", support::MK2, "-b", agent.address()]);
    assert_eq!(
        (code, &only(&document)["staged"]["skipped"]),
        (0, &true.into())
    );
    let digest = only(&document)["digest"].as_str().unwrap().to_owned();
    let (code, document) = place.json(&["load", &digest, "-b", agent.address()]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(only(&document)["digest"], digest.as_str());
}
