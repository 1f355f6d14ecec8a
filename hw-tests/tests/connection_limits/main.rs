//! Two hundred connections to one agent, half of them silent, slow or garbage
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod tcp;
mod tls;
mod wire;

use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use fic_hw_tests::agent::Agent;
use fic_hw_tests::program;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_test_kit::Client;
use fic_test_kit::frames;

const BAD: u32 = 100;
/// Requests of each good one.
const REQUESTS: u32 = 20;
/// Between two visits of a bad one.
const AGAIN: Duration = Duration::from_millis(100);
const MOST_MEMORY: u64 = 64 * 1024 * 1024;

/// Says this once in a while until the agent has enough.
fn until_hung_up(stream: &mut (impl Read + Write), over: &AtomicBool, words: &[u8]) {
    let mut buffer = [0; 64];
    while !over.load(Ordering::Relaxed) {
        if stream.write_all(words).is_err() || is_end(&stream.read(&mut buffer)) {
            return;
        }
    }
}

/// Asks and never reads an answer, until the agent has enough.
fn until_given_up(stream: &mut impl Write, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) && !is_end(&stream.write(&frames::hello(1))) {}
}

/// Not only that nothing came, or that nothing was taken, for a while.
fn is_end(moved: &io::Result<usize>) -> bool {
    use io::ErrorKind::Interrupted;
    use io::ErrorKind::TimedOut;
    use io::ErrorKind::WouldBlock;

    match moved {
        Ok(len) => *len == 0,
        Err(error) => !matches!(error.kind(), WouldBlock | TimedOut | Interrupted),
    }
}

/// A good host's whole conversation; the client waits no longer than its own deadline.
fn ask(mut client: Client) {
    for _ in 0..REQUESTS {
        let answer = client.call(HostRequest::Status);
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

/// Many peers of one agent at a time.
struct Load<'c> {
    agent: &'c Agent,
    /// How many good ones, and what each of them does.
    good: (u32, &'c (dyn Fn() + Sync)),
    /// One that is no good host, of this kind, until it is hung up on: it comes again.
    bad: &'c (dyn Fn(u32, &AtomicBool) + Sync),
    /// The settings and the address that `fic` is run with among them.
    fic: (&'c Path, &'c str),
}

impl Load<'_> {
    /// All good ones get their answers, and the agent stays small.
    fn is_served(&self) {
        let (over, served) = (AtomicBool::new(false), AtomicU32::new(0));
        thread::scope(|scope| {
            for kind in 0..BAD {
                let over = &over;
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        (self.bad)(kind, over);
                        // A session of an agent ends a moment after its peer has gone: who
                        // came again faster would be many more than this at a time.
                        thread::sleep(AGAIN);
                    }
                });
            }
            let end = Over(&over);
            self.good_ones(&served);
            drop(end);
        });
        assert_eq!(served.load(Ordering::Relaxed), self.good.0);
        let memory = self.agent.peak_memory().unwrap();
        println!("{}: at most {memory} bytes of memory", self.fic.1);
        assert!(memory < MOST_MEMORY, "{memory}");
    }

    fn good_ones(&self, served: &AtomicU32) {
        thread::scope(|scope| {
            for _ in 0..self.good.0 {
                scope.spawn(|| {
                    (self.good.1)();
                    served.fetch_add(1, Ordering::Relaxed);
                });
            }
            let (folder, address) = self.fic;
            let mut fic = program::fic(folder).unwrap();
            fic.args(["status", "-b", address]).env("HOME", folder);
            let output = fic.output().unwrap();
            assert!(output.status.success(), "{output:?}");
        });
    }
}
