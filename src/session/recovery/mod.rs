//! What gives back a document after a crash, a kill or a loss of power: a journal of its changes in the user's own folder,
//! written within a second of each. The user's file is never touched by it.

mod delta;
mod journal;
mod local;
mod recorder;
mod recording;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use etcetera::BaseStrategy;
pub(super) use recorder::{Recorder, Start};

use super::{
    document::{Document, Labeled},
    files::{self, FileError},
    lines::{Found as Held, Lines},
};
use crate::{formats, model::Assessment};

/// What the files of journals end in.
const EXTENSION: &str = "journal";
/// Most steps that can be undone after a recovery.
const STEPS_MAX: usize = 200;
/// Most bytes that are read for them: of the largest documents only the last few steps.
const HISTORY_BYTES_MAX: usize = 256 << 20;
/// Most bytes of a file that is read to see whether it holds what a journal has.
const COMPARED_MAX: usize = 32 << 20;

/// Where journals lie; `None` where the system names no folder for data.
pub fn folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.data_dir().join("driftline").join("recovery"))
}

/// A document that was left with changes that no file has.
pub struct Lost {
    file: PathBuf,
    /// The title of the document.
    pub title: String,
    /// The file that it was read from, if it has one.
    pub path: Option<PathBuf>,
    /// When it was changed last, as `2026-11-03 14:07:31`.
    pub at: String,
    /// How many changes the journal holds.
    pub changes: usize,
    /// Whether the last of them could not be read.
    pub is_cut: bool,
    replayed: journal::Replayed,
    document: Assessment,
    /// The document as its file has it, where that is known.
    saved: Option<Assessment>,
    lines: Lines,
}

/// A document that was given back, with its history and what goes on with its journal.
#[derive(Debug)]
pub struct Recovered {
    pub(super) document: Document,
    pub(super) recorder: Option<Recorder>,
}

/// What was left in a folder, the last one first, and what of it cannot be read. Journals of programs that still run are
/// none of it; those whose document was saved are deleted.
pub fn lost(folder: &Path) -> (Vec<Lost>, Vec<String>) {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for file in files_in(folder) {
        match read(&file) {
            Ok(Some(lost)) => all.push(lost),
            Ok(None) => {}
            Err(reason) => faults.push(format!(
                "changes of a document cannot be given back: {reason}; they lie in {}, delete that if it is of no use",
                file.display()
            )),
        }
    }
    all.sort_by(|a, b| b.at.cmp(&a.at));
    (all, faults)
}

/// How many journals lie in a folder, of programs that run and of those that do not.
pub(super) fn journals(folder: &Path) -> usize {
    files_in(folder).len()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    files.sort();
    files
}

fn read(file: &Path) -> Result<Option<Lost>, String> {
    // A link or a pipe is no journal.
    if !fs::symlink_metadata(file).is_ok_and(|found| found.is_file()) {
        return Ok(None);
    }
    // Where it is damaged the checksum of a line no longer holds, and it ends before that.
    let (lines, text, is_torn) = match Lines::open(file) {
        Ok((lines, Held { text, is_torn, .. })) => (lines, text, is_torn),
        // It belongs to a program that runs.
        Err(FileError::InUse(_)) => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    if text.is_empty() {
        let _is_gone = fs::remove_file(file).is_ok();
        return Ok(None);
    }
    let replayed = journal::replayed(&text).map_err(|reason| reason.to_string())?;
    if !replayed.is_unsaved() {
        let _is_gone = fs::remove_file(file).is_ok();
        return Ok(None);
    }
    let (document, saved) = both(&replayed)?;
    let path = replayed.path.as_ref().map(PathBuf::from);
    // Killed between saving and the word of it.
    if path.as_deref().is_some_and(|path| holds(path, &replayed.text, &document)) {
        let _is_gone = fs::remove_file(file).is_ok();
        return Ok(None);
    }
    let title = document.about().title.clone();
    Ok(Some(Lost {
        file: file.to_owned(),
        title,
        path,
        at: replayed.at.clone(),
        changes: replayed.changes,
        is_cut: replayed.is_cut || is_torn,
        replayed,
        document,
        saved,
        lines,
    }))
}

/// The document as it is and as its file has it, each read in a thread of its own: large ones take their time.
fn both(replayed: &journal::Replayed) -> Result<(Assessment, Option<Assessment>), String> {
    let saved = replayed.saved.as_deref();
    thread::scope(|scope| {
        let saved = scope.spawn(|| saved.and_then(|text| document(text).ok()));
        let current = document(&replayed.text)?;
        Ok((current, saved.join().unwrap_or(None)))
    })
}

/// The document that the text of a journal comes to, with its history.
///
/// # Errors
/// Why it comes to none, in one line.
pub fn replay(text: &str) -> Result<Document, String> {
    let replayed = journal::replayed(text).map_err(|reason| reason.to_string())?;
    Ok(restored(&replayed, both(&replayed)?))
}

fn restored(
    replayed: &journal::Replayed,
    (current, saved): (Assessment, Option<Assessment>),
) -> Document {
    let journal::Replayed { path, text, past, future, .. } = replayed;
    let history = (steps(text, past), steps(text, future));
    Document::recovered((current, saved), path.clone().map(PathBuf::from), history)
}

/// Steps of a history, the last to be gone over first, each with the document on its other side. One that cannot be read
/// ends it: the document itself is whole.
fn steps(text: &str, stack: &[journal::Turn]) -> Labeled {
    let (mut text, mut bytes) = (text.to_owned(), 0);
    let mut read = Vec::new();
    for turn in stack.iter().rev().take(STEPS_MAX) {
        bytes += text.len();
        if bytes > HISTORY_BYTES_MAX || !turn.follow(&mut text) {
            break;
        }
        let Ok(document) = document(&text) else { break };
        read.push((turn.label.clone(), document));
    }
    read.reverse();
    read
}

/// Whether a file holds this document. One that would take long to read counts only where it does so letter by letter.
fn holds(path: &Path, text: &str, document: &Assessment) -> bool {
    // Nobody writes to a pipe that lies there.
    let Some(bytes) = path.is_file().then(|| files::read(path).ok()).flatten() else {
        return false;
    };
    bytes == text.as_bytes()
        || (bytes.len() <= COMPARED_MAX
            && files::document_in(path, &bytes).is_ok_and(|read| read.document == *document))
}

fn document(text: &str) -> Result<Assessment, String> {
    let reading = formats::read(text.as_bytes(), Some(formats::Format::Ron));
    reading.map(|reading| reading.document).map_err(|refusal| refusal.to_string())
}

impl std::fmt::Debug for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lost").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Lost {
    /// The document with its history, and what goes on with its journal.
    pub(super) fn recovered(self) -> Recovered {
        let document = restored(&self.replayed, (self.document, self.saved));
        tracing::info!(changes = self.changes, is_cut = self.is_cut, "recovered");
        // A damaged end would hide what is written behind it.
        let folder = self.file.parent().unwrap_or(Path::new(".")).to_owned();
        let recorder = if self.is_cut {
            None
        } else {
            Recorder::going_on(&folder, (self.lines, self.file), self.replayed)
        };
        Recovered { document, recorder }
    }

    /// Gives up what was left. The last one that was given up is kept beside the journals, for second thoughts.
    pub fn discard(self) {
        let kept = self.file.with_file_name("given-up");
        let _is_gone =
            fs::rename(&self.file, kept).or_else(|_error| fs::remove_file(&self.file)).is_ok();
        drop(self.lines);
    }
}

/// A name that no journal has.
fn free_name(folder: &Path) -> PathBuf {
    let stamp = super::clock::milliseconds();
    let names = (0_u32..)
        .map(|n| folder.join(format!("{stamp:013}-{}-{n}.{EXTENSION}", std::process::id())));
    let mut free = names.filter(|path| !path.exists());
    free.next().unwrap_or_else(|| folder.join(format!("driftline.{EXTENSION}")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        model::{About, Edit},
        session::{Action, Notice, Session},
    };

    fn named(session: &mut Session, title: &str) {
        let about = About { title: title.to_owned(), ..session.assessment().about().clone() };
        session.dispatch(Action::Edit(Edit::About(Box::new(about))));
    }

    fn session(folder: &Path) -> Session {
        let blank = Session::new(Assessment::blank("start"), None, Arc::new(|| {}));
        blank.recording_in(Some(folder.join("recovery")))
    }

    fn title(session: &Session) -> &str {
        &session.assessment().about().title
    }

    /// What another program would find if this one were gone.
    fn after_a_crash(folder: &Path) -> Vec<Lost> {
        let copy = folder.join("copy");
        fs::create_dir_all(&copy).expect("a folder");
        for entry in fs::read_dir(folder.join("recovery")).into_iter().flatten().flatten() {
            fs::copy(entry.path(), copy.join(entry.file_name())).expect("copied");
        }
        let (lost, faults) = lost(&copy);
        assert_eq!(faults, Vec::<String>::new());
        lost
    }

    #[test]
    fn a_document_comes_back_with_its_history() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = session(folder.path());
        for name in ["one", "two", "three"] {
            named(&mut session, name);
        }
        session.dispatch(Action::Undo);
        session.flush();
        let mut lost = after_a_crash(folder.path());
        assert_eq!((lost.len(), lost[0].title.as_str(), lost[0].changes), (1, "two", 4));
        let mut back =
            session.beside_recovered(session.recovering(lost.remove(0)).wait().expect("recovered"));
        assert_eq!(title(&back), "two");
        assert!(back.document().is_dirty());
        for wanted in ["one", "start", "start"] {
            back.dispatch(Action::Undo);
            assert_eq!(title(&back), wanted);
        }
        for wanted in ["one", "two", "three", "three"] {
            back.dispatch(Action::Redo);
            assert_eq!(title(&back), wanted);
        }
        // The journal goes on where it ended: a second crash loses nothing either.
        named(&mut back, "four");
        back.flush();
        let (again, _) = super::lost(&folder.path().join("copy"));
        assert!(again.is_empty(), "it is in use");
    }

    #[test]
    fn a_long_document_comes_back_by_its_changed_rows() {
        use crate::model::{Id, Node, NodeKind, Subject};
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = session(folder.path());
        let id = |i: usize| Id::new(&format!("n{i}")).expect("an id");
        let node = |i: usize| {
            let notes = "what is known of it, ".repeat(2_000);
            Edit::put(Node { notes, ..Node::new(id(i), "n", NodeKind::Host) })
        };
        session.dispatch(Action::Edit(Edit::All((0..40).map(node).collect())));
        session.flush();
        let mut states = vec![session.document().snapshot()];
        for edit in [
            Edit::put(Node::new(id(7), "short", NodeKind::Host)),
            Edit::remove(Subject::Node(id(39))),
            node(41),
            Edit::Order(Subject::Node(id(3)), 20),
            Edit::All(vec![node(7), Edit::remove(Subject::Node(id(0)))]),
        ] {
            session.dispatch(Action::Edit(edit));
            session.flush();
            states.push(session.document().snapshot());
        }
        session.dispatch(Action::Undo);
        session.flush();
        let lost = after_a_crash(folder.path()).remove(0);
        let written = fs::read_dir(folder.path().join("copy")).expect("listed").flatten();
        let bytes: u64 = written.map(|entry| entry.metadata().expect("there").len()).sum();
        let whole = formats::canonical(&states[0]).expect("written").len() as u64;
        assert!(bytes < 2 * whole, "{bytes} bytes of changes of {whole}");
        let mut back =
            session.beside_recovered(session.recovering(lost).wait().expect("recovered"));
        back.dispatch(Action::Redo);
        for state in states.iter().rev() {
            assert_eq!(back.assessment(), &**state);
            back.dispatch(Action::Undo);
        }
    }

    #[test]
    fn what_was_saved_or_given_up_is_not_offered() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.driftline");
        let mut session = session(folder.path());
        named(&mut session, "one");
        session.dispatch(Action::SaveAs(path.clone()));
        session.flush();
        assert!(after_a_crash(folder.path()).is_empty());
        named(&mut session, "two");
        session.flush();
        let lost = after_a_crash(folder.path());
        assert_eq!(lost[0].path, Some(path));
        lost.into_iter().for_each(Lost::discard);
        drop(session);
        let left = fs::read_dir(folder.path().join("recovery")).expect("a folder");
        assert_eq!(left.count(), 0, "closed on purpose");
    }

    #[test]
    fn a_journal_that_cannot_be_written_is_told_once() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("recovery"), "in the way").expect("written");
        let mut session = session(folder.path());
        for name in ["one", "two"] {
            named(&mut session, name);
            session.flush();
            session.tick();
        }
        let told = |notice: &&Notice| notice.text.contains("save often");
        assert_eq!(session.notices().iter().filter(told).count(), 1);
        assert_eq!(title(&session), "two");
    }

    #[cfg(unix)]
    #[test]
    fn journals_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = session(folder.path());
        named(&mut session, "one");
        session.flush();
        let of = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        let recovery = folder.path().join("recovery");
        assert_eq!(of(&recovery), 0o700);
        let journal =
            fs::read_dir(&recovery).expect("a folder").flatten().next().expect("a journal");
        assert_eq!(of(&journal.path()), 0o600);
    }

    #[test]
    fn nonsense_among_the_journals_harms_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("a", "nonsense\n"), ("b", ""), ("c", "{\"is\":\"document\"}\n")] {
            fs::write(folder.path().join(format!("{name}.journal")), text).expect("written");
        }
        let (lost, faults) = lost(folder.path());
        assert!(lost.is_empty());
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
