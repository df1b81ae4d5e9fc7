//! Choosing a file: the system's own dialog on a thread of its own, and a typed path where no portal answers.

use std::{
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
};

use eframe::egui::{Key, Ui};

use super::{Outcome, heading};
use crate::{
    report::{Options, Target},
    session::{Action, Session, files},
    ui::{
        view::Cx,
        widgets::{self},
    },
};

/// What the file is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// Opening a document.
    Open,
    /// Saving the document.
    SaveAs,
    /// Writing the report with these options, usually in this format.
    Export(Box<Options>, Target),
}

/// A typed path beside the system's dialog.
#[derive(Debug)]
pub(super) struct FileDialog {
    purpose: Purpose,
    typed: String,
    /// The answer of the system's dialog while it is open.
    native: Option<Receiver<Option<PathBuf>>>,
    /// Why the typed path will not do, or what to confirm.
    message: Option<String>,
    /// The existing file whose replacement has been asked about.
    confirmed: Option<PathBuf>,
    is_fresh: bool,
}

impl Purpose {
    fn title(&self) -> &'static str {
        match self {
            Self::Open => "Open a document",
            Self::SaveAs => "Save the document",
            Self::Export(..) => "Export the report",
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::SaveAs => "Save",
            Self::Export(..) => "Export",
        }
    }

    /// Extensions with their names; the first is the usual one.
    fn extensions(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Open | Self::SaveAs => &[("driftline", "driftline document"), ("json", "JSON")],
            Self::Export(_, Target::Html) => &[("html", "HTML"), ("md", "Markdown")],
            Self::Export(_, Target::Markdown) => &[("md", "Markdown"), ("html", "HTML")],
        }
    }
}

impl FileDialog {
    /// Opens the system's dialog; the typed field stands in for it where there is none.
    pub(super) fn new(session: &mut Session, purpose: Purpose) -> Self {
        let suggestion = suggestion(session, &purpose);
        let native = ask_natively(session, &purpose, &suggestion);
        Self {
            typed: suggestion.display().to_string(),
            purpose,
            native: Some(native),
            message: None,
            confirmed: None,
            is_fresh: true,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        if let Some(path) = self.native_answer() {
            cx.act(self.action(path));
            return Outcome::Closed;
        }
        ui.set_width(460.0);
        heading(ui, self.purpose.title());
        let hint = if self.native.is_some() {
            "Choose in the system's file dialog, or type a path here"
        } else {
            "Type the path of the file"
        };
        widgets::secondary(ui, hint);
        let (response, typed) = widgets::text_field(ui, "File path", "", &self.typed);
        if let Some(typed) = typed {
            self.typed = typed;
            self.message = None;
        }
        if std::mem::take(&mut self.is_fresh) {
            response.request_focus();
        }
        let is_entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if let Some(message) = &self.message {
            ui.colored_label(cx.tokens.warning, message);
        }
        ui.add_space(8.0);
        self.buttons_ui(ui, cx, is_entered)
    }

    fn buttons_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, is_entered: bool) -> Outcome {
        let mut outcome = Outcome::Open;
        ui.horizontal(|ui| {
            let is_wanted =
                widgets::primary_button(ui, self.purpose.verb()).clicked() || is_entered;
            if let Some(path) = is_wanted.then(|| self.accepted()).flatten() {
                cx.act(self.action(path));
                outcome = Outcome::Closed;
            }
            if ui.button("Cancel").clicked() {
                outcome = Outcome::Closed;
            }
        });
        outcome
    }

    /// The path that the system's dialog gave; forgets the dialog when it was closed without one.
    fn native_answer(&mut self) -> Option<PathBuf> {
        match self.native.as_ref()?.try_recv() {
            Ok(Some(path)) => Some(with_extension(path, &self.purpose)),
            Ok(None) | Err(mpsc::TryRecvError::Disconnected) => {
                self.native = None;
                None
            }
            Err(mpsc::TryRecvError::Empty) => None,
        }
    }

    /// The typed path, if it will do; else says why not.
    fn accepted(&mut self) -> Option<PathBuf> {
        if self.typed.trim().is_empty() {
            self.message = Some("Type a path".to_owned());
            return None;
        }
        let path = files::typed_path(&self.typed);
        if matches!(self.purpose, Purpose::Open) {
            return Some(path);
        }
        let path = with_extension(path, &self.purpose);
        if files::exists(&path) && self.confirmed.as_ref() != Some(&path) {
            let verb = self.purpose.verb();
            self.message = Some(format!("The file exists; {verb} again to replace it"));
            self.confirmed = Some(path);
            self.is_fresh = true;
            return None;
        }
        Some(path)
    }

    fn action(&self, path: PathBuf) -> Action {
        match &self.purpose {
            Purpose::Open => Action::Open(path),
            Purpose::SaveAs => Action::SaveAs(path),
            Purpose::Export(options, usual) => {
                let extension = path.extension().and_then(|extension| extension.to_str());
                let target = extension.and_then(Target::from_extension).unwrap_or(*usual);
                Action::Export(path, target, options.clone())
            }
        }
    }
}

/// The usual place and name for a file.
fn suggestion(session: &Session, purpose: &Purpose) -> PathBuf {
    let document = session.document();
    let beside = document.path().cloned();
    let folder = beside.as_deref().and_then(Path::parent).map(Path::to_owned);
    match purpose {
        Purpose::Open => folder.unwrap_or_default(),
        Purpose::SaveAs | Purpose::Export(..) => {
            let extension = purpose.extensions().first().map_or("", |(extension, _)| extension);
            let title = &document.assessment().about().title;
            let stem = beside
                .as_deref()
                .and_then(Path::file_stem)
                .map_or_else(|| files::stem_for(title), |stem| stem.to_string_lossy().into_owned());
            folder.unwrap_or_default().join(format!("{stem}.{extension}"))
        }
    }
}

fn with_extension(path: PathBuf, purpose: &Purpose) -> PathBuf {
    match purpose.extensions().first() {
        Some((extension, _)) if path.extension().is_none() => path.with_extension(extension),
        _ => path,
    }
}

/// Opens the system's dialog on a thread of its own: a portal that hangs must not hang the window.
fn ask_natively(
    session: &mut Session,
    purpose: &Purpose,
    suggestion: &Path,
) -> Receiver<Option<PathBuf>> {
    let (sender, receiver) = mpsc::channel();
    let mut dialog = rfd::FileDialog::new().set_title(purpose.title());
    for (extension, name) in purpose.extensions() {
        dialog = dialog.add_filter(*name, &[extension]);
    }
    if let Some(folder) = suggestion.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggestion.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    let opens = matches!(purpose, Purpose::Open);
    session.run(move || {
        let answer = if opens { dialog.pick_file() } else { dialog.save_file() };
        // Nobody waits for the answer when the dialog beside it was closed.
        let _is_heard = sender.send(answer).is_ok();
        Vec::new()
    });
    receiver
}
