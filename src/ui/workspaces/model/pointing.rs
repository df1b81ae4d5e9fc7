//! The pointer on the canvas: from events to what the user means.

use std::collections::BTreeSet;

use eframe::egui::{self, CursorIcon, Event, PointerButton, Pos2, Response, Ui};

use super::{ModelView, painting::selected_links};
use crate::{
    model::Subject,
    session::{Action, Selection},
    ui::{
        canvas::{
            camera,
            gesture::{Button, Clicks, Cursor, Gesture, Held, Input, Pick, Pointer, Target},
            overlay::Places,
        },
        view::Cx,
    },
};

impl ModelView {
    /// Follows the pointer.
    pub(super) fn point(
        &mut self,
        ui: &Ui,
        cx: &mut Cx<'_>,
        canvas: &Response,
        (nodes, places): (&[Response], &Places),
    ) {
        let is_ours = std::iter::once(canvas).chain(nodes).any(is_pressed);
        let mut intentions = Vec::new();
        let events = ui.input(|input| input.events.clone());
        for event in &events {
            let Some((input, at)) = input_of(ui, event, is_ours) else { continue };
            if let Some(at) = at {
                let held = self.pointer.held;
                self.pointer = Pointer { held, ..self.pointer_at(cx, at) };
            }
            // At the release of a click on a node the canvas would lose the keyboard to it.
            if matches!(input, Input::Press(_)) || is_ours && matches!(input, Input::Release(..)) {
                ui.memory_mut(|memory| memory.request_focus(canvas.id));
                self.has_ring = false;
            }
            intentions.extend(self.gesture.take(input, &self.pointer));
        }
        self.pointer.held = held(ui, self.editor.is_some() || self.words.is_some());
        let is_lost = !self.gesture.is_idle() && !ui.input(|input| input.pointer.any_down());
        if is_lost || ui.input(|input| input.multi_touch().is_some()) {
            intentions.extend(self.gesture.take(Input::Cancel, &self.pointer));
            if is_lost {
                self.gesture = Gesture::Idle;
            }
        }
        for intention in intentions {
            self.carry_out(ui, cx, intention);
        }
        self.hover(ui, cx, canvas, places);
    }

    pub(super) fn pointer_at(&self, cx: &Cx<'_>, at: Pos2) -> Pointer {
        let world = self.camera.world_from_screen(at);
        let selection = cx.session.selection();
        let handles = selected_links(selection);
        let zoom = self.camera.zoom();
        let selected = selection.subjects();
        let grip = self.picture.grip(cx.session.assessment(), selected, (world, zoom));
        let grip = grip.filter(|_| !self.picture.is_part());
        let target = match grip {
            Some(grip) => Target::Grip(grip),
            None => self.picture.target(world, zoom, &handles),
        };
        let is_hidden = target.subject().is_some_and(|subject| self.picture.is_hidden(&subject));
        let target = if is_hidden { Target::Ground } else { target };
        let is_selected = target.subject().is_some_and(|subject| selection.contains(&subject));
        Pointer { screen: camera::point(at), world, target, is_selected, held: Held::default() }
    }

    /// Looks what lies under a pointer that rests, and shows what a press would do.
    pub(super) fn hover(&mut self, ui: &Ui, cx: &Cx<'_>, canvas: &Response, places: &Places) {
        let at = ui.input(|input| input.pointer.latest_pos()).filter(|at| {
            let is_covered = places.show.contains(*at)
                || places.map.is_some_and(|map| map.contains(*at))
                || ui.ctx().layer_id_at(*at) != Some(ui.layer_id());
            canvas.contains_pointer() && !is_covered
        });
        self.has_pointer = at.is_some();
        let Some(at) = at else {
            if self.gesture.is_idle() {
                self.pointer.target = Target::Ground;
            }
            return;
        };
        self.pointer = Pointer { held: self.pointer.held, ..self.pointer_at(cx, at) };
        let icon = match self.gesture.cursor(&self.pointer) {
            Cursor::Plain => return,
            Cursor::Hand => CursorIcon::PointingHand,
            Cursor::Move => CursorIcon::Move,
            Cursor::Crosshair => CursorIcon::Crosshair,
            Cursor::Grab => CursorIcon::Grab,
            Cursor::Grabbing => CursorIcon::Grabbing,
            Cursor::Forbidden => CursorIcon::NotAllowed,
        };
        ui.set_cursor_icon(icon);
    }

    pub(super) fn select_taken(&self, cx: &mut Cx<'_>, taken: Vec<Subject>, pick: Pick) {
        let before = self.selected_before.subjects();
        let wanted = match pick {
            Pick::Only => Selection::of(taken),
            Pick::Add => Selection::of(before.iter().cloned().chain(taken)),
            Pick::Toggle => {
                let taken: BTreeSet<Subject> = taken.into_iter().collect();
                Selection::of(before.symmetric_difference(&taken).cloned())
            }
        };
        if wanted != *cx.session.selection() {
            cx.act(Action::Select(wanted));
        }
    }
}

fn is_pressed(response: &Response) -> bool {
    let buttons = [PointerButton::Primary, PointerButton::Secondary, PointerButton::Middle];
    response.is_pointer_button_down_on()
        || buttons.iter().any(|button| response.clicked_by(*button))
}

/// What an event means for gestures, and where. Presses count only where they are the canvas's own.
fn input_of(ui: &Ui, event: &Event, is_ours: bool) -> Option<(Input, Option<Pos2>)> {
    match event {
        Event::PointerMoved(at) => Some((Input::Move, Some(*at))),
        Event::PointerButton { pos, button, pressed, .. } => {
            let which = match button {
                PointerButton::Primary => Button::Primary,
                PointerButton::Secondary => Button::Secondary,
                PointerButton::Middle => Button::Middle,
                _ => return None,
            };
            if *pressed {
                return is_ours.then_some((Input::Press(which), Some(*pos)));
            }
            let is_double = ui.input(|input| input.pointer.button_double_clicked(*button));
            let clicks = if is_double { Clicks::Two } else { Clicks::One };
            Some((Input::Release(which, clicks), Some(*pos)))
        }
        Event::WindowFocused(false) => Some((Input::Cancel, None)),
        _ => None,
    }
}

fn held(ui: &Ui, is_typing: bool) -> Held {
    ui.input(|input| Held {
        ctrl: input.modifiers.command,
        shift: input.modifiers.shift,
        alt: input.modifiers.alt,
        space: input.key_down(egui::Key::Space) && !is_typing,
    })
}
