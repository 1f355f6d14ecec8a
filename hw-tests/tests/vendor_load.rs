//! Real vendor files, from the folder in `FIC_REAL_BITSTREAMS`, on a modelled board
//!
//! That they are recognised in all six byte orders is tested in `fic-bitstream`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use fic_agent::sim::SimBoard;
use fic_agent::sim::SimOptions;
use fic_bitstream::Part;
use fic_bitstream::inspect;
use fic_bitstream::packet::Header;
use fic_bitstream::packet::Operation;
use fic_bitstream::packet::Register;
use fic_bitstream::packet::SYNC_WORD;
use fic_bitstream::source::NativeReader;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_hw_tests::sim;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::Failure;
use fic_protocol::HostRequest;
use fic_protocol::ModeChoice;

/// Places of a flipped bit.
const FLIPS: usize = 100;

/// A full design for a part that the model takes.
struct Design {
    name: String,
    part: &'static str,
    data: Vec<u8>,
}

/// The full UltraScale designs in the folder; none if no folder is named.
fn designs() -> Vec<Design> {
    let Some(folder) = std::env::var_os("FIC_REAL_BITSTREAMS") else {
        println!("FIC_REAL_BITSTREAMS is not set: no real file was checked");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let designs: Vec<Design> = paths.iter().filter_map(|path| design(path)).collect();
    println!("checked {} real files", designs.len());
    assert!(
        !designs.is_empty(),
        "no full UltraScale design in the folder"
    );
    designs
}

fn design(path: &Path) -> Option<Design> {
    let mut data = Vec::new();
    NativeReader::open(path).ok()?.read_to_end(&mut data).ok()?;
    let report = inspect(&data[..]).ok()?;
    let part = report.summary.part()?;
    let full = report.ok && report.summary.full_marks.any();
    (full && fic_model::find_part(part.name).is_some()).then(|| Design {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        part: part.name,
        data,
    })
}

fn board(part: &str, fault: &str, store: &Path) -> SimBoard {
    let address = format!("sim:mk2?part={part}{fault}").parse().unwrap();
    let options = SimOptions {
        store: Some(store.to_owned()),
        ..SimOptions::default()
    };
    SimBoard::start(&address, &options).unwrap()
}

fn load(board: &SimBoard, digest: Digest, mode: ModeChoice) -> BoardResponse {
    sim::connect(board).unwrap().load(digest, mode)
}

fn stage(design: &Design, store: &Path) -> Digest {
    let board = board(design.part, "", store);
    let mut client = sim::connect(&board).unwrap();
    client.staged(&design.data)
}

#[test]
fn real_designs_start_the_part_that_they_are_for() {
    for design in designs() {
        let store = tempfile::tempdir().unwrap();
        let digest = stage(&design, store.path());
        for mode in [ModeChoice::X8, ModeChoice::X16] {
            let board = board(design.part, "", store.path());
            let answer = load(&board, digest, mode);
            assert!(
                matches!(answer, BoardResponse::Loaded(_)),
                "{} {mode:?}: {answer:?}",
                design.name
            );
            let report = board.finish().unwrap();
            assert!(report.configured, "{}", design.name);
            assert_eq!(report.violations, Vec::<String>::new(), "{}", design.name);
        }
    }
}

#[test]
fn a_real_design_for_another_part_moves_no_pin() {
    for design in designs() {
        let store = tempfile::tempdir().unwrap();
        let board = board("xcku115", "", store.path());
        let mut client = sim::connect(&board).unwrap();
        let digest = client.staged(&design.data);
        let answer = client.load(digest, ModeChoice::Auto);
        assert!(
            matches!(
                answer,
                BoardResponse::Failed(Failure {
                    error: BoardError::Image(_),
                    ..
                })
            ),
            "{answer:?}"
        );
        assert_eq!(board.finish().unwrap().counter("config_edges"), 0);
    }
}

/// A bit that flips between the Pi and the FPGA: the board's own check cannot see it, the
/// FPGA's CRC has to.
#[test]
fn a_real_design_with_one_bit_flipped_on_its_way_never_starts() {
    for design in designs() {
        let store = tempfile::tempdir().unwrap();
        let digest = stage(&design, store.path());
        for (i, word) in places(&design.data).into_iter().enumerate() {
            let fault = format!("&fault.flip={word}:{}", i * 7 % 32);
            let board = board(design.part, &fault, store.path());
            match load(&board, digest, ModeChoice::X16) {
                BoardResponse::Failed(Failure { error, .. }) => {
                    assert_eq!(error.class(), ExitClass::Board, "{fault}: {error:?}");
                }
                other => panic!("{} {fault}: {other:?}", design.name),
            }
            let report = board.finish().unwrap();
            assert!(!report.configured, "{} {fault}", design.name);
            assert_eq!(report.counter("loads_ok"), 0, "{} {fault}", design.name);
        }
    }
}

/// The same flips in the file: refused before a pin moves.
#[test]
fn a_real_design_with_one_bit_flipped_in_the_file_moves_no_pin() {
    for mut design in designs() {
        let part = Part::by_name(design.part).unwrap();
        for (i, word) in places(&design.data).into_iter().enumerate() {
            // Bit 7 of a big-endian word's last byte is bit 7 of the word.
            let (byte, bit) = (word * 4 + 3 - (i * 7 % 32) / 8, i * 7 % 8);
            design.data[byte] ^= 1 << bit;
            let report = inspect(&design.data[..]).unwrap();
            assert!(!report.ok, "{} word {word}", design.name);
            assert!(report.summary.check_for_part(part).is_err());
            if i % 10 == 0 {
                refused_by_the_board(&design);
            }
            design.data[byte] ^= 1 << bit;
        }
    }
}

fn refused_by_the_board(design: &Design) {
    let store = tempfile::tempdir().unwrap();
    let board = board(design.part, "", store.path());
    let mut client = sim::connect(&board).unwrap();
    let digest = client.staged(&design.data);
    let answer = client.load(digest, ModeChoice::Auto);
    assert!(
        matches!(
            answer,
            BoardResponse::Failed(Failure {
                error: BoardError::Image(_),
                ..
            })
        ),
        "{answer:?}"
    );
    assert!(matches!(
        client.call(HostRequest::Identify { who: "t" }),
        BoardResponse::Identity(_)
    ));
    assert_eq!(board.finish().unwrap().counter("config_edges"), 0);
}

/// Words, evenly spread, in which a flipped bit must be noticed: what is written to a register
/// between the first RCRC and the first CRC check.
///
/// Left out, because silicon does not look or does not check: dummy words, NOPs, what comes
/// before RCRC, and everything after the last frame, where a flip may hit a NOP. Headers are left
/// out as well, because a flipped header may become a NOP that swallows nothing: the model's own
/// tests have those.
fn places(data: &[u8]) -> Vec<usize> {
    let (words, _) = data.as_chunks::<4>();
    let words: Vec<u32> = words.iter().map(|word| u32::from_be_bytes(*word)).collect();
    let mut at = words.iter().position(|&word| word == SYNC_WORD).unwrap() + 1;
    let (mut register, mut checked, mut reset) = (None, Vec::new(), false);
    while at < words.len() {
        let count = match Header::decode(words[at]) {
            Some(Header::Type1 {
                operation: Operation::Write,
                register: to,
                count,
            }) => {
                register = Register::from_code(to.into());
                count as usize
            }
            Some(Header::Type2 {
                operation: Operation::Write,
                count,
            }) => count as usize,
            _ => 0,
        };
        let written = at + 1..at + 1 + count;
        at = written.end;
        match register {
            Some(Register::Crc) if reset && count > 0 => break,
            Some(Register::Cmd) if !reset && count > 0 => reset = words[written.start] == RCRC,
            _ if reset => checked.extend(written),
            _ => {}
        }
    }
    let step = |i| checked[i * (checked.len() - 1) / (FLIPS - 1)];
    (0..FLIPS).map(step).collect()
}

const RCRC: u32 = 7;
