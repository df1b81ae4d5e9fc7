//! The window as a whole: lays out panels, collects wishes, carries them out.

use eframe::egui::{self, CentralPanel, Frame, Margin, Panel, Ui, ViewportCommand};

use crate::{
    drawing::arrange::Style,
    model::Subject,
    session::{Action, Selection, Session},
    ui::{
        command::{COMMANDS, Command, Entry},
        dialogs::{self, Dialogs},
        panels::{inspector, notices, outline, problems, timeline, top_bar},
        theme::{self, Tokens},
        view::{Cx, Wish, Workspace},
        workspaces::{model::ModelView, report::ReportView, results::ResultsView},
    },
};

/// Height of the top bar.
const TOP_BAR_HEIGHT: f32 = 48.0;
/// Height of the timeline.
const TIMELINE_HEIGHT: f32 = 82.0;

/// The window: a session, and what the views remember.
pub struct App {
    session: Session,
    view: View,
}

/// What the window remembers between frames.
#[derive(Default)]
struct View {
    workspace: Workspace,
    shows_problems: bool,
    problems: problems::ProblemsView,
    outline: outline::OutlineView,
    inspector: inspector::InspectorView,
    model: ModelView,
    results: ResultsView,
    report: ReportView,
    dialogs: Dialogs,
    is_closing: bool,
    playing: timeline::Playing,
}

impl App {
    /// A window on a session. Installs the theme into the context.
    pub fn new(ctx: &egui::Context, session: Session) -> Self {
        theme::install(ctx);
        theme::follow(ctx, session.preferences().theme);
        ctx.set_zoom_factor(session.preferences().zoom);
        Self { session, view: View::default() }
    }

    /// The session, to look at.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session, for tests that set a scene.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Shows one frame of the whole window and carries out what was asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let wants_insights =
            self.view.workspace == Workspace::Results || self.view.model.wants_insights();
        self.session.want_insights(wants_insights);
        self.session.tick();
        self.play(ui);
        let mut wishes = Vec::new();
        take_dropped_files(ui, &mut wishes);
        let mut cx = Cx { session: &self.session, tokens: Tokens::of(ui), wishes: &mut wishes };
        // Keys belong to an open menu first: Escape closes it and keeps what is selected.
        let has_menu = egui::Popup::is_any_open(ui.ctx());
        if self.view.dialogs.is_quiet() && !self.view.model.is_busy() && !has_menu {
            shortcuts(ui, &mut cx);
        }
        lay_out(ui, &mut cx, &mut self.view);
        for wish in wishes {
            self.carry_out(ui, wish);
        }
        self.keep_title(ui);
    }

    /// Goes on with the phases while they are played.
    fn play(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let phases = (self.session.phase(), self.session.assessment().phases().len());
        if let Some(phase) = self.view.playing.advance(phases, now) {
            self.session.dispatch(Action::ChoosePhase(phase));
        }
        if let Some(wait) = self.view.playing.wait(now) {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(wait));
        }
    }

    fn toggle_playing(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let phases = (self.session.phase(), self.session.assessment().phases().len());
        if let Some(phase) = self.view.playing.toggle(phases, now) {
            self.act(Action::ChoosePhase(phase));
        }
        ui.request_repaint();
    }

    fn carry_out(&mut self, ui: &Ui, wish: Wish) {
        match wish {
            Wish::Do(action) => self.act(action),
            Wish::Command(command) => self.command(ui, command),
            Wish::Show(workspace) => self.view.workspace = workspace,
            Wish::GoTo(subject) => self.go_to(subject),
            Wish::Reveal(subject) => {
                self.view.model.center_on(subject.clone());
                self.session.dispatch(Action::Select(Selection::one(subject)));
            }
            Wish::ShowRoute(highlight) => {
                self.view.workspace = Workspace::Model;
                self.view.model.highlight(Some(highlight));
            }
            Wish::HideRoute => self.view.model.highlight(None),
            Wish::Rename(subject) => self.view.inspector.rename(subject),
        }
    }

    /// Opening and starting anew ask first when there are unsaved changes.
    fn act(&mut self, action: Action) {
        let replaces = matches!(action, Action::Open(_) | Action::New(_));
        if replaces && self.session.document().is_dirty() {
            self.view.dialogs.ask_unsaved(dialogs::After::Do(Box::new(action)));
        } else {
            self.act_unasked(action);
        }
    }

    fn act_unasked(&mut self, action: Action) {
        if matches!(action, Action::Open(_) | Action::New(_)) {
            self.view.model.forget();
        }
        self.session.dispatch(action);
    }

    fn go_to(&mut self, subject: Subject) {
        if matches!(subject, Subject::Node(_) | Subject::Link(_) | Subject::Zone(_)) {
            self.view.workspace = Workspace::Model;
            self.view.model.center_on(subject.clone());
        }
        self.session.dispatch(Action::Select(Selection::one(subject)));
    }

    fn command(&mut self, ui: &Ui, command: Command) {
        let phase = self.session.phase();
        match command {
            Command::New => self.view.dialogs.show_new(),
            Command::Open => self.view.dialogs.open(&mut self.session),
            Command::Save if self.session.document().path().is_some() => self.act(Action::Save),
            Command::Save | Command::SaveAs => self.view.dialogs.save_as(&mut self.session),
            Command::Export => self.view.dialogs.export(&mut self.session, &self.view.report),
            Command::Quit => ui.send_viewport_cmd(ViewportCommand::Close),
            Command::Undo => self.act(Action::Undo),
            Command::Redo => self.act(Action::Redo),
            Command::Delete => self.act(Action::DeleteSelection),
            Command::Duplicate => self.act(Action::DuplicateSelection),
            Command::Rename => self.rename(),
            Command::SelectAll => self.select_all(),
            Command::SelectNone => {
                self.view.model.highlight(None);
                self.act(Action::Select(Selection::default()));
            }
            Command::TidyUp => self.act(Action::Arrange(Style::Tidy)),
            Command::ArrangeLayers => self.act(Action::Arrange(Style::Layers)),
            Command::ArrangeOrganic => self.act(Action::Arrange(Style::Organic)),
            Command::Find => self.view.outline.find(),
            Command::ShowDocument => self.go_to(Subject::Document),
            Command::ShowModel => self.view.workspace = Workspace::Model,
            Command::ShowResults => self.view.workspace = Workspace::Results,
            Command::ShowReport => self.view.workspace = Workspace::Report,
            Command::ShowProblems => self.view.shows_problems = !self.view.shows_problems,
            Command::NextPhase => self.act(Action::ChoosePhase(phase + 1)),
            Command::PreviousPhase => self.act(Action::ChoosePhase(phase.saturating_sub(1))),
            Command::PlayPhases => self.toggle_playing(ui),
            Command::Palette => self.view.dialogs.show_palette(),
            Command::Help => self.view.dialogs.show_help(),
            _ => self.look_or_insert(ui, command),
        }
    }

    fn look_or_insert(&mut self, ui: &Ui, command: Command) {
        match command {
            Command::ZoomToFit
            | Command::ZoomToSelection
            | Command::ZoomActual
            | Command::ZoomIn
            | Command::ZoomOut => self.view.model.zoom(command),
            Command::AddNode
            | Command::AddMitigation
            | Command::AddPhase
            | Command::AddHypothesis
            | Command::AddPathway
            | Command::AddEvidence => self.insert(command),
            _ => self.prefer(ui, command),
        }
    }

    fn insert(&mut self, command: Command) {
        let at = self.view.model.middle();
        let made = dialogs::insert::edit_for(&self.session, command, at);
        match made {
            Ok((edit, subject)) => {
                self.session.dispatch(Action::Edit(edit));
                self.go_to(subject.clone());
                self.view.inspector.rename(subject);
            }
            Err(notice) => self.session.dispatch(Action::Notify(notice)),
        }
    }

    fn rename(&mut self) {
        if let Some(subject) = self.session.selection().focus().cloned() {
            let is_on_canvas =
                self.view.workspace == Workspace::Model && matches!(subject, Subject::Node(_));
            if is_on_canvas {
                self.view.model.rename(subject);
            } else {
                self.view.inspector.rename(subject);
            }
        }
    }

    fn select_all(&mut self) {
        let nodes = self.session.assessment().nodes().iter();
        let all = Selection::of(nodes.map(|node| Subject::Node(node.id.clone())));
        self.session.dispatch(Action::Select(all));
    }

    fn prefer(&mut self, ui: &Ui, command: Command) {
        let mut preferences = self.session.preferences().clone();
        dialogs::prefer(&mut preferences, command);
        theme::follow(ui.ctx(), preferences.theme);
        ui.ctx().set_zoom_factor(preferences.zoom);
        self.session.dispatch(Action::Prefer(Box::new(preferences)));
    }

    /// The window's title names the document; closing asks first when there are unsaved changes.
    fn keep_title(&mut self, ui: &Ui) {
        let document = self.session.document();
        let mark = if document.is_dirty() { "• " } else { "" };
        let title = format!("{mark}{} – driftline", document.assessment().about().title);
        let known = ui.data(|data| data.get_temp::<String>(egui::Id::unique("window title")));
        if known.as_ref() != Some(&title) {
            ui.data_mut(|data| data.insert_temp(egui::Id::unique("window title"), title.clone()));
            ui.send_viewport_cmd(ViewportCommand::Title(title));
        }
        let wants_to_close = ui.input(|input| input.viewport().close_requested());
        if wants_to_close && document.is_dirty() && !self.view.is_closing {
            ui.send_viewport_cmd(ViewportCommand::CancelClose);
            self.view.dialogs.ask_unsaved(dialogs::After::Quit);
        }
        self.after_dialogs(ui);
    }

    fn after_dialogs(&mut self, ui: &Ui) {
        match self.view.dialogs.take_decision(&mut self.session) {
            Some(dialogs::After::Quit) => {
                self.view.is_closing = true;
                ui.send_viewport_cmd(ViewportCommand::Close);
            }
            Some(dialogs::After::Do(action)) => self.act_unasked(*action),
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
    if let Some(path) = paths.into_iter().find(|path| !path.as_os_str().is_empty()) {
        wishes.push(Wish::Do(Action::Open(path)));
    }
}

fn lay_out(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut View) {
    let panel = Frame::new().fill(cx.tokens.surface);
    Panel::top("top bar")
        .exact_size(TOP_BAR_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 0)))
        .show(ui, |ui| top_bar::top_bar_ui(ui, cx, view.workspace));
    Panel::bottom("timeline")
        .exact_size(TIMELINE_HEIGHT)
        .frame(panel.inner_margin(Margin::symmetric(12, 6)))
        .show(ui, |ui| timeline::timeline_ui(ui, cx, view.playing.is_on()));
    Panel::left("outline")
        .default_size(232.0)
        .size_range(180.0..=420.0)
        .frame(panel.inner_margin(Margin::symmetric(12, 10)))
        .show(ui, |ui| contained(ui, |ui| outline::outline_ui(ui, cx, &mut view.outline)));
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
        Workspace::Results => view.results.ui(ui, cx),
        Workspace::Report => view.report.ui(ui, cx),
    });
    notices::notices_ui(ui, cx, TIMELINE_HEIGHT);
    view.dialogs.ui(ui, cx);
}

/// Shows contents in exactly the place that the panel has: a wide content must not widen its panel.
fn contained(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let place = ui.available_rect_before_wrap();
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt("contained"));
    child.shrink_clip_rect(place.expand(6.0));
    add(&mut child);
    ui.advance_cursor_after_rect(place);
}

fn shortcuts(ui: &Ui, cx: &mut Cx<'_>) {
    let is_typing = ui.ctx().text_edit_focused();
    // A shortcut also answers to its keys with Shift held, so that those with Shift must be asked first.
    let (shifted, plain): (Vec<&Entry>, Vec<&Entry>) = COMMANDS
        .iter()
        .partition(|entry| entry.shortcut.is_some_and(|shortcut| shortcut.modifiers.shift));
    for entry in shifted.into_iter().chain(plain) {
        let Some(shortcut) = entry.shortcut else { continue };
        if is_typing && entry.command.yields_to_typing() {
            continue;
        }
        let is_pressed = ui.input_mut(|input| {
            input.consume_shortcut(&shortcut) || consume_shifted_digit(input, shortcut)
        });
        if is_pressed {
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
