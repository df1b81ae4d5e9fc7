//! A section of the page: what a stage of the background work has found, and whether it still holds.

use eframe::egui::{
    self, Align2, CornerRadius, Rect, Response, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::Shown;
use crate::{
    drawing::FontWeight,
    model::Subject,
    session::{Insight, Stage},
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets,
    },
};

/// How strongly contents are seen that were true before the last change.
const FADED: f32 = 0.55;
/// Height of a row with a bar below its words.
pub(super) const BAR_ROW: f32 = 34.0;

/// Whether a section stands among others in a column or has the page's width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// A small label above.
    Card,
    /// A line of words above.
    Chapter,
}

/// What a section is.
pub(super) struct Section<'a> {
    pub(super) title: &'a str,
    pub(super) stage: Stage,
    pub(super) rank: Rank,
    /// Room that is kept while nothing has been found yet.
    pub(super) height: f32,
}

/// Shows a section: its contents where there are any, else why there are none.
pub(super) fn section_ui<T>(
    ui: &mut Ui,
    shown: &Shown<'_>,
    section: &Section<'_>,
    insight: Option<&Insight<T>>,
    contents: impl FnOnce(&mut Ui, &T),
) {
    ui.push_id(section.title, |ui| {
        heading_ui(ui, section.rank, section.title);
        let Some(insight) = insight else {
            waiting_ui(ui, shown, section);
            return;
        };
        let is_current = shown.session.is_current(&insight.question);
        match &insight.outcome {
            Ok(found) => {
                ui.scope(|ui| {
                    if !is_current {
                        ui.multiply_opacity(FADED);
                        widgets::secondary(ui, "Before your last change");
                    }
                    contents(ui, found);
                });
            }
            Err(reason) => note_ui(ui, &format!("Not available: {reason}")),
        }
    });
}

/// The heading of a section.
pub(super) fn heading_ui(ui: &mut Ui, rank: Rank, title: &str) {
    match rank {
        Rank::Card => {
            widgets::section_label(ui, title);
        }
        Rank::Chapter => {
            ui.add_space(20.0);
            ui.label(RichText::new(title).font(theme::font(FontWeight::SemiBold, theme::BODY)));
        }
    }
}

/// What the section says before there is anything to show; it has the height of what is to come.
fn waiting_ui(ui: &mut Ui, shown: &Shown<'_>, section: &Section<'_>) {
    let size = Vec2::new(ui.available_width(), section.height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = match shown.session.work() {
        Some((stage, _)) if stage == section.stage => "Computing…",
        Some(_) => "Waits for its turn…",
        None => "Not computed",
    };
    let spoken = format!("{}: {words}", section.title);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    ui.painter().text(rect.left_top(), Align2::LEFT_TOP, words, font, Tokens::of(ui).secondary);
}

/// Text of second rank over several lines.
pub(super) fn note_ui(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).secondary;
    // Lines may break at a narrow space, but not at a wide one of the unbreaking kind.
    let text = text.replace('\u{202f}', "\u{a0}");
    ui.add(egui::Label::new(RichText::new(text).size(theme::SMALL).color(color)).wrap());
}

/// A sentence of first rank over several lines.
pub(super) fn sentence_ui(ui: &mut Ui, text: &str) {
    let text = text.replace('\u{202f}', "\u{a0}");
    ui.add(egui::Label::new(RichText::new(text).color(Tokens::of(ui).text)).wrap());
}

/// A row of an element: symbol, name, figure, and a bar below.
pub(super) struct Bar<'a> {
    pub(super) subject: &'a Subject,
    /// What is read.
    pub(super) name: &'a str,
    /// Flush right.
    pub(super) figure: &'a str,
    /// Length of the bar, 0..=1.
    pub(super) share: f32,
    /// Half the length of its whisker.
    pub(super) error: f32,
    /// Whether it goes the wrong way.
    pub(super) is_adverse: bool,
}

/// Shows a row with a bar. A click selects its element, a double click goes there.
pub(super) fn bar_ui(ui: &mut Ui, cx: &mut Cx<'_>, bar: &Bar<'_>) -> Response {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), BAR_ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let is_selected = cx.session.selection().contains(bar.subject);
    let spoken = format!("{}, {}", bar.name, bar.figure);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        ground_ui(ui, tokens, &response, rect, is_selected);
        let color = if is_selected { tokens.accent } else { tokens.text };
        let glyph = widgets::icon_of(cx.session.assessment(), bar.subject);
        let line = rect.with_max_y(rect.bottom() - 10.0);
        words_ui(ui, line, (glyph, bar.name, bar.figure), color);
        let track = Rect::from_min_max(
            egui::pos2(rect.left() + 28.0, rect.bottom() - 9.0),
            egui::pos2(rect.right() - 6.0, rect.bottom() - 4.0),
        );
        track_ui(ui, tokens, track, bar);
    }
    pick(cx, &response, bar.subject);
    response.on_hover_text(spoken)
}

/// Selects the element of a row that was clicked; goes there after a double click.
pub(super) fn pick(cx: &mut Cx<'_>, response: &Response, subject: &Subject) {
    if response.double_clicked() {
        cx.go_to(subject.clone());
    } else if response.clicked() {
        cx.reveal(subject.clone());
    }
}

/// Brings a row into view that the keyboard has come to.
pub(super) fn follow_focus(ui: &Ui, response: &Response) {
    if response.gained_focus() {
        ui.scroll_to_rect(response.rect, None);
    }
}

/// The ground of a row: selected, under the pointer, or none.
pub(super) fn ground_ui(
    ui: &Ui,
    tokens: &Tokens,
    response: &Response,
    rect: Rect,
    is_selected: bool,
) {
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, response, rect, theme::RADIUS_ROW);
}

/// Symbol and name at the left, a figure at the right, in one line.
pub(super) fn words_ui(
    ui: &Ui,
    line: Rect,
    (glyph, name, figure): (char, &str, &str),
    color: egui::Color32,
) {
    let tokens = Tokens::of(ui);
    let middle = line.center().y;
    let at = egui::pos2(line.left() + 14.0, middle);
    let faded = if color == tokens.accent { color } else { tokens.secondary };
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(14.0), faded);
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let figure = widgets::elided(ui, figure, font, faded, line.width() * 0.6);
    let left = line.right() - 6.0 - figure.size().x;
    let at = egui::pos2(left, middle - figure.size().y / 2.0);
    ui.painter().galley(at, figure, faded);
    let room = left - line.left() - 38.0;
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let name = widgets::elided(ui, name, font, color, room);
    let at = egui::pos2(line.left() + 28.0, middle - name.size().y / 2.0);
    ui.painter().galley(at, name, color);
}

fn track_ui(ui: &Ui, tokens: &Tokens, track: Rect, bar: &Bar<'_>) {
    let painter = ui.painter();
    painter.rect_filled(track, 2.5, tokens.sunken);
    let share = bar.share.clamp(0.0, 1.0);
    let color = if bar.is_adverse { tokens.warning } else { tokens.accent.gamma_multiply(0.8) };
    if share > 0.0 {
        let width = (track.width() * share).max(3.0);
        let filled = Rect::from_min_size(track.min, Vec2::new(width, track.height()));
        painter.rect_filled(filled, 2.5, color);
    }
    whisker_ui(ui, tokens, track, (share, bar.error));
}

/// The standard error around the end of a bar.
fn whisker_ui(ui: &Ui, tokens: &Tokens, track: Rect, (share, error): (f32, f32)) {
    let place = |share: f32| track.left() + share.clamp(0.0, 1.0) * track.width();
    let (low, high) = (place(share - error), place(share + error));
    // Shorter ones would hide in the end of the bar.
    if high - low < 3.0 {
        return;
    }
    let stroke = Stroke::new(1.0, tokens.text);
    let painter = ui.painter();
    painter.hline(low..=high, track.center().y, stroke);
    for x in [low, high] {
        painter.vline(x, track.y_range().expand(1.0), stroke);
    }
}

/// A quiet button in the accent: more of the same, another view of it.
pub(super) fn quiet_button(ui: &mut Ui, title: &str) -> Response {
    let text = RichText::new(title)
        .font(theme::font(FontWeight::Medium, theme::SMALL))
        .color(Tokens::of(ui).accent);
    let button = egui::Button::new(text).frame_when_inactive(false);
    ui.add(button.corner_radius(CornerRadius::same(theme::RADIUS_ROW)))
}
