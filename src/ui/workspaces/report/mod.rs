//! The Report workspace: choice and order of sections, live preview, the authors' own words, export.

mod choices;
mod house;
mod page;
mod sheets;
mod texts;

use std::sync::Arc;

use eframe::egui::{self, Frame, Margin, Panel, RichText, Ui, Vec2};

use self::{page::Page, sheets::SheetsView};
use crate::{
    drawing::FontWeight,
    model::Section,
    report::{
        Options, Target,
        block::{Block, Span},
    },
    session::{Action, Session},
    ui::{theme, view::Cx, widgets},
};

/// Width of the column of choices.
const CHOICES_WIDTH: f32 = 296.0;
/// Width of the column of texts and formats, and least width of a window that has it at the right.
const TEXTS_WIDTH: [f32; 2] = [284.0, 940.0];
/// Widest page.
const PAGE_WIDTH_MAX: f32 = 780.0;
/// Height of the line that says how fresh the page is.
const STATUS_HEIGHT: f32 = 34.0;

/// What the Report workspace remembers.
#[derive(Debug, Default)]
pub struct ReportView {
    /// Whether the report leaves the house.
    is_public: bool,
    /// The section whose words are edited.
    focus: Option<Section>,
    /// The section that is dragged.
    dragged: Option<Section>,
    preview: Option<Preview>,
    /// What stays in the house.
    internal: Option<house::Internal>,
    /// Whether pages of paper are shown rather than one long page.
    shows_sheets: bool,
    sheets: SheetsView,
    /// Whether a narrow window shows the words around a section rather than the list of sections.
    shows_texts: bool,
}

/// A report laid out, and the blocks that it was laid out of.
#[derive(Debug)]
struct Preview {
    blocks: Arc<Vec<Block>>,
    page: Page,
}

impl ReportView {
    /// Shows the report.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let frame = Frame::new().fill(cx.tokens.surface).inner_margin(Margin::symmetric(16, 10));
        let room = ui.available_width();
        let [texts_width, wide] = TEXTS_WIDTH;
        let is_wide = room >= wide;
        Panel::left("choices of report")
            // In a narrow window the page has more than half.
            .exact_size((room * 0.42).min(CHOICES_WIDTH))
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| {
                let scroll = egui::ScrollArea::vertical().id_salt("choices").auto_shrink(false);
                if !is_wide {
                    // What does not fit beside stands behind: never far below a long list.
                    let choices = [(false, "Sections"), (true, "Words and files")];
                    let shown = widgets::segmented(ui, self.shows_texts, &choices);
                    self.shows_texts = shown.unwrap_or(self.shows_texts);
                    ui.add_space(4.0);
                }
                scroll.show(ui, |ui| {
                    if is_wide || !self.shows_texts {
                        self.choices_ui(ui, cx);
                    } else {
                        self.texts_ui(ui, cx);
                    }
                });
            });
        if is_wide {
            Panel::right("words of report")
                .exact_size(texts_width)
                .resizable(false)
                .frame(frame)
                .show(ui, |ui| {
                    let scroll = egui::ScrollArea::vertical().id_salt("words").auto_shrink(false);
                    scroll.show(ui, |ui| self.texts_ui(ui, cx));
                });
        }
        self.refresh(cx);
        self.preview_ui(ui, cx);
    }

    /// The choices for a document's report, as the export uses them.
    pub fn options(&self, session: &Session) -> Options {
        let since = session.since().cloned();
        let usual = Options::of(session.assessment(), None);
        let mut sections = usual.sections;
        if since.is_some() && !sections.contains(&Section::Changelog) {
            sections.push(Section::Changelog);
        }
        Options { is_public: self.is_public, since, sections, ..usual }
    }

    /// Whether the report leaves the house.
    pub fn is_public(&self) -> bool {
        self.is_public
    }

    /// Has the report made anew where the document, the results or the choices have changed, and lays it out.
    fn refresh(&mut self, cx: &mut Cx<'_>) {
        let options = self.options(cx.session);
        if cx.session.needs_draft(&options) {
            cx.act(Action::Compose(Box::new(options)));
        }
        let Some(draft) = cx.session.draft() else { return };
        let is_known = |preview: &Preview| Arc::ptr_eq(&preview.blocks, draft.blocks());
        if !self.preview.as_ref().is_some_and(is_known) {
            let blocks = Arc::clone(draft.blocks());
            self.preview = Some(Preview { page: Page::new(blocks.to_vec()), blocks });
        }
    }

    fn preview_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some(preview) = &mut self.preview else {
            ui.centered_and_justified(|ui| {
                let text =
                    if cx.session.is_busy() { "Computing…" } else { "No results to report" };
                ui.label(RichText::new(text).color(cx.tokens.secondary));
            });
            return;
        };
        let is_current = cx.session.has_current_results();
        self.shows_sheets = status_ui(ui, cx, is_current, self.shows_sheets);
        if self.shows_sheets {
            let width = (ui.available_width() - 32.0).clamp(240.0, PAGE_WIDTH_MAX);
            self.sheets.ui(ui, cx, width);
            return;
        }
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

/// How fresh the page is, and the choice between one long page and pages of paper, which is given back. Its place is
/// kept, so that nothing jumps.
fn status_ui(ui: &mut Ui, cx: &Cx<'_>, is_current: bool, shows_sheets: bool) -> bool {
    let tokens = cx.tokens;
    let size = Vec2::new(ui.available_width(), STATUS_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let mut chosen = shows_sheets;
    let mut rect = rect;
    if Target::ALL.contains(&Target::Pdf) && rect.width() > 300.0 {
        let (words, ends) = rect.split_left_right_at_x(rect.right() - 150.0);
        rect = words;
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        let builder = egui::UiBuilder::new().max_rect(ends.shrink(4.0)).layout(layout);
        ui.scope_builder(builder, |ui| {
            let choices = [(false, "Text"), (true, "Pages")];
            chosen = widgets::segmented(ui, shows_sheets, &choices).unwrap_or(shows_sheets);
        });
    }
    let (text, color) = match (is_current, shows_sheets && !cx.session.has_current_sheets()) {
        (true, false) => ("Preview", tokens.secondary),
        (true, true) => ("Pages are being laid out", tokens.secondary),
        _ => ("Before your last change: numbers are being computed", tokens.warning),
    };
    let font = theme::font(FontWeight::Medium, theme::SMALL);
    let galley = widgets::elided(ui, text, font, color, rect.width() - 32.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    chosen
}

/// The words of a block, for those who cannot see the page.
fn spoken(block: &Block) -> String {
    match block {
        Block::Heading { text, label: None, .. } | Block::Code(text) => text.clone(),
        Block::Heading { text, label: Some(label), .. } => format!("{label} {text}"),
        Block::Paragraph(spans) | Block::Callout { spans, .. } => words(spans),
        list @ Block::List(_) => {
            let mut lines = Vec::new();
            list.each_run(&mut |spans| lines.push(words(spans)));
            lines.join("\n")
        }
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

/// Words of running text; footnotes stand in brackets.
fn words(spans: &[Span]) -> String {
    let word = |span: &Span| match span {
        Span::Note(note) => format!(" ({})", words(&note.body)),
        other => other.plain().to_owned(),
    };
    spans.iter().map(word).collect()
}
