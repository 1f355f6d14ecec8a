//! What a configuration file is, for people and as JSON.

use std::fmt;

use fic_error::Diagnostic;
use fic_error::ExitClass;
use serde::Serialize;

use crate::analyze::{CrcVerdict, Kind, Summary};
use crate::error::BitstreamError;
use crate::order::ByteOrder;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The stable word for it.
    pub code: &'static str,
    /// What is wrong and where.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code(&self) -> &'static str {
        self.code
    }

    /// It is always the file that is refused.
    fn class(&self) -> ExitClass {
        ExitClass::Input
    }

    fn write_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.help)
    }
}

impl From<&BitstreamError> for Problem {
    fn from(error: &BitstreamError) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
            help: error.help().to_string(),
        }
    }
}

/// What the CRC writes of a file say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum CrcReport {
    /// No CRC write: nothing to check.
    Absent,
    /// All match.
    Good {
        /// How many.
        checks: u32,
    },
    /// Not all match.
    Wrong {
        /// How many match.
        matched: u32,
        /// How many do not.
        wrong: u32,
        /// Die of the first wrong one.
        die: u8,
        /// Section of that die's stream, from 1.
        section: u16,
        /// Index of its word in the native data.
        word: u32,
        /// What the file carries, 8 hex digits.
        expected: String,
        /// What its data gives, 8 hex digits.
        found: String,
    },
}

impl CrcReport {
    fn new(summary: &Summary) -> Self {
        match summary.verdict().crc {
            CrcVerdict::Absent => Self::Absent,
            CrcVerdict::Good { checks } => Self::Good { checks },
            CrcVerdict::Bad { wrong, first } => Self::Wrong {
                matched: summary.crc_checks().0,
                wrong,
                die: first.die,
                section: first.section,
                word: first.word,
                expected: hex(first.expected),
                found: hex(first.found),
            },
        }
    }
}

impl fmt::Display for CrcReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent (nothing to check)"),
            Self::Good { checks: 1 } => f.write_str("good (1 check)"),
            Self::Good { checks } => write!(f, "good ({checks} checks)"),
            Self::Wrong {
                wrong,
                matched,
                die,
                word,
                expected,
                found,
                ..
            } => write!(
                f,
                "WRONG: {wrong} of {} checks, the first in die {die} at word {word} (file {expected}, data {found})",
                wrong + matched
            ),
        }
    }
}

/// The streams of one die.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DieReport {
    /// The IDCODE it writes, 8 hex digits.
    pub idcode: Option<String>,
    /// Sections: stretches from a sync word to a DESYNC.
    pub sections: u16,
    /// Words of frame data.
    pub frame_words: u64,
    /// Whole frames of them, where the family is known.
    pub frames: Option<u64>,
    /// Copies of frames at other addresses.
    pub frame_copies: u32,
    /// CRC writes that match.
    pub crc_matched: u32,
    /// CRC writes that do not.
    pub crc_wrong: u32,
}

/// What a configuration file is. The field names are those of the JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether it may be loaded (onto a board with its part).
    pub ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// `bit`, `raw` or `boot-image`.
    pub container: &'static str,
    /// Compressions around it, outermost first: `gzip`, `zstd`.
    pub wrapping: Vec<&'static str>,
    /// Order of its bytes in the file.
    pub byte_order: ByteOrder,
    /// The part by its IDCODE, `xcku115`.
    pub part: Option<&'static str>,
    /// The family of that part.
    pub family: Option<&'static str>,
    /// The part as the `.bit` header names it.
    pub header_part: Option<String>,
    /// The IDCODE of each die, 8 hex digits, SLR0 first.
    pub idcodes: Vec<String>,
    /// `full` or `partial`; `unknown` if encrypted.
    pub kind: &'static str,
    /// Whether frames are repeated by MFWR.
    pub compressed: bool,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// The CRC writes.
    pub crc: CrcReport,
    /// Bytes of the native data.
    pub len_bytes: u64,
    /// Byte offset of the first sync word in the native data.
    pub sync_offset: Option<u64>,
    /// Sections of the outermost stream.
    pub sections: u32,
    /// Sections of streams nested in it.
    pub nested_sections: u32,
    /// The streams of each die.
    pub dies: Vec<DieReport>,
    /// The design's name in the header.
    pub design: Option<String>,
    /// The tool's version in the header.
    pub tool_version: Option<String>,
    /// UserID in the header.
    pub user_id: Option<String>,
    /// Date in the header, `YYYY/MM/DD`.
    pub date: Option<String>,
    /// Time in the header, `HH:MM:SS`.
    pub time: Option<String>,
    /// SHA-256 of the native data: the design's identity. 64 hex digits.
    pub sha256: String,
    /// What else is worth knowing; no reason to refuse it.
    pub notes: Vec<String>,
    /// What the analyzer found, for programs.
    #[serde(skip)]
    pub summary: Summary,
}

impl Report {
    /// What the data says; the caller adds what it knows of the file.
    pub(crate) fn of_data(summary: Summary, sha256: String, byte_order: ByteOrder) -> Self {
        let verdict = summary.verdict();
        let (sections, nested_sections) = summary.sections();
        let kind = match verdict.kind {
            _ if verdict.encrypted => "unknown",
            Kind::Full => "full",
            Kind::Partial => "partial",
        };
        Self {
            ok: true,
            error: None,
            container: "raw",
            wrapping: Vec::new(),
            byte_order,
            part: verdict.part.map(|part| part.name),
            family: verdict.part.map(|part| part.family.as_str()),
            header_part: None,
            idcodes: summary
                .dies()
                .iter()
                .filter_map(|die| die.idcode)
                .map(hex)
                .collect(),
            kind,
            compressed: verdict.compressed,
            encrypted: verdict.encrypted,
            crc: CrcReport::new(&summary),
            len_bytes: summary.len_bytes,
            sync_offset: summary.sync_word.map(|word| u64::from(word) * 4),
            sections,
            nested_sections,
            dies: dies(&summary),
            design: None,
            tool_version: None,
            user_id: None,
            date: None,
            time: None,
            sha256,
            notes: Vec::new(),
            summary,
        }
    }
}

fn dies(summary: &Summary) -> Vec<DieReport> {
    let frame_words = summary.part().map_or(0, |part| u64::from(part.frame_words));
    let report = |die: &crate::analyze::Die| DieReport {
        idcode: die.idcode.map(hex),
        sections: die.sections,
        frame_words: die.fdri_words,
        frames: die.fdri_words.checked_div(frame_words),
        frame_copies: die.mfwr_writes,
        crc_matched: die.crc_matched,
        crc_wrong: die.crc_wrong,
    };
    summary.dies().iter().map(report).collect()
}

fn hex(word: u32) -> String {
    format!("{word:08x}")
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, value: &str| writeln!(f, "{name:<12}{value}");
        row("part", &self.part_line())?;
        row("data", &self.data_line())?;
        row("crc", &self.crc.to_string())?;
        row("length", &format!("{} bytes", self.len_bytes))?;
        row("file", &self.file_line())?;
        let header = [
            ("design", &self.design),
            ("tool", &self.tool_version),
            ("user id", &self.user_id),
            ("date", &self.date),
            ("time", &self.time),
        ];
        for (name, value) in header {
            if let Some(value) = value {
                row(name, value)?;
            }
        }
        row("sha-256", &self.sha256)?;
        for note in &self.notes {
            row("note", note)?;
        }
        if let Some(problem) = &self.error {
            row(
                "refused",
                &format!("{} ({})", problem.message, problem.code),
            )?;
            row("help", &problem.help)?;
        }
        Ok(())
    }
}

impl Report {
    fn part_line(&self) -> String {
        let name = self
            .header_part
            .as_deref()
            .or(self.part)
            .unwrap_or("unknown");
        let family = self
            .family
            .map(|family| format!(", {family}"))
            .unwrap_or_default();
        match self.idcodes.as_slice() {
            [] => format!("{name}{family}, no IDCODE"),
            [one] => format!("{name}{family}, IDCODE {one}"),
            many => format!("{name}{family}, IDCODEs {}", many.join(" / ")),
        }
    }

    fn data_line(&self) -> String {
        let mut words = vec![self.kind.to_owned()];
        if self.compressed {
            words.push("compressed".into());
        }
        if self.encrypted {
            words.push("encrypted".into());
        }
        words.push(match self.sections {
            1 => "1 section".into(),
            many => format!("{many} sections"),
        });
        if self.nested_sections > 0 {
            words.push(format!("{} nested", self.nested_sections));
        }
        words.join(", ")
    }

    fn file_line(&self) -> String {
        let mut line = format!("{}, byte order {}", self.container, self.byte_order);
        for wrapping in self.wrapping.iter().rev() {
            line.push_str(", ");
            line.push_str(wrapping);
        }
        line
    }
}
