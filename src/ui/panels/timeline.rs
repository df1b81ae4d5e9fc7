//! The phase timeline: one segment a phase with the headline so far; the chosen phase recolors everything.

use eframe::egui::{
    self, Align2, CornerRadius, Key, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    accesskit::Role,
};

use crate::{
    analysis::Figure,
    drawing::FontWeight,
    model::Subject,
    report::wording,
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
/// Height of a segment.
const SEGMENT_HEIGHT: f32 = 58.0;

/// Shows the timeline.
pub fn timeline_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let count = cx.session.assessment().phases().len();
    ui.horizontal(|ui| {
        ui.set_height(SEGMENT_HEIGHT);
        if widgets::icon_button(ui, icon::CHEVRON_LEFT, "Previous phase").clicked() {
            cx.command(Command::PreviousPhase);
        }
        if widgets::icon_button(ui, icon::CHEVRON_RIGHT, "Next phase").clicked() {
            cx.command(Command::NextPhase);
        }
        let room = ui.available_width() - 34.0;
        let gaps = 6.0 * (count as f32 - 1.0);
        let width = ((room - gaps) / count as f32).max(SEGMENT_WIDTH_MIN);
        let scroll = egui::ScrollArea::horizontal().max_width(room).auto_shrink([false, true]);
        scroll.id_salt("timeline").show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                for index in 0..count {
                    segment_ui(ui, cx, index, width);
                }
            });
        });
        if widgets::icon_button(ui, icon::PLUS, "Add phase").clicked() {
            cx.command(Command::AddPhase);
        }
    });
}

fn segment_ui(ui: &mut Ui, cx: &mut Cx<'_>, index: usize, width: f32) {
    let tokens = cx.tokens;
    let Some(phase) = cx.session.assessment().phases().at(index) else { return };
    let is_chosen = cx.session.phase() == index;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, SEGMENT_HEIGHT), Sense::click());
    let figure = headline(cx, index);
    let words = figure.map_or_else(|| "…".to_owned(), |figure| wording::figure_in_brief(&figure));
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
    let inner = rect.shrink2(Vec2::new(12.0, 7.0));
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let title = widgets::elided(ui, &phase.name, font, tokens.text, inner.width());
    ui.painter().galley(inner.left_top(), title, tokens.text);
    bar_ui(ui, cx, inner, figure);
    words_ui(ui, cx, inner, &words);
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
    let results = cx.session.results()?;
    let analysis =
        results.comparison.as_ref().map_or(&*results.analysis, |comparison| &comparison.altered);
    analysis.pooled.any_outcome.get(index).copied()
}

fn bar_ui(ui: &Ui, cx: &Cx<'_>, inner: Rect, figure: Option<Figure>) {
    let tokens = cx.tokens;
    let track = Rect::from_min_size(
        egui::pos2(inner.left(), inner.center().y - 1.0),
        Vec2::new(inner.width(), 5.0),
    );
    ui.painter().rect_filled(track, 2.5, tokens.line);
    if let Some(figure) = figure.filter(|figure| figure.value > 0.0) {
        let share = (figure.value as f32).clamp(0.0, 1.0);
        let width = (track.width() * share).max(5.0);
        let bar = Rect::from_min_size(track.min, Vec2::new(width, track.height()));
        ui.painter().rect_filled(bar, 2.5, tokens.probability(figure.value));
    }
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
