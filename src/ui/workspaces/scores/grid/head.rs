//! The names of the columns, each a button that sorts.

use eframe::egui::{
    self, Align2, Painter, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::places::{Frame, HEAD};
use crate::{
    drawing::FontWeight,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, icon},
        workspaces::scores::{
            lines::Order,
            sheet::{Place, Sheet},
            sheet_id,
        },
    },
};

/// The head: names of the columns, each a button that sorts.
pub(super) fn head_ui(ui: &Ui, cx: &Cx<'_>, sheet: &mut Sheet, frame: &Frame) {
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
