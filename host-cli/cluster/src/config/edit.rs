//! Adding and removing boards without touching what people wrote around them

use std::fs;
use std::io;
use std::path::Path;

use fic_files::Replace;
use fic_files::folder_of;
use toml_edit::DocumentMut;
use toml_edit::Item;
use toml_edit::Table;
use toml_edit::value;

use super::config::BoardEntry;
use super::config::Config;
use super::config::problem;
use fic_client::Error;

/// Adds a board, and to each of `groups`; a board of that name is replaced.
///
/// Returns whether the file changed.
///
/// # Errors
/// [`Error::Config`] if the file cannot be read, understood or written.
pub fn add_board(
    path: &Path,
    name: &str,
    entry: &BoardEntry,
    groups: &[String],
) -> Result<bool, Error> {
    change(path, |document| {
        let boards = table(document, "boards")?;
        let board = boards
            .entry(name)
            .or_insert_with(|| Item::Table(Table::new()));
        let board = board.as_table_like_mut()?;
        board.insert("address", value(entry.address.to_string()));
        if let Some(note) = &entry.note {
            board.insert("note", value(note));
        }
        for group in groups {
            join(document, group, name)?;
        }
        Some(())
    })
}

/// Removes a board, also from groups that name it directly. Returns whether it was there.
///
/// # Errors
/// [`Error::Config`] if the file cannot be read, understood or written.
pub fn remove_board(path: &Path, name: &str) -> Result<bool, Error> {
    change(path, |document| {
        if let Some(boards) = document.get_mut("boards") {
            boards.as_table_like_mut()?.remove(name);
        }
        if let Some(groups) = document.get_mut("groups") {
            for (_, members) in groups.as_table_like_mut()?.iter_mut() {
                members
                    .as_array_mut()?
                    .retain(|member| member.as_str() != Some(name));
            }
        }
        Some(())
    })
}

fn join(document: &mut DocumentMut, group: &str, name: &str) -> Option<()> {
    let groups = table(document, "groups")?;
    let members = groups
        .entry(group)
        .or_insert_with(|| value(toml_edit::Array::new()))
        .as_array_mut()?;
    if !members.iter().any(|member| member.as_str() == Some(name)) {
        members.push(name);
    }
    Some(())
}

fn table<'d>(document: &'d mut DocumentMut, key: &str) -> Option<&'d mut Table> {
    let item = document.entry(key).or_insert_with(|| {
        let mut table = Table::new();
        // Otherwise an empty `[boards]` line would stand above `[boards.x]`.
        table.set_implicit(key == "boards");
        Item::Table(table)
    });
    item.as_table_mut()
}

/// Applies `edit` (which answers `None` when a key is of the wrong kind), checks and writes.
fn change(path: &Path, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Result<bool, Error> {
    let before = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(problem(path, None, error.to_string())),
    };
    // Read it as a config first: its errors name the line.
    Config::parse(path, &before)?;
    let mut document: DocumentMut = before
        .parse()
        .map_err(|error: toml_edit::TomlError| problem(path, None, error.to_string()))?;
    edit(&mut document)
        .ok_or_else(|| problem(path, None, "boards and groups are tables".into()))?;
    let after = document.to_string();
    if after == before {
        return Ok(false);
    }
    Config::parse(path, &after)?;
    write(path, &after).map_err(|error| problem(path, None, error.to_string()))?;
    Ok(true)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    // The config may be a link into a folder of dot files.
    Replace::new().follow_link().write(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(address: &str) -> BoardEntry {
        BoardEntry {
            address: address.parse().unwrap(),
            note: None,
        }
    }

    #[test]
    fn comments_and_order_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/config.toml");
        assert!(add_board(&path, "fic01", &entry("tcp://a"), &["rack".into()]).unwrap());
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("# ours\n{text}")).unwrap();
        assert!(add_board(&path, "fic00", &entry("sim:mk2"), &["rack".into()]).unwrap());
        assert!(!add_board(&path, "fic00", &entry("sim:mk2"), &[]).unwrap());
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# ours\n"), "{text}");
        assert!(text.contains("rack = [\"fic01\", \"fic00\"]"), "{text}");
        assert!(remove_board(&path, "fic01").unwrap());
        assert!(!remove_board(&path, "fic01").unwrap());
        let config = Config::read(&path).unwrap();
        assert_eq!(config.groups["rack"], ["fic00"]);
        assert_eq!(config.boards.len(), 1);
    }

    #[test]
    fn a_broken_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, "[boards\n").unwrap();
        assert!(add_board(&path, "a", &entry("sim:mk2"), &[]).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "[boards\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_its_owner_alone_stays_so_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("dot.toml"), folder.path().join("link"));
        fs::write(&path, "# ours\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink("dot.toml", &link).unwrap();
        assert!(add_board(&link, "a", &entry("sim:mk2"), &[]).unwrap());
        assert!(link.is_symlink());
        assert_eq!(Config::read(&path).unwrap().boards.len(), 1);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
