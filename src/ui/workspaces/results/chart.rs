//! The chart: any outcome so far over the phases, pooled and by hypothesis.

use eframe::egui::{
    self, Align2, Color32, Pos2, Rect, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo,
    accesskit::Role,
};
use egui_plot::{FilledArea, Line, LineStyle, Plot, PlotBounds, PlotPoints, PlotUi, Points};

use super::{Shown, flush_right};
use crate::{
    analysis::{Band, Figure, Outlook, Uncertainty},
    drawing::{FontWeight, chart},
    report::wording,
    session::Action,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets,
    },
};

/// Height of the chart with its axes.
const HEIGHT: f32 = 320.0;
/// Height below the lines, for the names of the phases.
const AXIS_HEIGHT: f32 = 30.0;
/// Room left of the lines, for percentages.
const AXIS_WIDTH: f32 = 58.0;
/// Most room right of the lines, for the names of the series.
const LABEL_WIDTH_MAX: f32 = 150.0;
/// Distance of the first and the last phase from the sides of the plot.
const INSET: f32 = 26.0;
/// From this share on it is told how much of the spread between draws was simulation noise.
const NOISE_TOLD: f64 = 0.1;
/// Nothing smaller is told apart on the logarithmic axis.
const FLOOR_MIN: f64 = 1e-9;

/// What the chart remembers.
#[derive(Debug, Default)]
pub(super) struct ChartView {
    axis: Axis,
}

/// How probabilities are spread over the height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Axis {
    #[default]
    Linear,
    Logarithmic,
}

/// One line of the chart.
struct Series<'a> {
    name: String,
    figures: &'a [Figure],
    color: Color32,
    width: f32,
    style: LineStyle,
    /// Whether it is the line that matters: it has points, and bands or else its standard error.
    is_main: bool,
    /// What the scores' uncertainty makes of it, one a phase, and whether that still holds; empty where not known.
    bands: (&'a [Band], bool),
}

/// Where probabilities are in the height of the plot.
struct Scale {
    axis: Axis,
    /// In plot units: probabilities, or their decimal logarithms.
    low: f64,
    high: f64,
    /// As probabilities.
    ticks: Vec<f64>,
}

impl Scale {
    fn of(axis: Axis, series: &[Series<'_>]) -> Self {
        let bands = series.iter().flat_map(|s| s.bands.0).flat_map(|band| [band.q05, band.q95]);
        let values = series.iter().flat_map(|s| s.figures).map(|figure| figure.value);
        let values = values.chain(bands);
        let largest = values.clone().fold(0.0, f64::max);
        if axis == Axis::Linear {
            let ticks = chart::ticks(0.0, largest.max(1e-6));
            let high = ticks.last().copied().unwrap_or(1.0).max(largest);
            return Self { axis, low: 0.0, high: high * 1.02, ticks };
        }
        let smallest = values.filter(|value| *value > 0.0).fold(1.0, f64::min).max(FLOOR_MIN);
        let low = libm::floor(libm::log10(smallest) + 1e-9);
        let high = libm::ceil(libm::log10(largest.max(FLOOR_MIN)) - 1e-9).max(low + 1.0);
        let decades = (high - low) as usize;
        let ticks = (0..=decades).map(|i| libm::pow(10.0, low + i as f64)).collect();
        Self { axis, low, high: high + 0.02 * (high - low), ticks }
    }

    fn place(&self, p: f64) -> f64 {
        match self.axis {
            Axis::Linear => p,
            Axis::Logarithmic => libm::log10(p.max(FLOOR_MIN)).max(self.low),
        }
    }
}

/// Shows the chart.
pub(super) fn chart_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &mut ChartView, shown: &Shown<'_>) {
    ui.horizontal(|ui| {
        let font = theme::font(FontWeight::SemiBold, theme::BODY);
        ui.label(egui::RichText::new("Any outcome so far, by phase").font(font));
        flush_right(ui, "axis of chart", |ui| {
            let choices = [(Axis::Linear, "Linear"), (Axis::Logarithmic, "Logarithmic")];
            if let Some(axis) = widgets::segmented(ui, view.axis, &choices) {
                view.axis = axis;
            }
        });
    });
    note_ui(ui, cx.tokens, shown);
    let series = series_of(cx.tokens, shown);
    let scale = Scale::of(view.axis, &series);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), HEIGHT), Sense::hover());
    let label_width = label_width(ui, &series);
    let area = Rect::from_min_max(
        rect.min + Vec2::new(AXIS_WIDTH, 6.0),
        rect.max - Vec2::new(label_width, AXIS_HEIGHT),
    );
    let builder = UiBuilder::new().max_rect(area).id_salt("chart");
    let place = ui.scope_builder(builder, |ui| plot_ui(ui, cx, shown, &series, &scale)).inner;
    percent_axis_ui(ui, cx.tokens, area, &scale);
    phase_axis_ui(ui, cx, shown, area);
    labels_ui(ui, &series, &scale, area, label_width);
    ui.advance_cursor_after_rect(rect);
    if let Some(phase) = place.clicked.and_then(|place| shown.phase_position(place)) {
        cx.act(Action::ChoosePhase(phase));
    }
}

fn series_of<'a>(tokens: &Tokens, shown: &Shown<'a>) -> Vec<Series<'a>> {
    let mut series = Vec::new();
    let line = |name: &str, outlook: &'a Outlook, color: Color32, style: LineStyle| Series {
        name: name.to_owned(),
        figures: &outlook.any_outcome,
        color,
        width: 1.4,
        style,
        is_main: false,
        bands: (&[], true),
    };
    if let Some(comparison) = shown.comparison {
        let outlook = &comparison.baseline.pooled;
        series.push(line("As documented", outlook, tokens.faint, LineStyle::Solid));
    }
    let hypotheses = &shown.analysis.hypotheses;
    for (i, hypothesis) in hypotheses.iter().enumerate().filter(|_| hypotheses.len() > 1) {
        let style = match i % 3 {
            0 => LineStyle::Dashed { length: 7.0 },
            1 => LineStyle::Dotted { spacing: 4.5 },
            _ => LineStyle::Dashed { length: 3.0 },
        };
        series.push(line(&hypothesis.name, &hypothesis.outlook, tokens.secondary, style));
    }
    let is_alone = series.is_empty();
    let name = match (is_alone, shown.comparison.is_some()) {
        (true, _) => "",
        (false, true) => "Scenario",
        (false, false) => "Pooled",
    };
    let pooled = line(name, &shown.analysis.pooled, tokens.accent, LineStyle::Solid);
    let bands = shown.bands().map_or((&[][..], true), |(found, is_current)| {
        let is_of_these_phases = found.any_outcome.len() == shown.analysis.phases.len();
        (if is_of_these_phases { &*found.any_outcome } else { &[] }, is_current)
    });
    series.push(Series { width: 2.2, is_main: true, bands, ..pooled });
    series
}

/// What is shaded, in one line.
fn note_ui(ui: &mut Ui, tokens: &Tokens, shown: &Shown<'_>) {
    let size = Vec2::new(ui.available_width(), 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words = match shown.bands() {
        Some((found, is_current)) => bands_words(found, is_current),
        None => shown.why_no_bands(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let galley = widgets::elided(ui, &words, font, tokens.secondary, rect.width());
    let is_cut = galley.elided;
    ui.painter().galley(rect.min, galley, tokens.secondary);
    if is_cut {
        response.on_hover_text(words);
    }
}

fn bands_words(found: &Uncertainty, is_current: bool) -> String {
    let shaded = format!(
        "Shaded: 5–95 % and 25–75 % over {} draws of the uncertain scores, dashed: their median",
        wording::count(u64::from(found.draws))
    );
    if found.any_outcome.iter().all(|band| band.q05 >= band.q95) {
        return "No bands: no score that bears on it is uncertain".to_owned();
    }
    // That of the headline: in early phases, where next to nothing happens, all is noise.
    let noise = found.noise.last().copied().unwrap_or(0.0);
    let noise = (noise > NOISE_TOLD)
        .then(|| format!("{} of the spread was noise, taken out", wording::percent(noise)));
    let age = (!is_current).then(|| "before your last change".to_owned());
    let parts: Vec<String> = std::iter::once(shaded).chain(noise).chain(age).collect();
    parts.join(" · ")
}

/// Where the pointer did something.
struct Pointed {
    clicked: Option<usize>,
}

fn plot_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shown: &Shown<'_>,
    series: &[Series<'_>],
    scale: &Scale,
) -> Pointed {
    let area = ui.max_rect();
    let count = shown.analysis.phases.len();
    let plot = Plot::new("any outcome")
        .width(area.width())
        .height(area.height())
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .set_margin_fraction(Vec2::ZERO)
        .sense(Sense::click());
    let (left, right) = x_bounds(count, area.width());
    let tokens = cx.tokens;
    let backdrop = ui.painter().clone();
    backdrop_ui(&backdrop, tokens, shown, area, scale);
    let hovered = ui.rect_contains_pointer(area).then(|| ui.input(|i| i.pointer.hover_pos()));
    let hovered = hovered.flatten().map(|at| nearest_phase(at, area, count));
    if let Some(place) = hovered {
        let x = phase_x(area, count, place);
        backdrop.vline(x, area.y_range(), Stroke::new(1.0, tokens.faint));
    }
    let response = plot.show(ui, |plot| {
        let bounds = PlotBounds::from_min_max([left, scale.low], [right, scale.high]);
        plot.set_plot_bounds(bounds);
        for line in series {
            draw(plot, line, scale, tokens, shown.is_current);
        }
    });
    let description = description(shown);
    let response = response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &description));
    let clicked = hovered.filter(|_| response.clicked());
    if let Some(place) = hovered {
        response.on_hover_ui_at_pointer(|ui| tooltip_ui(ui, shown, series, place));
    }
    Pointed { clicked }
}

fn draw(
    plot: &mut PlotUi<'_>,
    line: &Series<'_>,
    scale: &Scale,
    tokens: &Tokens,
    is_current: bool,
) {
    let color = if is_current { line.color } else { line.color.gamma_multiply(0.6) };
    let points: Vec<[f64; 2]> = line
        .figures
        .iter()
        .enumerate()
        .map(|(t, figure)| [t as f64, scale.place(figure.value)])
        .collect();
    if !line.bands.0.is_empty() {
        draw_bands(plot, line, scale, tokens);
    } else if line.is_main {
        let xs: Vec<f64> = points.iter().map(|[x, _]| *x).collect();
        let edge = |sign: f64| -> Vec<f64> {
            let figures = line.figures.iter();
            figures.map(|f| scale.place((f.value + sign * f.standard_error).max(0.0))).collect()
        };
        let band = FilledArea::new("", &xs, &edge(-1.0), &edge(1.0)).allow_hover(false);
        plot.add(band.fill_color(color.gamma_multiply(0.18)).stroke(Stroke::NONE));
    }
    let stroke = Line::new("", PlotPoints::from(points.clone())).color(color).width(line.width);
    plot.line(stroke.style(line.style).allow_hover(false));
    if line.is_main || line.figures.len() == 1 {
        let ring = Points::new("", PlotPoints::from(points.clone())).radius(5.0);
        plot.points(ring.color(tokens.canvas).allow_hover(false));
        let dots = Points::new("", PlotPoints::from(points)).radius(3.6);
        plot.points(dots.color(color).allow_hover(false));
    }
}

/// The fan: two bands around the median.
fn draw_bands(plot: &mut PlotUi<'_>, line: &Series<'_>, scale: &Scale, tokens: &Tokens) {
    let (bands, is_current) = line.bands;
    let color = if is_current { tokens.accent } else { tokens.secondary };
    let xs: Vec<f64> = (0..bands.len()).map(|t| t as f64).collect();
    let edge = |of: fn(&Band) -> f64| -> Vec<f64> {
        bands.iter().map(|band| scale.place(of(band))).collect()
    };
    let fans = [
        (edge(|band| band.q05), edge(|band| band.q95), 0.12),
        (edge(|band| band.q25), edge(|band| band.q75), 0.16),
    ];
    for (low, high, strength) in fans {
        let area = FilledArea::new("", &xs, &low, &high).allow_hover(false);
        plot.add(area.fill_color(color.gamma_multiply(strength)).stroke(Stroke::NONE));
    }
    let median = edge(|band| band.q50);
    let points: Vec<[f64; 2]> = xs.into_iter().zip(median).map(|(x, y)| [x, y]).collect();
    let stroke = Line::new("", PlotPoints::from(points)).color(color.gamma_multiply(0.7));
    plot.line(stroke.width(1.2).style(LineStyle::Dashed { length: 5.0 }).allow_hover(false));
}

/// Hairlines at the ticks and the line of the chosen phase, behind the lines.
fn backdrop_ui(
    painter: &egui::Painter,
    tokens: &Tokens,
    shown: &Shown<'_>,
    area: Rect,
    scale: &Scale,
) {
    let lines = egui::Rangef::new(area.left(), area.right() - INSET + 6.0);
    for tick in &scale.ticks {
        painter.hline(lines, y_of(area, scale, *tick), tokens.hairline());
    }
    if let Some(place) = shown.chosen_phase() {
        let x = phase_x(area, shown.analysis.phases.len(), place);
        let stroke = Stroke::new(1.0, tokens.accent.gamma_multiply(0.5));
        painter.vline(x, area.y_range(), stroke);
    }
}

fn percent_axis_ui(ui: &Ui, tokens: &Tokens, area: Rect, scale: &Scale) {
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    for tick in &scale.ticks {
        let at = egui::pos2(area.left() - 10.0, y_of(area, scale, *tick));
        let text = chart::tick_label(*tick);
        ui.painter().text(at, Align2::RIGHT_CENTER, text, font.clone(), tokens.secondary);
    }
}

/// Names of the phases below the plot; each is a button that chooses it.
fn phase_axis_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, area: Rect) {
    let tokens = cx.tokens;
    let count = shown.analysis.phases.len();
    let step = if count > 1 { (area.width() - 2.0 * INSET) / (count as f32 - 1.0) } else { 200.0 };
    for (place, id) in shown.analysis.phases.iter().enumerate() {
        let center = egui::pos2(phase_x(area, count, place), area.bottom() + AXIS_HEIGHT / 2.0);
        let size = Vec2::new(step - 8.0, 22.0);
        let rect = Rect::from_center_size(center, size);
        let response =
            ui.interact(rect, ui.scope_id().with(("phase of chart", place)), Sense::click());
        let is_chosen = shown.chosen_phase() == Some(place);
        let name = shown.phase_name(id);
        let spoken = format!("Choose phase {name}");
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, &spoken));
        let color = if is_chosen || response.hovered() { tokens.text } else { tokens.secondary };
        let weight = if is_chosen { FontWeight::Medium } else { FontWeight::Regular };
        let font = theme::font(weight, theme::SMALL);
        let galley = widgets::elided(ui, &name, font, color, size.x);
        let at = center - galley.size() / 2.0;
        widgets::focus_ring(ui, &response, rect, 4);
        ui.painter().galley(at, galley, color);
        if response.clicked() {
            cx.wishes.extend(shown.phase_position(place).map(choose));
        }
        response.on_hover_text(name);
    }
}

fn choose(phase: usize) -> crate::ui::view::Wish {
    crate::ui::view::Wish::Do(Action::ChoosePhase(phase))
}

/// The names of the lines at their right ends, moved apart where they would touch.
fn labels_ui(ui: &Ui, series: &[Series<'_>], scale: &Scale, area: Rect, room: f32) {
    let mut labels: Vec<(f32, &Series<'_>)> = series
        .iter()
        .filter(|line| !line.name.is_empty())
        .filter_map(|line| Some((y_of(area, scale, line.figures.last()?.value), line)))
        .collect();
    labels.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let gap = theme::SMALL + 3.0;
    let mut places: Vec<f32> = labels.iter().map(|(y, _)| *y).collect();
    for i in 1..places.len() {
        places[i] = places[i].max(places[i - 1] + gap);
    }
    let mut limit = area.bottom();
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - gap;
    }
    for ((_, line), y) in labels.iter().zip(places) {
        let weight = if line.is_main { FontWeight::SemiBold } else { FontWeight::Regular };
        let font = theme::font(weight, theme::SMALL);
        let galley = widgets::elided(ui, &line.name, font, line.color, room + INSET - 14.0);
        let at = egui::pos2(area.right() - INSET + 12.0, y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, line.color);
    }
}

fn label_width(ui: &Ui, series: &[Series<'_>]) -> f32 {
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    let widths = series.iter().map(|line| {
        let galley =
            widgets::elided(ui, &line.name, font.clone(), Color32::PLACEHOLDER, LABEL_WIDTH_MAX);
        galley.size().x
    });
    let widest = widths.fold(0.0, f32::max);
    if widest > 0.0 { widest - INSET + 24.0 } else { 4.0 }.max(4.0)
}

fn tooltip_ui(ui: &mut Ui, shown: &Shown<'_>, series: &[Series<'_>], place: usize) {
    let Some(id) = shown.analysis.phases.get(place) else { return };
    ui.label(widgets::strong(shown.phase_name(id)));
    egui::Grid::new("figures of phase").num_columns(2).spacing([16.0, 2.0]).show(ui, |ui| {
        for line in series.iter().rev() {
            let Some(figure) = line.figures.get(place) else { continue };
            let name = if line.name.is_empty() { "Any outcome so far" } else { &line.name };
            ui.label(name);
            ui.label(wording::figure(figure));
            ui.end_row();
            let band = line.bands.0.get(place).filter(|band| band.q05 < band.q95);
            let Some(band) = band else { continue };
            let rows = [("90 % band", band.q05, band.q95), ("50 % band", band.q25, band.q75)];
            for (name, low, high) in rows {
                ui.label(name);
                ui.label(format!("{} – {}", wording::percent(low), wording::percent(high)));
                ui.end_row();
            }
        }
    });
}

/// The chart in words.
fn description(shown: &Shown<'_>) -> String {
    let figures = shown.analysis.pooled.any_outcome.iter().zip(&shown.analysis.phases);
    let parts: Vec<String> = figures
        .map(|(figure, id)| format!("{} {}", shown.phase_name(id), shown.brief(figure)))
        .collect();
    format!("Chart of any outcome so far: {}", parts.join(", "))
}

/// Bounds of the plot along the phases, so that the outer ones keep [`INSET`] from its sides.
fn x_bounds(count: usize, width: f32) -> (f64, f64) {
    let last = count.saturating_sub(1) as f64;
    if last <= 0.0 {
        return (-0.5, 0.5);
    }
    let share = f64::from(INSET / (width - 2.0 * INSET).max(1.0));
    (-share * last, last + share * last)
}

fn phase_x(area: Rect, count: usize, place: usize) -> f32 {
    if count <= 1 {
        return area.center().x;
    }
    let share = place as f32 / (count as f32 - 1.0);
    area.left() + INSET + share * (area.width() - 2.0 * INSET)
}

fn nearest_phase(at: Pos2, area: Rect, count: usize) -> usize {
    let distance = |place: &usize| (phase_x(area, count, *place) - at.x).abs();
    (0..count).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

fn y_of(area: Rect, scale: &Scale, p: f64) -> f32 {
    let share = (scale.place(p) - scale.low) / (scale.high - scale.low);
    area.bottom() - share as f32 * area.height()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(figures: &[Figure]) -> Series<'_> {
        let (name, color) = (String::new(), Color32::BLACK);
        Series {
            name,
            figures,
            color,
            width: 1.0,
            style: LineStyle::Solid,
            is_main: true,
            bands: (&[], true),
        }
    }

    #[test]
    fn every_value_lies_within_the_scale_on_either_axis() {
        let figure = |value: f64| Figure { value, standard_error: 0.0, upper: None };
        for values in [vec![0.0], vec![0.0, 1.0], vec![1e-7, 0.3], vec![1e-12], vec![0.1]] {
            let figures: Vec<Figure> = values.iter().map(|value| figure(*value)).collect();
            for axis in [Axis::Linear, Axis::Logarithmic] {
                let scale = Scale::of(axis, &[line(&figures)]);
                assert!(scale.low < scale.high, "{values:?} {axis:?}");
                for value in &values {
                    let place = scale.place(*value);
                    assert!((scale.low..=scale.high).contains(&place), "{value} {axis:?}");
                }
            }
        }
    }
}
