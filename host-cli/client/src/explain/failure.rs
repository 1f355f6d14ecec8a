//! Why a board failed: what the pins said, what it means, what to check next

use fic_protocol::BoardError;
use fic_protocol::Diagnosis;

use super::meaning::Meaning;
use super::meaning::done_timeout;
use super::meaning::meaning;
use super::stat;
use crate::text::grouped;

/// A failure in three parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What the pins and registers said; empty if no pin was touched.
    pub seen: Vec<String>,
    /// What that means.
    pub meaning: &'static str,
    /// What to check next, the likeliest first.
    pub check: &'static [&'static str],
}

/// Explains a board's failure to load `len_bytes` bytes (0 where nothing was to be loaded).
pub fn explain(error: BoardError, diagnosis: Option<&Diagnosis>, len_bytes: u32) -> Explanation {
    let (meaning, check): Meaning = match (error, diagnosis) {
        (BoardError::DoneTimeout, Some(seen)) => done_timeout(seen.stat),
        _ => meaning(error),
    };
    Explanation {
        seen: diagnosis
            .map(|seen| pins(seen, len_bytes))
            .unwrap_or_default(),
        meaning,
        check,
    }
}

fn pins(seen: &Diagnosis, len_bytes: u32) -> Vec<String> {
    let level = |high| if high { "high" } else { "low" };
    let written = match len_bytes {
        0 => format!("{} bytes", grouped(seen.bytes_written.into())),
        len => format!(
            "byte {} of {}",
            grouped(seen.bytes_written.into()),
            grouped(len.into())
        ),
    };
    let mut lines = vec![format!(
        "INIT_B {}, DONE {} after {written}",
        level(seen.init_b),
        level(seen.done)
    )];
    match seen.stat {
        Some(value) => lines.push(stat_line(value)),
        None => lines.push("STAT could not be read back".into()),
    }
    lines.push(match seen.cleared {
        true => "the FPGA was cleared".into(),
        false => "the FPGA was not cleared: what is in it is undefined".into(),
    });
    lines
}

fn stat_line(value: u32) -> String {
    let errors = stat::errors(value);
    if errors.is_empty() {
        let phase = stat::startup_phase(value);
        return format!("STAT {value:08X}: no error bit, startup phase {phase} of 7");
    }
    let names: Vec<String> = errors
        .iter()
        .map(|field| format!("{} ({})", field.name, field.meaning))
        .collect();
    format!("STAT {value:08X}: {}", names.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_a_board_has_a_meaning() {
        for error in fic_protocol::samples::errors() {
            let explanation = explain(error, None, 0);
            assert!(!explanation.meaning.is_empty());
            let end = error == BoardError::Cancelled;
            assert_eq!(explanation.check.is_empty(), end, "{error:?}");
            assert!(explanation.seen.is_empty());
        }
    }

    #[test]
    fn a_crc_error_says_where_and_what_stat_said() {
        let diagnosis = Diagnosis {
            bytes_written: 1_183_744,
            init_b: false,
            done: false,
            stat: Some(0b110 << 8 | 1),
            cleared: true,
        };
        let seen = explain(BoardError::CrcError, Some(&diagnosis), 48_251_520).seen;
        assert_eq!(
            seen[0],
            "INIT_B low, DONE low after byte 1,183,744 of 48,251,520"
        );
        assert!(seen[1].starts_with("STAT 00000601: CRC_ERROR ("));
        assert_eq!(seen[2], "the FPGA was cleared");
    }
}
