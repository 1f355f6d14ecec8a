//! A link that breaks in the middle, again and again
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::process::Stdio;
use std::time::Duration;

use fic_test_kit::eventually;
use fic_test_kit::proxy::Proxy;
use serde_json::Value;
use support::Place;
use support::Ran;
use support::agent;
use support::only;

/// Bytes that a modelled board lets a host have under way: 16 chunks of 8 KiB.
const WINDOW: u64 = 131_072;

/// Stages a design that hardly compresses through a proxy that cuts, and returns what the command says.
fn staged_with_cuts(cuts: &[u64]) -> (Value, Proxy) {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2?part=xcku040", &place.path("store"));
    let design = place.synth("xcku040", &["--fill", "1"]);
    let proxy = Proxy::cutting(agent.address(), cuts);
    let (code, document) = place.json(&["deploy", &design, "-b", &proxy.address]);
    assert_eq!(code, 0, "{document}");
    (only(&document).clone(), proxy)
}

#[test]
fn two_cuts_cost_no_more_than_a_window_each() {
    let (result, proxy) = staged_with_cuts(&[3_000_001, 9_000_002]);
    let staged = &result["staged"];
    assert_eq!(proxy.links(), 3);
    assert_eq!(staged["reconnects"], 2);
    let len = staged["len_bytes"].as_u64().unwrap();
    let resent = staged["resent_bytes"].as_u64().unwrap();
    assert!(resent <= 2 * WINDOW, "{resent} bytes were sent twice");
    assert_eq!(staged["sent_bytes"].as_u64().unwrap(), len + resent);
    assert_eq!(result["load"]["already_running"], false);
}

#[test]
fn a_cut_in_each_stretch_still_ends_well() {
    let cuts: Vec<u64> = (1..=12).map(|n| n * 600_000 + n).collect();
    let (result, proxy) = staged_with_cuts(&cuts);
    assert_eq!(proxy.links(), 13);
    let resent = result["staged"]["resent_bytes"].as_u64().unwrap();
    assert!(resent <= 12 * WINDOW, "{resent} bytes were sent twice");
}

#[test]
fn a_cut_in_the_handshake_or_the_first_request_is_survived() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    // Behind Hello and Identify (about 60 bytes), inside the first requests.
    for cut in [70, 90, 120] {
        let proxy = Proxy::cutting(agent.address(), &[cut]);
        let (code, document) =
            place.json(&["deploy", support::MK2, "--force", "-b", &proxy.address]);
        assert_eq!(code, 0, "cut at {cut}: {document}");
        assert_eq!(proxy.links(), 2, "cut at {cut}");
    }
}

#[test]
fn a_board_that_is_gone_for_good_is_given_up() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    let proxy = Proxy::cutting(agent.address(), &[2_000]);
    let address = proxy.address.clone();
    drop(agent);
    let (code, document) = place.json(&["status", "-b", &address]);
    assert_eq!(code, 3, "{document}");
    assert_eq!(only(&document)["code"], "unreachable");
}

#[test]
fn a_transfer_that_was_stopped_goes_on_where_it_was() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2?part=xcku040", &place.path("store"));
    let design = place.synth("xcku040", &["--fill", "1"]);
    let slow = Proxy::slow(agent.address(), Duration::from_millis(2));
    let arguments = ["stage", &design, "-b", &slow.address, "--timeout", "1"];
    let (code, document) = place.json(&arguments);
    assert_eq!(
        (code, only(&document)["code"].as_str()),
        (1, Some("time_limit"))
    );
    let (code, document) = place.json(&["stage", &design, "-b", agent.address()]);
    assert_eq!(code, 0, "{document}");
    let staged = &only(&document)["staged"];
    let (len, resumed) = (&staged["len_bytes"], staged["resumed_at"].as_u64().unwrap());
    assert!(resumed > 0);
    assert_eq!(
        staged["sent_bytes"].as_u64().unwrap(),
        len.as_u64().unwrap() - resumed
    );
}

#[test]
fn a_load_goes_on_when_the_link_breaks_and_its_end_is_awaited() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    let design = place.synth("xcku115", &["--fill", "0.5"]);
    place.fic(["stage", &design, "-b", agent.address()]).good();
    let proxy = Proxy::cutting(agent.address(), &[]);
    let mut watch = fic_client::Board::connect(agent.address()).unwrap();
    let mut command = place.command();
    command.args(["load", &design, "--format", "json", "-b", &proxy.address]);
    let child = command.stdout(Stdio::piped()).spawn().unwrap();
    eventually("loading", || {
        let busy = watch.status().unwrap().busy;
        busy.is_some_and(|busy| busy.what == "load")
    });
    proxy.cut();
    let ran = Ran::of(&child.wait_with_output().unwrap());
    let document = ran.document();
    assert_eq!(ran.code, 0, "{document}");
    assert_eq!(only(&document)["already_running"], false, "it is this load");
    assert_eq!(proxy.links(), 2);
}
