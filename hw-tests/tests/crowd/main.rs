//! Two hundred connections to one agent, half of them silent, slow or garbage
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::client::Client;
use fic_hw_tests::program;
use fic_protocol::BoardResponse;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;

const GOOD: u32 = 100;
const BAD: u32 = 100;
/// Requests of each good one.
const REQUESTS: u32 = 20;
const MOST_MEMORY: u64 = 64 * 1024 * 1024;

/// A Hello, as it would be sent.
fn hello() -> Vec<u8> {
    let header = Header {
        version: 1,
        kind: Kind::Hello,
        id: 1,
    };
    let mut wire = [0; 64];
    let len = encode_frame(header, &Hello::OURS.to_bytes(), &mut wire).unwrap();
    wire[..len].to_vec()
}

/// A peer that is no good host, for as long as the test takes: hung up on, it comes again.
fn bad(kind: u32, address: &str, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect(address) else {
            continue;
        };
        let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
        let _ = stream.set_write_timeout(Some(Duration::from_millis(20)));
        match kind % 4 {
            0 => until_hung_up(&mut stream, over, &[]),
            1 => until_hung_up(&mut stream, over, &hello()[..1]),
            2 => until_hung_up(&mut stream, over, b"\0\xFC\x01garbage\0\0\x05ab\0"),
            // Asks, and never reads an answer.
            _ => while stream.write_all(&hello()).is_ok() && !over.load(Ordering::Relaxed) {},
        }
    }
}

/// Says this once in a while until the agent has enough.
fn until_hung_up(stream: &mut TcpStream, over: &AtomicBool, words: &[u8]) {
    let mut buffer = [0; 64];
    while !over.load(Ordering::Relaxed) {
        if stream.write_all(words).is_err() || matches!(stream.read(&mut buffer), Ok(0)) {
            return;
        }
    }
}

/// A good host's whole conversation; the client waits no longer than its own deadline.
fn good(address: &str) {
    let mut client = Client::connect_tcp(address).unwrap();
    for _ in 0..REQUESTS {
        let answer = client.call(&HostRequest::Status).unwrap();
        assert!(matches!(answer, BoardResponse::Status(_)), "{answer:?}");
    }
}

/// Lets the bad ones end, whatever became of the test.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn good_hosts_are_served_in_a_crowd_of_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    let agent = Agent::start_at("sim:mk2", folder.path(), &["--max-sessions", "256"]).unwrap();
    let (over, served) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        for kind in 0..BAD {
            let (address, over) = (agent.address(), &over);
            scope.spawn(move || bad(kind, address, over));
        }
        let end = Over(&over);
        thread::scope(|scope| {
            for _ in 0..GOOD {
                scope.spawn(|| {
                    good(agent.address());
                    served.fetch_add(1, Ordering::Relaxed);
                });
            }
            let address = format!("tcp://{}", agent.address());
            let mut fic = program::fic(folder.path()).unwrap();
            let output = fic.args(["status", "-b", &address]).output().unwrap();
            assert!(output.status.success(), "{output:?}");
        });
        drop(end);
    });
    assert_eq!(served.load(Ordering::Relaxed), GOOD);
    let memory = agent.peak_memory().unwrap();
    println!("the agent held at most {memory} bytes");
    assert!(memory < MOST_MEMORY, "{memory}");
}
