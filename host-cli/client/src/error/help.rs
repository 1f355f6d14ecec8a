//! Help that depends on what was asked for

use fic_keys::KeyLine;

/// How to be let in.
pub(super) fn authorise_help(ours: Option<&KeyLine>) -> String {
    match ours {
        Some(ours) => format!(
            "on the board, as an administrator: `fic-agent authorize '{ours}' --role operate`; its log says who was refused and why"
        ),
        None => "pair this host with the board first; the agent's log says who was refused".into(),
    }
}

/// What to look at, by the kind of address.
pub(super) fn unreachable_help(address: &str) -> &'static str {
    match address.split(':').next() {
        Some("unix") => "is the agent running? does the socket's group let you in?",
        Some("serial") => {
            "is the cable in? are you in the device's group (dialout)? does another program hold it?"
        }
        _ => "is the board on and its agent running? check name, port and network",
    }
}

/// What to do about a name that is not in the config.
pub(super) fn known_help(what: &str, name: &str, known: &[String]) -> String {
    if known.is_empty() {
        return format!("the config has no {what}s; `fic board add` adds boards");
    }
    offered("the config has", name, known)
}

/// What is near to a wrong name, else all there is.
pub(super) fn offered(intro: &str, name: &str, known: &[String]) -> String {
    let near: Vec<&str> = near(name, known);
    match near.is_empty() {
        false => format!("did you mean {}?", near.join(" or ")),
        true => format!("{intro} {}", listed(known)),
    }
}

/// Names that differ by little.
fn near<'a>(name: &str, known: &'a [String]) -> Vec<&'a str> {
    let mut ranked: Vec<(usize, &str)> = known
        .iter()
        .map(|other| (distance(name, other), other.as_str()))
        .filter(|&(distance, _)| distance <= 2)
        .collect();
    ranked.sort();
    ranked.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Letters to change, add or drop to get from one to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &b) in other.iter().enumerate() {
            let next = (diagonal + usize::from(a != b))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row.last().copied().unwrap_or(0)
}

fn listed(known: &[String]) -> String {
    let shown = known.iter().take(12).map(String::as_str);
    let text = shown.collect::<Vec<_>>().join(", ");
    match known.len() {
        0..=12 => text,
        count => format!("{text} and {} more", count - 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered() {
        let known = ["fic00", "fic01", "xenon"].map(str::to_owned);
        assert_eq!(
            known_help("board", "fic0", &known),
            "did you mean fic00 or fic01?"
        );
        assert_eq!(
            known_help("board", "zzz", &known),
            "the config has fic00, fic01, xenon"
        );
    }

    #[test]
    fn distances_count_letters() {
        for (a, b, n) in [
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("abc", "axc", 1),
            ("ab", "ba", 2),
        ] {
            assert_eq!(distance(a, b), n, "{a} {b}");
        }
    }
}
