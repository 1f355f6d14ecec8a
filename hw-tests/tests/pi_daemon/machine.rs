//! A Raspberry Pi whose device nodes are files

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::BufRead;
use std::io::BufReader;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use fic_hw_tests::client::Client;
use fic_hw_tests::program::program;
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
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FIC_") {
                command.env_remove(name);
            }
        }
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
    pub fn serve(&self, board: &str) -> Running {
        let mut child = self
            .agent(&["--board", board, "--listen", "tcp://127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let address = loop {
            let line = lines.next();
            let line = line.unwrap_or_else(|| panic!("ended: {said:#?}")).unwrap();
            if let Some(address) = line.strip_prefix("listening on tcp://") {
                break address.to_owned();
            }
            said.push(line);
        };
        std::thread::spawn(move || lines.for_each(drop));
        Running {
            child,
            address,
            said,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A running agent; killed when dropped.
pub struct Running {
    child: Child,
    address: String,
    pub said: Vec<String>,
}

impl Running {
    pub fn client(&self) -> Client {
        Client::connect_tcp(&self.address).unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal and waits for the end; the exit code, if there is one.
    pub fn end(&mut self, signal: &str) -> Option<i32> {
        let id = self.pid().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < until, "the agent does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
