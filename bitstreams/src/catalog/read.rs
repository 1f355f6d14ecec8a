//! Reading a design back, and never believing what comes.

use std::fs::File;
use std::io::{self, Read};

use super::digest::Meter;
use super::survey::missing;
use super::zstd::Decoder;
use super::{Catalog, CatalogError, Digest, Entry, Result};

/// The native-order data of an entry, decompressed and hashed while it is read.
///
/// The end of the data is reported only if length and digest are right. Otherwise the last read
/// fails with `InvalidData` around a [`CatalogError`], see [`CatalogError::from_io`], so whoever
/// reads to the end has the right data. Holds up to 8 MiB, about 1 MiB for our own layers.
pub struct NativeReader {
    decoder: Decoder<File>,
    meter: Meter,
    name: String,
    expected: (Digest, u64),
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Reading,
    Whole,
    Wrong,
}

impl Catalog {
    /// Opens the data of an entry. What is open stays readable while the entry is removed.
    ///
    /// # Errors
    /// `blob_missing`, `catalog_io`.
    pub fn open_native(&self, entry: &Entry) -> Result<NativeReader> {
        let path = self.blob_path(&entry.layer);
        let file = File::open(&path)
            .map_err(|e| missing(CatalogError::io("read", &path, e), &entry.layer))?;
        Ok(NativeReader {
            decoder: Decoder::new(file),
            meter: Meter::default(),
            name: entry.reference(),
            expected: (entry.identity, entry.len_bytes),
            state: State::Reading,
        })
    }
}

impl NativeReader {
    /// The length of the data that is promised, in bytes.
    #[must_use]
    pub fn len_bytes(&self) -> u64 {
        self.expected.1
    }

    fn check_end(&mut self) -> io::Result<usize> {
        let found = std::mem::take(&mut self.meter).finish();
        if found == self.expected {
            self.state = State::Whole;
            return Ok(0);
        }
        Err(self.wrong(found.0))
    }

    fn wrong(&mut self, actual: Digest) -> io::Error {
        self.state = State::Wrong;
        let what = format!("the data of {}", self.name);
        let error = CatalogError::DigestMismatch {
            what,
            expected: self.expected.0,
            actual,
        };
        io::Error::new(io::ErrorKind::InvalidData, error)
    }

    fn undecodable(&mut self, error: &io::Error) -> io::Error {
        self.state = State::Wrong;
        let reason = format!("the data of {} cannot be decompressed: {error}", self.name);
        io::Error::new(
            io::ErrorKind::InvalidData,
            CatalogError::Undecodable { reason },
        )
    }
}

impl Read for NativeReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.state == State::Whole {
            return Ok(0);
        }
        if self.state == State::Wrong {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let len = self
            .decoder
            .read(buffer)
            .map_err(|e| self.undecodable(&e))?;
        if len == 0 {
            return self.check_end();
        }
        self.meter.update(&buffer[..len]);
        if self.meter.len_bytes() > self.expected.1 {
            return self.check_end();
        }
        Ok(len)
    }
}
