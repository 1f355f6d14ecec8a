//! Which build this is: so that `fic logs` takes no other build's messages for ours

#![allow(unsafe_code, reason = "reads what the linker wrote")]

use fic_protocol::Name;

/// Bytes of the id that are told.
const TOLD: usize = 8;

unsafe extern "C" {
    static __build_id: u8;
    static __build_id_end: u8;
}

/// Name, version, and the first digits of the linker's build id.
pub fn build() -> Name {
    let mut build = Name::new();
    // It fits; cut short it would be no worse than without.
    let _ = build.push_str(concat!("fic-image ", env!("CARGO_PKG_VERSION"), " "));
    // By hand: the formatting of `core` would be a tenth of the image.
    let digits = id().iter().flat_map(|byte| [byte >> 4, byte & 15]);
    for digit in digits.filter_map(|digit| char::from_digit(digit.into(), 16)) {
        let _ = build.push(digit);
    }
    build
}

/// The first bytes of the id; fewer if the linker made none.
fn id() -> &'static [u8] {
    let (start, end) = (&raw const __build_id, &raw const __build_id_end);
    let len = (end as usize).saturating_sub(start as usize);
    // SAFETY: the linker script's symbols around a constant section.
    let note = unsafe { core::slice::from_raw_parts(start, len) };
    // Three words and the owner's name, "GNU", stand before it.
    let id = note.get(16..).unwrap_or_default();
    id.get(..TOLD).unwrap_or(id)
}
