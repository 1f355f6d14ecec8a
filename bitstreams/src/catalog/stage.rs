//! Data on its way in: hashed, compressed and written aside.

use std::io::{self, Read};

use super::digest::Meter;
use super::lock::Temp;
use super::zstd::{CHUNK_BYTES, encode};
use super::{Catalog, CatalogError, Digest, MAX_NATIVE_BYTES, Result};

/// A blob that is complete on disk but not yet part of the catalog.
pub(super) struct Staged {
    pub(super) temp: Temp,
    pub(super) identity: Digest,
    pub(super) len_bytes: u64,
    pub(super) layer: Digest,
    pub(super) stored_bytes: u64,
}

impl Catalog {
    /// Reads to the end with about 4 MiB of memory; the catalog's lock is free meanwhile.
    pub(super) fn stage(&self, mut data: impl Read) -> Result<Staged> {
        let mut temp = {
            let guard = self.lock()?;
            self.temp(&guard)?
        };
        let (mut native, mut stored) = (Meter::default(), Meter::default());
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let len = fill(&mut data, &mut chunk)
                .map_err(|source| CatalogError::SourceFailed { source })?;
            if len == 0 {
                break;
            }
            native.update(&chunk[..len]);
            if native.len_bytes() > MAX_NATIVE_BYTES {
                return Err(CatalogError::TooLarge {
                    limit_bytes: MAX_NATIVE_BYTES,
                });
            }
            let frame = encode(&chunk[..len]);
            stored.update(&frame);
            temp.write(&frame)?;
        }
        if native.len_bytes() == 0 {
            return Err(CatalogError::EmptyData);
        }
        temp.sync()?;
        let ((identity, len_bytes), (layer, stored_bytes)) = (native.finish(), stored.finish());
        Ok(Staged {
            temp,
            identity,
            len_bytes,
            layer,
            stored_bytes,
        })
    }
}

/// Reads until the buffer is full or the data ends, so that frames do not depend on the reader.
fn fill(data: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match data.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(n) => len += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(len)
}
