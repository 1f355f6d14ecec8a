//! Errors of the format and the catalog, boxed: they are large

use fic_bitstream::BitstreamError;
use fic_bitstream::catalog::CatalogError;

use super::error::Error;

impl From<CatalogError> for Error {
    fn from(error: CatalogError) -> Self {
        Self::Catalog(Box::new(error))
    }
}

impl From<BitstreamError> for Error {
    fn from(error: BitstreamError) -> Self {
        Self::Bitstream(Box::new(error))
    }
}
