//! The bar above the sheet and the line below it.

use eframe::egui::{self, Align, Label, Layout, RichText, TextEdit, Ui, Vec2};

use super::{
    cells::{self, Held},
    grid,
    lines::{self, Grouping, Kinds, Order, Which},
    sheet::Sheet,
};
use crate::{
    model::{Dimension, Subject},
    report::wording,
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

const KINDS: [Kinds; 7] = [
    Kinds::All,
    Kinds::Nodes,
    Kinds::Dimension(Dimension::InitiallyMisaligned),
    Kinds::Dimension(Dimension::Stability),
    Kinds::Dimension(Dimension::Persistence),
    Kinds::Dimension(Dimension::Likelihood),
    Kinds::Dimension(Dimension::Effectiveness),
];

/// Shows the bar: filter, kinds, which, order, groups.
pub(super) fn tools_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet, wants_filter: &mut bool) {
    ui.horizontal_centered(|ui| {
        let is_wide = ui.available_width() > 760.0;
        let width = if is_wide { 170.0 } else { 118.0 };
        filter_ui(ui, sheet, wants_filter, width);
        sized(ui, if is_wide { 138.0 } else { 112.0 }, |ui| {
            let words = |kinds| match kinds {
                Kinds::All => ("All rows", None),
                Kinds::Nodes => ("Nodes", None),
                Kinds::Dimension(dimension) => (wording::dimension(dimension), None),
            };
            if let Some(new) = widgets::choice(ui, "Rows", sheet.query.kinds, &KINDS, words) {
                sheet.query.kinds = new;
            }
        });
        let choices = [
            (Which::All, "All"),
            (Which::Unscored, "Unscored"),
            (Which::Given, "Given"),
            (Which::Doubtful, "Doubtful"),
        ];
        if let Some(which) = widgets::segmented(ui, sheet.query.which, &choices) {
            sheet.query.which = which;
        }
        sized(ui, if is_wide { 150.0 } else { 112.0 }, |ui| order_ui(ui, cx, sheet));
        sized(ui, if is_wide { 116.0 } else { 92.0 }, |ui| {
            let words = |grouping| match grouping {
                Grouping::None => ("No groups", None),
                Grouping::Kind => ("By kind", None),
                Grouping::Zone => ("By zone", None),
            };
            let all = [Grouping::None, Grouping::Kind, Grouping::Zone];
            if let Some(new) = widgets::choice(ui, "Groups", sheet.query.grouping, &all, words) {
                sheet.query.grouping = new;
            }
        });
        if widgets::icon_button(ui, icon::REFRESH, "Sort and filter again").clicked() {
            sheet.arrange(cx.session.assessment());
        }
    });
}

fn sized(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui(Vec2::new(width, widgets::VALUE_HEIGHT), |ui| {
        ui.set_width(width);
        add(ui);
    });
}

fn filter_ui(ui: &mut Ui, sheet: &mut Sheet, wants_filter: &mut bool, width: f32) {
    let field = TextEdit::singleline(&mut sheet.query.sought).hint_text("Filter rows…");
    let response = ui.name_inputs("Filter rows", |ui| ui.add(field.desired_width(width - 16.0)));
    widgets::name_field(ui, &response, "Filter rows");
    if std::mem::take(wants_filter) {
        response.request_focus();
    }
    let is_done = ui.input(|input| {
        input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::ArrowDown)
    });
    if (response.lost_focus() || response.has_focus()) && is_done {
        sheet.wants_focus = true;
        sheet.reveals = true;
    }
}

fn order_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet) {
    let column = match sheet.query.order {
        Order::Worst(column) | Order::Best(column) => column,
        _ => cx.session.phase(),
    };
    let words = |order| match order {
        Order::Document => ("In file order", None),
        Order::Name => ("By name", None),
        Order::UnscoredFirst => ("Unscored first", None),
        Order::Worst(_) => ("Worst first", None),
        Order::Best(_) => ("Best first", None),
    };
    let all = [
        Order::Document,
        Order::Name,
        Order::UnscoredFirst,
        Order::Worst(column),
        Order::Best(column),
    ];
    if let Some(new) = widgets::choice(ui, "Order", sheet.query.order, &all, words) {
        sheet.query.order = new;
    }
}

/// Shows the line below the sheet: what the cell says, and what the keys do.
pub(super) fn status_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let hint = "Enter edits · Ctrl+D down, Ctrl+R right · F6 reasons";
        widgets::secondary(ui, wording::counted(sheet.row_count(), "row", "rows"));
        if ui.available_width() > 700.0 {
            widgets::secondary(ui, format!("{hint}   ·"));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let text = RichText::new(cell_words(cx, sheet)).size(theme::SMALL);
            ui.add(Label::new(text).truncate());
        });
    });
}

/// What the cell under the cursor says, in a sentence; of several cells how many there are.
fn cell_words(cx: &Cx<'_>, sheet: &Sheet) -> String {
    let document = cx.session.assessment();
    let Some(row) = sheet.row(sheet.cursor.line) else { return String::new() };
    let (lines, columns) = sheet.selected();
    if sheet.cursor != sheet.anchor {
        let rows = sheet.lines[lines].iter().filter(|line| line.row().is_some()).count();
        let cells = rows * columns.count();
        return format!(
            "{} cells selected, Ctrl+Enter enters into all",
            wording::count(cells as u64)
        );
    }
    let dimension = row.key.dimension;
    let title = wording::dimension(dimension);
    let phase = grid::phase_name(document, dimension, sheet.cursor.column);
    let says = match cells::held(document, &row.key, sheet.cursor.column) {
        Held::Nothing => "no score here".to_owned(),
        Held::Unscored => grid::unscored(dimension).to_owned(),
        Held::Given(score) => wording::estimate(&score.estimate, dimension, document.scale()),
        Held::Carried(score, from) => {
            let words = wording::estimate(&score.estimate, dimension, document.scale());
            let from = document.label(&Subject::Phase(from.clone()));
            format!("{words}, carried forward from {from}")
        }
    };
    let missing = match lines::unscored(document, &row.key) {
        0 => String::new(),
        1 => " · 1 phase unscored".to_owned(),
        n => format!(" · {n} phases unscored"),
    };
    format!("{}, {title}, {phase}: {says}{missing}", row.name)
}
