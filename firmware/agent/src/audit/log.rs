//! The two files of the log

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use super::segment::Segment;

pub(super) const CURRENT: &str = "audit.jsonl";
pub(super) const OLDER: &str = "audit.1.jsonl";

/// The log on the disk. Every failure leaves it as it was before the call.
#[derive(Debug)]
pub(super) struct Log {
    folder: PathBuf,
    durable: bool,
    /// Most bytes of each of the two files.
    limit: u64,
    /// Open once something was written, and as long as nothing went wrong.
    file: Option<File>,
    pub(super) current: Segment,
    pub(super) older: Segment,
}

impl Log {
    /// Takes up what is there: a line that was cut is removed, numbers go on.
    pub(super) fn open(folder: &Path, limit: u64, durable: bool) -> io::Result<Self> {
        let path = folder.join(CURRENT);
        let older = Segment::survey(&folder.join(OLDER))?;
        let mut current = Segment::survey(&path)?;
        if current.records == 0 {
            current.first = older.next().max(1);
        }
        Ok(Self {
            folder: folder.into(),
            durable,
            limit,
            file: Some(opened(&path, current.len)?),
            current,
            older,
        })
    }

    /// Number of the next record.
    pub(super) fn next(&self) -> u64 {
        self.current.next()
    }

    /// Number of the oldest record; that of the next one if there is none.
    pub(super) fn oldest(&self) -> u64 {
        match self.older.records {
            0 => self.current.first,
            _ => self.older.first,
        }
    }

    /// Appends a whole line that carries the number [`Self::next`].
    pub(super) fn append(&mut self, line: &[u8], flush: bool) -> io::Result<()> {
        let len = line.len() as u64;
        if self.current.records > 0 && self.current.len + len > self.limit {
            self.turn_over()?;
        }
        if let Err(error) = self.write(line, flush) {
            // A part of it may be there: it is cut off when the file is opened again.
            self.file = None;
            return Err(error);
        }
        self.current.records += 1;
        self.current.len += len;
        Ok(())
    }

    fn write(&mut self, line: &[u8], flush: bool) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => opened(&self.folder.join(CURRENT), self.current.len)?,
        };
        file.write_all(line)?;
        if flush && self.durable {
            file.sync_data()?;
        }
        self.file = Some(file);
        Ok(())
    }

    /// The newer file becomes the older one; the oldest records go.
    fn turn_over(&mut self) -> io::Result<()> {
        if let Some(file) = self.file.take()
            && self.durable
        {
            file.sync_data()?;
        }
        fs::rename(self.folder.join(CURRENT), self.folder.join(OLDER))?;
        self.older = self.current;
        self.current = Segment {
            first: self.older.next(),
            ..Segment::default()
        };
        if cfg!(unix) && self.durable {
            File::open(&self.folder)?.sync_all()
        } else {
            Ok(())
        }
    }

    /// Both files for reading, the older one first.
    pub(super) fn readers(&self) -> [(Segment, io::Result<File>); 2] {
        [
            (self.older, File::open(self.folder.join(OLDER))),
            (self.current, File::open(self.folder.join(CURRENT))),
        ]
    }
}

/// The file for appending, cut to the bytes that are whole lines.
fn opened(path: &Path, len: u64) -> io::Result<File> {
    let file = File::options().append(true).create(true).open(path)?;
    if file.metadata()?.len() != len {
        file.set_len(len)?;
        file.sync_all()?;
    }
    Ok(file)
}
