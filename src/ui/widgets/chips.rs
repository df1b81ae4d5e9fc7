//! Short texts as chips that can be taken away, with a field to add one.

use eframe::egui::{
    self, Button, CornerRadius, Key, RichText, Sense, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{icon, quiet_frame};
use crate::ui::theme::{self, Tokens};

/// Shows texts as chips; a click on a chip takes it away. `what` names one of them, for example `tag`. The changed list.
pub fn removable_chips(ui: &mut Ui, what: &str, texts: &[String]) -> Option<Vec<String>> {
    let mut change = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::new(5.0, 4.0);
        for (place, text) in texts.iter().enumerate() {
            if removable_chip(ui, text, &format!("Remove {what} {text}")) {
                let mut rest = texts.to_vec();
                rest.remove(place);
                change = Some(rest);
            }
        }
        if let Some(new) = new_chip(ui, what)
            && !texts.contains(&new)
        {
            change = Some(texts.iter().cloned().chain([new]).collect());
        }
    });
    change
}

/// A quiet button that adds something.
pub fn add_button(ui: &mut Ui, title: &str) -> bool {
    let color = Tokens::of(ui).secondary;
    let plus = RichText::new(icon::PLUS).font(theme::icon_font(12.0)).color(color);
    let text = RichText::new(title).size(theme::SMALL).color(color);
    let response = ui.add(Button::new((plus, text)).frame_when_inactive(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, title));
    response.clicked()
}

/// A chip that shows a cross while the pointer is over it; whether it was clicked.
pub fn removable_chip(ui: &mut Ui, text: &str, name: &str) -> bool {
    let tokens = Tokens::of(ui);
    let font = theme::font(crate::drawing::FontWeight::Regular, theme::SMALL);
    let room = ui.max_rect().width() - 30.0;
    let galley = super::elided(ui, text, font, tokens.secondary, room);
    let size = Vec2::new(galley.size().x + 18.0, 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let is_hot = response.hovered() || response.has_focus();
    let painter = ui.painter();
    let radius = CornerRadius::same(11);
    painter.rect_stroke(rect, radius, tokens.hairline(), egui::StrokeKind::Inside);
    painter.galley(rect.center() - galley.size() / 2.0, galley, tokens.secondary);
    if is_hot {
        let spot = egui::pos2(rect.right() - 10.0, rect.center().y);
        painter.circle_filled(spot, 8.0, tokens.surface);
        let font = theme::icon_font(11.0);
        painter.text(spot, egui::Align2::CENTER_CENTER, icon::CLOSE, font, tokens.text);
    }
    super::focus_ring(ui, &response, rect, 11);
    response.on_hover_text(name).clicked()
}

/// A field as small as a chip; what was typed, once Enter is pressed or the focus leaves.
fn new_chip(ui: &mut Ui, what: &str) -> Option<String> {
    let id = ui.make_persistent_id(("new chip", what));
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let frame = quiet_frame(ui, id).corner_radius(11).inner_margin(egui::Margin::symmetric(8, 2));
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let font = theme::font(crate::drawing::FontWeight::Regular, theme::SMALL);
    let hint = format!("+ {what}");
    let shown = super::elided(ui, &hint, font.clone(), Tokens::of(ui).faint, f32::INFINITY);
    let snug = shown.size().x + 20.0;
    let width = if has_focus || !text.is_empty() { snug.max(90.0) } else { snug };
    let response = ui.name_inputs(format!("Add {what}"), |ui| {
        let field = TextEdit::singleline(&mut text).id(id).hint_text(hint);
        ui.add(field.font(font).frame(frame).desired_width(width))
    });
    super::name_field(ui, &response, &format!("Add {what}"));
    let is_done = response.lost_focus() && !ui.input(|input| input.key_pressed(Key::Escape));
    let new = text.trim().to_owned();
    if response.lost_focus() {
        text.clear();
    }
    ui.data_mut(|data| data.insert_temp(id, text));
    (is_done && !new.is_empty()).then_some(new)
}
