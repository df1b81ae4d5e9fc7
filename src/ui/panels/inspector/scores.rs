//! The table of scores per phase, and the editor of the chosen one.

use eframe::egui::{
    self, Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Aim, InspectorView, comments};
use crate::{
    drawing::FontWeight,
    model::{Dimension, Phase, ScoreKey, Series, Subject},
    report::wording,
    session::Action,
    ui::{
        theme,
        view::Cx,
        widgets::{self, ScoreEditor, icon, probability, score_editor, section_label},
    },
};

/// Height of a row of the table.
const ROW_HEIGHT: f32 = 27.0;
/// Width of a column of scores.
const COLUMN_WIDTH: f32 = 88.0;

/// One column: what is scored, and its scores.
pub(super) struct Column<'a> {
    /// What is scored.
    pub dimension: Dimension,
    /// Its scores.
    pub series: &'a Series,
}

/// Shows the table, and the editor where a score is open.
pub(super) fn scores_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (subject, columns): (&Subject, &[Column<'_>]),
) {
    section_label(ui, "Scores per phase");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        header_ui(ui, cx, view, (subject, columns));
        for (index, phase) in cx.session.assessment().phases().iter().enumerate() {
            row_ui(ui, cx, view, &TableRow { subject, columns, phase, index });
        }
    });
    let open = view.open.clone().filter(|(of, _)| of == subject);
    let column = open.and_then(|(_, dimension)| columns.iter().find(|c| c.dimension == dimension));
    match column {
        Some(column) => editor_ui(ui, cx, view, (subject, column)),
        None => why_ui(ui, cx, columns),
    }
}

/// A row: which element, columns, phase.
struct TableRow<'a> {
    subject: &'a Subject,
    columns: &'a [Column<'a>],
    phase: &'a Phase,
    index: usize,
}

fn header_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    view: &mut InspectorView,
    (subject, columns): (&Subject, &[Column<'_>]),
) {
    let tokens = theme::Tokens::of(ui);
    let size = Vec2::new(ui.available_width(), 24.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let middle = rect.center().y;
    let at = egui::pos2(rect.left() + 6.0, middle);
    ui.painter().text(at, Align2::LEFT_CENTER, "Phase", font.clone(), tokens.secondary);
    for (place, column) in columns.iter().enumerate() {
        let cell = cell_rect(rect, place, columns.len());
        let at = egui::pos2(cell.right() - 6.0, middle);
        let title = wording::dimension(column.dimension);
        let drawn =
            ui.painter().text(at, Align2::RIGHT_CENTER, title, font.clone(), tokens.secondary);
        let count = comments::open_on(cx.session, subject, column.dimension);
        if count > 0 {
            bubble_ui(ui, view, (subject, column.dimension), (count, drawn));
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), tokens.hairline());
}

/// A speech bubble with a number before the title of a column: a click shows what is said of its scores.
fn bubble_ui(
    ui: &Ui,
    view: &mut InspectorView,
    (subject, dimension): (&Subject, Dimension),
    (count, title): (usize, Rect),
) {
    let tokens = theme::Tokens::of(ui);
    let at = egui::pos2(title.left() - 4.0, title.center().y);
    let font = theme::font(FontWeight::Medium, theme::LABEL);
    let figure = ui.painter().text(at, Align2::RIGHT_CENTER, count, font, tokens.accent);
    let at = egui::pos2(figure.left() - 1.0, at.y);
    let font = theme::icon_font(11.0);
    let glyph = ui.painter().text(at, Align2::RIGHT_CENTER, icon::MESSAGE, font, tokens.accent);
    let place = glyph.union(figure).expand(3.0);
    let response = ui.interact(place, ui.scope_id().with(("said", dimension)), Sense::click());
    let words = wording::counted(count, "open comment", "open comments");
    let name = format!("{words} on {}", wording::dimension(dimension).to_lowercase());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    widgets::focus_ring(ui, &response, place, theme::RADIUS_ROW);
    if response.on_hover_text(&name).clicked() {
        view.comments.narrow((subject.clone(), dimension));
    }
}

fn cell_rect(row: Rect, place: usize, count: usize) -> Rect {
    let left = row.right() - COLUMN_WIDTH * (count - place) as f32;
    Rect::from_min_size(egui::pos2(left, row.top()), Vec2::new(COLUMN_WIDTH, row.height()))
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut InspectorView, row: &TableRow<'_>) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), ROW_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let is_chosen = cx.session.phase() == row.index;
    if is_chosen {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.accent_soft);
    }
    let weight = if is_chosen { FontWeight::Medium } else { FontWeight::Regular };
    let font = theme::font(weight, theme::BODY);
    let room = rect.width() - COLUMN_WIDTH * row.columns.len() as f32 - 8.0;
    let name = widgets::elided(ui, &row.phase.name, font, tokens.text, room);
    let at = egui::pos2(rect.left() + 6.0, rect.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, tokens.text);
    ui.painter().hline(rect.x_range(), rect.bottom(), tokens.hairline());
    for (place, column) in row.columns.iter().enumerate() {
        let cell = cell_rect(rect, place, row.columns.len());
        cell_ui(ui, cx, view, (row, column, cell));
    }
}

fn cell_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (row, column, rect): (&TableRow<'_>, &Column<'_>, Rect),
) {
    let document = cx.session.assessment();
    let tokens = cx.tokens;
    let in_force = column.series.at(document.phases(), row.index);
    let notation = cx.session.preferences().notation;
    let text = in_force.map_or("–".to_owned(), |in_force| {
        probability::brief(&in_force.score.estimate, column.dimension, document.scale(), notation)
    });
    let origin = match in_force {
        None => "not scored".to_owned(),
        Some(in_force) => in_force.carried_from.map_or(String::new(), |id| {
            format!("carried forward from {}", document.label(&Subject::Phase(id.clone())))
        }),
    };
    let id = ui.make_persistent_id(("score", column.dimension, &row.phase.id));
    let response = ui.interact(rect, id, Sense::click());
    let title = wording::dimension(column.dimension);
    let spoken = [title, &row.phase.name, &text, &origin].map(str::to_owned);
    let spoken = spoken.iter().filter(|s| !s.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    let key = (row.subject.clone(), column.dimension);
    let is_open = cx.session.phase() == row.index && view.open.as_ref() == Some(&key);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &spoken));
    if response.clicked() {
        view.open = Some(key);
        cx.act(Action::ChoosePhase(row.index));
    }
    let radius = CornerRadius::same(theme::RADIUS_ROW);
    let inner = rect.shrink(2.0);
    if is_open || response.hovered() {
        let stroke = Stroke::new(1.0, if is_open { tokens.accent } else { tokens.line });
        ui.painter().rect(inner, radius, tokens.surface, stroke, StrokeKind::Inside);
    }
    let is_own = in_force.is_some_and(|in_force| in_force.carried_from.is_none());
    let color = if is_own { tokens.text } else { tokens.faint };
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let galley = widgets::elided(ui, &text, font, color, rect.width() - 10.0);
    let at =
        egui::pos2(rect.right() - 6.0 - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    widgets::focus_ring(ui, &response, inner, theme::RADIUS_ROW);
    let full = in_force.map(|in_force| {
        wording::estimate(&in_force.score.estimate, column.dimension, document.scale())
    });
    let tip: Vec<String> = full.into_iter().chain(Some(origin).filter(|o| !o.is_empty())).collect();
    if !tip.is_empty() {
        response.on_hover_text(tip.join("\n"));
    }
}

/// The editor of the open score in the chosen phase.
fn editor_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &mut InspectorView,
    (subject, column): (&Subject, &Column<'_>),
) {
    let document = cx.session.assessment();
    let index = cx.session.phase();
    let Some(phase) = document.phases().at(index) else { return };
    let in_force = column.series.at(document.phases(), index);
    // What clearing the own score would bring back counts as carried too.
    let earlier = index.checked_sub(1).and_then(|i| {
        let before = column.series.at(document.phases(), i)?;
        let from =
            before.carried_from.cloned().or_else(|| Some(document.phases().at(i)?.id.clone()));
        Some((before.score.clone(), document.label(&Subject::Phase(from?))))
    });
    let editor = ScoreEditor {
        key: ScoreKey {
            subject: subject.clone(),
            dimension: column.dimension,
            phase: Some(phase.id.clone()),
        },
        title: format!("{}, {}", wording::dimension(column.dimension), phase.name),
        own: in_force.filter(|i| i.carried_from.is_none()).map(|i| i.score.clone()),
        carried: earlier,
        wants_focus: view.takes_aim(Aim::Rationale),
    };
    ui.add_space(8.0);
    if view.takes_aim(Aim::Score) {
        ui.scroll_to_cursor(Some(egui::Align::Min));
    }
    if score_editor(ui, cx, &editor) {
        view.open = None;
    }
    comments::of_score_ui(ui, cx, view, &editor.key);
}

/// What stands behind the first column's score in the chosen phase, to read.
fn why_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &[Column<'_>]) {
    let document = cx.session.assessment();
    let mut has_grey = false;
    for index in 0..document.phases().len() {
        has_grey |= columns.iter().any(|column| {
            let in_force = column.series.at(document.phases(), index);
            in_force.is_some_and(|in_force| in_force.carried_from.is_some())
        });
    }
    ui.add_space(2.0);
    let first = columns.first().and_then(|column| {
        let score = column.series.at(document.phases(), cx.session.phase())?.score;
        let words = wording::estimate(&score.estimate, column.dimension, document.scale());
        let basis = score.basis.map(|b| format!(", {}", wording::basis(b).to_lowercase()));
        let title = wording::dimension(column.dimension);
        Some((format!("{title} here: {words}{}", basis.unwrap_or_default()), score))
    });
    let grey = if has_grey { "Grey: carried forward. " } else { "" };
    match &first {
        Some((words, _)) => wrapped(ui, &format!("{grey}{words}")),
        None => wrapped(ui, &format!("{grey}Click a cell to score it")),
    }
    let Some((_, score)) = first else { return };
    if !score.rationale.is_empty() {
        section_label(ui, "Rationale");
        ui.add(egui::Label::new(&score.rationale).wrap());
    }
    for id in &score.evidence {
        super::form::subject_row(ui, cx, &Subject::Evidence(id.clone()), "");
    }
}

/// Text of second rank over several lines.
pub(super) fn wrapped(ui: &mut Ui, text: &str) {
    let color = theme::Tokens::of(ui).secondary;
    // Lines may break at a narrow space, but not at a wide one of the unbreaking kind.
    let text = text.replace('\u{202f}', "\u{a0}");
    let text = egui::RichText::new(text).size(theme::SMALL).color(color);
    ui.add(egui::Label::new(text).wrap());
}

/// A label with a value over the full width that opens an editor; whether it was clicked.
pub(super) fn line_ui(ui: &mut Ui, label: &str, value: &str, is_given: bool) -> bool {
    let tokens = theme::Tokens::of(ui);
    let size = Vec2::new(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{label}, {value}")));
    let radius = CornerRadius::same(theme::RADIUS_ROW);
    if response.hovered() {
        ui.painter().rect_filled(rect, radius, tokens.sunken);
    }
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let at = egui::pos2(rect.left() + 6.0, rect.center().y);
    let drawn = ui.painter().text(at, Align2::LEFT_CENTER, label, font.clone(), tokens.text);
    let color = if is_given { tokens.text } else { tokens.faint };
    let room = rect.right() - drawn.right() - 16.0;
    let galley = widgets::elided(ui, value, font, color, room);
    let at =
        egui::pos2(rect.right() - 6.0 - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    response.clicked()
}
