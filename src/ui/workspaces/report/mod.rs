//! The Report workspace: choice of sections, live preview, export.

mod page;
mod picture;

use std::sync::Arc;

use eframe::egui::{self, Checkbox, Frame, Margin, Panel, RichText, TextWrapMode, Ui, Vec2};

use self::page::Page;
use crate::{
    analysis::Analysis,
    drawing::FontWeight,
    model::Assessment,
    report::{self, Depths, Findings, Options, Section, Target, block::Block},
    session::RealSurroundings,
    ui::{
        command::Command,
        theme,
        view::Cx,
        widgets::{self, icon},
    },
};

/// Width of the column of choices.
const CHOICES_WIDTH: f32 = 312.0;
/// Width of a button that moves a section.
const MOVE_WIDTH: f32 = 28.0;
/// Widest page.
const PAGE_WIDTH_MAX: f32 = 780.0;
/// Height of the line that says how fresh the page is.
const STATUS_HEIGHT: f32 = 34.0;

/// What the Report workspace remembers.
#[derive(Debug)]
pub struct ReportView {
    /// Chosen sections, in order, as the export uses them.
    options: Options,
    /// All sections in order, with those that are not chosen.
    choices: Vec<Choice>,
    target: Target,
    preview: Option<Preview>,
}

/// A section and whether the report has it.
#[derive(Clone, Copy, Debug)]
struct Choice {
    section: Section,
    is_chosen: bool,
}

/// A report as it was last built, and what it was built of.
#[derive(Debug)]
struct Preview {
    document: Arc<Assessment>,
    analysis: Arc<Analysis>,
    depths: Depths,
    options: Options,
    page: Page,
}

impl Preview {
    /// Builds the page anew with these choices.
    fn rebuild(&mut self, options: &Options) {
        self.options = options.clone();
        let surroundings = RealSurroundings::of(&self.document, None);
        let findings = Findings { analysis: &self.analysis, depths: Some(&self.depths) };
        self.page = Page::new(report::build(&self.document, findings, options, &surroundings));
    }
}

impl Default for ReportView {
    fn default() -> Self {
        let options = Options::default();
        let is_chosen = |section: &Section| options.sections.contains(section);
        let choices = Section::ALL
            .iter()
            .map(|section| Choice { section: *section, is_chosen: is_chosen(section) })
            .collect();
        Self { options, choices, target: Target::Html, preview: None }
    }
}

impl ReportView {
    /// Shows the report.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = Frame::new().fill(cx.tokens.surface).inner_margin(Margin::symmetric(16, 10));
        Panel::left("choices of report")
            // In a narrow window the page has more than half.
            .exact_size((ui.available_width() * 0.42).min(CHOICES_WIDTH))
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| {
                let scroll = egui::ScrollArea::vertical().id_salt("choices").auto_shrink(false);
                scroll.show(ui, |ui| self.choices_ui(ui, cx));
            });
        self.refresh(cx);
        self.preview_ui(ui, cx);
    }

    /// The chosen sections, for export.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The chosen format, for export.
    pub fn target(&self) -> Target {
        self.target
    }

    fn choices_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.set_max_width(ui.available_width());
        widgets::section_label(ui, "Sections");
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut wanted = None;
        for place in 0..self.choices.len() {
            if let Some(change) = self.choice_ui(ui, place) {
                wanted = Some((place, change));
            }
        }
        if let Some((place, change)) = wanted {
            self.change(place, change);
        }
        ui.reset_style();
        widgets::section_label(ui, "Readers");
        ui.checkbox(&mut self.options.is_public, "Outside the house");
        widgets::secondary(ui, "Leaves out notes, owners and costs, and says so");
        widgets::section_label(ui, "Format");
        let words = |target: Target| (target.name(), None);
        if let Some(target) = widgets::choice(ui, "Format", self.target, Target::ALL, words) {
            self.target = target;
        }
        ui.add_space(14.0);
        let is_ready = cx.session.has_current_results();
        ui.add_enabled_ui(is_ready, |ui| {
            if widgets::primary_button(ui, "Export…").clicked() {
                cx.command(Command::Export);
            }
        });
        ui.add_space(4.0);
        let note = if is_ready {
            match self.target {
                Target::Tables => "One archive with a CSV file for each table",
                _ => "One file with all figures, made of the document as it is",
            }
        } else {
            "Waits for the results of your last change"
        };
        widgets::secondary(ui, note);
        if !cx.session.switched().is_empty() {
            widgets::secondary(ui, "The what-if scenario is not part of the report");
        }
    }

    /// A section: whether it is in, its title, and its place.
    fn choice_ui(&mut self, ui: &mut Ui, place: usize) -> Option<Change> {
        let last = self.choices.len() - 1;
        let choice = *self.choices.get(place)?;
        let title = choice.section.title();
        let mut change = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.spacing_mut().button_padding.x = 4.0;
            let room = Vec2::new(ui.available_width() - 2.0 * MOVE_WIDTH, 26.0);
            let layout = egui::Layout::left_to_right(egui::Align::Center);
            ui.allocate_ui_with_layout(room, layout, |ui| {
                ui.set_min_width(room.x);
                ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
                let mut is_chosen = choice.is_chosen;
                let response = ui.add(Checkbox::new(&mut is_chosen, title));
                if response.on_hover_text(title).changed() {
                    change = Some(Change::Choose(is_chosen));
                }
            });
            let moves = [
                (icon::CHEVRON_UP, "up", place > 0, Change::MoveUp),
                (icon::CHEVRON_DOWN, "down", place < last, Change::MoveDown),
            ];
            for (glyph, word, is_possible, wanted) in moves {
                let name = format!("Move {title} {word}");
                let button = |ui: &mut Ui| widgets::icon_button(ui, glyph, &name).clicked();
                if ui.add_enabled_ui(is_possible, button).inner {
                    change = Some(wanted);
                }
            }
        });
        change
    }

    fn change(&mut self, place: usize, change: Change) {
        match change {
            Change::Choose(is_chosen) => self.choices[place].is_chosen = is_chosen,
            Change::MoveUp if place > 0 => self.choices.swap(place, place - 1),
            Change::MoveDown if place + 1 < self.choices.len() => {
                self.choices.swap(place, place + 1);
            }
            Change::MoveUp | Change::MoveDown => {}
        }
        let chosen = self.choices.iter().filter(|choice| choice.is_chosen);
        self.options.sections = chosen.map(|choice| choice.section).collect();
    }

    /// Builds the report anew where the document, the results or the choices have changed. While results of the
    /// document as it is are still to come, the last report stays.
    fn refresh(&mut self, cx: &Cx<'_>) {
        let document = cx.session.document();
        let Some(results) = cx.session.results() else { return };
        if results.question.numbers != document.numbers() {
            // The last report stays, but for the choices.
            if let Some(preview) = &mut self.preview
                && preview.options != self.options
            {
                preview.rebuild(&self.options);
            }
            return;
        }
        let (snapshot, analysis) = (document.snapshot(), Arc::clone(&results.analysis));
        let depths = cx.session.insights().depths(&results.question);
        let is_known = self.preview.as_ref().is_some_and(|preview| {
            Arc::ptr_eq(&preview.document, &snapshot)
                && Arc::ptr_eq(&preview.analysis, &analysis)
                && preview.depths.shares_all_with(&depths)
                && preview.options == self.options
        });
        if !is_known {
            let page = Page::new(Vec::new());
            let document = snapshot;
            let options = self.options.clone();
            let mut preview = Preview { document, analysis, depths, options, page };
            preview.rebuild(&self.options);
            self.preview = Some(preview);
        }
    }

    fn preview_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(preview) = &mut self.preview else {
            ui.centered_and_justified(|ui| {
                let text =
                    if cx.session.is_busy() { "Computing…" } else { "No results to report" };
                ui.label(RichText::new(text).color(cx.tokens.secondary));
            });
            return;
        };
        let is_current = cx.session.document().numbers()
            == cx.session.results().map_or(0, |r| r.question.numbers);
        status_ui(ui, cx, is_current);
        let scroll = egui::ScrollArea::vertical().id_salt("preview").auto_shrink(false);
        scroll.show(ui, |ui| {
            let room = ui.available_width();
            let edges = if room < PAGE_WIDTH_MAX / 2.0 { 8.0 } else { 48.0 };
            let width = (room - edges).clamp(240.0, PAGE_WIDTH_MAX);
            ui.horizontal_top(|ui| {
                ui.add_space(((room - width) / 2.0).max(0.0));
                preview.page.ui(ui, width, is_current);
            });
            ui.add_space(32.0);
        });
    }
}

/// What was done to a section of the list.
#[derive(Clone, Copy, Debug)]
enum Change {
    Choose(bool),
    MoveUp,
    MoveDown,
}

/// How fresh the page is; its place is kept, so that nothing jumps.
fn status_ui(ui: &mut Ui, cx: &Cx<'_>, is_current: bool) {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), STATUS_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let (text, color) = if is_current {
        ("Preview", tokens.secondary)
    } else {
        ("Before your last change: numbers are being computed", tokens.warning)
    };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = widgets::elided(ui, text, font, color, rect.width() - 32.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
}

/// The words of a block, for those who cannot see the page.
fn spoken(block: &Block) -> String {
    let words = |spans: &[report::block::Span]| -> String {
        spans.iter().map(report::block::Span::plain).collect()
    };
    match block {
        Block::Heading { text, .. } => text.clone(),
        Block::Paragraph(spans) | Block::Callout { spans, .. } => words(spans),
        Block::List(items) => items.iter().map(|item| words(item)).collect::<Vec<_>>().join("\n"),
        Block::Fields(fields) => {
            let lines = fields.iter().map(|field| {
                let items: Vec<String> = field.items.iter().map(|item| words(item)).collect();
                format!("{}: {}{}", field.term, words(&field.spans), items.join("; "))
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Table(table) => format!("Table {}. {}", table.number, table.caption),
        Block::Figure(figure) => {
            format!("Figure {}. {}. {}", figure.number, figure.caption, figure.drawing.description)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_leave_return_and_move() {
        let mut view = ReportView::default();
        let all = view.options.sections.clone();
        view.change(0, Change::Choose(false));
        assert_eq!(view.options.sections, all[1..]);
        view.change(0, Change::MoveDown);
        view.change(1, Change::Choose(true));
        assert_eq!(view.options.sections[..2], [all[1], all[0]]);
        view.change(1, Change::MoveUp);
        view.change(0, Change::MoveUp);
        assert_eq!(view.options.sections, all);
    }
}
