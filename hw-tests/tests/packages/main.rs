//! The Debian packages for a Raspberry Pi: their life on a system, and what their programs do
//!
//! Run by `cargo xtask test --suite dist`, which builds them first. The programs run by
//! qemu-user; nothing here has run on a Pi.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::package::System;
use fic_hw_tests::package::done;
use fic_hw_tests::package::later;
use fic_hw_tests::package::package;
use fic_hw_tests::package::unpack;
use fic_hw_tests::program::fic;
use serde_json::Value;

const CONFIG: &str = "/etc/fic-agent/config.toml";
const KEPT: &str = "/var/lib/fic-agent/key";

/// What `fic … --format json` prints.
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = fic(folder).unwrap();
    let output = done(command.args(arguments).args(["--format", "json"])).unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sample() -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    samples.join("fic-mk2-blank.bit").display().to_string()
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_packed_agent_serves_this_machines_fic() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path();
    unpack(&package("fic-agent").unwrap(), files).unwrap();
    let socket = format!("unix:{}/s", files.display());
    let mut qemu = Command::new("qemu-aarch64");
    qemu.arg(files.join("usr/bin/fic-agent"));
    let agent = Agent::spawn(qemu, "sim:mk2", files, &["--listen", &socket]).unwrap();
    let tcp = format!("tcp://{}", agent.address());

    let before = json(files, &["fpga", "status", "-b", &tcp]);
    assert_eq!(before["boards"][0]["ok"], true, "{before}");
    let deployed = json(files, &["deploy", &sample(), "-b", &tcp]);
    assert_eq!(deployed["ok"], true, "{deployed}");
    // The other address leads to the same board.
    let again = json(files, &["deploy", &sample(), "-b", &socket]);
    assert_eq!(
        again["boards"][0]["result"]["already_running"], true,
        "{again}"
    );
    let value = json(files, &["reg", "read", "led", "-b", &socket]);
    assert_eq!(value["ok"], true, "{value}");

    let seen = agent.finish().unwrap();
    assert_eq!(seen["counters"]["loads_ok"], 1, "{seen}");
    assert_eq!(seen["counters"]["violations"], 0, "{seen}");
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_packed_fic_loads_a_design_into_a_modelled_board() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&package("fic").unwrap(), folder.path()).unwrap();
    let mut qemu = Command::new("qemu-aarch64");
    qemu.arg(folder.path().join("usr/bin/fic"))
        .args(["deploy", &sample(), "-b", "sim:mk2", "--format", "json"])
        .env("FIC_CONFIG", "/dev/null")
        .env("FIC_CATALOG", folder.path().join("catalog"));
    let deployed: Value = serde_json::from_slice(&done(&mut qemu).unwrap().stdout).unwrap();
    assert_eq!(deployed["ok"], true, "{deployed}");
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn both_packages_hold_their_documents() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["fic", "fic-agent"] {
        unpack(&package(name).unwrap(), folder.path()).unwrap();
    }
    for file in [
        "usr/bin/fic",
        "usr/bin/fic-agent",
        "usr/lib/systemd/system/fic-agent.service",
        "usr/lib/udev/rules.d/60-fic-agent.rules",
        "usr/share/man/man1/fic-agent.1.gz",
        "usr/share/man/man1/fic.1.gz",
        "usr/share/man/man1/fic-deploy.1.gz",
        "usr/share/bash-completion/completions/fic",
        "usr/share/zsh/vendor-completions/_fic",
        "usr/share/fish/vendor_completions.d/fic.fish",
        "usr/share/doc/fic/changelog.gz",
        "usr/share/doc/fic-agent/README.md",
    ] {
        let length = fs::metadata(folder.path().join(file)).unwrap().len();
        assert!(length > 0, "{file}");
    }
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_settings_are_understood_as_they_come_and_without_their_signs() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&package("fic-agent").unwrap(), folder.path()).unwrap();
    let shipped = folder.path().join(CONFIG.trim_start_matches('/'));
    let check = |file: &Path| {
        let mut qemu = Command::new("qemu-aarch64");
        qemu.arg(folder.path().join("usr/bin/fic-agent"))
            .args(["check-config", "--config"])
            .arg(file)
            .env_remove("FIC_AGENT_BOARD")
            .env("RUNTIME_DIRECTORY", "/run/fic-agent")
            .env("STATE_DIRECTORY", "/var/lib/fic-agent");
        String::from_utf8(done(&mut qemu).unwrap().stdout).unwrap()
    };
    let as_shipped = check(&shipped);
    assert!(as_shipped.contains("lease = \"required\""), "{as_shipped}");

    let text = fs::read_to_string(&shipped).unwrap();
    let bare = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') => setting,
        _ => line,
    });
    let without = folder.path().join("without-signs.toml");
    fs::write(&without, bare.collect::<Vec<_>>().join("\n")).unwrap();
    let said = check(&without);
    // What stands behind the signs are the defaults, but for what has none.
    for line in as_shipped.lines() {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    assert!(said.contains("board = \"mk2\""), "{said}");
}

fn called(calls: &[String], start: &str, end: &str) -> bool {
    let mut calls = calls.iter();
    calls.any(|call| call.starts_with(start) && call.ends_with(end))
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn an_upgrade_keeps_settings_and_state_and_only_a_purge_forgets() {
    let scratch = tempfile::tempdir().unwrap();
    let system = System::new(&scratch.path().join("system")).unwrap();
    let first = package("fic-agent").unwrap();

    let calls = system.dpkg("--install", &first).unwrap();
    assert!(called(&calls, "addgroup --system", "gpio"), "{calls:?}");
    assert!(
        called(&calls, "adduser --system", " fic-agent"),
        "{calls:?}"
    );
    assert!(called(
        &calls,
        "deb-systemd-helper enable",
        "fic-agent.service"
    ));

    system.run_systemd().unwrap();
    fs::create_dir_all(system.path("/var/lib/fic-agent")).unwrap();
    fs::write(system.path(KEPT), "secret").unwrap();
    fs::write(system.path(CONFIG), "board = \"mk1\"\n").unwrap();
    let calls = system
        .dpkg("--install", &later(&first, scratch.path()).unwrap())
        .unwrap();
    assert!(
        calls.contains(&"deb-systemd-invoke try-restart fic-agent.service".into()),
        "{calls:?}"
    );
    assert!(
        !calls.iter().any(|call| call.contains(" stop ")),
        "{calls:?}"
    );
    assert_eq!(fs::read_to_string(system.path(KEPT)).unwrap(), "secret");
    assert_eq!(
        fs::read_to_string(system.path(CONFIG)).unwrap(),
        "board = \"mk1\"\n"
    );

    let calls = system.dpkg("--remove", Path::new("fic-agent")).unwrap();
    let stop = calls
        .iter()
        .position(|call| call == "deb-systemd-invoke stop fic-agent.service");
    let safe = calls
        .iter()
        .position(|call| call.ends_with("/usr/bin/fic-agent safe"));
    assert!(stop.is_some() && stop < safe, "{calls:?}");
    assert!(!system.path("/usr/bin/fic-agent").exists());
    assert!(system.path(KEPT).exists() && system.path(CONFIG).exists());

    system.dpkg("--purge", Path::new("fic-agent")).unwrap();
    assert!(!system.path("/var/lib/fic-agent").exists());
    assert!(!system.path("/etc/fic-agent").exists());
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn systemd_takes_the_unit_and_finds_it_closed() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&package("fic-agent").unwrap(), folder.path()).unwrap();
    let unit = fs::read_to_string(
        folder
            .path()
            .join("usr/lib/systemd/system/fic-agent.service"),
    );
    let own = folder
        .path()
        .join("usr/bin/fic-agent")
        .display()
        .to_string();
    let file = folder.path().join("fic-agent.service");
    fs::write(&file, unit.unwrap().replace("/usr/bin/fic-agent", &own)).unwrap();
    let mut verify = Command::new("systemd-analyze");
    let said = done(verify.args(["verify", "--man=no"]).arg(&file)).unwrap();
    let said = String::from_utf8_lossy(&said.stderr);
    // Other units of this machine may have flaws of their own.
    assert!(!said.contains("fic-agent.service"), "{said}");
    // Exposure from 0 to 10, times ten: what is left are sockets, devices and /proc.
    let mut security = Command::new("systemd-analyze");
    security.args(["security", "--offline=true", "--threshold=20", "--no-pager"]);
    done(security.arg(&file)).unwrap();
}
