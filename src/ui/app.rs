//! The window as a whole: open documents, panels, and the carrying out of wishes.

use eframe::egui::{self, CentralPanel, Frame, Margin, Panel, Ui, ViewportCommand};

use crate::{
    drawing::arrange::Style,
    model::Subject,
    session::{Action, BLANK_NAME, Notice, Selection, Session},
    ui::{
        canvas::edits::bookmarks,
        command::{COMMANDS, Command, Entry},
        dialogs::{self, Dialogs},
        panels::{
            inspector, notices,
            outline::{self, Grouping},
            problems, tabs, timeline, top_bar,
        },
        theme::{self, Tokens},
        view::{Cx, Wish, Workspace},
        workspaces::{
            model::ModelView, report::ReportView, results::ResultsView, scores::ScoresView,
        },
    },
};

/// Height of the top bar.
const TOP_BAR_HEIGHT: f32 = 48.0;
/// Height of the timeline.
const TIMELINE_HEIGHT: f32 = 82.0;
/// Within so many frames the clipboard answers a request to paste.
const PASTE_FRAMES_MAX: u64 = 3;

/// Height of the row of tabs, shown where several documents are open.
const TABS_HEIGHT: f32 = 34.0;

/// The window: the open documents, each in a session of its own, and what the views remember.
pub struct App {
    /// At least one.
    tabs: Vec<Tab>,
    active: usize,
    dialogs: Dialogs,
    is_closing: bool,
}

/// One open document.
struct Tab {
    session: Session,
    view: View,
    /// Whether its unsaved changes may be lost when the window closes.
    is_given_up: bool,
}

/// What the window remembers of a document between frames.
#[derive(Default)]
struct View {
    workspace: Workspace,
    shows_problems: bool,
    problems: problems::ProblemsView,
    outline: outline::OutlineView,
    inspector: inspector::InspectorView,
    model: ModelView,
    scores: ScoresView,
    results: ResultsView,
    report: ReportView,
    /// The frame in which pasting in place was asked for.
    paste_in_place: Option<u64>,
    playing: timeline::Playing,
}

impl Tab {
    fn new(session: Session) -> Self {
        Self { session, view: View::default(), is_given_up: false }
    }

    /// Whether more than probabilities is looked at.
    fn wants_insights(&self) -> bool {
        match self.view.workspace {
            Workspace::Results => true,
            Workspace::Model => self.view.model.wants_insights(),
            _ => false,
        }
    }
}

impl App {
    /// A window on a session. Installs the theme into the context.
    pub fn new(ctx: &egui::Context, session: Session) -> Self {
        theme::install(ctx);
        theme::follow(ctx, session.preferences().theme);
        ctx.set_zoom_factor(session.preferences().zoom);
        Self {
            tabs: vec![Tab::new(session)],
            active: 0,
            dialogs: Dialogs::default(),
            is_closing: false,
        }
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
        }
        self.play(ui);
        let mut wishes = Vec::new();
        take_dropped_files(ui, &mut wishes);
        self.follow_clipboard(ui, &mut wishes);
        let tabs: Vec<tabs::Shown> =
            self.tabs.iter().map(|tab| tabs::shown(&tab.session)).collect();
        let active = self.active;
        let Tab { session, view, .. } = &mut self.tabs[active];
        let mut cx = Cx { session, tokens: Tokens::of(ui), wishes: &mut wishes };
        // Keys belong to an open menu first: Escape closes it and keeps what is selected.
        let has_menu = egui::Popup::is_any_open(ui.ctx());
        if self.dialogs.is_quiet() && !view.model.is_busy() && !has_menu {
            let is_in_sheet = view.scores.has_keys(ui);
            if view.workspace == Workspace::Model {
                view.model.take_escape(ui);
            }
            shortcuts(ui, &mut cx, is_in_sheet);
        }
        view.model.set_passing(view.playing.is_on());
        // What views keep by id is kept for each document apart.
        ui.push_id(("document", session.number()), |ui| {
            lay_out(ui, &mut cx, view, (&tabs, active));
        });
        self.dialogs.ui(ui, &mut cx);
        if view.workspace == Workspace::Model {
            view.model.keep_glyphs(ui);
        }
        for wish in wishes {
            self.carry_out(ui, wish);
        }
        self.keep_title(ui);
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

    fn toggle_playing(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let Tab { session, view, .. } = self.tab_mut();
        let phases = (session.phase(), session.assessment().phases().len());
        if let Some(phase) = view.playing.toggle(phases, now) {
            self.act(Action::ChoosePhase(phase));
        }
        ui.request_repaint();
    }

    fn carry_out(&mut self, ui: &Ui, wish: Wish) {
        match wish {
            Wish::Do(action) => self.act(action),
            Wish::Command(command) => self.command(ui, command),
            Wish::Show(workspace) => self.tab_mut().view.workspace = workspace,
            Wish::ShowTab(place) => self.show_tab(place),
            Wish::CloseTab(place) => self.close_tab(place),
            Wish::GoTo(subject) => self.go_to(subject),
            Wish::Reveal(subject) => {
                self.tab_mut().view.model.center_on(subject.clone());
                self.session_mut().dispatch(Action::Select(Selection::one(subject)));
            }
            Wish::ShowRoute(highlight) => {
                self.tab_mut().view.workspace = Workspace::Model;
                self.tab_mut().view.model.highlight(Some(highlight));
            }
            Wish::ShowBookmark(place) => {
                let Tab { session, view, .. } = self.tab_mut();
                if let Some(bookmark) = session.assessment().bookmarks().get(place) {
                    view.workspace = Workspace::Model;
                    view.model.show_view(bookmarks::view_of(bookmark));
                }
            }
            Wish::HideRoute => self.tab_mut().view.model.highlight(None),
            Wish::Rename(subject) => self.tab_mut().view.inspector.rename(subject),
        }
    }

    /// Opening and starting anew leave the document that is open in its tab, unless nothing was done with it.
    fn act(&mut self, action: Action) {
        match &action {
            Action::Open(path) => {
                let is_it = |tab: &Tab| tab.session.document().path() == Some(path);
                match self.tabs.iter().position(is_it) {
                    Some(place) => self.show_tab(place),
                    None => self.open_beside(&action),
                }
            }
            Action::New(_) => self.open_beside(&action),
            _ => self.session_mut().dispatch(action),
        }
    }

    fn open_beside(&mut self, action: &Action) {
        match self.session().beside(action) {
            Ok(session) => {
                let is_untouched = self.session().is_untouched();
                if is_untouched {
                    self.tabs[self.active] = Tab::new(session);
                } else {
                    self.tabs.insert(self.active + 1, Tab::new(session));
                    self.active += 1;
                }
            }
            Err(notice) => self.session_mut().dispatch(Action::Notify(notice)),
        }
    }

    /// Preferences are those of the person, whatever document they were changed beside.
    fn show_tab(&mut self, place: usize) {
        if place < self.tabs.len() && place != self.active {
            let preferences = self.session().preferences().clone();
            self.active = place;
            self.session_mut().adopt(preferences);
        }
    }

    /// Asks first where changes would be lost.
    fn close_tab(&mut self, place: usize) {
        self.show_tab(place);
        if self.session().document().is_dirty() {
            self.dialogs.ask_unsaved(dialogs::After::Close);
        } else {
            self.close_unasked();
        }
    }

    fn close_unasked(&mut self) {
        let preferences = self.session().preferences().clone();
        if self.tabs.len() == 1 {
            // A window is never empty.
            if let Ok(session) = self.session().beside(&Action::New(BLANK_NAME.to_owned())) {
                self.tabs[0] = Tab::new(session);
            }
            return;
        }
        self.tabs.remove(self.active);
        self.active = self.active.min(self.tabs.len() - 1);
        self.session_mut().adopt(preferences);
    }

    fn go_to(&mut self, subject: Subject) {
        if subject.is_on_canvas() {
            self.tab_mut().view.workspace = Workspace::Model;
            self.tab_mut().view.model.center_on(subject.clone());
        }
        self.session_mut().dispatch(Action::Select(Selection::one(subject)));
    }

    fn command(&mut self, ui: &Ui, command: Command) {
        let phase = self.session().phase();
        match command {
            Command::New => self.dialogs.show_new(),
            Command::Open => self.dialogs.open(&mut self.tabs[self.active].session),
            Command::Save if self.session().document().path().is_some() => self.act(Action::Save),
            Command::Save | Command::SaveAs => {
                self.dialogs.save_as(&mut self.tabs[self.active].session);
            }
            Command::Export => self.export(),
            Command::ExportFigure => self.dialogs.show_figure(&self.tabs[self.active].session),
            Command::Quit => ui.send_viewport_cmd(ViewportCommand::Close),
            Command::Undo => self.act(Action::Undo),
            Command::Redo => self.act(Action::Redo),
            // The sheet clears cells and fills them; elements are none of its business.
            Command::Delete | Command::Duplicate
                if self.tab().view.workspace == Workspace::Scores => {}
            Command::Delete => self.act(Action::DeleteSelection),
            Command::Duplicate => self.act(Action::DuplicateSelection),
            Command::Copy | Command::Cut => self.copy(ui, command),
            Command::Paste | Command::PasteInPlace => {
                self.tab_mut().view.paste_in_place =
                    (command == Command::PasteInPlace).then(|| ui.ctx().cumulative_frame_nr());
                ui.send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            Command::Rename => self.rename(),
            Command::SelectAll => self.select_all(),
            Command::SelectNone => {
                self.tab_mut().view.model.highlight(None);
                self.act(Action::Select(Selection::default()));
            }
            Command::TidyUp => self.act(Action::Arrange(Style::Tidy)),
            Command::ArrangeLayers => self.act(Action::Arrange(Style::Layers)),
            Command::ArrangeOrganic => self.act(Action::Arrange(Style::Organic)),
            Command::CloseTab => self.close_tab(self.active),
            Command::NextTab => self.show_tab((self.active + 1) % self.tabs.len()),
            Command::PreviousTab => {
                self.show_tab((self.active + self.tabs.len() - 1) % self.tabs.len());
            }
            Command::Find if self.tab().view.workspace == Workspace::Scores => {
                self.tab_mut().view.scores.find();
            }
            Command::Find if self.tab().view.workspace != Workspace::Model => {
                self.tab_mut().view.outline.find();
            }
            Command::FindInOutline => self.find_in_outline(),
            Command::GoToId => self.dialogs.show_go_to_id(),
            Command::OutlineByKind => self.tab_mut().view.outline.group_by(Grouping::Kind),
            Command::OutlineByZone => self.tab_mut().view.outline.group_by(Grouping::Zone),
            Command::OutlineByMechanism => {
                self.tab_mut().view.outline.group_by(Grouping::Mechanism);
            }
            Command::ShowDocument => self.go_to(Subject::Document),
            Command::ShowModel => self.tab_mut().view.workspace = Workspace::Model,
            Command::ShowScores => self.tab_mut().view.workspace = Workspace::Scores,
            Command::ShowResults => self.tab_mut().view.workspace = Workspace::Results,
            Command::ShowReport => self.tab_mut().view.workspace = Workspace::Report,
            Command::ShowProblems => self.tab_mut().view.shows_problems ^= true,
            Command::NextPhase => self.act(Action::ChoosePhase(phase + 1)),
            Command::PreviousPhase => self.act(Action::ChoosePhase(phase.saturating_sub(1))),
            Command::PlayPhases => self.toggle_playing(ui),
            Command::Palette => self.dialogs.show_palette(),
            Command::Help => self.dialogs.show_help(),
            _ => self.look_or_insert(ui, command),
        }
    }

    fn look_or_insert(&mut self, ui: &Ui, command: Command) {
        match command {
            Command::ZoomToFit
            | Command::ZoomToSelection
            | Command::ZoomActual
            | Command::ZoomIn
            | Command::ZoomOut => self.tab_mut().view.model.zoom(command),
            Command::AddNode
            | Command::AddMitigation
            | Command::AddPhase
            | Command::AddHypothesis
            | Command::AddPathway
            | Command::AddEvidence => self.insert(command),
            _ if command.is_of_way() => {
                self.tab_mut().view.workspace = Workspace::Model;
                self.tab_mut().view.model.find_way(command);
            }
            _ if command.is_of_canvas() => {
                self.tab_mut().view.workspace = Workspace::Model;
                self.tab_mut().view.model.change(command);
            }
            _ => self.prefer(ui, command),
        }
    }

    /// The sheet leaves no room for the outline.
    fn find_in_outline(&mut self) {
        let view = &mut self.tab_mut().view;
        if view.workspace == Workspace::Scores {
            view.workspace = Workspace::Model;
        }
        view.outline.find();
    }

    fn export(&mut self) {
        let Tab { session, view, .. } = &mut self.tabs[self.active];
        self.dialogs.export(session, &view.report);
    }

    fn copy(&mut self, ui: &Ui, command: Command) {
        let Some(text) = self.session().copied() else {
            let notice = Notice::failed("select nodes, notes or zones to copy first");
            return self.act(Action::Notify(notice));
        };
        ui.copy_text(text);
        if command == Command::Cut {
            self.act(Action::CutSelection);
        }
    }

    /// Takes in what the system's clipboard sends while the graph is looked at and nothing is typed.
    fn follow_clipboard(&mut self, ui: &Ui, wishes: &mut Vec<Wish>) {
        let is_ours = self.tab().view.workspace == Workspace::Model
            && self.dialogs.is_quiet()
            && !self.tab().view.model.is_busy()
            && !ui.ctx().text_edit_focused();
        if !is_ours {
            return;
        }
        for event in ui.input(|input| input.events.clone()) {
            match event {
                egui::Event::Copy => wishes.push(Wish::Command(Command::Copy)),
                egui::Event::Cut => wishes.push(Wish::Command(Command::Cut)),
                egui::Event::Paste(text) => {
                    let asked = self.tab_mut().view.paste_in_place.take();
                    let now = ui.ctx().cumulative_frame_nr();
                    let is_in_place = asked.is_some_and(|asked| now <= asked + PASTE_FRAMES_MAX);
                    let landing = self.tab().view.model.landing(is_in_place);
                    wishes.push(Wish::Do(Action::Paste(text, landing)));
                }
                _ => {}
            }
        }
    }

    fn insert(&mut self, command: Command) {
        let at = self.tab().view.model.middle();
        let made = dialogs::insert::edit_for(self.session(), command, at);
        match made {
            Ok((edit, subject)) => {
                self.session_mut().dispatch(Action::Edit(edit));
                self.go_to(subject.clone());
                self.tab_mut().view.inspector.rename(subject);
            }
            Err(notice) => self.session_mut().dispatch(Action::Notify(notice)),
        }
    }

    fn rename(&mut self) {
        if let Some(subject) = self.session().selection().focus().cloned() {
            let is_on_canvas = self.tab().view.workspace == Workspace::Model
                && matches!(subject, Subject::Node(_) | Subject::Annotation(_));
            if is_on_canvas {
                self.tab_mut().view.model.rename(subject);
            } else {
                self.tab_mut().view.inspector.rename(subject);
            }
        }
    }

    fn select_all(&mut self) {
        let nodes = self.session().assessment().nodes().iter();
        let all = Selection::of(nodes.map(|node| Subject::Node(node.id.clone())));
        self.session_mut().dispatch(Action::Select(all));
    }

    fn prefer(&mut self, ui: &Ui, command: Command) {
        let mut preferences = self.session().preferences().clone();
        dialogs::prefer(&mut preferences, command);
        theme::follow(ui.ctx(), preferences.theme);
        ui.ctx().set_zoom_factor(preferences.zoom);
        self.session_mut().dispatch(Action::Prefer(Box::new(preferences)));
    }

    /// The window's title names the document; closing asks first when there are unsaved changes.
    fn keep_title(&mut self, ui: &Ui) {
        let document = self.session().document();
        let mark = if document.is_dirty() { "• " } else { "" };
        let title = format!("{mark}{} – driftline", document.assessment().about().title);
        let known = ui.data(|data| data.get_temp::<String>(egui::Id::unique("window title")));
        if known.as_ref() != Some(&title) {
            ui.data_mut(|data| data.insert_temp(egui::Id::unique("window title"), title.clone()));
            ui.send_viewport_cmd(ViewportCommand::Title(title));
        }
        let wants_to_close = ui.input(|input| input.viewport().close_requested());
        if wants_to_close && !self.is_closing && self.ask_about_next() {
            ui.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        self.after_dialogs(ui);
    }

    /// Asks about the next document with unsaved changes; whether there is one.
    fn ask_about_next(&mut self) -> bool {
        let needs_answer = |tab: &Tab| tab.session.document().is_dirty() && !tab.is_given_up;
        let next = self.tabs.iter().position(needs_answer);
        if let Some(place) = next {
            self.show_tab(place);
            self.dialogs.ask_unsaved(dialogs::After::Quit);
        }
        next.is_some()
    }

    fn after_dialogs(&mut self, ui: &Ui) {
        let active = self.active;
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

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

fn take_dropped_files(ui: &Ui, wishes: &mut Vec<Wish>) {
    let dropped = ui.input(|input| input.raw.dropped_files.clone());
    let paths = dropped.into_iter().map(|file| file.path().to_owned());
    let named = paths.filter(|path| !path.as_os_str().is_empty());
    wishes.extend(named.map(|path| Wish::Do(Action::Open(path))));
}

fn lay_out(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut View, (tabs, active): (&[tabs::Shown], usize)) {
    let panel = Frame::new().fill(cx.tokens.surface);
    Panel::top("top bar")
        .exact_size(TOP_BAR_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 0)))
        .show(ui, |ui| top_bar::top_bar_ui(ui, cx, view.workspace));
    if tabs.len() > 1 {
        Panel::top("tabs")
            .exact_size(TABS_HEIGHT)
            .frame(panel.inner_margin(Margin::symmetric(12, 0)))
            .show(ui, |ui| tabs::tabs_ui(ui, cx, tabs, active));
    }
    Panel::bottom("timeline")
        .exact_size(TIMELINE_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 6)))
        .show(ui, |ui| timeline::timeline_ui(ui, cx, view.playing.is_on()));
    // The sheet is an outline of its own, and needs the room.
    if view.workspace != Workspace::Scores {
        view.scores.leave();
        Panel::left("outline")
            .default_size(232.0)
            .size_range(180.0..=420.0)
            .frame(panel.inner_margin(Margin::symmetric(12, 10)))
            .show(ui, |ui| contained(ui, |ui| outline::outline_ui(ui, cx, &mut view.outline)));
    }
    if view.workspace == Workspace::Model || view.workspace == Workspace::Results {
        Panel::right("inspector")
            .default_size(316.0)
            .size_range(260.0..=560.0)
            .frame(panel.inner_margin(Margin::symmetric(14, 10)))
            .show(ui, |ui| {
                contained(ui, |ui| inspector::inspector_ui(ui, cx, &mut view.inspector));
            });
    }
    if view.shows_problems {
        Panel::bottom("problems")
            .default_size(180.0)
            .size_range(90.0..=420.0)
            .frame(panel.inner_margin(Margin::symmetric(14, 8)))
            .show(ui, |ui| problems::problems_ui(ui, cx, &mut view.problems));
    }
    let center = Frame::new().fill(cx.tokens.canvas);
    CentralPanel::default().frame(center).show(ui, |ui| match view.workspace {
        Workspace::Model => view.model.ui(ui, cx),
        Workspace::Scores => view.scores.ui(ui, cx),
        Workspace::Results => view.results.ui(ui, cx),
        Workspace::Report => view.report.ui(ui, cx),
    });
    notices::notices_ui(ui, cx, TIMELINE_HEIGHT);
}

/// Shows contents in exactly the place that the panel has: a wide content must not widen its panel.
fn contained(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let place = ui.available_rect_before_wrap();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("contained"));
    child.shrink_clip_rect(place.expand(6.0));
    add(&mut child);
    ui.advance_cursor_after_rect(place);
}

fn shortcuts(ui: &Ui, cx: &mut Cx<'_>, is_in_sheet: bool) {
    let is_typing = ui.ctx().text_edit_focused();
    // A shortcut also answers to its keys with Shift held, so that those with Shift must be asked first.
    let (shifted, plain): (Vec<&Entry>, Vec<&Entry>) = COMMANDS
        .iter()
        .partition(|entry| entry.shortcut.is_some_and(|shortcut| shortcut.modifiers.shift));
    for entry in shifted.into_iter().chain(plain) {
        let Some(shortcut) = entry.shortcut else { continue };
        let yields = (is_typing && entry.command.yields_to_typing())
            || (is_in_sheet && entry.command.yields_to_sheet());
        if yields {
            continue;
        }
        let is_pressed = ui.input_mut(|input| {
            input.consume_shortcut(&shortcut) || consume_shifted_digit(input, shortcut)
        });
        if is_pressed {
            // With Alt a letter is no text, but some keyboards send it as such.
            if shortcut.modifiers.alt {
                ui.input_mut(|input| {
                    input.events.retain(|event| !matches!(event, egui::Event::Text(_)));
                });
            }
            cx.command(entry.command);
        }
    }
}

/// Whether a digit was pressed with Shift: the keyboard then tells a sign such as `!`, and only the key's place tells
/// the digit.
fn consume_shifted_digit(input: &mut egui::InputState, shortcut: egui::KeyboardShortcut) -> bool {
    use egui::Key::{Num0, Num1, Num2};
    if !shortcut.modifiers.shift || ![Num0, Num1, Num2].contains(&shortcut.logical_key) {
        return false;
    }
    let before = input.events.len();
    input.events.retain(|event| {
        !matches!(event, egui::Event::Key { physical_key: Some(key), pressed: true, modifiers, .. }
            if *key == shortcut.logical_key && modifiers.matches_logically(shortcut.modifiers))
    });
    input.events.len() < before
}
