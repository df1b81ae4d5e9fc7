//! Starting a new document from a template.

use eframe::egui::{self, Sense, Ui, Vec2, WidgetInfo, accesskit::Role};

use super::{Outcome, heading, set_width};
use crate::{
    drawing::FontWeight,
    session::{Action, Template, templates},
    ui::{
        theme,
        view::{Cx, Wish},
        widgets,
    },
};

/// Offers the templates; a click starts a document.
pub(super) fn new_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
    let mut outcome = Outcome::Open;
    set_width(ui, 440.0);
    heading(ui, "New document");
    for template in templates() {
        if template_ui(ui, cx, template) {
            cx.wishes.push(Wish::Do(Action::New(template.name.to_owned())));
            outcome = Outcome::Closed;
        }
    }
    ui.add_space(8.0);
    if ui.button("Cancel").clicked() {
        outcome = Outcome::Closed;
    }
    outcome
}

fn template_ui(ui: &mut Ui, cx: &Cx<'_>, template: &Template) -> bool {
    let tokens = cx.tokens;
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 58.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, template.title));
    // The first one, so that Enter and the arrow keys work at once.
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    let ground = if response.hovered() || response.has_focus() {
        tokens.accent_soft
    } else {
        tokens.background
    };
    ui.painter().rect_filled(rect, theme::RADIUS_CONTROL, ground);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_CONTROL);
    let inner = rect.shrink2(Vec2::new(12.0, 9.0));
    let font = theme::font(FontWeight::SemiBold, theme::BODY);
    let title = widgets::elided(ui, template.title, font, tokens.text, inner.width());
    ui.painter().galley(inner.left_top(), title, tokens.text);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let words = widgets::elided(ui, template.description, font, tokens.secondary, inner.width());
    let at = egui::pos2(inner.left(), inner.bottom() - words.size().y);
    ui.painter().galley(at, words, tokens.secondary);
    response.on_hover_text(template.description).clicked()
}
