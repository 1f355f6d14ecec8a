//! Who may open a device node, for a person who may not

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

const GROUP_READ_WRITE: u32 = 0o060;

/// Who may open a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The node's name.
    node: String,
    /// Name of the node's group, or its number.
    group: String,
    /// The group may read and write.
    by_group: bool,
}

impl Access {
    /// Looks at `node`; names of groups come from the file `groups` (`/etc/group`).
    pub fn of(node: &Path, groups: &Path) -> Self {
        let name = node.display().to_string();
        let Ok(known) = fs::metadata(node) else {
            return Self {
                node: name,
                group: "root".into(),
                by_group: false,
            };
        };
        Self {
            node: name,
            group: group_name(groups, known.gid()).unwrap_or_else(|| known.gid().to_string()),
            by_group: known.mode() & GROUP_READ_WRITE == GROUP_READ_WRITE,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        let Self { node, group, .. } = self;
        if self.by_group && group != "root" {
            format!("add the user to the group: `sudo usermod -aG {group} USER`, then log in again")
        } else {
            format!(
                "let a group open it, e.g. by a udev rule: `SUBSYSTEM==\"*gpiomem\", \
                 GROUP=\"gpio\", MODE=\"0660\"`; {node} is for root alone"
            )
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.by_group {
            write!(f, "it is for the group `{}`", self.group)
        } else {
            write!(f, "its group `{}` may not open it either", self.group)
        }
    }
}

fn group_name(groups: &Path, id: u32) -> Option<String> {
    let text = fs::read_to_string(groups).ok()?;
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(id)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn node(mode: u32) -> (tempfile::TempDir, Access) {
        let folder = tempfile::tempdir().unwrap();
        let (node, groups) = (folder.path().join("gpiomem"), folder.path().join("group"));
        fs::write(&node, "").unwrap();
        fs::set_permissions(&node, fs::Permissions::from_mode(mode)).unwrap();
        let id = fs::metadata(&node).unwrap().gid();
        fs::write(&groups, format!("nonsense\nx:y\ngpio:x:{id}:pi\n")).unwrap();
        let access = Access::of(&node, &groups);
        (folder, access)
    }

    #[test]
    fn the_group_that_helps_is_named() {
        let (_folder, access) = node(0o660);
        assert_eq!(access.to_string(), "it is for the group `gpio`");
        assert!(access.help().contains("usermod -aG gpio"));
    }

    #[test]
    fn a_node_that_no_group_may_open_needs_a_rule() {
        let (_folder, access) = node(0o600);
        assert!(access.to_string().contains("may not open it either"));
        assert!(access.help().contains("udev"));
    }

    #[test]
    fn a_group_without_a_name_is_a_number() {
        let (folder, _) = node(0o660);
        let node = folder.path().join("gpiomem");
        let id = fs::metadata(&node).unwrap().gid();
        let access = Access::of(&node, Path::new("/nowhere"));
        assert_eq!(access.group, id.to_string());
    }
}
