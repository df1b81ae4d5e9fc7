//! The report on its way to files: made on a thread of its own, watched and stopped from the window.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use super::{
    Action, Notice, NoticeTone, Session,
    composing::Brief,
    export::{self, Form, Order},
};
use crate::{
    analysis::{Cancelled, Monitor},
    report::{Target, Watch, depths::Stage},
};

/// A report on its way; it ends early when this is dropped.
#[derive(Debug)]
pub(super) struct Exporting(Arc<Watcher>);

impl Exporting {
    /// Whether its thread has let go of it.
    pub(super) fn is_over(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl Drop for Exporting {
    fn drop(&mut self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }
}

/// How far it has come.
#[derive(Debug, Default)]
struct Watcher {
    /// Place among [`Stage::ALL`].
    stage: AtomicUsize,
    done: AtomicU64,
    total: AtomicU64,
    is_stopped: AtomicBool,
}

impl Watcher {
    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

impl Monitor for Watcher {
    fn advance(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        if self.is_stopped() { Err(Cancelled) } else { Ok(()) }
    }
}

impl Watch for Watcher {
    fn stage(&self, stage: Stage) {
        let place = Stage::ALL.iter().position(|known| *known == stage).unwrap_or(0);
        self.stage.store(place, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }
}

impl Session {
    /// What is being done for an export, and how far that has come, 0..=1; `None` where there is none on its way.
    pub fn exporting(&self) -> Option<(Stage, f32)> {
        let watcher = &self.exporting.as_ref()?.0;
        let stage = Stage::ALL.get(watcher.stage.load(Ordering::Relaxed)).copied();
        let total = watcher.total.load(Ordering::Relaxed).max(1);
        let done = watcher.done.load(Ordering::Relaxed);
        Some((stage.unwrap_or_default(), (done as f32 / total as f32).clamp(0.0, 1.0)))
    }

    /// Leaves the export on its way alone; what it has written stays.
    pub(super) fn stop_export(&mut self) -> Result<(), Notice> {
        self.exporting = None;
        Err(Notice::partial("the export was stopped"))
    }

    /// Computes what the report lacks, lays it out and writes it, all on a thread of its own.
    pub(super) fn export(&mut self, path: &Path, order: &Order) -> Result<(), Notice> {
        let is_complete = self.results().is_some_and(|results| !results.is_preliminary);
        if !self.has_current_results() || !is_complete {
            let reason = "the results are still being computed; try again in a moment";
            return Err(Notice::failed(reason));
        }
        if self.exporting.is_some() {
            return Err(Notice::failed("another export is on its way; wait for it, or stop it"));
        }
        let Some(brief) = self.brief(&order.options) else { return Ok(()) };
        let (brief, files, opens) = (brief.settled(), order.files(path), order.opens);
        let watcher = Arc::new(Watcher::default());
        self.exporting = Some(Exporting(Arc::clone(&watcher)));
        self.run(move || {
            let written = catch_unwind(AssertUnwindSafe(|| written(brief, &files, &watcher)));
            let stopped = "the export stopped unexpectedly; the document is unharmed";
            let notice = written.unwrap_or_else(|_| Some(Notice::failed(stopped)));
            let is_done = notice.as_ref().is_some_and(|notice| notice.tone == NoticeTone::Done);
            let opened = if opens && is_done { opened(&files) } else { None };
            notice.into_iter().chain(opened).map(Action::Notify).collect()
        });
        Ok(())
    }
}

/// What there is to say of the files; nothing where the export was stopped.
fn written(brief: Brief, files: &[(PathBuf, Target)], watcher: &Watcher) -> Option<Notice> {
    let brief = brief.completed(watcher)?;
    watcher.stage(Stage::Files);
    let surroundings = brief.surroundings();
    let blocks = brief.blocks(&surroundings);
    if watcher.is_stopped() {
        return None;
    }
    Some(match export::write_all(files, &blocks, &surroundings) {
        Ok(()) => {
            let mut forms = files.iter().map(|(_, target)| Form::File(*target));
            let missing = forms.find_map(|form| export::missing(&blocks, form));
            let but = missing.map(|missing| format!(", but {missing}")).unwrap_or_default();
            Notice::done(format!("Exported {}{but}", listed(files)))
        }
        Err(error) => Notice::failed(error.to_string()),
    })
}

/// The files in words: the folder once.
fn listed(files: &[(PathBuf, Target)]) -> String {
    let Some(((first, _), others)) = files.split_first() else { return String::new() };
    let names = others.iter().filter_map(|(path, _)| path.file_name());
    let names = names.map(|name| format!(", {}", name.to_string_lossy()));
    std::iter::once(first.display().to_string()).chain(names).collect()
}

/// Opens the first file with the program that the system has for it; why that failed.
fn opened(files: &[(PathBuf, Target)]) -> Option<Notice> {
    let (path, _) = files.first()?;
    let error = open::that_detached(path).err()?;
    Some(Notice::failed(format!("{}: no program opened it: {error}", path.display())))
}
