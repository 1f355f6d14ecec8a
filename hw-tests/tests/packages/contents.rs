//! What lies in the packages

use std::fs;
use std::path::Path;
use std::process::Command;

use fic_hw_tests::package::done;
use fic_hw_tests::package::package;
use fic_hw_tests::package::qemu_user;
use fic_hw_tests::package::unpack;

use crate::CONFIG;

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
        let mut qemu = qemu_user(&folder.path().join("usr/bin/fic-agent"));
        qemu.args(["check-config", "--config"])
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

/// The settings of this name in a unit, in order.
fn settings<'u>(unit: &'u str, name: &str) -> Vec<&'u str> {
    let lines = unit.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .collect()
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_unit_tries_for_ever_unless_the_settings_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&package("fic-agent").unwrap(), folder.path()).unwrap();
    let unit = "usr/lib/systemd/system/fic-agent.service";
    let unit = fs::read_to_string(folder.path().join(unit)).unwrap();
    for (name, value) in [
        ("Restart", "on-failure"),
        ("RestartSec", "5"),
        ("RestartPreventExitStatus", "2"),
        ("StartLimitIntervalSec", "0"),
        ("After", "network-online.target"),
        ("Wants", "network-online.target"),
    ] {
        assert_eq!(settings(&unit, name), [value], "{name}");
    }
    let config = folder.path().join("empty.toml");
    fs::write(&config, "").unwrap();
    let ended_by = |listen: &str| {
        let mut qemu = qemu_user(&folder.path().join("usr/bin/fic-agent"));
        qemu.args(["--board", "sim:mk2", "--listen", listen, "--store"])
            .arg(folder.path().join("store"))
            .arg("--config")
            .arg(&config);
        qemu.output().unwrap().status.code()
    };
    // Not this machine's (RFC 5737), as before the network is up; and never allowed.
    assert_eq!(ended_by("tls://192.0.2.1:7402"), Some(1));
    assert_eq!(ended_by("tcp://192.0.2.1:7402"), Some(2));
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
