//! A line of a list: a name that leads to its element, a word beneath, and figures at the right.

use eframe::egui::{
    self, CornerRadius, FontId, Response, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    ui::{theme, widgets},
};

/// Height of a line of one row and of two.
const HEIGHTS: [f32; 2] = [28.0, 44.0];
/// Room for the symbol.
const SYMBOL: f32 = 24.0;
/// How far a line that belongs to another one stands to the right.
const INDENT: f32 = 20.0;

/// What a line shows.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui::workspaces) struct Line<'a> {
    /// Its symbol.
    pub(in crate::ui::workspaces) icon: char,
    /// Its name.
    pub(in crate::ui::workspaces) title: &'a str,
    /// What stands beneath, if anything.
    pub(in crate::ui::workspaces) note: &'a str,
    /// Figures at the right, with the room for each.
    pub(in crate::ui::workspaces) figures: &'a [(&'a str, f32)],
    /// How deep it lies below a top line.
    pub(in crate::ui::workspaces) depth: usize,
    /// Whether its element is selected.
    pub(in crate::ui::workspaces) is_selected: bool,
    /// Whether it does not count (any more).
    pub(in crate::ui::workspaces) is_faint: bool,
}

/// Shows a line; a click on it is for the caller to follow.
pub(in crate::ui::workspaces) fn line_ui(ui: &mut Ui, line: &Line<'_>) -> Response {
    let tokens = theme::Tokens::of(ui);
    let height = HEIGHTS[usize::from(!line.note.is_empty())];
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    let figures: Vec<&str> = line.figures.iter().map(|(text, _)| *text).collect();
    let spoken = [&[line.title, line.note][..], &figures].concat();
    let spoken: Vec<&str> = spoken.into_iter().filter(|text| !text.is_empty()).collect();
    let spoken = spoken.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, line.is_selected, &spoken));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if line.is_selected || response.hovered() {
        let ground = if line.is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let mut right = rect.right() - 8.0;
    for (text, room) in line.figures.iter().rev() {
        let font = theme::font(FontWeight::Regular, theme::SMALL);
        let galley = widgets::elided(ui, text, font, tokens.secondary, room - 8.0);
        let at = egui::pos2(right - galley.size().x, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.secondary);
        right -= room;
    }
    let left = rect.left() + 8.0 + line.depth as f32 * INDENT;
    let ink = match (line.is_faint, line.is_selected) {
        (true, _) => tokens.faint,
        (false, true) => tokens.accent,
        (false, false) => tokens.text,
    };
    let first = if line.note.is_empty() { rect.center().y } else { rect.top() + 14.0 };
    let symbol = theme::icon_font(14.0);
    let at = egui::pos2(left, first);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, line.icon, symbol, tokens.secondary);
    let room = (right - left - SYMBOL - 8.0).max(40.0);
    let put = |text: &str, font: FontId, color, y: f32| {
        let galley = widgets::elided(ui, text, font, color, room);
        let at = egui::pos2(left + SYMBOL, y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    };
    put(line.title, theme::font(FontWeight::Medium, theme::BODY), ink, first);
    if !line.note.is_empty() {
        let font = theme::font(FontWeight::Regular, theme::SMALL);
        put(line.note, font, tokens.secondary, rect.bottom() - 13.0);
    }
    response.on_hover_text(spoken)
}

/// What the columns at the right are called.
pub(in crate::ui::workspaces) fn head_ui(ui: &mut Ui, title: &str, columns: &[(&str, f32)]) {
    let tokens = theme::Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), 20.0), Sense::hover());
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let mut right = rect.right() - 8.0;
    for (name, room) in columns.iter().rev() {
        let at = egui::pos2(right, rect.center().y);
        let color = tokens.secondary;
        ui.painter().text(at, egui::Align2::RIGHT_CENTER, *name, font.clone(), color);
        right -= room;
    }
    let at = egui::pos2(rect.left() + 8.0, rect.center().y);
    ui.painter().text(at, egui::Align2::LEFT_CENTER, title, font, tokens.secondary);
}

/// What stands where a list has nothing yet.
pub(in crate::ui::workspaces) fn empty_ui(ui: &mut Ui, text: &str) {
    ui.add_space(12.0);
    widgets::secondary(ui, text);
    ui.add_space(8.0);
}
