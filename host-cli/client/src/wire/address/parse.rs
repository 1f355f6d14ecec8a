//! Reading an address

use std::path::PathBuf;
use std::str::FromStr;

use super::address::Address;
use super::address::DEFAULT_BAUD;
use super::address::DEFAULT_PORT;
use super::address::HostPort;

/// A text that is no address, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no board address: {reason}")]
pub struct BadAddress {
    /// What was given.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

const SCHEMES: [&str; 5] = ["sim", "tcp", "tls", "unix", "serial"];

/// Scheme and rest, if the text starts with one of ours.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    SCHEMES.contains(&scheme).then_some((scheme, rest))
}

impl Address {
    /// Whether the text begins like an address and not like a name of the config file.
    pub fn looks_like(text: &str) -> bool {
        split_scheme(text).is_some()
    }
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        read(text).map_err(|reason| BadAddress {
            text: text.to_owned(),
            reason,
        })
    }
}

fn read(text: &str) -> Result<Address, String> {
    let (scheme, rest) =
        split_scheme(text).ok_or("it starts with none of sim:, tcp://, tls://, unix:, serial:")?;
    match scheme {
        "sim" => sim(rest),
        "tcp" => Ok(Address::Tcp(host_port(rest)?)),
        "tls" => Ok(Address::Tls(host_port(rest)?)),
        "unix" => unix(rest),
        _ => serial(rest),
    }
}

fn sim(rest: &str) -> Result<Address, String> {
    let (board, query) = split_query(rest);
    if board.is_empty() {
        return Err("the board is missing, e.g. sim:mk2".into());
    }
    let board = board.to_owned();
    let options = options(query)?;
    Ok(Address::Sim { board, options })
}

fn unix(rest: &str) -> Result<Address, String> {
    if rest.is_empty() {
        return Err("the path is missing, e.g. unix:/run/fic/agent.sock".into());
    }
    Ok(Address::Unix(PathBuf::from(rest)))
}

fn serial(rest: &str) -> Result<Address, String> {
    let (device, query) = split_query(rest);
    if device.is_empty() {
        return Err("the device is missing, e.g. serial:/dev/ttyUSB0".into());
    }
    let mut baud = DEFAULT_BAUD;
    for (key, value) in options(query)? {
        match key.as_str() {
            "baud" => baud = baud_rate(&value)?,
            _ => return Err(format!("unknown option `{key}`, known is baud=N")),
        }
    }
    let device = device.to_owned();
    Ok(Address::Serial { device, baud })
}

fn baud_rate(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(baud @ 300..=20_000_000) => Ok(baud),
        _ => Err(format!(
            "baud is a number from 300 to 20000000, not `{text}`"
        )),
    }
}

fn host_port(rest: &str) -> Result<HostPort, String> {
    let rest = rest
        .strip_prefix("//")
        .ok_or("two slashes are missing after the colon")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split_port(rest)?;
    if host.is_empty() || host.contains(['/', '?', '@', ' ']) {
        return Err(format!("`{host}` is no host name"));
    }
    let host = host.to_owned();
    Ok(HostPort { host, port })
}

fn split_port(rest: &str) -> Result<(&str, u16), String> {
    if let Some(bracketed) = rest.strip_prefix('[') {
        let (host, after) = bracketed
            .split_once(']')
            .ok_or("`]` is missing after the IPv6 address")?;
        return match after.strip_prefix(':') {
            Some(digits) => Ok((host, port(digits)?)),
            None if after.is_empty() => Ok((host, DEFAULT_PORT)),
            None => Err(format!("`{after}` follows the IPv6 address")),
        };
    }
    match rest.split_once(':') {
        Some((_, after)) if after.contains(':') => {
            Err("an IPv6 address stands in brackets: tcp://[::1]:7402".into())
        }
        Some((host, digits)) => Ok((host, port(digits)?)),
        None => Ok((rest, DEFAULT_PORT)),
    }
}

fn port(digits: &str) -> Result<u16, String> {
    match digits.parse() {
        Ok(0) | Err(_) => Err(format!("`{digits}` is no port, 1 to 65535")),
        Ok(port) => Ok(port),
    }
}

fn split_query(text: &str) -> (&str, &str) {
    text.split_once('?').unwrap_or((text, ""))
}

fn options(query: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
            _ => Err(format!("`{pair}` is no key=value")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_written_back() {
        for (text, back) in [
            ("sim:mk1", "sim:mk1"),
            (
                "sim:mk2?fault=no_power&seed=3",
                "sim:mk2?fault=no_power&seed=3",
            ),
            ("tcp://fic00", "tcp://fic00:7402"),
            ("tcp://fic00:99/", "tcp://fic00:99"),
            ("tcp://[::1]", "tcp://[::1]:7402"),
            ("tls://10.0.0.1:1", "tls://10.0.0.1:1"),
            ("unix:/run/a b,c", "unix:/run/a b,c"),
            ("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0"),
            ("serial:COM3?baud=3000000", "serial:COM3?baud=3000000"),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), back, "{text}");
            assert_eq!(back.parse(), Ok(address), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        for (text, reason) in [
            ("fic00", "none of sim:"),
            ("http://x", "none of sim:"),
            ("sim:", "board is missing"),
            ("sim:mk2?fault", "no key=value"),
            ("sim:mk2?=x", "no key=value"),
            ("tcp:fic00", "two slashes"),
            ("tcp://", "no host name"),
            ("tcp://a:0", "no port"),
            ("tcp://a:70000", "no port"),
            ("tcp://::1", "in brackets"),
            ("tcp://[::1", "`]` is missing"),
            ("tcp://[::1]x", "follows the IPv6"),
            ("tcp://u@h", "no host name"),
            ("unix:", "path is missing"),
            ("serial:", "device is missing"),
            ("serial:x?baud=9", "baud is a number"),
            ("serial:x?speed=9", "unknown option"),
        ] {
            let error = text.parse::<Address>().unwrap_err();
            assert!(error.reason.contains(reason), "{text}: {error}");
        }
    }
}
