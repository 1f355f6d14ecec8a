//! Who may do what, over which way in: endpoint × role × transport
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::pairing::agent_says;
use fic_hw_tests::pairing::pair;
use fic_hw_tests::program;
use fic_test_kit::serial::Line;
use serde_json::Value;

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-blank.bit"
);
const ROLES: [&str; 3] = ["read", "operate", "admin"];

/// Commands in an order in which each works, and the first role that may.
const ENDPOINTS: &[(&str, usize)] = &[
    ("status", 0),
    ("status --history 5", 0),
    ("gpio read", 0),
    ("lease show", 0),
    ("lease take --for 5m", 1),
    ("stage SAMPLE", 1),
    ("load SAMPLE", 1),
    ("deploy SAMPLE", 1),
    ("reg write led 0x55", 1),
    ("hls reset", 1),
    ("hls start", 1),
    ("ddr write 0 SAMPLE", 1),
    // By a window that somebody else's data may lie in.
    ("ddr read 0 16", 1),
    ("gpio write 2=1", 1),
    ("stage --boot SAMPLE", 1),
    ("fpga probe", 1),
    ("fpga reset", 1),
    ("lease renew", 1),
    ("lease release", 1),
    ("lease break", 2),
];

/// An agent with every way in, whose peers all have this role.
struct Board {
    folder: tempfile::TempDir,
    _line: Line,
    _agent: Agent,
    ways: Vec<(&'static str, String)>,
}

impl Board {
    fn new(role: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let line = Line::new(0);
        let config = folder.path().join("agent.toml");
        let text = format!("roles = {{ unix = '{role}', tcp = '{role}', serial = '{role}' }}\n");
        std::fs::write(&config, text).unwrap();
        let socket = format!("unix:{}", folder.path().join("socket").display());
        let serial = format!("serial:{}?baud=3000000", line.board);
        let more = ["--listen", &socket, "--listen", &serial]
            .into_iter()
            .chain(["--listen", "tls://127.0.0.1:0", "--config"])
            .chain([config.to_str().unwrap()]);
        let more: Vec<_> = more.collect();
        let agent = Agent::start_at("sim:mk2", folder.path(), &more).unwrap();
        let ways = vec![
            ("unix", socket),
            ("tcp", agent.address().to_owned()),
            ("serial", format!("serial:{}?baud=3000000", line.host)),
            ("tls", agent.at("tls").to_owned()),
        ];
        Self {
            folder,
            _line: line,
            _agent: agent,
            ways,
        }
    }

    /// Lets the host's key in with this role.
    fn pair(&self, role: &str) {
        pair(&self.host(), self.folder.path(), &self.ways[3].1, role).unwrap();
    }

    fn host(&self) -> PathBuf {
        let host = self.folder.path().join("host");
        std::fs::create_dir_all(&host).unwrap();
        host
    }

    fn fic(&self, arguments: &[&str]) -> (i32, Value) {
        let host = self.host();
        let mut command = program::fic(&host).unwrap();
        command.args(arguments).args(["--format", "json"]);
        let output = command.env("HOME", &host).output().unwrap();
        let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code().unwrap_or(-1), document)
    }

    /// One command over one way.
    fn ask(&self, words: &str, address: &str) -> (i32, String) {
        let words: Vec<_> = words
            .split(' ')
            .map(|word| if word == "SAMPLE" { SAMPLE } else { word })
            .chain(["-b", address])
            .collect();
        let (code, document) = self.fic(&words);
        let error = document["boards"][0]["error"]["code"].as_str();
        (code, error.unwrap_or_default().to_owned())
    }
}

#[test]
fn each_role_may_what_it_may_over_each_way() {
    for (rank, role) in ROLES.into_iter().enumerate() {
        let board = Board::new(role);
        board.pair(role);
        for (way, address) in &board.ways {
            for &(words, least) in ENDPOINTS {
                let found = board.ask(words, address);
                let expected = match rank >= least {
                    true => (0, String::new()),
                    false => (5, "not_allowed".into()),
                };
                assert_eq!(found, expected, "{words} as {role} over {way}");
            }
        }
    }
}

#[test]
fn a_key_that_is_not_listed_may_nothing() {
    let board = Board::new("admin");
    let tls = board.ways[3].1.clone();
    for &(words, _) in ENDPOINTS {
        assert_eq!(
            board.ask(words, &tls),
            (5, "no_key".into()),
            "{words} without a key"
        );
    }
    board.pair("admin");
    let entries = agent_says(board.folder.path(), &["authorize", "--list"]).unwrap();
    let key = entries
        .split_whitespace()
        .find(|word| word.starts_with("SHA256:"));
    agent_says(
        board.folder.path(),
        &["authorize", "--remove", key.unwrap()],
    )
    .unwrap();
    for &(words, _) in ENDPOINTS {
        assert_eq!(
            board.ask(words, &tls),
            (5, "not_authorised".into()),
            "{words} with a key that was removed"
        );
    }
    let (code, history) = board.fic(&["status", "--history", "5", "-b", &board.ways[0].1]);
    assert_eq!(code, 0, "{history}");
    assert!(history.to_string().contains("not_authorised"), "{history}");
}

#[test]
fn a_peer_that_speaks_no_tls_is_in_the_log() {
    let board = Board::new("admin");
    let address = board.ways[3].1.trim_start_matches("tls://").to_owned();
    let mut socket = TcpStream::connect(&address).unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    // The agent hangs up once it has told the log, with or without a reset.
    let _ = socket.read_to_end(&mut Vec::new());
    let (code, history) = board.fic(&["status", "--history", "5", "-b", &board.ways[0].1]);
    assert_eq!(code, 0, "{history}");
    assert!(history.to_string().contains("no_handshake"), "{history}");
}

/// The way in is the machine's own loopback, whoever sends from an address that is none.
#[test]
fn plain_tcp_from_elsewhere_finds_no_door() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "set -e
         trap 'kill $! 2>/dev/null' EXIT
         ip link set lo up
         ip addr add 10.99.0.1/32 dev lo
         '{agent}' --board sim:mk2 --store '{store}' --listen tcp://10.99.0.1:7402 2>'{refusal}' && exit 90 || test $? = 2
         grep -q not_loopback '{refusal}'
         '{agent}' --board sim:mk2 --store '{store}' --listen tcp://127.0.0.1:7402 >'{log}' 2>&1 &
         looks=0
         until grep -q listening '{log}'; do
             looks=$((looks + 1)); test $looks -lt 1200; sleep 0.05
         done
         '{fic}' status -b tcp://127.0.0.1:7402
         '{fic}' status -b tcp://10.99.0.1:7402 && exit 91 || test $? = 3
         ip route replace local 127.0.0.0/8 dev lo src 10.99.0.1 table local
         ip route replace local 127.0.0.1 dev lo src 10.99.0.1 table local
         '{fic}' status -b tcp://127.0.0.1:7402 >'{refused}' 2>&1 && exit 92 || test $? = 5
         grep -q not_authorised '{refused}'",
        agent = program::program("fic-agent").unwrap().display(),
        fic = program::program("fic").unwrap().display(),
        store = folder.path().join("store").display(),
        refusal = folder.path().join("refusal").display(),
        log = folder.path().join("log").display(),
        refused = folder.path().join("refused").display(),
    );
    std::fs::write(folder.path().join("config.toml"), "").unwrap();
    let output = Command::new("unshare")
        .args(["--net", "--map-root-user", "sh", "-c", &script])
        .env("FIC_CONFIG", folder.path().join("config.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}
