//! `sim:mk2?part=xcku040&fault.init_stuck=low`

use std::fmt;
use std::str::FromStr;

use super::SimError;

/// A modelled board and how it is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimAddress {
    /// `mk1` or `mk2`; whether it exists is the model's to say.
    pub board: String,
    /// What is set at the model before anything else, in order.
    pub options: Vec<(String, String)>,
}

impl SimAddress {
    /// The last value given for this option.
    pub fn option(&self, key: &str) -> Option<&str> {
        let mut found = self.options.iter().rev();
        let (_, value) = found.find(|(name, _)| name == key)?;
        Some(value)
    }
}

impl FromStr for SimAddress {
    type Err = SimError;

    fn from_str(text: &str) -> Result<Self, SimError> {
        parse(text).ok_or_else(|| SimError::Address { text: text.into() })
    }
}

fn parse(text: &str) -> Option<SimAddress> {
    let rest = text.strip_prefix("sim:")?;
    let (board, options) = match rest.split_once('?') {
        Some((board, options)) => (board, options.split('&').map(pair).collect::<Option<_>>()?),
        None => (rest, Vec::new()),
    };
    (!board.is_empty()).then(|| SimAddress {
        board: board.to_owned(),
        options,
    })
}

fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    let full = !key.is_empty() && !value.is_empty();
    full.then(|| (key.to_owned(), value.to_owned()))
}

impl fmt::Display for SimAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sim:{}", self.board)?;
        for (index, (key, value)) in self.options.iter().enumerate() {
            let sign = if index == 0 { '?' } else { '&' };
            write!(f, "{sign}{key}={value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn addresses_are_read_and_shown() {
        for (text, board, options) in [
            ("sim:mk1", "mk1", vec![]),
            ("sim:mk2?part=xcku040", "mk2", vec![("part", "xcku040")]),
            (
                "sim:mk2?fault.init_stuck=low&a=b=c",
                "mk2",
                vec![("fault.init_stuck", "low"), ("a", "b=c")],
            ),
        ] {
            let address: SimAddress = text.parse().unwrap();
            assert_eq!(address.board, board);
            let expected: Vec<_> = options
                .iter()
                .map(|(key, value)| (key.to_string(), value.to_string()))
                .collect();
            assert_eq!(address.options, expected);
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "mk2",
            "sim:",
            "sim:?a=b",
            "sim:mk2?",
            "sim:mk2?a",
            "sim:mk2?a=",
            "sim:mk2?=b",
            "sim:mk2?a=b&",
        ] {
            let error = text.parse::<SimAddress>().unwrap_err();
            assert_eq!(error.code(), "bad_address", "{text}");
        }
    }

    #[test]
    fn the_last_value_counts() {
        let address: SimAddress = "sim:mk2?part=a&part=b".parse().unwrap();
        assert_eq!(address.option("part"), Some("b"));
        assert_eq!(address.option("speed"), None);
    }
}
