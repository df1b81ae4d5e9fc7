//! The window as a whole: open documents, panels, and the carrying out of wishes.

mod carrying;
mod clipboard;
mod documents;
mod guarding;
mod guiding;
mod layout;
mod shortcuts;
mod waiting;

use std::{collections::BTreeMap, path::Path};

use eframe::egui::{self, Ui};

use crate::{
    session::{Action, Panel, Preferences, Session},
    ui::{
        dialogs::Dialogs,
        dock::Dock,
        panels::{notices, tabs},
        theme::{self, Tokens},
        tour::Tour,
        view::{Cx, Workspace},
        welcome::Welcome,
        workspaces::workshop::BallotView,
    },
};
use documents::Tab;
use waiting::Waiting;

/// The window: the open documents, each in a session of its own, and what the views remember.
pub struct App {
    /// At least one.
    tabs: Vec<Tab>,
    active: usize,
    dialogs: Dialogs,
    dock: Dock,
    /// The page that stands in front of everything until something is begun.
    welcome: Option<Welcome>,
    /// A ballot that is filled in; it stands in front of everything, too.
    ballot: Option<BallotView>,
    tour: Option<Tour>,
    /// The theme of the last frame.
    tokens: Option<&'static Tokens>,
    waiting: Waiting,
    is_closing: bool,
    /// Whether something had the keyboard, or could have had it, since the canvas or the sheet took it last.
    had_keys: bool,
    /// How many frames in a row could not be drawn.
    faults: u32,
}

impl App {
    /// A window on a session. Installs the theme into the context.
    pub fn new(ctx: &egui::Context, session: Session) -> Self {
        theme::install(ctx);
        theme::follow(ctx, session.preferences());
        Self {
            dock: Dock::new(session.preferences().panels.clone()),
            tabs: vec![Tab::new(session)],
            active: 0,
            dialogs: Dialogs::default(),
            welcome: None,
            ballot: None,
            tour: None,
            tokens: None,
            had_keys: false,
            waiting: Waiting::default(),
            is_closing: false,
            faults: 0,
        }
    }

    /// Opens a file, as the File menu does.
    pub fn open(&mut self, path: &Path) {
        self.act(Action::Open(path.to_owned()));
    }

    /// The workspace that is shown.
    pub fn workspace(&self) -> Workspace {
        self.tab().view.workspace
    }

    /// The session of the document that is shown, to look at.
    pub fn session(&self) -> &Session {
        &self.tab().session
    }

    /// The session of the document that is shown, for tests that set a scene.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.tab_mut().session
    }

    /// The titles of the open documents, in the order of their tabs, and which one is shown.
    pub fn open_documents(&self) -> (Vec<&str>, usize) {
        let documents = self.tabs.iter().map(|tab| tab.session.assessment());
        (documents.map(|document| &*document.about().title).collect(), self.active)
    }

    fn tab(&self) -> &Tab {
        &self.tabs[self.active]
    }

    fn tab_mut(&mut self) -> &mut Tab {
        &mut self.tabs[self.active]
    }

    /// Shows one frame of the whole window and carries out what was asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        for (place, tab) in self.tabs.iter_mut().enumerate() {
            tab.session.want_insights(place == self.active && tab.wants_insights());
            tab.session.tick();
            tab.view.workshop.follow(&mut tab.session);
        }
        self.take_waited();
        self.play(ui);
        self.follow_theme(ui);
        let mut wishes = Vec::new();
        clipboard::take_dropped_files(ui, &mut wishes);
        self.follow_clipboard(ui, &mut wishes);
        self.take_guiding_keys(ui, &mut wishes);
        let tabs: Vec<tabs::Shown> =
            self.tabs.iter().map(|tab| tabs::shown(&tab.session)).collect();
        let active = self.active;
        let Tab { session, view, .. } = &mut self.tabs[active];
        let mut cx = Cx { session, tokens: Tokens::of(ui), wishes: &mut wishes };
        // Keys belong to an open menu first: Escape closes it and keeps what is selected.
        let has_menu = egui::Popup::is_any_open(ui.ctx());
        // Whoever answers alone reaches nothing else by keys either.
        let is_private = view.workshop.is_private() || self.ballot.is_some();
        if self.dialogs.is_quiet() && !view.model.is_busy() && !has_menu && !is_private {
            let is_in_sheet = view.scores.has_keys(ui);
            if view.workspace == Workspace::Model {
                view.model.take_escape(ui);
            }
            shortcuts::take(ui, &mut cx, (is_in_sheet, self.welcome.is_some()));
        }
        view.model.set_passing(view.playing.is_on());
        // What views keep by id is kept for each document apart.
        ui.push_id(("document", session.number()), |ui| {
            if let Some(ballot) = &mut self.ballot {
                if ballot.ui(ui, &mut cx) {
                    self.ballot = None;
                }
                notices::notices_ui(ui, &mut cx, 0.0);
            } else if view.workshop.is_private() {
                view.workshop.private_ui(ui, &mut cx);
            } else if let Some(welcome) = &mut self.welcome {
                layout::greet(ui, &mut cx, welcome);
            } else {
                layout::lay_out(ui, &mut cx, (view, &mut self.dock), (&tabs, active));
            }
        });
        view.workshop.present(ui, &mut cx);
        self.dialogs.ui(ui, &mut cx);
        let is_closing = self.dialogs.waits_for().is_some() && cx.session.is_saving();
        self.waiting.ui(ui, is_closing);
        if view.workspace == Workspace::Model {
            view.model.keep_glyphs(ui);
        }
        for wish in wishes {
            self.carry_out(ui, wish);
        }
        self.guide(ui);
        self.keep_keys(ui);
        self.keep_panels(ui);
        self.keep_title(ui);
    }

    /// Where whoever had the keyboard is gone, such as a menu, or has let go of it on Escape, the canvas or the sheet
    /// takes it.
    fn keep_keys(&mut self, ui: &Ui) {
        let is_pressed = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        let is_away = !self.dialogs.is_quiet()
            || self.welcome.is_some()
            || egui::Popup::is_any_open(ui.ctx());
        let has_keys = ui.memory(|memory| memory.focused().is_some());
        if has_keys || is_away || is_pressed {
            self.had_keys |= has_keys || is_away;
            return;
        }
        if !std::mem::take(&mut self.had_keys) {
            return;
        }
        let view = &mut self.tab_mut().view;
        match view.workspace {
            Workspace::Model => view.model.want_keys(),
            Workspace::Scores => view.scores.want_keys(),
            _ => return,
        }
        ui.request_repaint();
    }

    /// Keeps where the panels are, once that was changed.
    fn keep_panels(&mut self, ui: &Ui) {
        if let Some(panels) = self.dock.take_changes(ui) {
            let preferences = Preferences { panels, ..self.session().preferences().clone() };
            self.session_mut().dispatch(Action::Prefer(Box::new(preferences)));
        }
    }

    /// Where the panels are on the screen.
    pub fn panel_places(&self) -> &BTreeMap<Panel, egui::Rect> {
        self.dock.places()
    }

    /// What is kept from frame to frame in colors of another theme is made anew.
    fn follow_theme(&mut self, ui: &Ui) {
        let tokens = Tokens::of(ui);
        if !self.tokens.is_some_and(|known| std::ptr::eq(known, tokens)) {
            self.tokens = Some(tokens);
            self.tabs.iter_mut().for_each(|tab| tab.view.model.forget_colors());
        }
    }

    /// Goes on with the phases while they are played.
    fn play(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let Tab { session, view, .. } = self.tab_mut();
        let phases = (session.phase(), session.assessment().phases().len());
        if let Some(phase) = view.playing.advance(phases, now) {
            session.dispatch(Action::ChoosePhase(phase));
        }
        if let Some(wait) = view.playing.wait(now) {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(wait));
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.guard(ui, Self::frame);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
