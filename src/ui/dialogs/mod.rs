//! Windows over the window: files, templates, unsaved changes, palette, shortcuts.

mod clash;
mod compare;
mod figure;
mod file;
mod help;
pub mod insert;
mod palette;
mod recover;
mod report;
mod start;
mod unsaved;

use eframe::egui::{self, Frame, Id, Margin, Modal, Sense, Ui, UiBuilder, Vec2};

use crate::{
    report::Target as Format,
    session::{Action, Lost, Notation, Preferences, Session, ThemeChoice},
    ui::{
        command::Command,
        comparing::Comparison,
        theme,
        view::{Cx, Wish},
        workspaces::report::ReportView,
    },
};
use clash::ClashDialog;
use figure::FigureDialog;
use file::{FileDialog, Purpose};
use palette::Palette;
use report::ReportDialog;

/// What is left around a dialog in a small window, its frame counted in.
const MARGIN: f32 = 28.0;
/// What a dialog that takes the whole window leaves at its edges.
const FULL_MARGIN: f32 = 10.0;
/// Distance of lists from the top of the window.
const HANG: f32 = 72.0;

/// What waits for a decision about unsaved changes.
#[derive(Clone, Debug)]
pub enum After {
    /// Closing the document.
    Close,
    /// Closing the window.
    Quit,
}

/// The dialogs of the window; at most one is open.
#[derive(Debug, Default)]
pub struct Dialogs {
    open: Option<Dialog>,
    /// What goes on as soon as the document of a session is saved.
    after_save: Option<(After, u64)>,
    /// What goes on at once.
    decided: Option<(After, u64)>,
    /// What a file is to be asked for next.
    wanted_file: Option<Purpose>,
    /// Documents that were left with changes that no file has.
    lost: Vec<Lost>,
}

#[derive(Debug)]
enum Dialog {
    File(Box<FileDialog>),
    Figure(FigureDialog),
    Report(ReportDialog),
    New,
    /// Unsaved changes, and how many texts of the score sheet could not be read.
    Unsaved(After, usize),
    Palette(Palette),
    Help(String),
    Recover,
    Clash(Box<ClashDialog>),
    Compare(Box<Comparison>),
}

impl Dialog {
    /// Whether it takes the whole window.
    fn is_full(&self) -> bool {
        match self {
            Self::Clash(clash) => clash.is_full(),
            Self::Compare(_) => true,
            _ => false,
        }
    }

    /// Goes back from a second page to the first one; whether it was there.
    fn goes_back(&mut self) -> bool {
        match self {
            Self::Clash(clash) => clash.go_back(),
            _ => false,
        }
    }
}

/// What becomes of an open dialog after a frame.
enum Outcome {
    /// It stays open.
    Open,
    /// It is closed.
    Closed,
}

impl Dialogs {
    /// Whether no dialog is open that wants the keyboard.
    pub fn is_quiet(&self) -> bool {
        self.open.is_none()
    }

    /// Asks what to do with unsaved changes before going on, and with so many texts that could not be read as scores.
    pub fn ask_unsaved(&mut self, after: After, unread: usize) {
        // What is asked again waits for the answer.
        self.after_save = None;
        self.open = Some(Dialog::Unsaved(after, unread));
    }

    /// Goes on as soon as the document of this session, which is on its way to its file, is there.
    pub fn go_on_when_saved(&mut self, after: After, session: u64) {
        self.open = None;
        self.after_save = Some((after, session));
    }

    /// The session for whose file something waits.
    pub fn waits_for(&self) -> Option<u64> {
        self.after_save.as_ref().map(|(_, session)| *session)
    }

    /// Whether the window is being closed.
    pub fn is_quitting(&self) -> bool {
        matches!(self.after_save, Some((After::Quit, _)))
            || matches!(self.open, Some(Dialog::Unsaved(After::Quit, _)))
    }

    /// Lets what waits for this session go on if its file is there. Where that is not to be had the wish is withdrawn. To be
    /// called while no dialog is open.
    pub fn go_on(&mut self, session: Option<&Session>) {
        if session.is_some_and(Session::is_saving) {
            return;
        }
        let is_saved =
            |session: &Session| !session.document().is_dirty() && !session.could_not_save();
        // Else it was closed, could not be written, or no file was named for it.
        let wish = self.after_save.take().filter(|_| session.is_some_and(is_saved));
        self.decided = wish.or(self.decided.take());
    }

    /// What may go on now, and of which session: the user gave unsaved changes up, or they have been saved.
    pub fn take_decision(&mut self) -> Option<(After, u64)> {
        self.decided.take()
    }

    /// Offers templates.
    pub fn show_new(&mut self) {
        self.open = Some(Dialog::New);
    }

    /// Opens the palette.
    pub fn show_palette(&mut self) {
        self.open = Some(Dialog::Palette(Palette::default()));
    }

    /// Opens the palette for the ids of elements.
    pub fn show_go_to_id(&mut self) {
        self.open = Some(Dialog::Palette(Palette::of_ids()));
    }

    /// Shows the shortcuts.
    pub fn show_help(&mut self) {
        self.open = Some(Dialog::Help(String::new()));
    }

    /// Asks for a file to open.
    pub fn open(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::Open);
    }

    /// Asks for a file to save to.
    pub fn save_as(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::SaveAs);
    }

    /// Asks how to export the report.
    pub fn export(&mut self, session: &Session, report: &ReportView) {
        let (document, preferences) = (session.assessment(), session.preferences());
        let dialog = ReportDialog::new(document, report.is_public(), preferences);
        self.open = Some(Dialog::Report(dialog));
    }

    /// Asks for an archive to freeze the report into.
    pub fn freeze(&mut self, session: &mut Session, report: &ReportView) {
        let options = Box::new(report.options(session));
        // Those of the last export, or a page for everybody.
        let known = session.preferences().formats.iter();
        let mut targets: Vec<Format> =
            known.filter_map(|format| Format::from_extension(format)).collect();
        if targets.is_empty() {
            targets.push(Format::Html);
        }
        self.ask_file(session, Purpose::Freeze(options, targets));
    }

    /// Asks for a release to compare the report with.
    pub fn compare_release(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::CompareRelease);
    }

    /// Asks for a bibliography to import evidence from.
    pub fn import_evidence(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::ImportEvidence);
    }

    /// Asks for a bibliography to write the evidence to.
    pub fn export_evidence(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::ExportEvidence);
    }

    /// Asks for a file to write the audit to.
    pub fn export_audit(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::ExportAudit);
    }

    /// Asks for the file of what a command exchanges with the panel of experts.
    pub fn exchange_with_panel(&mut self, session: &mut Session, command: Command) {
        let purpose = match command {
            Command::ImportJudgements => Purpose::ImportJudgements,
            Command::ExportJudgements => Purpose::ExportJudgements(false),
            Command::ExportJudgementsNameless => Purpose::ExportJudgements(true),
            Command::ExportBallots => Purpose::ExportBallots,
            _ => Purpose::MergeBallots(command == Command::MergeBallots),
        };
        self.ask_file(session, purpose);
    }

    /// Asks which figure of the graph to export.
    pub fn show_figure(&mut self, session: &Session) {
        self.open = Some(Dialog::Figure(FigureDialog::new(session)));
    }

    /// Asks for the file that a dialog that is closed now wanted.
    pub fn ask_wanted(&mut self, session: &mut Session) {
        if let Some(purpose) = self.wanted_file.take() {
            self.ask_file(session, purpose);
        }
    }

    /// Asks what becomes of a file that another program has changed.
    pub fn ask_clash(&mut self) {
        self.open = Some(Dialog::Clash(Box::default()));
    }

    /// Asks for a document to compare the open one with.
    pub fn compare_with(&mut self, session: &mut Session) {
        self.ask_file(session, Purpose::Compare);
    }

    /// Shows the open document beside the one that was read for it.
    pub fn show_compared(&mut self, session: &Session) {
        self.open = Comparison::of_other(session).map(|of| Dialog::Compare(Box::new(of)));
    }

    /// Offers to recover documents that were left with changes that no file has.
    pub fn offer_recovery(&mut self, lost: Vec<Lost>) {
        if !lost.is_empty() {
            self.lost = lost;
            self.open = Some(Dialog::Recover);
        }
    }

    /// One of the documents that can be recovered, by its place.
    pub fn take_lost(&mut self, place: usize) -> Option<Lost> {
        let lost = (place < self.lost.len()).then(|| self.lost.remove(place));
        if self.lost.is_empty() && matches!(self.open, Some(Dialog::Recover)) {
            self.open = None;
        }
        lost
    }

    /// Shows the open dialog.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(mut dialog) = self.open.take() else { return };
        let frame = frame(ui, &dialog);
        let response = modal(ui, &dialog).frame(frame).show(ui.ctx(), |ui| {
            if dialog.is_full() {
                let room = ui.ctx().content_rect().size() - Vec2::splat(2.0 * FULL_MARGIN);
                let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
                let builder = UiBuilder::new().max_rect(rect);
                return ui.scope_builder(builder, |ui| self.dialog_ui(ui, cx, &mut dialog)).inner;
            }
            self.dialog_ui(ui, cx, &mut dialog)
        });
        let should_close = response.should_close() && !dialog.goes_back();
        let is_closed = matches!(response.inner, Outcome::Closed) || should_close;
        match dialog {
            Dialog::Clash(_) if should_close => cx.act(Action::LeaveClash),
            Dialog::Compare(_) if should_close => cx.act(Action::LeaveCompared),
            _ => {}
        }
        if !is_closed && self.open.is_none() {
            self.open = Some(dialog);
        }
    }

    fn dialog_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, dialog: &mut Dialog) -> Outcome {
        match dialog {
            Dialog::File(file) => file.ui(ui, cx),
            Dialog::Figure(figure) => {
                let (outcome, purpose) = figure.ui(ui, cx);
                self.wanted_file = purpose;
                outcome
            }
            Dialog::Report(report) => {
                let (outcome, purpose) = report.ui(ui, cx);
                self.wanted_file = purpose;
                outcome
            }
            Dialog::New => start::new_ui(ui, cx),
            Dialog::Unsaved(after, unread) => self.unsaved_ui(ui, cx, (after, *unread)),
            Dialog::Palette(palette) => palette.ui(ui, cx),
            Dialog::Help(filter) => help::help_ui(ui, filter),
            Dialog::Recover => recover::recover_ui(ui, cx, &self.lost),
            Dialog::Clash(dialog) => match cx.session.clash() {
                Some(clash) => dialog.ui(ui, cx, clash),
                None => Outcome::Closed,
            },
            Dialog::Compare(comparison) => compare::compare_ui(ui, cx, comparison),
        }
    }

    fn unsaved_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        (after, unread): (&After, usize),
    ) -> Outcome {
        match unsaved::unsaved_ui(ui, cx, unread) {
            None => Outcome::Open,
            Some(unsaved::Choice::Cancel) => Outcome::Closed,
            Some(unsaved::Choice::Discard) => {
                self.decided = Some((after.clone(), cx.session.number()));
                Outcome::Closed
            }
            Some(unsaved::Choice::Save) => {
                self.after_save = Some((after.clone(), cx.session.number()));
                cx.wishes.push(Wish::Command(Command::Save));
                Outcome::Closed
            }
        }
    }

    fn ask_file(&mut self, session: &mut Session, purpose: Purpose) {
        self.open = Some(Dialog::File(Box::new(FileDialog::new(session, purpose))));
    }
}

fn frame(ui: &Ui, dialog: &Dialog) -> Frame {
    if dialog.is_full() {
        let fill = ui.visuals().window_fill;
        return Frame::new().fill(fill).inner_margin(Margin::same(FULL_MARGIN as i8));
    }
    Frame::popup(ui.style()).corner_radius(theme::RADIUS_CARD).inner_margin(Margin::same(16))
}

fn modal(ui: &Ui, dialog: &Dialog) -> Modal {
    let id = Id::unique(if dialog.is_full() { "full dialog" } else { "dialog" });
    let is_list = matches!(dialog, Dialog::Palette(_) | Dialog::Help(_));
    // Lists hang from the top, so that they do not jump while they shrink with the search.
    let area = Modal::default_area(id);
    let hang = HANG.min(ui.ctx().content_rect().height() * 0.1);
    let area =
        if is_list { area.anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, hang)) } else { area };
    Modal::new(id).area(area).backdrop_color(egui::Color32::from_black_alpha(70))
}

/// The frame of a dialog's inside, for lists that reach to the edges.
fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    Frame::new().inner_margin(Margin::same(4)).show(ui, add);
}

/// Gives a dialog this width, or what a small window has of it.
fn set_width(ui: &mut Ui, wanted: f32) {
    ui.set_width(wanted.min(ui.ctx().content_rect().width() - 2.0 * MARGIN));
}

/// Height for a list of a dialog whose other parts need `others`: what a small window has of `wanted`.
fn list_height(ui: &Ui, wanted: f32, others: f32) -> f32 {
    let room = ui.ctx().content_rect().height() - others - 2.0 * MARGIN;
    // Three rows are the least that one can walk through.
    room.clamp(84.0, wanted.max(84.0))
}

/// The heading of a dialog.
fn heading(ui: &mut Ui, title: &str) {
    let font = theme::font(crate::drawing::FontWeight::SemiBold, theme::HEADING);
    ui.label(egui::RichText::new(title).font(font));
    ui.add_space(4.0);
}

/// Changes a preference as a command says.
pub fn prefer(preferences: &mut Preferences, command: Command) {
    match command {
        Command::ThemeSystem => preferences.theme = ThemeChoice::System,
        Command::ThemeLight => preferences.theme = ThemeChoice::Light,
        Command::ThemeDark => preferences.theme = ThemeChoice::Dark,
        Command::ThemeHighContrastLight => preferences.theme = ThemeChoice::HighContrastLight,
        Command::ThemeHighContrastDark => preferences.theme = ThemeChoice::HighContrastDark,
        Command::ThemeProjector => preferences.theme = ThemeChoice::Projector,
        Command::NotationPercent => preferences.notation = Notation::Percent,
        Command::NotationOdds => preferences.notation = Notation::Odds,
        Command::NotationOneIn => preferences.notation = Notation::OneIn,
        Command::LargerInterface => preferences.zoom = (preferences.zoom + 0.1).min(3.0),
        Command::UsualInterface => preferences.zoom = 1.0,
        Command::SmallerInterface => preferences.zoom = (preferences.zoom - 0.1).max(0.5),
        _ => {}
    }
}
