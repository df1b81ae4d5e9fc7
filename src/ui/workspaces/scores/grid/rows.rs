//! The lines in view: names, and cells with what they hold.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, Painter, Rect, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, accesskit::Role,
};

use super::{
    phase_name,
    places::{Frame, HEAD, LINE},
    unscored,
};
use crate::{
    drawing::FontWeight,
    model::{Estimate, Subject},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, probability},
        workspaces::scores::{
            cells::{self, Held},
            lines::{Line, Row},
            sheet::{Draft, Place, Sheet},
            sheet_id,
        },
    },
};

pub(super) fn lines_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet, frame: &Frame) {
    let body = ui.painter().with_clip_rect(frame.body());
    let names = ui.painter().with_clip_rect(frame.names());
    ui.painter().rect_filled(frame.names(), 0.0, cx.tokens.surface);
    for line in frame.lines_in_view(sheet.lines.len()) {
        match &sheet.lines[line] {
            Line::Group(name, count) => group_ui(ui, cx.tokens, frame, (line, name, *count)),
            Line::Row(row) => {
                for column in frame.columns_in_view() {
                    cell_ui(ui, cx, (sheet, frame, &body), (row, Place { line, column }));
                }
                let before = line.checked_sub(1).and_then(|before| sheet.row(before));
                let repeats = before.is_some_and(|b| b.key.subject == row.key.subject);
                name_ui(ui, cx.tokens, (frame, &names), (row, line, repeats));
            }
        }
        let y = frame.line_top(line) + LINE - 0.5;
        if y > frame.body().top() {
            ui.painter().hline(frame.view.x_range(), y, Stroke::new(1.0, cx.tokens.line));
        }
    }
    let edge = frame.body().left() - 0.5;
    ui.painter().vline(edge, frame.view.y_range(), Stroke::new(1.0, cx.tokens.line));
}

fn group_ui(ui: &Ui, tokens: &Tokens, frame: &Frame, (line, name, count): (usize, &str, usize)) {
    let top = frame.line_top(line);
    let rect = Rect::from_x_y_ranges(frame.view.x_range(), top..=top + LINE);
    let painter = ui.painter().with_clip_rect(frame.view.with_min_y(frame.view.top() + HEAD));
    painter.rect_filled(rect, 0.0, tokens.sunken);
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    let at = egui::pos2(frame.view.left() + 12.0, rect.center().y);
    let drawn = painter.text(at, Align2::LEFT_CENTER, name, font, tokens.text);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let at = egui::pos2(drawn.right() + 8.0, rect.center().y);
    painter.text(at, Align2::LEFT_CENTER, count.to_string(), font, tokens.secondary);
}

fn name_ui(
    ui: &Ui,
    tokens: &Tokens,
    (frame, painter): (&Frame, &Painter),
    (row, line, repeats): (&Row, usize, bool),
) {
    let top = frame.line_top(line);
    let middle = top + LINE / 2.0;
    let left = frame.view.left();
    let ink = if repeats { tokens.faint } else { tokens.text };
    if !repeats {
        let at = egui::pos2(left + 18.0, middle);
        let font = theme::icon_font(14.0);
        painter.text(at, Align2::CENTER_CENTER, row.icon, font, tokens.secondary);
    }
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let name = widgets::elided(ui, &row.name, font, ink, frame.name_width - 44.0);
    let is_cut = name.elided;
    painter.galley(egui::pos2(left + 34.0, middle - name.size().y / 2.0), name, ink);
    let title = wording::dimension(row.key.dimension);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let ink = tokens.secondary;
    let title = widgets::elided(ui, title, font, ink, frame.dimension_width - 12.0);
    let at = egui::pos2(left + frame.name_width + 4.0, middle - title.size().y / 2.0);
    painter.galley(at, title, ink);
    let rect = Rect::from_x_y_ranges(frame.names().x_range(), top..=top + LINE);
    let id = sheet_id().with(("name", line));
    let response = ui.interact(rect.intersect(frame.names()), id, Sense::hover());
    if is_cut {
        response.on_hover_text(&row.name);
    }
}

/// What a cell says.
struct Words {
    text: String,
    ink: Color32,
    tip: Vec<String>,
    is_doubtful: bool,
}

fn cell_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    (sheet, frame, painter): (&Sheet, &Frame, &Painter),
    (row, place): (&Row, Place),
) {
    let document = cx.session.assessment();
    let tokens = cx.tokens;
    let rect = frame.cell(place);
    let held = cells::held(document, &row.key, place.column);
    let Some(key) = cells::score_key(document, &row.key, place.column) else {
        painter.rect_filled(rect, 0.0, tokens.sunken.gamma_multiply(0.6));
        return;
    };
    let ground = rect.shrink2(Vec2::new(1.5, 1.5));
    let event = held
        .score()
        .map(|score| cells::event(&score.estimate, row.key.dimension, document.scale()));
    let draft = sheet.drafts.get(&key);
    let fill = event.map(|event| tokens.probability(event));
    match (held, fill) {
        _ if draft.is_some() => {
            let stroke = Stroke::new(1.0, tokens.warning);
            painter.rect(ground, 4.0, tokens.surface, stroke, StrokeKind::Inside);
        }
        (Held::Given(_), Some(fill)) => {
            painter.rect_filled(ground, CornerRadius::same(4), fill);
        }
        (Held::Carried(..), Some(fill)) => {
            let bar = ground.with_max_x(ground.left() + 4.0);
            painter.rect_filled(bar, CornerRadius::same(2), fill.gamma_multiply(0.7));
        }
        _ => {}
    }
    let words = words(cx, (row, held), draft, fill);
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = widgets::elided(ui, &words.text, font, words.ink, rect.width() - 16.0);
    let at = egui::pos2(rect.right() - 9.0 - galley.size().x, rect.center().y);
    painter.galley(at - Vec2::new(0.0, galley.size().y / 2.0), galley, words.ink);
    if words.is_doubtful {
        let corner = ground.right_top();
        let points = vec![corner, corner - Vec2::new(7.0, 0.0), corner + Vec2::new(0.0, 7.0)];
        painter.add(egui::Shape::convex_polygon(points, tokens.warning, Stroke::NONE));
    }
    name_cell(ui, cx, (row, place, sheet), (rect.intersect(frame.body()), &words));
}

/// The text of a cell and what is to be said about it.
fn words(
    cx: &Cx<'_>,
    (row, held): (&Row, Held<'_>),
    draft: Option<&Draft>,
    fill: Option<Color32>,
) -> Words {
    let document = cx.session.assessment();
    let (tokens, scale) = (cx.tokens, document.scale());
    let dimension = row.key.dimension;
    if let Some(draft) = draft {
        let tip = vec![format!("Not entered: {}", draft.problem)];
        return Words { text: draft.text.clone(), ink: tokens.warning, tip, is_doubtful: true };
    }
    let notation = cx.session.preferences().notation;
    let Some(score) = held.score() else {
        let tip = vec![unscored(dimension).to_owned()];
        return Words { text: "–".to_owned(), ink: tokens.faint, tip, is_doubtful: false };
    };
    let mut tip = vec![wording::estimate(&score.estimate, dimension, scale)];
    let ink = match held {
        Held::Carried(_, from) => {
            let from = document.label(&Subject::Phase(from.clone()));
            tip.push(format!("carried forward from {from}"));
            tokens.faint
        }
        _ => fill.map_or(tokens.text, theme::readable_on),
    };
    let is_given = matches!(held, Held::Given(_));
    let doubt = cells::doubt(&score.estimate, dimension, scale).filter(|_| is_given);
    let is_doubtful = doubt.is_some();
    tip.extend(doubt);
    let text = probability::brief(&score.estimate, dimension, scale, notation);
    let sign = if matches!(score.estimate, Estimate::Range(_)) { "±\u{202f}" } else { "" };
    Words { text: format!("{sign}{text}"), ink, tip, is_doubtful }
}

/// The cell for those who do not see it, and its tip.
fn name_cell(
    ui: &Ui,
    cx: &Cx<'_>,
    (row, place, sheet): (&Row, Place, &Sheet),
    (rect, words): (Rect, &Words),
) {
    if !rect.is_positive() {
        return;
    }
    let id = sheet_id().with(("cell", place.line, place.column));
    let response = ui.interact(rect, id, Sense::hover());
    let is_cursor = sheet.cursor == place;
    response.widget_info(|| {
        let phase = phase_name(cx.session.assessment(), row.key.dimension, place.column);
        let title = wording::dimension(row.key.dimension);
        let tip = words.tip.join(", ");
        let spoken = format!("{}, {title}, {phase}: {}, {tip}", row.name, words.text);
        WidgetInfo::selected(Role::Cell, true, is_cursor, spoken)
    });
    if response.hovered() && !words.tip.is_empty() {
        response.on_hover_text(words.tip.join("\n"));
    }
}
