//! A Raspberry Pi whose device nodes are files

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use fic_hw_tests::program::program;
use fic_test_kit::agent::Agent;
use fic_test_kit::program::forget_settings;
use tempfile::TempDir;

pub const PI_3: &str = "Revision\t: a02082\n";
pub const PI_5: &str = "Revision\t: c04170\n";
pub const GPLEV0: u64 = 0x34;

/// Where the GPIO block of a Pi 3 is in `/dev/mem`.
const BLOCK_IN_MEM: u64 = 0x3F20_0000;

/// A machine; its files are gone when it is dropped.
pub struct Machine {
    folder: TempDir,
    shim: PathBuf,
    at: u64,
    node: &'static str,
}

impl Machine {
    /// A Pi of this revision with nothing in `/dev`; needs a C compiler, as Rust's own
    /// linker does.
    pub fn new(cpuinfo: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shim = folder.path().join("shim.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pi_daemon/shim.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
            .args([&shim, &source])
            .arg("-ldl")
            .status()
            .unwrap_or_else(|error| panic!("cc: {error}"));
        assert!(built.success(), "the shim does not compile");
        let machine = Self {
            folder,
            shim,
            at: 0,
            node: "_dev_gpiomem",
        };
        machine.file("_proc_cpuinfo", cpuinfo);
        machine
    }

    /// A Pi 3 as Raspberry Pi OS sets it up, with these levels on its pins.
    pub fn pi_3(levels: u32) -> Self {
        let machine = Self::new(PI_3);
        machine.file("_dev_gpiochip0", "");
        machine.file(machine.node, &"\0".repeat(4096));
        machine.put(GPLEV0, levels);
        machine
    }

    /// A Pi 3 whose kernel has `/dev/mem` only.
    pub fn pi_3_with_mem(levels: u32) -> Self {
        let mut machine = Self::new(PI_3);
        machine.file("_dev_gpiochip0", "");
        machine.node = "_dev_mem";
        machine.at = BLOCK_IN_MEM;
        let mem = File::create(machine.path(machine.node)).unwrap();
        mem.set_len(BLOCK_IN_MEM + 4096).unwrap();
        machine.put(GPLEV0, levels);
        machine
    }

    pub fn file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn put(&self, offset: u64, value: u32) {
        let file = OpenOptions::new().write(true).open(self.path(self.node));
        let bytes = value.to_ne_bytes();
        file.unwrap()
            .write_all_at(&bytes, self.at + offset)
            .unwrap();
    }

    /// What was written to a register last.
    pub fn get(&self, offset: u64) -> u32 {
        let file = File::open(self.path(self.node)).unwrap();
        let mut bytes = [0; 4];
        file.read_exact_at(&mut bytes, self.at + offset).unwrap();
        u32::from_ne_bytes(bytes)
    }

    /// GPFSEL0 to 2.
    pub fn functions(&self) -> [u32; 3] {
        [0, 4, 8].map(|offset| self.get(offset))
    }

    pub fn set_functions(&self, functions: [u32; 3]) {
        for (index, value) in functions.into_iter().enumerate() {
            self.put(4 * index as u64, value);
        }
    }

    /// Lets any program run on this machine.
    pub fn put_on<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("LD_PRELOAD", &self.shim)
            .env("PI_SHIM", self.folder.path())
    }

    /// `fic-agent` on this machine.
    pub fn agent(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("fic-agent").unwrap());
        forget_settings(&mut command);
        self.put_on(&mut command)
            .args(arguments)
            .env("FIC_AGENT_PIN_LOCK", self.path("pins"))
            .env("FIC_AGENT_STORE", self.path("store"))
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.agent(arguments).output().unwrap()
    }

    /// Serves a board of this machine.
    pub fn serve(&self, board: &str) -> Agent {
        let words = ["--board", board, "--listen", "tcp://127.0.0.1:0"];
        Agent::run(&mut self.agent(&words))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Sends a signal and waits for the end; the exit code, if there is one.
pub fn end(agent: &mut Agent, signal: &str) -> Option<i32> {
    agent.signal(signal);
    agent.wait().code()
}
