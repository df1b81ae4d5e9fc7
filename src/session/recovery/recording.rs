//! A session and its journal: begun with the document, written before a file is, and gone when nothing is left to recover.

use std::path::PathBuf;

use super::{Lost, Recorder, Recovered, Start};
use crate::session::{Errand, Session};

impl Session {
    /// The same with a journal of its changes in this folder, from which they can be recovered.
    #[must_use]
    pub fn recording_in(mut self, folder: Option<PathBuf>) -> Self {
        self.backups = folder.as_ref().map(|folder| folder.with_file_name("backups"));
        self.recovery = folder;
        self.begin_recording();
        self
    }

    /// Looks beside the window for documents that were left with changes that no file has, and tells what of them cannot be
    /// read.
    pub fn looking_for_lost(&self) -> Option<Errand<(Vec<Lost>, Vec<String>)>> {
        let folder = self.recovery.clone()?;
        Some(Errand::run(self.jobs.wake(), move || Ok(super::lost(&folder))))
    }

    /// Gives back a document that was left so, beside the window.
    pub fn recovering(&self, lost: Lost) -> Errand<Recovered> {
        Errand::run(self.jobs.wake(), move || Ok(lost.recovered()))
    }

    /// A session of its own on a document that was given back, with its history.
    #[must_use]
    pub fn beside_recovered(&self, recovered: Recovered) -> Self {
        let Recovered { document, recorder } = recovered;
        let mut other = self.sibling();
        // Its journal goes on; none is begun.
        let recovery = other.recovery.take();
        other.replace(document);
        other.recovery = recovery;
        other.recorder = recorder;
        if other.recorder.is_none() {
            other.begin_recording();
        }
        other
    }

    /// Leaves a note beside the document's file that it is open here, where that was not done when it was read.
    pub fn claim_file(&mut self) {
        if let Some(path) = self.document.path().cloned() {
            self.claim(&path);
        }
    }

    /// Ends the journal and leaves it: its changes are offered at the next start.
    pub fn leave_journal(&mut self) {
        self.recorder = None;
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
    /// What is closed on purpose is saved or given up. What a panic takes away, or could not be saved after all, is not.
    fn drop(&mut self) {
        if !std::thread::panicking() && self.finish_saving() {
            self.forget_journal();
        }
    }
}
