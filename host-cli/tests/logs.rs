//! `fic logs`: records out of a stream, and every way in which there are none
#![cfg(feature = "logs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/elf.rs"]
mod elf;
mod support;

use std::net::TcpStream;

use fic_client::logs::LogLevel;
use fic_client::logs::LogTable;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::codec;
use fic_protocol::frame::Kind;
use fic_protocol::samples;
use fic_protocol::truncated;
use fic_test_kit::fake_board;
use fic_test_kit::fake_board::Host;
use fic_test_kit::noise::Random;
use support::Place;
use support::only;

const MESSAGES: elf::Messages<'_> = &[
    ("defmt_info", "fic-image {=str}, {=u32} baud"),
    ("defmt_warn", "line: {=u32} damaged frames"),
    ("defmt_error", "exception {=u64:#x}"),
    ("defmt_println", "always"),
];
const ID: [u8; 20] = *b"\x3f\x2a\x00\xff-a-build-of-ours";
/// The first digits of it, as the image tells them.
const BUILD: &str = "fic-image 0.1.0 3f2a00ff2d612d62";

fn stream() -> Vec<Vec<u8>> {
    let boot = [elf::text("0.1.0"), 3_000_000_u32.to_le_bytes().to_vec()].concat();
    vec![
        elf::record(1, 12_345, &boot),
        elf::record(2, 1_000_000, &7_u32.to_le_bytes()),
        elf::record(3, 90_000_001, &0x1000_u64.to_le_bytes()),
        elf::record(4, 90_000_002, &[]),
    ]
}

fn table(place: &Place, messages: elf::Messages<'_>) -> LogTable {
    let path = place.file("table.elf", elf::with(messages, Some(ID)));
    LogTable::read(path.as_ref()).unwrap()
}

#[test]
fn a_stream_gives_its_records_in_whatever_pieces_it_comes() {
    let table = table(&Place::new(), MESSAGES);
    let bytes = stream().concat();
    for piece in [1, 2, 7, bytes.len()] {
        let mut decoder = table.decoder();
        let pieces = bytes.chunks(piece);
        let records: Vec<_> = pieces.flat_map(|piece| decoder.push(piece)).collect();
        let lines: Vec<_> = records.iter().map(|r| r.message.as_str()).collect();
        assert_eq!(
            lines,
            [
                "fic-image 0.1.0, 3000000 baud",
                "line: 7 damaged frames",
                "exception 0x1000",
                "always"
            ],
            "in pieces of {piece}"
        );
        let levels: Vec<_> = records.iter().map(|r| r.level).collect();
        let (info, warn, error) = (LogLevel::Info, LogLevel::Warn, LogLevel::Error);
        assert_eq!(levels, [Some(info), Some(warn), Some(error), None]);
        assert_eq!(records[0].time_s, Some(0.012_345));
        assert_eq!(decoder.undecodable(), 0);
    }
}

#[test]
fn what_is_damaged_is_counted_and_the_next_record_is_whole() {
    let table = table(&Place::new(), MESSAGES);
    let good = elf::record(2, 5, &7_u32.to_le_bytes());
    let mut decoder = table.decoder();
    for bad in [
        // No such message; too few arguments; no rzCOBS; the end of a record only.
        elf::record(99, 5, &[]),
        elf::record(3, 5, &[]),
        vec![0xFF, 1, 2, 3, 0],
        good[good.len() / 2..].to_vec(),
    ] {
        let before = decoder.undecodable();
        assert_eq!(decoder.push(&bad), [], "{bad:?}");
        assert_eq!(decoder.undecodable(), before + 1, "{bad:?}");
        assert_eq!(decoder.push(&good).len(), 1, "after {bad:?}");
    }
    decoder.push(&good[..good.len() - 1]);
    decoder.anew();
    assert_eq!(decoder.undecodable(), 5, "half a record before a reset");
    assert_eq!(decoder.push(&good).len(), 1);
}

#[test]
fn no_bytes_stop_the_decoder() {
    let table = table(&Place::new(), MESSAGES);
    let mut decoder = table.decoder();
    let mut noise = Random::new(0x0F1C);
    for len in 0..3000_usize {
        let bytes = noise.bytes(len % 97);
        decoder.push(&bytes);
    }
    let endless = vec![0x55; 300_000];
    decoder.push(&endless);
    decoder.push(&[0]);
    let good = elf::record(4, 5, &[]);
    assert_eq!(decoder.push(&good).len(), 1);
}

#[test]
fn control_characters_of_a_board_stay_off_the_terminal() {
    let table = table(&Place::new(), &[("defmt_info", "{=str}")]);
    let sent = elf::record(1, 0, &elf::text("a\u{1b}[2J\n"));
    let records = table.decoder().push(&sent);
    assert_eq!(records[0].message, "a\\u{1b}[2J\\n");
}

/// A board whose build is called so and which sends these log frames once it is asked who
/// it is; gives its address.
fn image(build: &'static str, frames: Vec<Vec<u8>>) -> String {
    fake_board::listening(move |stream| serve(stream, build, &frames))
}

fn serve(stream: TcpStream, build: &str, frames: &[Vec<u8>]) {
    let mut host = Host::new(stream, 2);
    let mut frames = frames.iter();
    while let Some((header, body)) = host.next_frame() {
        let there = if header.kind == Kind::Hello {
            // Log data may come before anything was asked.
            host.send(Kind::Welcome, header.id, &[2, 1, 2])
                && frames.next().is_none_or(|log| host.send(Kind::Log, 0, log))
        } else {
            let request: HostRequest<'_> = codec::decode(&body).unwrap();
            let HostRequest::Identify { .. } = request else {
                panic!("{request:?}")
            };
            let identity = Identity {
                build: truncated(build),
                ..samples::identity()
            };
            host.respond(header.id, &BoardResponse::Identity(identity))
                && frames.all(|log| host.send(Kind::Log, 0, log))
        };
        if !there {
            return;
        }
    }
}

#[test]
fn a_log_is_shown_line_by_line_from_a_level_on() {
    let place = Place::new();
    let file = place.file("image.elf", elf::with(MESSAGES, Some(ID)));
    let board = image(BUILD, stream());
    let all = ["logs", "-b", &board, "--elf", &file, "--count", "4"];
    let ran = place.fic(all).good();
    assert_eq!(
        ran.stdout,
        "     0.012345  INFO   fic-image 0.1.0, 3000000 baud\n     \
         1.000000  WARN   line: 7 damaged frames\n    \
         90.000001  ERROR  exception 0x1000\n    \
         90.000002  -      always\n"
    );
    assert!(ran.stderr.contains(": 4 records"), "{}", ran.stderr);
    let board = image(BUILD, stream());
    let some = [
        "logs", "-b", &board, "--elf", &file, "--count", "2", "--level", "warn",
    ];
    let (code, document) = place.json(&some);
    assert_eq!(code, 0, "{document}");
    let result = only(&document);
    assert_eq!(result["shown"], 2);
    assert_eq!(result["below_level"], 1);
    assert_eq!(result["records"][0]["level"], "warn");
    assert_eq!(result["records"][0]["time_s"], 1.0);
    assert_eq!(result["records"][1]["message"], "exception 0x1000");
}

#[test]
fn what_cannot_be_decoded_is_counted_and_shown() {
    let place = Place::new();
    let file = place.file("image.elf", elf::with(MESSAGES, Some(ID)));
    let mut frames = stream();
    frames.insert(2, elf::record(77, 0, &[]));
    let board = image(BUILD, frames);
    let ran = place.fic(["logs", "-b", &board, "--elf", &file, "--count", "4"]);
    let ran = ran.good();
    assert_eq!(ran.stdout.lines().count(), 4);
    for text in ["cannot be decoded", "4 records, 1 undecodable"] {
        assert!(ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
}

#[test]
fn a_log_ends_after_its_time() {
    let place = Place::new();
    let file = place.file("image.elf", elf::with(MESSAGES, None));
    let board = image("fic-image 0.0.9", Vec::new());
    let (code, document) = place.json(&["logs", "-b", &board, "--elf", &file, "--for", "0.2"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(only(&document)["shown"], 0);
}

#[track_caller]
fn check(place: &Place, board: &str, file: &str, exit: i32, code: &str) {
    let arguments = ["logs", "-b", board, "--elf", file, "--for", "1"];
    let (found, document) = place.json(&arguments);
    let error = match document["boards"].is_array() {
        true => only(&document),
        false => &document["error"],
    };
    assert_eq!(
        (found, error["code"].as_str()),
        (exit, Some(code)),
        "{document}"
    );
    assert!(!error["help"].as_str().unwrap().is_empty());
}

#[test]
fn a_board_or_a_file_of_no_use_is_refused() {
    let place = Place::new();
    let file = place.file("image.elf", elf::with(MESSAGES, Some(ID)));
    let other = place.file("other.elf", elf::with(MESSAGES, Some([7; 20])));
    let foreign = place.file("foreign.elf", elf::with(&[("defmt_info", "x")], None));
    let silent = place.file("silent.elf", elf::silent());
    let text = place.file("kernel8.img", "no program at all");
    let cut = place.file("cut.elf", &elf::with(MESSAGES, Some(ID))[..100]);
    check(&place, "sim:mk2", &file, 4, "not_supported");
    let board = image(BUILD, stream());
    check(&place, &board, &other, 4, "wrong_elf");
    check(&place, &board, &text, 4, "not_an_elf");
    check(&place, &board, &cut, 4, "not_an_elf");
    check(&place, &board, &silent, 4, "no_log_table");
    check(&place, &board, "none.elf", 4, "file_error");
    // Neither tells its build, but nothing fits.
    let undecodable = stream().split_off(1);
    let board = image("fic-image 0.1.0", undecodable);
    check(&place, &board, &foreign, 4, "wrong_elf");
    let (code, document) = place.json(&["logs", "-b", &board, "--elf", &file]);
    assert_eq!((code, &document["error"]["code"]), (2, &"usage".into()));
}

#[test]
fn a_table_of_another_kind_of_log_is_refused() {
    let place = Place::new();
    let elf = elf::with(MESSAGES, None);
    let version = b"_defmt_version_ = 4";
    let at = elf
        .windows(version.len())
        .position(|w| w == version)
        .unwrap();
    let mut newer = elf;
    newer[at + version.len() - 1] = b'9';
    let file = place.file("newer.elf", newer);
    check(&place, "sim:mk2", &file, 4, "bad_log_table");
}
