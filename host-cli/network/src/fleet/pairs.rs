//! Pairs of boards that must reach each other

use crate::error::Place;
use crate::error::TableError;

/// Most pairs: all of 100 boards.
const MAX_PAIRS: usize = 10_000;

/// A sender and a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Board whose user logic sends.
    pub from: String,
    /// Board whose user logic receives.
    pub to: String,
    /// Line of the file, if it came from one.
    pub line: Option<usize>,
}

/// Reads a list with a pair a line: `sender receiver`. A third word, the flow's number in
/// cstgen's traffic files, does not count; nor do empty lines and those that begin with `#`.
///
/// # Errors
/// [`TableError::Pairs`] with the line.
pub fn read_pairs(text: &str) -> Result<Vec<Pair>, TableError> {
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let line = Some(index + 1);
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [from, to] | [from, to, _] => pairs.push(Pair {
                from: (*from).to_owned(),
                to: (*to).to_owned(),
                line,
            }),
            words => {
                let reason = format!("{} words, not sender receiver", words.len());
                let place = Place::new("", line);
                return Err(TableError::Pairs { place, reason });
            }
        }
        if pairs.len() > MAX_PAIRS {
            return Err(TableError::TooLarge {
                limit: MAX_PAIRS,
                unit: "pairs",
            });
        }
    }
    Ok(pairs)
}
