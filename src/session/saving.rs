//! Saving: what is on the disk is known, so that nothing of others is written over without a word.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use super::{
    Errand, Notice, Session,
    checking::LARGE,
    comparing::unsettled,
    files::{self, FileError},
    recovery::Recorder,
};
use crate::{
    formats,
    model::{Assessment, Choices, Merged, merge_with},
    report::wording,
};

/// So long the window waits for a file, which is quick on any disk that works.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long for that of a large document, which is never quick.
const GLANCE: Duration = Duration::from_millis(50);

/// So long a document that is closed waits for its file.
const END: Duration = Duration::from_secs(10);

/// What a file held when it was read or written last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp([u8; 32]);

impl Stamp {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// Another program has changed the file of the document since it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The file.
    pub path: PathBuf,
    /// What it holds now; why it cannot be read where it cannot.
    pub theirs: Result<Box<Assessment>, String>,
    /// Of the bytes that were read.
    stamp: Option<Stamp>,
}

impl Session {
    /// That the file was changed by another program, until it is settled.
    pub fn clash(&self) -> Option<&Clash> {
        self.clash.as_ref()
    }

    /// Whether the document is on its way to a file.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some() || !self.left.is_empty()
    }

    /// Saves to the document's file, unless another program has changed that since.
    pub(super) fn save(&mut self) -> Result<(), Notice> {
        // What is on its way is the file of the document as soon as it is there.
        if let Some(saving) = &mut self.saving {
            saving.is_asked_again = true;
            return Ok(());
        }
        let path = self.document.path().cloned();
        let path =
            path.ok_or_else(|| Notice::failed("the document has no file yet; use Save as…"))?;
        self.refuse_left(&path)?;
        self.write(path, Over::Own)
    }

    /// Saves to another file; whether it may be replaced was asked before.
    pub(super) fn save_as(&mut self, path: &Path) -> Result<(), Notice> {
        let path = files::from_root(path);
        if self.saving.as_ref().is_some_and(|saving| saving.path == path) {
            return self.save();
        }
        self.refuse_left(&path)?;
        // A disk that hangs does not hinder saving elsewhere, which has all that was asked for.
        let left = self.saving.take();
        self.left.extend(left.map(|saving| Saving { is_asked_again: false, ..saving }));
        let is_own = self.document.path().is_some_and(|own| *own == path);
        self.write(path, if is_own { Over::Own } else { Over::Anything })
    }

    /// Two versions are never on their way to one file.
    fn refuse_left(&self, path: &Path) -> Result<(), Notice> {
        if self.left.iter().any(|saving| saving.path == path) {
            let told = format!("{} is still being written; try again in a moment", path.display());
            return Err(Notice::failed(told));
        }
        Ok(())
    }

    /// Whether the last attempt to write the document has failed, or waits for an answer.
    pub fn could_not_save(&self) -> bool {
        self.could_not_save
    }

    /// Replaces what another program has written.
    pub(super) fn overwrite(&mut self) -> Result<(), Notice> {
        let Some(clash) = self.clash.take() else { return Ok(()) };
        self.write(clash.path, Over::Theirs(clash.stamp))
    }

    /// Takes what another program has written in place of the document, as a step that can be undone.
    pub(super) fn take_theirs(&mut self) -> Result<(), Notice> {
        let Some(Clash { path, theirs, stamp }) = self.clash.take() else { return Ok(()) };
        let theirs = theirs.map_err(Notice::failed)?;
        self.document.become_another(&theirs, "take the file's version");
        self.document.mark_saved(path.clone(), self.document.snapshot());
        self.on_disk = stamp;
        self.after_change();
        if let Some(recorder) = &self.recorder {
            recorder.saved(&path, None);
        }
        Ok(())
    }

    /// Both versions as one, as far as these choices settle it; `None` where the file cannot be read.
    pub fn merged_with_theirs(&self, choices: &Choices) -> Option<Merged> {
        let theirs = self.clash.as_ref()?.theirs.as_ref().ok()?;
        // What the file held last, as far as it is known, also of a document that was recovered.
        let base = Some(&**self.document.saved());
        Some(merge_with(base, self.assessment(), theirs, choices))
    }

    /// Makes both versions one, as a step that can be undone. What is not settled is refused.
    pub(super) fn merge_theirs(&mut self, choices: &Choices) -> Result<(), Notice> {
        let Some(merged) = self.merged_with_theirs(choices) else { return Ok(()) };
        unsettled(&merged)?;
        let Some(Clash { path, theirs: Ok(theirs), stamp }) = self.clash.take() else {
            return Ok(());
        };
        self.document.become_another(&merged.document, "merge with the file's version");
        // What the file holds is theirs; the merged document is still to be saved.
        self.document.mark_saved(path, Arc::new(*theirs));
        self.on_disk = stamp;
        self.after_change();
        let taken = wording::counted(merged.changes.len(), "change", "changes");
        Err(Notice::done(format!("Merged: {taken} of theirs taken; save to keep it")))
    }

    /// Leaves the file as it is; the document stays unsaved.
    pub(super) fn leave_clash(&mut self) {
        self.clash = None;
    }

    /// Begins to write the document as it is; what is quick is over when this returns.
    fn write(&mut self, path: PathBuf, over: Over) -> Result<(), Notice> {
        (self.clash, self.could_not_save) = (None, false);
        let document = self.document.snapshot();
        let order = Order {
            path: path.clone(),
            over,
            document: Arc::clone(&document),
            before: Arc::clone(self.document.saved()),
            on_disk: self.on_disk.clone(),
            backups: self.backups.clone(),
        };
        let flush = self.recorder.as_ref().map(Recorder::flushing);
        let errand = Errand::run(self.jobs.wake(), move || {
            // The journal is never behind the file: else it would give back less than the file has.
            if let Some(flush) = flush {
                flush();
            }
            order.carry_out()
        });
        let is_large = document.nodes().len() + document.links().len() >= LARGE;
        let outcome = errand.outcome_within(if is_large { GLANCE } else { PATIENCE });
        let saving = Saving { path, document, errand, is_asked_again: false };
        self.go_on(saving, outcome)
    }

    /// Looks whether what is being written is there.
    pub(super) fn follow_saving(&mut self) -> Result<(), Notice> {
        for saving in std::mem::take(&mut self.left) {
            match saving.errand.outcome() {
                Some(outcome) => self.take_left(&saving, outcome),
                None => self.left.push(saving),
            }
        }
        let Some(saving) = self.saving.take() else { return Ok(()) };
        let outcome = saving.errand.outcome();
        self.go_on(saving, outcome)
    }

    fn go_on(
        &mut self,
        saving: Saving,
        outcome: Option<Result<Written, Notice>>,
    ) -> Result<(), Notice> {
        let Some(outcome) = outcome else {
            self.saving = Some(saving);
            return Ok(());
        };
        self.take_written(saving, outcome)
    }

    /// Waits until nothing is being written any more, not for ever; whether all of it is in its files.
    pub(super) fn finish_saving(&mut self) -> bool {
        let (mut is_whole, begun) = (true, Instant::now());
        for saving in std::mem::take(&mut self.left).into_iter().chain(self.saving.take()) {
            match saving.errand.outcome_within(END.saturating_sub(begun.elapsed())) {
                Some(outcome) => {
                    is_whole &= matches!(outcome, Ok(Written::Whole(_)));
                    self.take_left(&saving, outcome);
                }
                None => is_whole = false,
            }
            // It was asked for what the document has become meanwhile.
            is_whole &= !saving.is_asked_again;
        }
        is_whole
    }

    fn take_written(
        &mut self,
        saving: Saving,
        outcome: Result<Written, Notice>,
    ) -> Result<(), Notice> {
        let Saving { path, document, is_asked_again, .. } = saving;
        self.could_not_save = !matches!(outcome, Ok(Written::Whole(_)));
        match outcome? {
            Written::Whole(stamp) => {
                let told = self.note_written(path, &document, stamp);
                if !is_asked_again {
                    return Err(told);
                }
                self.notices.push(told);
                self.save()
            }
            // Whoever asked again is asked first.
            Written::Not(clash) => {
                self.clash = Some(*clash);
                Ok(())
            }
        }
    }

    /// Takes in what was written when the document was already on its way elsewhere, or is about to be closed.
    fn take_left(&mut self, saving: &Saving, outcome: Result<Written, Notice>) {
        let path = &saving.path;
        self.could_not_save |= !matches!(outcome, Ok(Written::Whole(_)));
        let told = match outcome {
            Ok(Written::Whole(stamp)) if self.document.path() == Some(path) => {
                self.note_written(path.clone(), &saving.document, stamp)
            }
            Ok(Written::Whole(_)) => Notice::done(format!("Saved {}", path.display())),
            Ok(Written::Not(_)) => {
                let told = format!("not saved: another program has changed {}", path.display());
                Notice::failed(told)
            }
            Err(notice) => notice,
        };
        self.notices.push(told);
    }

    fn note_written(&mut self, path: PathBuf, document: &Arc<Assessment>, stamp: Stamp) -> Notice {
        self.on_disk = Some(stamp);
        if self.document.path() != Some(&path) {
            self.claim(&path);
        }
        let is_last = Arc::ptr_eq(document, &self.document.snapshot());
        if let Some(recorder) = &self.recorder {
            recorder.saved(&path, (!is_last).then(|| Arc::clone(document)));
        }
        self.remember(&path);
        let told = Notice::done(format!("Saved {}", path.display()));
        self.document.mark_saved(path, Arc::clone(document));
        told
    }
}

/// A document on its way to a file.
#[derive(Debug)]
pub(super) struct Saving {
    path: PathBuf,
    /// What is written; the one in the window may have gone on.
    document: Arc<Assessment>,
    errand: Errand<Written>,
    /// Whether somebody asked meanwhile to save what it has become.
    is_asked_again: bool,
}

/// What may be replaced.
#[derive(Clone, Debug)]
enum Over {
    /// What was read or written here last; about anything else it is asked.
    Own,
    /// Anything: it was asked before.
    Anything,
    /// What another program wrote; it was asked about when the file held this.
    Theirs(Option<Stamp>),
}

/// What came of it.
#[derive(Debug)]
enum Written {
    /// The file holds the document now.
    Whole(Stamp),
    /// It holds something else, about which is to be asked.
    Not(Box<Clash>),
}

/// All that it takes to write a document beside the window.
struct Order {
    path: PathBuf,
    over: Over,
    document: Arc<Assessment>,
    /// The document as the file had it last.
    before: Arc<Assessment>,
    on_disk: Option<Stamp>,
    backups: Option<PathBuf>,
}

impl Order {
    fn carry_out(&self) -> Result<Written, Notice> {
        let path = &self.path;
        // Devices and pipes are no files that another program has changed.
        let there = path.is_file().then(|| files::read(path));
        let stamp = there.as_ref().and_then(|read| read.as_deref().ok()).map(Stamp::of);
        match (&self.over, &there) {
            // What was asked about is what is replaced.
            (Over::Theirs(asked), Some(read)) if *asked == stamp => {
                self.keep_replaced(read).map_err(|error| {
                    let told = format!(
                        "not saved: the file’s version cannot be kept as a backup: {error}"
                    );
                    Notice::failed(told)
                })?;
            }
            (Over::Own | Over::Theirs(_), Some(Ok(bytes))) if stamp != self.on_disk => {
                if let Some(clash) = self.clash(bytes) {
                    tracing::info!(?path, "the file was changed by another program");
                    return Ok(Written::Not(Box::new(clash)));
                }
            }
            _ => {}
        }
        let bytes = self.written(there.and_then(Result::ok)).map_err(|error| {
            tracing::warn!(?path, sort = error.sort(), "not saved");
            let hint = "the document stays open as it is; use Save as… for another place";
            Notice::failed(format!("not saved: {error}; {hint}"))
        })?;
        tracing::info!(?path, bytes = bytes.len(), "saved");
        Ok(Written::Whole(Stamp::of(&bytes)))
    }

    /// What is to be asked about what another program has written. The same content in other bytes is nobody's business.
    fn clash(&self, bytes: &[u8]) -> Option<Clash> {
        let theirs = files::document_in(&self.path, bytes);
        let theirs = theirs.map(|read| Box::new(read.document)).map_err(|e| e.to_string());
        let is_same = theirs.as_ref().is_ok_and(|theirs| **theirs == *self.before);
        let stamp = Some(Stamp::of(bytes));
        (!is_same).then(|| Clash { path: self.path.clone(), theirs, stamp })
    }

    /// Keeps what somebody else wrote, whatever it is, until something of another is replaced in the same place.
    fn keep_replaced(&self, read: &Result<Vec<u8>, FileError>) -> Result<(), String> {
        let Some(folder) = &self.backups else { return Ok(()) };
        let bytes = read.as_ref().map_err(ToString::to_string)?;
        let name = format!("replaced-{}", backup_name(&self.path).display());
        files::make_private_folder(folder)
            .and_then(|()| files::write_private(&folder.join(name), bytes))
            .map_err(|error| error.to_string())
    }

    /// Keeps the version before as a backup, then writes.
    fn written(&self, before: Option<Vec<u8>>) -> Result<Vec<u8>, FileError> {
        let bytes = files::bytes_of(&self.path, &self.document)?;
        if let (Some(folder), Some(before)) = (&self.backups, before)
            && before != bytes
            // What was read or written here is known to be whole.
            && (self.on_disk == Some(Stamp::of(&before)) || formats::read(&before, None).is_ok())
        {
            // A backup that fails is no reason not to save.
            let _is_kept = files::make_private_folder(folder)
                .and_then(|()| files::write_private(&folder.join(backup_name(&self.path)), &before))
                .is_ok();
        }
        files::write(&self.path, &bytes)?;
        Ok(bytes)
    }
}

/// The name of the backup of a file: its own with a mark of its place, so that two of one name do not meet.
fn backup_name(path: &Path) -> PathBuf {
    let whole = files::from_root(path);
    let mut mark = formats::checksum(whole.as_os_str().as_encoded_bytes());
    mark.truncate(8);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    PathBuf::from(format!("{stem}-{mark}.{extension}"))
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::*;
    use crate::{
        model::{About, Edit, Side},
        session::{Action, NoticeTone},
    };

    fn named(session: &mut Session, title: &str) {
        let about = About { title: title.to_owned(), ..session.assessment().about().clone() };
        session.dispatch(Action::Edit(Edit::About(Box::new(about))));
    }

    fn in_file(path: &Path) -> String {
        files::read_document(path).expect("a document").document.about().title.clone()
    }

    /// A pipe takes what is written to it as soon as somebody reads.
    #[cfg(unix)]
    #[test]
    fn what_is_written_slowly_holds_up_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("slow.driftline");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let mut session = Session::new(Assessment::blank("one"), None, Arc::new(|| {}))
            .recording_in(Some(folder.path().join("recovery")));
        session.dispatch(Action::SaveAs(pipe.clone()));
        assert!(session.is_saving() && session.is_busy());
        named(&mut session, "two");
        // Asked for again, it is written again as soon as the first one is there.
        session.dispatch(Action::SaveAs(pipe.clone()));
        let read = |session: &mut Session| {
            let pipe = pipe.clone();
            let reader = Errand::run(Arc::new(|| {}), move || {
                fs::read_to_string(pipe).map_err(|error| Notice::failed(error.to_string()))
            });
            loop {
                session.tick();
                if let Some(text) = reader.outcome_within(Duration::from_millis(1)) {
                    return text.expect("read");
                }
            }
        };
        let first = read(&mut session);
        assert!(first.contains("\"one\"") && !first.contains("\"two\""));
        while session.document().path().is_none() {
            session.tick();
        }
        assert!(session.is_saving(), "the second one waits for its reader");
        assert!(session.document().is_dirty() && session.document().path() == Some(&pipe));
        assert!(read(&mut session).contains("\"two\""));
        assert!(session.finish_saving());
        assert!(!session.document().is_dirty() && !session.is_saving());
    }

    #[cfg(unix)]
    #[test]
    fn saving_while_a_copy_is_written_elsewhere_goes_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let pipe = folder.path().join("slow.driftline");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        session.dispatch(Action::SaveAs(pipe.clone()));
        named(&mut session, "two");
        session.dispatch(Action::Save);
        assert!(session.is_saving() && in_file(&path) == "one");
        // A disk that hangs hinders nobody from saving elsewhere, nor from going on there.
        let third = folder.path().join("c.driftline");
        session.dispatch(Action::SaveAs(third.clone()));
        assert_eq!((in_file(&third).as_str(), session.document().path()), ("two", Some(&third)));
        named(&mut session, "three");
        session.dispatch(Action::Save);
        assert_eq!((in_file(&third).as_str(), session.is_saving()), ("three", true));
        let written = fs::read_to_string(&pipe).expect("read");
        assert!(written.contains("\"one\""));
        assert!(session.finish_saving() && !session.is_saving());
        assert_eq!(session.document().path(), Some(&third));
        assert!(!session.document().is_dirty());
    }

    #[test]
    fn what_could_not_be_saved_when_it_was_closed_is_kept_for_recovery() {
        let folder = tempfile::tempdir().expect("a folder");
        let (session, path) = saved(folder.path());
        let recovery = folder.path().join("recovery");
        let mut session = session.recording_in(Some(recovery.clone()));
        named(&mut session, "two");
        session.flush();
        let refused = Errand::run(Arc::new(|| {}), || Err(Notice::failed("the disk is full")));
        let document = session.document.snapshot();
        session.saving = Some(Saving { path, document, errand: refused, is_asked_again: false });
        drop(session);
        let (lost, faults) = crate::session::recovery::lost(&recovery);
        assert_eq!((lost.len(), lost[0].title.as_str(), faults.len()), (1, "two", 0));
    }

    #[test]
    fn what_was_saved_before_the_last_change_is_known_after_a_crash() {
        let folder = tempfile::tempdir().expect("a folder");
        let (session, path) = saved(folder.path());
        let mut session = session.recording_in(Some(folder.path().join("recovery")));
        named(&mut session, "saved");
        let written = session.document.snapshot();
        for title in ["one more", "and one more"] {
            named(&mut session, title);
        }
        session.dispatch(Action::Undo);
        // It was there only now, and the document has gone on.
        files::write_document(&path, &written).expect("written");
        let stamp = Stamp::of(&files::read(&path).expect("read"));
        session.note_written(path.clone(), &written, stamp);
        assert!(session.document().is_dirty());
        session.flush();
        let copy = folder.path().join("copy");
        fs::create_dir_all(&copy).expect("a folder");
        for entry in fs::read_dir(folder.path().join("recovery")).expect("listed").flatten() {
            fs::copy(entry.path(), copy.join(entry.file_name())).expect("copied");
        }
        drop(session);
        let lost = crate::session::recovery::lost(&copy).0.pop().expect("one");
        assert_eq!(lost.path, Some(path.clone()));
        let other = Session::new(Assessment::blank("x"), None, Arc::new(|| {}));
        let recovered = other.recovering(lost).wait().expect("recovered");
        let mut back = other.beside_recovered(recovered);
        assert_eq!(back.as_saved().map(|saved| &*saved.about().title), Some("saved"));
        for (step, wanted) in [
            (Action::Redo, "and one more"),
            (Action::Undo, "one more"),
            (Action::Undo, "saved"),
            (Action::Undo, "one"),
            (Action::Redo, "saved"),
            (Action::Redo, "one more"),
        ] {
            back.dispatch(step);
            assert_eq!(back.assessment().about().title, wanted);
        }
        // Nobody else has changed the file since.
        back.dispatch(Action::Save);
        assert_eq!((in_file(&path), back.clash()), ("one more".to_owned(), None));
    }

    fn saved(folder: &Path) -> (Session, PathBuf) {
        let path = folder.join("a.driftline");
        let mut session = Session::new(Assessment::blank("one"), None, Arc::new(|| {}));
        session.backups = Some(folder.join("backups"));
        session.dispatch(Action::SaveAs(path.clone()));
        (session, path)
    }

    #[test]
    fn what_others_wrote_is_not_replaced_without_a_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let theirs = Assessment::blank("theirs");
        files::write_document(&path, &theirs).expect("written");
        named(&mut session, "ours");
        session.dispatch(Action::Save);
        assert_eq!(in_file(&path), "theirs");
        assert!(session.document().is_dirty());
        assert_eq!(session.clash().map(|clash| &clash.theirs), Some(&Ok(Box::new(theirs))));
        session.dispatch(Action::LeaveClash);
        session.dispatch(Action::Save);
        session.dispatch(Action::Overwrite);
        assert_eq!((in_file(&path), session.clash()), ("ours".to_owned(), None));
        // What was replaced is kept.
        let kept = fs::read_dir(folder.path().join("backups")).expect("listed").flatten();
        let kept: Vec<String> = kept.map(|entry| in_file(&entry.path())).collect();
        assert_eq!(kept, ["theirs", "theirs"], "as the version before, and as what was replaced");
    }

    #[test]
    fn what_cannot_be_read_is_kept_before_it_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        fs::write(&path, "(format: \"driftline/2\", new: true)").expect("written");
        named(&mut session, "ours");
        session.dispatch(Action::Save);
        session.dispatch(Action::Overwrite);
        assert_eq!(in_file(&path), "ours");
        let kept = fs::read_dir(folder.path().join("backups")).expect("listed").flatten();
        let kept: Vec<String> =
            kept.map(|entry| fs::read_to_string(entry.path()).expect("text")).collect();
        assert!(kept.iter().any(|text| text.contains("driftline/2")), "{kept:?}");
    }

    #[test]
    fn what_is_written_while_somebody_chooses_is_asked_about_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let theirs = |title: &str| {
            files::write_document(&path, &Assessment::blank(title)).expect("written");
        };
        for settle in [Action::MergeTheirs(Choices::new()), Action::TakeTheirs, Action::Overwrite] {
            theirs(&format!("first {settle:?}"));
            let about =
                About { summary: format!("{settle:?}"), ..session.assessment().about().clone() };
            session.dispatch(Action::Edit(Edit::About(Box::new(about))));
            session.dispatch(Action::Save);
            assert!(session.clash().is_some(), "{settle:?}");
            theirs("second");
            session.dispatch(settle.clone());
            session.dispatch(Action::Save);
            let clash = session.clash().expect("asked about again");
            let found = clash.theirs.as_ref().expect("a document").about().title.clone();
            assert_eq!(
                (found.as_str(), in_file(&path).as_str()),
                ("second", "second"),
                "{settle:?}"
            );
            session.dispatch(Action::Overwrite);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_to_leaves_both_as_they_are() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode));
        mode(0o500).expect("set");
        // Whoever may do everything is not hindered.
        let is_hindered = fs::write(folder.path().join("probe"), "").is_err();
        named(&mut session, "ours");
        session.dispatch(Action::Save);
        mode(0o700).expect("set");
        if is_hindered {
            let notice = session.notices().last().map(|notice| notice.text.clone());
            assert!(notice.is_some_and(|text| text.starts_with("not saved: ")));
            assert!(session.document().is_dirty());
            assert_eq!(in_file(&path), "one");
        } else {
            assert_eq!(in_file(&path), "ours");
        }
    }

    #[test]
    fn what_others_wrote_can_be_taken_and_that_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        files::write_document(&path, &Assessment::blank("theirs")).expect("written");
        named(&mut session, "ours");
        session.dispatch(Action::Save);
        session.dispatch(Action::TakeTheirs);
        assert_eq!(session.assessment().about().title, "theirs");
        assert!(!session.document().is_dirty());
        session.dispatch(Action::Undo);
        assert_eq!(session.assessment().about().title, "ours");
        session.dispatch(Action::Save);
        assert_eq!(in_file(&path), "ours");
    }

    #[test]
    fn what_others_wrote_is_merged_and_conflicts_are_asked_about() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let about = |document: &Assessment, change: fn(&mut About)| {
            let mut about = document.about().clone();
            change(&mut about);
            document.edited(&Edit::About(Box::new(about))).expect("valid")
        };
        let base = session.assessment().clone();
        let theirs = about(&base, |about| about.version = "their version".to_owned());
        files::write_document(&path, &theirs).expect("written");
        named(&mut session, "ours");
        session.dispatch(Action::Save);
        session.dispatch(Action::MergeTheirs(Choices::new()));
        let merged = session.assessment().about().clone();
        assert_eq!((&*merged.title, &*merged.version), ("ours", "their version"));
        assert!(session.document().is_dirty() && session.clash().is_none());
        session.dispatch(Action::Save);
        assert_eq!(in_file(&path), "ours");
        let theirs = about(session.assessment(), |about| about.title = "theirs".to_owned());
        files::write_document(&path, &theirs).expect("written");
        named(&mut session, "ours again");
        session.dispatch(Action::Save);
        let asked = session.merged_with_theirs(&Choices::new()).expect("read").conflicts;
        assert_eq!(asked.len(), 1);
        session.dispatch(Action::MergeTheirs(Choices::new()));
        assert_eq!(session.assessment().about().title, "ours again");
        assert!(session.clash().is_some());
        let choices = Choices::from([(asked[0].path.clone(), Side::Theirs)]);
        session.dispatch(Action::MergeTheirs(choices));
        assert_eq!(session.assessment().about().title, "theirs");
        session.dispatch(Action::Undo);
        assert_eq!(session.assessment().about().title, "ours again");
    }

    #[test]
    fn what_is_saved_to_nowhere_stays_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        named(&mut session, "two");
        fs::remove_dir_all(folder.path()).expect("removed");
        session.dispatch(Action::Save);
        let notice = session.notices().last().expect("a notice");
        assert_eq!(notice.tone, NoticeTone::Failed);
        assert!(notice.text.contains("there is no such file or folder"), "{}", notice.text);
        assert!(notice.text.contains("Save as…") && session.document().is_dirty());
        // A file that is gone while its folder is there is written anew.
        fs::create_dir_all(folder.path()).expect("made");
        session.dispatch(Action::Save);
        assert_eq!(in_file(&path), "two");
    }

    #[test]
    fn a_clock_that_was_set_back_and_other_bytes_of_the_same_are_no_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, path) = saved(folder.path());
        let file = fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(std::time::UNIX_EPOCH).expect("set");
        named(&mut session, "two");
        session.dispatch(Action::Save);
        assert_eq!(in_file(&path), "two");
        let text = fs::read_to_string(&path).expect("read");
        fs::write(&path, format!("{text}\n\n")).expect("written");
        named(&mut session, "three");
        session.dispatch(Action::Save);
        assert_eq!((in_file(&path), session.clash()), ("three".to_owned(), None));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_by_name() {
        let mut session = Session::new(Assessment::blank("one"), None, Arc::new(|| {}));
        let link = tempfile::tempdir().expect("a folder");
        let path = link.path().join("a.driftline");
        std::os::unix::fs::symlink("/dev/full", &path).expect("linked");
        session.dispatch(Action::SaveAs(path));
        let notice = session.notices().last().expect("a notice");
        assert!(notice.text.contains("the disk is full"), "{}", notice.text);
    }

    #[test]
    fn two_programs_on_one_file_learn_of_each_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, path) = saved(folder.path());
        let mut second = Session::new(Assessment::blank("x"), None, Arc::new(|| {}));
        second.dispatch(Action::Open(path.clone()));
        let told = |session: &Session| {
            session.notices().iter().any(|notice| notice.text.contains("is open elsewhere"))
        };
        assert!(told(&second) && !told(&first));
        drop(first);
        let mut third = Session::new(Assessment::blank("x"), None, Arc::new(|| {}));
        third.dispatch(Action::Open(path));
        assert!(!told(&third));
    }
}
