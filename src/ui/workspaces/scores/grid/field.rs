//! The field over the cell that is being edited, with what its text would mean.

use eframe::egui::{
    self, Id, LayerId, Order as Layer, Rect, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, Vec2,
    text::CCursor, text_selection::CCursorRange,
};

use super::places::{Frame, LINE};
use crate::{
    drawing::FontWeight,
    formats::entry,
    model::{Assessment, ScoreKey},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets,
        workspaces::scores::{
            cells,
            keys::{Finish, Step},
            sheet::Sheet,
            sheet_id,
        },
    },
};

/// Narrowest field for typing.
const FIELD: f32 = 128.0;

/// The field over the cell that is being edited, and below it what the text would mean.
pub(super) fn field_ui(ui: &mut Ui, cx: &mut Cx<'_>, sheet: &mut Sheet, frame: &Frame) {
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
