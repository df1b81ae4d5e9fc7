//! The grip at the top of a panel: drags it elsewhere, and opens a menu that does the same by keyboard.

use eframe::egui::{
    self, EventFilter, Id, Key, Modifiers, Popup, Rect, Response, Sense, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::Wanted;
use crate::{
    session::{Panel, Side},
    ui::{
        theme::{self, Tokens},
        widgets,
    },
};

/// How large a grip is: it fits into the margin above a panel's contents.
const SIZE: Vec2 = Vec2::new(44.0, 8.0);
/// How much an arrow key makes a panel wider or higher.
const STEP: f32 = 16.0;

/// What has the keyboard when a panel is asked for by it.
pub(super) fn id_of(panel: Panel) -> Id {
    Id::unique(("grip of a panel", panel))
}

/// Senses the grip, before the panel's contents; what was asked for goes to `wanted`.
pub(super) fn grip(
    ui: &Ui,
    panel: Panel,
    (place, others): (Rect, &[Panel]),
    wanted: &mut Vec<Wanted>,
) -> Response {
    let at = egui::pos2(place.center().x, place.top() + 1.0 + SIZE.y / 2.0);
    let rect = Rect::from_center_size(at, SIZE);
    let response = ui.interact(rect, id_of(panel), Sense::click_and_drag());
    let name = format!("Move {}", panel.title().to_lowercase());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::Grab);
    }
    keys(ui, panel, &response, wanted);
    Popup::menu(&response).show(|ui| menu_ui(ui, panel, others, wanted));
    response
}

/// Paints it, over the contents, where the pointer or the keyboard is near.
pub(super) fn paint(ui: &Ui, response: &Response, place: Rect, tokens: &Tokens) {
    let is_near = ui.rect_contains_pointer(place) || response.has_focus() || response.dragged();
    if !is_near {
        return;
    }
    let is_meant = response.hovered() || response.has_focus() || response.dragged();
    let color = if is_meant { tokens.secondary } else { tokens.faint.gamma_multiply(0.7) };
    let middle = response.rect.center();
    for x in [-9.0, -3.0, 3.0, 9.0] {
        for y in [-1.75, 1.75] {
            ui.painter().circle_filled(middle + Vec2::new(x, y), 1.1, color);
        }
    }
    widgets::focus_ring(ui, response, response.rect, theme::RADIUS_ROW);
}

/// Arrow keys at the grip make the panel wider, narrower, higher and lower.
fn keys(ui: &Ui, panel: Panel, response: &Response, wanted: &mut Vec<Wanted>) {
    if !response.has_focus() {
        return;
    }
    let filter =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (key, by) in [
        (Key::ArrowLeft, [-STEP, 0.0]),
        (Key::ArrowRight, [STEP, 0.0]),
        (Key::ArrowUp, [0.0, STEP]),
        (Key::ArrowDown, [0.0, -STEP]),
    ] {
        if pressed(key) {
            wanted.push(Wanted::Resize(panel, by));
        }
    }
}

/// Where a panel can go.
pub(super) fn menu_ui(ui: &mut Ui, panel: Panel, others: &[Panel], wanted: &mut Vec<Wanted>) {
    ui.set_min_width(190.0);
    widgets::secondary(ui, format!("{} panel", panel.title()));
    let mut choose = |ui: &mut Ui, title: &str, what: Wanted| {
        if ui.button(title).clicked() {
            wanted.push(what);
            ui.close();
        }
    };
    for side in Side::ALL {
        choose(ui, side.title(), Wanted::Move(panel, side));
    }
    ui.menu_button("In tabs with", |ui| {
        for other in others.iter().filter(|other| **other != panel) {
            choose(ui, other.title(), Wanted::Join(panel, *other));
        }
    });
    ui.separator();
    choose(ui, "Hide", Wanted::Hide(panel));
    choose(ui, "Reset panels", Wanted::Reset);
}
