//! The `authorized` file: who is let in over the network, and as what

use std::path::Path;

use fic_protocol::Role;
use time::Date;
use time::OffsetDateTime;

use crate::authorized_line::Entry;
use crate::error::KeyError;
use crate::lines;
use crate::public::PublicKey;

/// What an `authorized` file says; a file that is not there says nothing.
///
/// A line that cannot be read lets nobody in, and the others hold. A key that stands
/// there twice has the lesser of both roles and the earlier of both days: whoever added
/// the stricter line meant it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorized {
    entries: Vec<Entry>,
    faults: Vec<String>,
}

/// How a key stands with a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Let in.
    Allowed(Role),
    /// Was let in up to and with this day.
    Expired(Date),
    /// Nobody authorised it.
    Unknown,
}

impl Authorized {
    /// Reads the file, bounded, and only if nobody but its owner (this user or root) may
    /// write it.
    ///
    /// # Errors
    /// [`KeyError`] if it must not be believed; then nobody is let in.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Ok(Self::parse(&lines::read(path)?))
    }

    /// Reads the text of such a file.
    pub fn parse(text: &str) -> Self {
        let mut list = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            if lines::says_nothing(line) {
                continue;
            }
            match line.parse::<Entry>() {
                Ok(entry) => list.add(entry, number),
                Err(reason) => list.faults.push(format!("line {number}: {reason}")),
            }
        }
        list
    }

    fn add(&mut self, entry: Entry, number: usize) {
        if self
            .entries
            .iter()
            .any(|one| one.line.key == entry.line.key)
        {
            self.faults.push(format!(
                "line {number}: {} stands there twice; the stricter line holds",
                entry.line.key.fingerprint()
            ));
        }
        self.entries.push(entry);
    }

    /// The lines that were understood, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is wrong with others, each with its line number.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// How this key stands today.
    pub fn standing(&self, key: &PublicKey) -> Standing {
        self.standing_on(key, OffsetDateTime::now_utc().date())
    }

    /// How the key of this fingerprint stands today.
    pub fn standing_of(&self, fingerprint: &str) -> Standing {
        let mut keys = self.entries.iter().map(|one| &one.line.key);
        let key = keys.find(|key| key.fingerprint() == fingerprint);
        key.map_or(Standing::Unknown, |key| self.standing(key))
    }

    fn standing_on(&self, key: &PublicKey, today: Date) -> Standing {
        let of_key = || self.entries.iter().filter(|one| one.line.key == *key);
        let until = of_key().filter_map(|one| one.until).min();
        match (of_key().map(|one| one.role).min(), until) {
            (None, _) => Standing::Unknown,
            (Some(_), Some(day)) if today > day => Standing::Expired(day),
            (Some(role), _) => Standing::Allowed(role),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const ANN: &str = "fic-ed25519 MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    const BOB: &str = "fic-ed25519 MCowBQYDK2VwAyEABb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    fn key(line: &str) -> PublicKey {
        line.parse::<crate::public::KeyLine>().unwrap().key
    }

    #[test]
    fn a_key_has_the_role_of_its_line() {
        let list = Authorized::parse(&format!(
            "# who may use this board\n\nadmin {ANN} ann\r\n  read {BOB} bob\n"
        ));
        assert_eq!(list.standing(&key(ANN)), Standing::Allowed(Role::Admin));
        assert_eq!(list.standing(&key(BOB)), Standing::Allowed(Role::Read));
        assert_eq!(list.faults(), [""; 0]);
        let nobody = Authorized::default();
        assert_eq!(nobody.standing(&key(ANN)), Standing::Unknown);
    }

    #[test]
    fn the_last_day_counts_and_the_next_does_not() {
        let list = Authorized::parse(&format!("operate,until=2027-01-31 {ANN}"));
        let on = |day| list.standing_on(&key(ANN), day);
        assert_eq!(on(date!(2027 - 01 - 31)), Standing::Allowed(Role::Operate));
        let expired = Standing::Expired(date!(2027 - 01 - 31));
        assert_eq!(on(date!(2027 - 02 - 01)), expired);
    }

    #[test]
    fn a_bad_line_is_named_and_lets_nobody_in_but_the_others_hold() {
        let list = Authorized::parse(&format!(
            "operate {ANN}\nroot {BOB}\n{BOB}\noperate\n#{BOB}\n\u{0}\n"
        ));
        assert_eq!(list.standing(&key(ANN)), Standing::Allowed(Role::Operate));
        assert_eq!(list.standing(&key(BOB)), Standing::Unknown);
        let lines: Vec<&str> = list.faults().iter().map(|one| &one[..6]).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 6"]);
    }

    #[test]
    fn of_two_lines_the_stricter_holds() {
        for text in [
            format!("admin {ANN}\nread,until=2027-01-01 {ANN}"),
            format!("read,until=2027-01-01 {ANN}\nadmin,until=2028-01-01 {ANN}"),
        ] {
            let list = Authorized::parse(&text);
            let on = |day| list.standing_on(&key(ANN), day);
            assert_eq!(on(date!(2027 - 01 - 01)), Standing::Allowed(Role::Read));
            assert!(matches!(on(date!(2027 - 01 - 02)), Standing::Expired(_)));
            assert_eq!(list.faults().len(), 1);
        }
    }
}
