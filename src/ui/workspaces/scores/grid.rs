//! The sheet on the screen: only what is in view is laid out, so that its length costs nothing.

use eframe::egui::{
    self, Align2, Color32, CornerRadius, EventFilter, Id, LayerId, Order as Layer, Painter, Pos2,
    Rect, Response, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2,
    WidgetInfo,
    accesskit::Role,
    scroll_area::{DragScroll, ScrollSource},
    text::CCursor,
    text_selection::CCursorRange,
};

use super::{
    cells::{self, Held},
    has_focus,
    keys::{Finish, Step},
    lines::{Line, Order, Row},
    sheet::{CLAIMS, Place, Sheet},
    sheet_id,
};
use crate::{
    drawing::FontWeight,
    formats::entry,
    model::{Assessment, Dimension, ScoreKey, Subject},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, icon, probability},
    },
};

/// Height of a line.
const LINE: f32 = 26.0;
/// Height of the head.
const HEAD: f32 = 30.0;
/// Width of the column that names the dimension.
const DIMENSION: f32 = 132.0;
/// Narrowest and widest columns of names.
const NAME: [f32; 2] = [176.0, 340.0];
/// Narrowest and widest columns of phases.
const PHASE: [f32; 2] = [86.0, 168.0];
/// Narrowest field for typing.
const FIELD: f32 = 128.0;

/// Where things are in this frame.
struct Frame {
    /// All lines, as if there were room for them.
    content: Rect,
    /// What is in view, head and names included.
    view: Rect,
    name_width: f32,
    phase_width: f32,
    phases: usize,
}

impl Frame {
    fn frozen(&self) -> f32 {
        self.name_width + DIMENSION
    }

    /// The part of the view that scrolls both ways.
    fn body(&self) -> Rect {
        Rect::from_min_max(self.view.min + Vec2::new(self.frozen(), HEAD), self.view.max)
    }

    /// The part of the view that holds names.
    fn names(&self) -> Rect {
        self.view.with_min_y(self.view.top() + HEAD).with_max_x(self.view.left() + self.frozen())
    }

    fn line_top(&self, line: usize) -> f32 {
        self.content.top() + HEAD + line as f32 * LINE
    }

    fn cell(&self, place: Place) -> Rect {
        let x = self.content.left() + self.frozen() + place.column as f32 * self.phase_width;
        let at = egui::pos2(x, self.line_top(place.line));
        Rect::from_min_size(at, Vec2::new(self.phase_width, LINE))
    }

    /// What is at a point: a line, and a column right of the names.
    fn hit(&self, at: Pos2) -> Option<(usize, Option<usize>)> {
        let line = (at.y - self.content.top() - HEAD) / LINE;
        if !self.view.contains(at) || at.y < self.view.top() + HEAD || line < 0.0 {
            return None;
        }
        Some((line as usize, self.column_at(at.x).filter(|_| at.x >= self.body().left())))
    }

    fn column_at(&self, x: f32) -> Option<usize> {
        let column = (x - self.content.left() - self.frozen()) / self.phase_width;
        (column >= 0.0 && (column as usize) < self.phases).then_some(column as usize)
    }

    /// The place nearest to a point, for dragging beyond the edges.
    fn nearest(&self, at: Pos2, lines: usize) -> Place {
        let line = ((at.y - self.content.top() - HEAD) / LINE).max(0.0) as usize;
        let x = (at.x - self.content.left() - self.frozen()) / self.phase_width;
        Place {
            line: line.min(lines.saturating_sub(1)),
            column: (x.max(0.0) as usize).min(self.phases.saturating_sub(1)),
        }
    }

    fn lines_in_view(&self, count: usize) -> std::ops::Range<usize> {
        let first = ((self.view.top() - self.content.top()) / LINE).max(0.0) as usize;
        let fitting = (self.view.height() / LINE) as usize + 2;
        first.min(count)..(first + fitting).min(count)
    }

    fn columns_in_view(&self) -> std::ops::Range<usize> {
        let body = self.body();
        let first = (body.left() - self.content.left() - self.frozen()) / self.phase_width;
        let first = first.max(0.0) as usize;
        let fitting = (body.width() / self.phase_width) as usize + 2;
        first.min(self.phases)..(first + fitting).min(self.phases)
    }
}

/// Shows the sheet.
pub(super) fn grid_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &mut Sheet) {
    let whole = ui.max_rect();
    let phases = cx.session.assessment().phases().len();
    if sheet.lines.is_empty() {
        empty_ui(ui, cx, sheet);
        return;
    }
    let room = whole.width() - NAME[0] - DIMENSION;
    let phase_width = (room / phases.max(1) as f32).clamp(PHASE[0], PHASE[1]).floor();
    let name_width = whole.width() - DIMENSION - phase_width * phases as f32;
    let name_width = name_width.clamp(NAME[0], NAME[1]);
    let size = Vec2::new(
        name_width + DIMENSION + phase_width * phases as f32,
        HEAD + LINE * sheet.lines.len() as f32,
    );
    let source = ScrollSource { drag: DragScroll::Never, ..ScrollSource::ALL };
    let scroll = ScrollArea::both().id_salt("sheet").auto_shrink(false).animated(false);
    scroll.scroll_source(source).show(ui, |ui| {
        let (content, _) = ui.allocate_exact_size(size, Sense::hover());
        let view = ui.clip_rect().intersect(whole);
        let frame = Frame { content, view, name_width, phase_width, phases };
        sheet.page = (frame.body().height() / LINE) as usize;
        let response = hold(ui, sheet, &frame);
        point(ui, cx, sheet, (&frame, &response));
        lines_ui(ui, cx, sheet, &frame);
        selection_ui(ui, cx.tokens, sheet, &frame);
        field_ui(ui, cx, sheet, &frame);
        head_ui(ui, cx, sheet, &frame);
        if std::mem::take(&mut sheet.reveals) {
            reveal(ui, sheet, &frame);
        }
    });
}

/// What stands in place of lines.
fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() / 3.0);
        let is_blank = cx.session.assessment().nodes().is_empty();
        let words =
            if is_blank { "Nothing to score yet: add nodes and links" } else { "No such rows" };
        widgets::secondary(ui, words);
        if !is_blank && ui.button("Show all rows").clicked() {
            sheet.query = super::lines::Query::default();
        }
    });
}

/// The sheet as one control that holds the keyboard.
fn hold(ui: &Ui, sheet: &mut Sheet, frame: &Frame) -> Response {
    let response = ui.interact(frame.view, sheet_id(), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Score sheet"));
    if std::mem::take(&mut sheet.wants_focus) {
        sheet.claims = CLAIMS;
    }
    if sheet.claims > 0 {
        sheet.claims -= 1;
        if sheet.editing.is_none() && !response.has_focus() {
            response.request_focus();
        }
        ui.request_repaint();
    }
    let all =
        EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(sheet_id(), all));
    response
}

/// The pointer: press to go, drag to select, twice to edit; a name selects its row.
fn point(ui: &Ui, cx: &mut Cx<'_>, sheet: &mut Sheet, (frame, response): (&Frame, &Response)) {
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let (is_pressed, shift) =
        ui.input(|input| (input.pointer.primary_pressed(), input.modifiers.shift));
    if is_pressed && response.contains_pointer() {
        let Some((line, column)) = frame.hit(at) else { return };
        if sheet.row(line).is_none() {
            return;
        }
        if sheet.editing.is_some() {
            sheet.finish(ui, cx, Finish::Go(Step::By(0, 0)));
        }
        match column {
            Some(column) => sheet.go(cx, Place { line, column }, shift),
            None => sheet.select_row(cx, line),
        }
        response.request_focus();
    } else if response.dragged() && begins_in_cell(ui, frame) {
        let place = frame.nearest(at, sheet.lines.len());
        if sheet.row(place.line).is_some() && place != sheet.cursor && sheet.editing.is_none() {
            sheet.go(cx, place, true);
        }
    }
    if response.double_clicked() && frame.hit(at).is_some_and(|(_, column)| column.is_some()) {
        sheet.edit(cx, None);
    }
}

/// Whether the pointer went down on a cell, not on a name.
fn begins_in_cell(ui: &Ui, frame: &Frame) -> bool {
    let origin = ui.input(|input| input.pointer.press_origin());
    origin.is_some_and(|at| at.x >= frame.body().left() && at.y >= frame.body().top())
}

fn reveal(ui: &Ui, sheet: &Sheet, frame: &Frame) {
    let mut cell = frame.cell(sheet.cursor);
    // Head and names lie over what scrolls.
    cell.min -= Vec2::new(frame.frozen(), HEAD);
    ui.scroll_to_rect_animation(cell, None, egui::style::ScrollAnimation::none());
}

fn lines_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet, frame: &Frame) {
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
    let title = widgets::elided(ui, title, font, ink, DIMENSION - 12.0);
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
    draft: Option<&super::sheet::Draft>,
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
    let sign =
        if matches!(score.estimate, crate::model::Estimate::Range(_)) { "±\u{202f}" } else { "" };
    Words { text: format!("{sign}{text}"), ink, tip, is_doubtful }
}

/// What the absence of a score means.
pub(super) fn unscored(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::InitiallyMisaligned => "Not scored: taken as 0",
        Dimension::Stability => "Not scored: taken as stable, so results are too low",
        Dimension::Persistence => "Not scored: taken as lasting, so results are too high",
        Dimension::Likelihood => "Not scored: taken as 0, so results are too low",
        Dimension::Effectiveness => "Not scored: taken as 0, so results are too high",
    }
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

/// What a column is called for a dimension: initial misalignment comes before all phases.
pub(super) fn phase_name(document: &Assessment, dimension: Dimension, column: usize) -> String {
    if dimension == Dimension::InitiallyMisaligned {
        return "before the first phase".to_owned();
    }
    document.phases().at(column).map(|phase| phase.name.clone()).unwrap_or_default()
}

fn selection_ui(ui: &Ui, tokens: &Tokens, sheet: &Sheet, frame: &Frame) {
    let painter = ui.painter().with_clip_rect(frame.body().expand(1.0));
    let (lines, columns) = sheet.selected();
    let first = frame.cell(Place { line: *lines.start(), column: *columns.start() });
    let last = frame.cell(Place { line: *lines.end(), column: *columns.end() });
    let all = first.union(last);
    let has_keys = has_focus(ui) || sheet.editing.is_some();
    let ink = if has_keys { tokens.accent } else { tokens.faint };
    if sheet.cursor != sheet.anchor {
        painter.rect_filled(all, 2.0, ink.gamma_multiply(0.14));
        painter.rect_stroke(all, 2.0, Stroke::new(1.0, ink), StrokeKind::Inside);
    }
    let cell = frame.cell(sheet.cursor);
    let width = if has_keys { 2.0 } else { 1.0 };
    painter.rect_stroke(cell, 3.0, Stroke::new(width, ink), StrokeKind::Inside);
}

/// The field over the cell that is being edited, and below it what the text would mean.
fn field_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &mut Sheet, frame: &Frame) {
    let cell = frame.cell(sheet.cursor);
    let Some(editing) = &mut sheet.editing else { return };
    let width = cell.width().max(FIELD);
    let left = cell.left().min(frame.view.right() - width).max(frame.body().left());
    let rect = Rect::from_min_size(egui::pos2(left, cell.top()), Vec2::new(width, LINE));
    let id = sheet_id().with("field");
    let tokens = cx.tokens;
    let look = egui::Frame::new()
        .fill(tokens.surface)
        .stroke(Stroke::new(2.0, tokens.accent))
        .corner_radius(3)
        .inner_margin(egui::Margin::symmetric(6, 3));
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("field of the cell"));
    child.set_clip_rect(frame.body().expand(2.0));
    let name = "Score of the cell";
    let mut output = child.name_inputs(name, |ui| {
        let field = TextEdit::singleline(&mut editing.text).id(id).frame(look).lock_focus(true);
        field.font(theme::font(FontWeight::Medium, theme::SMALL)).desired_width(width).show(ui)
    });
    let response = output.response.response;
    widgets::name_field(&child, &response, name);
    if std::mem::take(&mut editing.is_fresh) {
        response.request_focus();
        let end = CCursor::new(editing.text.chars().count());
        output.state.cursor.set_char_range(Some(CCursorRange::one(end)));
        output.state.store(ui.ctx(), id);
        ui.request_repaint();
    } else if response.lost_focus() {
        // What took the focus keeps it; where nothing did, the sheet goes on.
        if ui.memory(|memory| memory.focused().is_none()) {
            sheet.finish(ui, cx, Finish::Go(Step::By(0, 0)));
        } else {
            sheet.settle(cx, Finish::Go(Step::By(0, 0)));
        }
        return;
    }
    let (text, is_problem) = meaning(cx.session.assessment(), &editing.key, &editing.text);
    hint_ui(ui, tokens, rect, (&text, is_problem));
}

/// What a text would mean, and whether it means nothing.
fn meaning(document: &Assessment, key: &ScoreKey, text: &str) -> (String, bool) {
    if text.trim().is_empty() {
        return ("Empty: no score here".to_owned(), false);
    }
    let scale = document.scale();
    match entry::estimate(text, key.dimension, scale) {
        Ok(estimate) => {
            let words = wording::estimate(&estimate, key.dimension, scale);
            match cells::doubt(&estimate, key.dimension, scale) {
                Some(doubt) => (format!("{words}. {doubt}"), true),
                None => (words, false),
            }
        }
        Err(problem) => (problem.to_string(), true),
    }
}

fn hint_ui(ui: &Ui, tokens: &Tokens, field: Rect, (text, is_problem): (&str, bool)) {
    let layer = LayerId::new(Layer::Tooltip, Id::unique("meaning of the cell"));
    let painter = ui.ctx().layer_painter(layer);
    let ink = if is_problem { tokens.warning } else { tokens.secondary };
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let galley = painter.layout(text.to_owned(), font, ink, 300.0);
    let size = galley.size() + Vec2::new(16.0, 10.0);
    let screen = ui.ctx().content_rect();
    let left = field.left().min(screen.right() - size.x - 4.0);
    let below = field.bottom() + 3.0;
    let top = if below + size.y < screen.bottom() { below } else { field.top() - 3.0 - size.y };
    let rect = Rect::from_min_size(egui::pos2(left, top), size);
    painter.rect(rect, 6.0, tokens.raised, tokens.hairline(), StrokeKind::Outside);
    painter.galley(rect.min + Vec2::new(8.0, 5.0), galley, ink);
}

/// The head: names of the columns, each a button that sorts.
fn head_ui(ui: &Ui, cx: &Cx<'_>, sheet: &mut Sheet, frame: &Frame) {
    let tokens = cx.tokens;
    let head = frame.view.with_max_y(frame.view.top() + HEAD);
    ui.painter().rect_filled(head, 0.0, tokens.surface);
    let painter = ui.painter().with_clip_rect(head.with_min_x(frame.body().left()));
    for column in frame.columns_in_view() {
        let Some(phase) = cx.session.assessment().phases().at(column) else { continue };
        let x = frame.cell(Place { line: 0, column }).x_range();
        let rect = Rect::from_x_y_ranges(x, head.y_range());
        let is_chosen = cx.session.phase() == column;
        head_cell_ui(ui, (&painter, tokens), sheet, (&phase.name, rect, Some(column), is_chosen));
    }
    let corner = head.with_max_x(frame.body().left());
    ui.painter().rect_filled(corner, 0.0, tokens.surface);
    let name = corner.with_max_x(corner.left() + frame.name_width);
    let painter = ui.painter().with_clip_rect(corner);
    head_cell_ui(ui, (&painter, tokens), sheet, ("Element", name, None, false));
    let at = egui::pos2(name.right() + 4.0, head.center().y);
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    painter.text(at, Align2::LEFT_CENTER, "Score", font, tokens.secondary);
    ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    let x = corner.right() - 0.5;
    ui.painter().vline(x, head.y_range(), Stroke::new(1.0, tokens.line));
}

fn head_cell_ui(
    ui: &Ui,
    (painter, tokens): (&Painter, &Tokens),
    sheet: &mut Sheet,
    (title, rect, column, is_chosen): (&str, Rect, Option<usize>, bool),
) {
    let id = sheet_id().with(("head", column));
    let seen = rect.intersect(painter.clip_rect());
    if !seen.is_positive() {
        return;
    }
    let response = ui.interact(seen, id, Sense::click());
    let order = sheet.query.order;
    let sign = match (order, column) {
        (Order::Worst(of), Some(column)) if of == column => Some(icon::CHEVRON_DOWN),
        (Order::Best(of), Some(column)) if of == column => Some(icon::CHEVRON_UP),
        (Order::Name, None) => Some(icon::CHEVRON_UP),
        _ => None,
    };
    let spoken = format!("Sort by {title}");
    response
        .widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, sign.is_some(), &spoken));
    let ink = match (is_chosen, response.hovered() || sign.is_some()) {
        (true, _) => tokens.accent,
        (false, true) => tokens.text,
        (false, false) => tokens.secondary,
    };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let sign = sign.map(|sign| format!(" {sign}")).unwrap_or_default();
    let sign = widgets::elided(ui, &sign, font.clone(), ink, 24.0);
    let name = widgets::elided(ui, title, font, ink, rect.width() - 18.0 - sign.size().x);
    let left = match column {
        Some(_) => rect.right() - 9.0 - sign.size().x - name.size().x,
        None => rect.left() + 12.0,
    };
    let at = egui::pos2(left, rect.center().y - name.size().y / 2.0);
    let sign_at = at + Vec2::new(name.size().x, 0.0);
    painter.galley(at, name, ink);
    painter.galley(sign_at, sign, ink);
    widgets::focus_ring(ui, &response, seen.shrink(2.0), 4);
    if response.clicked() {
        sheet.query.order = match (column, order) {
            (Some(column), Order::Worst(of)) if of == column => Order::Best(column),
            (Some(column), Order::Best(of)) if of == column => Order::Document,
            (Some(column), _) => Order::Worst(column),
            (None, Order::Name) => Order::Document,
            (None, _) => Order::Name,
        };
    }
    response.on_hover_text(format!("{title}\nClick to sort, worst first"));
}
