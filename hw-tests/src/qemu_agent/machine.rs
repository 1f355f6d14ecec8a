//! One running QEMU

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::bail;

use super::Edges;
use super::Image;
use super::Shell;

/// Boots in about 5 s on an idle machine.
const BOOT: Duration = Duration::from_secs(180);
/// What `init` prints last.
const UP: &str = "fic: the emulated Pi is up";
/// What the agent prints for each address once it serves.
const LISTENING: &str = "listening on ";
/// The network's only way straight to the agent: it may be at `tls://0.0.0.0:7403`.
const TLS: u16 = 7403;
/// Another program may take a port between our look and QEMU's.
const ATTEMPTS: usize = 5;

/// A booted Pi with an agent; gone when dropped.
pub struct Machine {
    qemu: Child,
    folder: PathBuf,
    agent: u16,
    shell: u16,
    tls: u16,
}

impl Machine {
    /// Boots one whose agent gets these arguments, with its sockets and console in `folder`.
    ///
    /// # Errors
    /// If QEMU or the agent does not start; the console's last lines are in the text.
    pub fn boot(image: &Image, folder: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        for _ in 1..ATTEMPTS {
            if let Some(machine) = Self::try_boot(image, folder, arguments)? {
                return Ok(machine);
            }
        }
        Self::try_boot(image, folder, arguments)?.context("no free ports for QEMU")
    }

    /// `None` if somebody has taken a port.
    fn try_boot(image: &Image, folder: &Path, arguments: &[&str]) -> anyhow::Result<Option<Self>> {
        let (agent, shell, tls) = (free_port()?, free_port()?, free_port()?);
        let mut forwards = String::from("user,id=net,restrict=on");
        for (here, there) in [(agent, 2222), (shell, 2223), (tls, TLS)] {
            forwards += &format!(",hostfwd=tcp:127.0.0.1:{here}-:{there}");
        }
        let console = folder.join("console");
        let _ = fs::remove_file(&console);
        let qemu = Command::new("qemu-system-aarch64")
            .args([
                "-M",
                "raspi3b",
                "-accel",
                "tcg,thread=multi",
                "-display",
                "none",
            ])
            .args(["-monitor", "none", "-no-reboot", "-qtest-log", "/dev/null"])
            .arg("-kernel")
            .arg(&image.kernel)
            .arg("-dtb")
            .arg(&image.device_tree)
            .arg("-initrd")
            .arg(&image.initrd)
            .args(["-append", &command_line(arguments)])
            .args(["-device", "usb-net,netdev=net", "-netdev", &forwards])
            .arg("-serial")
            .arg(format!("file:{}", console.display()))
            .arg("-qtest")
            .arg(format!(
                "unix:{}/qtest,server=on,wait=off",
                folder.display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("qemu"))?)
            .spawn()
            .context("qemu-system-aarch64")?;
        let folder = folder.to_owned();
        let mut machine = Self {
            qemu,
            folder,
            agent,
            shell,
            tls,
        };
        let addresses = arguments.iter().filter(|word| **word == "--listen").count();
        Ok(machine.wait_until_up(addresses)?.then_some(machine))
    }

    fn wait_until_up(&mut self, addresses: usize) -> anyhow::Result<bool> {
        let until = Instant::now() + BOOT;
        loop {
            let console = self.console();
            if console.contains(UP) && console.matches(LISTENING).count() >= addresses {
                return Ok(true);
            }
            let said = fs::read_to_string(self.folder.join("qemu")).unwrap_or_default();
            if said.contains("host forwarding") {
                return Ok(false);
            }
            if let Some(status) = self.qemu.try_wait()? {
                bail!("QEMU ended with {status}: {said}\n{console}");
            }
            if Instant::now() > until {
                bail!("the emulated Pi is not up after {BOOT:?}: {said}\n{console}");
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the kernel, `init` and the agent have printed so far.
    pub fn console(&self) -> String {
        let bytes = fs::read(self.folder.join("console")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Where `fic` finds the agent: `tcp://…`.
    pub fn address(&self) -> String {
        format!("tcp://127.0.0.1:{}", self.agent)
    }

    /// The same by `tls://`, if the agent listens at `tls://0.0.0.0:7403`.
    pub fn tls_address(&self) -> String {
        format!("tls://127.0.0.1:{}", self.tls)
    }

    /// A shell in it.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn shell(&self) -> anyhow::Result<Shell> {
        Shell::connect(self.shell)
    }

    /// Every edge of every output pin from now on. Once a machine.
    ///
    /// # Errors
    /// If QEMU does not agree.
    pub fn edges(&self) -> anyhow::Result<Edges> {
        Edges::watch(&self.folder.join("qtest"))
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

/// `iomem=relaxed` opens the registers in /dev/mem: Debian's kernel has no /dev/gpiomem.
/// A word with `=` that the kernel does not know becomes part of `init`'s environment.
fn command_line(arguments: &[&str]) -> String {
    let agent = arguments.join(",");
    format!("console=ttyAMA0,115200 iomem=relaxed rdinit=/init panic=1 quiet AGENT={agent}")
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
