//! Reading a file once, from end to end, and saying what it is.

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::analyze::{Analyzer, Summary};
use crate::error::BitstreamError;
use crate::part::Part;
use crate::report::{Problem, Report};
use crate::source::{Container, NativeReader, SourceInfo};

const CHUNK_BYTES: usize = 64 << 10;

/// Describes a file: see [`inspect`].
///
/// # Errors
/// As [`inspect`], and if the file cannot be opened.
pub fn inspect_file(path: impl AsRef<Path>) -> Result<Report, BitstreamError> {
    inspect_data(NativeReader::open(path)?, |_| Ok(()))
}

/// Describes what `reader` gives: `.bit` or raw, in any byte order, plain or compressed.
///
/// A damaged, cut off or unsuitable bitstream still gets its report, with `ok` false and the reason.
///
/// # Errors
/// What cannot be read, unpacked or recognised as configuration data at all.
///
/// ```
/// use fic_error::Diagnostic as _;
/// let error = fic_bitstream::inspect(&b"\x7fELF..."[..]).unwrap_err();
/// assert_eq!(error.code(), "wrong_vendor");
/// ```
pub fn inspect<'a>(reader: impl Read + Send + 'a) -> Result<Report, BitstreamError> {
    inspect_data(NativeReader::new(reader)?, |_| Ok(()))
}

/// As [`inspect`], and hands each piece of native data to `each` on the way.
///
/// # Errors
/// As [`inspect`], and those of `each`.
pub fn inspect_data(
    mut data: NativeReader<'_>,
    mut each: impl FnMut(&[u8]) -> Result<(), BitstreamError>,
) -> Result<Report, BitstreamError> {
    let mut analyzer = Analyzer::new();
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK_BYTES];
    loop {
        let count = data.read(&mut buffer).map_err(BitstreamError::from_io)?;
        if count == 0 {
            break;
        }
        analyzer.push(&buffer[..count]);
        hash.update(&buffer[..count]);
        each(&buffer[..count])?;
    }
    let length = data.check_length();
    let summary = analyzer.finish();
    let mut report = Report::of_data(summary, hex(&hash.finalize()), data.info().order);
    describe_file(&mut report, data.info());
    let verdict = judge(&summary, data.info(), length);
    report.ok = verdict.is_ok();
    report.error = verdict.err().as_ref().map(Problem::from);
    Ok(report)
}

/// The length comes first: whatever else a cut file lacks follows from it.
fn judge(
    summary: &Summary,
    info: &SourceInfo,
    length: Result<(), BitstreamError>,
) -> Result<(), BitstreamError> {
    length?;
    summary.check()?;
    let (Some(header), Some(part)) = (&info.header, summary.part()) else {
        return Ok(());
    };
    match Part::by_name(&header.part) {
        Some(named) if named != part => Err(BitstreamError::HeaderPart {
            header: header.part.clone(),
            idcode: summary.idcode().unwrap_or_default(),
            part: part.name,
        }),
        _ => Ok(()),
    }
}

fn describe_file(report: &mut Report, info: &SourceInfo) {
    report.container = info.container.as_str();
    report.wrapping = info
        .wrappings
        .iter()
        .map(|wrapping| wrapping.as_str())
        .collect();
    if let Some(header) = &info.header {
        let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
        report.header_part = text(&header.part);
        report.design = text(header.design_name());
        report.tool_version = header.option("Version").and_then(text);
        report.user_id = header.option("UserID").and_then(text);
        report.date = text(&header.date);
        report.time = text(&header.time);
    }
    report.notes = notes(&report.summary, info);
}

fn notes(summary: &Summary, info: &SourceInfo) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |applies: bool, text: String| {
        if applies {
            notes.push(text);
        }
    };
    let header = info.header.as_ref();
    let option = |key| header.and_then(|header| header.option(key)) == Some("TRUE");
    let (matched, wrong) = summary.crc_checks();
    note(
        matched + wrong == 0 && !summary.encrypted,
        "the data carries no CRC: damage would go unnoticed".into(),
    );
    note(
        option("CLEAR"),
        "a clearing file: it prepares a region for another partial design".into(),
    );
    note(
        info.container == Container::BootImage,
        format!(
            "taken out of a boot image, {} bytes before it left out",
            info.skipped_bytes
        ),
    );
    note(
        header.is_some_and(|header| header.repeated),
        "the .bit header repeats a field; the first counts".into(),
    );
    note(
        header.is_some_and(|header| Part::by_name(&header.part).is_none()),
        "the part in the .bit header is not known here".into(),
    );
    note(
        option("COMPRESS") != summary.verdict().compressed && header.is_some(),
        "the .bit header and the data disagree on compression".into(),
    );
    note(
        !summary.bus_width,
        "no bus-width pattern: a SelectMAP port cannot take it".into(),
    );
    notes
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
