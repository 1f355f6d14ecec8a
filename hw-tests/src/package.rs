//! The Debian packages under test, and a small system to install them in

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use anyhow::Context;
use anyhow::ensure;

/// Names the folder with the packages.
pub const VARIABLE: &str = "FIC_PACKAGES";
/// Names the system that they are for: `arm64`, if it is not set, or `armhf`.
pub const ARCHITECTURE: &str = "FIC_PACKAGES_ARCH";

/// Programs that maintainer scripts call: they only write down that they were called.
const STUBS: [&str; 6] = [
    "adduser",
    "addgroup",
    "deb-systemd-helper",
    "deb-systemd-invoke",
    "timeout",
    "udevadm",
];

fn architecture() -> String {
    std::env::var(ARCHITECTURE).unwrap_or_else(|_| "arm64".into())
}

/// The package of this name for the system under test.
///
/// # Errors
/// If the folder is not named or holds none, or more than one.
pub fn package(name: &str) -> anyhow::Result<PathBuf> {
    let folder = std::env::var_os(VARIABLE)
        .with_context(|| format!("{VARIABLE} names no folder: cargo xtask test --suite dist"))?;
    let (prefix, suffix) = (format!("{name}_"), format!("_{}.deb", architecture()));
    let mut found = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.starts_with(&prefix) && file.ends_with(&suffix)
        });
    let package = found.next().context("no such package is built")?;
    ensure!(found.next().is_none(), "several versions of {name}");
    Ok(package)
}

/// A program out of a package, to be run by qemu-user.
pub fn qemu_user(program: &Path) -> Command {
    let mut command = Command::new(match architecture().as_str() {
        "armhf" => "qemu-arm",
        _ => "qemu-aarch64",
    });
    command.arg(program);
    command
}

/// Unpacks a package without installing it.
///
/// # Errors
/// If it is no package.
pub fn unpack(package: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut command = Command::new("dpkg-deb");
    done(command.arg("--extract").arg(package).arg(folder)).map(drop)
}

/// The same package as if it were a later version.
///
/// # Errors
/// If it cannot be unpacked or packed.
pub fn later(package: &Path, scratch: &Path) -> anyhow::Result<PathBuf> {
    let (folder, file) = (scratch.join("later"), scratch.join("later.deb"));
    let mut unpack = Command::new("dpkg-deb");
    done(unpack.arg("--raw-extract").arg(package).arg(&folder))?;
    let control = folder.join("DEBIAN/control");
    let text = fs::read_to_string(&control)?;
    fs::write(&control, text.replace("\nVersion: ", "\nVersion: 99."))?;
    let mut pack = Command::new("dpkg-deb");
    pack.args(["--root-owner-group", "--build", "-Znone"]);
    done(pack.arg(&folder).arg(&file))?;
    Ok(file)
}

/// Runs a command to its good end.
///
/// # Errors
/// With all that it said, if it ends otherwise.
pub fn done(command: &mut Command) -> anyhow::Result<Output> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    ensure!(output.status.success(), "{command:?} failed:\n{said}");
    Ok(output)
}

/// A command that may change its root folder: in a namespace of its own if we may not.
fn as_root(program: &str) -> anyhow::Result<Command> {
    if fs::metadata("/proc/self")?.uid() == 0 {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", program]);
    Ok(command)
}

/// A system of a shell, dpkg's database and stubs.
pub struct System {
    root: PathBuf,
}

impl System {
    /// An empty one in this folder.
    ///
    /// # Errors
    /// If there is no static busybox on this machine.
    pub fn new(root: &Path) -> anyhow::Result<Self> {
        for folder in [
            "bin",
            "dev",
            "usr/bin",
            "usr/sbin",
            "var/lib/dpkg/info",
            "var/lib/dpkg/updates",
        ] {
            fs::create_dir_all(root.join(folder))?;
        }
        fs::write(root.join("var/lib/dpkg/status"), "")?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let busybox = std::env::split_paths(&path)
            .map(|folder| folder.join("busybox"))
            .find(|file| file.is_file())
            .context("no busybox")?;
        fs::copy(busybox, root.join("bin/busybox"))?;
        for applet in ["sh", "rm"] {
            symlink("busybox", root.join("bin").join(applet))?;
        }
        for stub in STUBS {
            let file = root.join("usr/bin").join(stub);
            fs::write(&file, format!("#!/bin/sh\necho \"{stub} $*\" >> /calls\n"))?;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        }
        let root = root.to_owned();
        Ok(Self { root })
    }

    /// As if systemd ran here.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn run_systemd(&self) -> anyhow::Result<()> {
        fs::create_dir_all(self.path("/run/systemd/system"))?;
        let file = self.path("/usr/bin/systemctl");
        fs::write(&file, "#!/bin/sh\necho \"systemctl $*\" >> /calls\n")?;
        Ok(fs::set_permissions(
            &file,
            fs::Permissions::from_mode(0o755),
        )?)
    }

    /// A file of the system as this machine sees it.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside.trim_start_matches('/'))
    }

    /// Runs dpkg on it; returns what the stubs were called with meanwhile.
    ///
    /// # Errors
    /// If dpkg fails, a maintainer script included.
    pub fn dpkg(&self, action: &str, subject: &Path) -> anyhow::Result<Vec<String>> {
        let calls = self.path("/calls");
        let _ = fs::remove_file(&calls);
        let mut root = std::ffi::OsString::from("--root=");
        root.push(&self.root);
        let mut dpkg = as_root("dpkg")?;
        dpkg.arg(root)
            // Another machine's package, without the packages it builds on; a setting that
            // was changed stays without a question.
            .args(["--force-architecture", "--force-depends", "--force-confold"])
            .args([action.as_ref(), subject.as_os_str()]);
        done(&mut dpkg)?;
        let calls = fs::read_to_string(calls).unwrap_or_default();
        Ok(calls.lines().map(ToOwned::to_owned).collect())
    }
}
