//! Reading that can be given up: a thread of its own blocks, not the command

use std::io;
use std::io::ErrorKind;
use std::io::Read;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::sync_channel;
use std::thread;

use fic_client::Cancel;
use fic_client::Error;
use fic_client::cancel::TICK;

/// Bytes that the thread reads at once.
const PIECE: usize = 16 * 1024;
/// Pieces that it reads ahead.
const AHEAD: usize = 2;

/// A source that another thread reads.
///
/// Given up, the thread blocks on until the source gives something or the process ends.
pub(crate) struct BackgroundReader {
    pieces: Receiver<io::Result<Vec<u8>>>,
    cancel: Cancel,
    piece: Vec<u8>,
    taken: usize,
}

impl BackgroundReader {
    pub(crate) fn read(source: impl Read + Send + 'static, cancel: &Cancel) -> Result<Self, Error> {
        let (sender, pieces) = sync_channel(AHEAD);
        thread::Builder::new()
            .spawn(move || copy(source, &sender))
            .map_err(|source| Error::System {
                what: "starting a thread",
                source,
            })?;
        Ok(Self {
            pieces,
            cancel: cancel.clone(),
            piece: Vec::new(),
            taken: 0,
        })
    }

    /// The next piece; none at the end.
    fn next(&self) -> io::Result<Vec<u8>> {
        loop {
            if self.cancel.is_set() {
                return Err(io::Error::other("cancelled"));
            }
            match self.pieces.recv_timeout(TICK) {
                Ok(piece) => return piece,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
            }
        }
    }
}

/// Ends with the source, or once nobody wants its bytes any more.
fn copy(mut source: impl Read, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let result = match source.read(&mut piece) {
            Ok(0) => return,
            Ok(len) => {
                piece.truncate(len);
                Ok(piece)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = result.is_err();
        if sender.send(result).is_err() || failed {
            return;
        }
    }
}

impl Read for BackgroundReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.piece.len() {
            self.piece = self.next()?;
            self.taken = 0;
        }
        let len = buffer.len().min(self.piece.len() - self.taken);
        buffer[..len].copy_from_slice(&self.piece[self.taken..self.taken + len]);
        self.taken += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Never;

    impl Read for Never {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            loop {
                thread::park();
            }
        }
    }

    #[test]
    fn all_bytes_come_in_order() {
        let bytes: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
        let mut aside =
            BackgroundReader::read(io::Cursor::new(bytes.clone()), &Cancel::default()).unwrap();
        let mut got = Vec::new();
        aside.read_to_end(&mut got).unwrap();
        assert!(got == bytes);
        assert_eq!(aside.read(&mut [0; 8]).unwrap(), 0, "the end stays the end");
    }

    #[test]
    fn a_source_that_never_gives_anything_is_given_up() {
        let cancel = Cancel::default();
        let mut aside = BackgroundReader::read(Never, &cancel).unwrap();
        cancel.set();
        assert!(aside.read(&mut [0; 8]).is_err());
    }
}
