//! Whether misalignment sustains itself, and how far it reaches from each node.

use eframe::egui::{
    self, Align2, Rect, RichText, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use super::{
    Shown,
    section::{self, BAR_ROW, Bar, Rank, Section},
};
use crate::{
    analysis::{Estimated, Spread},
    drawing::FontWeight,
    model::{Id, Node, Subject},
    report::wording,
    session::Stage,
    ui::{
        theme::{self, Tokens},
        view::Cx,
    },
};

/// So many nodes are listed by their reach.
const REACH: usize = 6;
/// Height of the chart.
const CHART: f32 = 84.0;

/// Shows the reproduction number.
pub(super) fn reproduction_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>) {
    let section = Section {
        title: "Reproduction number",
        stage: Stage::Spread,
        rank: Rank::Card,
        height: 44.0 + CHART + 48.0,
    };
    let insight = shown.session.insights().spread.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, found| {
        let phase = shown.chosen_phase().unwrap_or(0);
        let numbers = &found.reproduction_number;
        let Some(number) = numbers.get(phase) else { return };
        ui.horizontal(|ui| {
            let color = if *number > 1.0 { cx.tokens.warning } else { cx.tokens.text };
            let font = theme::font(FontWeight::SemiBold, theme::TITLE);
            let text = wording::number(*number, 0.0);
            ui.label(RichText::new(text).font(font).color(color));
            let name = shown.analysis.phases.get(phase).map(|id| shown.phase_name(id));
            let name = format!("in {}", name.unwrap_or_default());
            let text = RichText::new(name).size(theme::SMALL).color(cx.tokens.secondary);
            ui.add(egui::Label::new(text).truncate());
        });
        section::sentence_ui(ui, &sentence(shown, numbers));
        chart_ui(ui, shown, numbers);
        let gates = if found.has_gates {
            ". Gates that ask for more than one link make it too low"
        } else {
            ""
        };
        let note = "An approximation: as if early, one node at a time and well mixed";
        section::note_ui(ui, &format!("{note}{gates}"));
    });
}

/// Where it sustains itself, in words.
fn sentence(shown: &Shown<'_>, numbers: &[f64]) -> String {
    let name = |place: usize| {
        shown.analysis.phases.get(place).map_or_else(String::new, |id| shown.phase_name(id))
    };
    sustained(numbers, &name)
}

fn sustained(numbers: &[f64], name: &dyn Fn(usize) -> String) -> String {
    let above: Vec<usize> = (0..numbers.len()).filter(|place| numbers[*place] > 1.0).collect();
    match above.first() {
        None => "Misalignment dies out by itself in every phase".to_owned(),
        Some(0) if above.len() == numbers.len() => {
            "Misalignment sustains itself in every phase".to_owned()
        }
        Some(first) if first + above.len() == numbers.len() => {
            format!("Misalignment sustains itself from {} on", name(*first))
        }
        Some(_) => {
            let names: Vec<String> = above.iter().map(|place| name(*place)).collect();
            format!("Misalignment sustains itself in {}", wording::joined(&names))
        }
    }
}

/// The number over the phases, with the line at 1.
fn chart_ui(ui: &mut Ui, shown: &Shown<'_>, numbers: &[f64]) {
    let tokens = Tokens::of(ui);
    let size = Vec2::new(ui.available_width(), CHART);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let words: Vec<String> = shown
        .analysis
        .phases
        .iter()
        .zip(numbers)
        .map(|(id, number)| format!("{} {}", shown.phase_name(id), wording::number(*number, 0.0)))
        .collect();
    let spoken = format!("Reproduction number by phase: {}", words.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let area = Rect::from_min_max(rect.min + Vec2::new(18.0, 8.0), rect.max - Vec2::new(10.0, 8.0));
    let top = numbers.iter().copied().filter(|n| n.is_finite()).fold(1.0, f64::max) * 1.15;
    let y = |n: f64| area.bottom() - (n.min(top) / top) as f32 * area.height();
    let x = |place: usize| {
        let last = numbers.len().saturating_sub(1).max(1) as f32;
        area.left() + 6.0 + place as f32 / last * (area.width() - 12.0)
    };
    let painter = ui.painter();
    painter.hline(area.x_range(), area.bottom(), tokens.hairline());
    let dashes = [egui::pos2(area.left(), y(1.0)), egui::pos2(area.right(), y(1.0))];
    let stroke = Stroke::new(1.0, tokens.warning);
    painter.extend(egui::Shape::dashed_line(&dashes, stroke, 4.0, 3.0));
    let font = theme::font(FontWeight::Regular, theme::LABEL);
    let at = egui::pos2(area.left() - 6.0, y(1.0));
    painter.text(at, Align2::RIGHT_CENTER, "1", font, tokens.secondary);
    let points: Vec<egui::Pos2> =
        numbers.iter().enumerate().map(|(place, n)| egui::pos2(x(place), y(*n))).collect();
    painter.line(points.clone(), Stroke::new(1.8, tokens.accent));
    for (place, at) in points.iter().enumerate() {
        let is_chosen = shown.chosen_phase() == Some(place);
        painter.circle_filled(*at, if is_chosen { 4.5 } else { 3.0 }, tokens.accent);
    }
    response.on_hover_text(words.join("\n"));
}

/// Shows the nodes that reach furthest.
pub(super) fn reach_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    let section = Section {
        title: "Expected reach",
        stage: Stage::Spread,
        rank: Rank::Card,
        height: 36.0 + REACH as f32 * BAR_ROW,
    };
    let insight = shown.session.insights().spread.as_ref();
    section::section_ui(ui, shown, &section, insight, |ui, found| {
        let phase = shown.chosen_phase().unwrap_or(0);
        let name = shown.analysis.phases.get(phase).map(|id| shown.phase_name(id));
        let name = name.unwrap_or_default();
        let note = format!("Other nodes, outcomes aside, that a node alone turns in {name}");
        section::note_ui(ui, &note);
        ui.spacing_mut().item_spacing.y = 2.0;
        let furthest = furthest(found, phase);
        let largest = furthest.first().map_or(0.0, |(_, reach)| reach.value);
        for (node, reach) in furthest.into_iter().take(REACH) {
            let share = |x: f64| if largest > 0.0 { (x / largest) as f32 } else { 0.0 };
            let subject = Subject::Node(node.clone());
            let bar = Bar {
                subject: &subject,
                name: &shown.session.assessment().label(&subject),
                figure: &wording::number(reach.value, reach.standard_error),
                share: share(reach.value),
                error: share(reach.standard_error),
                is_adverse: false,
            };
            section::bar_ui(ui, cx, &bar);
        }
    });
}

/// Nodes by their reach in a phase, the furthest first.
fn furthest(found: &Spread, phase: usize) -> Vec<(&Id<Node>, Estimated)> {
    let nodes = found.expected_reach.iter();
    let mut nodes: Vec<_> =
        nodes.filter_map(|(id, reach)| Some((id, *reach.get(phase)?))).collect();
    nodes.sort_by(|(_, a), (_, b)| b.value.total_cmp(&a.value));
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_sustains_itself_is_told_as_people_would() {
        let name = |place: usize| ["One", "Two", "Three"][place].to_owned();
        let says = |numbers: &[f64]| sustained(numbers, &name);
        assert!(says(&[0.2, 1.0, 0.9]).contains("dies out"));
        assert!(says(&[1.1, 2.0, 1.2]).ends_with("every phase"));
        assert!(says(&[0.2, 2.0, 1.2]).ends_with("from Two on"));
        assert!(says(&[1.2, 0.4, 1.2]).ends_with("in One and Three"));
    }
}
