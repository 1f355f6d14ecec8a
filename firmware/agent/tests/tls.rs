//! TLS: who gets in, and what becomes of those who do not behave
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;
#[path = "support/tls.rs"]
mod wire;

use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use fic_agent::session::Limits;
use fic_agent::transport::Identity;
use fic_agent::transport::ListenAddress;
use fic_agent::transport::Listening;
use fic_agent::transport::listen;
use fic_agent::transport::listen_tls;
use fic_error::Diagnostic as _;
use fic_keys as keys;
use fic_keys::Entry;
use fic_keys::PrivateKey;
use fic_protocol::*;
use fic_test_kit::eventually;
use support::Client;
use support::Message;
use support::fake::Bench;
use support::fake::quick;
use wire::Recorder;
use wire::Wire;

/// Nothing in these tests takes longer, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// A fake board behind TLS, with a folder for keys.
struct Place {
    bench: Bench,
    listening: Listening,
    folder: tempfile::TempDir,
    said: Arc<Mutex<Vec<String>>>,
}

impl Place {
    fn new(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bench = Bench::new(limits);
        let said = Arc::<Mutex<Vec<String>>>::default();
        let told = Arc::clone(&said);
        let key = PrivateKey::load_or_make(&folder.path().join("agent.key")).unwrap();
        let say = move |line: &str| told.lock().unwrap().push(line.into());
        let identity = Identity::new(&key, folder.path().join("authorized"), say).unwrap();
        let listening = listen_tls("127.0.0.1:0", &identity, &bench.server).unwrap();
        Self {
            bench,
            listening,
            folder,
            said,
        }
    }

    /// Limits that a slow machine does not reach by itself.
    fn patient() -> Self {
        Self::new(Limits {
            hello: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            write: Duration::from_secs(30),
            ..quick()
        })
    }

    fn key(&self, name: &str) -> PrivateKey {
        PrivateKey::load_or_make(&self.folder.path().join(name)).unwrap()
    }

    fn list(&self) -> PathBuf {
        self.folder.path().join("authorized")
    }

    /// A key with these rights.
    fn authorized(&self, name: &str, rights: &str) -> PrivateKey {
        let key = self.key(name);
        let entry: Entry = format!("{rights} {} {name}", key.public()).parse().unwrap();
        keys::authorize(&self.list(), &entry).unwrap();
        key
    }

    fn wire(&self, key: &PrivateKey) -> Wire {
        Wire::try_connect(self.listening.address(), Some(key)).unwrap()
    }

    fn client(&self, key: &PrivateKey) -> Client {
        let wire = self.wire(key);
        Client::new(wire.clone(), wire)
    }

    fn socket(&self) -> TcpStream {
        let address = self.listening.address().trim_start_matches("tls://");
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket
    }

    fn said(&self, word: &str) -> bool {
        self.said
            .lock()
            .unwrap()
            .iter()
            .any(|one| one.contains(word))
    }
}

/// Reads until the agent hangs up, which it has to, and gives what it said.
fn to_the_end(mut socket: &TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        match socket.read(&mut buffer) {
            Ok(0) => return said,
            Ok(len) => said.extend(&buffer[..len]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("the agent does not hang up")
            }
            Err(_) => return said,
        }
    }
}

const REFUSED: Message = Message::Refusal(Refusal {
    reason: RefusalReason::NotAuthorised,
    min: MIN_VERSION,
    current: CURRENT_VERSION,
});

#[test]
fn a_host_in_the_list_is_served() {
    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let mut client = place.client(&ann).greeted();
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
    // The role of a key is that of its session.
    let bob = place.authorized("bob", "read,until=2999-12-31");
    let mut client = place.client(&bob).greeted();
    let answer = client.call(HostRequest::FpgaProbe);
    assert_eq!(answer, BoardResponse::from(BoardError::NotAllowed));
    let answer = client.call(HostRequest::Status);
    assert!(matches!(answer, BoardResponse::Status(_)), "{answer:?}");
    let log = place.bench.hand.log();
    assert!(
        log.iter().all(|line| line.starts_with("127.0.0.1:")),
        "{log:?}"
    );
}

#[test]
fn much_goes_both_ways() {
    let place = Place::patient();
    let mut client = place.client(&place.authorized("ann", "operate")).greeted();
    let len = limits::MAX_WINDOW_LEN;
    let answer = client.call(HostRequest::HlsReceive { len });
    assert_eq!(answer, BoardResponse::Done);
    assert_eq!(client.data, support::noise(len as usize, 1));
    let piece = support::noise(limits::CHUNK_LEN, 3);
    for _ in 0..100 {
        assert_eq!(
            client.call(HostRequest::HlsSend { data: &piece }),
            BoardResponse::Done
        );
    }
}

#[test]
fn a_host_that_nobody_authorised_is_told_so() {
    let place = Place::patient();
    let key = place.key("eve");
    assert_eq!(place.client(&key).hello(Hello::OURS), REFUSED);
    assert!(place.said(&key.public().fingerprint()));
    assert!(place.said("is not authorised"));
    assert_eq!(place.bench.hand.log(), [""; 0]);
}

#[test]
fn an_expired_pairing_and_a_removed_key_are_refused_without_a_restart() {
    let place = Place::patient();
    let old = place.authorized("old", "admin,until=2020-01-01");
    assert_eq!(place.client(&old).hello(Hello::OURS), REFUSED);
    assert!(place.said("was authorised until 2020-01-01"));

    let ann = place.key("ann");
    assert_eq!(place.client(&ann).hello(Hello::OURS), REFUSED);
    place.authorized("ann", "operate");
    place.client(&ann).greeted();
    keys::remove(&place.list(), &ann.public()).unwrap();
    assert_eq!(place.client(&ann).hello(Hello::OURS), REFUSED);
}

#[test]
fn a_session_ends_when_its_key_is_removed_or_gets_another_role() {
    let place = Place::patient();
    let enter = |name: &str| {
        let key = place.authorized(name, "operate");
        (place.client(&key).greeted(), key)
    };
    let (mut ann, ann_key) = enter("ann");
    let (mut bob, _) = enter("bob");
    let (mut cat, _) = enter("cat");
    keys::remove(&place.list(), &ann_key.public()).unwrap();
    place.authorized("bob", "read");
    for client in [&mut ann, &mut bob] {
        assert_eq!(client.receive(PATIENCE), Some((0, Message::End)));
    }
    assert_eq!(cat.call(HostRequest::FpgaProbe), BoardResponse::Done);
    assert!(place.said("was removed, expired or has another role"));
}

#[test]
fn the_lease_of_a_removed_key_ends() {
    let place = Place::patient();
    let key = place.authorized("ann", "operate");
    let mut ann = place.client(&key).greeted();
    let memo = "two hours";
    let take = HostRequest::LeaseTake { term_s: 7200, memo };
    let BoardResponse::Lease(state) = ann.call(take) else {
        panic!("no lease");
    };
    assert!(state.yours);
    drop(ann);
    let mut bob = place.client(&place.authorized("bob", "operate")).greeted();
    let mut holder = || match bob.call(HostRequest::LeaseShow) {
        BoardResponse::Lease(state) => state.lease.map(|lease| lease.key),
        other => panic!("{other:?}"),
    };
    assert_eq!(holder(), Some(key.public().fingerprint()));
    keys::remove(&place.list(), &key.public()).unwrap();
    eventually("free", || holder().is_none());
}

#[test]
fn a_bad_line_is_said_once_and_the_others_hold() {
    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let text = fs::read_to_string(place.list()).unwrap();
    let eve = place.key("eve");
    fs::write(place.list(), format!("{text}root {}\n", eve.public())).unwrap();
    place.client(&ann).greeted();
    place.client(&ann).greeted();
    assert_eq!(place.client(&eve).hello(Hello::OURS), REFUSED);
    let said = place.said.lock().unwrap();
    let faults = said.iter().filter(|line| line.contains("line 2"));
    assert_eq!(faults.count(), 1, "{said:?}");
}

#[cfg(unix)]
#[test]
fn a_list_that_others_may_write_lets_nobody_in() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let open = fs::Permissions::from_mode(0o666);
    fs::set_permissions(place.list(), open).unwrap();
    assert_eq!(place.client(&ann).hello(Hello::OURS), REFUSED);
    assert!(place.said("may be written by others"));
}

#[test]
fn a_host_without_a_key_gets_no_answer() {
    let place = Place::patient();
    place.authorized("ann", "operate");
    let Ok(wire) = Wire::try_connect(place.listening.address(), None) else {
        return;
    };
    // TLS 1.3 tells a host only after its handshake that a key is missing.
    let mut client = Client::new(wire.clone(), wire);
    let mut frame = [0; 64];
    let header = frame::Header {
        version: 1,
        kind: frame::Kind::Hello,
        id: 1,
    };
    let len = frame::encode_frame(header, &Hello::OURS.to_bytes(), &mut frame).unwrap();
    let _ = client.try_raw(&frame[..len]);
    assert_eq!(client.receive(PATIENCE), Some((0, Message::End)));
    assert_eq!(place.bench.hand.log(), [""; 0]);
}

#[test]
fn an_earlier_session_said_again_gets_nothing() {
    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let recorder = Recorder::start(place.listening.address());
    let wire = Wire::try_connect(&recorder.address, Some(&ann)).unwrap();
    let mut client = Client::new(wire.clone(), wire.clone()).greeted();
    client.call(HostRequest::FpgaReset);
    wire.close();
    drop((client, wire));
    let before = place.bench.hand.log();
    assert_eq!(before.len(), 1);

    let said = recorder.said();
    for cut in [said.len(), said.len() / 2] {
        let mut socket = place.socket();
        let _ = socket.write_all(&said[..cut]);
        let _ = socket.shutdown(std::net::Shutdown::Write);
        to_the_end(&socket);
    }
    assert_eq!(place.bench.hand.log(), before);
}

#[test]
fn what_is_no_tls_is_answered_with_an_alert() {
    let place = Place::patient();
    let mut plain = vec![0; 64];
    let header = frame::Header {
        version: 1,
        kind: frame::Kind::Hello,
        id: 1,
    };
    let len = frame::encode_frame(header, &Hello::OURS.to_bytes(), &mut plain).unwrap();
    for bytes in [&plain[..len], b"GET / HTTP/1.1\r\n\r\n", &[0xFF; 300]] {
        let mut socket = place.socket();
        socket.write_all(bytes).unwrap();
        // Record type 21, fatal.
        let said = to_the_end(&socket);
        assert_eq!((said[0], said[1], said[5]), (21, 3, 2), "{said:?}");
    }
}

#[test]
fn tls_1_2_is_refused() {
    let place = Place::patient();
    // A ClientHello without the extension that names 1.3, with one suite of 1.2.
    let mut hello = vec![1, 0, 0, 41, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0xC0, 0x2B, 1, 0]);
    let mut record = vec![22, 3, 1, 0, hello.len() as u8];
    record.extend(hello);
    let mut socket = place.socket();
    socket.write_all(&record).unwrap();
    let said = to_the_end(&socket);
    assert_eq!((said[0], said[5]), (21, 2), "{said:?}");
}

/// The first bytes of a good handshake.
fn client_hello(key: &PrivateKey) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire::tls(Some(key)).write_tls(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_handshake_cut_anywhere_costs_nothing() {
    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let hello = client_hello(&ann);
    for cut in [0, 1, 5, 6, hello.len() / 2, hello.len() - 1, hello.len()] {
        let mut socket = place.socket();
        socket.write_all(&hello[..cut]).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        to_the_end(&socket);
    }
    place.client(&ann).greeted();
}

#[test]
fn silent_slow_and_loud_peers_are_given_up_while_a_good_one_is_served() {
    let place = Place::new(Limits {
        // Long enough for a good peer on a busy machine.
        hello: Duration::from_secs(3),
        idle: Duration::from_secs(60),
        write: Duration::from_secs(30),
        ..quick()
    });
    let ann = place.authorized("ann", "operate");
    let hello = client_hello(&ann);
    let mut crowd = Vec::new();
    // More than may be in a handshake at a time.
    for index in 0..90 {
        let mut socket = place.socket();
        match index % 3 {
            0 => {}
            1 => drop(socket.write_all(&support::noise(400, index))),
            _ => drop(socket.write_all(&hello[..hello.len() - 1])),
        }
        crowd.push(socket);
    }
    let (mut slow, bytes) = (place.socket(), hello.clone());
    let dripping = thread::spawn(move || {
        for byte in bytes.iter().cycle() {
            if slow.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    let mut client = place.client(&ann).greeted();
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
    for socket in &crowd {
        to_the_end(socket);
    }
    dripping.join().unwrap();
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn a_peer_with_a_key_that_then_says_nothing_is_given_up() {
    let place = Place::new(quick());
    let key = place.key("eve");
    // On a busy machine a handshake may take too long, which is given up even earlier.
    let connect = |_| Wire::try_connect(place.listening.address(), Some(&key)).ok();
    let wire = (0..100).find_map(connect).unwrap();
    let mut client = Client::new(wire.clone(), wire);
    assert_eq!(client.receive(PATIENCE), Some((0, Message::End)));
    eventually("ended", || place.bench.server.open_sessions() == 0);
}

#[test]
fn those_who_are_refused_take_no_place() {
    let place = Place::patient();
    let eve = place.key("eve");
    let crowd: Vec<Wire> = (0..20).map(|_| place.wire(&eve)).collect();
    place.client(&place.authorized("ann", "operate")).greeted();
    drop(crowd);
}

#[test]
fn a_peer_that_does_not_read_is_given_up() {
    let place = Place::new(Limits {
        hello: Duration::from_secs(30),
        write: Duration::from_secs(1),
        ..quick()
    });
    let ann = place.authorized("ann", "operate");
    let mut client = place.client(&ann).greeted();
    // Answers fill the sockets' buffers: nobody reads them.
    for _ in 0..40 {
        let len = limits::MAX_WINDOW_LEN;
        let mut body = [0; 64];
        let body = codec::encode(&HostRequest::HlsReceive { len }, &mut body).unwrap();
        let mut wire = [0; 128];
        let header = frame::Header {
            version: CURRENT_VERSION,
            kind: frame::Kind::Request,
            id: 7,
        };
        let len = frame::encode_frame(header, body, &mut wire).unwrap();
        if client.try_raw(&wire[..len]).is_err() {
            break;
        }
    }
    eventually("given up", || place.bench.server.open_sessions() == 0);
    place.client(&ann).greeted();
}

#[test]
fn an_end_is_told_from_a_cut() {
    let place = Place::patient();
    let ann = place.authorized("ann", "operate");
    let (told, cut) = (place.wire(&ann), place.wire(&ann));
    Client::new(told.clone(), told.clone()).greeted();
    Client::new(cut.clone(), cut.clone()).greeted();
    told.close();
    cut.cut();
    eventually("ended", || place.bench.server.open_sessions() == 0);
    let counted = place.bench.server.counters.to_string();
    assert!(counted.contains("(0 refused, 1 broken)"), "{counted}");
}

#[test]
fn the_agent_says_that_it_ends() {
    let place = Place::patient();
    let wire = place.wire(&place.authorized("ann", "operate"));
    Client::new(wire.clone(), wire.clone()).greeted();
    place.bench.server.stop();
    let mut wire = wire;
    let mut buffer = [0; 64];
    loop {
        match wire.read(&mut buffer) {
            // With a close_notify; without it this would be UnexpectedEof.
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
}

#[test]
fn any_address_may_be_served_but_only_with_a_key() {
    let place = Place::patient();
    let address: ListenAddress = "tls://0.0.0.0:0".parse().unwrap();
    let error = listen(&address, &place.bench.server).err().unwrap();
    assert_eq!(error.code(), "no_key");
    let key = place.key("agent.key");
    let identity = Identity::new(&key, place.list(), |_| {}).unwrap();
    let wide = listen_tls("0.0.0.0:0", &identity, &place.bench.server).unwrap();
    assert!(wide.address().starts_with("tls://0.0.0.0:"));
    let taken = place.listening.address().trim_start_matches("tls://");
    let error = listen_tls(taken, &identity, &place.bench.server)
        .err()
        .unwrap();
    assert_eq!(error.code(), "address_in_use");
}
