//! TCP and unix sockets
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_agent::transport::ListenAddress;
use fic_agent::transport::Listening;
use fic_agent::transport::listen;
use fic_error::Diagnostic as _;
use fic_protocol::*;
use support::Client;
use support::Message;
use support::fake::Bench;
use support::fake::quick;

fn tcp(bench: &Bench) -> Listening {
    let address: ListenAddress = "tcp://127.0.0.1:0".parse().unwrap();
    listen(&address, &bench.server).unwrap()
}

#[test]
fn two_clients_are_served_over_tcp() {
    let bench = Bench::new(quick());
    let listening = tcp(&bench);
    let mut one = Client::tcp(listening.address()).greeted();
    let mut two = Client::tcp(listening.address()).greeted();
    assert_eq!(one.call(HostRequest::FpgaProbe), BoardResponse::Done);
    assert_eq!(two.call(HostRequest::FpgaProbe), BoardResponse::Done);
    // Nobody said a name, so the address stands for it.
    assert!(
        bench
            .hand
            .log()
            .iter()
            .all(|line| line.starts_with("127.0.0.1:"))
    );
}

#[test]
fn silent_and_loud_peers_do_not_keep_a_good_one_out() {
    let bench = Bench::new(quick());
    let listening = tcp(&bench);
    let address = listening.address().trim_start_matches("tcp://");
    let mut crowd: Vec<TcpStream> = Vec::new();
    for index in 0..40u8 {
        let Ok(mut stream) = TcpStream::connect(address) else {
            continue;
        };
        if index % 2 == 0 {
            let _ = stream.write_all(&support::noise(500, index.into()));
        }
        crowd.push(stream);
    }
    let until = Instant::now() + Duration::from_secs(5);
    let welcome = loop {
        let mut client = Client::tcp(listening.address());
        if matches!(client.hello(Hello::OURS), Message::Welcome(_)) {
            break client;
        }
        assert!(Instant::now() < until, "never let in");
        thread::sleep(Duration::from_millis(20));
    };
    let mut client = welcome;
    assert_eq!(client.call(HostRequest::FpgaProbe), BoardResponse::Done);
}

#[test]
fn an_address_can_be_used_again_after_the_end() {
    let bench = Bench::new(quick());
    let listening = tcp(&bench);
    let _client = Client::tcp(listening.address()).greeted();
    let address: ListenAddress = listening.address().parse().unwrap();
    let error = listen(&address, &bench.server).err().unwrap();
    assert_eq!(error.code(), "address_in_use");
    drop(listening);
    let until = Instant::now() + Duration::from_secs(2);
    let next = Bench::new(quick());
    while listen(&address, &next.server).is_err() {
        assert!(Instant::now() < until, "still in use");
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::os::unix::net::UnixStream;
    use std::path::Path;

    use super::*;

    fn at(path: &Path) -> ListenAddress {
        ListenAddress::Unix(path.into())
    }

    fn connect(path: &Path) -> Client {
        let stream = UnixStream::connect(path).unwrap();
        let timeout = Some(Duration::from_millis(50));
        stream.set_read_timeout(timeout).unwrap();
        Client::new(stream.try_clone().unwrap(), stream).greeted()
    }

    #[test]
    fn a_socket_serves_its_group_and_goes_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agent.sock");
        let bench = Bench::new(quick());
        let listening = listen(&at(&path), &bench.server).unwrap();
        let meta = fs::metadata(&path).unwrap();
        assert_eq!(meta.permissions().mode() & 0o777, 0o660);
        let mut client = connect(&path);
        client.call(HostRequest::FpgaProbe);
        let me = fs::metadata(folder.path()).unwrap().uid();
        if cfg!(target_os = "linux") {
            assert_eq!(bench.hand.log(), [format!("uid {me} probe")]);
        }
        drop(listening);
        assert!(!path.exists());
    }

    #[test]
    fn a_dead_socket_is_replaced_and_a_living_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agent.sock");
        drop(UnixListener::bind(&path).unwrap());
        let bench = Bench::new(quick());
        let _listening = listen(&at(&path), &bench.server).unwrap();
        let other = Bench::new(quick());
        let error = listen(&at(&path), &other.server).err().unwrap();
        assert_eq!(error.code(), "address_in_use");
        connect(&path);
    }

    #[test]
    fn what_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes");
        fs::write(&path, b"mine").unwrap();
        let bench = Bench::new(quick());
        let error = listen(&at(&path), &bench.server).err().unwrap();
        assert_eq!(error.code(), "not_a_socket");
        assert_eq!(fs::read(&path).unwrap(), b"mine");
        let nowhere = folder.path().join("no/such/folder/sock");
        let error = listen(&at(&nowhere), &bench.server).err().unwrap();
        assert_eq!(error.code(), "listen_failed");
    }

    #[test]
    fn the_socket_of_a_successor_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agent.sock");
        let bench = Bench::new(quick());
        let listening = listen(&at(&path), &bench.server).unwrap();
        fs::remove_file(&path).unwrap();
        let _successor = UnixListener::bind(&path).unwrap();
        drop(listening);
        assert!(path.exists());
    }
}
