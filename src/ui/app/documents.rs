//! The open documents: each in a session of its own, with what the window remembers of it; asking before changes are lost.

use std::path::Path;

use eframe::egui::{self, Ui, ViewportCommand};

use super::App;
use crate::{
    session::{Action, BLANK_NAME, Contents, Recovered, Session, files},
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
    given_up: Option<GivenUp>,
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

/// A state of a document that may be lost: what becomes of it later may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GivenUp {
    session: u64,
    revision: u64,
    unread: usize,
}

impl Tab {
    pub(super) fn new(session: Session) -> Self {
        Self { session, view: View::default(), given_up: None }
    }

    /// What would be given up now.
    fn as_it_is(&self) -> GivenUp {
        GivenUp {
            session: self.session.number(),
            revision: self.session.document().revision(),
            unread: self.view.scores.unread(),
        }
    }

    /// Whether closing it would lose anything.
    fn would_lose(&self) -> bool {
        let is_saved = !self.session.document().is_dirty() && !self.session.is_saving();
        !is_saved || self.view.scores.unread() > 0
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
                let path = files::from_root(path);
                if !self.show_open(&path) {
                    self.read(&path);
                }
            }
            Action::New(template) => match self.session().beside(template) {
                Ok(session) => self.show_beside(session),
                Err(notice) => self.session_mut().dispatch(Action::Notify(notice)),
            },
            _ => self.session_mut().dispatch(action),
        }
    }

    /// Shows the document of a file if it is open; whether it is.
    fn show_open(&mut self, path: &Path) -> bool {
        let is_it = |tab: &Tab| tab.session.document().path().is_some_and(|own| own == path);
        let place = self.tabs.iter().position(is_it);
        if let Some(place) = place {
            self.welcome = None;
            self.show_tab(place);
        }
        place.is_some()
    }

    /// Shows what was found in a file: a document, or a ballot. In the workshop whose round it is of that is merged,
    /// elsewhere it is there to be filled in.
    pub(super) fn show_contents(&mut self, path: &Path, contents: Contents) {
        let ballot = match contents {
            // It was recovered meanwhile, for example.
            Contents::Document(_) if self.show_open(path) => return,
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
    fn show_beside(&mut self, mut session: Session) {
        self.welcome = None;
        if self.session().is_untouched() {
            for notice in self.session_mut().take_notices() {
                session.dispatch(Action::Notify(notice));
            }
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
        // The older one has let go of it by now.
        self.session_mut().claim_file();
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
        if wants_to_close && !self.dialogs.is_quitting() {
            // What was given up for another closing is asked about again.
            self.tabs.iter_mut().for_each(|tab| tab.given_up = None);
        }
        if wants_to_close && !self.is_closing && (has_ballot || self.ask_about_next()) {
            ui.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.after_dialogs(ui);
    }

    /// Asks about the next document with unsaved changes; whether there is one.
    pub(super) fn ask_about_next(&mut self) -> bool {
        let waits = self.dialogs.waits_for();
        let is_awaited = |tab: &Tab| waits == Some(tab.session.number());
        let needs_answer = |tab: &Tab| tab.would_lose() && tab.given_up != Some(tab.as_it_is());
        let mut open = self.tabs.iter().enumerate().filter(|(_, tab)| needs_answer(tab));
        // Whoever does not want to wait any longer is asked about what is waited for.
        let next = open.clone().find(|(_, tab)| is_awaited(tab)).or_else(|| open.next());
        let next = next.map(|(place, _)| place);
        if let Some(place) = next {
            self.show_tab(place);
            self.ask_before(dialogs::After::Quit);
        }
        next.is_some()
    }

    /// Asks what becomes of unsaved changes; what is on its way to its file is waited for.
    fn ask_before(&mut self, after: dialogs::After) {
        let unread = self.tab().view.scores.unread();
        let number = self.session().number();
        // Whoever does not want to wait any longer asks once more.
        let is_waiting = self.dialogs.waits_for() == Some(number);
        if self.session().is_saving() && unread == 0 && !is_waiting {
            self.dialogs.go_on_when_saved(after, number);
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
        if self.dialogs.is_quiet()
            && let Some(number) = self.dialogs.waits_for()
        {
            let place = self.place_of(number);
            self.dialogs.go_on(place.map(|place| &self.tabs[place].session));
        }
        if let Some((after, number)) = self.dialogs.take_decision()
            && let Some(place) = self.place_of(number)
        {
            self.go_on(ui, &after, place);
        }
    }

    fn place_of(&self, session: u64) -> Option<usize> {
        self.tabs.iter().position(|tab| tab.session.number() == session)
    }

    /// Closes a document, or goes on closing the window: nothing of that document is lost, or it was given up.
    fn go_on(&mut self, ui: &Ui, after: &dialogs::After, place: usize) {
        match after {
            dialogs::After::Quit => {
                self.tabs[place].given_up = Some(self.tabs[place].as_it_is());
                if !self.ask_about_next() {
                    self.is_closing = true;
                    ui.send_viewport_cmd(ViewportCommand::Close);
                }
            }
            dialogs::After::Close => {
                let shown = self.session().number();
                self.show_tab(place);
                self.close_unasked();
                // Whoever works on another one meanwhile stays there.
                if let Some(place) = self.place_of(shown) {
                    self.show_tab(place);
                }
            }
        }
    }

    /// Leaves the journals of what is not saved: it is offered at the next start.
    pub(super) fn leave_journals(&mut self) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.would_lose()) {
            tab.session.leave_journal();
        }
    }
}
