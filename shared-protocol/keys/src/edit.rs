//! Adding keys to an `authorized` file and removing them, without touching other lines

use std::path::Path;

use crate::authorized_line::Entry;
use crate::error::KeyError;
use crate::lines;
use crate::public::PublicKey;

/// What became of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The key is new there.
    Added,
    /// The key stood there with another role, day or comment.
    Changed,
    /// The key was taken out.
    Removed,
    /// All was as asked already.
    Nothing,
}

/// Lets a key in; if it stands in the file already, its lines become this one.
///
/// # Errors
/// [`KeyError`] if the file must not be believed, or cannot be read or written.
pub fn authorize(path: &Path, entry: &Entry) -> Result<Change, KeyError> {
    let mut known = false;
    let changed = lines::edit_lines::<KeyError>(path, |before| {
        let mut lines = without(before, &entry.line.key, |place| {
            known = true;
            place.is_none().then(|| entry.to_string())
        });
        if !known {
            lines.push(entry.to_string());
        }
        Ok(joined(&lines))
    })?;
    Ok(match (changed, known) {
        (false, _) => Change::Nothing,
        (true, true) => Change::Changed,
        (true, false) => Change::Added,
    })
}

/// Lets a key in no more; the agent ends its running sessions within a few seconds.
///
/// # Errors
/// As for [`authorize`].
pub fn remove(path: &Path, key: &PublicKey) -> Result<Change, KeyError> {
    let mut known = false;
    lines::edit_lines::<KeyError>(path, |before| {
        let lines = without(before, key, |_| {
            known = true;
            None
        });
        // A file without the key stays as it is, to the byte.
        Ok(if known { joined(&lines) } else { before.into() })
    })?;
    Ok(if known {
        Change::Removed
    } else {
        Change::Nothing
    })
}

/// The lines, those of `key` replaced by what `instead` gives for the first of them and
/// for each later one (which is told the place of the first).
fn without(
    text: &str,
    key: &PublicKey,
    mut instead: impl FnMut(Option<usize>) -> Option<String>,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut first = None;
    for line in text.lines() {
        match line.parse::<Entry>() {
            Ok(entry) if entry.line.key == *key => {
                lines.extend(instead(first));
                first.get_or_insert(lines.len());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::authorized::Authorized;
    use crate::authorized::Standing;
    use crate::private::PrivateKey;
    use fic_error::Diagnostic as _;
    use fic_protocol::Role;

    fn entry(text: &str, folder: &Path) -> Entry {
        let key = PrivateKey::load_or_make(&folder.join(text)).unwrap();
        let key = key.public();
        format!("operate {key} {text}@lab").parse().unwrap()
    }

    #[test]
    fn a_key_is_added_changed_and_removed_and_other_lines_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorized");
        let (ann, bob) = (entry("ann", folder.path()), entry("bob", folder.path()));
        assert_eq!(authorize(&path, &ann).unwrap(), Change::Added);
        let text = format!("# ours\n\nnonsense\n{}", fs::read_to_string(&path).unwrap());
        fs::write(&path, text).unwrap();
        assert_eq!(authorize(&path, &ann).unwrap(), Change::Nothing);
        assert_eq!(authorize(&path, &bob).unwrap(), Change::Added);
        let reader = Entry {
            role: Role::Read,
            ..ann.clone()
        };
        assert_eq!(authorize(&path, &reader).unwrap(), Change::Changed);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("# ours\n\nnonsense\n{reader}\n{bob}\n"));
        assert_eq!(remove(&path, &ann.line.key).unwrap(), Change::Removed);
        assert_eq!(remove(&path, &ann.line.key).unwrap(), Change::Nothing);
        let list = Authorized::read(&path).unwrap();
        assert_eq!(list.standing(&ann.line.key), Standing::Unknown);
        let bob = list.standing(&bob.line.key);
        assert_eq!(bob, Standing::Allowed(Role::Operate));
    }

    #[test]
    fn a_key_that_stands_there_twice_becomes_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorized");
        let ann = entry("ann", folder.path());
        // Without a newline at its end, as an editor may leave it.
        fs::write(&path, format!("{ann}\n# x\nread {}", ann.line)).unwrap();
        assert_eq!(authorize(&path, &ann).unwrap(), Change::Changed);
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{ann}\n# x\n"));
    }

    #[test]
    fn those_who_add_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorized");
        std::thread::scope(|scope| {
            for index in 0..8 {
                let (path, folder) = (&path, folder.path());
                scope.spawn(move || authorize(path, &entry(&index.to_string(), folder)).unwrap());
            }
        });
        assert_eq!(Authorized::read(&path).unwrap().entries().len(), 8);
    }

    #[cfg(unix)]
    #[test]
    fn a_list_that_others_may_write_is_not_believed() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorized");
        let ann = entry("ann", folder.path());
        authorize(&path, &ann).unwrap();
        assert_eq!(Authorized::read(&path).unwrap().entries().len(), 1);
        for mode in [0o666, 0o664, 0o646] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = Authorized::read(&path).unwrap_err();
            assert_eq!(error.code(), "list_exposed");
            assert!(authorize(&path, &ann).is_err());
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(Authorized::read(&path).unwrap_err().code(), "key_io");
    }

    #[test]
    fn a_list_without_an_end_is_not_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("authorized");
        fs::write(&path, vec![b'#'; lines::MAX_FILE_LEN + 1]).unwrap();
        let error = Authorized::read(&path).unwrap_err();
        assert_eq!(error.code(), "list_too_long");
    }
}
