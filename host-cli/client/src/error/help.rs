//! What to do about an error

use std::borrow::Cow;

use fic_error::Diagnostic as _;

use super::Error;
use crate::explain::explain;

impl Error {
    /// What to do about it; lower case, no full stop.
    pub fn help(&self) -> Cow<'static, str> {
        match self {
            Self::Usage { help, .. } => help.clone().into(),
            Self::NoBoard => "name one with -b, e.g. `-b sim:mk2`, in FIC_BOARD, or as defaults.board in the config".into(),
            Self::UnknownBoard { name, known } => known_help("board", name, known),
            Self::UnknownGroup { name, known } => known_help("group", name, known),
            Self::BadSelection { .. } => "names, name[00-11] ranges, @groups and addresses, with commas between".into(),
            Self::BadAddress(_) => "sim:mk1, sim:mk2, tcp://host[:port], tls://host[:port], unix:/path or serial:/dev/ttyX[?baud=N]".into(),
            Self::NotSupportedYet { help, .. } => (*help).into(),
            Self::Config { .. } => "correct the file, or name another one in FIC_CONFIG".into(),
            Self::NoConfig(_) => "`fic board add` creates it; or name another one in FIC_CONFIG, or none".into(),
            Self::File { .. } => "check the path and its permissions".into(),
            Self::UnknownDesign { .. } => "a path, a NAME[:VERSION] of `fic catalog list`, or sha256:…".into(),
            Self::Board { .. } => self.board_help().into(),
            Self::Sim(error) => error.help().to_string().into(),
            Self::UnknownPart { name, known } => offered("the known parts are", name, known),
            Self::FileChanged { .. } => "wait until the tool that writes it has ended".into(),
            Self::Refused { problem, .. } => problem.help.clone().into(),
            Self::Bitstream(error) => error.help().to_string().into(),
            Self::TooLong { .. } => "check that this is the file you mean".into(),
            Self::Catalog(error) => error.help().to_string().into(),
            Self::PartMismatch { .. } => "nothing was sent; use a design that was built for this board's part".into(),
            Self::UnknownRegister { name, known } => offered("`fic reg list` names all:", name, known),
            Self::UnknownPin { name, known } => offered("`fic gpio read` names all:", name, known),
            Self::PartialTransfer { source, .. } => source.help(),
            Self::Key(error) => error.help().to_string().into(),
            Self::NotAuthorised { ours: Some(ours) } => format!(
                "on the board, as an administrator: `fic-agent authorize '{ours}' --role operate`; its log says who was refused and why"
            )
            .into(),
            Self::Trust(error) => error.help().to_string().into(),
            Self::Table { source, .. } => source.help().into(),
            Self::Logs { source, .. } => source.help().into(),
            Self::NotApplied(error) => error.help().into(),
            _ => self.value_help().unwrap_or_else(|| self.link_help()).into(),
        }
    }

    fn value_help(&self) -> Option<&'static str> {
        Some(match self {
            Self::FlowsBroken { .. } => "each place is named above; nothing was written",
            Self::BadSlotCount { .. } => "is the right design loaded? `fic switch apply` sets it",
            Self::BadNumber { .. } => {
                "decimal, 0x… or 0b…, with _ between digits; sizes with KiB, MiB or GiB"
            }
            Self::OutOfRange { .. } | Self::Unaligned { .. } => {
                "nothing was sent; correct the number"
            }
            Self::PinOwned { .. } => "nothing was driven; `fic gpio read` shows whose each pin is",
            Self::DataLost { .. } => "the line loses frames: check cable and baud rate",
            Self::VerifyDiffers { .. } => {
                "write it again: if the same place differs, suspect the memory or the design's controller; else the bus"
            }
            Self::CounterUnsteady { .. } => {
                "read its bytes one by one with `fic reg read ADDR 4`; the low ones are a guess"
            }
            _ => return None,
        })
    }

    fn link_help(&self) -> &'static str {
        match self {
            Self::Unreachable { address, .. } => unreachable_help(address),
            Self::NoAnswer { .. } => {
                "something is there that is no fic-agent, or another program holds the line; check port, device and baud rate"
            }
            Self::LinkLost { .. } => {
                "check network or cable, then run the same command again: it goes on where it stopped"
            }
            Self::Timeout { .. } => {
                "the agent hangs or the line loses much; see its log, then run the same command again"
            }
            Self::TimeLimit { .. } => {
                "give more with --timeout, or leave it out: the limits then follow from the size"
            }
            Self::VersionMismatch { ours, board, .. } if ours < board => "update this fic",
            Self::VersionMismatch { .. } => "update the board's agent or image",
            Self::Protocol { .. } => {
                "check that fic and agent are of the same version; report it with the output of -v"
            }
            Self::NotAuthorised { .. } => {
                "pair this host with the board first; the agent's log says who was refused"
            }
            Self::TlsFailed { .. } => {
                "is an agent there, and is this its tls:// port? plain agents are at tcp://"
            }
            Self::TooManySessions => "try again later, or see on the board who is connected",
            Self::Busy { .. } => "wait for them, or ask them",
            Self::LeaseHeld { .. } => {
                "ask them, or wait until it ends; an admin of the board may `fic lease break`"
            }
            Self::Cancelled { .. } => "run the same command again: what was staged stays staged",
            _ => "see the message; report it if it makes no sense",
        }
    }

    fn board_help(&self) -> String {
        let Self::Board {
            error,
            diagnosis,
            len_bytes,
        } = self
        else {
            return String::new();
        };
        let explanation = explain(*error, diagnosis.as_ref(), *len_bytes);
        match explanation.check {
            [] => explanation.meaning.into(),
            check => format!("{}; check: {}", explanation.meaning, check.join("; ")),
        }
    }
}

fn unreachable_help(address: &str) -> &'static str {
    match address.split(':').next() {
        Some("unix") => "is the agent running? does the socket's group let you in?",
        Some("serial") => {
            "is the cable in? are you in the device's group (dialout)? does another program hold it?"
        }
        _ => "is the board on and its agent running? check name, port and network",
    }
}

fn known_help(what: &str, name: &str, known: &[String]) -> Cow<'static, str> {
    if known.is_empty() {
        return format!("the config has no {what}s; `fic board add` adds boards").into();
    }
    offered("the config has", name, known)
}

/// What is near to a wrong name, else all there is.
fn offered(intro: &str, name: &str, known: &[String]) -> Cow<'static, str> {
    let near: Vec<&str> = near(name, known);
    match near.is_empty() {
        false => format!("did you mean {}?", near.join(" or ")).into(),
        true => format!("{intro} {}", listed(known)).into(),
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
