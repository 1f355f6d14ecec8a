//! The `known_boards` file: `host:port fic-ed25519 BASE64`, a line a board

use std::path::Path;

use fic_keys::KeyError;
use fic_keys::KeyLine;
use fic_keys::PublicKey;
use fic_keys::edit_lines;
use fic_keys::read_lines;

use crate::error::Error;
use crate::wire::address::HostPort;

/// The board's key; a line that cannot be read fails, for it might be the board's.
pub(super) fn find(path: &Path, to: &HostPort) -> Result<Option<PublicKey>, Error> {
    let text = read_lines(path)?;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((board, key)) = entry(path, number, line)?
            && is_of(board, to)
        {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// Replaces the board's line, or adds one.
pub(super) fn put(path: &Path, to: &HostPort, key: &PublicKey) -> Result<bool, Error> {
    if find(path, to)? == Some(*key) {
        return Ok(false);
    }
    edit_lines(path, |before| {
        let mut after = String::new();
        for (number, line) in (1..).zip(before.lines()) {
            match entry(path, number, line)? {
                Some((board, _)) if is_of(board, to) => {}
                _ => after.push_str(&format!("{line}\n")),
            }
        }
        Ok(after + &format!("{to} {key}\n"))
    })
}

/// Board and key of a line; `None` of an empty one or a comment.
fn entry<'l>(
    path: &Path,
    number: usize,
    line: &'l str,
) -> Result<Option<(&'l str, PublicKey)>, Error> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (board, key) = line.split_once(' ').unwrap_or((line, ""));
    match key.parse::<KeyLine>() {
        Ok(line) => Ok(Some((board, line.key))),
        Err(error) => Err(bad_line(path, number, &error)),
    }
}

fn bad_line(path: &Path, number: usize, error: &KeyError) -> Error {
    Error::Config {
        path: path.to_owned(),
        line: Some(number),
        reason: error.to_string(),
    }
}

/// Names of hosts have no case.
fn is_of(board: &str, to: &HostPort) -> bool {
    board.eq_ignore_ascii_case(&to.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use fic_keys::PrivateKey;

    use super::*;

    fn at(host: &str) -> HostPort {
        HostPort {
            host: host.into(),
            port: 7402,
        }
    }

    fn key(folder: &Path, name: &str) -> PublicKey {
        PrivateKey::load_or_make(&folder.join(name))
            .unwrap()
            .public()
    }

    #[test]
    fn keys_are_kept_by_host_and_port() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known_boards");
        let (one, two) = (key(folder.path(), "1"), key(folder.path(), "2"));
        assert_eq!(find(&path, &at("fic00")).unwrap(), None);
        assert!(put(&path, &at("fic00"), &one).unwrap());
        assert!(put(&path, &at("::1"), &two).unwrap());
        assert!(!put(&path, &at("FIC00"), &one).unwrap());
        assert_eq!(find(&path, &at("Fic00")).unwrap(), Some(one));
        assert_eq!(find(&path, &at("::1")).unwrap(), Some(two));
        let elsewhere = HostPort {
            port: 1,
            ..at("fic00")
        };
        assert_eq!(find(&path, &elsewhere).unwrap(), None);
        assert!(put(&path, &at("fic00"), &two).unwrap());
        assert_eq!(find(&path, &at("fic00")).unwrap(), Some(two));
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 2);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known_boards");
        fs::write(&path, "# ours\nfic00:7402 fic-ed25519 AAAA\n").unwrap();
        let error = find(&path, &at("fic01")).unwrap_err();
        assert!(error.to_string().contains("known_boards:2:"), "{error}");
        assert!(put(&path, &at("fic01"), &key(folder.path(), "1")).is_err());
    }
}
