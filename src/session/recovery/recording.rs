//! A session and its journal: begun with the document, written before a file is, and gone when nothing is left to recover.

use std::path::PathBuf;

use super::{Lost, Recorder, Start};
use crate::{
    model::Assessment,
    session::{Notice, Session},
};

impl Session {
    /// The same with a journal of its changes in this folder, from which they can be recovered.
    #[must_use]
    pub fn recording_in(mut self, folder: Option<PathBuf>) -> Self {
        self.backups = folder.as_ref().map(|folder| folder.with_file_name("backups"));
        self.recovery = folder;
        self.begin_recording();
        self
    }

    /// A session of its own on a document that was left with changes that no file has, with its history.
    ///
    /// # Errors
    /// A notice that says why it cannot be given back.
    pub fn recovered(&self, lost: Lost) -> Result<Self, Notice> {
        let blank = Assessment::blank("Untitled");
        let mut other = Self::new(blank, self.preferences_path.clone(), self.jobs.wake());
        other.preferences = self.preferences.clone();
        let (document, recorder) = lost.recovered().map_err(Notice::failed)?;
        other.replace(document);
        other.recovery.clone_from(&self.recovery);
        other.backups.clone_from(&self.backups);
        other.recorder = recorder;
        if other.recorder.is_none() {
            other.begin_recording();
        }
        Ok(other)
    }

    /// Begins a journal of what happens from now on.
    pub(in crate::session) fn begin_recording(&mut self) {
        self.recorder = self.recovery.as_deref().and_then(|folder| {
            let start = Start {
                document: self.document.snapshot(),
                path: self.document.path().cloned(),
                is_saved: self.document.path().is_some() && !self.document.is_dirty(),
            };
            Recorder::new(folder, start)
        });
    }

    /// Waits until all changes are in the journal.
    pub fn flush(&self) {
        if let Some(recorder) = &self.recorder {
            recorder.flush();
        }
    }

    /// Deletes the journal: what it holds was saved, or is given up on purpose.
    pub fn forget_journal(&self) {
        if let Some(recorder) = &self.recorder {
            recorder.forget();
        }
    }
}

impl Drop for Session {
    /// What is closed on purpose is saved or given up. What a panic takes away is not.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.forget_journal();
        }
    }
}
