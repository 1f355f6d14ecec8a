//! `fic board pair`, killed at every step: keys that were kept stay, new ones come whole

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::pairing;
use fic_hw_tests::program;
use fic_keys::PrivateKey;

use super::shim;
use super::shim::Crash;
use super::steps;

/// All that pairing writes.
const FILES: [&str; 3] = ["config.toml", "id_ed25519", "known_boards"];

/// A board with a TLS address.
struct Far {
    folder: tempfile::TempDir,
    agent: Agent,
    fingerprint: String,
}

impl Far {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let more = ["--listen", "tls://127.0.0.1:0"];
        let agent = Agent::start_at("sim:mk2", folder.path(), &more).unwrap();
        let fingerprint = pairing::agent_says(folder.path(), &["fingerprint"]).unwrap();
        Self {
            folder,
            agent,
            fingerprint: fingerprint.trim().to_owned(),
        }
    }

    fn address(&self) -> String {
        self.agent.at("tls").to_owned()
    }

    fn let_in(&self, home: &Path) {
        let key = PrivateKey::load(&home.join("id_ed25519")).unwrap().unwrap();
        let line = format!("{} a host", key.public());
        let words = ["authorize", &line, "--role", "operate"];
        pairing::agent_says(self.folder.path(), &words).unwrap();
    }
}

/// A host's own folder.
struct Host(tempfile::TempDir);

impl Host {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        fs::create_dir(folder.path().join("scratch")).unwrap();
        fs::write(folder.path().join("home/config.toml"), "").unwrap();
        Self(folder)
    }

    fn like(other: &Self) -> Self {
        let host = Self::new();
        for file in FILES {
            fs::copy(other.home().join(file), host.home().join(file)).unwrap();
        }
        host
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn fic(&self, words: &[&str]) -> Command {
        let mut command = program::fic(&self.0.path().join("scratch")).unwrap();
        command
            .args(words)
            .env("FIC_CONFIG", self.home().join("config.toml"))
            .env("HOME", self.home());
        command
    }

    /// Pairs it under this name, crashed at this step; whether it came to its end.
    fn pair(&self, name: &str, far: &Far, crash: Crash, step: u32) -> bool {
        let address = far.address();
        let words = ["board", "pair", name, &address, "--fingerprint"];
        let mut command = self.fic(&words);
        command.arg(&far.fingerprint);
        shim::preload(&mut command, &self.home(), crash, step);
        shim::count_sends(&mut command);
        command.output().unwrap().status.success()
    }

    fn must_pair(&self, name: &str, far: &Far, what: &str) {
        assert!(
            self.pair(name, far, Crash::Kill, 0),
            "{what}: pairing failed"
        );
    }

    fn must_reach(&self, name: &str, what: &str) {
        let output = self.fic(&["status", "-b", name]).output().unwrap();
        assert!(output.status.success(), "{what}, {name}: {output:?}");
    }

    /// `None` before there is one; a half one is none that can be loaded.
    fn key(&self, what: &str) -> Option<String> {
        let key = PrivateKey::load(&self.home().join("id_ed25519"));
        let key = key.unwrap_or_else(|error| panic!("{what}: {error}"));
        key.map(|key| key.public().to_string())
    }

    /// Each line is the whole one of a board.
    fn known(&self, fars: &[&Far], what: &str) -> usize {
        let text = fs::read_to_string(self.home().join("known_boards")).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "{what}: {text:?}");
        for line in text.lines() {
            let ours = |far: &&Far| line.starts_with(far.address().trim_start_matches("tls://"));
            assert!(fars.iter().any(ours), "{what}: {line}");
            assert_eq!(line.split(' ').count(), 3, "{what}: {line}");
        }
        text.lines().count()
    }
}

fn crash_everywhere(steps: u32, crash_at: impl Fn(Crash, u32) + Sync) {
    for crash in [Crash::Kill, Crash::Power] {
        let sample = steps::sampled(steps);
        let crashes = steps::crash_at_each(&sample, |step| {
            crash_at(crash, step);
            true
        });
        println!("{crash:?}, board pair: crashed at {crashes} of {steps} steps");
    }
    assert!(steps >= 8, "only {steps} steps");
}

#[test]
fn a_first_pairing_begins_anew() {
    let far = Far::new();
    let whole = Host::new();
    whole.must_pair("one", &far, "without a crash");
    crash_everywhere(shim::steps(&whole.home()), |crash, step| {
        let what = format!("{crash:?} at step {step} of the first pairing");
        let host = Host::new();
        assert!(
            !host.pair("one", &far, crash, step),
            "{what}: it did not crash"
        );
        let key = host.key(&what);
        host.known(&[&far], &what);
        host.must_pair("one", &far, &what);
        // What a board may have been told to let in stays.
        assert!(key.is_none() || key == host.key(&what), "{what}: a new key");
        assert_eq!(host.known(&[&far], &what), 1, "{what}");
    });
    far.let_in(&whole.home());
    whole.must_reach("one", "in the end");
}

#[test]
fn a_second_pairing_keeps_the_first() {
    let (near, far) = (Far::new(), Far::new());
    let before = Host::new();
    before.must_pair("one", &near, "without a crash");
    near.let_in(&before.home());
    far.let_in(&before.home());
    let whole = Host::like(&before);
    whole.must_pair("two", &far, "without a crash");
    crash_everywhere(shim::steps(&whole.home()), |crash, step| {
        let what = format!("{crash:?} at step {step} of the second pairing");
        let host = Host::like(&before);
        assert!(
            !host.pair("two", &far, crash, step),
            "{what}: it did not crash"
        );
        assert_eq!(host.key(&what), before.key(&what), "{what}");
        assert!(host.known(&[&near, &far], &what) >= 1, "{what}");
        host.must_reach("one", &what);
        host.must_pair("two", &far, &what);
        host.must_reach("one", &what);
        host.must_reach("two", &what);
    });
}
