//! Files that are no bitstream, or nearly one: wrappings, headers, orders
#![no_main]

use std::io::Cursor;
use std::io::Read;

use fic_bitstream::convert::Target;
use fic_bitstream::convert::convert;
use fic_bitstream::order::ByteOrder;
use fic_bitstream::source::Container;
use fic_bitstream::source::NativeReader;
use libfuzzer_sys::fuzz_target;

/// A few bytes of gzip or zstd can stand for gigabytes; enough is read to see the reader work.
const READ_LIMIT: u64 = 1 << 20;

fuzz_target!(|input: &[u8]| {
    let Ok(mut reader) = NativeReader::new(input) else {
        return;
    };
    let info = reader.info().clone();
    if let Some(header) = &info.header {
        // A header that was understood can be written again.
        let _ = header.to_bytes();
    }
    let mut native = Vec::new();
    let whole = reader.by_ref().take(READ_LIMIT).read_to_end(&mut native);
    if whole.is_err() || native.len() as u64 == READ_LIMIT {
        return;
    }
    // The length may be wrong, but telling so must not fail.
    let _ = reader.check_length();
    if info.container == Container::Raw {
        every_order_gives_the_same(&native);
    }
});

/// The property that a design's identity stands on. Only for whole words: part of a word at the
/// end has no order.
fn every_order_gives_the_same(native: &[u8]) {
    let native = &native[..native.len() / 4 * 4];
    for order in ByteOrder::ALL {
        let mut turned = native.to_vec();
        order.from_native(&mut turned);
        order.to_native(&mut turned);
        assert_eq!(turned, native, "{}", order.as_str());
    }
    let Ok(mut reader) = NativeReader::new(native) else {
        return;
    };
    // Bytes in native order may look like a sync word in another order first; converted to
    // the order it was found in, the data stays as it is all the same.
    let info = reader.info().clone();
    if info.container != Container::Raw || !info.wrappings.is_empty() {
        return;
    }
    let mut out = Cursor::new(Vec::new());
    let converted = convert(&mut reader, &Target::Raw(info.order), &mut out);
    assert!(converted.is_ok(), "{converted:?}");
    assert_eq!(out.get_ref(), native);
}
