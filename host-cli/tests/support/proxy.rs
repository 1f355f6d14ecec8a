//! A TCP proxy that cuts, slows and counts

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

/// What a proxy does to what passes.
#[derive(Default)]
struct Plan {
    /// Bytes from host to board, counted over all links, at which the link is cut.
    cuts: Mutex<Vec<u64>>,
    /// Pause after each piece, microseconds.
    pause_us: AtomicU64,
    /// Bytes from host to board so far.
    forwarded: AtomicU64,
    /// Links so far.
    links: AtomicU64,
    /// The last of them.
    live: Mutex<Option<TcpStream>>,
}

/// Listens until the test ends.
pub struct Proxy {
    pub address: String,
    plan: Arc<Plan>,
}

impl Proxy {
    /// In front of an agent at `tcp://…`; cuts once at each of these counts.
    pub fn start(agent: &str, cuts: &[u64], pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        let agent = agent.trim_start_matches("tcp://").to_owned();
        let plan = Arc::new(Plan {
            cuts: Mutex::new(cuts.to_vec()),
            pause_us: AtomicU64::new(pause.as_micros() as u64),
            ..Plan::default()
        });
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for host in listener.incoming() {
                shared.links.fetch_add(1, Ordering::SeqCst);
                let board = TcpStream::connect(&agent).unwrap();
                let host = host.unwrap();
                *shared.live.lock().unwrap() = Some(host.try_clone().unwrap());
                serve(host, board, &shared);
            }
        });
        Self { address, plan }
    }

    /// Cuts the present link.
    pub fn cut(&self) {
        if let Some(live) = self.plan.live.lock().unwrap().take() {
            let _ = live.shutdown(Shutdown::Both);
        }
    }

    pub fn links(&self) -> u64 {
        self.plan.links.load(Ordering::SeqCst)
    }

    pub fn forwarded(&self) -> u64 {
        self.plan.forwarded.load(Ordering::SeqCst)
    }
}

fn serve(host: TcpStream, board: TcpStream, plan: &Arc<Plan>) {
    let (mut answers, mut back) = (board.try_clone().unwrap(), host.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let plan = Arc::clone(plan);
    thread::spawn(move || {
        forward(host.try_clone().unwrap(), board.try_clone().unwrap(), &plan);
        let _ = host.shutdown(Shutdown::Both);
        let _ = board.shutdown(Shutdown::Both);
    });
}

/// Ends with the link, or at the next cut.
fn forward(mut host: TcpStream, mut board: TcpStream, plan: &Plan) {
    let mut buffer = [0; 4096];
    loop {
        let Ok(len @ 1..) = host.read(&mut buffer) else {
            return;
        };
        let before = plan.forwarded.fetch_add(len as u64, Ordering::SeqCst);
        let mut cuts = plan.cuts.lock().unwrap();
        if cuts.first().is_some_and(|&cut| before + len as u64 > cut) {
            // A part of what came still passes: the cut lies anywhere in a frame.
            let _ = board.write_all(&buffer[..(cuts.remove(0).saturating_sub(before)) as usize]);
            return;
        }
        drop(cuts);
        if board.write_all(&buffer[..len]).is_err() {
            return;
        }
        thread::sleep(Duration::from_micros(plan.pause_us.load(Ordering::SeqCst)));
    }
}
