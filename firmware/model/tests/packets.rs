//! What the packet processor does with unusual streams
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::stream::KU040;
use common::stream::KU115;
use common::stream::NOP;
use common::stream::SYNC;
use common::stream::Stream;
use common::stream::die;
use common::stream::full;
use common::stream::full_2;

fn load(stream: &Stream) -> (Host, bool) {
    let mut host = Host::part("xcku040", true);
    let done = host.load(&stream.words);
    (host, done)
}

#[test]
fn words_of_no_packet_type_are_ignored_while_synchronised() {
    let inner = [!0, !0, 0xBB, 0x1122_0044, !0, SYNC, 0, 0x8000_0000];
    let mut stream = full(KU040, 50);
    let at = stream.words.iter().position(|&w| w == 0x3000_4000).unwrap() - 1;
    stream.words.splice(at..at, inner);
    let (host, done) = load(&stream);
    assert!(done);
    assert!(host.m.violations().is_empty());
}

#[test]
fn streams_in_a_wrong_order_never_synchronise_and_flag_nothing() {
    let orders: [fn(u32) -> u32; 3] = [u32::reverse_bits, u32::swap_bytes, |w| w.rotate_left(16)];
    for order in orders {
        let mut stream = full(KU040, 50);
        for word in &mut stream.words {
            *word = order(*word);
        }
        let (mut host, done) = load(&stream);
        assert!(!done);
        assert!(host.is(INIT));
    }
}

#[test]
fn frames_need_an_idcode_first() {
    let stream = Stream::default().sync().cmd(7).frames(&[1, 2, 3]).check();
    let (mut host, done) = load(&stream);
    assert!(!done && !host.is(INIT));
    assert_eq!(host.counter("id_errors"), 1);
}

#[test]
fn a_stream_without_desync_does_not_start() {
    let mut stream = die(KU040, 50);
    let cut = stream.words.len() - 2;
    stream.words.truncate(cut);
    let (mut host, done) = load(&stream.nops(400));
    assert!(!done && host.is(INIT));
}

#[test]
fn a_wrong_crc_aborts_until_prog_b() {
    let mut bad = full(KU040, 50);
    let check = bad.words.iter().position(|&w| w == 0x3000_0001).unwrap();
    bad.words[check + 1] ^= 1;
    let (mut host, done) = load(&bad);
    assert!(!done && !host.is(INIT));
    host.send(&full(KU040, 50).words);
    assert!(!host.is(DONE), "a second stream without PROG_B");
    assert!(host.load(&full(KU040, 50).words));
    assert_eq!(host.counter("loads_failed"), 1);
    assert_eq!(host.counter("loads_ok"), 1);
}

#[test]
fn a_reserved_header_bit_spoils_the_crc() {
    for bit in [11, 12, 18, 26] {
        let mut stream = full(KU040, 50);
        let header = stream.words.iter().position(|&w| w == 0x3001_2001).unwrap();
        stream.words[header] ^= 1 << bit;
        let (mut host, done) = load(&stream);
        assert!(!done && !host.is(INIT), "bit {bit}");
    }
}

#[test]
fn a_flip_in_a_nop_does_no_harm() {
    for bit in 0..32 {
        let mut stream = full(KU040, 50);
        let nop = stream.words.iter().rposition(|&w| w == NOP).unwrap() - 420;
        assert_eq!(stream.words[nop], NOP);
        stream.words[nop] ^= 1 << bit;
        assert!(load(&stream).1, "bit {bit}");
    }
}

#[test]
fn an_encrypted_stream_does_not_configure() {
    let stream = Stream::default()
        .sync()
        .write(0x0E, 0)
        .cmd(7)
        .write(6, 0x40)
        .write(5, 0x40)
        .raw(&[0x3001_6004, 1, 2, 3, 4])
        .nops(60)
        .raw(&full(KU040, 50).words);
    let (mut host, done) = load(&stream);
    assert!(!done && host.is(INIT));
}

#[test]
fn an_error_in_the_second_die_pulls_init_low() {
    let good = full_2(KU115, 100);
    let second = good.words.iter().rposition(|&w| w == 0x3000_4000).unwrap() + 10;
    let mut host = Host::mk2();
    host.m.set("fault.flip", &format!("{second}:3")).unwrap();
    assert!(!host.load(&good.words));
    assert!(!host.is(INIT));
    assert_eq!(
        (host.counter("crc_errors"), host.counter("error_die")),
        (1, 1)
    );
}

#[test]
fn a_missing_second_die_leaves_done_low() {
    let (mut host, done) = {
        let mut host = Host::mk2();
        let done = host.load(&full(KU115[0], 100).words);
        (host, done)
    };
    assert!(!done && host.is(INIT));
}

#[test]
fn swapped_dies_are_refused() {
    let mut host = Host::mk2();
    assert!(!host.load(&full_2([KU115[0], KU115[0]], 50).words));
    assert!(!host.is(INIT));
    assert_eq!(host.counter("error_die"), 1);
}

#[test]
fn iprog_clears_the_device() {
    let mut host = Host::part("xcku040", true);
    assert!(host.load(&full(KU040, 50).words));
    host.send(&Stream::default().sync().cmd(0x0F).words);
    assert!(!host.is(INIT) && !host.is(DONE));
    host.m.advance_ns(10_000_000);
    assert!(host.is(INIT) && !host.is(DONE));
}

#[test]
fn other_mode_straps_close_the_port() {
    let mut host = Host::part("xcku040", true);
    host.m.set("mode", "001").unwrap();
    assert!(!host.load(&full(KU040, 50).words));
    assert_eq!(host.counter("config_bytes"), 0);
}

#[test]
fn the_done_pin_holds_startup() {
    let mut host = Host::part("xcku040", true);
    host.m.set("fault.done_stuck", "low").unwrap();
    assert!(!host.load(&full(KU040, 50).words));
    assert!(!host.m.configured());
    host.m.set("fault.done_stuck", "none").unwrap();
    assert!(host.is(DONE));
    host.clocks(10);
    assert!(host.m.configured());
}
