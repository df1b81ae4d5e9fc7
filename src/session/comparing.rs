//! Comparing the open document with another one, and merging the two.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use super::{Errand, Notice, Session, files};
use crate::{
    model::{Assessment, Choices, Merged, merge_with},
    report::wording,
};

/// So long the window waits for the other document, as most are read quickly.
const MOMENT: Duration = Duration::from_millis(400);

/// Another document, beside the open one.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Its file.
    pub path: PathBuf,
    /// What it holds.
    pub theirs: Arc<Assessment>,
}

/// What two documents are taken to have begun with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The open document as its file had it last.
    Saved,
    /// Nothing: what is in one of them stays, and what differs is a conflict.
    Nothing,
}

impl Session {
    /// The document that the open one is compared with.
    pub fn compared(&self) -> Option<&Compared> {
        self.compared.as_ref()
    }

    /// The document as its file had it when it was read or written last; `None` where it has no file.
    pub fn as_saved(&self) -> Option<&Assessment> {
        self.document.path().map(|_| &**self.document.saved())
    }

    /// Reads a document to compare the open one with, beside the window; what is quick is there when this returns.
    pub(super) fn compare_to(&mut self, path: &Path) -> Result<(), Notice> {
        let path = path.to_owned();
        let errand = Errand::run(self.jobs.wake(), move || {
            let read = files::read_document(&path);
            let read = read.map_err(|error| Notice::failed(format!("not compared: {error}")))?;
            Ok(Compared { path, theirs: Arc::new(read.document) })
        });
        let outcome = errand.outcome_within(MOMENT);
        self.comparing = Some(errand);
        self.take_compared(outcome)
    }

    /// Looks whether the document that is compared has been read.
    pub(super) fn follow_comparing(&mut self) -> Result<(), Notice> {
        let outcome = self.comparing.as_ref().and_then(Errand::outcome);
        self.take_compared(outcome)
    }

    fn take_compared(&mut self, outcome: Option<Result<Compared, Notice>>) -> Result<(), Notice> {
        if let Some(outcome) = outcome {
            self.comparing = None;
            self.compared = Some(outcome?);
        }
        Ok(())
    }

    /// Both documents as one, as far as these choices settle it; `None` where nothing is compared.
    pub fn merged_with_compared(&self, basis: Basis, choices: &Choices) -> Option<Merged> {
        let theirs = &self.compared.as_ref()?.theirs;
        Some(merge_with(self.base_of(basis), self.assessment(), theirs, choices))
    }

    /// What a merge begins with.
    pub fn base_of(&self, basis: Basis) -> Option<&Assessment> {
        self.as_saved().filter(|_| basis == Basis::Saved)
    }

    /// Makes both documents one, as a step that can be undone. What is not settled is refused.
    pub(super) fn merge_compared(&mut self, basis: Basis, choices: &Choices) -> Result<(), Notice> {
        let Some(merged) = self.merged_with_compared(basis, choices) else { return Ok(()) };
        unsettled(&merged)?;
        let Some(Compared { path, .. }) = self.compared.take() else { return Ok(()) };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if merged.changes.is_empty() {
            return Err(Notice::done(format!("Nothing of {name} is to be taken")));
        }
        self.document.become_another(&merged.document, "merge with another document");
        self.after_change();
        let taken = wording::counted(merged.changes.len(), "change", "changes");
        Err(Notice::done(format!("Merged: {taken} of {name} taken; undo takes them back")))
    }

    /// Ends the comparison.
    pub(super) fn leave_compared(&mut self) {
        self.compared = None;
    }
}

/// Refuses a merge in which something is still to be chosen.
pub(super) fn unsettled(merged: &Merged) -> Result<(), Notice> {
    let open = merged.conflicts.len();
    if open == 0 {
        return Ok(());
    }
    let conflicts = wording::counted(open, "conflict", "conflicts");
    Err(Notice::failed(format!("not merged: choose a version for {conflicts}")))
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::*;
    use crate::{
        model::{Edit, Id, Node, NodeKind, Side},
        session::Action,
    };

    fn node(id: &str, name: &str) -> Edit {
        Edit::put(Node::new(Id::new(id).expect("an id"), name, NodeKind::Host))
    }

    fn names(session: &Session) -> Vec<String> {
        session.assessment().nodes().iter().map(|node| node.name.clone()).collect()
    }

    /// A session on a saved document with the nodes `a` and `b`.
    fn saved(folder: &Path) -> Session {
        let mut session = Session::new(Assessment::blank("t"), None, Arc::new(|| {}));
        session.dispatch(Action::Edit(node("a", "a")));
        session.dispatch(Action::Edit(node("b", "b")));
        session.dispatch(Action::SaveAs(folder.join("a.driftline")));
        session
    }

    #[test]
    fn another_document_is_merged_as_a_step_that_can_be_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = saved(folder.path());
        let theirs = session.assessment().edited(&node("a", "theirs")).expect("valid");
        let theirs = theirs.edited(&node("c", "c")).expect("valid");
        let path = folder.path().join("other.driftline");
        files::write_document(&path, &theirs).expect("written");
        session.dispatch(Action::Edit(node("b", "ours")));
        session.dispatch(Action::CompareWith(path.clone()));
        assert_eq!(session.compared().map(|compared| &*compared.theirs), Some(&theirs));
        // To look changes nothing.
        assert_eq!(names(&session), ["a", "ours"]);
        session.dispatch(Action::MergeCompared(Basis::Saved, Choices::new()));
        assert_eq!(names(&session), ["theirs", "ours", "c"]);
        assert!(session.compared().is_none() && session.document().is_dirty());
        session.dispatch(Action::Undo);
        assert_eq!(names(&session), ["a", "ours"]);
        // The file of the document stays its own.
        assert_eq!(session.document().path(), Some(&folder.path().join("a.driftline")));
        assert_eq!(files::read_document(&path).expect("read").document, theirs);
    }

    #[test]
    fn without_a_base_nothing_goes_and_what_differs_is_asked_about() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = saved(folder.path());
        let theirs = Assessment::blank("t").edited(&node("a", "theirs")).expect("valid");
        let path = folder.path().join("other.driftline");
        files::write_document(&path, &theirs).expect("written");
        session.dispatch(Action::CompareWith(path));
        session.dispatch(Action::MergeCompared(Basis::Nothing, Choices::new()));
        assert_eq!(names(&session), ["a", "b"]);
        let notice = session.notices().last().map(|notice| notice.text.clone());
        assert_eq!(notice.as_deref(), Some("not merged: choose a version for 1 conflict"));
        let choices = Choices::from([("nodes/a/name".to_owned(), Side::Theirs)]);
        session.dispatch(Action::MergeCompared(Basis::Nothing, choices));
        assert_eq!(names(&session), ["theirs", "b"]);
    }

    #[test]
    fn a_document_without_a_file_has_no_base() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = Session::new(Assessment::blank("t"), None, Arc::new(|| {}));
        session.dispatch(Action::Edit(node("a", "a")));
        assert_eq!(session.base_of(Basis::Saved), None);
        let path = folder.path().join("broken.driftline");
        fs::write(&path, "(format: 1, nodes: [").expect("written");
        session.dispatch(Action::CompareWith(path));
        assert!(session.compared().is_none());
        let notice = session.notices().last().map(|notice| notice.text.clone());
        let notice = notice.expect("told");
        assert!(notice.starts_with("not compared: ") && notice.contains("broken.driftline"));
    }
}
