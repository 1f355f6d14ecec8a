//! The program and who may use it: restarts, the boot design, a configuration file
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::fs;
use std::path::Path;

use fic_bitstream::Part;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::synth::synth;
use fic_protocol::*;
use fic_test_kit::agent::Agent;
use fic_test_kit::eventually;
use support::Client;
use support::program::command;
use support::program::start;
use support::program::start_board;

const SMALL: &str = "sim:mk2?part=xcku040";

fn design() -> Vec<u8> {
    let mut data = Vec::new();
    let options = SynthOptions {
        compress: true,
        ..SynthOptions::default()
    };
    synth(Part::by_name("xcku040").unwrap(), &options, &mut data).unwrap();
    data
}

fn named(agent: &Agent, who: &str) -> Client {
    let mut client = agent.client();
    client.call(HostRequest::Identify { who });
    client
}

fn take(client: &mut Client, term_s: u32) -> BoardResponse {
    client.call(HostRequest::LeaseTake {
        term_s,
        memo: "over restarts",
    })
}

fn audit(client: &mut Client) -> String {
    client.data.clear();
    let answer = client.call(HostRequest::AuditRead {
        from: 0,
        count: 100,
    });
    assert!(matches!(answer, BoardResponse::Audit(_)), "{answer:?}");
    String::from_utf8(client.data.clone()).unwrap()
}

#[test]
fn a_lease_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let required = ["--lease", "required"];
    let mut agent = start(folder.path(), &required);
    let mut ann = named(&agent, "ann@lab");
    assert!(matches!(take(&mut ann, 600), BoardResponse::Lease(state) if state.yours));
    agent.signal("-KILL");
    agent.wait();
    let mut agent = start(folder.path(), &required);
    let mut bob = named(&agent, "bob@lab");
    let BoardResponse::Leased(lease) = take(&mut bob, 600) else {
        panic!("two have it");
    };
    assert_eq!(
        (lease.user.as_str(), lease.memo.as_str()),
        ("ann@lab", "over restarts")
    );
    assert!(lease.left_s <= 600 && lease.left_s > 0);
    let mut ann = named(&agent, "ann@lab");
    assert!(matches!(
        ann.call(HostRequest::LeaseRelease),
        BoardResponse::Lease(_)
    ));
    agent.signal("-KILL");
    agent.wait();
    let agent = start(folder.path(), &required);
    let mut bob = named(&agent, "bob@lab");
    assert!(matches!(take(&mut bob, 600), BoardResponse::Lease(state) if state.yours));
    let log = audit(&mut bob);
    for what in ["agent start", "lease take", "lease release"] {
        assert!(log.contains(what), "{log}");
    }
}

#[test]
fn an_end_in_order_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut agent = start(folder.path(), &["--lease", "optional"]);
    let mut ann = named(&agent, "ann@lab");
    assert_eq!(
        ann.call(HostRequest::HlsStart),
        ann.call(HostRequest::HlsStart)
    );
    agent.signal("-TERM");
    assert_eq!(agent.wait().code(), Some(0));
    let log = fs::read_to_string(folder.path().join("audit.jsonl")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(lines[0].contains("agent start") && lines[0].contains("modelled"));
    assert!(lines[1].contains("hls start") && lines[1].contains("\"count\":2"));
    assert!(lines[2].contains("agent stop"));
}

#[test]
fn a_boot_design_is_loaded_at_start_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut agent = start_board(SMALL, folder.path(), &["--lease", "optional"]);
    let mut ann = named(&agent, "ann@lab");
    let data = design();
    let digest = support::digest(&data);
    let boot = HostRequest::BootSet {
        digest: Some(digest),
    };
    assert_eq!(ann.call(boot.clone()), BoardError::NotStaged.into());
    assert!(matches!(ann.stage(&data), BoardResponse::Stage(state) if state.complete));
    assert_eq!(ann.call(boot), BoardResponse::Done);
    agent.signal("-KILL");
    agent.wait();
    let mut agent = start_board(SMALL, folder.path(), &["--lease", "required"]);
    let mut ann = named(&agent, "ann@lab");
    eventually("configured", || ann.status().fpga == FpgaState::Configured);
    let status = ann.status();
    let record = status.last_load.unwrap();
    assert_eq!((record.digest, record.who.as_str()), (digest, "boot"));
    assert!(!status.stale);
    let BoardResponse::Agent(info) = ann.call(HostRequest::AgentInfo) else {
        panic!("no answer");
    };
    assert_eq!(info.boot, Some(digest));
    assert!(info.health.free_bytes.is_some());
    assert!(audit(&mut ann).contains("\"who\":\"boot\""));
    agent.signal("-TERM");
    agent.wait();
    // The medium went bad: the agent says so and serves.
    let path = folder.path().join(format!("{digest}.native"));
    let mut bytes = fs::read(&path).unwrap();
    bytes[1000] ^= 1;
    fs::write(&path, bytes).unwrap();
    let agent = start_board(SMALL, folder.path(), &["--lease", "optional"]);
    let mut ann = named(&agent, "ann@lab");
    eventually("recorded", || audit(&mut ann).contains("digest_mismatch"));
    let status = ann.status();
    assert_eq!(status.fpga, FpgaState::Unconfigured);
    // The pins say that what was recorded runs no more.
    assert!(status.stale);
}

#[test]
fn who_discards_the_boot_design_does_not_boot_it() {
    let folder = tempfile::tempdir().unwrap();
    let agent = start_board(SMALL, folder.path(), &["--lease", "optional"]);
    let mut ann = named(&agent, "ann@lab");
    let data = support::noise(4096, 1);
    let digest = support::digest(&data);
    ann.stage(&data);
    let boot = |digest| HostRequest::BootSet { digest };
    assert_eq!(ann.call(boot(Some(digest))), BoardResponse::Done);
    assert!(folder.path().join("boot").exists());
    ann.call(HostRequest::StageDiscard { digest });
    assert!(!folder.path().join("boot").exists());
    assert_eq!(ann.call(boot(None)), BoardResponse::Done);
    let BoardResponse::Agent(info) = ann.call(HostRequest::AgentInfo) else {
        panic!("no answer");
    };
    assert_eq!(info.boot, None);
}

fn config(folder: &Path, text: &str) -> String {
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_agent_runs_by_its_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let file = config(
        folder.path(),
        &format!(
            "board = \"sim:mk2\"\nlisten = [\"tcp://127.0.0.1:0\"]\nstore = \"{}\"\n\
             lease = \"required\"\n[roles]\ntcp = \"read\"\n",
            store.display()
        ),
    );
    let mut run = command();
    run.args(["--config", &file]);
    let agent = Agent::run(&mut run);
    let mut client = agent.client();
    let reset = client.call(HostRequest::FpgaReset);
    assert_eq!(reset, BoardError::NotAllowed.into());
    let BoardResponse::Agent(info) = client.call(HostRequest::AgentInfo) else {
        panic!("no answer");
    };
    assert_eq!(info.role, Role::Read);
    assert_eq!(info.key, "loopback");
    assert!(info.lease.required);
    assert!(store.join("audit.jsonl").exists());
}
