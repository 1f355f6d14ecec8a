//! Programs that log, and what they send: enough of an ELF file for `fic logs`

use defmt::Encoder;
use object::Architecture;
use object::BinaryFormat;
use object::Endianness;
use object::SectionKind;
use object::SymbolFlags;
use object::SymbolKind;
use object::SymbolScope;
use object::write::Object;
use object::write::Symbol;
use object::write::SymbolSection;

/// The messages of a program: tag, text; the first has number 1.
pub type Messages<'m> = &'m [(&'m str, &'m str)];

/// A program with these messages, the time in microseconds before each, and this build id.
pub fn with(messages: Messages<'_>, build_id: Option<[u8; 20]>) -> Vec<u8> {
    let mut elf = Object::new(BinaryFormat::Elf, Architecture::Aarch64, Endianness::Little);
    let time = [("defmt_timestamp", "{=u64:us}")];
    for (index, (tag, text)) in messages.iter().chain(&time).enumerate() {
        let name = format!(".defmt.{index}").into_bytes();
        let section = elf.add_section(Vec::new(), name, SectionKind::ReadOnlyData);
        elf.set_section_data(section, vec![0], 1);
        let name = format!(
            r#"{{"package":"p","tag":"{tag}","data":"{text}","disambiguator":"{index}","crate_name":"c"}}"#
        );
        symbol(
            &mut elf,
            &name,
            index as u64 + 1,
            SymbolSection::Section(section),
        );
    }
    for name in ["_defmt_version_ = 4", "_defmt_encoding_ = rzcobs"] {
        symbol(&mut elf, name, 0, SymbolSection::Absolute);
    }
    if let Some(id) = build_id {
        let name = b".note.gnu.build-id".to_vec();
        let section = elf.add_section(Vec::new(), name, SectionKind::Note);
        let head = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, b'G', b'N', b'U', 0];
        elf.set_section_data(section, [&head[..], &id].concat(), 4);
    }
    elf.write().unwrap()
}

/// A program that logs nothing.
pub fn silent() -> Vec<u8> {
    Object::new(BinaryFormat::Elf, Architecture::Aarch64, Endianness::Little)
        .write()
        .unwrap()
}

fn symbol(elf: &mut Object<'_>, name: &str, value: u64, section: SymbolSection) {
    elf.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value,
        size: 1,
        kind: SymbolKind::Data,
        scope: SymbolScope::Linkage,
        weak: false,
        section,
        flags: SymbolFlags::None,
    });
}

/// What a program sends for its message `number` at this time, with these arguments.
pub fn record(number: u16, time_us: u64, arguments: &[u8]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    let mut sent = Vec::new();
    encoder.start_frame(|bytes| sent.extend_from_slice(bytes));
    for piece in [&number.to_le_bytes()[..], &time_us.to_le_bytes(), arguments] {
        encoder.write(piece, |bytes| sent.extend_from_slice(bytes));
    }
    encoder.end_frame(|bytes| sent.extend_from_slice(bytes));
    sent
}

/// A text as an argument of `{=str}`.
pub fn text(text: &str) -> Vec<u8> {
    let len = text.len() as u32;
    [&len.to_le_bytes()[..], text.as_bytes()].concat()
}
