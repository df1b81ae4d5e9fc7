//! The phase timeline: one segment a phase with the headline so far; the chosen phase recolors everything.

use eframe::egui::{
    self, Align2, CornerRadius, Key, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    analysis::Figure,
    drawing::FontWeight,
    model::Subject,
    session::Action,
    ui::{
        command::Command,
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Narrowest segment; with more phases than fit the timeline scrolls.
const SEGMENT_WIDTH_MIN: f32 = 132.0;
/// Height of a segment, and what it has in a low window: name and figure in one line.
const SEGMENT_HEIGHTS: [f32; 2] = [58.0, 30.0];

/// Room for the three buttons at the left and the one at the right.
const BUTTONS_WIDTH: [f32; 2] = [100.0, 34.0];
/// Gap between segments.
const GAP: f32 = 6.0;

/// How long each phase is shown while they are played, in seconds.
const PLAYED_SECONDS: f64 = 1.0;

/// The phases shown one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Playing {
    /// When the next phase is due, in seconds of the frame clock.
    due: Option<f64>,
}

impl Playing {
    /// Whether they are being played.
    pub fn is_on(&self) -> bool {
        self.due.is_some()
    }

    /// Begins, at the first phase where the last one is shown, or stops; gives the phase to begin with.
    pub fn toggle(&mut self, (phase, count): (usize, usize), now: f64) -> Option<usize> {
        if self.due.take().is_some() || count < 2 {
            return None;
        }
        self.due = Some(now + PLAYED_SECONDS);
        Some(if phase + 1 >= count { 0 } else { phase })
    }

    /// The phase to show now, where it is another; after the last one they stop.
    pub fn advance(&mut self, (phase, count): (usize, usize), now: f64) -> Option<usize> {
        let due = self.due?;
        if now < due {
            return None;
        }
        self.due = (phase + 2 < count).then_some(now + PLAYED_SECONDS);
        (phase + 1 < count).then_some(phase + 1)
    }

    /// Seconds until the next phase.
    pub fn wait(&self, now: f64) -> Option<f64> {
        self.due.map(|due| (due - now).max(0.0))
    }
}

/// Shows the timeline.
pub fn timeline_ui(ui: &mut Ui, cx: &mut Cx<'_>, is_playing: bool) {
    let place = ui.max_rect();
    let [usual, low] = SEGMENT_HEIGHTS;
    let height = if place.height() < usual { low } else { usual };
    let row = Rect::from_center_size(place.center(), Vec2::new(place.width(), height));
    let [left, right] = BUTTONS_WIDTH;
    let (steps, rest) = row.split_left_right_at_x(row.left() + left);
    let (segments, end) = rest.split_left_right_at_x(rest.right() - right);
    within(ui, steps, "steps", |ui| {
        if widgets::icon_button(ui, icon::CHEVRON_LEFT, "Previous phase").clicked() {
            cx.command(Command::PreviousPhase);
        }
        let (glyph, name) = if is_playing {
            (icon::PAUSE, "Stop playing the phases")
        } else {
            (icon::PLAY, "Play the phases")
        };
        if widgets::icon_button(ui, glyph, name).clicked() {
            cx.command(Command::PlayPhases);
        }
        if widgets::icon_button(ui, icon::CHEVRON_RIGHT, "Next phase").clicked() {
            cx.command(Command::NextPhase);
        }
    });
    within(ui, segments, "segments", |ui| segments_ui(ui, cx, segments.size()));
    within(ui, end, "end", |ui| {
        ui.add_space(4.0);
        if widgets::icon_button(ui, icon::PLUS, "Add phase").clicked() {
            cx.command(Command::AddPhase);
        }
    });
}

/// A row of controls in exactly this place.
fn within(ui: &mut Ui, place: Rect, name: &str, add: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let builder = egui::UiBuilder::new().max_rect(place).layout(layout).id_salt(name);
    ui.scope_builder(builder, add);
}

fn segments_ui(ui: &mut Ui, cx: &mut Cx<'_>, room: Vec2) {
    let count = cx.session.assessment().phases().len();
    let width = ((room.x - GAP * (count as f32 - 1.0)) / count as f32).max(SEGMENT_WIDTH_MIN);
    let scroll = egui::ScrollArea::horizontal().id_salt("timeline").auto_shrink([false, false]);
    scroll.show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Min), |ui| {
            for index in 0..count {
                segment_ui(ui, cx, index, Vec2::new(width, room.y));
            }
        });
    });
}

fn segment_ui(ui: &mut Ui, cx: &mut Cx<'_>, index: usize, size: Vec2) {
    let tokens = cx.tokens;
    let Some(phase) = cx.session.assessment().phases().at(index) else { return };
    let is_chosen = cx.session.phase() == index;
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let notation = cx.session.preferences().notation;
    let figure = headline(cx, index);
    let words =
        figure.map_or_else(|| "…".to_owned(), |figure| widgets::figure_in(&figure, notation));
    let name = format!("Phase {}, any outcome so far {words}", phase.name);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, &name));
    if is_chosen || response.hovered() {
        let ground = if is_chosen { tokens.accent_soft } else { tokens.sunken };
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS_CONTROL), ground);
    }
    if is_chosen {
        let stroke = Stroke::new(1.0, tokens.accent);
        let radius = CornerRadius::same(theme::RADIUS_CONTROL);
        ui.painter().rect_stroke(rect, radius, stroke, StrokeKind::Inside);
    }
    widgets::focus_ring(ui, &response, rect, theme::RADIUS_CONTROL);
    if size.y < SEGMENT_HEIGHTS[0] {
        line_ui(ui, cx, rect.shrink2(Vec2::new(9.0, 0.0)), (&phase.name, &words));
    } else {
        let inner = rect.shrink2(Vec2::new(12.0, 7.0));
        let font = theme::font(FontWeight::Medium, theme::SMALL);
        let title = widgets::elided(ui, &phase.name, font, tokens.text, inner.width());
        ui.painter().galley(inner.left_top(), title, tokens.text);
        bar_ui(ui, cx, inner, (figure, is_chosen));
        words_ui(ui, cx, inner, &words);
    }
    if response.clicked() {
        cx.act(Action::ChoosePhase(index));
        ui.memory_mut(|memory| memory.request_focus(response.id));
    }
    if response.double_clicked() {
        cx.select(Subject::Phase(phase.id.clone()));
    }
    steps(ui, cx, &response);
    response.on_hover_text("Click to choose, double-click to edit the phase");
}

/// The arrow keys walk along the timeline.
fn steps(ui: &Ui, cx: &mut Cx<'_>, response: &egui::Response) {
    if response.has_focus() {
        if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Space)) {
            cx.command(Command::PlayPhases);
        }
        let (left, right) =
            ui.input(|i| (i.key_pressed(Key::ArrowLeft), i.key_pressed(Key::ArrowRight)));
        if left {
            cx.command(Command::PreviousPhase);
        }
        if right {
            cx.command(Command::NextPhase);
        }
    }
}

/// The pooled headline up to a phase.
fn headline(cx: &Cx<'_>, index: usize) -> Option<Figure> {
    let analysis = cx.session.shown()?;
    analysis.pooled.any_outcome.get(index).copied()
}

fn bar_ui(ui: &Ui, cx: &Cx<'_>, inner: Rect, (figure, is_chosen): (Option<Figure>, bool)) {
    let tokens = cx.tokens;
    let track = Rect::from_min_size(
        egui::pos2(inner.left(), inner.center().y - 1.0),
        Vec2::new(inner.width(), 5.0),
    );
    let ground = if is_chosen { tokens.surface } else { tokens.sunken };
    ui.painter().rect_filled(track, 2.5, ground);
    if let Some(figure) = figure.filter(|figure| figure.value > 0.0) {
        let share = (figure.value as f32).clamp(0.0, 1.0);
        let width = (track.width() * share).max(5.0);
        let bar = Rect::from_min_size(track.min, Vec2::new(width, track.height()));
        ui.painter().rect_filled(bar, 2.5, tokens.probability(figure.value));
    }
}

/// Name and figure side by side; the name gives way.
fn line_ui(ui: &Ui, cx: &Cx<'_>, inner: Rect, (name, words): (&str, &str)) {
    let tokens = cx.tokens;
    let color = if cx.session.has_current_results() { tokens.text } else { tokens.faint };
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    let drawn = ui.painter().text(inner.right_center(), Align2::RIGHT_CENTER, words, font, color);
    let room = drawn.left() - 8.0 - inner.left();
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let title = widgets::elided(ui, name, font, tokens.text, room);
    let at = egui::pos2(inner.left(), inner.center().y - title.size().y / 2.0);
    ui.painter().galley(at, title, tokens.text);
}

fn words_ui(ui: &Ui, cx: &Cx<'_>, inner: Rect, words: &str) {
    let tokens = cx.tokens;
    let is_current = cx.session.has_current_results();
    let color = if is_current { tokens.text } else { tokens.faint };
    let font = theme::font(FontWeight::SemiBold, theme::SMALL);
    let drawn = ui.painter().text(inner.left_bottom(), Align2::LEFT_BOTTOM, words, font, color);
    let at = egui::pos2(drawn.right() + 5.0, inner.bottom());
    let room = inner.right() - at.x;
    let text = if is_current { "any outcome so far" } else { "before your last change" };
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let galley = widgets::elided(ui, text, font, tokens.secondary, room);
    ui.painter().galley(at - Vec2::new(0.0, galley.size().y), galley, tokens.secondary);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_played_to_the_end_and_no_further() {
        let mut playing = Playing::default();
        let mut phase = playing.toggle((2, 3), 10.0).expect("begins anew");
        let mut shown = vec![phase];
        for tenth in 0..60 {
            if let Some(next) = playing.advance((phase, 3), 10.0 + f64::from(tenth) * 0.1) {
                phase = next;
                shown.push(phase);
            }
        }
        assert_eq!((shown, playing.is_on()), (vec![0, 1, 2], false));
        assert_eq!(playing.toggle((1, 3), 0.0), Some(1));
        assert_eq!(playing.toggle((1, 3), 0.5), None);
        assert!(!playing.is_on());
    }
}
