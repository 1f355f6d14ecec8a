//! What a text on the command line means

use std::path::Path;
use std::path::PathBuf;

use fic_bitstream::catalog::Catalog;
use fic_bitstream::catalog::CatalogError;
use fic_bitstream::catalog::Entry;
use fic_bitstream::catalog::Reference;
use fic_protocol::Digest;

use crate::error::Error;

const FILE_ENDINGS: [&str; 8] = [
    ".bit", ".bin", ".gz", ".zst", ".rbt", ".mcs", ".rbf", ".bits",
];

/// What a text means; see the module.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// A file.
    File(PathBuf),
    /// An entry of the catalog.
    Entry(Box<Entry>),
    /// An identity that the catalog does not hold; a board's store may.
    Identity(Digest),
}

impl Wanted {
    /// Finds what `text` means; `catalog` is asked only if it may matter.
    ///
    /// # Errors
    /// [`Error::UnknownDesign`]; those of the catalog.
    pub fn find(
        text: &str,
        catalog: impl FnOnce() -> Result<Catalog, Error>,
    ) -> Result<Self, Error> {
        if is_path(text) {
            return Ok(Self::File(text.into()));
        }
        let file = Path::new(text).is_file().then(|| PathBuf::from(text));
        match entry(text, catalog) {
            Ok(entry) => Ok(choose(text, file, entry)),
            Err(error) => match (file, whole_digest(text)) {
                (Some(file), _) => Ok(Self::File(file)),
                (None, Some(digest)) if is_absent(&error) => Ok(Self::Identity(digest)),
                // The catalog's message says where it looked; a file name was not meant for it.
                (None, _) if ends_like_a_file(text) => Ok(Self::File(text.into())),
                (None, _) if is_absent(&error) => Err(Error::UnknownDesign {
                    text: text.to_owned(),
                    reason: format!("no file of that name, and {error}"),
                }),
                (None, _) => Err(error),
            },
        }
    }
}

/// Both are there, or only the entry.
fn choose(text: &str, file: Option<PathBuf>, entry: Entry) -> Wanted {
    match file {
        Some(file) if ends_like_a_file(text) => {
            log::info!("`{text}` is in the catalog too; the file is taken");
            Wanted::File(file)
        }
        Some(_) => {
            log::info!(
                "`{text}` is a file too; the catalog's {} is taken, ./{text} is the file",
                entry.reference()
            );
            Wanted::Entry(Box::new(entry))
        }
        None => Wanted::Entry(Box::new(entry)),
    }
}

fn entry(text: &str, catalog: impl FnOnce() -> Result<Catalog, Error>) -> Result<Entry, Error> {
    let reference: Reference = text
        .parse()
        .map_err(|error: CatalogError| Error::from(error))?;
    Ok(catalog()?.resolve(&reference)?)
}

/// Begins like nothing that a catalog names.
fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '\\', '~']) || text.contains(":\\")
}

fn ends_like_a_file(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    FILE_ENDINGS.iter().any(|ending| text.ends_with(ending))
}

fn whole_digest(text: &str) -> Option<Digest> {
    text.strip_prefix("sha256:").and_then(Digest::from_hex)
}

/// Not there, as opposed to: there and unusable.
fn is_absent(error: &Error) -> bool {
    matches!(error, Error::Catalog(error) if matches!(
        **error,
        CatalogError::NotFound { .. } | CatalogError::NoCatalog { .. } | CatalogError::BadName { .. }
    ))
}

#[cfg(test)]
mod tests {
    use fic_bitstream::catalog::EntryMeta;
    use fic_bitstream::catalog::IfTaken;

    use fic_error::Diagnostic as _;

    use super::*;

    fn catalog(folder: &Path) -> Catalog {
        let catalog = Catalog::create(folder).unwrap();
        for name in ["blink", "Cargo.toml", "odd.bit"] {
            let data = name.as_bytes();
            let meta = EntryMeta::named(name);
            catalog.add(data, &meta, IfTaken::Refuse).unwrap();
        }
        catalog
    }

    fn meaning(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let catalog = catalog(folder.path());
        match Wanted::find(text, || Ok(catalog)) {
            Ok(Wanted::File(path)) => format!("file {}", path.display()),
            Ok(Wanted::Entry(entry)) => format!("entry {}", entry.reference()),
            Ok(Wanted::Identity(_)) => "identity".into(),
            Err(error) => error.code().into(),
        }
    }

    #[test]
    fn texts_mean_what_the_table_says() {
        // The tests run in this package's folder, where Cargo.toml is a file.
        for (text, means) in [
            ("blink", "entry blink:1"),
            ("blink:1", "entry blink:1"),
            ("./blink", "file ./blink"),
            ("/x/blink", "file /x/blink"),
            ("Cargo.toml", "entry Cargo.toml:1"),
            ("./Cargo.toml", "file ./Cargo.toml"),
            ("src/lib.rs", "file src/lib.rs"),
            ("odd.bit", "entry odd.bit:1"),
            ("missing.bit", "file missing.bit"),
            ("blink:2", "unknown_design"),
            ("nothing", "unknown_design"),
            ("no name", "unknown_design"),
            ("sha256:0123", "unknown_design"),
        ] {
            assert_eq!(meaning(text), means, "{text}");
        }
        let whole = format!("sha256:{}", "0f".repeat(32));
        assert_eq!(meaning(&whole), "identity");
    }
}
