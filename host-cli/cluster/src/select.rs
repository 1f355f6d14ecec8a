//! From what `-b` says to the boards that are meant
//!
//! Each `-b` is a comma list of names, `name[00-11]` ranges, `@group`s and addresses;
//! commas always separate, brackets excepted. A board named twice is meant once, in the
//! place where it came first.

use crate::config::Config;
use crate::names::MAX_BOARDS;
use crate::names::expand_range;
use crate::names::split_list;
use fic_client::Address;
use fic_client::Error;
use fic_client::Target;
use fic_client::wire::address::BadAddress;

/// Groups within groups, at most; a group that holds itself ends here.
const MAX_DEPTH: usize = 8;

/// Resolves what `-b` (else `FIC_BOARD`, else the config's default) says.
///
/// # Errors
/// [`Error::NoBoard`], [`Error::UnknownBoard`], [`Error::UnknownGroup`], [`Error::BadSelection`],
/// [`Error::BadAddress`].
pub fn targets(given: &[String], config: &Config) -> Result<Vec<Target>, Error> {
    let default = config.defaults.board.as_slice();
    let lists = if given.is_empty() { default } else { given };
    let mut found = Vec::new();
    for list in lists {
        expand(list, config, 0, &mut found)?;
    }
    if found.is_empty() {
        return Err(Error::NoBoard);
    }
    Ok(found)
}

fn expand(list: &str, config: &Config, depth: usize, found: &mut Vec<Target>) -> Result<(), Error> {
    let bad = |reason: String| Error::BadSelection {
        text: list.to_owned(),
        reason,
    };
    for item in split_list(list).map_err(bad)? {
        if let Some(group) = item.strip_prefix('@') {
            expand_group(group, config, depth, found)?;
        } else if Address::looks_like(item) {
            let address = item.parse().map_err(|bad: BadAddress| Error::from(bad))?;
            keep(Target::at(address), found).map_err(bad)?;
        } else {
            for name in expand_range(item, MAX_BOARDS).map_err(bad)? {
                keep(named(name, config)?, found).map_err(bad)?;
            }
        }
    }
    Ok(())
}

fn expand_group(
    group: &str,
    config: &Config,
    depth: usize,
    found: &mut Vec<Target>,
) -> Result<(), Error> {
    let members = config
        .groups
        .get(group)
        .ok_or_else(|| Error::UnknownGroup {
            name: group.to_owned(),
            known: known(config.groups.keys()),
        })?;
    if depth == MAX_DEPTH {
        return Err(Error::BadSelection {
            text: format!("@{group}"),
            reason: "the group holds itself, or groups nest too deep".into(),
        });
    }
    members
        .iter()
        .try_for_each(|member| expand(member, config, depth + 1, found))
}

fn named(name: String, config: &Config) -> Result<Target, Error> {
    match config.boards.get(&name) {
        Some(entry) => Ok(Target {
            name,
            address: entry.address.clone(),
        }),
        None => Err(Error::UnknownBoard {
            known: known(config.boards.keys()),
            name,
        }),
    }
}

fn keep(target: Target, found: &mut Vec<Target>) -> Result<(), String> {
    if found.iter().any(|other| other.name == target.name) {
        return Ok(());
    }
    if found.len() == MAX_BOARDS {
        return Err(format!("more than {MAX_BOARDS} boards are meant"));
    }
    found.push(target);
    Ok(())
}

fn known<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fic_error::Diagnostic as _;

    use super::*;

    fn config() -> Config {
        let boards: String = ["fic00", "fic01", "fic02", "x"]
            .map(|name| format!("[boards.{name}]\naddress = \"tcp://{name}\"\n"))
            .concat();
        let groups = "[groups]\nall = [\"fic[00-02]\"]\nmore = [\"@all,x\", \"sim:mk1\"]\n\
                      loop = [\"@loop\"]\n";
        Config::parse(Path::new("c"), &format!("{boards}{groups}")).unwrap()
    }

    fn names(given: &[&str]) -> Result<Vec<String>, String> {
        let given: Vec<String> = given.iter().map(|&text| text.to_owned()).collect();
        let targets = targets(&given, &config()).map_err(|error| error.code().to_owned())?;
        Ok(targets.into_iter().map(|target| target.name).collect())
    }

    #[test]
    fn names_ranges_groups_and_addresses_mix() {
        assert_eq!(names(&["fic[00,02],x"]).unwrap(), ["fic00", "fic02", "x"]);
        assert_eq!(
            names(&["@more", "fic00", "tcp://[::1]"]).unwrap(),
            [
                "fic00",
                "fic01",
                "fic02",
                "x",
                "sim:mk1",
                "tcp://[::1]:7402"
            ]
        );
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for (given, code) in [
            ("fic[00-05]", "unknown_board"),
            ("@none", "unknown_group"),
            ("@loop", "bad_board_list"),
            ("fic[00-", "bad_board_list"),
            ("fic00,,x", "bad_board_list"),
            ("fic[0-99999999]", "bad_board_list"),
            ("tcp:x", "bad_address"),
        ] {
            assert_eq!(names(&[given]), Err(code.to_owned()), "{given}");
        }
        assert_eq!(names(&[]), Err("no_board".to_owned()));
    }
}
