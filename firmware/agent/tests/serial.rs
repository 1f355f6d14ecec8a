//! The same frames over a serial line, and over a bad one
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::sync::Mutex;
use std::time::Duration;

use fic_agent::board::BoardHandle;
use fic_agent::session::Limits;
use fic_agent::session::Server;
use fic_agent::sim::SimModel;
use fic_agent::store::DiskStore;
use fic_agent::transport::ListenAddress;
use fic_agent::transport::Listening;
use fic_agent::transport::listen;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_protocol::*;
use fic_test_kit::noise::Noisy;
use serialport::SerialPort as _;
use serialport::TTYPort;
use support::Client;

/// Making a pty is not safe from several threads at once.
static PTY: Mutex<()> = Mutex::new(());

struct Line {
    master: TTYPort,
    /// Keeps the line there while the agent has it closed.
    _slave: TTYPort,
    listening: Listening,
    server: std::sync::Arc<Server>,
    _folder: tempfile::TempDir,
}

fn line() -> Line {
    let _one = PTY.lock().unwrap();
    let (mut master, slave) = TTYPort::pair().unwrap();
    master.set_timeout(Duration::from_millis(50)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = DiskStore::open(folder.path(), None).unwrap();
    let model = SimModel::power_up(&"sim:mk2".parse().unwrap(), None).unwrap();
    let limits = Limits::default();
    let handle = BoardHandle::new(model.serve(store), limits.short_wait);
    let server = Server::new(handle, limits);
    let address = ListenAddress::Serial {
        path: slave.name().unwrap(),
        baud: 115_200,
    };
    Line {
        listening: listen(&address, &server).unwrap(),
        master,
        _slave: slave,
        server,
        _folder: folder,
    }
}

/// The two directions at the host's end.
fn halves(line: &Line) -> (TTYPort, TTYPort) {
    let reader = line.master.try_clone_native().unwrap();
    let mut writer = line.master.try_clone_native().unwrap();
    // The agent may be slow to read on a busy machine.
    writer.set_timeout(Duration::from_secs(10)).unwrap();
    (reader, writer)
}

#[test]
fn every_byte_passes_a_line() {
    let line = line();
    assert!(line.listening.address().starts_with("serial:/dev/"));
    let (reader, writer) = halves(&line);
    let mut client = Client::new(reader, writer).greeted();
    // All byte values, and those that a terminal would eat: CR, LF, XON, XOFF, ^C, ^D.
    let mut data: Vec<u8> = (0..=255).collect();
    data.extend([3, 4, 10, 13, 17, 19, 26, 28, 127].repeat(4000));
    let staged = client.stage(&data);
    assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
    assert_eq!(client.status().store.designs, 1);
    assert_eq!(line.server.counters.bad_frames(), 0);
}

#[test]
fn a_design_arrives_whole_over_a_bad_line() {
    let line = line();
    let (reader, writer) = halves(&line);
    let reader = Noisy::new(reader, 2000, 5);
    let writer = Noisy::new(writer, 30_000, 7);
    let mut client = Client::new(reader, writer).greeted_with_retry();
    let data = support::noise(400_000, 9);
    let (staged, resent) = client.stage_with_retry(&data);
    assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
    assert!(resent > 0, "the noise hit nothing");
    assert!(line.server.counters.bad_frames() > 0);
}

#[test]
fn the_next_host_goes_on_where_one_was_cut() {
    let line = line();
    let data = support::noise(200_000, 3);
    let digest = support::digest(&data);
    let begin = HostRequest::StageBegin {
        digest,
        len_bytes: 200_000,
    };
    let (reader, writer) = halves(&line);
    let mut first = Client::new(reader, writer).greeted();
    first.call(begin.clone());
    for at in [0, 8192] {
        let piece = support::chunk(digest, at, &data[at as usize..][..8192]);
        first.call(HostRequest::StageChunk(piece));
    }
    // Cut in the middle of a frame; the next one says Hello.
    first.raw(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    drop(first);
    let (reader, writer) = halves(&line);
    let mut second = Client::new(reader, writer);
    second.raw(&[0]);
    let mut second = second.greeted();
    let BoardResponse::Stage(state) = second.call(begin) else {
        panic!("no stage");
    };
    assert_eq!(state.next_offset, 16_384);
    assert!(matches!(second.stage(&data), BoardResponse::Stage(state) if state.complete));
}

#[test]
fn a_line_that_is_not_there_is_an_error() {
    let server = support::fake::Bench::new(Limits::default()).server;
    let address: ListenAddress = "serial:/dev/no-such-line?baud=9600".parse().unwrap();
    let error = listen(&address, &server).err().unwrap();
    assert_eq!(error.code(), "serial_failed");
    assert_ne!(error.class(), ExitClass::Usage);
}

#[test]
fn an_unplugged_line_does_not_stop_the_end() {
    let line = line();
    let Line {
        master,
        _slave,
        listening,
        ..
    } = line;
    drop(master);
    drop(_slave);
    std::thread::sleep(Duration::from_millis(200));
    drop(listening);
}
