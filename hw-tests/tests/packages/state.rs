//! What a working agent knows: an upgrade and a removal leave it

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::package::System;
use fic_hw_tests::package::later;
use fic_hw_tests::package::package;
use fic_hw_tests::package::qemu_user;
use fic_hw_tests::pairing::keep;
use serde_json::Value;
use tempfile::TempDir;

use crate::at_the_board;
use crate::json;
use crate::sample;

const PATIENCE: Duration = Duration::from_secs(60);

/// A system with the package, and a host that works with its agent.
struct Site {
    scratch: TempDir,
    system: System,
    host: PathBuf,
    /// The unit's state folder.
    state: PathBuf,
}

impl Site {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let system = System::new(&scratch.path().join("system")).unwrap();
        let (host, state) = (
            scratch.path().join("host"),
            system.path("/var/lib/fic-agent"),
        );
        for folder in [&host, &state] {
            fs::create_dir_all(folder).unwrap();
        }
        Self {
            scratch,
            system,
            host,
            state,
        }
    }

    fn program(&self) -> PathBuf {
        self.system.path("/usr/bin/fic-agent")
    }

    fn start(&self) -> Agent {
        let tls = ["--listen", "tls://127.0.0.1:0"];
        Agent::spawn(qemu_user(&self.program()), "sim:mk2", &self.state, &tls)
    }

    fn fingerprint(&self) -> String {
        at_the_board(&self.program(), &self.state, &["fingerprint"])
    }

    fn fic(&self, agent: &Agent, words: &[&str]) -> Value {
        let tls = agent.at("tls");
        let all = json(&self.host, &[words, &["-b", tls]].concat());
        let board = &all["boards"][0];
        assert_eq!(board["ok"], true, "{words:?}: {all}");
        board["result"].clone()
    }

    /// Pairs, takes the lease, stages the boot design; returns the agent's fingerprint.
    fn begin(&self) -> String {
        let agent = self.start();
        let fingerprint = self.fingerprint();
        let kept = keep(&self.host, agent.at("tls"), &fingerprint).unwrap();
        let authorize = ["authorize", &kept.key, "--role", "operate"];
        at_the_board(&self.program(), &self.state, &authorize);
        self.fic(&agent, &["lease", "take", "--for", "2h", "--memo", "night"]);
        self.fic(&agent, &["stage", "--boot", &sample()]);
        agent.finish().unwrap();
        fingerprint
    }

    fn assert_all_is_known(&self, fingerprint: &str, when: &str) {
        let agent = self.start();
        assert_eq!(self.fingerprint(), fingerprint, "{when}");
        let kept = keep(&self.host, agent.at("tls"), fingerprint).unwrap();
        assert_eq!(kept.answer["access"], "allowed", "{when}");
        let lease = self.fic(&agent, &["lease", "show"]);
        assert_eq!(lease["yours"], true, "{when}: {lease}");
        assert_eq!(lease["lease"]["memo"], "night", "{when}: {lease}");
        let staged = self.fic(&agent, &["stage", &sample()]);
        assert_eq!(staged["staged"]["skipped"], true, "{when}: {staged}");
        let status = self.settled_status(&agent);
        let boot = &status["agent"]["boot"];
        assert!(boot.is_string(), "{when}: {status}");
        assert_eq!(&status["running"]["digest"], boot, "{when}: {status}");
        let history = self
            .fic(&agent, &["status", "--history", "100"])
            .to_string();
        assert!(history.contains("lease take"), "{when}: {history}");
        agent.finish().unwrap();
    }

    /// Once the boot design is loaded.
    fn settled_status(&self, agent: &Agent) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let status = self.fic(agent, &["status"]);
            if status["busy"].is_null() {
                return status;
            }
            assert!(Instant::now() < until, "busy for ever: {status}");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn store_keys_and_lease_outlive_an_upgrade_and_a_removal() {
    let site = Site::new();
    let first = package("fic-agent").unwrap();
    let later = later(&first, site.scratch.path()).unwrap();
    site.system.dpkg("--install", &first).unwrap();
    let fingerprint = site.begin();
    site.system.dpkg("--install", &later).unwrap();
    site.assert_all_is_known(&fingerprint, "after the upgrade");
    site.system
        .dpkg("--remove", Path::new("fic-agent"))
        .unwrap();
    assert!(!site.program().exists());
    site.system.dpkg("--install", &later).unwrap();
    site.assert_all_is_known(&fingerprint, "after the removal");
    site.system.dpkg("--purge", Path::new("fic-agent")).unwrap();
    assert!(!site.state.exists());
}
