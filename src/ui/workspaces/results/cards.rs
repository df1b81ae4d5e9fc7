//! What moves the result: mitigations to try, hypotheses, missing scores, warnings.

use std::collections::BTreeSet;

use eframe::egui::{
    self, Align2, Button, CornerRadius, Rect, RichText, Sense, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use super::{Shown, comparison::comparison_ui};
use crate::{
    analysis::Unscored,
    drawing::FontWeight,
    model::{Id, Mitigation, Phase, Subject},
    report::wording,
    session::Action,
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of a mitigation.
const SWITCH_HEIGHT: f32 = 30.0;
/// Height of a missing score: two lines.
const UNSCORED_HEIGHT: f32 = 42.0;

/// Shows the mitigations with switches, and what switching them changes.
pub(super) fn mitigations_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    widgets::section_label(ui, "If you change mitigations");
    ui.spacing_mut().item_spacing.y = 2.0;
    let document = cx.session.assessment();
    if document.mitigations().is_empty() {
        widgets::secondary(ui, "The model has no mitigations");
        return;
    }
    for mitigation in document.mitigations().iter() {
        mitigation_ui(ui, cx, mitigation);
    }
    ui.add_space(4.0);
    difference_ui(ui, cx, shown);
    comparison_ui(ui, shown);
    ui.add_space(6.0);
    let has_scenario = !cx.session.switched().is_empty();
    ui.add_enabled_ui(has_scenario, |ui| {
        ui.horizontal(|ui| {
            if ui.add(Button::new("Reset")).clicked() {
                cx.act(Action::WhatIf(BTreeSet::new()));
            }
            if ui.add(Button::new("Make it the document")).clicked() {
                cx.act(Action::ApplyWhatIf);
            }
        });
    });
    ui.add_space(4.0);
}

/// A switch that tries a mitigation on or off without changing the document.
fn mitigation_ui(ui: &mut Ui, cx: &mut Cx<'_>, mitigation: &Mitigation) {
    let tokens = cx.tokens;
    let switched = cx.session.switched();
    let is_switched = switched.contains(&mitigation.id);
    let is_on = mitigation.enabled != is_switched;
    let size = Vec2::new(ui.available_width(), SWITCH_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let builder = egui::UiBuilder::new().max_rect(rect).layout(layout);
    ui.scope_builder(builder.id_salt(mitigation.id.as_str()), |ui| {
        let name = format!("What if: {}", mitigation.name);
        if widgets::switch(ui, is_on, &name).clicked() {
            let mut wanted = switched.clone();
            if !wanted.remove(&mitigation.id) {
                wanted.insert(mitigation.id.clone());
            }
            cx.act(Action::WhatIf(wanted));
        }
        name_ui(ui, cx, mitigation, is_switched, rect);
        if is_switched {
            let dot = egui::pos2(rect.left() - 7.0, rect.center().y);
            ui.painter().circle_filled(dot, 2.5, tokens.accent);
        }
    });
}

/// The name of a mitigation, which selects it, and its strength.
fn name_ui(ui: &Ui, cx: &mut Cx<'_>, mitigation: &Mitigation, is_switched: bool, row: Rect) {
    let tokens = cx.tokens;
    let rect = row.with_min_x(row.left() + 38.0).shrink2(Vec2::new(0.0, 2.0));
    let id = ui.scope_id().with("name");
    let response = ui.interact(rect, id, Sense::click());
    let subject = Subject::Mitigation(mitigation.id.clone());
    let is_selected = cx.session.selection().contains(&subject);
    let strength = wording::strength(mitigation.strength);
    let spoken = format!("{}, {strength}", mitigation.name);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let at = egui::pos2(rect.right() - 6.0, rect.center().y);
    let drawn = ui.painter().text(at, Align2::RIGHT_CENTER, strength, font, tokens.secondary);
    let weight = if is_switched { FontWeight::Medium } else { FontWeight::Regular };
    let color = if is_selected { tokens.accent } else { tokens.text };
    let room = drawn.left() - rect.left() - 16.0;
    let font = theme::font(weight, theme::BODY);
    let name = widgets::elided(ui, &mitigation.name, font, color, room);
    let at = egui::pos2(rect.left() + 6.0, rect.center().y - name.size().y / 2.0);
    ui.painter().galley(at, name, color);
    if response.clicked() {
        cx.select(subject);
    }
    response.on_hover_text(&*mitigation.name);
}

/// What the scenario changes by the last phase; its place is kept while there is none.
fn difference_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), 38.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let is_wanted = !cx.session.switched().is_empty();
    let last = shown.comparison.filter(|_| is_wanted).and_then(|c| c.difference.last());
    let (text, color) = match last {
        Some(difference) => {
            let words = wording::points(difference.value, difference.standard_error);
            let color = match difference.value {
                _ if !shown.is_current => tokens.secondary,
                value if value < 0.0 => tokens.mitigated,
                value if value > 0.0 => tokens.warning,
                _ => tokens.text,
            };
            (format!("Δ {words}"), color)
        }
        None if is_wanted => ("Computing…".to_owned(), tokens.secondary),
        None => ("No change tried".to_owned(), tokens.secondary),
    };
    let below = match (last, shown.analysis.phases.last()) {
        (Some(_), Some(phase)) if shown.is_current => format!("by {}", shown.phase_name(phase)),
        (Some(_), Some(_)) => "before your last change".to_owned(),
        _ => "Switches leave the document as it is".to_owned(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{text} {below}")));
    let weight = if last.is_some() { FontWeight::SemiBold } else { FontWeight::Regular };
    let lines = [
        (text, theme::font(weight, theme::BODY), color, 10.0),
        (below, theme::font(FontWeight::Regular, theme::SMALL), tokens.secondary, 28.0),
    ];
    for (text, font, color, middle) in lines {
        let galley = widgets::elided(ui, &text, font, color, rect.width());
        let at = rect.left_top() + Vec2::new(0.0, middle - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }
}

/// Missing scores of one element and dimension.
struct Group<'a> {
    first: &'a Unscored,
    phases: Vec<&'a Id<Phase>>,
}

fn grouped(unscored: &[Unscored]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for missing in unscored {
        let known = groups.iter_mut().rev().find(|group| {
            group.first.subject == missing.subject && group.first.dimension == missing.dimension
        });
        match known {
            Some(group) => group.phases.push(&missing.phase),
            None => groups.push(Group { first: missing, phases: vec![&missing.phase] }),
        }
    }
    groups
}

/// Shows which scores are missing.
pub(super) fn unscored_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    let groups = grouped(&shown.analysis.unscored);
    if groups.is_empty() {
        return;
    }
    widgets::section_label(ui, &format!("Not scored · {}", shown.analysis.unscored.len()));
    for (place, group) in groups.iter().enumerate() {
        group_ui(ui, cx, shown, (place, group));
    }
}

fn group_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, (place, group): (usize, &Group<'_>)) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), UNSCORED_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("unscored", place)), Sense::click());
    let name = shown.session.assessment().label(&group.first.subject);
    let (glyph, push) = if group.first.pushes_up {
        (icon::ARROW_UP, "too high without it")
    } else {
        (icon::ARROW_DOWN, "too low without it")
    };
    let what = wording::dimension(group.first.dimension);
    let phases = phases_of(shown, &group.phases);
    let detail = format!("{what}, {phases} · {push}");
    let spoken = format!("{name}: {detail}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), tokens.sunken);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let at = egui::pos2(rect.left() + 12.0, rect.top() + 13.0);
    let painter = ui.painter();
    painter.text(at, Align2::CENTER_CENTER, glyph, theme::icon_font(14.0), tokens.warning);
    let room = rect.width() - 34.0;
    let font = theme::font(FontWeight::Regular, theme::BODY);
    let title = widgets::elided(ui, &name, font, tokens.text, room);
    painter.galley(rect.min + Vec2::new(28.0, 4.0), title, tokens.text);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let detail = widgets::elided(ui, &detail, font, tokens.secondary, room);
    painter.galley(rect.min + Vec2::new(28.0, 22.0), detail, tokens.secondary);
    if response.clicked() {
        cx.go_to(group.first.subject.clone());
    }
    response.on_hover_text(spoken);
}

/// Phases in words: one by name, all of them, a stretch, or how many.
fn phases_of(shown: &Shown<'_>, phases: &[&Id<Phase>]) -> String {
    let all = &shown.analysis.phases;
    match phases {
        [one] => shown.phase_name(one),
        _ if phases.len() == all.len() => "all phases".to_owned(),
        [first, .., last] => {
            let place = |id: &Id<Phase>| all.iter().position(|known| known == id);
            let is_stretch = place(last)
                .zip(place(first))
                .is_some_and(|(last, first)| last + 1 == first + phases.len());
            if is_stretch {
                format!("{} – {}", shown.phase_name(first), shown.phase_name(last))
            } else {
                format!("{} phases", phases.len())
            }
        }
        [] => String::new(),
    }
}

/// Shows what a reader must know beside the numbers.
pub(super) fn warnings_ui(ui: &mut Ui, shown: &Shown<'_>) {
    let of_bands = shown.bands().filter(|(_, is_current)| *is_current);
    let of_bands = of_bands.map_or(&[][..], |(found, _)| &found.warnings);
    let warnings: Vec<&String> = shown.analysis.warnings.iter().chain(of_bands).collect();
    if warnings.is_empty() {
        return;
    }
    widgets::section_label(ui, "To know beside the numbers");
    let color = theme::Tokens::of(ui).warning;
    for warning in warnings {
        ui.horizontal_top(|ui| {
            let glyph = RichText::new(icon::WARNING).font(theme::icon_font(14.0)).color(color);
            ui.label(glyph);
            let text = RichText::new(warning).size(theme::SMALL);
            ui.add(egui::Label::new(text).wrap());
        });
        ui.add_space(4.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dimension;

    #[test]
    fn missing_scores_of_one_series_stand_together() {
        let missing = |node: &str, phase: &str| Unscored {
            subject: Subject::Node(Id::from_name(node, |_| false)),
            dimension: Dimension::Stability,
            phase: Id::from_name(phase, |_| false),
            pushes_up: false,
        };
        let list = [missing("a", "p"), missing("b", "p"), missing("a", "q")];
        let groups = grouped(&list);
        let phases: Vec<usize> = groups.iter().map(|group| group.phases.len()).collect();
        assert_eq!(phases, [2, 1]);
    }
}
