//! The load on plain TCP

use std::net::TcpStream;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use fic_hw_tests::agent::Agent;

use fic_test_kit::frames;

use super::Load;
use super::ask;
use super::until_given_up;
use super::until_hung_up;

const GOOD: u32 = 100;

fn bad(kind: u32, address: &str, over: &AtomicBool) {
    let Ok(mut stream) = TcpStream::connect(address.trim_start_matches("tcp://")) else {
        return;
    };
    let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    let _ = stream.set_write_timeout(Some(Duration::from_millis(20)));
    match kind % 4 {
        0 => until_hung_up(&mut stream, over, &[]),
        1 => until_hung_up(&mut stream, over, &frames::hello(1)[..1]),
        2 => until_hung_up(&mut stream, over, b"\0\xFC\x01garbage\0\0\x05ab\0"),
        _ => until_given_up(&mut stream, over),
    }
}

#[test]
fn good_hosts_are_served_among_bad_ones() {
    let folder = tempfile::tempdir().unwrap();
    let agent = Agent::start_at("sim:mk2", folder.path(), &["--max-sessions", "256"]).unwrap();
    let load = Load {
        agent: &agent,
        good: (GOOD, &|| {
            ask(agent.client());
        }),
        bad: &|kind, over| bad(kind, agent.address(), over),
        fic: (folder.path(), agent.address()),
    };
    load.is_served();
}
