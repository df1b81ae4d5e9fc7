//! Choosing a file: a list of the folder in the window with a field for the path, and the system's own dialog for those
//! who prefer it.

mod browser;
mod clerk;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use eframe::egui::{Button, Id, Key, Modifiers, Ui};

use super::{Outcome, heading, set_width};
use crate::{
    drawing::FontWeight,
    formats::{ballot::Form, bibliography::Bibliography},
    model::{Piece, passages},
    report::{Options, Target, graph_figure::GraphFigure},
    session::{Action, ReleaseWish, Session, export::Order, files, picture::Finish},
    ui::{theme, view::Cx, widgets},
};
use browser::{Browser, Step};
use clerk::{Answer, Clerk};

/// What the file is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// Opening a document.
    Open,
    /// Reading a document to compare the open one with.
    Compare,
    /// Saving the document.
    SaveAs,
    /// Writing the report so.
    Export(Box<Order>),
    /// Freezing the report with these options in these formats.
    Freeze(Box<Options>, Vec<Target>),
    /// Reading a release to compare with.
    CompareRelease,
    /// Adding the entries of a bibliography to the evidence.
    ImportEvidence,
    /// Writing the evidence to a bibliography.
    ExportEvidence,
    /// The findings of the audit.
    ExportAudit,
    /// Adding the judgements of a table.
    ImportJudgements,
    /// Writing judgements to a table; with experts by number where it shall tell nobody.
    ExportJudgements(bool),
    /// Writing ballots into a folder.
    ExportBallots,
    /// Taking in one ballot, or all that lie beside it.
    MergeBallots(bool),
    /// Writing a figure of the graph so, usually as PNG or else as SVG.
    Figure(Box<GraphFigure>, Finish, bool),
}

/// How often answers are looked for.
const GLANCE: Duration = Duration::from_millis(60);

/// A list of a folder, a typed path, and the system's dialog.
#[derive(Debug)]
pub(super) struct FileDialog {
    purpose: Purpose,
    typed: String,
    /// Whether that was typed after a folder was asked for: then its answer leaves it alone.
    is_edited: bool,
    browser: Browser,
    clerk: Clerk,
    /// How many answers of the clerk are still to come.
    asked: usize,
    /// Whether the system's dialog is open.
    is_in_system: bool,
    /// Why the typed path will not do, or what to confirm.
    message: Option<String>,
    /// The existing file whose replacement has been asked about.
    confirmed: Option<PathBuf>,
    is_fresh: bool,
    /// The field for the path.
    field: Option<Id>,
}

impl Purpose {
    fn title(&self) -> &'static str {
        match self {
            Self::Open => "Open a document",
            Self::Compare => "Compare with another document",
            Self::SaveAs => "Save the document",
            Self::Export(..) => "Export the report",
            Self::Figure(..) => "Export the figure",
            Self::Freeze(..) => "Freeze the report as a release",
            Self::CompareRelease => "Compare with a release",
            Self::ImportEvidence => "Import evidence from a bibliography",
            Self::ExportEvidence => "Export the evidence as a bibliography",
            Self::ExportAudit => "Export the audit as CSV",
            Self::ImportJudgements => "Import judgements from a table",
            Self::ExportJudgements(false) => "Export the judgements as a table",
            Self::ExportJudgements(true) => "Export the judgements without names",
            Self::ExportBallots => "Write the ballots into a folder",
            Self::MergeBallots(false) => "Merge a ballot",
            Self::MergeBallots(true) => "Merge all ballots beside this one",
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::SaveAs => "Save",
            Self::Export(..)
            | Self::Figure(..)
            | Self::ExportEvidence
            | Self::ExportAudit
            | Self::ExportJudgements(_) => "Export",
            Self::ImportEvidence | Self::ImportJudgements => "Import",
            Self::ExportBallots => "Write",
            Self::MergeBallots(_) => "Merge",
            Self::Freeze(..) => "Freeze",
            Self::Compare | Self::CompareRelease => "Compare",
        }
    }

    /// Whether a file is read that must be there.
    fn opens(&self) -> bool {
        matches!(
            self,
            Self::Open
                | Self::Compare
                | Self::CompareRelease
                | Self::ImportEvidence
                | Self::ImportJudgements
                | Self::MergeBallots(_)
        )
    }

    /// The files that would be written to a path.
    fn files(&self, path: &Path) -> Vec<PathBuf> {
        match self {
            Self::Export(order) => order.files(path).into_iter().map(|(file, _)| file).collect(),
            _ => vec![path.to_owned()],
        }
    }

    /// Extensions with their names; the first is the usual one.
    fn extensions(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Open | Self::Compare | Self::SaveAs => {
                vec![("driftline", "driftline document"), ("json", "JSON")]
            }
            Self::Export(order) => report_extensions(&order.targets),
            Self::Freeze(..) | Self::CompareRelease => vec![("zip", "Release")],
            Self::ImportEvidence | Self::ExportEvidence => {
                Bibliography::ALL.map(|form| (form.extension(), form.title())).to_vec()
            }
            Self::ExportAudit | Self::ImportJudgements | Self::ExportJudgements(_) => {
                vec![("csv", "CSV")]
            }
            Self::ExportBallots => vec![("ballots", "Folder")],
            Self::MergeBallots(_) => vec![("json", "Ballot"), ("ron", "Ballot")],
            Self::Figure(.., true) => vec![("png", "PNG"), ("svg", "SVG")],
            Self::Figure(.., false) => vec![("svg", "SVG"), ("png", "PNG")],
        }
    }
}

impl FileDialog {
    /// Lists the usual folder; opens the system's dialog at once for those who prefer it.
    pub(super) fn new(session: &mut Session, purpose: Purpose) -> Self {
        let suggestion = files::from_root(&suggestion(session, &purpose));
        // Names are typed behind the folder.
        let typed = if purpose.opens() { suggestion.join("") } else { suggestion.clone() };
        let clerk = Clerk::new(session, &purpose);
        let mut dialog = Self {
            typed: typed.display().to_string(),
            is_edited: false,
            purpose,
            browser: Browser::default(),
            clerk,
            asked: 0,
            is_in_system: false,
            message: None,
            confirmed: None,
            is_fresh: true,
            field: None,
        };
        let folder = if dialog.purpose.opens() {
            suggestion
        } else {
            suggestion.parent().map(Path::to_owned).unwrap_or_default()
        };
        dialog.look_into(folder);
        // The field has it already: what is typed meanwhile is not touched when the folder has been read.
        dialog.is_edited = true;
        if session.preferences().uses_system_dialog {
            dialog.ask_system();
        }
        dialog
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        if let Some(path) = self.answers(ui) {
            cx.act(self.action(path));
            return Outcome::Closed;
        }
        if self.asked > 0 {
            ui.ctx().request_repaint_after(GLANCE);
        }
        set_width(ui, 560.0);
        heading(ui, self.purpose.title());
        self.places_ui(ui, cx);
        if ui.input_mut(|input| input.consume_key(Modifiers::ALT, Key::ArrowUp)) {
            self.go_up();
        }
        // What the arrow keys have reached is taken by Enter, whatever has the focus.
        let is_taken = self.browser.is_walked()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        // In a part of its own: the field below keeps its name, and with it the keyboard, whatever the list shows.
        let step = ui.scope(|ui| self.browser.ui(ui)).inner;
        ui.add_space(6.0);
        let is_entered = self.path_ui(ui, cx);
        ui.add_space(8.0);
        let outcome = self.buttons_ui(ui, cx, is_entered || is_taken);
        match step {
            Some(Step::Into(folder)) => self.look_into(folder),
            Some(Step::Pointed(path)) => self.type_in(&path),
            Some(Step::Took(path)) => {
                self.type_in(&path);
                if let Some(path) = self.accepted() {
                    cx.act(self.action(path));
                    return Outcome::Closed;
                }
            }
            None => {}
        }
        outcome
    }

    /// Where one is, and where one often goes.
    fn places_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let here = self.browser.path().map(|path| path.display().to_string()).unwrap_or_default();
        let recent = cx.session.preferences().recent.iter().filter_map(|path| path.parent());
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in recent.map(Path::to_owned) {
            if !folders.contains(&folder) && folders.len() < 8 {
                folders.push(folder);
            }
        }
        let mut wanted = None;
        ui.horizontal(|ui| {
            if ui.button("Home").clicked() {
                wanted = Some(files::home());
            }
            let chosen = ui.add_enabled_ui(!folders.is_empty(), |ui| {
                ui.menu_button("Recent folders", |ui| one_of(ui, &folders)).inner.flatten()
            });
            wanted = chosen.inner.or(wanted.take());
            let font = theme::font(FontWeight::Regular, theme::SMALL);
            let room = ui.available_width();
            let galley = widgets::elided(ui, &here, font, cx.tokens.secondary, room);
            let is_cut = galley.elided;
            let label = ui.label(galley);
            if is_cut {
                label.on_hover_text(&here);
            }
        });
        if let Some(folder) = wanted {
            self.look_into(folder);
        }
    }

    /// The field for the path; whether Enter was pressed in it.
    fn path_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let (response, typed) = widgets::text_field(ui, "File path", "", &self.typed);
        self.field = Some(response.id);
        if let Some(typed) = typed {
            self.typed = typed;
            self.is_edited = true;
            self.message = None;
            self.browser.let_go();
            self.follow_typing();
        }
        if std::mem::take(&mut self.is_fresh) {
            response.request_focus();
            // Another path may be typed from its beginning.
            widgets::select_all(ui, response.id, &self.typed);
        }
        let is_entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if is_entered {
            self.is_fresh = true;
        }
        if let Some(message) = &self.message {
            ui.colored_label(cx.tokens.warning, message);
        }
        is_entered
    }

    /// To open a document, the list follows what is typed: the folder, and the beginning of the name.
    fn follow_typing(&mut self) {
        if !self.purpose.opens() {
            return;
        }
        let path = files::typed_path(&self.typed);
        let ends_in_folder = self.typed.ends_with(std::path::MAIN_SEPARATOR);
        let (folder, name) = if ends_in_folder {
            (Some(&*path), String::new())
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            (path.parent(), name.unwrap_or_default())
        };
        let is_here = folder.is_some_and(|folder| self.browser.path() == Some(folder));
        self.browser.set_filter(if is_here { &name } else { "" });
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
            let other = ui.add_enabled(!self.is_in_system, Button::new("System dialog…"));
            if other.clicked() {
                self.ask_system();
            }
            let mut is_usual = cx.session.preferences().uses_system_dialog;
            if ui.checkbox(&mut is_usual, "Always").changed() {
                let mut preferences = cx.session.preferences().clone();
                preferences.uses_system_dialog = is_usual;
                cx.act(Action::Prefer(Box::new(preferences)));
            }
        });
        outcome
    }

    fn look_into(&mut self, folder: PathBuf) {
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        self.asked += 1;
        self.is_edited = false;
        self.clerk.list(folder);
    }

    fn go_up(&mut self) {
        if let Some(parent) = self.browser.path().and_then(Path::parent).map(Path::to_owned) {
            self.look_into(parent);
        }
    }

    fn ask_system(&mut self) {
        self.asked += 1;
        self.is_in_system = true;
        self.clerk.ask_system(files::typed_path(&self.typed));
    }

    fn type_in(&mut self, path: &Path) {
        // What is pointed at narrows the list no further.
        self.typed = path.display().to_string();
        self.message = None;
    }

    /// Takes in what the clerk has found; gives what was chosen in the system's dialog.
    fn answers(&mut self, ui: &Ui) -> Option<PathBuf> {
        while let Some(answer) = self.clerk.answer() {
            self.asked = self.asked.saturating_sub(1);
            match answer {
                // What is shown already stays as it is: something may have been pointed at since.
                Answer::Folder(Ok(folder)) if self.browser.path() == Some(&*folder.path) => {}
                Answer::Folder(Ok(folder)) => {
                    if !self.is_edited {
                        self.go_along(ui, &folder.path);
                    }
                    self.browser.show(folder);
                }
                Answer::Folder(Err(message)) => self.message = Some(message),
                Answer::Chosen(Some(path)) => return Some(with_extension(path, &self.purpose)),
                Answer::Chosen(None) => self.is_in_system = false,
            }
        }
        None
    }

    /// Takes the name along into another folder.
    fn go_along(&mut self, ui: &Ui, folder: &Path) {
        self.typed = folder.join(self.file_name()).display().to_string();
        // All of the text was selected and still is: what is typed now takes its place.
        if let Some(field) = self.field {
            widgets::select_all(ui, field, &self.typed);
        }
    }

    /// The typed name without its folder; none where a document is to be opened.
    fn file_name(&self) -> OsString {
        if self.purpose.opens() {
            return OsString::new();
        }
        let typed = files::typed_path(&self.typed);
        typed.file_name().map(ToOwned::to_owned).unwrap_or_default()
    }

    /// The typed path, if it will do; else says why not.
    fn accepted(&mut self) -> Option<PathBuf> {
        if let Some(folder) = self.browser.reached() {
            self.look_into(folder);
            return None;
        }
        if self.typed.trim().is_empty() {
            self.message = Some("Type a path, or choose a file".to_owned());
            return None;
        }
        let path = files::typed_path(&self.typed);
        if files::is_folder(&path) {
            self.look_into(path);
            return None;
        }
        if self.purpose.opens() {
            return Some(path);
        }
        let path = with_extension(path, &self.purpose);
        let existing = self.purpose.files(&path).into_iter().filter(|file| files::exists(file));
        let count = existing.count();
        if count > 0 && self.confirmed.as_ref() != Some(&path) {
            let verb = self.purpose.verb();
            self.message = Some(if count == 1 {
                format!("The file exists; {verb} again to replace it")
            } else {
                format!("{count} of the files exist; {verb} again to replace them")
            });
            self.confirmed = Some(path);
            self.is_fresh = true;
            return None;
        }
        Some(path)
    }

    fn action(&self, path: PathBuf) -> Action {
        match &self.purpose {
            Purpose::Open => Action::Open(path),
            Purpose::Compare => Action::CompareWith(path),
            Purpose::SaveAs => Action::SaveAs(path),
            Purpose::Export(order) => Action::Export(path, order.clone()),
            Purpose::Freeze(options, targets) => {
                Action::Release(ReleaseWish::Freeze(path, targets.clone(), options.clone()))
            }
            Purpose::CompareRelease => Action::Release(ReleaseWish::CompareWith(Some(path))),
            Purpose::ImportEvidence => Action::ImportEvidence(path),
            Purpose::ExportAudit => Action::ExportAudit(path),
            Purpose::ExportEvidence => Action::ExportEvidence(path),
            Purpose::ImportJudgements => Action::ImportJudgements(path),
            Purpose::ExportJudgements(is_nameless) => Action::ExportJudgements(path, *is_nameless),
            Purpose::ExportBallots => Action::ExportBallots(path, Form::Page),
            Purpose::MergeBallots(false) => Action::MergeBallots(vec![path]),
            Purpose::MergeBallots(true) => {
                let folder = path.parent().map(Path::to_owned).unwrap_or_default();
                Action::MergeBallots(vec![folder])
            }
            Purpose::Figure(figure, finish, _) => {
                Action::ExportFigure(path, figure.clone(), *finish)
            }
        }
    }
}

/// The formats of reports, the chosen ones first.
fn report_extensions(chosen: &[Target]) -> Vec<(&'static str, &'static str)> {
    let others = Target::ALL.iter().filter(|other| !chosen.contains(other));
    chosen.iter().chain(others).map(|t| (t.extension(), t.name())).collect()
}

/// The folder that was chosen from a menu.
fn one_of(ui: &mut Ui, folders: &[PathBuf]) -> Option<PathBuf> {
    let mut chosen = None;
    for folder in folders {
        if ui.button(folder.display().to_string()).clicked() {
            chosen = Some(folder.clone());
            ui.close();
        }
    }
    chosen
}

/// The usual place and name for a file.
fn suggestion(session: &Session, purpose: &Purpose) -> PathBuf {
    let document = session.document();
    let beside = document.path().cloned();
    let folder = beside.as_deref().and_then(Path::parent).map(Path::to_owned);
    match purpose {
        of if of.opens() => folder.unwrap_or_default(),
        _ => {
            let extension = purpose.extensions().first().map_or("", |(extension, _)| extension);
            // A name of a file leaves the house with it.
            let title = passages(&document.assessment().about().title);
            let open = title.into_iter().filter_map(|piece| match piece {
                Piece::Open(text) => Some(text),
                Piece::Internal { .. } => None,
            });
            let title: String = open.collect();
            let stem = beside.as_deref().and_then(Path::file_stem).map_or_else(
                || files::stem_for(&title),
                |stem| stem.to_string_lossy().into_owned(),
            );
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
