//! No call panics, whatever a driver or a test asks for
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::Host;
use common::stream::KU095;
use common::stream::full;
use fic_model::Model;

struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

const KEYS: [&str; 12] = [
    "fault.no_power",
    "fault.init_stuck",
    "fault.cfsel_stuck",
    "fault.flip",
    "fault.extra_clock",
    "fault.fack_stuck",
    "persist",
    "mode",
    "user_logic",
    "part",
    "ack_jitter_ns",
    "read_latency",
];
const VALUES: [&str; 12] = [
    "0",
    "1",
    "high",
    "low",
    "none",
    "30:5",
    "40",
    "off",
    "110",
    "auto",
    "xcku115",
    "18446744073709551",
];

fn act(model: &mut Model, random: &mut Random) {
    const OFFSETS: [u32; 12] = [
        0x00, 0x04, 0x08, 0x1C, 0x1C, 0x1C, 0x28, 0x28, 0x28, 0x34, 0x98, 0x77,
    ];
    let offset = OFFSETS[random.next(12) as usize];
    let value = match random.next(3) {
        0 => 1 << random.next(32),
        1 => random.next(1 << 32) as u32 & 0o1_111_111_111,
        _ => random.next(1 << 32) as u32,
    };
    match random.next(400) {
        0 => model.advance_ns(random.next(10_000_000)),
        1 => drop(model.set(
            KEYS[random.next(12) as usize],
            VALUES[random.next(12) as usize],
        )),
        2..20 => drop(model.gpio_read(offset)),
        _ => model.gpio_write(offset, value),
    }
}

#[test]
fn random_accesses() {
    for seed in 1..40 {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut host = if seed % 2 == 0 {
            Host::mk1()
        } else {
            Host::mk2()
        };
        if seed % 4 == 0 {
            assert!(host.load(&full(KU095, 20).words));
        }
        for _ in 0..20_000 {
            act(&mut host.m, &mut random);
        }
    }
}

#[test]
fn random_words_after_a_sync() {
    for seed in 1..60 {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut host = Host::mk2();
        host.connect();
        assert!(host.program());
        host.select();
        host.words(&full(KU095, 1).words[..40]);
        for _ in 0..2000 {
            let word = random.next(1 << 32) as u32;
            host.word(if random.next(2) == 0 {
                word & 0x703F_E003 | 0x2000_0000
            } else {
                word
            });
        }
        assert!(!host.m.configured());
    }
}

#[test]
fn the_end_of_time() {
    for mut host in Host::running() {
        host.m.advance_ns(u64::MAX);
        host.m.advance_ns(u64::MAX);
        host.write(0xFFFB, 1).ok();
        assert!(!host.load(&[]));
        assert!(host.counter("virtual_ns") > 1 << 50);
    }
}

#[test]
fn a_model_may_be_sent() {
    fn sendable<T: Send>(_: &T) {}
    sendable(&Model::new("mk1").unwrap());
    assert!(Model::new("mk3").is_none());
}
