//! Damage inside the stream, ends that are none, and streams for other parts.

use super::edit::{Stream, Write};
use super::{BadFile, good_data};
use crate::error::BitstreamError;
use crate::packet::{BUS_WIDTH, Command, DUMMY, NOP, Register, SYNC_WORD};
use crate::part::Part;

/// A set that grows by one named change of the good stream at a time.
struct Changes<'a> {
    good: &'a Stream,
    files: Vec<BadFile>,
}

impl Changes<'_> {
    fn damaged(
        &mut self,
        name: &'static str,
        code: &'static str,
        change: impl FnOnce(&mut Stream),
    ) {
        self.files
            .push(BadFile::new(name, code, self.good.with(change).to_bytes()));
    }

    fn made_wrong(
        &mut self,
        name: &'static str,
        code: &'static str,
        change: impl FnOnce(&mut Stream),
    ) {
        self.files.push(BadFile::new(
            name,
            code,
            self.good.with_right_crcs(change).to_bytes(),
        ));
    }

    fn cut(&mut self, name: &'static str, code: &'static str, bytes: usize) {
        let mut data = self.good.to_bytes();
        data.truncate(bytes);
        self.files.push(BadFile::new(name, code, data));
    }
}

/// The second frame group is the first that is not zero.
const USED_GROUP: usize = 1;

pub(super) fn bad_packets(good: &Stream, part: &Part) -> Vec<BadFile> {
    let mut changes = Changes {
        good,
        files: Vec::new(),
    };
    flipped_bits(&mut changes, usize::from(part.dies) - 1);
    wrong_headers(&mut changes);
    let frame = good.find(Register::Fdri, 0, USED_GROUP);
    changes.damaged("frame-words-exchanged", "crc_error", |s| {
        let data = &mut s.0[frame.data..frame.data + frame.count];
        let used = data.iter().position(|&word| word != 0).unwrap_or(0);
        data.swap(used, (used + 1) % data.len());
        data[used] ^= 1;
    });
    changes.damaged("frame-lost-to-zeros", "crc_error", |s| {
        s.0[frame.data..frame.data + frame.count].fill(0);
    });
    changes.damaged("frame-lost-to-ones", "crc_error", |s| {
        s.0[frame.data..frame.data + frame.count].fill(DUMMY);
    });
    changes.damaged("rcrc-missing", "crc_error", |s| {
        let at = s.last_command(Command::Rcrc, usize::from(part.dies) - 1);
        s.0[at.data] = Command::Null as u32;
    });
    changes.damaged("crc-write-missing", "crc_error", |s| {
        s.blank(s.find(Register::Crc, 0, 0))
    });
    changes.made_wrong("decryptor-on", "encrypted", |s| {
        let (mask, ctl0) = (s.find(Register::Mask, 0, 0), s.find(Register::Ctl0, 0, 0));
        s.0[mask.data] |= 0x40;
        s.0[ctl0.data] |= 0x40;
    });
    changes.made_wrong("ciphertext-vector", "encrypted", |s| {
        let after = s.find(Register::Ctl1, 0, 0);
        let words = [0x3001_6004, 1, 2, 3, 4];
        s.0[after.data + 1..after.data + 6].copy_from_slice(&words);
    });
    changes.damaged("sync-words-destroyed", "no_sync", |s| {
        s.0.iter_mut()
            .filter(|word| **word == SYNC_WORD)
            .for_each(|word| *word ^= 0x0000_0100);
    });
    changes.damaged("bus-width-missing", "no_bus_width", |s| {
        s.0[..20]
            .iter_mut()
            .filter(|word| BUS_WIDTH.contains(word))
            .for_each(|word| *word = DUMMY);
    });
    changes.files
}

fn flipped_bits(changes: &mut Changes<'_>, last_die: usize) {
    let flips: [(&str, Register, usize, usize, u32); 11] = [
        ("flip-first-frame", Register::Fdri, 0, 0, 1),
        ("flip-used-frame", Register::Fdri, 0, USED_GROUP, 1 << 31),
        (
            "flip-frame-of-last-die",
            Register::Fdri,
            last_die,
            USED_GROUP,
            1 << 15,
        ),
        ("flip-frame-address", Register::Far, 0, 3, 1 << 7),
        ("flip-idcode", Register::Idcode, 0, 0, 1 << 12),
        ("flip-options", Register::Cor0, 0, 0, 1 << 24),
        ("flip-frame-copy", Register::Mfwr, 0, 5, 1),
        ("flip-first-crc", Register::Crc, 0, 0, 1),
        ("flip-last-crc", Register::Crc, 0, 1, 1 << 30),
        ("flip-crc-of-last-die", Register::Crc, last_die, 1, 1 << 8),
        ("flip-control", Register::Ctl0, 0, 1, 1),
    ];
    for (name, register, die, n, bit) in flips {
        changes.damaged(name, "crc_error", |s| {
            let at = s.find(register, die, n);
            s.0[at.data] ^= bit;
        });
    }
}

fn wrong_headers(changes: &mut Changes<'_>) {
    let frame = changes.good.find(Register::Fdri, 0, USED_GROUP);
    changes.damaged("frame-header-of-no-type", "bad_packet", |s| {
        s.0[frame.header] = 0xE000_0000
    });
    changes.damaged("header-of-reserved-operation", "bad_packet", |s| {
        s.0[frame.header - 1] = 0x3800_0000;
    });
    changes.damaged("header-of-no-register", "bad_packet", |s| {
        s.0[frame.header - 1] = 0x3004_0000 | 32 << 13;
    });
    changes.damaged("long-write-of-no-register", "bad_packet", |s| {
        s.0[22] = 0x5000_0010
    });
    changes.damaged("text-inside-the-stream", "bad_packet", |s| {
        s.0[frame.header - 1] = u32::from_be_bytes(*b"oops");
    });
}

pub(super) fn bad_ends(good: &Stream, part: &Part) -> Vec<BadFile> {
    let mut changes = Changes {
        good,
        files: Vec::new(),
    };
    let frame = good.find(Register::Fdri, 0, USED_GROUP);
    let desync = good.last_command(Command::Desync, 0);
    changes.cut("cut-to-nothing", "empty", 0);
    changes.cut("cut-to-a-byte", "no_sync", 1);
    changes.cut("cut-in-the-padding", "no_sync", 40);
    changes.cut("cut-after-the-sync-word", "no_sync", 84);
    changes.cut("cut-in-the-header", "truncated", 4 * 40);
    changes.cut("cut-in-a-frame", "truncated", 4 * (frame.data + 50));
    changes.cut("cut-in-a-word", "truncated", 4 * (frame.data + 50) + 2);
    changes.cut(
        "cut-before-the-startup",
        "truncated",
        4 * (frame.data + frame.count),
    );
    changes.cut("cut-before-desync", "no_desync", 4 * desync.header);
    changes.cut(
        "cut-in-a-word-of-the-tail",
        "truncated",
        4 * good.0.len() - 3,
    );
    changes.damaged("desync-missing", "no_desync", |s| s.blank(desync));
    changes.made_wrong("start-missing", "no_start", |s| {
        for die in 0..usize::from(part.dies) {
            let start = s.last_command(Command::Start, die);
            s.0[start.data] = Command::Null as u32;
        }
    });
    changes.made_wrong("frames-beyond-the-end", "truncated", |s| {
        endless_frames(s, frame)
    });
    changes.damaged("text-after-the-end", "trailing_data", |s| {
        s.0.extend([0x7472_6169; 8])
    });
    changes.damaged("word-in-the-tail", "trailing_data", |s| {
        s.0[desync.data + 20] ^= 1 << 9
    });
    if part.dies > 1 {
        second_die(&mut changes, part);
    }
    changes.files
}

/// A type-2 write of more words than the stream has.
fn endless_frames(stream: &mut Stream, frame: Write) {
    stream.0[frame.header - 1] = 0x3000_4000;
    stream.0[frame.header] = 0x57FF_FFFF;
}

fn second_die(changes: &mut Changes<'_>, part: &Part) {
    let nested = changes.good.find(Register::Bout, 0, 0);
    let first_desync = Command::Desync as u32;
    // Before the BOUT write stand a sync word, NOPs and two commands: eleven words.
    changes.cut("second-die-missing", "missing_die", 4 * (nested.data - 11));
    changes.cut(
        "cut-in-the-second-die",
        "truncated",
        4 * (nested.data + nested.count / 2),
    );
    changes.cut(
        "cut-after-the-second-die",
        "truncated",
        4 * (nested.data + nested.count),
    );
    changes.made_wrong("second-die-of-another-part", "part_mismatch", |s| {
        let idcode = s.find(Register::Idcode, 1, 0);
        s.0[idcode.data] = part.idcodes[0];
    });
    changes.made_wrong("second-die-without-idcode", "no_idcode", |s| {
        s.blank(s.find(Register::Idcode, 1, 0));
    });
    changes.damaged("second-die-without-desync", "no_desync", |s| {
        s.blank(s.last_command(Command::Desync, 1));
    });
    changes.damaged("second-die-too-long", "truncated", |s| {
        s.0[nested.header] = 0x57FF_FFFF
    });
    changes.damaged("first-die-without-desync", "no_desync", |s| {
        let own = |write: &Write| write.register == Register::Cmd as u8 && write.die == 0;
        let writes = s.writes();
        if let Some(write) = writes
            .iter()
            .find(|write| own(write) && s.0[write.data] == first_desync)
        {
            s.blank(*write);
        }
    });
    changes.damaged("last-start-missing", "no_start", |s| {
        s.blank(s.last_command(Command::Start, 0));
    });
}

pub(super) fn other_parts(good: &Stream, part: &Part) -> Result<Vec<BadFile>, BitstreamError> {
    let mut changes = Changes {
        good,
        files: Vec::new(),
    };
    let first = usize::from(part.dies) - 1;
    changes.made_wrong("idcode-of-no-part", "unknown_part", |s| {
        let idcode = s.find(Register::Idcode, 0, 0);
        s.0[idcode.data] = 0x0123_4093;
    });
    changes.made_wrong("idcode-missing", "no_idcode", |s| {
        s.blank(s.find(Register::Idcode, first, 0))
    });
    changes.made_wrong("two-different-idcodes", "part_mismatch", |s| {
        let after = s.find(Register::Ctl1, 0, 0);
        s.0[after.data + 1..after.data + 4].copy_from_slice(&[0x3001_8001, 0x0382_4093, NOP]);
    });
    let mut files = changes.files;
    let others = [
        ("design-for-xcku040", "xcku040"),
        ("design-for-xcku060", "xcku060"),
        ("design-for-xcku095", "xcku095"),
        ("design-for-xcku115", "xcku115"),
        ("design-for-xcvu095", "xcvu095"),
    ];
    for (name, other) in others {
        if let Some(other) = Part::by_name(other).filter(|other| *other != part) {
            files.push(BadFile::new(name, "part_mismatch", good_data(other)?));
        }
    }
    Ok(files)
}
