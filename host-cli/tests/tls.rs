//! Keys: pairing, who is let in, and what is said to who is not
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::fs;
use std::fs::Permissions;
use std::io::Read;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Duration;

use fic_test_kit::agent::Agent;
use fic_test_kit::proxy::Proxy;
use serde_json::Value;
use serialport::SerialPort;
use serialport::TTYPort;
use support::Place;
use support::agent;
use support::only;

/// A host and an agent with a key, which do not know each other.
struct Lab {
    place: Place,
    agent: Agent,
}

impl Lab {
    fn new() -> Self {
        let place = Place::new();
        let store = place.path("board/store");
        let agent = agent::start("sim:mk2", &store, "tls://127.0.0.1:0");
        Self { place, agent }
    }

    fn address(&self) -> &str {
        self.agent.address()
    }

    /// What the person at the board says.
    fn fingerprint(&self) -> String {
        agent::tell(&["fingerprint"], &self.place.path("board"))
            .trim()
            .to_owned()
    }

    fn pair(&self, more: &[&str]) -> (i32, Value) {
        let fingerprint = self.fingerprint();
        let arguments = [
            "board",
            "pair",
            self.address(),
            "--fingerprint",
            &fingerprint,
        ];
        self.place.json(&[&arguments, more].concat())
    }

    /// Runs at the board the line that pairing printed, with this in place of its role.
    fn authorize(&self, line: &Value, rights: &[&str]) {
        let line = line.as_str().unwrap();
        let key = line.split('\'').nth(1).unwrap();
        let arguments = [&["authorize", key], rights].concat();
        agent::tell(&arguments, &self.place.path("board"));
    }

    /// Both know each other.
    fn paired() -> Self {
        let lab = Self::new();
        let (code, document) = lab.pair(&[]);
        assert_eq!(code, 0, "{document}");
        lab.authorize(&document["authorize"], &["--role", "operate"]);
        lab
    }

    fn status(&self, address: &str) -> (i32, Value) {
        let (code, document) = self.place.json(&["status", "-b", address]);
        (code, only(&document).clone())
    }

    /// Asks for the status and checks how it fails.
    fn fails(&self, address: &str, exit: i32, code: &str) -> Value {
        let (found, error) = self.status(address);
        assert_eq!(
            (found, error["code"].as_str()),
            (exit, Some(code)),
            "{error}"
        );
        error
    }
}

fn contains(text: &Value, part: &str) -> bool {
    text.as_str().unwrap().contains(part)
}

#[test]
fn a_paired_host_deploys() {
    let lab = Lab::new();
    let (code, document) = lab.pair(&[]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["access"], "refused");
    assert_eq!(document["changed"], true);
    assert_eq!(document["fingerprint"], lab.fingerprint());
    lab.authorize(&document["authorize"], &["--role", "operate"]);

    let board = lab.address();
    for (index, state) in ["loaded", "already_running"].iter().enumerate() {
        let (code, document) = lab.place.json(&["deploy", support::MK2_OTHER, "-b", board]);
        assert_eq!(code, 0, "{document}");
        let running = only(&document)["already_running"].as_bool();
        assert_eq!(running, Some(index == 1), "{state}");
    }
    let (_, status) = lab.status(board);
    assert_eq!(status["state"], "configured");
    let (code, again) = lab.pair(&[]);
    assert_eq!((code, &again["changed"]), (0, &false.into()));
    assert_eq!(again["access"], "allowed");
}

#[test]
fn a_board_is_added_by_its_name() {
    let lab = Lab::new();
    let fingerprint = lab.fingerprint();
    let arguments = [
        "board",
        "pair",
        "fic00",
        lab.address(),
        "--fingerprint",
        &fingerprint,
    ];
    let (code, document) = lab.place.json(&arguments);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["board"], "fic00");
    lab.authorize(&document["authorize"], &["--role", "admin"]);
    assert_eq!(lab.status("fic00").0, 0);
    let text = lab.place.fic(["board", "pair", "fic00"]).good();
    assert!(
        text.stdout.contains("the board lets this host in"),
        "{}",
        text.stdout
    );
    let listed = lab.place.fic(["board", "list"]).good();
    assert!(listed.stdout.contains(lab.address()), "{}", listed.stdout);
}

#[test]
fn pairing_creates_the_config_that_is_named() {
    let lab = Lab::new();
    let config = lab.place.path("new/config.toml");
    let fingerprint = lab.fingerprint();
    let mut pair = lab.place.command();
    pair.env("FIC_CONFIG", &config)
        .args(["board", "pair", "fic00", lab.address()])
        .args(["--fingerprint", &fingerprint]);
    assert!(pair.output().unwrap().status.success());
    let text = fs::read_to_string(config).unwrap();
    assert!(text.contains(lab.address()), "{text}");
}

#[test]
fn strangers_are_told_what_to_do() {
    let lab = Lab::new();
    let board = lab.address();
    let error = lab.fails(board, 5, "no_key");
    assert!(contains(&error["help"], "fic board pair"));

    // Paired with another board: now this host has a key.
    let other = Lab::new();
    fs::copy(
        other.place.path("board/agent.key"),
        lab.place.path("id_ed25519"),
    )
    .unwrap();
    let error = lab.fails(board, 5, "unknown_key");
    assert!(contains(&error["message"], &lab.fingerprint()));
    assert!(contains(&error["help"], &format!("fic board pair {board}")));

    let (code, document) = lab.pair(&[]);
    assert_eq!(code, 0, "{document}");
    let error = lab.fails(board, 5, "not_authorised");
    assert!(contains(
        &error["message"],
        document["own_fingerprint"].as_str().unwrap()
    ));
    assert!(contains(
        &error["help"],
        document["authorize"].as_str().unwrap()
    ));
}

#[test]
fn a_pairing_ends_by_its_day_or_by_a_command() {
    let lab = Lab::paired();
    assert_eq!(lab.status(lab.address()).0, 0);
    let (_, document) = lab.pair(&[]);
    let expired = ["--role", "operate", "--until", "2020-12-31"];
    lab.authorize(&document["authorize"], &expired);
    lab.fails(lab.address(), 5, "not_authorised");
    lab.authorize(&document["authorize"], &["--role", "read"]);
    assert_eq!(lab.status(lab.address()).0, 0);

    let keys = lab.place.path("board");
    let own = document["own_fingerprint"].as_str().unwrap();
    let listed = agent::tell(&["authorize", "--list"], &keys);
    assert!(listed.starts_with(&format!("{own} read ann@")), "{listed}");
    agent::tell(&["authorize", "--remove", own], &keys);
    lab.fails(lab.address(), 5, "not_authorised");
    assert_eq!(agent::tell(&["authorize", "--list"], &keys), "");
}

#[test]
fn another_key_at_a_known_address_is_not_spoken_to() {
    let (lab, other) = (Lab::paired(), Lab::new());
    let known = lab.place.path("known_boards");
    let text = fs::read_to_string(&known).unwrap();
    let (_, elsewhere) = other.pair(&[]);
    let wrong = fs::read_to_string(other.place.path("known_boards")).unwrap();
    let wrong = wrong.split_once(' ').unwrap().1;
    let address = lab.address().trim_start_matches("tls://");
    fs::write(&known, format!("# mine\n{address} {wrong}")).unwrap();

    let error = lab.fails(lab.address(), 5, "key_changed");
    for fingerprint in [lab.fingerprint(), other.fingerprint()] {
        assert!(contains(&error["message"], &fingerprint), "{error}");
    }
    assert_eq!(elsewhere["fingerprint"], other.fingerprint());
    let (code, document) = lab.pair(&[]);
    assert_eq!(
        (code, &document["error"]["code"]),
        (5, &"key_changed".into())
    );
    let (code, document) = lab.pair(&["--replace"]);
    assert_eq!(
        (code, &document["access"]),
        (0, &"allowed".into()),
        "{document}"
    );
    assert_eq!(
        fs::read_to_string(&known).unwrap(),
        format!("# mine\n{text}")
    );
    assert_eq!(lab.status(lab.address()).0, 0);
}

#[test]
fn without_a_terminal_the_fingerprint_has_to_be_given() {
    let lab = Lab::new();
    let (code, document) = lab.place.json(&["board", "pair", lab.address()]);
    assert_eq!((code, &document["error"]["code"]), (2, &"usage".into()));
    assert!(contains(&document["error"]["help"], "--fingerprint"));
    assert!(contains(&document["error"]["message"], &lab.fingerprint()));
    let arguments = ["board", "pair", lab.address(), "--fingerprint", "SHA256:x"];
    let (code, document) = lab.place.json(&arguments);
    assert_eq!(
        (code, &document["error"]["code"]),
        (5, &"wrong_fingerprint".into())
    );
    let (code, document) = lab.pair(&["--dry-run"]);
    assert_eq!((code, &document["access"]), (0, &"unknown".into()));
    for name in ["known_boards", "id_ed25519"] {
        assert!(!lab.place.path(name).exists(), "{name}");
    }
}

/// Pairs on a terminal and types this.
fn typed(lab: &Lab, word: &str) -> (i32, String) {
    let (mut master, slave) = TTYPort::pair().unwrap();
    master.set_timeout(Duration::from_millis(200)).unwrap();
    let terminal = || {
        let name = slave.name().unwrap();
        fs::File::options()
            .read(true)
            .write(true)
            .open(name)
            .unwrap()
    };
    let mut child = lab
        .place
        .command()
        .args(["board", "pair", lab.address()])
        .stdin(terminal())
        .stderr(terminal())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut shown = String::new();
    let mut asked = false;
    let mut buffer = [0; 1024];
    loop {
        match master.read(&mut buffer) {
            Ok(len @ 1..) => shown.push_str(&String::from_utf8_lossy(&buffer[..len])),
            _ if child.try_wait().unwrap().is_some() => break,
            _ => {}
        }
        if !asked && shown.contains("Type yes") {
            asked = true;
            master.write_all(format!("{word}\n").as_bytes()).unwrap();
        }
    }
    (child.wait().unwrap().code().unwrap(), shown)
}

#[test]
fn on_a_terminal_the_person_is_asked() {
    let lab = Lab::new();
    let (code, shown) = typed(&lab, "no");
    assert_eq!(code, 5, "{shown}");
    assert!(
        shown.contains("not_confirmed") && shown.contains(&lab.fingerprint()),
        "{shown}"
    );
    assert!(!lab.place.path("known_boards").exists());
    let (code, shown) = typed(&lab, "yes");
    assert_eq!(code, 0, "{shown}");
    lab.fails(lab.address(), 5, "not_authorised");
}

#[test]
fn a_key_that_others_may_read_is_not_used() {
    let lab = Lab::paired();
    let own = lab.place.path("id_ed25519");
    let mode = fs::metadata(&own).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::set_permissions(&own, Permissions::from_mode(0o644)).unwrap();
    let error = lab.fails(lab.address(), 4, "key_exposed");
    for part in ["chmod 600", "id_ed25519"] {
        assert!(contains(&error["help"], part), "{error}");
    }
    assert!(contains(&error["message"], "0644"), "{error}");
    fs::set_permissions(&own, Permissions::from_mode(0o600)).unwrap();
    fs::set_permissions(
        lab.place.path("known_boards"),
        Permissions::from_mode(0o666),
    )
    .unwrap();
    lab.fails(lab.address(), 4, "list_exposed");
}

#[test]
fn the_wrong_kind_of_port_is_named() {
    let lab = Lab::paired();
    let plain_to_tls = lab.address().replace("tls://", "tcp://");
    let error = lab.fails(&plain_to_tls, 3, "unreachable");
    assert!(contains(&error["message"], "speaks TLS"), "{error}");

    let plain = agent::tcp("sim:mk1", &lab.place.path("other"));
    let tls_to_plain = plain.address().replace("tcp://", "tls://");
    let error = lab.fails(&tls_to_plain, 3, "tls_failed");
    assert!(contains(&error["help"], "tcp://"), "{error}");
    lab.fails("tls://127.0.0.1:1", 3, "unreachable");
    let (code, document) = lab.place.json(&["board", "pair", &tls_to_plain]);
    assert_eq!(
        (code, &document["error"]["code"]),
        (3, &"tls_failed".into())
    );
}

#[test]
fn what_is_no_tls_is_named() {
    let lab = Lab::paired();
    let chatty = fic_test_kit::fake_board::listening(|mut stream| {
        std::thread::spawn(move || while stream.write_all(b"HTTP/1.1 400 \r\n").is_ok() {});
    });
    let error = lab.fails(&chatty.replace("tcp://", "tls://"), 3, "tls_failed");
    assert!(contains(&error["message"], "does not speak TLS"), "{error}");
}

#[test]
fn a_deploy_goes_on_after_cuts() {
    let lab = Lab::paired();
    let agent = lab.address().replace("tls://", "tcp://");
    let proxy = Proxy::cutting(&agent, &[20_000, 90_000, 150_000]);
    let board = proxy.address.replace("tcp://", "tls://");
    // The same key at another address, as with a tunnel.
    let known = lab.place.path("known_boards");
    let text = fs::read_to_string(&known).unwrap();
    let copy = text.replace(
        lab.address().trim_start_matches("tls://"),
        board.trim_start_matches("tls://"),
    );
    fs::write(&known, copy).unwrap();
    let design = lab.place.synth("xcku115", &["--fill", "0.02"]);
    let (code, document) = lab.place.json(&["deploy", &design, "-b", &board]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(proxy.links(), 4);
}
