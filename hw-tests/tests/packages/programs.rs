//! The packed programs, run by qemu-user

use std::fs;
use std::path::Path;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::package::done;
use fic_hw_tests::package::package;
use fic_hw_tests::package::qemu_user;
use fic_hw_tests::package::unpack;
use fic_hw_tests::pairing::keep;
use serde_json::Value;

use crate::at_the_board;
use crate::json;
use crate::sample;

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_packed_agent_serves_this_machines_fic() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path();
    unpack(&package("fic-agent").unwrap(), files).unwrap();
    let socket = format!("unix:{}/s", files.display());
    let qemu = qemu_user(&files.join("usr/bin/fic-agent"));
    let agent = Agent::spawn(qemu, "sim:mk2", files, &["--listen", &socket]);
    let tcp = agent.address();

    let before = json(files, &["fpga", "status", "-b", tcp]);
    assert_eq!(before["boards"][0]["ok"], true, "{before}");
    let deployed = json(files, &["deploy", &sample(), "-b", tcp]);
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
fn the_packed_agent_is_paired_with_and_deployed_to_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path();
    let (host, stranger) = (files.join("host"), files.join("stranger"));
    for folder in [&host, &stranger] {
        fs::create_dir(folder).unwrap();
    }
    unpack(&package("fic-agent").unwrap(), files).unwrap();
    let program = files.join("usr/bin/fic-agent");
    let tls = ["--listen", "tls://127.0.0.1:0"];
    let agent = Agent::spawn(qemu_user(&program), "sim:mk2", files, &tls);
    let tls = agent.at("tls").to_owned();
    let deploy = |host: &Path| json(host, &["deploy", &sample(), "-b", &tls]);

    let refused = deploy(&host);
    assert_eq!(refused["boards"][0]["error"]["code"], "no_key", "{refused}");
    let fingerprint = at_the_board(&program, files, &["fingerprint"]);
    let kept = keep(&host, &tls, &fingerprint).unwrap();
    let authorize = ["authorize", &kept.key, "--role", "operate"];
    at_the_board(&program, files, &authorize);
    let deployed = deploy(&host);
    assert_eq!(deployed["ok"], true, "{deployed}");

    keep(&stranger, &tls, &fingerprint).unwrap();
    let refused = deploy(&stranger);
    let code = &refused["boards"][0]["error"]["code"];
    assert_eq!(code, "not_authorised", "{refused}");

    let seen = agent.finish().unwrap();
    assert_eq!(seen["counters"]["loads_ok"], 1, "{seen}");
    assert_eq!(seen["counters"]["violations"], 0, "{seen}");
}

#[test]
#[ignore = "needs the packages: cargo xtask test --suite dist"]
fn the_packed_fic_loads_a_design_into_a_modelled_board() {
    let folder = tempfile::tempdir().unwrap();
    unpack(&package("fic").unwrap(), folder.path()).unwrap();
    let mut qemu = qemu_user(&folder.path().join("usr/bin/fic"));
    qemu.args(["deploy", &sample(), "-b", "sim:mk2", "--format", "json"])
        .env("FIC_CONFIG", "/dev/null")
        .env("FIC_CATALOG", folder.path().join("catalog"));
    let deployed: Value = serde_json::from_slice(&done(&mut qemu).unwrap().stdout).unwrap();
    assert_eq!(deployed["ok"], true, "{deployed}");
}
