//! Configuration streams: the least that has a vendor file's shape

pub const SYNC: u32 = 0xAA99_5566;
pub const NOP: u32 = 0x2000_0000;
pub const KU095: u32 = 0x0384_4093;
pub const KU040: u32 = 0x0382_2093;
pub const KU115: [u32; 2] = [0x0390_D093, 0x0390_2093];

/// Bit by bit, unlike the table of the model.
pub fn crc(mut crc: u32, address: u32, data: u32) -> u32 {
    for i in 0..37 {
        let bit = if i < 32 {
            data >> i
        } else {
            address >> (i - 32)
        } & 1;
        crc = (crc >> 1) ^ if (crc ^ bit) & 1 == 1 { 0x82F6_3B78 } else { 0 };
    }
    crc
}

pub const fn write_header(address: u32, count: u32) -> u32 {
    0x3000_0000 | address << 13 | count
}

#[derive(Default, Clone)]
pub struct Stream {
    pub words: Vec<u32>,
    crc: u32,
}

impl Stream {
    pub fn raw(mut self, words: &[u32]) -> Self {
        self.words.extend_from_slice(words);
        self
    }

    pub fn nops(mut self, count: usize) -> Self {
        self.words.resize(self.words.len() + count, NOP);
        self
    }

    pub fn sync(mut self) -> Self {
        self.words.resize(self.words.len() + 16, !0);
        self.words.extend([0xBB, 0x1122_0044, !0, !0, SYNC, NOP]);
        self.crc = 0;
        self
    }

    pub fn write(mut self, address: u32, data: u32) -> Self {
        self.words.extend([write_header(address, 1), data]);
        self.crc = crc(self.crc, address, data);
        if address == 4 && data & 31 == 7 {
            self.crc = 0;
        }
        self
    }

    pub fn cmd(self, command: u32) -> Self {
        self.write(4, command)
    }

    pub fn frames(mut self, data: &[u32]) -> Self {
        self.words
            .extend([write_header(2, 0), 0x5000_0000 | data.len() as u32]);
        for &word in data {
            self.words.push(word);
            self.crc = crc(self.crc, 2, word);
        }
        self
    }

    pub fn check(mut self) -> Self {
        self.words.extend([write_header(0, 1), self.crc]);
        self.crc = 0;
        self
    }

    /// The words of `inner` for the next die.
    pub fn nested(mut self, inner: &Stream) -> Self {
        self.words.extend([
            write_header(0x1E, 0),
            0x5000_0000 | inner.words.len() as u32,
        ]);
        self.words.extend(&inner.words);
        self
    }
}

pub fn data(count: usize, seed: u32) -> Vec<u32> {
    let mut x = seed | 1;
    (0..count)
        .map(|_| {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            x
        })
        .collect()
}

/// The part of a full stream of one die from sync to DESYNC.
pub fn die(idcode: u32, words: usize) -> Stream {
    Stream::default()
        .sync()
        .write(0x11, 0)
        .write(0x10, 0)
        .cmd(0)
        .cmd(7)
        .nops(2)
        .write(1, 0)
        .write(0x13, 0)
        .write(9, 0x3800_3FE5)
        .write(0x0E, 0x0040_0000)
        .write(0x0C, idcode)
        .cmd(9)
        .write(6, 1)
        .write(5, 0x101)
        .nops(8)
        .write(1, 0)
        .cmd(1)
        .nops(1)
        .frames(&data(words, idcode))
        .check()
        .nops(2)
        .cmd(0x0A)
        .cmd(3)
        .nops(20)
        .cmd(5)
        .nops(1)
        .write(1, 0x03BE_0000)
        .write(6, 0x101)
        .write(5, 0x101)
        .check()
        .nops(2)
        .cmd(0x0D)
}

pub fn full(idcode: u32, words: usize) -> Stream {
    die(idcode, words).nops(400)
}

/// Two dies, as hardware.md 4.3 lays them out.
pub fn full_2(idcodes: [u32; 2], words: usize) -> Stream {
    let inner = die(idcodes[1], words).nops(404);
    die(idcodes[0], words)
        .nops(400)
        .raw(&[SYNC, NOP])
        .cmd(0x0B)
        .nops(1)
        .cmd(7)
        .nops(2)
        .nested(&inner)
        .nops(2)
        .cmd(5)
        .nops(1)
        .cmd(0x0D)
        .nops(404)
}

/// A partial stream: shut down, frames, start.
pub fn partial(idcode: u32, words: usize) -> Stream {
    let down = Stream::default()
        .sync()
        .cmd(7)
        .write(0x0C, idcode)
        .write(9, 0x3800_3FE5)
        .cmd(0x0B)
        .check()
        .nops(20)
        .cmd(8)
        .nops(100)
        .check()
        .cmd(0x0D)
        .nops(16);
    let up = Stream::default()
        .sync()
        .cmd(7)
        .write(0x0C, idcode)
        .write(1, 0x1000)
        .cmd(1)
        .nops(1)
        .frames(&data(words, 7))
        .cmd(0x0A)
        .cmd(3)
        .nops(20)
        .cmd(5)
        .nops(1)
        .check()
        .cmd(0x0D)
        .nops(16);
    down.raw(&up.words)
}
