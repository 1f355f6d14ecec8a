//! One evening with a board, while its agent is killed once and started again

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_hw_tests::program;
use serde_json::Value;

use super::durability::DurableState;
use super::shim;
use super::shim::Crash;

/// No step of these tests takes longer, on a busy machine too.
pub const PATIENCE: Duration = Duration::from_secs(120);
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");
const TABLE: &str = "ports = 4\nslots = 2\n[switch0]\nport0 = \"1 -\"\nport1 = \"0 3\"\n\
                     port2 = \"- 0\"\nport3 = \"-*2\"\n";

/// A folder with a board's agent in it, and a host beside.
pub struct Place {
    folder: tempfile::TempDir,
    crashed: AtomicBool,
}

/// What one command did.
pub struct Ran {
    pub words: String,
    pub code: i32,
    pub document: Value,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("home")).unwrap();
        std::fs::write(folder.path().join("table.toml"), TABLE).unwrap();
        Self {
            folder,
            crashed: AtomicBool::new(false),
        }
    }

    /// Everything that the agent writes.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Everything that the host writes.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn socket(&self) -> String {
        format!("unix:{}", self.folder.path().join("socket").display())
    }

    /// The agent's command line.
    pub fn agent(&self) -> Command {
        let mut command = Command::new(program::program("fic-agent").unwrap());
        command
            .args(["--board", "sim:mk2?table=readable", "--listen"])
            .arg(self.socket())
            .arg("--store")
            .arg(self.store())
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// `fic` on the board, told to answer in JSON.
    pub fn command(&self, words: &str) -> Command {
        let mut command = program::fic(&self.home()).unwrap();
        command
            .args(self.arguments(words))
            .args(["-b", &self.socket(), "--format", "json"]);
        command
    }

    /// Runs `fic` on the board to its end.
    pub fn fic(&self, words: &str) -> Ran {
        let output = self.command(words).output().unwrap();
        Ran {
            words: words.into(),
            code: output.status.code().unwrap_or(-1),
            document: serde_json::from_slice(&output.stdout).unwrap_or_default(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// `BLANK`, `OTHER` and `TABLE` stand for files.
    fn arguments(&self, words: &str) -> Vec<String> {
        let file = |word: &str| match word {
            "BLANK" => format!("{SAMPLES}/fic-mk2-blank.bit"),
            "OTHER" => format!("{SAMPLES}/fic-mk2-other.bit"),
            "TABLE" => self.folder.path().join("table.toml").display().to_string(),
            _ => word.to_owned(),
        };
        words.split(' ').map(file).collect()
    }

    /// Runs the commands while an agent serves that crashes at this step, and again after.
    pub fn play(&self, scenario: &[&str], crash: Crash, step: u32) -> Vec<Ran> {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| self.keep_serving(crash, step, &over));
            self.wait_for_agent();
            // A check that fails must not leave the other thread serving for ever.
            let ran = catch_unwind(AssertUnwindSafe(|| self.tell(scenario, crash, step)));
            over.store(true, Ordering::Relaxed);
            ran.unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    /// Runs the commands; once the agent has crashed, what they had promised is checked.
    fn tell(&self, scenario: &[&str], crash: Crash, step: u32) -> Vec<Ran> {
        let mut durable = Some(DurableState::default());
        let run = |words: &&str| {
            let ran = self.fic(words);
            if self.crashed() {
                if let Some(durable) = durable.take() {
                    durable.check(
                        self,
                        words,
                        &format!("{crash:?} at step {step}, in {words}"),
                    );
                }
            } else if let Some(durable) = &mut durable {
                durable.keep(self, &ran, crash);
            }
            ran
        };
        scenario.iter().map(run).collect()
    }

    /// As the system's service manager does: a new agent after the one that was killed.
    fn keep_serving(&self, crash: Crash, step: u32, over: &AtomicBool) {
        let mut first = self.agent();
        shim::preload(&mut first, &self.store(), crash, step);
        let mut child = first.spawn().unwrap();
        while !over.load(Ordering::Relaxed) {
            if child.try_wait().unwrap().is_some() {
                self.crashed.store(true, Ordering::Relaxed);
                child = self.agent().spawn().unwrap();
            }
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The agent of the scenario died before its end.
    pub fn crashed(&self) -> bool {
        self.crashed.load(Ordering::Relaxed)
    }

    pub fn wait_for_agent(&self) {
        let until = Instant::now() + PATIENCE;
        let socket = self.folder.path().join("socket");
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(Instant::now() < until, "no agent listens");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// An agent that does not crash, for as long as `act` takes.
    pub fn with_agent<T>(&self, act: impl FnOnce() -> T) -> T {
        let mut child = self.agent().spawn().unwrap();
        self.wait_for_agent();
        let result = catch_unwind(AssertUnwindSafe(act));
        child.kill().unwrap();
        child.wait().unwrap();
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
