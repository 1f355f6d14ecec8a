//! What hosts call themselves and say for others to read

use fic_protocol::Memo;
use fic_protocol::Name;
use fic_protocol::truncated;

/// The name of a host, which ends on others' terminals: `address` stands for one that is
/// empty or has control characters.
///
/// Only ASCII blanks around it are cut: an image has no room for Unicode's table of them.
pub fn printable_name(who: &str, address: &Name) -> Name {
    let name: Name = truncated(who.trim_ascii());
    if name.is_empty() || name.chars().any(char::is_control) {
        address.clone()
    } else {
        name
    }
}

/// A memo, which ends on others' terminals: without control characters and outer spaces.
pub fn printable_memo(memo: &str) -> Memo {
    let mut kept = Memo::new();
    for letter in memo
        .trim_ascii()
        .chars()
        .filter(|letter| !letter.is_control())
    {
        let outer = kept.is_empty() && letter == ' ';
        if !outer && kept.push(letter).is_err() {
            break;
        }
    }
    while kept.ends_with(' ') {
        kept.pop();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_printable_or_the_address() {
        let address = truncated("127.0.0.1:9");
        for (who, name) in [
            ("ann@lab", "ann@lab"),
            (" ann ", "ann"),
            ("", "127.0.0.1:9"),
            ("a\u{1b}[2J", "127.0.0.1:9"),
        ] {
            assert_eq!(printable_name(who, &address), name);
        }
        let long = ["ä"; 100].iter().flat_map(|text| text.chars());
        let long: heapless::String<200> = long.collect();
        assert_eq!(printable_name(&long, &address).len(), 64);
    }

    #[test]
    fn a_memo_keeps_what_can_be_read() {
        for (memo, kept) in [
            ("links", "links"),
            (" links\u{1b}[2J \n", "links[2J"),
            ("\u{7} a  b", "a  b"),
            ("\t \u{1}", ""),
        ] {
            assert_eq!(printable_memo(memo), kept);
        }
    }
}
