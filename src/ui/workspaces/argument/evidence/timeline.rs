//! Incidents and evidence over time: bars from the beginning of an incident to its end, dots for the rest.

use eframe::egui::{
    self, Align2, CornerRadius, Rangef, Rect, Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
};

use crate::{
    drawing::FontWeight,
    model::{Evidence, EvidenceKind, Incident, Subject, day_number, days_between},
    report::wording,
    ui::{
        theme::{self, Tokens},
        view::Cx,
        widgets,
    },
};

/// Height of a line.
const LINE: f32 = 26.0;
/// Height of the axis.
const AXIS: f32 = 24.0;
/// Radius of a dot, and the distance from which on two stand in one line.
const DOT: f32 = 5.0;
/// Most lines of a kind; further dots overlap.
const LINES_MAX: usize = 6;
/// Least width of a bar.
const BAR_MIN: f32 = 4.0;

/// The days that are shown, and where.
#[derive(Clone, Copy)]
struct Scale {
    first: f64,
    last: f64,
    room: Rangef,
}

impl Scale {
    fn place(&self, day: i64) -> f32 {
        let share = (day as f64 - self.first) / (self.last - self.first);
        self.room.min + share as f32 * self.room.span()
    }
}

/// Shows the timeline.
pub(super) fn timeline_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let document = cx.session.assessment();
    let days = document.evidence().iter().flat_map(|e| {
        let incident = e.incident.as_deref();
        [Some(&e.date), incident.map(|i| &i.start), incident.map(|i| &i.end)]
    });
    let days: Vec<i64> = days.flatten().filter_map(|date| day_of(date)).collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        widgets::secondary(ui, "Nothing has a date yet");
        return;
    };
    let margin = ((last - first) as f64 * 0.03).max(4.0);
    let width = ui.available_width();
    let left = ui.cursor().left();
    let names = (width * 0.26).clamp(84.0, 240.0);
    let scale = Scale {
        first: *first as f64 - margin,
        last: *last as f64 + margin,
        room: Rangef::new(left + names + 8.0, left + width - 10.0),
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    let top = ui.cursor().top();
    let axis = axis_ui(ui, cx.tokens, &scale);
    let mut incidents: Vec<(&Evidence, &Incident)> =
        document.evidence().iter().filter_map(|e| Some((e, e.incident.as_deref()?))).collect();
    incidents.sort_by_key(|(evidence, incident)| began(evidence, incident));
    for (evidence, incident) in &incidents {
        incident_ui(ui, cx, &scale, (evidence, incident));
    }
    for kind in super::KINDS.into_iter().map(Some).chain([None]) {
        kind_ui(ui, cx, &scale, kind);
    }
    let bottom = ui.cursor().top();
    for x in axis {
        ui.painter().vline(x, top + AXIS..=bottom, cx.tokens.hairline());
    }
    let undated = document.evidence().iter().filter(|e| {
        day_of(&e.date).is_none() && e.incident.as_deref().is_none_or(|i| began(e, i).is_none())
    });
    let undated = undated.count();
    ui.spacing_mut().item_spacing.y = 4.0;
    if undated > 0 {
        let text = wording::counted(undated, "piece has", "pieces have");
        widgets::secondary(ui, format!("{text} no date"));
    }
    ui.add_space(4.0);
}

/// The day of a date; the first of a month or year where no day is named.
fn day_of(date: &str) -> Option<i64> {
    let day = || day_number(date);
    day()
        .or_else(|| day_number(&format!("{date}-01")))
        .or_else(|| day_number(&format!("{date}-01-01")))
}

fn began(evidence: &Evidence, incident: &Incident) -> Option<i64> {
    day_of(&incident.start)
        .or_else(|| day_of(&incident.detected))
        .or_else(|| day_of(&evidence.date))
}

/// Years or months along the top; where their lines stand.
fn axis_ui(ui: &mut Ui, tokens: &Tokens, scale: &Scale) -> Vec<f32> {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), AXIS), Sense::hover());
    let month_width = scale.room.span() / ((scale.last - scale.first) / 30.4) as f32;
    // In months: the least step whose words do not touch.
    let steps = [1_usize, 3, 6, 12, 24, 60, 120, 240];
    let step = steps.into_iter().find(|step| *step as f32 * month_width > 64.0).unwrap_or(480);
    let first_year = 1970 + (scale.first / 365.25).floor() as i64;
    let last_year = 1970 + (scale.last / 365.25).ceil() as i64;
    let mut marks = Vec::new();
    let months = (first_year..=last_year).flat_map(|year| (1..=12_i64).map(move |m| (year, m)));
    for (year, month) in months.filter(|(year, month)| (year * 12 + month - 1) % step as i64 == 0) {
        let text = if step >= 12 { format!("{year}") } else { format!("{year}-{month:02}") };
        let Some(day) = day_of(&format!("{year}-{month:02}-01")) else { continue };
        let x = scale.place(day);
        if scale.room.contains(x) {
            let font = theme::font(FontWeight::Regular, theme::LABEL);
            let at = egui::pos2(x, rect.center().y);
            ui.painter().text(at, Align2::CENTER_CENTER, text, font, tokens.secondary);
            marks.push(x);
        }
    }
    marks
}

/// An incident: full until it was noticed, pale until it ended.
fn incident_ui(ui: &mut Ui, cx: &mut Cx<'_>, scale: &Scale, of: (&Evidence, &Incident)) {
    let (evidence, incident) = of;
    let Some(start) = began(evidence, incident) else { return };
    let subject = Subject::Evidence(evidence.id.clone());
    let title = cx.session.assessment().label(&subject);
    let is_selected = cx.session.selection().contains(&subject);
    let size = Vec2::new(ui.available_width(), LINE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let spoken = spoken(&title, evidence, incident);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    let tokens = cx.tokens;
    if is_selected || response.hovered() {
        let ground = if is_selected { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_ROW), ground);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    let color = if is_selected { tokens.accent } else { tokens.text };
    name_ui(ui, rect, scale, (&title, color));
    let detected = day_of(&incident.detected).unwrap_or(start).max(start);
    let end = day_of(&incident.end).unwrap_or(detected).max(detected);
    let bar = |from: i64, to: i64, least: f32| {
        let (from, to) = (scale.place(from), scale.place(to));
        let y = rect.center().y;
        Rect::from_x_y_ranges(from..=to.max(from + least), y - 5.0..=y + 5.0)
    };
    let ink = if evidence.withdrawn.is_some() { tokens.faint } else { tokens.warning };
    let radius = CornerRadius::same(2);
    ui.painter().rect_filled(bar(start, end, BAR_MIN), radius, ink.gamma_multiply(0.35));
    ui.painter().rect_filled(bar(start, detected, BAR_MIN), radius, ink);
    if response.on_hover_text(spoken).clicked() {
        cx.select(subject);
    }
}

fn spoken(title: &str, evidence: &Evidence, incident: &Incident) -> String {
    let mut parts = vec![title.to_owned()];
    let dates =
        [("began", &incident.start), ("noticed", &incident.detected), ("ended", &incident.end)];
    parts.extend(
        dates.into_iter().filter(|(_, at)| !at.is_empty()).map(|(w, at)| format!("{w} {at}")),
    );
    if let Some(days) = days_between(&incident.start, &incident.detected) {
        parts.push(format!("{} until noticed", wording::counted(days as usize, "day", "days")));
    }
    if incident.start.is_empty() && !evidence.date.is_empty() {
        parts.push(format!("told {}", evidence.date));
    }
    if incident.is_near_miss {
        parts.push("near miss".to_owned());
    }
    if evidence.withdrawn.is_some() {
        parts.push("withdrawn".to_owned());
    }
    parts.join(", ")
}

fn name_ui(ui: &Ui, rect: Rect, scale: &Scale, (name, color): (&str, egui::Color32)) {
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let room = scale.room.min - rect.left() - 16.0;
    let galley = widgets::elided(ui, name, font, color, room);
    let at = egui::pos2(rect.left() + 6.0, rect.top() + LINE / 2.0 - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}

/// The pieces of one kind that are no incidents with a course, as dots.
fn kind_ui(ui: &mut Ui, cx: &mut Cx<'_>, scale: &Scale, kind: Option<EvidenceKind>) {
    let document = cx.session.assessment();
    let all = document.evidence().iter().filter(|e| e.kind == kind && e.incident.is_none());
    let mut dots: Vec<(i64, &Evidence)> = all.filter_map(|e| Some((day_of(&e.date)?, e))).collect();
    if dots.is_empty() {
        return;
    }
    dots.sort_by_key(|(day, _)| *day);
    let mut lines: Vec<f32> = Vec::new();
    let mut places = Vec::new();
    for (day, evidence) in dots {
        let x = scale.place(day);
        let free = lines.iter().position(|last| x - last >= 2.0 * DOT + 3.0);
        let line = free.unwrap_or_else(|| lines.len().min(LINES_MAX - 1));
        if line == lines.len() {
            lines.push(x);
        }
        lines[line] = x;
        places.push((x, line, evidence));
    }
    let pitch = 2.0 * DOT + 4.0;
    let height = (LINE - pitch + lines.len() as f32 * pitch).max(LINE);
    let size = Vec2::new(ui.available_width(), height);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let title = kind.map_or("Without a kind", super::kind_words);
    name_ui(ui, rect, scale, (title, cx.tokens.secondary));
    for (x, line, evidence) in places {
        let at = egui::pos2(x, rect.top() + LINE / 2.0 + line as f32 * pitch);
        dot_ui(ui, cx, at, evidence);
    }
}

fn dot_ui(ui: &Ui, cx: &mut Cx<'_>, at: egui::Pos2, evidence: &Evidence) {
    let tokens = cx.tokens;
    let subject = Subject::Evidence(evidence.id.clone());
    let is_selected = cx.session.selection().contains(&subject);
    let rect = Rect::from_center_size(at, Vec2::splat(2.0 * DOT + 3.0));
    let response =
        ui.interact(rect, ui.scope_id().with(("dot", evidence.id.as_str())), Sense::click());
    let mut spoken = format!("{}, {}", cx.session.assessment().label(&subject), evidence.date);
    if evidence.withdrawn.is_some() {
        spoken.push_str(", withdrawn");
    }
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, is_selected, &spoken));
    let ink = if is_selected { tokens.accent } else { tokens.secondary };
    let is_hot = is_selected || response.hovered();
    let radius = if is_hot { DOT + 1.0 } else { DOT };
    if evidence.withdrawn.is_some() {
        // Hollow: it does not count.
        ui.painter().circle(at, radius - 1.0, tokens.surface, Stroke::new(1.5, ink));
    } else {
        ui.painter().circle_filled(at, radius, ink);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if response.on_hover_text(spoken).clicked() {
        cx.select(subject);
    }
}
