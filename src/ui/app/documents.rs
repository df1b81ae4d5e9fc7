//! The open documents: each in a session of its own, with what the window remembers of it; asking before changes are lost.

use std::path::Path;

use eframe::egui::{self, Ui, ViewportCommand};

use super::App;
use crate::{
    session::{Action, BLANK_NAME, Contents, Recovered, Session},
    ui::{
        dialogs,
        panels::{inspector, outline, problems, timeline},
        view::Workspace,
        workspaces::{
            argument::ArgumentView,
            model::ModelView,
            report::ReportView,
            results::ResultsView,
            scores::ScoresView,
            workshop::{BallotView, WorkshopView},
        },
    },
};

/// One open document.
pub(super) struct Tab {
    pub(super) session: Session,
    pub(super) view: View,
    /// Whether its unsaved changes may be lost when the window closes.
    pub(super) is_given_up: bool,
}

/// What the window remembers of a document between frames.
#[derive(Default)]
pub(super) struct View {
    pub(super) workspace: Workspace,
    pub(super) problems: problems::ProblemsView,
    pub(super) outline: outline::OutlineView,
    pub(super) inspector: inspector::InspectorView,
    pub(super) model: ModelView,
    pub(super) scores: ScoresView,
    pub(super) results: ResultsView,
    pub(super) report: ReportView,
    pub(super) argument: ArgumentView,
    pub(super) workshop: WorkshopView,
    /// The frame in which pasting in place was asked for.
    pub(super) paste_in_place: Option<u64>,
    pub(super) playing: timeline::Playing,
}

impl Tab {
    pub(super) fn new(session: Session) -> Self {
        Self { session, view: View::default(), is_given_up: false }
    }

    /// Whether closing it would lose anything.
    fn would_lose(&self) -> bool {
        self.session.document().is_dirty() || self.view.scores.unread() > 0
    }

    /// Whether more than probabilities is looked at.
    pub(super) fn wants_insights(&self) -> bool {
        match self.view.workspace {
            Workspace::Results | Workspace::Report | Workspace::Hypotheses => true,
            Workspace::Model => self.view.model.wants_insights(),
            _ => false,
        }
    }
}

impl App {
    /// Opening and starting anew leave the document that is open in its tab, unless nothing was done with it.
    pub(super) fn act(&mut self, action: Action) {
        match &action {
            Action::Open(path) => {
                let is_it = |tab: &Tab| tab.session.document().path() == Some(path);
                match self.tabs.iter().position(is_it) {
                    Some(place) => {
                        self.welcome = None;
                        self.show_tab(place);
                    }
                    None => self.read(path),
                }
            }
            Action::New(template) => match self.session().beside(template) {
                Ok(session) => self.show_beside(session),
                Err(notice) => self.session_mut().dispatch(Action::Notify(notice)),
            },
            _ => self.session_mut().dispatch(action),
        }
    }

    /// Shows what was found in a file: a document, or a ballot. In the workshop whose round it is of that is merged,
    /// elsewhere it is there to be filled in.
    pub(super) fn show_contents(&mut self, path: &Path, contents: Contents) {
        let ballot = match contents {
            Contents::Document(opened) => {
                let session = self.session().beside_opened(*opened);
                return self.show_beside(session);
            }
            Contents::Ballot(ballot) => *ballot,
        };
        let panel = self.session().assessment().panel();
        let is_ours = self.tab().view.workspace == Workspace::Workshop
            && panel.round(&ballot.round).is_some()
            && panel.expert(&ballot.expert).is_some();
        if is_ours {
            self.session_mut().dispatch(Action::MergeBallots(vec![path.to_owned()]));
        } else {
            self.welcome = None;
            self.ballot = Some(BallotView::new(path.to_owned(), ballot));
        }
    }

    /// In a tab of its own, unless nothing was done with the document that is shown.
    fn show_beside(&mut self, session: Session) {
        self.welcome = None;
        if self.session().is_untouched() {
            self.tabs[self.active] = Tab::new(session);
        } else {
            self.tabs.insert(self.active + 1, Tab::new(session));
            self.active += 1;
        }
    }

    /// Shows a document that was left with unsaved changes, with its history: in place of what its file holds where that
    /// is open and nothing was done with it, else in a tab of its own.
    pub(super) fn show_recovered(&mut self, recovered: Recovered) {
        let session = self.session().beside_recovered(recovered);
        let path = session.document().path().cloned();
        let is_older = |tab: &Tab| {
            let document = tab.session.document();
            path.is_some() && document.path() == path.as_ref() && !tab.would_lose()
        };
        match self.tabs.iter().position(is_older) {
            Some(older) => {
                self.show_tab(older);
                self.tabs[older] = Tab::new(session);
            }
            None => self.show_beside(session),
        }
    }

    /// Preferences are those of the person, whatever document they were changed beside.
    pub(super) fn show_tab(&mut self, place: usize) {
        if place < self.tabs.len() && place != self.active {
            let preferences = self.session().preferences().clone();
            self.active = place;
            self.session_mut().adopt(preferences);
        }
    }

    /// Asks first where changes would be lost.
    pub(super) fn close_tab(&mut self, place: usize) {
        self.show_tab(place);
        if self.tab().would_lose() {
            self.ask_before(dialogs::After::Close);
        } else {
            self.close_unasked();
        }
    }

    pub(super) fn close_unasked(&mut self) {
        let preferences = self.session().preferences().clone();
        if self.tabs.len() == 1 {
            // A window is never empty.
            if let Ok(session) = self.session().beside(BLANK_NAME) {
                self.tabs[0] = Tab::new(session);
            }
            return;
        }
        self.tabs.remove(self.active);
        self.active = self.active.min(self.tabs.len() - 1);
        self.session_mut().adopt(preferences);
    }

    /// The window's title names the document; closing asks first when there are unsaved changes.
    pub(super) fn keep_title(&mut self, ui: &Ui) {
        let document = self.session().document();
        let mark = if document.is_dirty() { "• " } else { "" };
        let title = format!("{mark}{} – driftline", document.assessment().about().title);
        let known = ui.data(|data| data.get_temp::<String>(egui::Id::unique("window title")));
        if known.as_ref() != Some(&title) {
            ui.data_mut(|data| data.insert_temp(egui::Id::unique("window title"), title.clone()));
            ui.send_viewport_cmd(ViewportCommand::Title(title));
        }
        let wants_to_close = ui.input(|input| input.viewport().close_requested());
        let has_ballot = self.ballot.as_ref().is_some_and(BallotView::is_dirty);
        if wants_to_close && !self.is_closing && (has_ballot || self.ask_about_next()) {
            ui.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.after_dialogs(ui);
    }

    /// Asks about the next document with unsaved changes; whether there is one.
    pub(super) fn ask_about_next(&mut self) -> bool {
        let needs_answer = |tab: &Tab| tab.would_lose() && !tab.is_given_up;
        let next = self.tabs.iter().position(needs_answer);
        if let Some(place) = next {
            self.show_tab(place);
            self.ask_before(dialogs::After::Quit);
        }
        next.is_some()
    }

    /// Asks what becomes of unsaved changes; what is on its way to its file is waited for.
    fn ask_before(&mut self, after: dialogs::After) {
        let unread = self.tab().view.scores.unread();
        if self.session().is_saving() && unread == 0 {
            self.dialogs.go_on_when_saved(after);
        } else {
            self.dialogs.ask_unsaved(after, unread);
        }
    }

    pub(super) fn after_dialogs(&mut self, ui: &Ui) {
        let active = self.active;
        if self.dialogs.is_quiet() && self.session().clash().is_some() {
            self.dialogs.ask_clash();
        }
        if self.dialogs.is_quiet() && self.session().compared().is_some() {
            self.dialogs.show_compared(&self.tabs[active].session);
        }
        self.dialogs.ask_wanted(&mut self.tabs[active].session);
        match self.dialogs.take_decision(&mut self.tabs[active].session) {
            Some(dialogs::After::Quit) => {
                self.tab_mut().is_given_up = true;
                if !self.ask_about_next() {
                    self.is_closing = true;
                    ui.send_viewport_cmd(ViewportCommand::Close);
                }
            }
            Some(dialogs::After::Close) => self.close_unasked(),
            None => {}
        }
    }
}
