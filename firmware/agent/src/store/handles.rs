//! Open files: a transfer and a load come in pieces of 8 KiB

use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;

use fic_protocol::Digest;

/// Transfers that go on at the same time; more open their file again for each piece.
const OPEN: usize = 4;

/// Files open for reading and writing, the most recently used last.
#[derive(Debug, Default)]
pub(super) struct Handles {
    open: Vec<Handle>,
}

/// One open file and where the system's own position in it is.
#[derive(Debug)]
struct Handle {
    digest: Digest,
    file: File,
    position: u64,
}

impl Handles {
    /// Reads exactly `out.len()` bytes at `offset`.
    pub(super) fn read(
        &mut self,
        digest: &Digest,
        path: &Path,
        offset: u64,
        out: &mut [u8],
    ) -> io::Result<()> {
        let done = self.handle(digest, path)?.read(offset, out);
        self.close_if_failed(digest, done)
    }

    /// Writes at `offset`, which is the end; a write that fails in its middle leaves none of it.
    pub(super) fn append(
        &mut self,
        digest: &Digest,
        path: &Path,
        offset: u64,
        data: &[u8],
    ) -> io::Result<()> {
        let handle = self.handle(digest, path)?;
        let done = handle.write(offset, data);
        if done.is_err() {
            let _ = handle.file.set_len(offset);
        }
        self.close_if_failed(digest, done)
    }

    /// Flushes a file to the disk.
    pub(super) fn sync(&mut self, digest: &Digest, path: &Path) -> io::Result<()> {
        self.handle(digest, path)?.file.sync_all()
    }

    pub(super) fn close(&mut self, digest: &Digest) {
        self.open.retain(|handle| handle.digest != *digest);
    }

    fn close_if_failed(&mut self, digest: &Digest, done: io::Result<()>) -> io::Result<()> {
        if done.is_err() {
            self.close(digest);
        }
        done
    }

    fn handle(&mut self, digest: &Digest, path: &Path) -> io::Result<&mut Handle> {
        match self.open.iter().position(|handle| handle.digest == *digest) {
            Some(at) => self.open[at..].rotate_left(1),
            None => {
                let file = File::options().read(true).write(true).open(path)?;
                if self.open.len() >= OPEN {
                    self.open.remove(0);
                }
                self.open.push(Handle {
                    digest: *digest,
                    file,
                    position: 0,
                });
            }
        }
        self.open.last_mut().ok_or(io::ErrorKind::NotFound.into())
    }
}

impl Handle {
    fn seek(&mut self, offset: u64) -> io::Result<()> {
        if self.position != offset {
            self.file.seek(SeekFrom::Start(offset))?;
            self.position = offset;
        }
        Ok(())
    }

    fn read(&mut self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.seek(offset)?;
        self.file.read_exact(out)?;
        self.position += out.len() as u64;
        Ok(())
    }

    fn write(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.seek(offset)?;
        self.file.write_all(data)?;
        self.position += data.len() as u64;
        Ok(())
    }
}
