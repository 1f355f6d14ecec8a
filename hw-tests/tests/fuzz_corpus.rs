//! The stored fuzz corpora hold one seed of every kind of input
//!
//! `FIC_REGENERATE_CORPUS=1 cargo test -p fic-hw-tests --test fuzz_corpus` writes them
//! anew, after a message was added for instance.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use fic_bitstream::Part;
use fic_bitstream::crc::ConfigCrc;
use fic_bitstream::order::ByteOrder;
use fic_bitstream::packet::BUS_WIDTH;
use fic_bitstream::packet::Command;
use fic_bitstream::packet::DUMMY;
use fic_bitstream::packet::NOP;
use fic_bitstream::packet::Register;
use fic_bitstream::packet::SYNC_WORD;
use fic_bitstream::packet::write_header;
use fic_bitstream::source::BitHeader;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Hello;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::samples;

fn folder(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target)
}

fn check(target: &str, seeds: &[(String, Vec<u8>)]) {
    let folder = folder(target);
    let write = std::env::var_os("FIC_REGENERATE_CORPUS").is_some();
    for (name, seed) in seeds {
        let path = folder.join(name);
        if write {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, seed).unwrap();
        }
        let stored = fs::read(&path).unwrap_or_default();
        assert_eq!(&stored, seed, "{} is out of date", path.display());
    }
}

fn body(message: &impl serde::Serialize) -> Vec<u8> {
    let mut out = [0; samples::MAX_SAMPLE_LEN];
    codec::encode(message, &mut out).unwrap().to_vec()
}

fn frame(kind: Kind, body: &[u8]) -> Vec<u8> {
    let header = Header {
        version: CURRENT_VERSION,
        kind,
        id: 7,
    };
    let mut out = vec![0; MAX_WIRE_LEN];
    let len = encode_frame(header, body, &mut out).unwrap();
    out.truncate(len);
    out
}

/// A body by itself and in its frame, for every message; all frames in one stream.
#[test]
fn frame_decoder() {
    let mut messages = vec![(Kind::Hello, Hello::OURS.to_bytes().to_vec())];
    messages.extend(samples::requests().iter().map(|m| (Kind::Request, body(m))));
    messages.extend(
        samples::responses()
            .iter()
            .map(|m| (Kind::Response, body(m))),
    );
    messages.extend(samples::events().iter().map(|m| (Kind::Event, body(m))));
    let mut seeds = Vec::new();
    let mut stream = vec![0];
    for (i, (kind, body)) in messages.into_iter().enumerate() {
        let framed = frame(kind, &body);
        stream.extend(&framed);
        seeds.push((format!("body-{i:02}"), body));
        seeds.push((format!("frame-{i:02}"), framed));
    }
    seeds.push(("stream".into(), stream));
    check("frame_decoder", &seeds);
}

/// A stream of a few words with its running CRC.
struct Stream {
    words: Vec<u32>,
    crc: ConfigCrc,
}

impl Stream {
    fn synchronised() -> Self {
        let mut words = vec![DUMMY; 4];
        words.extend(BUS_WIDTH);
        words.extend([DUMMY, DUMMY, SYNC_WORD, NOP]);
        let crc = ConfigCrc::new();
        Self { words, crc }
    }

    fn write(mut self, register: Register, data: &[u32]) -> Self {
        self.words.push(write_header(register, data.len() as u32));
        for &word in data {
            self.words.push(word);
            if Register::is_in_crc(register as u8) {
                self.crc.feed(register as u8, word);
            }
        }
        self
    }

    fn command(mut self, command: Command) -> Self {
        self = self.write(Register::Cmd, &[command as u32]);
        if command == Command::Rcrc {
            self.crc.reset();
        }
        self
    }

    fn check(mut self) -> Self {
        let value = self.crc.value();
        self = self.write(Register::Crc, &[value]);
        self.crc.reset();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        self.words
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect()
    }
}

fn die(idcode: u32) -> Stream {
    Stream::synchronised()
        .command(Command::Rcrc)
        .write(Register::Cor1, &[0])
        .write(Register::Idcode, &[idcode])
        .command(Command::Wcfg)
        .write(Register::Far, &[0])
        .write(Register::Fdri, &[0x1234_5678; 5])
        .write(Register::Mfwr, &[0; 4])
        .check()
        .command(Command::Start)
        .check()
        .command(Command::Desync)
}

/// Two dies, the second inside a BOUT write of the first.
fn two_dies(part: &Part) -> Vec<u8> {
    let inner = die(part.die_idcode(1).unwrap());
    let mut outer = die(part.die_idcode(0).unwrap());
    outer.words.extend([SYNC_WORD, NOP]);
    outer.crc.reset();
    let mut outer = outer.write(Register::Bout, &[]);
    let length = inner.words.len() as u32;
    outer
        .words
        .push(fic_bitstream::packet::long_write_header(length));
    outer.words.extend(inner.words);
    outer
        .command(Command::Start)
        .command(Command::Desync)
        .bytes()
}

fn streams() -> Vec<(&'static str, Vec<u8>)> {
    let part = |name| Part::by_name(name).unwrap();
    let mut one = die(part("xcku040").die_idcode(0).unwrap());
    let whole = one.bytes();
    let at = one.words.len() / 2;
    one.words[at] ^= 1;
    vec![
        ("one-die", whole.clone()),
        ("two-dies", two_dies(part("xcku115"))),
        ("flipped", one.bytes()),
        ("cut", whole[..whole.len() - 30].to_vec()),
        ("twice", [whole.clone(), whole].concat()),
    ]
}

#[test]
fn packets() {
    let seeds: Vec<_> = streams()
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect();
    check("packets", &seeds);
}

/// The streams in every order and wrapping, and what is none.
#[test]
fn bitstream_parser() {
    let mut seeds = Vec::new();
    for (name, native) in streams() {
        for order in ByteOrder::ALL {
            let mut bytes = native.clone();
            bytes.truncate(native.len() / 4 * 4);
            order.from_native(&mut bytes);
            seeds.push((format!("{name}-{}", order.as_str()), bytes));
        }
        let header = BitHeader {
            design: "top;UserID=0XFFFFFFFF;Version=2023.1".into(),
            part: "xcku040-ffva1156-2-e".into(),
            date: "2026/01/01".into(),
            time: "00:00:00".into(),
            data_len: native.len() as u32,
            repeated: false,
        };
        seeds.push((format!("{name}-bit"), [header.to_bytes(), native].concat()));
    }
    let bit = seeds.last().unwrap().1.clone();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&bit).unwrap();
    seeds.push(("gzip".into(), gzip.finish().unwrap()));
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zstd = ruzstd::encoding::compress_to_vec(&bit[..], level);
    seeds.push(("zstd".into(), zstd));
    for (name, bytes) in [
        ("elf", &b"\x7fELF\x02\x01\x01"[..]),
        ("ice40", b"\xff\x00Lattice\x00\x7e\xaa\x99\x7e"),
        ("zip", b"PK\x03\x04"),
        ("text", b"this is no bitstream\n"),
    ] {
        seeds.push((name.into(), bytes.to_vec()));
    }
    check("bitstream_parser", &seeds);
}
