//! Finding entries.

use std::collections::BTreeMap;

use super::decide::newest;
use super::survey::Slot;
use super::{Broken, Catalog, CatalogError, Entry, Reference, Result};

/// Which entries to list; what is left empty fits any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The name; with a `*` at its end, how the name begins.
    pub name: Option<String>,
    /// How the part begins, in any case: `xcku060` finds every package and speed grade.
    pub part: Option<String>,
    /// Labels, all of which the entry has with these values.
    pub labels: BTreeMap<String, String>,
}

impl Filter {
    fn fits(&self, entry: &Entry) -> bool {
        let name = self
            .name
            .as_ref()
            .is_none_or(|name| match name.strip_suffix('*') {
                Some(start) => entry.name.starts_with(start),
                None => entry.name == *name,
            });
        let part = self.part.as_ref().is_none_or(|start| {
            let held = entry.part.as_deref().unwrap_or_default();
            held.get(..start.len())
                .is_some_and(|held| held.eq_ignore_ascii_case(start))
        });
        name && part
            && self
                .labels
                .iter()
                .all(|(key, value)| entry.labels.get(key) == Some(value))
    }
}

/// What [`Catalog::list`] found.
#[derive(Debug, Default)]
pub struct Listing {
    /// The designs that fit the filter, by name, each name's oldest version first.
    pub entries: Vec<Entry>,
    /// Entries whose manifest is missing or damaged, whatever the filter.
    pub broken: Vec<Broken>,
    /// How many descriptors of other tools the index has.
    pub foreign: usize,
}

impl Catalog {
    /// Lists designs. One damaged entry does not hide the others.
    ///
    /// # Errors
    /// `catalog_corrupt` if the index cannot be read.
    pub fn list(&self, filter: &Filter) -> Result<Listing> {
        let mut listing = Listing::default();
        for slot in self.survey(&self.read_index()?) {
            match slot {
                Slot::Design(entry) if filter.fits(&entry) => listing.entries.push(*entry),
                Slot::Design(_) => {}
                Slot::Broken(broken) => listing.broken.push(broken),
                Slot::Foreign(_) => listing.foreign += 1,
            }
        }
        // A stable sort keeps the order of adding within a name.
        listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(listing)
    }

    /// The one entry that is meant.
    ///
    /// An identity that several entries have answers with the newest of them: their data is the
    /// same.
    ///
    /// # Errors
    /// `not_found`; `ambiguous` if an abbreviated identity fits different data; the entry's own
    /// problem if it is damaged; `catalog_corrupt`.
    pub fn resolve(&self, reference: &Reference) -> Result<Entry> {
        let mut slots = self.survey(&self.read_index()?);
        let found = match reference {
            Reference::Newest(name) => newest(&slots, name).cloned(),
            Reference::Exact { .. } => return exact(&mut slots, &reference.to_string()),
            Reference::Identity(prefix) => one_identity(&slots, prefix)?.last().copied().cloned(),
        };
        found.ok_or_else(|| not_found(reference))
    }
}

pub(super) fn not_found(reference: &Reference) -> CatalogError {
    CatalogError::NotFound {
        reference: reference.to_string(),
    }
}

fn exact(slots: &mut Vec<Slot>, reference: &str) -> Result<Entry> {
    let position = slots.iter().rposition(|slot| {
        !matches!(slot, Slot::Foreign(_)) && slot.reference().as_deref() == Some(reference)
    });
    match position.map(|position| slots.swap_remove(position)) {
        Some(Slot::Design(entry)) => Ok(*entry),
        Some(Slot::Broken(broken)) => Err(broken.problem),
        _ => Err(CatalogError::NotFound {
            reference: reference.to_owned(),
        }),
    }
}

/// The entries of the one identity that begins so; none if there is none.
pub(super) fn one_identity<'a>(slots: &'a [Slot], prefix: &str) -> Result<Vec<&'a Entry>> {
    let fits = |entry: &&Entry| entry.identity.hex().starts_with(prefix);
    let entries: Vec<&Entry> = slots.iter().filter_map(Slot::entry).filter(fits).collect();
    if entries
        .windows(2)
        .all(|pair| pair[0].identity == pair[1].identity)
    {
        return Ok(entries);
    }
    Err(CatalogError::Ambiguous {
        reference: format!("sha256:{prefix}"),
        candidates: references(&entries),
    })
}

pub(super) fn references(entries: &[&Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.reference()).collect()
}
