//! A host's side of TLS for the tests, and a proxy that records
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use fic_keys::PrivateKey;
use fic_keys::RawKeyVerifier;
use rustls::ClientConnection;
use rustls::StreamOwned;
use rustls::pki_types::ServerName;

/// A connection that has not said anything yet.
pub fn tls(key: Option<&PrivateKey>) -> ClientConnection {
    let name = ServerName::try_from("agent").unwrap();
    let config = RawKeyVerifier::any().client_config(key).unwrap();
    ClientConnection::new(config, name).unwrap()
}

/// Both halves of a connection.
#[derive(Clone)]
pub struct Wire(Arc<Mutex<StreamOwned<ClientConnection, TcpStream>>>);

impl Wire {
    /// Connects and completes the handshake, as far as the host can tell.
    pub fn try_connect(address: &str, key: Option<&PrivateKey>) -> std::io::Result<Self> {
        let mut socket = TcpStream::connect(address.trim_start_matches("tls://"))?;
        let mut tls = tls(key);
        while tls.is_handshaking() {
            tls.complete_io(&mut socket)?;
        }
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        socket.set_nodelay(true)?;
        Ok(Self(Arc::new(Mutex::new(StreamOwned::new(tls, socket)))))
    }

    /// Ends as a good peer does.
    pub fn close(&self) {
        let mut stream = self.0.lock().unwrap();
        stream.conn.send_close_notify();
        let _ = stream.flush();
    }

    /// Ends as a cable that is cut does.
    pub fn cut(&self) {
        let stream = self.0.lock().unwrap();
        stream.sock.shutdown(std::net::Shutdown::Both).unwrap();
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}

/// Passes connections on and keeps what the host said.
pub struct Recorder {
    pub address: String,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub fn start(agent: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let agent = agent.trim_start_matches("tls://").to_owned();
        let said = Arc::<Mutex<Vec<u8>>>::default();
        let kept = Arc::clone(&said);
        thread::spawn(move || {
            for host in listener.incoming() {
                let (host, board) = (host.unwrap(), TcpStream::connect(&agent).unwrap());
                let (mut answers, mut back) =
                    (board.try_clone().unwrap(), host.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut answers, &mut back));
                pass(host, board, &kept);
            }
        });
        Self { address, said }
    }

    /// All that hosts said so far.
    pub fn said(&self) -> Vec<u8> {
        self.said.lock().unwrap().clone()
    }
}

fn pass(mut host: TcpStream, mut board: TcpStream, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(len @ 1..) = host.read(&mut buffer) {
        kept.lock().unwrap().extend(&buffer[..len]);
        if board.write_all(&buffer[..len]).is_err() {
            return;
        }
    }
    let _ = board.shutdown(std::net::Shutdown::Write);
}
