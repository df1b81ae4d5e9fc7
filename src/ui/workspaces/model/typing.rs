//! The keyboard on the canvas.

use eframe::egui::{self, EventFilter, Response, Ui};

use super::{ModelView, Request};
use crate::{
    drawing::Point,
    model::{Id, Node, Subject},
    session::{Action, Selection},
    ui::{
        canvas::{
            edits::{linking, moving::Start},
            gesture::{Input, Target},
            keys,
            menu::Menu,
        },
        command::Command,
        view::{Cx, Wish},
        widgets,
    },
};

impl ModelView {
    pub(super) fn type_keys(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        canvas: &Response,
        nodes: &[Response],
    ) {
        if !keys::holds_arrow(ui) {
            self.nudge = None;
        }
        if !self.gesture.is_idle() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            // Whatever has the focus: a drag is always the canvas's own.
            for intention in self.gesture.take(Input::Cancel, &self.pointer) {
                self.carry_out(ui, cx, intention);
            }
            return;
        }
        let Some(focused) = std::iter::once(canvas).chain(nodes).find(|r| r.has_focus()) else {
            return;
        };
        if focused.gained_focus() && !ui.input(|input| input.pointer.any_pressed()) {
            self.has_ring = true;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(focused.id, filter));
        if self.is_busy() {
            return;
        }
        if self.tap.ends(ui) && canvas.has_focus() {
            cx.command(Command::PlayPhases);
        }
        for stroke in keys::strokes(ui) {
            self.carry_out_stroke(ui, cx, stroke);
        }
    }

    pub(super) fn carry_out_stroke(&mut self, ui: &Ui, cx: &mut Cx<'_>, stroke: keys::Stroke) {
        let selection = cx.session.selection();
        match stroke {
            keys::Stroke::Extend(..) if !self.may_place(cx) => {}
            keys::Stroke::Toward(by) => {
                let document = self.picture.document().unwrap_or(cx.session.assessment());
                let start = Start::of(document, self.picture.scene(), selection.subjects());
                if start.is_empty() {
                    let center = self.camera.view().center;
                    let end = self.end_toward(cx, Point::new(by.x, by.y));
                    let next = end.or_else(|| keys::nearest(self.picture.scene(), center));
                    cx.wishes.extend(next.map(|s| Wish::Do(Action::Select(Selection::one(s)))));
                    return;
                }
                if !self.may_place(cx) {
                    return;
                }
                let step = *self.nudge.get_or_insert_with(|| widgets::new_gesture(ui));
                cx.edit_within(step, start.moved(Point::new(by.x, by.y)));
            }
            keys::Stroke::Extend(x, y) => {
                let Some(Subject::Node(from)) = selection.focus() else { return };
                let (document, scene) = (cx.session.assessment(), self.picture.scene());
                if let Some((edit, node)) = linking::connect_beside(document, scene, from, (x, y)) {
                    self.make(ui, cx, edit, node);
                }
            }
            keys::Stroke::Rename => {
                let focus = selection.focus().cloned();
                self.requests.extend(focus.map(|subject| Request::Rename(subject, None)));
            }
            keys::Stroke::Menu => {
                let frame = selection.focus().and_then(|subject| self.picture.bounds(subject));
                let target = match selection.focus() {
                    Some(Subject::Node(id)) => Target::Node(id.clone()),
                    Some(Subject::Link(id)) => Target::Link(id.clone()),
                    Some(Subject::Zone(id)) => Target::Zone(id.clone()),
                    Some(Subject::Annotation(id)) => Target::Note(id.clone()),
                    _ => Target::Ground,
                };
                let at = frame.map_or(self.camera.view().center, |frame| frame.center());
                self.menu = Some(Menu::new(target, at));
            }
        }
    }

    /// The end of the selected link that lies further in a direction.
    fn end_toward(&self, cx: &Cx<'_>, by: Point) -> Option<Subject> {
        let Some(Subject::Link(id)) = cx.session.selection().focus() else { return None };
        let link = cx.session.assessment().links().get(id)?;
        let along = |id: &Id<Node>| {
            let middle = self.picture.card(id).map(|card| card.center());
            middle.map_or(0.0, |at| at.x * by.x + at.y * by.y)
        };
        let is_source = along(&link.from) > along(&link.to);
        let end = if is_source { &link.from } else { &link.to };
        Some(Subject::Node(end.clone()))
    }
}
