//! The house's own small controls, each with an accessible name.

mod chips;
mod choice;
mod figure;
pub mod icon;
mod log_odds;
mod marking;
pub mod picture;
pub mod probability;
mod property;
mod references;
mod response_curve;
mod score_editor;
mod text;
pub mod typed;

use eframe::egui::{
    self, Align2, Button, CornerRadius, Frame, Margin, Response, RichText, Sense, Stroke, Ui, Vec2,
    WidgetInfo, accesskit::Role,
};

pub use chips::{add_button, removable_chip, removable_chips};
pub use choice::{Item, Shown, VALUE_HEIGHT, choice, optional_choice, pick};
pub use figure::{figure_in, probability_in};
pub use log_odds::{Axis as LogOddsAxis, log_odds_slider, track as log_odds_track};
pub use marking::{edit as marking_edit, marking_ui};
pub use property::{PROPERTY_LABEL_WIDTH, property, subheading};
pub use references::{
    Listed, Removable, add_reference, icon_of, references, removable_row, subject_references,
};
pub use response_curve::response_curve;
pub use score_editor::{ScoreEditor, score_editor, score_form};
pub use text::{
    QUIET_PADDING, gesture_of, heading_field, name_field, new_gesture, quiet_area, quiet_field,
    quiet_frame, select_all, text_area, text_field, want_field,
};

use crate::{
    drawing::{FontWeight, palette},
    ui::theme::{self, Tokens},
};

/// In place of a row's symbol: its name begins at the edge.
pub const WITHOUT_ICON: char = '\0';

/// Width of what the pointer shows of a text that is cut, and most characters of it.
const HOVER_WIDTH: f32 = 420.0;
const HOVERED_MAX: usize = 1_000;

/// Width and height of an [`icon_button`].
pub const ICON_BUTTON: f32 = 26.0;

/// A small capital label above a group of controls.
pub fn section_label(ui: &mut Ui, title: &str) -> Response {
    section_heading(ui, title, "")
}

/// The same with a figure beside it.
pub fn section_heading(ui: &mut Ui, title: &str, figure: &str) -> Response {
    let text = RichText::new(title.to_uppercase())
        .font(theme::font(FontWeight::SemiBold, theme::LABEL))
        .extra_letter_spacing(0.6)
        .color(Tokens::of(ui).secondary);
    ui.add_space(10.0);
    if figure.is_empty() {
        return ui.label(text);
    }
    let shown = ui.horizontal(|ui| {
        let label = ui.label(text);
        secondary(ui, figure);
        label
    });
    shown.inner
}

/// Text of second rank.
pub fn secondary(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = Tokens::of(ui).secondary;
    ui.label(RichText::new(text).size(theme::SMALL).color(color))
}

/// Text that stands out.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(theme::font(FontWeight::SemiBold, theme::BODY))
}

/// A button that shows an icon and is called by `name`.
pub fn icon_button(ui: &mut Ui, glyph: char, name: &str) -> Response {
    let text = RichText::new(glyph).font(theme::icon_font(15.0)).color(Tokens::of(ui).secondary);
    let button = Button::new(text).frame_when_inactive(false).min_size(Vec2::splat(ICON_BUTTON));
    // The padding of buttons with words would make it wider than it is high.
    let (padding, height) = (ui.spacing().button_padding, ui.spacing().interact_size.y);
    ui.spacing_mut().button_padding = Vec2::splat(3.0);
    ui.spacing_mut().interact_size.y = ICON_BUTTON;
    let response = ui.add(button.corner_radius(CornerRadius::same(theme::RADIUS_ROW)));
    ui.spacing_mut().button_padding = padding;
    ui.spacing_mut().interact_size.y = height;
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    response.on_hover_text(name)
}

/// The button that matters most on a surface.
pub fn primary_button(ui: &mut Ui, title: &str) -> Response {
    let tokens = Tokens::of(ui);
    let text = RichText::new(title)
        .font(theme::font(FontWeight::Medium, theme::BODY))
        .color(tokens.on_accent);
    ui.add(Button::new(text).fill(tokens.accent).stroke(Stroke::NONE))
}

/// A switch, on or off, called by `name`. Whether it was clicked.
pub fn switch(ui: &mut Ui, is_on: bool, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(30.0, 18.0), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Switch, enabled, is_on, name));
    let how_on = ui.ctx().animate_bool_responsive(response.id, is_on);
    let ground = if is_on { tokens.mitigated } else { tokens.faint };
    let painter = ui.painter();
    painter.rect_filled(rect, rect.height() / 2.0, ground);
    let x = egui::lerp((rect.left() + 9.0)..=(rect.right() - 9.0), how_on);
    painter.circle_filled(egui::pos2(x, rect.center().y), 6.5, tokens.surface);
    focus_ring(ui, &response, rect, 9);
    response
}

/// A choice between few things, side by side. The newly chosen one.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, chosen: T, choices: &[(T, &str)]) -> Option<T> {
    let tokens = Tokens::of(ui);
    let mut wanted = None;
    let frame = Frame::new().fill(tokens.sunken).corner_radius(theme::RADIUS_CONTROL);
    frame.inner_margin(Margin::same(3)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (choice, title) in choices {
                let is_chosen = *choice == chosen;
                if segment(ui, title, is_chosen).clicked() && !is_chosen {
                    wanted = Some(*choice);
                }
            }
        });
    });
    if wanted.is_some() {
        // What follows in this frame may show the new choice already; the control itself does in the next one.
        ui.ctx().request_repaint();
    }
    wanted
}

fn segment(ui: &mut Ui, title: &str, is_chosen: bool) -> Response {
    let tokens = Tokens::of(ui);
    let color = if is_chosen { tokens.text } else { tokens.secondary };
    let text = RichText::new(title).font(theme::font(FontWeight::Medium, theme::BODY)).color(color);
    let fill = if is_chosen { tokens.surface } else { egui::Color32::TRANSPARENT };
    // Where lines are strong a ground alone says too little.
    let is_outlined = is_chosen && tokens.line_width > 1.0;
    let button = Button::new(text)
        .fill(fill)
        .stroke(if is_outlined { tokens.hairline() } else { Stroke::NONE })
        .corner_radius(CornerRadius::same(theme::RADIUS_ROW))
        .min_size(Vec2::new(0.0, 26.0));
    let response = ui.add(button);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Tab, enabled, is_chosen, title));
    response
}

/// A row of a list over the full width: icon, name, and a figure flush right.
pub fn row(ui: &mut Ui, row: &Row<'_>) -> Response {
    let tokens = Tokens::of(ui);
    let size = Vec2::new(ui.available_width(), 26.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (enabled, is_selected) = (ui.is_enabled(), row.is_selected);
    let spoken = if row.figure.is_empty() {
        row.name.to_owned()
    } else {
        format!("{}, {}", row.name, row.figure)
    };
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, is_selected, &spoken));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let ground = if is_selected {
        Some(tokens.accent_soft)
    } else if response.hovered() {
        Some(tokens.sunken)
    } else {
        None
    };
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if let Some(ground) = ground {
        painter.rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    let color = if is_selected { tokens.accent } else { tokens.text };
    let icon_color =
        if is_selected { tokens.accent } else { row.icon_color.unwrap_or(tokens.secondary) };
    let middle = rect.center().y;
    let icon_at = egui::pos2(rect.left() + 14.0, middle);
    if row.icon != WITHOUT_ICON {
        painter.text(icon_at, Align2::CENTER_CENTER, row.icon, theme::icon_font(14.0), icon_color);
    }
    let figure = painter.layout_no_wrap(
        row.figure.to_owned(),
        theme::font(FontWeight::Medium, theme::SMALL),
        if is_selected { tokens.accent } else { tokens.secondary },
    );
    let figure_left = rect.right() - 8.0 - figure.size().x;
    painter.galley(egui::pos2(figure_left, middle - figure.size().y / 2.0), figure, tokens.text);
    let indent = if row.icon == WITHOUT_ICON { 8.0 } else { 28.0 };
    let room = figure_left - (rect.left() + indent) - 10.0;
    let name = elided(ui, row.name, theme::font(FontWeight::Regular, theme::BODY), color, room);
    let is_cut = name.elided;
    painter.galley(egui::pos2(rect.left() + indent, middle - name.size().y / 2.0), name, color);
    focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if is_cut { response.on_hover_text(row.name) } else { response }
}

/// What a [`row`] shows.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// A symbol of the icon font; [`WITHOUT_ICON`] leaves no room for one.
    pub icon: char,
    /// Its color, if it has a meaning of its own.
    pub icon_color: Option<egui::Color32>,
    /// The name; cut where there is no room.
    pub name: &'a str,
    /// A figure, flush right; may be empty.
    pub figure: &'a str,
    /// Whether it is selected.
    pub is_selected: bool,
}

/// One line of text, cut with `…` where it is wider than `width`.
pub fn elided(
    ui: &Ui,
    text: &str,
    font: egui::FontId,
    color: egui::Color32,
    width: f32,
) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(0.0));
    ui.painter().layout_job(job)
}

/// A text over so many lines at most, elided after the last one; all of it is told where the pointer rests.
pub fn few_lines(
    ui: &mut Ui,
    text: &str,
    (font, color): (egui::FontId, egui::Color32),
    lines: usize,
) {
    let mut job = egui::text::LayoutJob::simple(text.to_owned(), font, color, ui.available_width());
    job.wrap.max_rows = lines;
    let galley = ui.painter().layout_job(job);
    let is_cut = galley.elided;
    let label = ui.label(galley);
    if is_cut {
        label.on_hover_ui(|ui| {
            ui.set_max_width(HOVER_WIDTH);
            ui.label(text.chars().take(HOVERED_MAX).collect::<String>());
        });
    }
}

/// The colors of probabilities from the smallest to the largest that are told apart.
pub fn ramp(painter: &egui::Painter, tokens: &Tokens, rect: egui::Rect) {
    color_scale(painter, rect, |share| ramp_color(tokens, share));
}

/// The color at a place along the ramp of probabilities, 0 to 1.
pub fn ramp_color(tokens: &Tokens, share: f64) -> egui::Color32 {
    let ratio = palette::RAMP_HIGH / palette::RAMP_LOW;
    tokens.probability(palette::RAMP_LOW * libm::pow(ratio, share))
}

/// Colors by their place along a bar, 0 to 1.
pub fn color_scale(
    painter: &egui::Painter,
    rect: egui::Rect,
    color: impl Fn(f64) -> egui::Color32,
) {
    const BLOCKS: u8 = 50;
    let width = rect.width() / f32::from(BLOCKS);
    let mut mesh = egui::Mesh::default();
    for block in 0..BLOCKS {
        let at = rect.min + Vec2::new(f32::from(block) * width, 0.0);
        let block_rect = egui::Rect::from_min_size(at, Vec2::new(width, rect.height()));
        mesh.add_colored_rect(block_rect, color(f64::from(block) / f64::from(BLOCKS - 1)));
    }
    painter.add(mesh);
}

/// The ring around what has the keyboard focus.
pub fn focus_ring(ui: &Ui, response: &Response, rect: egui::Rect, radius: u8) {
    if response.has_focus() {
        let tokens = Tokens::of(ui);
        let stroke = Stroke::new(0.5 + tokens.line_width, tokens.accent);
        let kind = egui::StrokeKind::Outside;
        ui.painter().rect_stroke(rect, CornerRadius::same(radius), stroke, kind);
    }
}

/// A small rounded label.
pub fn chip(ui: &mut Ui, text: &str) -> Response {
    let tokens = Tokens::of(ui);
    let text = RichText::new(text).size(theme::SMALL).color(tokens.secondary);
    let frame = Frame::new().stroke(tokens.hairline()).corner_radius(11);
    frame.inner_margin(Margin::symmetric(9, 2)).show(ui, |ui| ui.label(text)).inner
}
