//! Opening files: what is found in one, and a document from it in a session.

use std::path::{Path, PathBuf};

use super::{
    Document, Errand, Notice, Session,
    claim::Claim,
    files::{self, FileError},
    saving::Stamp,
    workshop::ballot_in,
};
use crate::formats::{Reading, ballot::Ballot};

/// A document that was read from a file.
#[derive(Debug)]
pub struct Opened {
    path: PathBuf,
    stamp: Stamp,
    reading: Reading,
}

/// What was found in a file.
#[derive(Debug)]
pub enum Contents {
    /// A document.
    Document(Box<Opened>),
    /// A ballot, to be filled in or to be merged.
    Ballot(Box<Ballot>),
}

impl Contents {
    /// Reads a file.
    ///
    /// # Errors
    /// Why it is neither a document nor a ballot, with its name.
    pub fn read(path: &Path) -> Result<Self, Notice> {
        // A journal may be read by a program that was started elsewhere.
        let path = files::from_root(path);
        let failed = |error: FileError| {
            tracing::warn!(?path, sort = error.sort(), "not opened");
            Notice::failed(error.to_string())
        };
        let bytes = files::read(&path).map_err(failed)?;
        if let Some(ballot) = ballot_in(&path, &bytes) {
            return ballot.map(Box::new).map(Self::Ballot);
        }
        let reading = files::document_in(&path, &bytes).map_err(failed)?;
        tracing::info!(?path, bytes = bytes.len(), "opened");
        let stamp = Stamp::of(&bytes);
        Ok(Self::Document(Box::new(Opened { path, stamp, reading })))
    }
}

impl Session {
    /// Reads a file beside the window.
    pub fn reading(&self, path: &Path) -> Errand<Contents> {
        let path = path.to_owned();
        Errand::run(self.jobs.wake(), move || Contents::read(&path))
    }

    pub(super) fn open(&mut self, path: &Path) -> Result<(), Notice> {
        match Contents::read(path)? {
            Contents::Document(opened) => self.show(*opened),
            Contents::Ballot(_) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                return Err(Notice::failed(format!("{name} is a ballot, not a document")));
            }
        }
        Ok(())
    }

    /// Shows a document in place of the one before.
    pub(super) fn show(&mut self, opened: Opened) {
        let Opened { path, stamp, reading } = opened;
        self.replace(Document::opened(reading.document, path.clone()));
        self.on_disk = Some(stamp);
        self.remember(&path);
        self.notices.extend(reading.notices.into_iter().map(Notice::done));
        self.claim(&path);
    }

    /// Leaves a note beside the file that it is open here, and tells who has it open already.
    pub(super) fn claim(&mut self, path: &Path) {
        self.claim = None;
        match Claim::of(path) {
            Ok(claim) => self.claim = claim,
            Err(taken) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let told = format!(
                    "{name} is open elsewhere: {}. Whoever saves last is asked before anything is replaced",
                    taken.who
                );
                self.notices.push(Notice::partial(told));
            }
        }
    }
}
