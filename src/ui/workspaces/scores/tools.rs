//! The bar above the sheet and the line below it.

use eframe::egui::{
    self, Align, Label, Layout, Popup, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui,
    Vec2, WidgetInfo, accesskit::Role,
};

use super::{
    cells::{self, Held},
    grid,
    lines::{self, Grouping, Kinds, Order, Query, Which},
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

/// Below this width all but the text that rows must hold goes into one menu; from the second on there is room to spare.
const WIDTHS: [f32; 2] = [730.0, 880.0];
/// Width of that menu.
const MENU_WIDTH: f32 = 440.0;

const KINDS: [(Kinds, &str); 7] = [
    (Kinds::All, "All rows"),
    (Kinds::Nodes, "Nodes"),
    (Kinds::Dimension(Dimension::InitiallyMisaligned), "Initial misalignment"),
    (Kinds::Dimension(Dimension::Stability), "Stability"),
    (Kinds::Dimension(Dimension::Persistence), "Persistence"),
    (Kinds::Dimension(Dimension::Likelihood), "Likelihood"),
    (Kinds::Dimension(Dimension::Effectiveness), "Effectiveness"),
];

const WHICH: [(Which, &str); 4] = [
    (Which::All, "All"),
    (Which::Unscored, "Unscored"),
    (Which::Given, "Given"),
    (Which::Doubtful, "Doubtful"),
];

const GROUPINGS: [(Grouping, &str); 3] =
    [(Grouping::None, "No groups"), (Grouping::Kind, "By kind"), (Grouping::Zone, "By zone")];

/// Shows the bar: filter, kinds, which, order, groups; where it is short all but the filter in one menu.
pub(super) fn tools_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet, wants_filter: &mut bool) {
    let [short, ample] = WIDTHS;
    let room = ui.available_width();
    let is_wide = room >= ample;
    ui.horizontal_centered(|ui| {
        if room < short {
            filter_ui(ui, sheet, wants_filter, (room - 100.0).clamp(96.0, 220.0));
            menu_button_ui(ui, cx, sheet);
            return;
        }
        filter_ui(ui, sheet, wants_filter, if is_wide { 170.0 } else { 118.0 });
        let Query { kinds, which, order, grouping, .. } = &mut sheet.query;
        let orders = orders(*order, cx.session.phase());
        sized(ui, if is_wide { 138.0 } else { 112.0 }, |ui| choice_ui(ui, "Rows", kinds, &KINDS));
        if let Some(wanted) = widgets::segmented(ui, *which, &WHICH) {
            *which = wanted;
        }
        sized(ui, if is_wide { 150.0 } else { 112.0 }, |ui| choice_ui(ui, "Order", order, &orders));
        let width = if is_wide { 116.0 } else { 92.0 };
        sized(ui, width, |ui| choice_ui(ui, "Groups", grouping, &GROUPINGS));
        if widgets::icon_button(ui, icon::REFRESH, "Sort and filter again").clicked() {
            sheet.arrange(cx.session.assessment());
        }
    });
}

/// A choice in the bar.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    all: &[(T, &'static str)],
) {
    let keys: Vec<T> = all.iter().map(|(key, _)| *key).collect();
    let words = |key: T| {
        let known = all.iter().find(|(one, _)| *one == key);
        (known.map_or("", |(_, words)| *words), None)
    };
    if let Some(new) = widgets::choice(ui, name, *chosen, &keys, words) {
        *chosen = new;
    }
}

/// The button that opens the menu of the short bar. A dot tells that not all is as it is in the document.
fn menu_button_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet) {
    let response = ui.button("Rows…").on_hover_text("Choose, sort and group rows");
    let plain = Query { sought: sheet.query.sought.clone(), ..Query::default() };
    if sheet.query != plain {
        let at = response.rect.right_top() + Vec2::new(-3.0, 3.0);
        ui.painter().circle_filled(at, 3.5, cx.tokens.accent);
    }
    let popup = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.accessible_name("Rows").show(|ui| {
        // Menus draw controls without their outlines.
        ui.reset_style();
        ui.set_width(MENU_WIDTH.min(ui.ctx().content_rect().width() - 40.0));
        let height = (ui.ctx().content_rect().height() - 130.0).max(120.0);
        let scroll = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
        scroll.id_salt("rows").show(ui, |ui| menu_ui(ui, cx, sheet));
    });
}

fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &mut Sheet) {
    let Query { kinds, which, order, grouping, .. } = &mut sheet.query;
    let orders = orders(*order, cx.session.phase());
    options_ui(ui, "Rows", kinds, &KINDS);
    options_ui(ui, "Only", which, &WHICH);
    options_ui(ui, "Order", order, &orders);
    options_ui(ui, "Groups", grouping, &GROUPINGS);
    ui.separator();
    if ui.button("Sort and filter again").clicked() {
        sheet.arrange(cx.session.assessment());
    }
}

/// Choices side by side after their heading.
fn options_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    all: &[(T, &'static str)],
) {
    ui.horizontal_wrapped(|ui| {
        widgets::secondary(ui, name);
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing = Vec2::new(2.0, 2.0);
        ui.spacing_mut().button_padding = Vec2::new(7.0, 3.0);
        for (key, words) in all {
            let is_on = chosen == key;
            let response = ui.selectable_label(is_on, *words);
            let (spoken, enabled) = (format!("{name}: {words}"), ui.is_enabled());
            response
                .widget_info(|| WidgetInfo::selected(Role::RadioButton, enabled, is_on, &spoken));
            if response.clicked() {
                *chosen = *key;
            }
        }
    });
    ui.add_space(4.0);
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

/// The orders to choose from. Those by probability go by the phase that they went by before, else by the chosen one.
fn orders(now: Order, phase: usize) -> [(Order, &'static str); 5] {
    let column = match now {
        Order::Worst(column) | Order::Best(column) => column,
        _ => phase,
    };
    [
        (Order::Document, "In file order"),
        (Order::Name, "By name"),
        (Order::UnscoredFirst, "Unscored first"),
        (Order::Worst(column), "Worst first"),
        (Order::Best(column), "Best first"),
    ]
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
