//! A line that loses data frames

use fic_error::Diagnostic as _;
use std::collections::VecDeque;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;

use fic_protocol::BoardKind;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::NoteInfo;
use fic_protocol::SCHEMA_HASH;
use fic_protocol::codec;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_BODY_LEN;
use fic_protocol::limits::MAX_WIRE_LEN;

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
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let theirs = Arc::clone(&line);
    thread::spawn(move || {
        for stream in listener.incoming() {
            converse(stream.unwrap(), &theirs);
        }
    });
    (fic_client::Board::connect(&address).unwrap(), line)
}

fn converse(mut stream: TcpStream, line: &Mutex<Line>) {
    let mut deframer = Box::new(Deframer::new());
    let mut buffer = [0; 4096];
    while let Ok(len @ 1..) = stream.read(&mut buffer) {
        let mut unread = &buffer[..len];
        while !unread.is_empty() {
            let (taken, frame) = deframer.push(unread);
            unread = &unread[taken..];
            if let Some(Ok(frame)) = frame {
                answer(&mut stream, frame.header, frame.body, line);
            }
        }
    }
}

fn answer(stream: &mut TcpStream, header: Header, body: &[u8], line: &Mutex<Line>) {
    if header.kind == Kind::Hello {
        return send(stream, header, Kind::Welcome, &[1, 1, 1]);
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
            send(stream, header, Kind::Data, piece);
        }
    }
    let mut body = [0; MAX_BODY_LEN];
    let body = codec::encode(&response, &mut body).unwrap();
    send(stream, header, Kind::Response, body);
}

fn send(stream: &mut TcpStream, header: Header, kind: Kind, body: &[u8]) {
    let mut wire = [0; MAX_WIRE_LEN];
    let len = encode_frame(Header { kind, ..header }, body, &mut wire).unwrap();
    let _ = stream.write_all(&wire[..len]);
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
