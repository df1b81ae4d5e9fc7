//! The table of nodes and phases: every probability as a colored cell, sortable, with a head that stays in view.

use eframe::egui::{
    self, Align2, ComboBox, CornerRadius, Id, Rect, Sense, TextEdit, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Shown, flush_right};
use crate::{
    analysis::{Band, Figure, NodeOutlook},
    drawing::{FontWeight, icon::of_kind},
    model::{Node, NodeKind, Subject},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of a row.
const ROW_HEIGHT: f32 = 28.0;
/// Height of the head.
const HEAD_HEIGHT: f32 = 34.0;
/// Narrowest column of names.
const NAME_WIDTH_MIN: f32 = 190.0;
/// Narrowest column of a phase; with more phases than fit the table scrolls sideways.
const PHASE_WIDTH_MIN: f32 = 76.0;
/// Widest column of a phase.
const PHASE_WIDTH_MAX: f32 = 128.0;

/// What the table remembers.
#[derive(Debug)]
pub(super) struct MatrixView {
    quantity: Quantity,
    kind: Option<NodeKind>,
    /// Part of the names that are sought.
    sought: String,
    order: Order,
}

impl Default for MatrixView {
    fn default() -> Self {
        let order = Order { column: Column::Document, is_descending: false };
        Self { quantity: Quantity::Prevalence, kind: None, sought: String::new(), order }
    }
}

/// What the cells say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    /// Misaligned at the end of the phase.
    Prevalence,
    /// Misaligned at any time so far.
    Ever,
    /// What the scores' uncertainty makes of the first.
    Uncertainty,
}

/// How the rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    column: Column,
    is_descending: bool,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// The order of the document.
    Document,
    /// By name.
    Name,
    /// By the figure of a phase.
    Phase(usize),
}

impl Order {
    /// The order after a click on a head: figures start with the largest, names with A; the third click goes back to
    /// the document's order.
    fn clicked(self, column: Column) -> Self {
        let first = matches!(column, Column::Phase(_));
        if self.column != column {
            Self { column, is_descending: first }
        } else if self.is_descending == first {
            Self { column, is_descending: !first }
        } else {
            Self { column: Column::Document, is_descending: false }
        }
    }
}

/// One row.
struct Line<'a> {
    node: &'a Node,
    values: Values<'a>,
}

/// What the cells of a row show.
#[derive(Clone, Copy)]
enum Values<'a> {
    Figures(&'a [Figure]),
    Bands(&'a [Band]),
}

impl Values<'_> {
    fn len(self) -> usize {
        match self {
            Self::Figures(figures) => figures.len(),
            Self::Bands(bands) => bands.len(),
        }
    }

    /// What a cell is colored and sorted by: of a band its upper end.
    fn value(self, place: usize) -> f64 {
        match self {
            Self::Figures(figures) => figures.get(place).map_or(0.0, |figure| figure.value),
            Self::Bands(bands) => bands.get(place).map_or(0.0, |band| band.q95),
        }
    }

    /// A cell in few digits.
    fn brief(self, shown: &Shown<'_>, place: usize) -> String {
        match self {
            Self::Figures(figures) => {
                figures.get(place).map_or_else(String::new, |figure| shown.brief(figure))
            }
            Self::Bands(bands) => bands.get(place).map_or_else(String::new, |band| {
                let low = wording::percent(band.q05);
                let low = low.trim_end_matches([' ', '\u{202f}', '%']);
                format!("{low} – {}", wording::percent(band.q95))
            }),
        }
    }

    /// A cell in full.
    fn full(self, place: usize) -> String {
        match self {
            Self::Figures(figures) => figures.get(place).map_or_else(String::new, wording::figure),
            Self::Bands(bands) => bands.get(place).map_or_else(String::new, |band| {
                let [low, middle, high] = [band.q05, band.q50, band.q95].map(wording::percent);
                format!("90 % band {low} – {high}\nmedian {middle}")
            }),
        }
    }
}

/// Where columns are.
struct Grid {
    left: f32,
    name_width: f32,
    phase_width: f32,
}

impl Grid {
    fn phase(&self, place: usize, top: f32, height: f32) -> Rect {
        let x = self.left + self.name_width + place as f32 * self.phase_width;
        Rect::from_min_size(egui::pos2(x, top), Vec2::new(self.phase_width, height))
    }
}

/// Shows the table.
pub(super) fn matrix_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut MatrixView, shown: &Shown<'_>) {
    tools_ui(ui, view, shown);
    let lines = lines(view, shown);
    if lines.is_empty() {
        let has_values = view.quantity != Quantity::Uncertainty || shown.bands().is_some();
        let words = if has_values { "No such nodes".to_owned() } else { shown.why_no_bands() };
        widgets::secondary(ui, words);
        return;
    }
    let count = shown.analysis.phases.len();
    let room = ui.available_width();
    let phase_width = ((room - NAME_WIDTH_MIN) / count.max(1) as f32)
        .clamp(PHASE_WIDTH_MIN, PHASE_WIDTH_MAX)
        .floor();
    let name_width = (room - phase_width * count as f32).max(NAME_WIDTH_MIN);
    let clip = ui.clip_rect();
    let scroll = egui::ScrollArea::horizontal().id_salt("matrix").auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        let height = HEAD_HEIGHT + ROW_HEIGHT * lines.len() as f32;
        let size = Vec2::new(name_width + phase_width * count as f32, height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let grid = Grid { left: rect.left(), name_width, phase_width };
        for (i, line) in lines.iter().enumerate() {
            let top = rect.top() + HEAD_HEIGHT + ROW_HEIGHT * i as f32;
            let row =
                Rect::from_min_size(egui::pos2(rect.left(), top), Vec2::new(size.x, ROW_HEIGHT));
            if row.intersects(clip) {
                row_ui(ui, cx, shown, (&grid, row), line);
            }
        }
        mark_ui(ui, cx.tokens, shown, &grid, rect);
        let head_top = clip.top().clamp(rect.top(), rect.bottom() - HEAD_HEIGHT - ROW_HEIGHT);
        let head =
            Rect::from_min_size(egui::pos2(rect.left(), head_top), Vec2::new(size.x, HEAD_HEIGHT));
        head_ui(ui, view, shown, &grid, head);
    });
}

fn tools_ui(ui: &mut Ui, view: &mut MatrixView, shown: &Shown<'_>) {
    ui.horizontal(|ui| {
        let font = theme::font(FontWeight::SemiBold, theme::BODY);
        ui.label(egui::RichText::new("Nodes misaligned, by phase").font(font));
        flush_right(ui, "tools of table", |ui| {
            let choices = [
                (Quantity::Prevalence, "At the end of a phase"),
                (Quantity::Ever, "Ever so far"),
                (Quantity::Uncertainty, "90 % band"),
            ];
            if let Some(quantity) = widgets::segmented(ui, view.quantity, &choices) {
                view.quantity = quantity;
            }
        });
    });
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut view.sought).hint_text("Filter nodes…");
        let response = ui.name_inputs("Filter nodes", |ui| ui.add(field.desired_width(130.0)));
        widgets::name_field(ui, &response, "Filter nodes");
        filter_ui(ui, view, shown);
        flush_right(ui, "legend of table", |ui| legend_ui(ui, view.quantity));
    });
    ui.add_space(2.0);
}

/// What the colors mean.
fn legend_ui(ui: &mut Ui, quantity: Quantity) {
    let tokens = Tokens::of(ui);
    if quantity == Quantity::Uncertainty {
        widgets::secondary(ui, "Color: upper end");
    }
    let (rect, response) = ui.allocate_exact_size(Vec2::new(186.0, 20.0), Sense::hover());
    let spoken = "Colors from 0.1 % to 20 %, logarithmic";
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken));
    let ramp = rect.shrink2(Vec2::new(42.0, 6.0));
    widgets::ramp(ui.painter(), tokens, ramp);
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let ends = [
        (ramp.left() - 6.0, Align2::RIGHT_CENTER, "0.1 %"),
        (ramp.right() + 6.0, Align2::LEFT_CENTER, "20 %"),
    ];
    for (x, align, text) in ends {
        let at = egui::pos2(x, rect.center().y);
        ui.painter().text(at, align, text, font.clone(), tokens.secondary);
    }
    response.on_hover_text(spoken);
}

fn filter_ui(ui: &mut Ui, view: &mut MatrixView, shown: &Shown<'_>) {
    let title = |kind: Option<NodeKind>| {
        kind.map_or_else(|| "All nodes".to_owned(), |kind| format!("{}s", wording::node_kind(kind)))
    };
    let nodes = shown.session.assessment().nodes();
    let combo = ComboBox::from_id_salt("kinds of nodes").selected_text(title(view.kind));
    ui.name_inputs("Kinds of nodes", |ui| {
        combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut view.kind, None, title(None));
            for kind in NodeKind::ALL {
                if nodes.iter().any(|node| node.kind == kind) {
                    ui.selectable_value(&mut view.kind, Some(kind), title(Some(kind)));
                }
            }
        })
    });
}

fn lines<'a>(view: &MatrixView, shown: &Shown<'a>) -> Vec<Line<'a>> {
    let of = |outlook: &'a NodeOutlook| match view.quantity {
        Quantity::Ever => Values::Figures(&outlook.ever),
        Quantity::Prevalence | Quantity::Uncertainty => Values::Figures(&outlook.prevalence),
    };
    let bands = shown.bands().map(|(found, _)| &found.nodes);
    let values = |node: &Node| match view.quantity {
        Quantity::Uncertainty => Some(Values::Bands(&bands?.get(&node.id)?.prevalence)),
        Quantity::Prevalence | Quantity::Ever => shown.analysis.pooled.nodes.get(&node.id).map(of),
    };
    let sought = view.sought.to_lowercase();
    let nodes = shown.session.assessment().nodes().iter();
    let mut lines: Vec<Line<'a>> = nodes
        .filter(|node| view.kind.is_none_or(|kind| kind == node.kind))
        .filter(|node| node.name.to_lowercase().contains(sought.trim()))
        .filter_map(|node| Some(Line { node, values: values(node)? }))
        .collect();
    match view.order.column {
        Column::Document => {}
        Column::Name => lines.sort_by_key(|line| line.node.name.to_lowercase()),
        Column::Phase(place) => {
            lines.sort_by(|a, b| a.values.value(place).total_cmp(&b.values.value(place)));
        }
    }
    if view.order.is_descending {
        lines.reverse();
    }
    lines
}

/// One node over the phases, within its place.
fn row_ui(
    ui: &Ui,
    cx: &mut Cx<'_>,
    shown: &Shown<'_>,
    (grid, rect): (&Grid, Rect),
    line: &Line<'_>,
) {
    let tokens = cx.tokens;
    let subject = Subject::Node(line.node.id.clone());
    let is_selected = cx.session.selection().contains(&subject);
    let id = ui.scope_id().with(("row", line.node.id.as_str()));
    let response = ui.interact(rect, id, Sense::click());
    let spoken = shown.chosen_phase().map_or_else(
        || line.node.name.clone(),
        |place| format!("{}, {}", line.node.name, line.values.brief(shown, place)),
    );
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, &spoken));
    for place in 0..line.values.len() {
        let cell = grid.phase(place, rect.top(), ROW_HEIGHT).shrink(1.0);
        cell_ui(ui, tokens, shown, cell, (line.values, place));
    }
    name_ui(ui, tokens, grid, rect, (line.node, is_selected, response.hovered()));
    widgets::focus_ring(ui, &response, rect.shrink(1.0), theme::RADIUS_ROW);
    if response.double_clicked() {
        cx.go_to(subject);
    } else if response.clicked() {
        cx.select(subject);
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand2(Vec2::new(0.0, HEAD_HEIGHT)), None);
    }
    let pointed = ui.input(|input| input.pointer.hover_pos());
    let is_over = |place: &usize| {
        pointed.is_some_and(|at| grid.phase(*place, rect.top(), ROW_HEIGHT).contains(at))
    };
    if let Some(place) = (0..line.values.len()).find(is_over) {
        let phase = shown.analysis.phases.get(place).map(|id| shown.phase_name(id));
        let words = line.values.full(place);
        let phase = phase.unwrap_or_default();
        response.on_hover_text(format!("{}\n{phase}\n{words}", line.node.name));
    } else {
        response.on_hover_text(&*line.node.name);
    }
}

/// The name of a row; it stays in view while the phases scroll sideways.
fn name_ui(
    ui: &Ui,
    tokens: &Tokens,
    grid: &Grid,
    row: Rect,
    (node, is_selected, is_hovered): (&Node, bool, bool),
) {
    let left = row.left().max(ui.clip_rect().left());
    let rect =
        Rect::from_min_size(egui::pos2(left, row.top()), Vec2::new(grid.name_width, ROW_HEIGHT));
    let ground = match (is_selected, is_hovered) {
        (true, _) => tokens.accent_soft,
        (false, true) => tokens.sunken,
        (false, false) => tokens.canvas,
    };
    ui.painter().rect_filled(rect.shrink2(Vec2::new(0.0, 1.0)), 4.0, ground);
    let color = if is_selected { tokens.accent } else { tokens.text };
    let faded = if is_selected { tokens.accent } else { tokens.secondary };
    let at = egui::pos2(left + 14.0, row.center().y);
    let glyph = of_kind(node.kind);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(14.0), faded);
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let name = widgets::elided(ui, &node.name, font, color, grid.name_width - 40.0);
    let at = egui::pos2(left + 30.0, row.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, color);
}

fn cell_ui(
    ui: &Ui,
    tokens: &Tokens,
    shown: &Shown<'_>,
    rect: Rect,
    (values, place): (Values<'_>, usize),
) {
    let words = values.brief(shown, place);
    let is_current = match values {
        Values::Figures(_) => shown.is_current,
        Values::Bands(_) => shown.bands().is_some_and(|(_, is_current)| is_current),
    };
    let is_nothing = values.value(place) <= 0.0;
    let ground = if is_nothing { tokens.canvas } else { tokens.probability(values.value(place)) };
    let ink = if is_nothing { tokens.secondary } else { theme::readable_on(ground) };
    let fade = if is_current { 1.0 } else { 0.55 };
    ui.painter().rect_filled(rect, CornerRadius::same(4), ground.gamma_multiply(fade));
    let ink = if is_current { ink } else { tokens.secondary };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = widgets::elided(ui, &words, font, ink, rect.width() - 8.0);
    let at = egui::pos2(rect.right() - 8.0 - galley.size().x, rect.center().y);
    ui.painter().galley(at - Vec2::new(0.0, galley.size().y / 2.0), galley, ink);
}

/// The lines on both sides of the chosen phase's column.
fn mark_ui(ui: &Ui, tokens: &Tokens, shown: &Shown<'_>, grid: &Grid, rect: Rect) {
    if let Some(place) = shown.chosen_phase() {
        let column = grid.phase(place, rect.top(), rect.height());
        let stroke = egui::Stroke::new(1.5, tokens.accent);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(column, CornerRadius::same(6), stroke, kind);
    }
}

fn head_ui(ui: &Ui, view: &mut MatrixView, shown: &Shown<'_>, grid: &Grid, rect: Rect) {
    let tokens = Tokens::of(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.canvas);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, tokens.hairline());
    for (place, id) in shown.analysis.phases.iter().enumerate() {
        let cell = grid.phase(place, rect.top(), HEAD_HEIGHT);
        let is_chosen = shown.chosen_phase() == Some(place);
        column_ui(ui, view, (Column::Phase(place), is_chosen), &shown.phase_name(id), cell);
    }
    let left = rect.left().max(ui.clip_rect().left());
    let cell =
        Rect::from_min_size(egui::pos2(left, rect.top()), Vec2::new(grid.name_width, HEAD_HEIGHT));
    ui.painter().rect_filled(cell.with_max_y(cell.bottom() - 1.0), 0.0, tokens.canvas);
    column_ui(ui, view, (Column::Name, false), "Node", cell);
}

/// One head: a button that sorts.
fn column_ui(
    ui: &Ui,
    view: &mut MatrixView,
    (column, is_chosen): (Column, bool),
    title: &str,
    rect: Rect,
) {
    let tokens = Tokens::of(ui);
    let id: Id =
        ui.scope_id().with(("head", matches!(column, Column::Name), rect.left() as i32, title));
    let response = ui.interact(rect, id, Sense::click());
    let is_sorted = view.order.column == column;
    let spoken = format!("Sort by {title}");
    response.widget_info(|| WidgetInfo::selected(Role::ColumnHeader, true, is_sorted, &spoken));
    let color = match (is_chosen, is_sorted || response.hovered()) {
        (true, _) => tokens.accent,
        (false, true) => tokens.text,
        (false, false) => tokens.secondary,
    };
    let glyph = if view.order.is_descending { icon::CHEVRON_DOWN } else { icon::CHEVRON_UP };
    let sign = if is_sorted { format!(" {glyph}") } else { String::new() };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let sign = widgets::elided(ui, &sign, font.clone(), color, 24.0);
    let room = rect.width() - 14.0 - sign.size().x;
    let name = widgets::elided(ui, title, font, color, room);
    let left = match column {
        Column::Phase(_) => rect.right() - 9.0 - sign.size().x - name.size().x,
        Column::Document | Column::Name => rect.left() + 8.0,
    };
    let at = egui::pos2(left, rect.center().y - name.size().y / 2.0);
    let sign_at = at + Vec2::new(name.size().x, 0.0);
    ui.painter().galley(at, name, color);
    ui.painter().galley(sign_at, sign, color);
    widgets::focus_ring(ui, &response, rect.shrink(2.0), 4);
    if response.clicked() {
        view.order = view.order.clicked(column);
    }
    response.on_hover_text(format!("{title}\nClick to sort"));
}

#[cfg(test)]
mod tests {
    use eframe::egui::Color32;

    use super::*;
    use crate::drawing::palette::{self, Rgb};

    fn rgb(color: Color32) -> Rgb {
        [color.r(), color.g(), color.b()]
    }

    #[test]
    fn text_on_any_step_of_the_ramp_is_readable() {
        for palette in [&palette::LIGHT, &palette::DARK] {
            for step in 0..palette::RAMP_STEPS {
                let [r, g, b] = palette.ramp_color(step);
                let ground = Color32::from_rgb(r, g, b);
                let contrast = palette::contrast(rgb(theme::readable_on(ground)), rgb(ground));
                assert!(contrast >= 4.5, "step {step}: {contrast}");
            }
        }
    }

    #[test]
    fn three_clicks_on_a_head_lead_back_to_the_documents_order() {
        let start = MatrixView::default().order;
        for column in [Column::Name, Column::Phase(0)] {
            let once = start.clicked(column);
            let twice = once.clicked(column);
            assert_ne!(once, twice);
            assert_eq!(twice.clicked(column), start);
        }
    }
}
