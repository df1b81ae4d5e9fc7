//! The column of choices: for whom the report is, and its sections in order.

use eframe::egui::{
    self, Align2, Checkbox, CursorIcon, Id, Key, Rect, Response, Sense, Stroke, TextWrapMode, Ui,
    Vec2, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::ReportView;
use crate::{
    model::{Assessment, Edit, Profile, ReportSettings, Section},
    report,
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Height of a row.
const ROW: f32 = 28.0;
/// Width of the grip at the start of a row, and of a button at its end.
const ENDS: [f32; 2] = [18.0, 26.0];

/// What was done to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// A section is taken in or out.
    Choose(Section, bool),
    /// A section goes to another place among the chosen ones.
    Move(Section, usize),
}

/// A row of the list.
#[derive(Clone, Copy)]
struct Line {
    section: Section,
    /// Its place among the chosen ones.
    place: Option<usize>,
    /// How many are chosen.
    count: usize,
}

impl ReportView {
    pub(super) fn choices_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.set_max_width(ui.available_width());
        let settings = cx.session.assessment().report().clone();
        widgets::section_label(ui, "For");
        let words = |profile: Profile| (profile.title(), None);
        let chosen = widgets::choice(ui, "Profile", settings.profile, &Profile::ALL, words);
        if let Some(profile) = chosen {
            // The sections are those of the reader; what the authors say around them stays.
            let order = Vec::new();
            cx.edit(edit("choose profile", ReportSettings { profile, order, ..settings.clone() }));
        }
        let label = widgets::section_label(ui, "Sections");
        if !settings.order.is_empty() {
            let side = widgets::ICON_BUTTON;
            let at = pos2(ui.max_rect().right() - side / 2.0, label.rect.center().y);
            let rect = Rect::from_center_size(at, Vec2::splat(side));
            // Beside the label, so that nothing moves when the button comes.
            let mut beside = ui.new_child(egui::UiBuilder::new().max_rect(rect));
            let name = "Sections as the profile has them";
            if widgets::icon_button(&mut beside, icon::REFRESH, name).clicked() {
                let order = Vec::new();
                cx.edit(edit("reset sections", ReportSettings { order, ..settings.clone() }));
            }
        }
        if let Some(change) = self.list_ui(ui, cx) {
            let chosen = self.options(cx.session).sections;
            if let Some(order) = changed(&chosen, change) {
                cx.edit(edit("arrange sections", ReportSettings { order, ..settings }));
            }
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Change> {
        ui.spacing_mut().item_spacing.y = 1.0;
        let document = cx.session.assessment();
        let chosen = self.options(cx.session).sections;
        let rest = Section::ALL.into_iter().filter(|section| !chosen.contains(section));
        let all: Vec<Section> = chosen.iter().copied().chain(rest).collect();
        let top = ui.cursor().top();
        let mut change = None;
        for section in all {
            let place = chosen.iter().position(|other| *other == section);
            let line = Line { section, place, count: chosen.len() };
            let done = ui.push_id(section.id(), |ui| self.line_ui(ui, (document, cx), line)).inner;
            change = change.or(done);
        }
        ui.reset_style();
        change.or_else(|| self.drop_ui(ui, cx, (top, &chosen)))
    }

    /// A section: its grip, whether it is in, its heading, and its place.
    fn line_ui(
        &mut self,
        ui: &mut Ui,
        (document, cx): (&Assessment, &Cx<'_>),
        line: Line,
    ) -> Option<Change> {
        let size = vec2(ui.available_width(), ROW);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let is_focus = self.focus == Some(line.section);
        if is_focus || self.dragged == Some(line.section) {
            ui.painter().rect_filled(rect, theme::RADIUS_ROW, cx.tokens.accent_soft);
        }
        let title = report::section_title(document, document.report().profile, line.section);
        let [grip, button] = ENDS;
        let (grip, rest) = rect.split_left_right_at_x(rect.left() + grip);
        if line.place.is_some() {
            self.grip_ui(ui, cx, (grip, line.section, &title));
        }
        let (words, ends) = rest.split_left_right_at_x(rest.right() - 2.0 * button);
        let mut change = None;
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let builder = egui::UiBuilder::new().max_rect(words).layout(layout).id_salt("words");
        ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
            let mut is_chosen = line.place.is_some();
            // A report needs a section.
            let may_leave = line.count > 1 || !is_chosen;
            let response = ui.add_enabled(may_leave, Checkbox::without_text(&mut is_chosen));
            let info = || WidgetInfo::selected(Role::CheckBox, may_leave, is_chosen, &title);
            response.widget_info(info);
            if response.changed() {
                change = Some(Change::Choose(line.section, is_chosen));
            }
            let response = heading_ui(ui, (&title, is_focus, line.place.is_some()), cx);
            if response.clicked() {
                self.focus = (!is_focus).then_some(line.section);
                if let Some(preview) = &mut self.preview {
                    preview.page.go_to(line.section.id());
                }
            }
        });
        let builder = egui::UiBuilder::new().max_rect(ends).layout(layout).id_salt("ends");
        let moved = ui.scope_builder(builder, |ui| moves_ui(ui, line, &title)).inner;
        change.or(moved)
    }

    /// What a section is dragged by; the buttons at the end of the row do the same.
    fn grip_ui(&mut self, ui: &Ui, cx: &Cx<'_>, (rect, section, title): (Rect, Section, &str)) {
        let id = Id::unique("grip of section").with(section.id());
        let response = ui.interact(rect, id, Sense::drag());
        let name = format!("Drag {title}");
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if response.drag_started() {
            self.dragged = Some(section);
        }
        let color = if response.hovered() || response.dragged() {
            cx.tokens.secondary
        } else {
            cx.tokens.faint
        };
        let font = theme::icon_font(13.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon::GRIP, font, color);
        response.on_hover_and_drag_cursor(CursorIcon::Grab);
    }

    /// Where the dragged section would come to stand; the change when it is let go.
    fn drop_ui(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        (top, chosen): (f32, &[Section]),
    ) -> Option<Change> {
        let section = self.dragged?;
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            self.dragged = None;
            return None;
        }
        let from = chosen.iter().position(|other| *other == section)?;
        let pointer = ui.input(|input| input.pointer.latest_pos());
        let place = pointer.map_or(from, |at| gap_at(at.y - top, chosen.len()));
        let y = top + place as f32 * (ROW + 1.0) - 0.5;
        let across = ui.max_rect().x_range();
        let line = [pos2(across.min, y), pos2(across.max, y)];
        ui.painter().line_segment(line, Stroke::new(2.0, cx.tokens.accent));
        if ui.input(|input| input.pointer.any_down()) {
            return None;
        }
        self.dragged = None;
        // Without the section itself, gaps after it are one less.
        let to = if place > from { place - 1 } else { place };
        (to != from).then_some(Change::Move(section, to))
    }
}

/// The heading of a section; a click opens its words.
fn heading_ui(
    ui: &mut Ui,
    (title, is_focus, is_chosen): (&str, bool, bool),
    cx: &Cx<'_>,
) -> Response {
    let size = Vec2::new(ui.available_width(), ROW - 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let spoken = format!("Words of {title}");
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_focus, &spoken));
    let color = match (is_focus, is_chosen) {
        (true, _) => cx.tokens.accent,
        (_, true) => cx.tokens.text,
        _ => cx.tokens.secondary,
    };
    let font = theme::font(crate::drawing::FontWeight::Regular, theme::BODY);
    let galley = widgets::elided(ui, title, font, color, rect.width() - 6.0);
    let is_cut = galley.elided;
    let at = pos2(rect.left() + 4.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_ROW);
    if is_cut { response.on_hover_text(title) } else { response }
}

fn moves_ui(ui: &mut Ui, line: Line, title: &str) -> Option<Change> {
    let place = line.place?;
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.spacing_mut().button_padding.x = 4.0;
    let moves = [
        (icon::CHEVRON_UP, "up", place.checked_sub(1)),
        (icon::CHEVRON_DOWN, "down", Some(place + 1).filter(|to| *to < line.count)),
    ];
    let mut change = None;
    for (glyph, word, to) in moves {
        let name = format!("Move {title} {word}");
        let button = |ui: &mut Ui| widgets::icon_button(ui, glyph, &name).clicked();
        if ui.add_enabled_ui(to.is_some(), button).inner {
            change = to.map(|to| Change::Move(line.section, to));
        }
    }
    change
}

/// The gap between rows that is nearest to a height below the first row, 0 before it.
fn gap_at(below: f32, count: usize) -> usize {
    ((below / (ROW + 1.0)).round().max(0.0) as usize).min(count)
}

/// The chosen sections after a change; `None` where it changes nothing, or leaves none.
fn changed(chosen: &[Section], change: Change) -> Option<Vec<Section>> {
    let mut order = chosen.to_vec();
    match change {
        Change::Choose(section, false) => order.retain(|other| *other != section),
        Change::Choose(section, true) => {
            // After those that come before it in a full report.
            let rank = |s: &Section| Section::ALL.iter().position(|other| other == s);
            let before = order.iter().rposition(|other| rank(other) < rank(&section));
            order.insert(before.map_or(0, |place| place + 1), section);
        }
        Change::Move(section, to) => {
            order.retain(|other| *other != section);
            order.insert(to.min(order.len()), section);
        }
    }
    (!order.is_empty() && order != chosen).then_some(order)
}

fn edit(name: &'static str, settings: ReportSettings) -> Edit {
    Edit::Named(name, vec![Edit::Report(Box::new(settings))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_leave_return_and_move() {
        use Section::{Scope, Stability, Summary};
        let all = [Summary, Scope, Stability];
        assert_eq!(changed(&all, Change::Choose(Scope, false)), Some(vec![Summary, Stability]));
        let back = changed(&[Summary, Stability], Change::Choose(Scope, true));
        assert_eq!(back, Some(all.to_vec()));
        assert_eq!(
            changed(&all, Change::Move(Stability, 0)),
            Some(vec![Stability, Summary, Scope])
        );
        assert_eq!(changed(&all, Change::Move(Scope, 9)), Some(vec![Summary, Stability, Scope]));
        assert_eq!(changed(&all, Change::Move(Scope, 1)), None);
        assert_eq!(changed(&[Scope], Change::Choose(Scope, false)), None);
    }

    #[test]
    fn a_section_lands_in_the_nearest_gap() {
        let row = ROW + 1.0;
        assert_eq!([-50.0, 0.4 * row, 0.6 * row, 99.0 * row].map(|y| gap_at(y, 4)), [0, 0, 1, 4]);
    }
}
