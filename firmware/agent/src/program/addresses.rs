//! Where to listen, checked before anything is opened
//!
//! Names are left alone: what they stand for is found out when the agent listens.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;

use fic_agent::transport::ListenAddress;
use fic_agent::transport::ListenError;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::places;

/// Where an agent listens if nobody says.
const DEFAULT_ADDRESS: &str = "tcp://127.0.0.1:7402";

/// The addresses that were asked for, else the usual ones.
///
/// # Errors
/// [`ProgramError::Listen`] if one is none or plain TCP beyond loopback,
/// [`ProgramError::AddressTwice`] if one takes the place of another.
pub fn addresses(arguments: &Arguments) -> Result<Vec<ListenAddress>, ProgramError> {
    if arguments.listen.is_empty() {
        let tcp = DEFAULT_ADDRESS.parse()?;
        return Ok([tcp].into_iter().chain(places::socket()).collect());
    }
    let parsed = arguments.listen.iter().map(|text| text.parse());
    let parsed: Vec<ListenAddress> = parsed.collect::<Result<_, _>>()?;
    for (index, address) in parsed.iter().enumerate() {
        check(address)?;
        if let Some(first) = parsed[..index].iter().find(|first| overlap(first, address)) {
            return Err(ProgramError::AddressTwice {
                first: first.to_string(),
                second: address.to_string(),
            });
        }
    }
    Ok(parsed)
}

fn check(address: &ListenAddress) -> Result<(), ListenError> {
    let (ListenAddress::Tcp(host_port) | ListenAddress::Tls(host_port)) = address else {
        return match address {
            ListenAddress::Unix(_) if cfg!(not(unix)) => Err(ListenError::NoUnixSockets),
            _ => Ok(()),
        };
    };
    match (literal(host_port), address) {
        // No name has brackets.
        (None, _) if host_port.starts_with('[') => Err(ListenError::Address {
            text: address.to_string(),
        }),
        (Some(literal), ListenAddress::Tcp(_)) if !literal.ip().is_loopback() => {
            Err(ListenError::NotLoopback {
                address: host_port.clone(),
            })
        }
        _ => Ok(()),
    }
}

/// The second could not be served beside the first.
fn overlap(first: &ListenAddress, second: &ListenAddress) -> bool {
    match (socket(first), socket(second)) {
        (Some(first), Some(second)) => same_place(first, second),
        (None, None) => match (first, second) {
            (
                ListenAddress::Serial { path: first, .. },
                ListenAddress::Serial { path: second, .. },
            ) => first == second,
            (first, second) => first == second,
        },
        _ => false,
    }
}

fn socket(address: &ListenAddress) -> Option<SocketAddr> {
    match address {
        ListenAddress::Tcp(host_port) | ListenAddress::Tls(host_port) => literal(host_port),
        _ => None,
    }
}

/// The address that stands there; `localhost` is the one that agents listen at first.
fn literal(host_port: &str) -> Option<SocketAddr> {
    match host_port.strip_prefix("localhost:") {
        Some(port) => Some((Ipv4Addr::LOCALHOST, port.parse().ok()?).into()),
        None => host_port.parse().ok(),
    }
}

fn same_place(first: SocketAddr, second: SocketAddr) -> bool {
    let ips = [first, second].map(|one| one.ip().to_canonical());
    // Of port 0 each has another one.
    first.port() == second.port() && first.port() != 0 && {
        ips[0] == ips[1] || covers(ips[0], ips[1]) || covers(ips[1], ips[0])
    }
}

/// All addresses of this machine, the other among them. `[::]` takes IPv4 peers, too,
/// except on Windows.
fn covers(all: IpAddr, one: IpAddr) -> bool {
    all.is_unspecified() && (all.is_ipv4() == one.is_ipv4() || all.is_ipv6() && cfg!(not(windows)))
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;
    use fic_error::ExitClass;

    use super::*;

    fn address(text: &str) -> ListenAddress {
        text.parse().unwrap()
    }

    #[test]
    fn plain_tcp_is_for_loopback_and_brackets_are_for_numbers() {
        for (text, code) in [
            ("tcp://0.0.0.0:7402", "not_loopback"),
            ("tcp://[::]:7402", "not_loopback"),
            ("tcp://192.0.2.1", "not_loopback"),
            ("tls://[fic00]:7402", "bad_address"),
        ] {
            let error = check(&address(text)).unwrap_err();
            assert_eq!(error.code(), code, "{text}");
            assert_eq!(error.class(), ExitClass::Usage, "{text}");
        }
        for text in [
            "tcp://127.8.8.8:1",
            "tcp://[::1]",
            "tcp://localhost",
            "tcp://some-name:1",
            "tls://0.0.0.0",
            "tls://[2001:db8::1]:1",
            "serial:/dev/ttyAMA0",
        ] {
            assert!(check(&address(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn places_that_two_would_take_overlap_whatever_the_order() {
        for (one, other) in [
            ("tls://0.0.0.0:7402", "tcp://127.0.0.1:7402"),
            ("tls://0.0.0.0", "tcp://localhost"),
            ("tls://[::]:7402", "tcp://[::1]:7402"),
            ("tls://[::]:7402", "tls://[::]:7402"),
            ("tls://127.0.0.1:9", "tcp://127.0.0.1:9"),
            ("tls://[::ffff:127.0.0.1]:9", "tcp://127.0.0.1:9"),
            ("tls://fic00:9", "tls://fic00:9"),
            ("unix:/run/a.sock", "unix:/run/a.sock"),
            ("serial:/dev/x?baud=9600", "serial:/dev/x?baud=115200"),
        ] {
            let (one, other) = (address(one), address(other));
            assert!(overlap(&one, &other), "{one} {other}");
            assert!(overlap(&other, &one), "{other} {one}");
        }
    }

    #[test]
    fn places_apart_do_not_overlap() {
        for (one, other) in [
            ("tls://0.0.0.0:7402", "tcp://127.0.0.1:7403"),
            ("tls://0.0.0.0:0", "tcp://127.0.0.1:0"),
            ("tls://192.0.2.1:9", "tcp://127.0.0.1:9"),
            ("tls://0.0.0.0:9", "tcp://[::1]:9"),
            ("tls://fic00:9", "tcp://127.0.0.1:9"),
            ("unix:/run/a.sock", "unix:/run/b.sock"),
            ("serial:/dev/x", "serial:/dev/y"),
            ("serial:/dev/x", "unix:/dev/x"),
        ] {
            let (one, other) = (address(one), address(other));
            assert!(!overlap(&one, &other), "{one} {other}");
            assert!(!overlap(&other, &one), "{other} {one}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn every_ipv6_address_is_every_ipv4_address_too() {
        let (six, four) = (address("tls://[::]:9"), address("tcp://127.0.0.1:9"));
        assert!(overlap(&six, &four) && overlap(&four, &six));
    }
}
