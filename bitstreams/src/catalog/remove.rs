//! Removing entries; their data goes with the next `gc`.

use serde::Serialize;

use super::list::{not_found, one_identity, references};
use super::survey::Slot;
use super::{Catalog, CatalogError, Digest, Entry, Reference, Result};

/// What [`Catalog::remove`] took out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// `NAME:VERSION`.
    pub reference: String,
    /// The identity; unknown if the entry was damaged.
    pub identity: Option<Digest>,
    /// Another entry still has the same data.
    pub data_still_used: bool,
}

impl Catalog {
    /// Takes one entry out of the catalog, also a damaged one if it is named exactly.
    ///
    /// A name alone or an identity is taken only if it means one entry, so that a slip of the pen
    /// never removes more than that. Entries of other tools are not touched.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`, and those of writing.
    pub fn remove(&self, reference: &Reference) -> Result<Removed> {
        let guard = self.lock()?;
        let mut index = self.read_index()?;
        let (positions, removed) = choose(&self.survey(&index), reference)?;
        index.drop_at(&positions);
        self.write_index(&guard, &index)?;
        Ok(removed)
    }

    /// What [`remove`](Self::remove) would do now; changes nothing.
    ///
    /// # Errors
    /// As `remove`, but for those of writing.
    pub fn plan_remove(&self, reference: &Reference) -> Result<Removed> {
        Ok(choose(&self.survey(&self.read_index()?), reference)?.1)
    }
}

fn choose(slots: &[Slot], reference: &Reference) -> Result<(Vec<usize>, Removed)> {
    let text = match reference {
        Reference::Exact { .. } => reference.to_string(),
        Reference::Newest(name) => {
            let all = slots
                .iter()
                .filter_map(Slot::entry)
                .filter(|entry| entry.name == *name)
                .collect();
            single(reference, all)?
        }
        Reference::Identity(prefix) => single(reference, one_identity(slots, prefix)?)?,
    };
    let fits = |slot: &Slot| {
        !matches!(slot, Slot::Foreign(_)) && slot.reference().as_deref() == Some(&text)
    };
    let (gone, rest): (Vec<_>, Vec<_>) = slots.iter().enumerate().partition(|(_, slot)| fits(slot));
    if gone.is_empty() {
        return Err(not_found(reference));
    }
    let identity = gone
        .iter()
        .find_map(|(_, slot)| Some(slot.entry()?.identity));
    let used = |(_, slot): &(usize, &Slot)| slot.entry().map(|entry| entry.identity) == identity;
    let data_still_used = identity.is_some() && rest.iter().any(used);
    let positions = gone.iter().map(|(position, _)| *position).collect();
    Ok((
        positions,
        Removed {
            reference: text,
            identity,
            data_still_used,
        },
    ))
}

/// The one reference among these entries.
fn single(reference: &Reference, entries: Vec<&Entry>) -> Result<String> {
    let mut candidates = references(&entries);
    candidates.dedup();
    match candidates.as_slice() {
        [] => Err(not_found(reference)),
        [one] => Ok(one.clone()),
        _ => Err(CatalogError::Ambiguous {
            reference: reference.to_string(),
            candidates,
        }),
    }
}
