//! The carrying out of wishes and commands.

use eframe::egui::{Ui, ViewportCommand};

use super::{App, documents::Tab};
use crate::{
    analysis::checks::Field,
    drawing::arrange::Style,
    model::{Subject, Target},
    report::wording,
    session::{Action, Notice, Panel, Selection, diagnosis},
    ui::{
        canvas::edits::bookmarks,
        command::Command,
        dialogs,
        panels::outline::Grouping,
        theme,
        view::{Wish, Workspace},
        welcome,
    },
};

impl App {
    pub(super) fn carry_out(&mut self, ui: &Ui, wish: Wish) {
        let keeps_welcome = match &wish {
            Wish::Do(_) => true,
            Wish::Command(command) => welcome::keeps_open(*command),
            _ => false,
        };
        if !keeps_welcome {
            self.welcome = None;
        }
        match wish {
            Wish::CloseWelcome => {}
            Wish::Do(action) => self.act(action),
            Wish::Command(command) if self.refuses(command) => {}
            Wish::Command(command) => self.command(ui, command),
            Wish::Show(workspace) => self.show_workspace(workspace),
            Wish::ShowTab(place) => self.show_tab(place),
            Wish::CloseTab(place) => self.close_tab(place),
            Wish::GoTo(subject) => self.go_to(subject),
            Wish::Reveal(subject) => {
                self.tab_mut().view.model.reveal(subject.clone());
                self.session_mut().dispatch(Action::Select(Selection::one(subject)));
            }
            Wish::ShowRoute(highlight) => {
                self.show_workspace(Workspace::Model);
                self.tab_mut().view.model.highlight(Some(highlight));
            }
            Wish::ShowBookmark(place) => {
                let bookmark = self.session().assessment().bookmarks().get(place);
                if let Some(aim) = bookmark.map(bookmarks::view_of) {
                    self.show_workspace(Workspace::Model);
                    self.tab_mut().view.model.show_view(aim);
                }
            }
            Wish::Recover(place) => self.recover(place),
            Wish::ForgetLost(place) => {
                if let Some(lost) = self.dialogs.take_lost(place) {
                    lost.discard();
                }
            }
            Wish::ShowDisagreement => {
                self.show_workspace(Workspace::Model);
                self.tab_mut().view.model.show_disagreement();
            }
            Wish::GoToField(subject, field) => self.go_to_field(ui, &subject, &field),
            Wish::Comments(target, is_new) => self.show_comments(&target, is_new),
            Wish::HideRoute => self.tab_mut().view.model.highlight(None),
            Wish::Rename(subject) => self.rename_in_inspector(subject),
        }
    }

    /// Tells why a command cannot be carried out while elements do not stand where they do in the document.
    fn refuses(&mut self, command: Command) -> bool {
        let refusal = self.tab().view.model.why_nothing_is_placed();
        let refusal = refusal.filter(|_| command.places_elements());
        refusal.map(|notice| self.act(Action::Notify(notice))).is_some()
    }

    pub(super) fn go_to(&mut self, subject: Subject) {
        if subject.is_on_canvas() {
            self.show_workspace(Workspace::Model);
            self.tab_mut().view.model.center_on(subject.clone());
        }
        self.session_mut().dispatch(Action::Select(Selection::one(subject)));
    }

    /// Puts the keyboard into a field of an element.
    fn go_to_field(&mut self, ui: &Ui, subject: &Subject, field: &Field) {
        let subject = match field {
            Field::Score(key) | Field::Rationale(key) => &key.subject,
            _ => subject,
        };
        self.go_to(subject.clone());
        if let Field::Score(key) | Field::Rationale(key) = field
            && let Some(phase) = &key.phase
            && let Some(place) = self.session().assessment().phases().position(phase)
        {
            self.act(Action::ChoosePhase(place));
        }
        self.dock.show(Panel::Inspector, self.tab().view.workspace);
        self.tab_mut().view.inspector.aim_at(ui, field);
    }

    /// Shows what is said of an element or of a score, beside it.
    fn show_comments(&mut self, target: &Target, is_new: bool) {
        let subject = target.subject().clone();
        self.act(Action::Select(Selection::one(subject)));
        if let Target::Score(key) = target
            && let Some(phase) = &key.phase
            && let Some(place) = self.session().assessment().phases().position(phase)
        {
            self.act(Action::ChoosePhase(place));
        }
        self.dock.show(Panel::Inspector, self.tab().view.workspace);
        self.tab_mut().view.inspector.show_comments(target, is_new);
    }

    /// Lets the user say something about what is selected, or about the document.
    fn comment_on_selection(&mut self) {
        let Tab { session, view, .. } = self.tab();
        let is_sheet = view.workspace == Workspace::Scores;
        let score = view.scores.current(session.assessment()).filter(|_| is_sheet);
        if let Some(key) = score {
            return self.show_comments(&Target::Score(key), true);
        }
        let focus = self.session().selection().focus().cloned().unwrap_or(Subject::Document);
        let target = match &focus {
            Subject::Comment(id) => {
                self.session().assessment().comments().get(id).map(|comment| comment.about.clone())
            }
            _ => None,
        };
        self.show_comments(&target.unwrap_or(Target::Element(focus)), true);
    }

    /// The catalogs are those of the person, whatever document is shown.
    fn reload_catalogs(&mut self) {
        for tab in &mut self.tabs {
            tab.session.dispatch(Action::ReloadCatalogs);
        }
    }

    /// What a report of a fault needs to say, with the end of the log.
    fn copy_diagnostics(&mut self, ui: &Ui) {
        ui.copy_text(diagnosis::told());
        let told = "Copied what a report of a fault needs: versions, folders and the end of the log, with names of files";
        self.act(Action::Notify(Notice::done(told)));
    }

    pub(super) fn command(&mut self, ui: &Ui, command: Command) {
        let phase = self.session().phase();
        if let Some(workspace) = command.workspace() {
            return self.show_workspace(workspace);
        }
        match command {
            Command::New => self.dialogs.show_new(),
            Command::Open => self.dialogs.open(&mut self.tabs[self.active].session),
            Command::Save if self.has_file() => self.save(),
            Command::Save | Command::SaveAs => {
                self.dialogs.save_as(&mut self.tabs[self.active].session);
            }
            Command::Export => self.export(),
            Command::Freeze | Command::CompareRelease => self.release(command),
            Command::ReloadCatalogs => self.reload_catalogs(),
            Command::AnalyzeAgain => self.act(Action::AnalyzeAgain),
            Command::StopAnalysis => self.act(Action::StopAnalysis),
            Command::CopyDiagnostics => self.copy_diagnostics(ui),
            Command::Comment => self.comment_on_selection(),
            Command::ExportFigure => self.dialogs.show_figure(&self.tabs[self.active].session),
            Command::Quit => ui.send_viewport_cmd(ViewportCommand::Close),
            Command::Undo => self.undo(),
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
            Command::SelectNone => self.select_none(),
            Command::TidyUp => self.act(Action::Arrange(Style::Tidy)),
            Command::ArrangeLayers => self.arrange(Style::Layers),
            Command::ArrangeOrganic => self.arrange(Style::Organic),
            Command::CloseTab => self.close_tab(self.active),
            Command::NextTab => self.show_tab((self.active + 1) % self.tabs.len()),
            Command::PreviousTab => {
                self.show_tab((self.active + self.tabs.len() - 1) % self.tabs.len());
            }
            Command::Find if self.tab().view.workspace == Workspace::Scores => {
                self.tab_mut().view.scores.find();
            }
            Command::Find if self.tab().view.workspace != Workspace::Model => {
                self.find_in_outline();
            }
            Command::FindInOutline => self.find_in_outline(),
            Command::GoToId => self.dialogs.show_go_to_id(),
            Command::OutlineByKind => self.tab_mut().view.outline.group_by(Grouping::Kind),
            Command::OutlineByZone => self.tab_mut().view.outline.group_by(Grouping::Zone),
            Command::OutlineByMechanism => {
                self.tab_mut().view.outline.group_by(Grouping::Mechanism);
            }
            Command::ShowDocument => self.go_to(Subject::Document),
            Command::ShowOutline => self.toggle_panel(Panel::Outline),
            Command::ShowInspector => self.toggle_panel(Panel::Inspector),
            Command::ShowProblems => self.toggle_panel(Panel::Problems),
            Command::ShowTimeline => self.toggle_panel(Panel::Timeline),
            Command::NextPhase => self.act(Action::ChoosePhase(phase + 1)),
            Command::PreviousPhase => self.act(Action::ChoosePhase(phase.saturating_sub(1))),
            Command::PlayPhases => self.toggle_playing(ui),
            Command::Palette => self.dialogs.show_palette(),
            Command::Help => self.dialogs.show_help(),
            _ => self.look_or_insert(ui, command),
        }
    }

    fn select_none(&mut self) {
        self.tab_mut().view.model.highlight(None);
        self.act(Action::Select(Selection::default()));
    }

    /// Takes the last step back; in the sheet, what could not be read before it.
    fn undo(&mut self) {
        let Tab { session, view, .. } = self.tab_mut();
        let is_sheet = view.workspace == Workspace::Scores;
        if !is_sheet || !view.scores.take_back(session.document()) {
            self.act(Action::Undo);
        }
    }

    pub(super) fn look_or_insert(&mut self, ui: &Ui, command: Command) {
        match command {
            Command::ZoomToFit
            | Command::ZoomToSelection
            | Command::ZoomActual
            | Command::ZoomIn
            | Command::ZoomOut => self.tab_mut().view.model.zoom(command),
            Command::ImportEvidence | Command::ExportEvidence | Command::ExportAudit => {
                self.exchange(command);
            }
            Command::ImportJudgements
            | Command::ExportJudgements
            | Command::ExportJudgementsNameless
            | Command::ExportBallots
            | Command::MergeBallot
            | Command::MergeBallots => self.exchange_with_panel(command),
            Command::AskPanel => self.ask_panel(),
            Command::Compare => {
                self.dialogs.compare_with(&mut self.tabs[self.active].session);
            }
            Command::AddNode
            | Command::AddMitigation
            | Command::AddPhase
            | Command::AddHypothesis
            | Command::AddPathway
            | Command::AddEvidence => self.insert(command),
            _ if command.is_of_way() => {
                self.show_workspace(Workspace::Model);
                self.tab_mut().view.model.find_way(command);
            }
            _ if command.is_of_canvas() => {
                self.show_workspace(Workspace::Model);
                self.tab_mut().view.model.change(command);
            }
            Command::NextPanel | Command::PreviousPanel => {
                if self.dock.step(ui, command == Command::NextPanel) {
                    self.give_keys();
                }
            }
            Command::ResetPanels => self.dock.reset(),
            Command::Welcome => self.show_welcome(),
            Command::Tour => self.begin_tour(),
            _ => self.prefer(ui, command),
        }
    }

    /// Arranges nodes; the view goes along.
    fn arrange(&mut self, style: Style) {
        self.act(Action::Arrange(style));
        let Tab { session, view, .. } = self.tab_mut();
        view.model.await_arrangement(session);
    }

    fn toggle_panel(&mut self, panel: Panel) {
        self.dock.toggle(panel, self.tab().view.workspace);
    }

    /// Gives the keyboard to what of the workspace takes it.
    fn give_keys(&mut self) {
        let view = &mut self.tab_mut().view;
        match view.workspace {
            Workspace::Model => view.model.want_keys(),
            Workspace::Scores => view.scores.want_keys(),
            _ => {}
        }
    }

    /// Shows a workspace, in front of what shares its place.
    pub(super) fn show_workspace(&mut self, workspace: Workspace) {
        self.tab_mut().view.workspace = workspace;
        self.dock.show(Panel::Workspace, workspace);
    }

    /// The sheet leaves no room for the outline.
    pub(super) fn find_in_outline(&mut self) {
        if self.tab().view.workspace == Workspace::Scores {
            self.show_workspace(Workspace::Model);
        }
        self.dock.show(Panel::Outline, self.tab().view.workspace);
        self.tab_mut().view.outline.find();
    }

    pub(super) fn export(&mut self) {
        let Tab { session, view, .. } = &mut self.tabs[self.active];
        self.dialogs.export(session, &view.report);
    }

    fn release(&mut self, command: Command) {
        let Tab { session, view, .. } = &mut self.tabs[self.active];
        if command == Command::Freeze {
            self.dialogs.freeze(session, &view.report);
        } else {
            self.dialogs.compare_release(session);
        }
    }

    /// Asks for the file of a part of the argument where what comes of it can be seen.
    fn exchange(&mut self, command: Command) {
        let is_audit = command == Command::ExportAudit;
        self.show_workspace(if is_audit { Workspace::Audit } else { Workspace::Evidence });
        let session = &mut self.tabs[self.active].session;
        match command {
            Command::ExportAudit => self.dialogs.export_audit(session),
            Command::ImportEvidence => self.dialogs.import_evidence(session),
            _ => self.dialogs.export_evidence(session),
        }
    }

    /// Asks for the file of what goes to the panel of experts, or comes from it.
    fn exchange_with_panel(&mut self, command: Command) {
        self.show_workspace(Workspace::Workshop);
        self.dialogs.exchange_with_panel(&mut self.tabs[self.active].session, command);
    }

    /// Makes questions to the panel of what is selected: cells in the sheet, elements elsewhere.
    fn ask_panel(&mut self) {
        let Tab { session, view, .. } = self.tab_mut();
        let is_sheet = view.workspace == Workspace::Scores;
        let cells = if is_sheet { view.scores.cells(session.assessment()) } else { Vec::new() };
        view.workshop.ask_about(cells);
        self.show_workspace(Workspace::Workshop);
    }

    pub(super) fn insert(&mut self, command: Command) {
        let at = self.tab().view.model.middle();
        let made = dialogs::insert::edit_for(self.session(), command, at);
        match made {
            Ok((edit, subject)) => {
                self.session_mut().dispatch(Action::Edit(edit));
                self.go_to(subject.clone());
                self.rename_in_inspector(subject);
            }
            Err(notice) => self.session_mut().dispatch(Action::Notify(notice)),
        }
    }

    pub(super) fn rename(&mut self) {
        if let Some(subject) = self.session().selection().focus().cloned() {
            let is_on_canvas = self.tab().view.workspace == Workspace::Model
                && matches!(subject, Subject::Node(_) | Subject::Annotation(_));
            if is_on_canvas {
                self.tab_mut().view.model.rename(subject);
            } else {
                self.rename_in_inspector(subject);
            }
        }
    }

    /// Names are edited in the inspector, which is shown for it.
    fn rename_in_inspector(&mut self, subject: Subject) {
        self.dock.show(Panel::Inspector, self.tab().view.workspace);
        self.tab_mut().view.inspector.rename(subject);
    }

    /// Whether the document has a file, or is on its way to one.
    fn has_file(&self) -> bool {
        self.session().document().path().is_some() || self.session().is_saving()
    }

    /// Saves, and tells what was typed and is not part of the document.
    fn save(&mut self) {
        self.act(Action::Save);
        let unread = self.tab().view.scores.unread();
        if unread > 0 {
            let cells = wording::counted(
                unread,
                "cell of the score sheet is",
                "cells of the score sheet are",
            );
            let text = format!("{cells} no number and not saved");
            self.act(Action::Notify(Notice::failed(text)));
        }
    }

    pub(super) fn select_all(&mut self) {
        let nodes = self.session().assessment().nodes().iter();
        let all = Selection::of(nodes.map(|node| Subject::Node(node.id.clone())));
        self.session_mut().dispatch(Action::Select(all));
    }

    pub(super) fn prefer(&mut self, ui: &Ui, command: Command) {
        let mut preferences = self.session().preferences().clone();
        dialogs::prefer(&mut preferences, command);
        theme::follow(ui.ctx(), &preferences);
        self.session_mut().dispatch(Action::Prefer(Box::new(preferences)));
    }

    pub(super) fn toggle_playing(&mut self, ui: &Ui) {
        let now = ui.input(|input| input.time);
        let Tab { session, view, .. } = self.tab_mut();
        let phases = (session.phase(), session.assessment().phases().len());
        if let Some(phase) = view.playing.toggle(phases, now) {
            self.act(Action::ChoosePhase(phase));
        }
        ui.request_repaint();
    }
}
