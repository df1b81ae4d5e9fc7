//! Where the canvas is looked at from: what was asked for, zooming, the wheel.

use std::sync::Arc;

use eframe::egui::{self, Response, Ui, Vec2};

use super::{
    Awaited, ModelView, Request,
    returning::{Step, Turn},
};
use crate::{
    model::Subject,
    session::{ARRANGED, Gesture as UndoStep, Session},
    ui::{
        canvas::{camera::View, overlay::Places, paint, rename::Editor, reword::Words},
        command::Command,
        view::{Cx, Wish},
        widgets,
    },
};

/// The closest that fitting goes.
const FIT_ZOOM_MAX: f32 = 1.0;
/// The closest that fitting a selection goes.
const FIT_SELECTION_ZOOM_MAX: f32 = 1.5;

impl ModelView {
    pub(super) fn serve_requests(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let screen = self.camera.screen();
        let is_outgrown =
            |(fitted, view): (egui::Rect, View)| fitted != screen && view == self.camera.view();
        // A view that nobody has moved since goes along with the window's size.
        if self.fitted.is_none_or(is_outgrown) {
            let view = self.fit();
            self.camera.jump_to(view);
            self.refit_trail(view);
        }
        for request in std::mem::take(&mut self.requests) {
            match request {
                Request::Zoom(command) => self.zoom_now(cx, command),
                Request::Change(command) => self.change_now(ui, cx, command),
                Request::Center(subject) => self.center_now(&subject),
                Request::Reveal(subject) => self.reveal_now(&subject),
                Request::Show(view) => self.camera.glide_to(view),
                Request::Way(command) => self.find_way_now(ui, cx, command),
                Request::Rename(subject, step) => self.rename_now(ui, cx, subject, step),
            }
        }
    }

    /// To be called when layers or an organic layout were asked for: what is arranged is looked at when it stands.
    pub fn await_arrangement(&mut self, session: &Session) {
        let is_node = |subject: &&Subject| matches!(subject, Subject::Node(_) | Subject::Zone(_));
        let selected = session.selection().subjects().iter().filter(is_node).count();
        let revision = session.document().revision();
        let before = Arc::downgrade(&session.document().snapshot());
        self.awaited = Some(Awaited { revision, is_whole: selected < 2, before });
    }

    /// Follows an arrangement that has come, and goes back with one that is taken back.
    pub(super) fn follow_arrangement(&mut self, cx: &Cx<'_>) {
        let now = cx.session.document().snapshot();
        match self.turns.follow(&now) {
            Some(Step::Back(turn)) => {
                self.awaited = None;
                self.camera.glide_to(turn.view);
            }
            Some(Step::Forth(Turn { documents: [before, _], is_whole, .. })) => {
                let revision = cx.session.document().revision().saturating_sub(1);
                self.awaited = Some(Awaited { revision, is_whole, before });
            }
            None => {}
        }
        // Nodes on their way to their places would be looked at where they are not.
        let is_over = !cx.session.is_arranging() && !self.picture.is_gliding();
        let Some(awaited) = self.awaited.take_if(|_| is_over) else { return };
        let has_come = cx.session.document().revision() == awaited.revision + 1
            && cx.session.document().undo_label() == Some(ARRANGED);
        if has_come {
            let documents = [awaited.before, Arc::downgrade(&now)];
            let (view, is_whole) = (self.camera.aim(), awaited.is_whole);
            self.turns.keep(Turn { documents, view, is_whole });
            let command =
                if awaited.is_whole { Command::ZoomToFit } else { Command::ZoomToSelection };
            self.requests.push(Request::Zoom(command));
        }
    }

    pub(super) fn zoom_now(&mut self, cx: &Cx<'_>, command: Command) {
        let free = Places::free(self.camera.screen());
        match command {
            Command::ZoomIn => self.camera.glide_to_zoom(self.camera.zoom_step(true)),
            Command::ZoomOut => self.camera.glide_to_zoom(self.camera.zoom_step(false)),
            Command::ZoomActual => self.camera.glide_to_zoom(1.0),
            Command::ZoomToSelection => {
                let selected = cx.session.selection().subjects().iter();
                let frames = selected.filter_map(|subject| self.picture.bounds(subject));
                if let Some(frame) = frames.reduce(|a, b| a.union(b)) {
                    let view = self.camera.view_of(&frame, free, FIT_SELECTION_ZOOM_MAX);
                    self.camera.glide_to(view);
                }
            }
            _ => {
                let passing = self.picture.passing_frame();
                let view = match passing {
                    Some(frame) => self.camera.view_of(&frame, free, FIT_SELECTION_ZOOM_MAX),
                    None => self.fit(),
                };
                self.camera.glide_to(view);
            }
        }
    }

    /// Tells the camera its part of the screen. Where that has changed, because a panel comes or goes, what is looked at
    /// stays where it is; a view of the whole graph is fitted anew, and one on its way elsewhere goes on.
    pub(super) fn keep_still(&mut self, screen: egui::Rect) {
        let before = self.camera.screen();
        self.camera.set_screen(screen);
        let view = self.camera.view();
        let is_fitted = self.fitted.is_none_or(|(_, fitted)| fitted == view);
        if before != screen && !is_fitted && self.camera.aim() == view {
            self.camera.pan(before.center() - screen.center());
            self.refit_trail(self.camera.view());
        }
    }

    /// The view of the whole graph.
    pub(super) fn fit(&mut self) -> View {
        let screen = self.camera.screen();
        let whole = self.picture.scene().frame;
        let view = self.camera.view_of(&whole, Places::free(screen), FIT_ZOOM_MAX);
        self.fitted = Some((screen, view));
        view
    }

    pub(super) fn center_now(&mut self, subject: &Subject) {
        if let Some(frame) = self.picture.bounds(subject) {
            let zoom = self.camera.zoom().max(paint::NAMES_BELOW);
            self.camera.glide_to(View { center: frame.center(), zoom });
        }
    }

    fn reveal_now(&mut self, subject: &Subject) {
        if let Some(frame) = self.picture.bounds(subject) {
            self.bring_into_view(&frame);
        }
    }

    pub(super) fn rename_now(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        subject: Subject,
        step: Option<UndoStep>,
    ) {
        self.reveal_now(&subject);
        if let Subject::Annotation(id) = &subject
            && let Some(annotation) = cx.session.assessment().annotations().get(id)
        {
            let step = step.unwrap_or_else(|| widgets::new_gesture(ui));
            self.words = Some(Words::new(annotation, step));
            return;
        }
        let Subject::Node(id) = &subject else {
            cx.wishes.push(Wish::Rename(subject));
            return;
        };
        if let Some(node) = cx.session.assessment().nodes().get(id) {
            let step = step.unwrap_or_else(|| widgets::new_gesture(ui));
            self.editor = Some(Editor::new(id.clone(), &node.name, step));
        }
    }

    pub(super) fn scroll(&mut self, ui: &Ui, canvas: &Response, places: &Places) {
        let at = ui.input(|input| input.pointer.latest_pos());
        let Some(at) = at.filter(|_| canvas.contains_pointer()) else { return };
        let is_top = ui.ctx().layer_id_at(at) == Some(ui.layer_id());
        if !is_top || places.map.is_some_and(|map| map.contains(at)) {
            return;
        }
        let (zoom, pan) = ui.input(|input| (input.zoom_delta(), input.translation_delta()));
        if (zoom - 1.0).abs() > f32::EPSILON {
            self.camera.zoom_at(at, zoom);
        }
        if pan != Vec2::ZERO {
            self.camera.pan(pan);
        }
    }
}
