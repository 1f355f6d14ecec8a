//! Numbers as people write them: `255`, `0xFF`, `0b1111_1111`, `64KiB`

use crate::error::Error;

/// Units of sizes and what they are worth.
const UNITS: [(&str, u64); 6] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// A number in decimal, 0x or 0b, with `_` between digits.
///
/// # Errors
/// [`Error::BadNumber`]; [`Error::OutOfRange`] if it is negative or beyond 64 bits.
///
/// # Examples
/// ```
/// assert_eq!(fic_client::number::parse("0xFF_FF")?, 65_535);
/// # Ok::<(), fic_client::Error>(())
/// ```
pub fn parse(text: &str) -> Result<u64, Error> {
    let (digits, radix) = match text.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (&text[2..], 16),
        Some("0b") => (&text[2..], 2),
        _ => (text, 10),
    };
    let bad = |reason| Error::BadNumber {
        text: text.to_owned(),
        reason,
    };
    if let Some(positive) = digits.strip_prefix('-') {
        parse(positive).map_err(|_| bad("it has other characters than digits"))?;
        return Err(out_of_range(text, "0 and up"));
    }
    let bare: String = digits.chars().filter(|&c| c != '_').collect();
    if bare.is_empty() || digits.starts_with('_') || digits.ends_with('_') {
        return Err(bad("it has no digits, or _ at an end"));
    }
    if !bare.chars().all(|c| c.is_digit(radix)) {
        return Err(bad(match radix {
            16 => "it has other characters than 0-9 and a-f after 0x",
            2 => "it has other characters than 0 and 1 after 0b",
            _ => "it has other characters than digits",
        }));
    }
    u64::from_str_radix(&bare, radix).map_err(|_| out_of_range(text, "64 bits"))
}

/// A number of bytes, which may have a unit: KiB, MiB, GiB, kB, MB, GB.
///
/// # Errors
/// Those of [`parse`].
///
/// # Examples
/// ```
/// assert_eq!(fic_client::number::size("8MiB")?, 8 << 20);
/// # Ok::<(), fic_client::Error>(())
/// ```
pub fn size(text: &str) -> Result<u64, Error> {
    let unit = UNITS
        .iter()
        .find_map(|&(unit, worth)| Some((text.strip_suffix(unit)?, worth)));
    let (number, worth) = unit.unwrap_or((text, 1));
    let number = parse(number.trim_end())?;
    number
        .checked_mul(worth)
        .ok_or_else(|| out_of_range(text, "64 bits"))
}

/// A number from 0 to `most`; `what` is its name in messages.
///
/// # Errors
/// Those of [`parse`]; [`Error::OutOfRange`].
pub fn up_to(text: &str, what: &str, most: u64) -> Result<u64, Error> {
    match parse(text)? {
        number if number <= most => Ok(number),
        _ => Err(Error::OutOfRange {
            message: format!("{what} {text} is out of range: at most {most:#x} ({most})"),
        }),
    }
}

fn out_of_range(text: &str, range: &str) -> Error {
    Error::OutOfRange {
        message: format!("{text} is out of range: {range}"),
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn numbers_of_three_bases_are_read() {
        for (text, number) in [
            ("0", 0),
            ("65535", 65_535),
            ("0xFFFB", 0xFFFB),
            ("0Xff_fb", 0xFFFB),
            ("0b1010_1010", 0xAA),
            ("1_000", 1_000),
        ] {
            assert_eq!(parse(text).unwrap(), number, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_as_input() {
        for text in [
            "", "x", "0x", "0b2", "_1", "1_", "1.5", "0xG", "--1", "-", "é", "+1",
        ] {
            assert_eq!(parse(text).unwrap_err().code(), "bad_number", "{text}");
        }
        for text in ["-1", "18446744073709551616", "0x1_0000_0000_0000_0000"] {
            assert_eq!(parse(text).unwrap_err().code(), "out_of_range", "{text}");
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("4KiB").unwrap(), 4096);
        assert_eq!(size("0x10 MiB").unwrap(), 16 << 20);
        assert_eq!(size("2GB").unwrap(), 2_000_000_000);
        assert_eq!(size("17").unwrap(), 17);
        assert!(size("20000000000GiB").is_err());
        assert!(size("KiB").is_err());
    }

    #[test]
    fn bounds_are_named() {
        let error = up_to("0x10000", "address", 0xFFFF).unwrap_err();
        assert_eq!(
            error.to_string(),
            "address 0x10000 is out of range: at most 0xffff (65535)"
        );
    }
}
