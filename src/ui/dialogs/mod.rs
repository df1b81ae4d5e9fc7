//! Windows over the window: files, templates, unsaved changes, palette, shortcuts.

pub mod insert;

use eframe::egui::Ui;

use crate::{
    session::{Action, Preferences, Session},
    ui::{command::Command, view::Cx, workspaces::report::ReportView},
};

/// What was waiting for the user's consent.
#[derive(Clone, Debug)]
pub enum After {
    /// An action that replaces the document.
    Do(Box<Action>),
    /// Closing the window.
    Quit,
}

/// The dialogs that are open.
#[derive(Debug, Default)]
pub struct Dialogs {
    has_consent: bool,
}

impl Dialogs {
    /// Whether no dialog is open that wants the keyboard.
    pub fn is_quiet(&self) -> bool {
        true
    }

    /// Whether the user has agreed to lose unsaved changes.
    pub fn has_consent(&self) -> bool {
        self.has_consent
    }

    /// Asks what to do with unsaved changes.
    pub fn ask_unsaved(&mut self, after: After) {
        let _ = after;
    }

    /// What the user has decided to go on with.
    pub fn take_decision(&mut self, session: &mut Session) -> Option<After> {
        let _ = session;
        None
    }

    /// Offers templates.
    pub fn show_new(&mut self) {}

    /// Opens the palette.
    pub fn show_palette(&mut self) {}

    /// Shows the shortcuts.
    pub fn show_help(&mut self) {}

    /// Asks for a file to open.
    pub fn open(&mut self, session: &mut Session) {
        let _ = session;
    }

    /// Asks for a file to save to.
    pub fn save_as(&mut self, session: &mut Session) {
        let _ = session;
    }

    /// Asks for a file to export to.
    pub fn export(&mut self, session: &mut Session, report: &ReportView) {
        let _ = (session, report);
    }

    /// Shows the open dialogs.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let _ = (ui, cx);
    }
}

/// Changes a preference as a command says.
pub fn prefer(preferences: &mut Preferences, command: Command) {
    use crate::session::{Notation, ThemeChoice};
    match command {
        Command::ThemeSystem => preferences.theme = ThemeChoice::System,
        Command::ThemeLight => preferences.theme = ThemeChoice::Light,
        Command::ThemeDark => preferences.theme = ThemeChoice::Dark,
        Command::NotationPercent => preferences.notation = Notation::Percent,
        Command::NotationOdds => preferences.notation = Notation::Odds,
        Command::NotationOneIn => preferences.notation = Notation::OneIn,
        Command::LargerInterface => preferences.zoom = (preferences.zoom + 0.1).min(3.0),
        Command::SmallerInterface => preferences.zoom = (preferences.zoom - 0.1).max(0.5),
        _ => {}
    }
}
