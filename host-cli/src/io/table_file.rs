//! Files of switching tables, topologies and pairs

use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;

use fic_client::Error;
use fic_client::Target;
use fic_network::Document;
use fic_network::MAX_FILE_LEN;
use fic_network::TableError;

/// The tables of a file, or of standard input as `-`.
pub(crate) fn document(path: &Path) -> Result<Document, Error> {
    let document = Document::read(&bytes(path)?).map_err(|source| refused(path, source))?;
    for note in &document.notes {
        log::info!("{}: {note}", path.display());
    }
    Ok(document)
}

/// The tables of a file that has one for each of these boards.
pub(crate) fn for_boards(path: &Path, boards: &[Target]) -> Result<Document, Error> {
    let document = document(path)?;
    for board in boards {
        let table = document.for_board(&board.name);
        table.map_err(|source| refused(path, source))?;
    }
    Ok(document)
}

/// A text that `read` understands.
pub(crate) fn parsed<T>(
    path: &Path,
    read: impl FnOnce(&str) -> Result<T, TableError>,
) -> Result<T, Error> {
    let bytes = bytes(path)?;
    read(&String::from_utf8_lossy(&bytes)).map_err(|source| refused(path, source))
}

pub(crate) fn refused(path: &Path, source: TableError) -> Error {
    let path = path.to_owned();
    Error::Table { path, source }
}

/// One byte more than is taken is enough to see that there are too many.
fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let stream: Box<dyn Read> = match path.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path).map_err(failed)?),
    };
    let mut bytes = Vec::new();
    let mut bounded = stream.take(MAX_FILE_LEN as u64 + 1);
    bounded.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
