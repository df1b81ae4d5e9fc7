//! Writes what happens to a document to its journal, on a thread of its own, within a second.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{
    delta::Delta,
    journal::{self, Line, Replayed},
    local,
};
use crate::{
    formats,
    model::Assessment,
    session::{
        checking::LARGE,
        clock,
        document::Happened,
        files::{self, FileError},
        lines::Lines,
    },
};

/// So long changes are gathered before they are written.
const GATHERED: Duration = Duration::from_millis(250);
/// From so many bytes on a journal is begun anew, unless the document itself takes a good part of them.
const BYTES_MAX: u64 = 48 << 20;
/// A journal may hold as many bytes as so many documents.
const DOCUMENTS_MAX: u64 = 4;
/// So long a step may take to be put into words before those that wait are written as one.
const PATIENCE: Duration = Duration::from_millis(300);

/// From so many bytes on it pays to look which rows of a document have changed.
const LONG: usize = 1 << 20;

/// Longest change that is written to say that the document was saved as it was before.
const STRETCH_MAX: usize = 16 << 20;

/// What the thread is told.
enum Message {
    /// Begin at once: the document is large.
    Begin,
    /// Something happened.
    Happened(Happened),
    /// The document was saved to this file: as it is, or as it was at some time before.
    Saved(PathBuf, Option<Arc<Assessment>>),
    /// Answer when all that was told before is on the disk.
    Flush(Sender<()>),
    /// Nothing is to be recovered: the journal goes.
    Forget,
}

/// How the document was before anything happened.
#[derive(Clone)]
pub(in crate::session) struct Start {
    /// The document.
    pub(in crate::session) document: Arc<Assessment>,
    /// Its file.
    pub(in crate::session) path: Option<PathBuf>,
    /// Whether it is as that file has it.
    pub(in crate::session) is_saved: bool,
}

/// Keeps the journal of one document.
#[derive(Debug)]
pub(in crate::session) struct Recorder {
    messages: Sender<Message>,
    problems: Receiver<String>,
    thread: Option<JoinHandle<()>>,
    /// Told to the thread at once: what is forgotten is not written any more.
    is_forgotten: Arc<AtomicBool>,
}

impl Recorder {
    /// Begins a journal in a folder; it is there from the first change on, of a large document from the beginning: to put
    /// that into words would hold up the first change.
    pub(in crate::session) fn new(folder: &Path, start: Start) -> Option<Self> {
        let elements = start.document.nodes().len() + start.document.links().len();
        let recorder = Self::run(Writer::new(folder.to_owned(), start))?;
        if elements >= LARGE {
            recorder.tell(Message::Begin);
        }
        Some(recorder)
    }

    /// Goes on with a journal that was replayed, of the document with this file.
    pub(super) fn going_on(
        folder: &Path,
        (lines, path): (Lines, PathBuf),
        replayed: Replayed,
    ) -> Option<Self> {
        let (length, moved) = (lines.length(), replayed.moved);
        let mut writer = Writer::empty(folder.to_owned());
        writer.open = Some(Open { lines, path, length, moved });
        writer.text = Some(replayed.text);
        writer.path = replayed.path;
        Self::run(writer)
    }

    fn run(mut writer: Writer) -> Option<Self> {
        let (messages, told) = mpsc::channel();
        let (sender, problems) = mpsc::channel();
        writer.problems = Some(sender);
        let thread = thread::Builder::new().name("recovery".to_owned());
        let is_forgotten = Arc::clone(&writer.is_forgotten);
        let thread = thread.spawn(move || writer.run(&told)).ok()?;
        Some(Self { messages, problems, thread: Some(thread), is_forgotten })
    }

    /// Notes what happened.
    pub(in crate::session) fn note(&self, happened: Happened) {
        self.tell(Message::Happened(happened));
    }

    /// Notes that the document was saved: as it is, or as it was when that was begun.
    pub(in crate::session) fn saved(&self, path: &Path, as_it_was: Option<Arc<Assessment>>) {
        self.tell(Message::Saved(path.to_owned(), as_it_was));
    }

    /// Deletes the journal: what it holds was saved or given up.
    pub(in crate::session) fn forget(&self) {
        self.is_forgotten.store(true, Ordering::Relaxed);
        self.tell(Message::Forget);
    }

    /// Waits until all that happened is on the disk; not for ever, as a disk may hang.
    pub(in crate::session) fn flush(&self) {
        flush(&self.messages, Duration::from_secs(10));
    }

    /// What waits until all that has happened by now is on the disk, beside the window.
    pub(in crate::session) fn flushing(&self) -> impl FnOnce() + Send + 'static {
        let messages = self.messages.clone();
        move || flush(&messages, Duration::from_mins(1))
    }

    /// What went wrong, one sentence each.
    pub(in crate::session) fn problems(&self) -> Vec<String> {
        self.problems.try_iter().collect()
    }

    fn tell(&self, message: Message) {
        // The thread lives as long as this does.
        let _is_heard = self.messages.send(message).is_ok();
    }
}

fn flush(messages: &Sender<Message>, most: Duration) {
    let (sender, receiver) = mpsc::channel();
    if messages.send(Message::Flush(sender)).is_ok() {
        let _is_written = receiver.recv_timeout(most).is_ok();
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let (messages, _) = mpsc::channel();
        drop(std::mem::replace(&mut self.messages, messages));
        if let Some(thread) = self.thread.take() {
            let _is_joined = thread.join().is_ok();
        }
    }
}

/// An open journal.
struct Open {
    lines: Lines,
    path: PathBuf,
    length: u64,
    /// How many bytes are moved to replay it.
    moved: usize,
}

impl Open {
    /// Whether it has become so long that it is begun anew; the document has this many bytes.
    fn is_full(&self, document: usize) -> bool {
        let most = BYTES_MAX.max(DOCUMENTS_MAX.saturating_mul(document as u64));
        let most = most.min(files::FILE_BYTES_MAX / 10 * 9);
        self.length > most || self.moved > journal::MOVED_MAX / 2
    }
}

struct Writer {
    folder: PathBuf,
    start: Option<Start>,
    open: Option<Open>,
    /// The text of the document as the journal has it.
    text: Option<String>,
    /// The document of that text, where it is known.
    document: Option<Arc<Assessment>>,
    /// The file of the document, as the journal has it.
    path: Option<String>,
    problems: Option<Sender<String>>,
    /// Whether the last attempt failed, so that it is told once.
    has_failed: bool,
    is_forgotten: Arc<AtomicBool>,
}

impl Writer {
    fn empty(folder: PathBuf) -> Self {
        Self {
            folder,
            start: None,
            open: None,
            text: None,
            document: None,
            path: None,
            problems: None,
            has_failed: false,
            is_forgotten: Arc::default(),
        }
    }

    fn new(folder: PathBuf, start: Start) -> Self {
        Self { start: Some(start), ..Self::empty(folder) }
    }

    fn run(&mut self, told: &Receiver<Message>) {
        while let Ok(first) = told.recv() {
            let mut batch = vec![first];
            let until = Instant::now() + GATHERED;
            let mut is_over = false;
            // Whoever waits for an answer, or for the end, is not kept waiting.
            while !matches!(batch.last(), Some(Message::Flush(_) | Message::Forget)) {
                match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(next) => batch.push(next),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => {
                        is_over = true;
                        break;
                    }
                }
            }
            self.take(batch);
            if is_over {
                break;
            }
        }
    }

    fn take(&mut self, batch: Vec<Message>) {
        let mut happened: Vec<Happened> = Vec::new();
        for message in batch {
            match message {
                Message::Begin => self.begin_early(),
                Message::Happened(one) => join(&mut happened, one),
                Message::Saved(path, document) => {
                    self.write(std::mem::take(&mut happened));
                    self.note_saved(&path, document.as_deref());
                }
                Message::Flush(answer) => {
                    self.write(std::mem::take(&mut happened));
                    let _is_heard = answer.send(()).is_ok();
                }
                Message::Forget => {
                    happened.clear();
                    self.forget();
                }
            }
        }
        self.write(happened);
    }

    fn write(&mut self, happened: Vec<Happened>) {
        if happened.is_empty() || self.is_forgotten() {
            return;
        }
        if let Err(error) = self.written(happened) {
            // What is in the journal no longer leads to what is in the window: it is begun anew at the next change.
            self.text = None;
            self.tell(&error);
        } else {
            self.has_failed = false;
        }
    }

    fn tell(&mut self, error: &FileError) {
        tracing::warn!(sort = error.sort(), "the journal cannot be written");
        if !std::mem::replace(&mut self.has_failed, true)
            && let Some(problems) = &self.problems
        {
            let told = format!("changes cannot be kept for recovery, save often: {error}");
            let _is_heard = problems.send(told).is_ok();
        }
    }

    fn written(&mut self, happened: Vec<Happened>) -> Result<(), FileError> {
        let begun = Instant::now();
        let mut lines = Vec::new();
        let mut text = match self.text.take() {
            Some(text) => text,
            None => self.begin(&happened)?,
        };
        let (count, mut moved) = (happened.len(), 0_usize);
        for (place, one) in happened.into_iter().enumerate() {
            // In a large document not every step can be put into words in time; the last one tells how it is.
            if begun.elapsed() > PATIENCE && place + 1 < count && one.is_step() {
                continue;
            }
            let (change, after) = self.changed(text, one.document())?;
            text = after;
            moved = moved.saturating_add(change.moved(&text));
            let at = clock::moment();
            lines.push(match one {
                Happened::Step { label, .. } => Line::Step { label, at, change },
                Happened::Same(_) => Line::Same { at, change },
                Happened::Undo(_) => Line::Undo { at, change },
                Happened::Redo(_) => Line::Redo { at, change },
            });
        }
        let written = journal::written(&lines);
        if let Some(open) = &mut self.open {
            open.lines.append(&written)?;
            open.length += written.len() as u64;
            open.moved = open.moved.saturating_add(moved);
            if open.is_full(text.len()) {
                self.renew(&text, false)?;
            }
        }
        self.text = Some(text);
        Ok(())
    }

    fn is_forgotten(&self) -> bool {
        self.is_forgotten.load(Ordering::Relaxed)
    }

    fn begin_early(&mut self) {
        if self.is_forgotten() {
            return;
        }
        match self.begin(&[]) {
            Ok(text) => self.text = Some(text),
            Err(error) => self.tell(&error),
        }
    }

    /// The change from this text, which is that of the document as the journal has it, to that of another; and that text.
    fn changed(
        &mut self,
        mut text: String,
        document: &Arc<Assessment>,
    ) -> Result<(Delta, String), FileError> {
        let before = self.document.replace(Arc::clone(document)).filter(|_| text.len() >= LONG);
        let change = before.and_then(|before| local::change(&text, &before, document));
        if let Some(change) = change
            && change.apply(&mut text).is_some()
        {
            return Ok((change, text));
        }
        let after = self.in_words(document)?;
        Ok((Delta::between(&text, &after), after))
    }

    /// Begins the journal; gives the text of the document before what happened.
    fn begin(&mut self, happened: &[Happened]) -> Result<String, FileError> {
        let (document, path, is_saved) = match (&self.start, happened.first()) {
            (Some(start), _) => {
                let path = start.path.as_ref().map(|path| path.to_string_lossy().into_owned());
                (Arc::clone(&start.document), path, start.is_saved)
            }
            // After a failure: from how it is now on.
            (None, Some(first)) => (Arc::clone(first.document()), self.path.clone(), false),
            (None, None) => return Ok(String::new()),
        };
        let text = self.in_words(&document)?;
        if !self.is_forgotten() {
            self.fresh(path, is_saved, &text)?;
        }
        self.document = Some(document);
        self.start = None;
        Ok(text)
    }

    /// Begins the journal anew with the document as it is: what would take too much room is dropped.
    fn renew(&mut self, text: &str, saved: bool) -> Result<(), FileError> {
        self.fresh(self.path.clone(), saved, text)
    }

    fn fresh(&mut self, path: Option<String>, saved: bool, text: &str) -> Result<(), FileError> {
        self.path.clone_from(&path);
        let old = self.open.take();
        files::make_private_folder(&self.folder)?;
        let file = super::free_name(&self.folder);
        let (mut lines, _) = Lines::open(&file)?;
        let first = Line::Document {
            format: journal::FORMAT.to_owned(),
            path,
            saved,
            at: clock::moment(),
            text: text.to_owned(),
        };
        let written = journal::written(&[first]);
        lines.append(&written)?;
        self.open = Some(Open { lines, path: file, length: written.len() as u64, moved: 0 });
        if let Some(old) = old {
            delete(old);
        }
        Ok(())
    }

    fn in_words(&self, document: &Assessment) -> Result<String, FileError> {
        formats::canonical(document)
            .map_err(|error| FileError::Unwritable(self.folder.clone(), error.to_string()))
    }

    fn note_saved(&mut self, path: &Path, document: Option<&Assessment>) {
        if self.open.is_none() {
            self.path = Some(path.to_string_lossy().into_owned());
            if let Some(start) = &mut self.start {
                start.path = Some(path.to_owned());
                // Where changes could not be written, it is another document that was saved.
                start.is_saved = !self.has_failed;
            }
            return;
        }
        let path = path.to_string_lossy().into_owned();
        self.path = Some(path.clone());
        let text = self.text.take();
        let words = document.and_then(|document| formats::canonical(document).ok());
        let saved = words.filter(|saved| text.as_ref().is_some_and(|text| text != saved));
        let outcome = if let (Some(text), Some(saved)) = (&text, &saved) {
            self.note_saved_before(path, text, saved)
        } else {
            let line = Line::Saved { at: clock::moment(), path };
            self.append(&[line], (text.as_deref(), true))
        };
        self.text = text;
        if let Err(error) = outcome {
            self.text = None;
            self.tell(&error);
        }
    }

    /// Notes that the document was saved as it was before it became what it is.
    fn note_saved_before(
        &mut self,
        path: String,
        text: &str,
        saved: &str,
    ) -> Result<(), FileError> {
        let at = clock::moment();
        let [there, back] = [Delta::between(text, saved), Delta::between(saved, text)];
        if there.put.len() + back.put.len() > STRETCH_MAX {
            // Begun anew from what was saved: the steps before go, all that matters stays.
            self.renew(saved, true)?;
            let label = "changes while it was saved".to_owned();
            return self.append(&[Line::Step { label, at, change: back }], (Some(text), false));
        }
        let lines = [
            Line::Same { at: at.clone(), change: there },
            Line::Saved { at: at.clone(), path },
            Line::Same { at, change: back },
        ];
        self.append(&lines, (Some(text), false))
    }

    /// Adds lines that lead to this text, of which is known whether its file has it; begins anew where the journal has
    /// become too long.
    fn append(
        &mut self,
        lines: &[Line],
        (text, is_saved): (Option<&str>, bool),
    ) -> Result<(), FileError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let written = journal::written(lines);
        open.lines.append(&written)?;
        let length = text.map_or(0, str::len);
        open.length += written.len() as u64;
        open.moved = open.moved.saturating_add(length.saturating_mul(lines.len()));
        match text {
            Some(text) if open.is_full(length) => self.renew(text, is_saved),
            _ => Ok(()),
        }
    }

    fn forget(&mut self) {
        if let Some(open) = self.open.take() {
            delete(open);
        }
        self.text = None;
    }
}

fn delete(open: Open) {
    let Open { lines, path, .. } = open;
    // Held until it is gone, so that nobody offers it meanwhile.
    let _is_gone = std::fs::remove_file(path).is_ok();
    drop(lines);
}

/// Adds what happened; of a step that goes on only how it is last counts.
fn join(all: &mut Vec<Happened>, one: Happened) {
    if let (Happened::Same(now), Some(last)) = (&one, all.last_mut()) {
        match last {
            Happened::Step { document, .. } | Happened::Same(document) => {
                *document = Arc::clone(now);
                return;
            }
            Happened::Undo(_) | Happened::Redo(_) => {}
        }
    }
    all.push(one);
}
