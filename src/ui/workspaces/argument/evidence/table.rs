//! The register as a table; the selected row is set out below itself.

use eframe::egui::{
    self, Align2, CornerRadius, Rangef, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{
    EvidenceView, detail,
    register::{Column, Row, Sorting},
};
use crate::{
    drawing::FontWeight,
    model::{Evidence, Subject},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of a row, and of the line of headings.
const ROW: f32 = 28.0;
/// Room for the mark of what is withdrawn, stale or foreign.
const MARK: f32 = 92.0;
/// Columns at the right: heading, width, and the least width of the table that shows it.
const COLUMNS: [(Column, &str, f32, f32); 5] = [
    (Column::Kind, "Kind", 92.0, 640.0),
    (Column::Grade, "Grade", 58.0, 400.0),
    (Column::Date, "Date", 88.0, 480.0),
    (Column::Scores, "Scores", 62.0, 0.0),
    (Column::Claims, "Claims", 62.0, 560.0),
];

/// Shows the table.
pub(super) fn table_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut EvidenceView) {
    head_ui(ui, &mut view.sorting);
    let session = cx.session;
    let shown = view.register.shown(session, &view.filter, view.sorting);
    if shown.is_empty() {
        ui.add_space(8.0);
        widgets::secondary(ui, "Nothing passes the filter");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let selected = super::selected(cx);
    let place = selected.as_ref().and_then(|id| shown.iter().position(|(row, _)| row.id == *id));
    let is_new = selected != view.shown;
    view.shown.clone_from(&selected);
    let cut = place.map_or(shown.len(), |place| place + 1);
    let top = ui.cursor().top();
    rows_ui(ui, cx, &shown[..cut]);
    if let (Some(id), Some(place)) = (&selected, place) {
        if is_new {
            let y = top + place as f32 * ROW;
            let row = Rect::from_x_y_ranges(ui.max_rect().x_range(), Rangef::new(y, y + ROW));
            ui.scroll_to_rect(row, None);
        }
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            detail::detail_ui(ui, cx, &mut view.detail, id);
        });
    }
    rows_ui(ui, cx, &shown[cut..]);
}

fn columns(
    width: f32,
) -> impl DoubleEndedIterator<Item = &'static (Column, &'static str, f32, f32)> {
    COLUMNS.iter().filter(move |(.., least)| width >= *least)
}

/// The headings, which sort.
fn head_ui(ui: &mut Ui, sorting: &mut Sorting) {
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(Vec2::new(width, ROW), Sense::hover());
    let mut right = rect.right();
    for (column, name, room, _) in columns(width).rev() {
        let place = Rect::from_x_y_ranges(right - room..=right, rect.y_range());
        heading_ui(ui, sorting, (*column, name), (place, true));
        right -= room;
    }
    let place = Rect::from_x_y_ranges(rect.left()..=rect.left() + 90.0, rect.y_range());
    heading_ui(ui, sorting, (Column::Title, "Title"), (place, false));
    let line = Tokens::of(ui).hairline();
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, line);
}

fn heading_ui(
    ui: &mut Ui,
    sorting: &mut Sorting,
    (column, name): (Column, &str),
    (rect, is_right): (Rect, bool),
) {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("sort by", name)), Sense::click());
    let is_sorted = sorting.column == Some(column);
    let spoken = format!("Sort by {}", name.to_lowercase());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_sorted, &spoken));
    let color = if response.hovered() || is_sorted { tokens.text } else { tokens.secondary };
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), font, color);
    let width = galley.size().x;
    let x = if is_right { rect.right() - 8.0 - width } else { rect.left() + 8.0 };
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(egui::pos2(x, y), galley, color);
    if is_sorted {
        let glyph = if sorting.is_descending { icon::CHEVRON_DOWN } else { icon::CHEVRON_UP };
        let at = egui::pos2(if is_right { x - 8.0 } else { x + width + 8.0 }, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(11.0), color);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if response.clicked() {
        // Up, down, and back to the order of the register.
        *sorting = match (is_sorted, sorting.is_descending) {
            (false, _) => Sorting { column: Some(column), is_descending: false },
            (true, false) => Sorting { column: Some(column), is_descending: true },
            (true, true) => Sorting::default(),
        };
    }
}

/// Rows of one height: those out of sight cost nothing but their room.
fn rows_ui(ui: &mut Ui, cx: &mut Cx<'_>, rows: &[(&Row, &Evidence)]) {
    let top = ui.cursor().top();
    let clip = ui.clip_rect();
    let place = |y: f32| ((y - top) / ROW).floor().clamp(0.0, rows.len() as f32) as usize;
    // One more on either side, so that the keyboard finds its way on.
    let first = place(clip.top()).saturating_sub(1);
    let last = (place(clip.bottom()) + 2).min(rows.len()).max(first);
    ui.add_space(first as f32 * ROW);
    for (row, evidence) in &rows[first..last] {
        row_ui(ui, cx, row, evidence);
    }
    ui.add_space((rows.len() - last) as f32 * ROW);
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, evidence: &Evidence) {
    let tokens = cx.tokens;
    let subject = Subject::Evidence(evidence.id.clone());
    let is_selected = cx.session.selection().contains(&subject);
    let width = ui.available_width();
    let (_, rect) = ui.allocate_space(Vec2::new(width, ROW));
    // By name, so that the keyboard stays on a row that moves.
    let response =
        ui.interact(rect, ui.scope_id().with(("row", evidence.id.as_str())), Sense::click());
    let title = cx.session.assessment().label(&subject);
    let spoken = spoken(&title, row, evidence);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let mut right = rect.right();
    let put = |text: &str, right: f32, (room, color)| {
        let font = theme::font(FontWeight::Regular, theme::SMALL);
        let galley = widgets::elided(ui, text, font, color, room - 10.0);
        let at = egui::pos2(right - 8.0 - galley.size().x, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    };
    for (column, _, room, _) in columns(width).rev() {
        put(&cell(*column, row, evidence), right, (*room, tokens.secondary));
        right -= room;
    }
    let mark = row.mark();
    if !mark.is_empty() && width > 340.0 {
        let color = if row.is_withdrawn { tokens.secondary } else { tokens.warning };
        put(mark, right, (MARK, color));
        right -= MARK;
    }
    let color = match (row.is_withdrawn, is_selected) {
        (true, _) => tokens.faint,
        (false, true) => tokens.accent,
        (false, false) => tokens.text,
    };
    let left = rect.left() + 8.0;
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let galley = widgets::elided(ui, &title, font, color, (right - left - 12.0).max(40.0));
    let is_cut = galley.elided;
    ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
    let response = if is_cut { response.on_hover_text(title) } else { response };
    if response.clicked() {
        cx.select(subject);
    }
}

fn cell(column: Column, row: &Row, evidence: &Evidence) -> String {
    let count = |count: usize| if count == 0 { "–".to_owned() } else { count.to_string() };
    match column {
        Column::Title => evidence.title.clone(),
        Column::Kind => evidence.kind.map_or("–", wording::evidence_kind).to_owned(),
        Column::Grade => {
            let words = evidence.grade.map_or("–", wording::evidence_grade);
            words.split(' ').next().unwrap_or_default().to_owned()
        }
        Column::Date if evidence.date.is_empty() => "–".to_owned(),
        Column::Date => evidence.date.clone(),
        Column::Scores => count(row.scores),
        Column::Claims => count(row.claims),
    }
}

/// All of the row, whatever of it is in sight.
fn spoken(title: &str, row: &Row, evidence: &Evidence) -> String {
    let mut parts = vec![title.to_owned()];
    let words = [Column::Kind, Column::Grade, Column::Date].map(|of| cell(of, row, evidence));
    parts.extend(words.into_iter().filter(|text| text != "–"));
    parts.push(wording::counted(row.scores, "score", "scores"));
    parts.push(wording::counted(row.claims, "claim", "claims"));
    parts.extend(Some(row.mark().to_owned()).filter(|mark| !mark.is_empty()));
    parts.join(", ")
}
