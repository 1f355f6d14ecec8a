//! One line of a list of keys: `ROLE[,until=YYYY-MM-DD] fic-ed25519 BASE64 comment`

use std::fmt;
use std::str::FromStr;

use fic_protocol::Role;
use time::Date;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::public::KeyLine;
use crate::public::first_word;

/// How a day is written.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// Whom a line lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the holder of the key may do.
    pub role: Role,
    /// The last day on which it is let in, UTC; `None`: for ever.
    pub until: Option<Date>,
    /// The key.
    pub line: KeyLine,
}

impl Entry {
    /// Reads `YYYY-MM-DD`.
    pub fn day(text: &str) -> Option<Date> {
        Date::parse(text, DAY).ok()
    }
}

/// As it stands in the file.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role.word())?;
        if let Some(day) = self.until {
            write!(f, ",until={day}")?;
        }
        write!(f, " {}", self.line)
    }
}

impl FromStr for Entry {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rights, key) = first_word(text);
        let mut parts = rights.split(',');
        let word = parts.next().unwrap_or_default();
        let role = role(word).ok_or_else(|| {
            format!("`{word}` is no role: it is read, operate or admin, before the key")
        })?;
        let mut until = None;
        for option in parts {
            let day = option.strip_prefix("until=").and_then(Self::day);
            match day {
                Some(day) if until.is_none() => until = Some(day),
                _ => return Err(format!("`{option}` is not until=YYYY-MM-DD, once")),
            }
        }
        let line = key.parse::<KeyLine>().map_err(|error| error.to_string())?;
        Ok(Self { role, until, line })
    }
}

/// The role of this word.
fn role(word: &str) -> Option<Role> {
    let roles = [Role::Read, Role::Operate, Role::Admin];
    roles.into_iter().find(|role| role.word() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "fic-ed25519 MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    #[test]
    fn lines_are_read_and_written_back() {
        for rights in ["read", "operate", "admin", "operate,until=2027-01-31"] {
            let line = format!("{rights} {KEY} ann@lab");
            let entry: Entry = line.parse().unwrap();
            assert_eq!(entry.to_string(), line);
            assert_eq!(entry.until.is_some(), rights.contains("until"));
        }
    }

    #[test]
    fn a_line_with_any_fault_lets_nobody_in() {
        for line in [
            KEY.to_owned(),
            format!("root {KEY}"),
            format!("Operate {KEY}"),
            format!("operate, {KEY}"),
            format!("operate,until= {KEY}"),
            format!("operate,until=2027-02-30 {KEY}"),
            format!("operate,until=tomorrow {KEY}"),
            format!("operate,until=2027-01-01,until=2028-01-01 {KEY}"),
            format!("operate,from=2027-01-01 {KEY}"),
            format!("operate,until=2027-01-01T00:00 {KEY}"),
            format!("operate{KEY}"),
            format!("operate {}", &KEY[..60]),
            "operate".into(),
            "operate ssh-ed25519 AAAA".into(),
        ] {
            assert!(line.parse::<Entry>().is_err(), "{line}");
        }
    }
}
