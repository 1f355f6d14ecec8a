//! Installed, upgraded, removed, purged

use std::fs;
use std::path::Path;

use fic_hw_tests::package::System;
use fic_hw_tests::package::later;
use fic_hw_tests::package::package;

use crate::CONFIG;

const KEPT: &str = "/var/lib/fic-agent/key";

fn called(calls: &[String], start: &str, end: &str) -> bool {
    let mut calls = calls.iter();
    calls.any(|call| call.starts_with(start) && call.ends_with(end))
}

/// By rules that are read, then used on what is there, then waited for.
fn assert_devices_are_given_their_groups(calls: &[String]) {
    let udev: Vec<&str> = calls
        .iter()
        .filter_map(|call| call.strip_prefix("udevadm "))
        .collect();
    let trigger = "trigger --sysname-match=gpiomem --sysname-match=gpiochip* --sysname-match=vcio";
    let expected = ["control --reload", trigger, "settle --timeout=10"];
    assert_eq!(udev, expected, "{calls:?}");
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn an_upgrade_keeps_settings_and_state_and_only_a_purge_forgets() {
    let scratch = tempfile::tempdir().unwrap();
    let system = System::new(&scratch.path().join("system")).unwrap();
    let first = package("fic-agent").unwrap();

    fs::create_dir_all(system.path("/run/udev")).unwrap();
    let calls = system.dpkg("--install", &first).unwrap();
    assert_devices_are_given_their_groups(&calls);
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
