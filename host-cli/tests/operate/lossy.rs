//! A line that loses data frames

use fic_error::Diagnostic as _;
use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;

use fic_protocol::BoardKind;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::NoteInfo;
use fic_protocol::SCHEMA_HASH;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_test_kit::fake_board;
use fic_test_kit::fake_board::Host;

/// Requests that brought data, and which of the coming data frames are to be lost.
#[derive(Default)]
struct Line {
    asked: u32,
    lose: VecDeque<bool>,
}

/// A board that answers reads with bytes that count up, over a line that loses frames.
fn board(lose: &[bool]) -> (fic_client::Board, Arc<Mutex<Line>>) {
    let line = Arc::new(Mutex::new(Line {
        asked: 0,
        lose: lose.iter().copied().collect(),
    }));
    let theirs = Arc::clone(&line);
    let address = fake_board::listening(move |stream| converse(stream, &theirs));
    (fic_client::Board::connect(&address).unwrap(), line)
}

fn converse(stream: TcpStream, line: &Mutex<Line>) {
    let mut host = Host::new(stream, 1);
    while let Some((header, body)) = host.next_frame() {
        answer(&mut host, header, &body, line);
    }
}

fn answer(host: &mut Host<TcpStream>, header: Header, body: &[u8], line: &Mutex<Line>) {
    if header.kind == Kind::Hello {
        host.send(Kind::Welcome, header.id, &[1, 1, 1]);
        return;
    }
    let (response, len) = match codec::decode(body).unwrap() {
        HostRequest::Identify { .. } => (BoardResponse::Identity(identity()), 0),
        HostRequest::RegRead { count, .. } => (BoardResponse::Done, usize::from(count) * 2),
        HostRequest::HlsReceive { len } => (BoardResponse::Done, len as usize),
        HostRequest::DdrRead { len, .. } => (BoardResponse::Done, len as usize),
        HostRequest::NoteGet => (BoardResponse::Note(note()), 3000),
        _ => (BoardResponse::Done, 0),
    };
    let bytes: Vec<u8> = (0..len).map(|n| n as u8).collect();
    let mut line = line.lock().unwrap();
    line.asked += u32::from(len > 0);
    for piece in bytes.chunks(1024) {
        if !line.lose.pop_front().unwrap_or(false) {
            host.send(Kind::Data, header.id, piece);
        }
    }
    host.respond(header.id, &response);
}

fn identity() -> Identity {
    Identity {
        build: fic_protocol::truncated("test"),
        schema_hash: SCHEMA_HASH,
        profile: fic_protocol::truncated("mk2"),
        part: fic_protocol::truncated("xcku115"),
        kind: BoardKind::Modelled,
        uptime_s: 0,
        window_bytes: 65_536,
    }
}

fn note() -> NoteInfo {
    NoteInfo {
        who: fic_protocol::truncated("someone"),
        at_s: 0,
        len: 3000,
    }
}

#[test]
fn registers_and_memory_are_asked_for_again() {
    let (mut board, line) = board(&[false, true]);
    let values = board.registers().read_many(0x100, 1024).unwrap();
    assert_eq!((values.len(), values[1]), (1024, 0x0302));
    assert_eq!(line.lock().unwrap().asked, 2);
    line.lock().unwrap().lose = [true, false, false, false, true].into();
    let span = fic_client::board::ddr::Span::new(1, 4000).unwrap();
    let bytes = board.ddr().read(span).unwrap();
    assert!(bytes.iter().zip(1..).all(|(&byte, n)| byte == n as u8));
    assert_eq!(line.lock().unwrap().asked, 5);
    line.lock().unwrap().lose = [true].into();
    assert_eq!(board.note().unwrap().unwrap().data.len(), 3000);
}

#[test]
fn asking_again_has_an_end() {
    let (mut board, _) = board(&[true; 99]);
    let error = board.registers().read(0).unwrap_err();
    assert_eq!((error.code(), error.class().exit_code()), ("data_lost", 3));
}

#[test]
fn what_the_design_gave_is_not_asked_for_twice() {
    let (mut board, line) = board(&[true]);
    let error = board.hls().receive(2048).unwrap_err();
    assert_eq!(error.code(), "data_lost");
    assert!(error.to_string().contains("they are lost"), "{error}");
    assert_eq!(line.lock().unwrap().asked, 1);
    line.lock().unwrap().lose = [true].into();
    assert_eq!(
        board.registers().read(0x1000).unwrap_err().code(),
        "data_lost"
    );
    assert_eq!(board.hls().receive(2048).unwrap().len(), 2048);
}

#[test]
fn what_had_been_received_is_told() {
    let mut lose = vec![false; 8];
    lose.push(true);
    let (mut board, _) = board(&lose);
    let mut got = Vec::new();
    let error = board
        .hls()
        .receive_to(&mut got, 20_000, &mut fic_client::Silent)
        .unwrap_err();
    assert_eq!((error.bytes_done(), got.len()), (Some(8192), 8192));
}
