//! Who looks at the disk for the file dialog, on threads of its own: a folder or a portal that hangs must not hang the
//! window.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
};

use super::Purpose;
use crate::session::{FileLine, Folder, Session};

/// What the clerk has found out.
pub(super) enum Answer {
    /// A folder, or why it cannot be read.
    Folder(Result<Folder, String>),
    /// What was chosen in the system's dialog, if anything was.
    Chosen(Option<PathBuf>),
}

/// Asks go out, answers come in. Dropped, it ends its threads.
#[derive(Debug)]
pub(super) struct Clerk {
    folders: Sender<PathBuf>,
    system: Sender<PathBuf>,
    answers: Receiver<Answer>,
}

impl Clerk {
    /// A clerk for a purpose.
    pub(super) fn new(session: &mut Session, purpose: &Purpose) -> Self {
        let (sender, answers) = mpsc::channel();
        let (folders, wanted) = mpsc::channel::<PathBuf>();
        let filters = purpose.extensions();
        let known: Vec<&str> = filters.iter().map(|(extension, _)| *extension).collect();
        let answer = sender.clone();
        session.run(move || {
            // Ends when the dialog is gone, on either side of the channels.
            while let Ok(folder) = wanted.recv() {
                let found = Folder::read(&folder, &known).map_err(|error| error.to_string());
                if answer.send(Answer::Folder(found)).is_err() {
                    break;
                }
            }
            Vec::new()
        });
        let (system, suggested) = mpsc::channel::<PathBuf>();
        let (title, opens) = (purpose.title(), purpose.opens());
        session.run(move || {
            while let Ok(suggestion) = suggested.recv() {
                let chosen = in_system(title, &filters, (&suggestion, opens));
                if sender.send(Answer::Chosen(chosen)).is_err() {
                    break;
                }
            }
            Vec::new()
        });
        Self { folders, system, answers }
    }

    /// Asks for a folder.
    pub(super) fn list(&self, folder: PathBuf) {
        // Nobody listens only if the thread is gone, and then nobody answers either.
        let _is_heard = self.folders.send(folder).is_ok();
    }

    /// Opens the system's dialog.
    pub(super) fn ask_system(&self, suggestion: PathBuf) {
        let _is_heard = self.system.send(suggestion).is_ok();
    }

    /// The next answer, if there is one.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }
}

/// Opens the system's dialog and waits for it; `None` where it was closed, or where there is none.
fn in_system(
    title: &str,
    extensions: &[(&str, &str)],
    (suggestion, opens): (&Path, bool),
) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new().set_title(title);
    for (extension, name) in extensions {
        dialog = dialog.add_filter(*name, &[extension]);
    }
    if let Some(folder) = suggestion.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggestion.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    if opens { dialog.pick_file() } else { dialog.save_file() }
}

/// How large a file is, and when it was changed, in words.
pub(super) fn words_of(file: &FileLine) -> String {
    let bytes = file.bytes as f64;
    let size = match file.bytes {
        0..1_000 => format!("{} B", file.bytes),
        1_000..1_000_000 => format!("{:.0} kB", bytes / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    };
    if file.changed.is_empty() { size } else { format!("{size} · {}", file.changed) }
}
