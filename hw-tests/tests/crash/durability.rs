//! What commands have promised until the crash, and whether it holds right after it

use super::scenario::Place;
use super::scenario::Ran;
use super::shim::Crash;

/// What the agent has to know after a restart.
#[derive(Default)]
pub struct DurableState {
    /// The memo of the lease that is held.
    lease: Option<String>,
    /// Digest of the design that is loaded at start.
    boot: Option<String>,
    /// The lines of the log.
    log: Vec<String>,
}

impl DurableState {
    /// Takes up what a command that worked has promised.
    pub fn keep(&mut self, place: &Place, ran: &Ran, crash: Crash) {
        if ran.code != 0 {
            return;
        }
        if let Some((_, memo)) = ran.words.split_once("--memo ") {
            self.lease = Some(memo.to_owned());
        }
        if ran.words == "lease release" {
            self.lease = None;
        }
        if ran.words.contains("--no-boot") {
            self.boot = None;
        }
        if ran.words.contains("--boot") {
            let digest = ran.document["boards"][0]["result"]["digest"].as_str();
            self.boot = digest.map(bare);
        }
        self.log = durable(log(place), crash);
    }

    /// Checks them on the agent that came after the crash; `during` is the command that was
    /// interrupted, which may have changed what it is about.
    pub fn check(&self, place: &Place, during: &str, what: &str) {
        place.wait_for_agent();
        if let Some(memo) = self.lease.as_ref().filter(|_| !during.starts_with("lease")) {
            let show = place.fic("lease show");
            let state = &show.document["boards"][0]["result"];
            assert_eq!(state["yours"], true, "{what}: {state} {}", show.stderr);
            assert_eq!(state["lease"]["memo"], **memo, "{what}: {state}");
        }
        if let Some(digest) = self.boot.as_ref().filter(|_| !during.contains("boot")) {
            let status = place.fic("status");
            let boot = &status.document["boards"][0]["result"]["agent"]["boot"];
            let found = boot.as_str().map(bare);
            assert_eq!(found.as_ref(), Some(digest), "{what}: {}", status.stderr);
        }
        let now = log(place);
        for line in &self.log {
            assert!(now.contains(line), "{what}: {line} is lost");
        }
    }
}

fn bare(digest: &str) -> String {
    digest.trim_start_matches("sha256:").to_owned()
}

/// The whole lines. A crash that nobody has noticed yet may have torn the last one.
fn log(place: &Place) -> Vec<String> {
    let read = |name| std::fs::read_to_string(place.store().join(name)).unwrap_or_default();
    let text = read("audit.1.jsonl") + &read("audit.jsonl");
    let lines = text.split_inclusive('\n');
    let whole = lines.filter_map(|line| line.strip_suffix('\n'));
    whole.map(str::to_owned).collect()
}

/// Those that no crash may take. A kill leaves all that was written. A record of what was
/// done is flushed before its request is answered; one of what was refused is not flushed,
/// and one that counts many requests comes after them: such lines at the end may go with
/// the power.
fn durable(mut log: Vec<String>, crash: Crash) -> Vec<String> {
    let done = |line: &String| line.contains("\"result\":\"ok\"") && !line.contains("\"count\":");
    if crash == Crash::Power {
        let sure = log.iter().rposition(done).map_or(0, |last| last + 1);
        log.truncate(sure);
    }
    log
}
