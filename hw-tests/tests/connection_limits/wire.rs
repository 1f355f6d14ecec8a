//! A host's side of TLS: it takes any agent's key

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use fic_agent::keys;
use fic_agent::keys::PrivateKey;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::DigitallySignedStruct;
use rustls::Error;
use rustls::SignatureScheme;
use rustls::StreamOwned;
use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::UnixTime;
use rustls::version::TLS13;

use super::is_end;

/// How long a read or a write waits before it looks at the time.
const TICK: Duration = Duration::from_millis(50);
/// Until the agent has shown its key.
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes any agent's key.
#[derive(Debug)]
struct AnyAgent;

impl ServerCertVerifier for AnyAgent {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        keys::key_of(presented).map(|_| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        presented: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        keys::check_signature(message, presented, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        keys::schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// A connection that has not said anything yet.
pub fn tls(key: &PrivateKey) -> ClientConnection {
    let resolver = AlwaysResolvesClientRawPublicKeys::new(key.certified());
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyAgent))
        .with_client_cert_resolver(Arc::new(resolver));
    let name = ServerName::try_from("agent").unwrap();
    ClientConnection::new(Arc::new(config), name).unwrap()
}

/// A socket whose reads and writes return after a moment.
pub fn dial(address: &str) -> io::Result<TcpStream> {
    let socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(TICK))?;
    socket.set_write_timeout(Some(TICK))?;
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// Both halves of a connection.
#[derive(Clone)]
pub struct Wire(Arc<Mutex<StreamOwned<ClientConnection, TcpStream>>>);

impl Wire {
    /// Connects and completes the handshake, as far as the host can tell.
    pub fn connect(address: &str, key: &PrivateKey) -> io::Result<Self> {
        let (mut socket, mut tls) = (dial(address)?, tls(key));
        let until = Instant::now() + PATIENCE;
        while tls.is_handshaking() || tls.wants_write() {
            let moved = tls.complete_io(&mut socket).map(|_| 1);
            match moved {
                Err(error) if is_end(&Err(error.kind().into())) => return Err(error),
                Err(error) if Instant::now() >= until => return Err(error),
                _ => {}
            }
        }
        Ok(Self(Arc::new(Mutex::new(StreamOwned::new(tls, socket)))))
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}
