//! The sheet on the screen: only what is in view is laid out, so that its length costs nothing.

mod field;
mod head;
mod places;
mod rows;

use eframe::egui::{
    self, EventFilter, Response, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
    scroll_area::{DragScroll, ScrollSource},
};

use self::{
    field::field_ui,
    head::head_ui,
    places::{DIMENSION, Frame, HEAD, LINE, NAME, NARROW, NARROW_COLUMNS, PHASE},
    rows::lines_ui,
};
use super::{
    has_focus,
    keys::{Finish, Step},
    lines::Query,
    sheet::{CLAIMS, Place, Sheet},
    sheet_id,
};
use crate::{
    model::{Assessment, Dimension},
    ui::{theme::Tokens, view::Cx, widgets},
};

/// Shows the sheet.
pub(super) fn grid_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &mut Sheet) {
    let whole = ui.max_rect();
    let phases = cx.session.assessment().phases().len();
    if sheet.lines.is_empty() {
        empty_ui(ui, cx, sheet);
        return;
    }
    let is_narrow = whole.width() < NARROW;
    let [name_min, dimension_width] = if is_narrow { NARROW_COLUMNS } else { [NAME[0], DIMENSION] };
    let room = whole.width() - name_min - dimension_width;
    let phase_width = (room / phases.max(1) as f32).clamp(PHASE[0], PHASE[1]).floor();
    let name_width = whole.width() - dimension_width - phase_width * phases as f32;
    let name_width = name_width.clamp(name_min, NAME[1]);
    let size = Vec2::new(
        name_width + dimension_width + phase_width * phases as f32,
        HEAD + LINE * sheet.lines.len() as f32,
    );
    let source = ScrollSource { drag: DragScroll::Never, ..ScrollSource::ALL };
    let scroll = ScrollArea::both().id_salt("sheet").auto_shrink(false).animated(false);
    scroll.scroll_source(source).show(ui, |ui| {
        let (content, _) = ui.allocate_exact_size(size, Sense::hover());
        let view = ui.clip_rect().intersect(whole);
        let frame = Frame { content, view, name_width, dimension_width, phase_width, phases };
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
            sheet.query = Query::default();
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
