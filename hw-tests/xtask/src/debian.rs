//! Debian packages that suites need: found, or installed where that is allowed

use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use crate::context::Context;
use crate::step;

/// A Debian package and a file that shows that it (or its like from elsewhere) is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// As apt knows it.
    pub name: &'static str,
    /// An absolute path, or a program on `PATH`.
    pub witness: &'static str,
}

impl Package {
    /// A package that brings a program.
    pub const fn program(name: &'static str, program: &'static str) -> Self {
        let witness = program;
        Self { name, witness }
    }

    /// Whether it is here.
    pub fn is_here(&self) -> bool {
        let witness = Path::new(self.witness);
        if witness.is_absolute() {
            return witness.exists();
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(witness).is_file())
    }
}

/// Installs what is missing of `packages` with apt, if this is root on a Debian.
///
/// Never fails: a suite whose package is still missing afterwards is left out by name.
pub fn install(context: &Context, packages: &[Package]) {
    let mut names: Vec<&str> = packages
        .iter()
        .filter(|package| !package.is_here())
        .map(|package| package.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() || !may_install() {
        return;
    }
    println!("installing Debian packages: {}", names.join(" "));
    for name in &names {
        if let Some((_, architecture)) = name.split_once(':') {
            let _ = add_architecture(context, architecture);
        }
    }
    // A package that was removed from the mirror since the last update cannot be fetched,
    // so the lists are made new first.
    let _ = apt(context, &["update", "-q"]);
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(names);
    let _ = apt(context, &arguments);
}

/// `None` if all are here, else why the suite has to be left out.
pub fn missing(packages: &[Package]) -> Option<String> {
    let names: Vec<&str> = packages
        .iter()
        .filter(|package| !package.is_here())
        .map(|package| package.name)
        .collect();
    if names.is_empty() {
        return None;
    }
    let names = names.join(" ");
    Some(if may_install() {
        format!("apt-get could not install {names}")
    } else {
        format!("needs Debian packages: sudo apt-get install {names}")
    })
}

/// Lets apt know packages for another machine; `Some` says why that is not possible.
pub fn add_architecture(context: &Context, architecture: &str) -> Option<String> {
    let known = Command::new("dpkg")
        .arg("--print-foreign-architectures")
        .output();
    let known = known.is_ok_and(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().any(|line| line == architecture)
    });
    if known {
        return None;
    }
    if !may_install() {
        return Some(format!(
            "needs packages for {architecture}: sudo dpkg --add-architecture {architecture} && sudo apt-get update"
        ));
    }
    let mut command = context.command("dpkg");
    command.args(["--add-architecture", architecture]);
    step::show(&command);
    let added = command.status().is_ok_and(|status| status.success());
    let _ = apt(context, &["update", "-q"]);
    (!added).then(|| format!("dpkg could not add the architecture {architecture}"))
}

fn may_install() -> bool {
    let user = Command::new("id").arg("-u").output();
    let root = user.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    root && Path::new("/usr/bin/apt-get").exists()
}

fn apt(context: &Context, arguments: &[&str]) -> std::io::Result<()> {
    let mut command = context.command("apt-get");
    command
        // Someone else's apt may be running: wait for it instead of failing.
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    step::show(&command);
    if !command.status()?.success() {
        eprintln!("apt-get failed");
    }
    Ok(())
}
