//! The Results workspace: what follows, as a sentence first, then as a chart, a table and what moves it.

mod cards;
mod chart;
mod comparison;
mod cut;
pub(in crate::ui::workspaces) mod headline;
mod hypotheses;
mod importance;
mod matrix;
mod routes;
mod section;
mod spread;
mod tornado;

use eframe::egui::{self, Margin, RichText, Ui, UiBuilder, Vec2};

use crate::{
    analysis::{Analysis, Comparison, Figure, Uncertainty},
    drawing::FontWeight,
    model::{Id, Phase, Subject},
    session::{Results, Session, Stage},
    ui::{
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// From this width on, cards stand beside the chart instead of below it.
const WIDE: f32 = 900.0;
/// From this width on, cards stand in two columns below the chart.
const TWO_COLUMNS: f32 = 620.0;
/// Width of the column of cards.
const CARDS_WIDTH: f32 = 312.0;
/// Room between columns.
const GUTTER: f32 = 32.0;
/// Room between the page and the edges of the workspace.
const MARGIN: f32 = 28.0;
/// How often the progress is looked at.
const PROGRESS_REST: std::time::Duration = std::time::Duration::from_millis(100);
/// Height of the strip above the page: the scenario's banner, else white space.
const STRIP_HEIGHT: f32 = 34.0;

/// What the Results workspace remembers.
#[derive(Debug, Default)]
pub struct ResultsView {
    chart: chart::ChartView,
    importance: importance::ImportanceView,
    routes: routes::RoutesView,
    tornado: tornado::TornadoView,
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
        if width >= WIDE {
            let numbers = width - CARDS_WIDTH - GUTTER;
            columns_ui(ui, numbers, |ui, place| match place {
                Place::Left => self.numbers_ui(ui, cx, shown),
                Place::Right => {
                    self.moves_ui(ui, cx, shown);
                    lesser_ui(ui, cx, shown);
                }
            });
            return;
        }
        chart::chart_ui(ui, cx, &mut self.chart, shown);
        if width < TWO_COLUMNS {
            self.moves_ui(ui, cx, shown);
        } else {
            columns_ui(ui, ((width - GUTTER) / 2.0).floor(), |ui, place| match place {
                Place::Left => {
                    importance::importance_ui(ui, cx, &mut self.importance, shown);
                    cards::mitigations_ui(ui, cx, shown);
                }
                Place::Right => {
                    routes::routes_ui(ui, cx, &mut self.routes, shown);
                    cut::cut_ui(ui, cx, shown);
                }
            });
        }
        tornado::tornado_ui(ui, cx, &mut self.tornado, shown);
        if width < TWO_COLUMNS {
            spread::reproduction_ui(ui, cx, shown);
            spread::reach_ui(ui, cx, shown);
        } else {
            columns_ui(ui, ((width - GUTTER) / 2.0).floor(), |ui, place| match place {
                Place::Left => spread::reproduction_ui(ui, cx, shown),
                Place::Right => spread::reach_ui(ui, cx, shown),
            });
        }
        ui.add_space(26.0);
        matrix::matrix_ui(ui, cx, &mut self.matrix, shown);
        words_ui(ui, cx, shown);
    }

    fn numbers_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        chart::chart_ui(ui, cx, &mut self.chart, shown);
        tornado::tornado_ui(ui, cx, &mut self.tornado, shown);
        ui.add_space(26.0);
        matrix::matrix_ui(ui, cx, &mut self.matrix, shown);
    }

    /// What moves the result, most asked for first.
    fn moves_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
        importance::importance_ui(ui, cx, &mut self.importance, shown);
        routes::routes_ui(ui, cx, &mut self.routes, shown);
        cards::mitigations_ui(ui, cx, shown);
        cut::cut_ui(ui, cx, shown);
    }
}

/// The rest of the column beside the numbers.
fn lesser_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    spread::reproduction_ui(ui, cx, shown);
    spread::reach_ui(ui, cx, shown);
    words_ui(ui, cx, shown);
}

/// Hypotheses, and what a reader must know.
fn words_ui(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    hypotheses::hypotheses_ui(ui, cx, shown);
    cards::unscored_ui(ui, cx, shown);
    cards::warnings_ui(ui, shown);
}

/// A column of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Left,
    Right,
}

/// Two columns from the same top: the left one of this width, the right one of the rest.
fn columns_ui(ui: &mut Ui, left_width: f32, mut contents: impl FnMut(&mut Ui, Place)) {
    let (corner, width) = (ui.cursor().min, ui.available_width());
    let right_width = width - left_width - GUTTER;
    let columns =
        [(Place::Left, 0.0, left_width), (Place::Right, left_width + GUTTER, right_width)];
    let mut taken = egui::Rect::from_min_size(corner, Vec2::ZERO);
    for (place, x, width) in columns {
        let at = corner + Vec2::new(x, 0.0);
        let rect = egui::Rect::from_min_size(at, Vec2::new(width, f32::INFINITY));
        let column = UiBuilder::new().max_rect(rect).id_salt(("column", x as i32));
        let column = ui.scope_builder(column, |ui| {
            ui.set_width(width);
            ui.set_max_width(width);
            contents(ui, place);
        });
        taken = taken.union(column.response.rect);
    }
    // What follows stands below the longer one.
    ui.advance_cursor_after_rect(taken);
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

    /// The newest bands, and whether they belong to the document and scenario as they are.
    fn bands(&self) -> Option<(&'a Uncertainty, bool)> {
        let insight = self.session.insights().uncertainty.as_ref()?;
        let found = insight.outcome.as_ref().ok()?;
        Some((found, self.session.is_current(&insight.question)))
    }

    /// Why there are no bands, in words.
    fn why_no_bands(&self) -> String {
        let insight = self.session.insights().uncertainty.as_ref();
        match insight.and_then(|insight| insight.outcome.as_ref().err()) {
            Some(reason) => format!("Bands are not available: {reason}"),
            None if self.session.work().is_some() => "Bands follow in a moment…".to_owned(),
            None => "Shaded: one standard error either side".to_owned(),
        }
    }

    /// A figure in few digits and the notation that the user prefers.
    fn brief(&self, figure: &Figure) -> String {
        widgets::figure_in(figure, self.session.preferences().notation)
    }
}

/// The strip above the page: what the scenario is, and how far the work has come.
fn strip_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let size = Vec2::new(ui.available_width(), STRIP_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    if !cx.session.switched().is_empty() {
        banner_ui(ui, cx, rect);
    }
    progress_ui(ui, cx, rect);
}

/// A thin line that grows while results are being computed, with what is being done.
fn progress_ui(ui: &Ui, cx: &Cx<'_>, rect: egui::Rect) {
    let work = cx.session.work();
    let opacity =
        ui.ctx().animate_bool_responsive(egui::Id::unique("results progress"), work.is_some());
    if opacity <= 0.0 {
        return;
    }
    let (words, share) = match work {
        Some((stage, share)) => {
            ui.request_repaint_after(PROGRESS_REST);
            let percent = (share * 100.0).floor();
            (format!("{}, {percent} %", stage_words(stage)), share)
        }
        None => (String::new(), 1.0),
    };
    let width = rect.width() * share.clamp(0.02, 1.0);
    let line = egui::Rect::from_min_size(rect.min, Vec2::new(width, 2.0));
    ui.painter().rect_filled(line, 0.0, cx.tokens.accent.gamma_multiply(opacity));
    let at = egui::pos2(rect.right() - MARGIN, rect.center().y + 2.0);
    let font = theme::font(FontWeight::Regular, theme::SMALL);
    let color = cx.tokens.secondary.gamma_multiply(opacity);
    ui.painter().text(at, egui::Align2::RIGHT_CENTER, words, font, color);
}

/// What is being worked on.
fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Estimate => "Probabilities",
        Stage::Spread => "Spread and reproduction number",
        Stage::Routes => "Most probable routes",
        Stage::Cut => "Cut",
        Stage::Importance => "Importance",
        Stage::Tornado => "Tornado",
        Stage::Uncertainty => "Bands",
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
            widgets::secondary(ui, "F5 has them computed");
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
