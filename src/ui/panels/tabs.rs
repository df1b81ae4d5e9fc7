//! The row of open documents.

use eframe::egui::{
    self, Align2, CornerRadius, PointerButton, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    session::Session,
    ui::{
        command::Command,
        theme,
        view::{Cx, Wish},
        widgets::{self, icon},
    },
};

/// The widest that a tab gets.
const WIDTH_MAX: f32 = 200.0;
/// The narrowest that a tab gets before the row is cut.
const WIDTH_MIN: f32 = 72.0;

/// What a tab shows of its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its title.
    pub title: String,
    /// Where its file is, in words.
    pub place: String,
    /// Whether it has unsaved changes.
    pub is_dirty: bool,
}

/// What a session's tab shows.
pub fn shown(session: &Session) -> Shown {
    let document = session.document();
    let title = &document.assessment().about().title;
    Shown {
        title: if title.is_empty() { "Untitled".to_owned() } else { title.clone() },
        place: document.path().map_or("not saved yet".to_owned(), |p| p.display().to_string()),
        is_dirty: document.is_dirty(),
    }
}

/// Shows the row.
pub fn tabs_ui(ui: &mut Ui, cx: &mut Cx<'_>, tabs: &[Shown], active: usize) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let room = ui.available_width() - widgets::ICON_BUTTON - 8.0;
        let width = (room / tabs.len() as f32).clamp(WIDTH_MIN, WIDTH_MAX);
        for (place, tab) in tabs.iter().enumerate() {
            tab_ui(ui, cx, (place, tab), (width, place == active));
        }
        if widgets::icon_button(ui, icon::PLUS, "New document").clicked() {
            cx.command(Command::New);
        }
    });
}

fn tab_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (place, tab): (usize, &Shown),
    (width, is_active): (f32, bool),
) {
    let tokens = cx.tokens;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, 28.0), Sense::click());
    let spoken = if tab.is_dirty { format!("{}, not saved", tab.title) } else { tab.title.clone() };
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_active, &spoken));
    let ground = if is_active {
        tokens.background
    } else if response.hovered() {
        tokens.sunken
    } else {
        tokens.surface
    };
    let radius = CornerRadius::same(theme::RADIUS_ROW);
    ui.painter().rect_filled(rect, radius, ground);
    let cross = egui::Rect::from_center_size(
        egui::pos2(rect.right() - 14.0, rect.center().y),
        Vec2::splat(18.0),
    );
    let weight = if is_active { FontWeight::Medium } else { FontWeight::Regular };
    let color = if is_active { tokens.text } else { tokens.secondary };
    let room = cross.left() - rect.left() - 14.0;
    let title = widgets::elided(ui, &tab.title, theme::font(weight, theme::SMALL), color, room);
    let at = egui::pos2(rect.left() + 10.0, rect.center().y - title.size().y / 2.0);
    ui.painter().galley(at, title, color);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let close = ui.interact(cross, response.id.with("close"), Sense::click());
    close.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Close {}", tab.title)));
    let is_near = response.hovered() || close.hovered() || close.has_focus();
    if is_near {
        if close.hovered() {
            ui.painter().rect_filled(cross, radius, tokens.line);
        }
        let font = theme::icon_font(12.0);
        ui.painter().text(
            cross.center(),
            Align2::CENTER_CENTER,
            icon::CLOSE,
            font,
            tokens.secondary,
        );
    } else if tab.is_dirty {
        ui.painter().circle_filled(cross.center(), 3.5, tokens.accent);
    }
    widgets::focus_ring(ui, &close, cross, theme::RADIUS_ROW);
    let is_closed = close.clicked() || response.clicked_by(PointerButton::Middle);
    let is_shown = response.on_hover_text(format!("{}\n{}", tab.title, tab.place)).clicked();
    if is_closed {
        cx.wishes.push(Wish::CloseTab(place));
    } else if is_shown {
        cx.wishes.push(Wish::ShowTab(place));
    }
}
