//! A TCP proxy before an agent that looks at what passes, slows it down and cuts it off

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

/// What becomes of a piece that came from the host.
pub enum Pass {
    /// It goes on.
    All,
    /// So many bytes of it go on, then the link is cut.
    Cut(usize),
}

/// What a proxy has seen.
#[derive(Default)]
struct Seen {
    links: u64,
    forwarded: u64,
    live: Option<TcpStream>,
}

/// Listens until the process ends.
pub struct Proxy {
    /// Where hosts connect: `tcp://…`.
    pub address: String,
    seen: Arc<Mutex<Seen>>,
}

/// Decides about each piece; it is told the number of the link, from 1.
type Decide = Box<dyn FnMut(u64, &[u8]) -> Pass + Send>;

impl Proxy {
    /// Before an agent at `host:port` with any scheme: `decide` is asked about each piece
    /// from a host, and told the number of its link, from 1.
    pub fn start(agent: &str, decide: impl FnMut(u64, &[u8]) -> Pass + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("tcp://{}", listener.local_addr().unwrap());
        let agent = agent.split("://").last().unwrap().to_owned();
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        let decide: Arc<Mutex<Decide>> = Arc::new(Mutex::new(Box::new(decide)));
        thread::spawn(move || {
            for host in listener.incoming() {
                let (host, board) = (host.unwrap(), TcpStream::connect(&agent).unwrap());
                let link = {
                    let mut seen = shared.lock().unwrap();
                    seen.live = Some(host.try_clone().unwrap());
                    seen.links += 1;
                    seen.links
                };
                serve(link, host, board, &shared, &decide);
            }
        });
        Self { address, seen }
    }

    /// That cuts once at each of these counts of bytes from the host, over all links.
    pub fn cutting(agent: &str, cuts: &[u64]) -> Self {
        let (mut cuts, mut passed) = (cuts.to_vec(), 0);
        Self::start(agent, move |_, piece| {
            let before = passed;
            passed += piece.len() as u64;
            match cuts.first() {
                // A part of what came still passes: the cut lies anywhere in a frame.
                Some(&cut) if passed > cut => {
                    cuts.remove(0);
                    Pass::Cut(cut.saturating_sub(before) as usize)
                }
                _ => Pass::All,
            }
        })
    }

    /// That pauses after each piece.
    pub fn slow(agent: &str, pause: Duration) -> Self {
        Self::start(agent, move |_, _| {
            thread::sleep(pause);
            Pass::All
        })
    }

    /// That keeps all that hosts say.
    pub fn recording(agent: &str) -> (Self, Arc<Mutex<Vec<u8>>>) {
        let said = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&said);
        let proxy = Self::start(agent, move |_, piece| {
            kept.lock().unwrap().extend(piece);
            Pass::All
        });
        (proxy, said)
    }

    /// Cuts the present link.
    pub fn cut(&self) {
        if let Some(live) = self.seen.lock().unwrap().live.take() {
            let _ = live.shutdown(Shutdown::Both);
        }
    }

    /// Links so far.
    pub fn links(&self) -> u64 {
        self.seen.lock().unwrap().links
    }

    /// Bytes that came from hosts so far.
    pub fn forwarded(&self) -> u64 {
        self.seen.lock().unwrap().forwarded
    }
}

fn serve(
    link: u64,
    host: TcpStream,
    board: TcpStream,
    seen: &Arc<Mutex<Seen>>,
    decide: &Arc<Mutex<Decide>>,
) {
    let (mut answers, mut back) = (board.try_clone().unwrap(), host.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let (seen, decide) = (Arc::clone(seen), Arc::clone(decide));
    thread::spawn(move || {
        forward(link, &host, &board, &seen, &decide);
        let _ = host.shutdown(Shutdown::Both);
        let _ = board.shutdown(Shutdown::Both);
    });
}

/// Ends with the link, or at a cut.
fn forward(
    link: u64,
    mut host: &TcpStream,
    mut board: &TcpStream,
    seen: &Mutex<Seen>,
    decide: &Mutex<Decide>,
) {
    let mut buffer = [0; 4096];
    while let Ok(len @ 1..) = host.read(&mut buffer) {
        seen.lock().unwrap().forwarded += len as u64;
        let verdict = (decide.lock().unwrap())(link, &buffer[..len]);
        let passing = match verdict {
            Pass::All => len,
            Pass::Cut(passing) => passing,
        };
        if board.write_all(&buffer[..passing]).is_err() || passing < len {
            return;
        }
    }
}
