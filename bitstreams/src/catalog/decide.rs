//! What adding would do: under which version, and whether the name is free.

use serde::Serialize;

use super::survey::Slot;
use super::{Catalog, CatalogError, Digest, Entry, EntryMeta, Reference, Result};

/// What to do when the version is taken by other data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfTaken {
    /// Refuse with `name_taken`.
    #[default]
    Refuse,
    /// Put the new data, or new metadata of the same data, in its place.
    Replace,
}

/// What [`Catalog::add`] would do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// The version that the entry has or would get.
    pub version: String,
    /// The entry is there already and would stay as it is.
    pub already_there: bool,
    /// The data is there already, perhaps under another name.
    pub data_was_there: bool,
    /// The identity of other data that would lose this name.
    pub replaces: Option<Digest>,
}

/// The decision with what is needed to carry it out.
pub(super) enum Decision {
    /// Nothing to write.
    Keep(Box<Entry>),
    /// Write this version and drop these positions of the index.
    Write {
        version: String,
        drop: Vec<usize>,
        replaces: Option<Digest>,
    },
}

impl Catalog {
    /// What adding data of this identity would do now; changes nothing.
    ///
    /// # Errors
    /// As [`Catalog::add`] would, but for those of reading the data and writing.
    pub fn plan_add(&self, identity: &Digest, meta: &EntryMeta, taken: IfTaken) -> Result<Planned> {
        meta.check()?;
        let slots = self.survey(&self.read_index()?);
        let data_was_there = same_data(&slots, identity).is_some();
        Ok(match decide(&slots, identity, meta, taken, |_| true)? {
            Decision::Keep(entry) => Planned {
                version: entry.version,
                already_there: true,
                data_was_there,
                replaces: None,
            },
            Decision::Write {
                version, replaces, ..
            } => Planned {
                version,
                already_there: false,
                data_was_there,
                replaces,
            },
        })
    }
}

/// An entry with the same data, whatever its name.
pub(super) fn same_data<'a>(slots: &'a [Slot], identity: &Digest) -> Option<&'a Entry> {
    slots
        .iter()
        .filter_map(Slot::entry)
        .find(|entry| entry.identity == *identity)
}

/// `whole` says whether an entry's stored data can be relied on; one that cannot is written anew.
pub(super) fn decide(
    slots: &[Slot],
    identity: &Digest,
    meta: &EntryMeta,
    taken: IfTaken,
    whole: impl Fn(&Entry) -> bool,
) -> Result<Decision> {
    let version = version_for(slots, identity, meta);
    let reference = format!("{}:{version}", meta.name);
    let (mut drop, mut replaces, mut other) = (Vec::new(), None, false);
    for (position, slot) in slots.iter().enumerate() {
        if slot.reference().as_deref() != Some(&reference) {
            continue;
        }
        drop.push(position);
        match slot {
            Slot::Design(entry) if entry.identity == *identity => {
                let settled = taken == IfTaken::Refuse || entry.says(meta);
                if settled && whole(entry) {
                    return Ok(Decision::Keep(entry.clone()));
                }
            }
            Slot::Design(entry) => (replaces, other) = (Some(entry.identity), true),
            Slot::Broken(_) => other = true,
            Slot::Foreign(_) => {
                return Err(CatalogError::NameTaken {
                    reference,
                    holder: None,
                });
            }
        }
    }
    if other && taken == IfTaken::Refuse {
        return Err(CatalogError::NameTaken {
            reference,
            holder: replaces,
        });
    }
    Ok(Decision::Write {
        version,
        drop,
        replaces,
    })
}

fn version_for(slots: &[Slot], identity: &Digest, meta: &EntryMeta) -> String {
    if let Some(version) = &meta.version {
        return version.clone();
    }
    match newest(slots, &meta.name) {
        Some(entry) if entry.identity == *identity => entry.version.clone(),
        _ => next_version(slots, &meta.name),
    }
}

/// The version of this name that was added last.
pub(super) fn newest<'a>(slots: &'a [Slot], name: &str) -> Option<&'a Entry> {
    slots
        .iter()
        .rev()
        .filter_map(Slot::entry)
        .find(|entry| entry.name == name)
}

/// One more than the greatest whole-number version that anything of this name has.
fn next_version(slots: &[Slot], name: &str) -> String {
    let number = |slot: &Slot| match slot.reference()?.parse() {
        Ok(Reference::Exact {
            name: held,
            version,
        }) if held == name => version.parse::<u64>().ok(),
        _ => None,
    };
    let greatest = slots.iter().filter_map(number).max().unwrap_or(0);
    // Past the last u64 the name is taken, and the caller told so.
    greatest.saturating_add(1).to_string()
}
