//! The Results workspace: what follows, as a sentence first, then as a chart, a table and what moves it.

mod cards;
mod chart;
mod headline;
mod hypotheses;
mod matrix;

use eframe::egui::{self, Margin, RichText, Ui, UiBuilder, Vec2};

use crate::{
    analysis::{Analysis, Comparison, Figure},
    drawing::FontWeight,
    model::{Id, Phase, Subject},
    report::wording,
    session::{Notation, Results, Session},
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// From this width on, cards stand beside the chart instead of below it.
const WIDE: f32 = 900.0;
/// Width of the column of cards.
const CARDS_WIDTH: f32 = 304.0;
/// Room between the page and the edges of the workspace.
const MARGIN: f32 = 28.0;
/// Height of the strip above the page: the scenario's banner, else white space.
const STRIP_HEIGHT: f32 = 34.0;

/// What the Results workspace remembers.
#[derive(Debug, Default)]
pub struct ResultsView {
    chart: chart::ChartView,
    matrix: matrix::MatrixView,
}

/// The newest results as the workspace shows them.
struct Shown<'a> {
    session: &'a Session,
    results: &'a Results,
    /// The document, or the what-if scenario where one is on.
    analysis: &'a Analysis,
    /// The scenario against the document.
    comparison: Option<&'a Comparison>,
    /// Whether it answers the document and the scenario as they are.
    is_current: bool,
}

impl ResultsView {
    /// Shows the results.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        strip_ui(ui, cx);
        let Some(shown) = Shown::of(cx.session) else {
            waiting_ui(ui, cx);
            return;
        };
        let scroll = egui::ScrollArea::vertical().id_salt("results").auto_shrink(false);
        scroll.show(ui, |ui| {
            let width = ui.available_width() - 2.0 * MARGIN;
            let margin = Margin { left: 28, right: 28, top: 0, bottom: 32 };
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.set_width(width);
                self.page_ui(ui, cx, &shown);
            });
        });
    }

    fn page_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        headline::headline_ui(ui, cx, shown);
        ui.add_space(12.0);
        let width = ui.available_width();
        if width < WIDE {
            self.numbers_ui(ui, cx, shown);
            cards::cards_ui(ui, cx, shown);
            return;
        }
        let (top, left) = (ui.cursor().top(), ui.cursor().left());
        let numbers_width = width - CARDS_WIDTH - 36.0;
        let column = |x: f32, width: f32| {
            egui::Rect::from_min_size(egui::pos2(x, top), Vec2::new(width, f32::INFINITY))
        };
        let numbers = UiBuilder::new().max_rect(column(left, numbers_width)).id_salt("numbers");
        ui.scope_builder(numbers, |ui| self.numbers_ui(ui, cx, shown));
        let cards = column(left + width - CARDS_WIDTH, CARDS_WIDTH);
        let cards = UiBuilder::new().max_rect(cards).id_salt("cards");
        ui.scope_builder(cards, |ui| cards::cards_ui(ui, cx, shown));
    }

    fn numbers_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        ui.set_width(ui.available_width());
        chart::chart_ui(ui, cx, &mut self.chart, shown);
        ui.add_space(26.0);
        matrix::matrix_ui(ui, cx, &mut self.matrix, shown);
    }
}

impl<'a> Shown<'a> {
    fn of(session: &'a Session) -> Option<Self> {
        let results = session.results()?;
        let comparison = results.comparison.as_deref();
        Some(Self {
            session,
            results,
            analysis: comparison.map_or(&*results.analysis, |comparison| &comparison.altered),
            comparison,
            is_current: session.has_current_results(),
        })
    }

    /// What a phase of the results is called: results of an earlier revision can know phases that are gone.
    fn phase_name(&self, id: &Id<Phase>) -> String {
        self.session.assessment().label(&Subject::Phase(id.clone()))
    }

    /// The chosen phase as a place within the results.
    fn chosen_phase(&self) -> Option<usize> {
        let chosen = &self.session.assessment().phases().at(self.session.phase())?.id;
        self.analysis.phases.iter().position(|id| id == chosen)
    }

    /// The document's place of a phase of the results.
    fn phase_position(&self, place: usize) -> Option<usize> {
        self.session.assessment().phases().position(self.analysis.phases.get(place)?)
    }

    /// A figure in few digits and the notation that the user prefers.
    fn brief(&self, figure: &Figure) -> String {
        let notation = self.session.preferences().notation;
        let say = |p: f64| match notation {
            Notation::Percent => wording::percent(p),
            Notation::Odds => wording::odds(p),
            Notation::OneIn => wording::one_in_n(p),
        };
        match figure.upper.map(say) {
            // Tiny bounds are words of that kind already.
            Some(bound) if bound.starts_with('<') => bound,
            Some(bound) => format!("<{bound}"),
            None => say(figure.value),
        }
    }
}

/// The strip above the page: what the scenario is, and how far the work has come.
fn strip_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let size = Vec2::new(ui.available_width(), STRIP_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    progress_ui(ui, cx, rect);
    if !cx.session.switched().is_empty() {
        banner_ui(ui, cx, rect);
    }
}

/// A thin line that grows while results are being computed.
fn progress_ui(ui: &Ui, cx: &Cx<'_>, rect: egui::Rect) {
    let is_busy = cx.session.progress().is_some();
    let opacity = ui.ctx().animate_bool_responsive(egui::Id::unique("results progress"), is_busy);
    if opacity > 0.0 {
        let share = cx.session.progress().unwrap_or(1.0).clamp(0.02, 1.0);
        let line = egui::Rect::from_min_size(rect.min, Vec2::new(rect.width() * share, 2.0));
        ui.painter().rect_filled(line, 0.0, cx.tokens.accent.gamma_multiply(opacity));
    }
}

fn banner_ui(ui: &mut Ui, cx: &mut Cx<'_>, rect: egui::Rect) {
    let tokens = cx.tokens;
    let ground = rect.with_min_y(rect.top() + 2.0);
    ui.painter().rect_filled(ground, 0.0, tokens.accent_soft);
    let inner = ground.shrink2(Vec2::new(MARGIN, 0.0));
    let count = cx.session.switched().len();
    let noun = if count == 1 { "mitigation" } else { "mitigations" };
    let text = format!("A scenario is shown, not the document: {count} {noun} switched");
    let builder = UiBuilder::new().max_rect(inner).id_salt("banner");
    ui.scope_builder(builder.layout(egui::Layout::left_to_right(egui::Align::Center)), |ui| {
        let glyph = RichText::new(icon::SHIELD).font(theme::icon_font(14.0)).color(tokens.accent);
        ui.label(glyph);
        let font = theme::font(FontWeight::Medium, theme::BODY);
        let text = RichText::new(text).font(font).color(tokens.accent);
        ui.add(egui::Label::new(text).truncate());
    });
}

/// Stands in while there are no results at all.
fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() / 3.0);
        if cx.session.progress().is_some() {
            ui.label(RichText::new("Computing…").size(theme::HEADING).color(cx.tokens.secondary));
        } else {
            ui.label(RichText::new("No results").size(theme::HEADING).color(cx.tokens.secondary));
            widgets::secondary(ui, "Change the document to have them computed again");
        }
    });
}

/// Puts controls at the right end of a line, in reading order. Their width is that of the frame before.
fn flush_right(ui: &mut Ui, salt: &str, controls: impl FnOnce(&mut Ui)) {
    let id = egui::Id::unique(salt);
    let known = ui.data(|data| data.get_temp::<f32>(id));
    let gap = ui.available_width() - known.unwrap_or(0.0) - ui.spacing().item_spacing.x;
    ui.add_space(gap.max(0.0));
    let width = ui.horizontal(controls).response.rect.width();
    if known.is_none_or(|known| (known - width).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("controls have another width");
    }
}
