//! Lays blocks out as a page: headings, text, tables and pictures at a given width; paints what is in view.

use eframe::egui::{
    self, Align, Color32, FontFamily, FontId, Id, Painter, Rect, Sense, Ui, Vec2, WidgetInfo,
    accesskit::Role,
    text::{LayoutJob, TextFormat},
};

use super::{spoken, words};
use crate::{
    drawing::FontWeight,
    report::{
        block::{Block, Cell, Field, FigureBlock, ListBlock, Span, TableBlock, Tone},
        is_web_address,
    },
    ui::{
        theme::{self, Tokens},
        widgets::picture,
    },
};

/// White space at the sides of the page.
const MARGIN_X: f32 = 56.0;
/// White space above and below the text.
const MARGIN_Y: f32 = 52.0;
/// Size of running text.
const TEXT: f32 = 13.5;
/// Size of text in tables.
const CELL_TEXT: f32 = 12.0;
/// Height of a line relative to its text.
const LEADING: f32 = 1.5;
/// Of the text of a list from its marks.
const LIST_INDENT: f32 = 18.0;
/// White space around code.
const CODE_PAD: f32 = 8.0;
/// White space around the words of a table's cell.
const CELL_PAD: Vec2 = Vec2::new(8.0, 5.0);

/// A report laid out for the width at which it was last shown.
#[derive(Debug)]
pub(super) struct Page {
    blocks: Vec<Block>,
    laid: Option<Laid>,
    /// The anchor to bring into view at the next frame.
    wanted: Option<String>,
}

/// Where everything is, for one width and theme.
#[derive(Debug)]
struct Laid {
    width: f32,
    tokens: &'static Tokens,
    pixels_per_point: f32,
    pieces: Vec<Piece>,
    height: f32,
}

/// A block with its place on the page.
#[derive(Debug)]
struct Piece {
    top: f32,
    height: f32,
    marks: Vec<Mark>,
    spoken: String,
}

/// Something to paint; places are relative to the block's top left corner.
#[derive(Debug)]
enum Mark {
    Ground(Rect, Color32),
    Rule(Rect, Color32),
    Text { rect: Rect, job: Box<LayoutJob>, target: Option<Target> },
    Picture(Rect),
}

/// Where a piece of text leads.
#[derive(Clone, Debug)]
enum Target {
    Address(String),
    Anchor(String),
    /// To a footnote, which says this.
    Note(String),
}

impl Page {
    /// A page of these blocks.
    pub(super) fn new(blocks: Vec<Block>) -> Self {
        Self { blocks, laid: None, wanted: None }
    }

    /// Brings what has this anchor into view at the next frame.
    pub(super) fn go_to(&mut self, anchor: &str) {
        self.wanted = Some(anchor.to_owned());
    }

    /// Shows the page at a width; faded where its numbers are outdated.
    pub(super) fn ui(&mut self, ui: &mut Ui, width: f32, is_current: bool) {
        self.lay_out(ui, width);
        let Some(laid) = &self.laid else { return };
        let tokens = Tokens::of(ui);
        let size = Vec2::new(width, laid.height + 2.0 * MARGIN_Y);
        let (paper, _) = ui.allocate_exact_size(size, Sense::hover());
        let radius = egui::CornerRadius::same(4);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect(paper, radius, tokens.surface, tokens.hairline(), kind);
        let freshness = Id::unique("freshness of report");
        let fresh = ui.ctx().animate_bool_responsive(freshness, is_current);
        ui.set_opacity(egui::lerp(0.5..=1.0, fresh));
        let mut wanted = None;
        let origin = paper.min + Vec2::new(MARGIN_X, MARGIN_Y);
        for (place, (piece, block)) in laid.pieces.iter().zip(&self.blocks).enumerate() {
            let at = origin + Vec2::new(0.0, piece.top);
            let size = Vec2::new(width - 2.0 * MARGIN_X, piece.height);
            let rect = Rect::from_min_size(at, size);
            if self.wanted.as_deref().is_some_and(|wanted| anchor(block) == Some(wanted)) {
                ui.scroll_to_rect(rect.expand(12.0), Some(Align::TOP));
            }
            if ui.is_rect_visible(rect) {
                let followed = piece_ui(ui, tokens, (piece, block), rect, place);
                wanted = wanted.or(followed);
            }
        }
        self.wanted = wanted;
    }

    fn lay_out(&mut self, ui: &Ui, width: f32) {
        let (tokens, pixels_per_point) = (Tokens::of(ui), ui.ctx().pixels_per_point());
        let is_laid = self.laid.as_ref().is_some_and(|laid| {
            (laid.width - width).abs() < 0.5
                && std::ptr::eq(laid.tokens, tokens)
                && (laid.pixels_per_point - pixels_per_point).abs() < f32::EPSILON
        });
        if is_laid {
            return;
        }
        let setter = Setter { painter: ui.painter(), tokens, width: width - 2.0 * MARGIN_X };
        let mut top = 0.0;
        let mut pieces = Vec::new();
        for (place, block) in self.blocks.iter().enumerate() {
            top += if place == 0 { 0.0 } else { space_above(block) };
            let (marks, height) = setter.block(block);
            pieces.push(Piece { top, height, marks, spoken: spoken(block) });
            top += height;
        }
        self.laid = Some(Laid { width, tokens, pixels_per_point, pieces, height: top });
    }
}

fn anchor(block: &Block) -> Option<&str> {
    match block {
        Block::Heading { anchor, .. } => Some(anchor),
        Block::Table(table) => Some(&table.anchor),
        Block::Figure(figure) => Some(&figure.anchor),
        _ => None,
    }
}

fn space_above(block: &Block) -> f32 {
    match block {
        Block::Heading { level: 1 | 2, .. } => 34.0,
        Block::Heading { level: 3, .. } => 24.0,
        Block::Table(_) | Block::Figure(_) => 18.0,
        _ => 10.0,
    }
}

/// Paints a block; the anchor that was clicked in it.
fn piece_ui(
    ui: &Ui,
    tokens: &Tokens,
    (piece, block): (&Piece, &Block),
    rect: Rect,
    place: usize,
) -> Option<String> {
    let id = ui.scope_id().with(("block", place));
    let response = ui.interact(rect, id, Sense::hover());
    let role = match block {
        Block::Heading { .. } => Role::Heading,
        Block::Table(_) => Role::Table,
        Block::Figure(_) => Role::Figure,
        _ => Role::Paragraph,
    };
    response.widget_info(|| WidgetInfo::labeled(role, true, &piece.spoken));
    let offset = rect.min.to_vec2();
    let mut followed = None;
    for (number, mark) in piece.marks.iter().enumerate() {
        match mark {
            Mark::Ground(area, color) => {
                ui.painter().rect_filled(area.translate(offset), 4.0, *color);
            }
            Mark::Rule(area, color) => {
                ui.painter().rect_filled(area.translate(offset), 0.0, *color);
            }
            Mark::Picture(area) => {
                if let Block::Figure(figure) = block {
                    let area = area.translate(offset);
                    picture::paint(ui.painter(), tokens, &figure.drawing, area);
                }
            }
            Mark::Text { rect, job, target } => {
                let area = rect.translate(offset);
                if area.intersects(ui.clip_rect()) {
                    let galley = ui.painter().layout_job(LayoutJob::clone(job));
                    ui.painter().galley(area.min, galley, tokens.text);
                    let link = target.as_ref().map(|target| (target, id.with(number)));
                    followed = followed.or(link.and_then(|link| link_ui(ui, area, link)));
                }
            }
        }
    }
    followed
}

/// A part of the page that leads somewhere; the anchor where it was clicked.
fn link_ui(ui: &Ui, area: Rect, (target, id): (&Target, Id)) -> Option<String> {
    let response = ui.interact(area, id, Sense::click());
    let name = match target {
        Target::Address(url) => url.clone(),
        Target::Anchor(anchor) => format!("Go to {anchor}"),
        Target::Note(text) => text.clone(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    crate::ui::widgets::focus_ring(ui, &response, area, 3);
    if !response.on_hover_text(name).clicked() {
        return None;
    }
    match target {
        Target::Address(url) => {
            if is_web_address(url) {
                ui.ctx().open_url(egui::OpenUrl::new_tab(url));
            }
            None
        }
        Target::Anchor(anchor) => Some(anchor.clone()),
        // It is read where it is pointed at.
        Target::Note(_) => None,
    }
}

/// Sets blocks at a width.
struct Setter<'a> {
    painter: &'a Painter,
    tokens: &'a Tokens,
    width: f32,
}

impl Setter<'_> {
    fn block(&self, block: &Block) -> (Vec<Mark>, f32) {
        let mut marks = Vec::new();
        let height = match block {
            Block::Heading { level, text, label: None, .. } => {
                self.heading(&mut marks, *level, text)
            }
            Block::Heading { level, text, label: Some(label), .. } => {
                self.heading(&mut marks, *level, &format!("{label}  {text}"))
            }
            Block::Paragraph(spans) => self.text(&mut marks, spans, Place::line(0.0, self.width)),
            Block::List(list) => self.list(&mut marks, list, Place::line(0.0, self.width)),
            Block::Code(text) => self.code(&mut marks, text, Place::line(0.0, self.width)),
            Block::Fields(fields) => self.fields(&mut marks, fields),
            Block::Table(table) => self.table(&mut marks, table),
            Block::Figure(figure) => self.figure(&mut marks, figure),
            Block::Callout { tone, spans } => self.callout(&mut marks, *tone, spans),
        };
        (marks, height)
    }

    fn heading(&self, marks: &mut Vec<Mark>, level: u8, text: &str) -> f32 {
        let size = match level {
            0 | 1 => 24.0,
            2 => 17.0,
            3 => 14.5,
            _ => 13.5,
        };
        let font = theme::font(FontWeight::SemiBold, size);
        let job = LayoutJob::simple(text.to_owned(), font, self.tokens.text, self.width);
        let height = self.put(marks, job, Vec2::ZERO, None);
        if level == 2 {
            let rule =
                Rect::from_min_size(egui::pos2(0.0, height + 5.0), Vec2::new(self.width, 1.0));
            marks.push(Mark::Rule(rule, self.tokens.line));
            return height + 6.0;
        }
        height
    }

    /// Running text; its height.
    fn text(&self, marks: &mut Vec<Mark>, spans: &[Span], place: Place) -> f32 {
        let (job, ranges) = self.job(spans, place.size, place.width, place.color(self.tokens));
        let height = self.put(marks, job.clone(), Vec2::new(place.x, place.y), None);
        if ranges.is_empty() {
            return height;
        }
        let galley = self.painter.layout_job(job);
        for (start, end, target) in ranges {
            let from = galley.pos_from_cursor(egui::text::CCursor::new(start));
            let to = galley.pos_from_cursor(egui::text::CCursor::new(end));
            let is_one_line = (from.top() - to.top()).abs() < 1.0;
            let right = if is_one_line { to.right() } else { place.width };
            let area = Rect::from_min_max(from.left_top(), egui::pos2(right, from.bottom()))
                .translate(Vec2::new(place.x, place.y));
            let job = Box::new(LayoutJob::default());
            marks.push(Mark::Text { rect: area, job, target: Some(target) });
        }
        height
    }

    fn list(&self, marks: &mut Vec<Mark>, list: &ListBlock, place: Place) -> f32 {
        let mut y = place.y;
        for (i, item) in list.items.iter().enumerate() {
            let inner =
                Place { x: place.x + LIST_INDENT, width: place.width - LIST_INDENT, ..place };
            let mark = match list.start {
                Some(start) => format!("{}.", start.saturating_add(i as u64)),
                None => "•".to_owned(),
            };
            let lead = Place { x: place.x + 2.0, y, width: LIST_INDENT, ..place };
            self.text(marks, &[Span::text(mark)], lead);
            y += self.text(marks, &item.spans, Place { y, ..inner }) + 3.0;
            for block in &item.below {
                y += self.below(marks, block, Place { y, ..inner }) + 3.0;
            }
        }
        (y - place.y - 3.0).max(0.0)
    }

    /// What stands below the text of a list's item.
    fn below(&self, marks: &mut Vec<Mark>, block: &Block, place: Place) -> f32 {
        match block {
            Block::List(list) => self.list(marks, list, place),
            Block::Code(text) => self.code(marks, text, place),
            Block::Paragraph(spans) => self.text(marks, spans, place),
            _ => 0.0,
        }
    }

    /// Lines of code on a ground of their own.
    fn code(&self, marks: &mut Vec<Mark>, text: &str, place: Place) -> f32 {
        let font = FontId::monospace(CELL_TEXT);
        let width = place.width - 2.0 * CODE_PAD;
        let job = LayoutJob::simple(text.to_owned(), font, self.tokens.text, width);
        let first = marks.len();
        let at = Vec2::new(place.x + CODE_PAD, place.y + CODE_PAD);
        let height = self.put(marks, job, at, None) + 2.0 * CODE_PAD;
        let size = Vec2::new(place.width, height);
        let ground = Rect::from_min_size(egui::pos2(place.x, place.y), size);
        marks.insert(first, Mark::Ground(ground, self.tokens.sunken));
        height
    }

    fn bullets(&self, marks: &mut Vec<Mark>, items: &[Vec<Span>], place: Place) -> f32 {
        let mut y = place.y;
        for item in items {
            let inner = Place { x: place.x + 18.0, y, width: place.width - 18.0, ..place };
            let bullet = Span::text("•");
            self.text(marks, &[bullet], Place { x: place.x + 4.0, y, width: 14.0, ..place });
            y += self.text(marks, item, inner) + 3.0;
        }
        (y - place.y - 3.0).max(0.0)
    }

    fn fields(&self, marks: &mut Vec<Mark>, fields: &[Field]) -> f32 {
        let term_width = (self.width * 0.28).min(190.0);
        let mut y = 0.0;
        for field in fields {
            let term = [Span::strong(&*field.term)];
            let left = Place { y, ..Place::line(0.0, term_width - 14.0) };
            let left_height = self.text(marks, &term, left);
            let mut right = Place { y, ..Place::line(term_width, self.width - term_width) };
            let mut right_height = 0.0;
            if field.is_empty() {
                let empty = Place { is_faint: true, ..right };
                right_height = self.text(marks, &[Span::Emphasis("not provided".into())], empty);
            } else if !field.spans.is_empty() {
                right_height = self.text(marks, &field.spans, right);
            }
            if !field.items.is_empty() {
                right.y += right_height;
                right_height += self.bullets(marks, &field.items, right);
            }
            y += left_height.max(right_height) + 7.0;
        }
        (y - 7.0).max(0.0)
    }

    fn callout(&self, marks: &mut Vec<Mark>, tone: Tone, spans: &[Span]) -> f32 {
        let (ground, edge) = match tone {
            Tone::Note => (self.tokens.accent_soft, self.tokens.accent),
            Tone::Warning => (self.tokens.warning.gamma_multiply(0.12), self.tokens.warning),
        };
        let first = marks.len();
        let place = Place { y: 10.0, ..Place::line(18.0, self.width - 34.0) };
        let height = self.text(marks, spans, place) + 20.0;
        let area = Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(self.width, height));
        let bar = area.with_max_x(3.0);
        marks.splice(first..first, [Mark::Ground(area, ground), Mark::Rule(bar, edge)]);
        height
    }

    fn caption(&self, marks: &mut Vec<Mark>, kind: &str, words: (usize, &str), y: f32) -> f32 {
        let spans = [Span::strong(format!("{kind} {}. ", words.0)), Span::text(words.1)];
        let place = Place { y, size: CELL_TEXT, ..Place::line(0.0, self.width) };
        self.text(marks, &spans, place)
    }

    fn figure(&self, marks: &mut Vec<Mark>, figure: &FigureBlock) -> f32 {
        let natural = figure.drawing.frame.max.x - figure.drawing.frame.min.x;
        // Small pictures keep their size; enlarged they would shout.
        let width = self.width.min(natural * 1.25);
        let height = picture::height_of(&figure.drawing, width);
        let left = (self.width - width) / 2.0;
        let area = Rect::from_min_size(egui::pos2(left, 0.0), Vec2::new(width, height));
        marks.push(Mark::Picture(area));
        let words = (figure.number, &*figure.caption);
        height + 8.0 + self.caption(marks, "Figure", words, height + 8.0)
    }

    fn table(&self, marks: &mut Vec<Mark>, table: &TableBlock) -> f32 {
        let mut caption =
            vec![Span::strong(format!("Table {}. ", table.number)), Span::text(&*table.caption)];
        caption.extend_from_slice(&table.notes);
        let place = Place { size: CELL_TEXT, ..Place::line(0.0, self.width) };
        let mut y = self.text(marks, &caption, place) + 8.0;
        let widths = self.widths(table);
        let head: Vec<Cell> = (table.columns.iter())
            .map(|column| Cell::of(vec![Span::strong(&*column.title)]))
            .collect();
        y = self.row(marks, table, (&head, &widths), y);
        self.rule(marks, y, self.tokens.secondary);
        for row in &table.rows {
            y = self.row(marks, table, (row, &widths), y + 1.0);
            self.rule(marks, y, self.tokens.line);
        }
        y + 1.0
    }

    fn rule(&self, marks: &mut Vec<Mark>, y: f32, color: Color32) {
        let rule = Rect::from_min_size(egui::pos2(0.0, y), Vec2::new(self.width, 1.0));
        marks.push(Mark::Rule(rule, color));
    }

    /// One row of a table; where it ends.
    fn row(
        &self,
        marks: &mut Vec<Mark>,
        table: &TableBlock,
        (cells, widths): (&[Cell], &[f32]),
        y: f32,
    ) -> f32 {
        let (mut x, mut height) = (0.0, 0.0_f32);
        for ((cell, width), column) in cells.iter().zip(widths).zip(&table.columns) {
            let room = width - 2.0 * CELL_PAD.x;
            let slack =
                if column.is_numeric { (room - self.cell_width(cell, room)).max(0.0) } else { 0.0 };
            let place = Place {
                x: x + CELL_PAD.x + slack,
                y: y + CELL_PAD.y,
                width: room - slack + 1.0,
                size: CELL_TEXT,
                is_faint: cell.is_carried,
            };
            height = height.max(self.text(marks, &cell.spans, place));
            x += width;
        }
        y + height + 2.0 * CELL_PAD.y
    }

    fn cell_width(&self, cell: &Cell, width: f32) -> f32 {
        let (job, _) = self.job(&cell.spans, CELL_TEXT, width, self.tokens.text);
        self.painter.layout_job(job).size().x
    }

    /// Widths of columns: each has room for its longest word where the page allows, the rest goes to wordy ones.
    fn widths(&self, table: &TableBlock) -> Vec<f32> {
        let (mut least, mut wish) = (Vec::new(), Vec::new());
        for (place, column) in table.columns.iter().enumerate() {
            let head = Cell::of(vec![Span::strong(&*column.title)]);
            let cells = || table.rows.iter().filter_map(|row| row.get(place)).chain([&head]);
            let word = cells().map(|cell| self.word_width(cell)).fold(24.0, f32::max);
            let line =
                cells().map(|cell| self.cell_width(cell, f32::INFINITY)).fold(word, f32::max);
            least.push(word + 2.0 * CELL_PAD.x + 1.0);
            wish.push(line - word);
        }
        let room = self.width - least.iter().sum::<f32>();
        if room <= 0.0 {
            let scale = self.width / (self.width - room);
            return least.iter().map(|word| word * scale).collect();
        }
        least.iter().zip(shared(&wish, room)).map(|(word, more)| word + more).collect()
    }

    /// Width of the longest word of a cell.
    fn word_width(&self, cell: &Cell) -> f32 {
        let words = |span: &Span| -> Vec<Span> {
            let words = span.plain().split(char::is_whitespace);
            match span {
                Span::Strong(_) => words.map(Span::strong).collect(),
                _ => words.map(Span::text).collect(),
            }
        };
        let words = cell.spans.iter().flat_map(words);
        words.map(|word| self.cell_width(&Cell::of(vec![word]), f32::INFINITY)).fold(0.0, f32::max)
    }

    /// Spans as one piece of text, with the places (in characters) that lead somewhere.
    fn job(
        &self,
        spans: &[Span],
        size: f32,
        width: f32,
        color: Color32,
    ) -> (LayoutJob, Vec<(usize, usize, Target)>) {
        let mut job = LayoutJob::default();
        job.wrap.max_width = width;
        let (mut targets, mut place) = (Vec::new(), 0);
        for span in spans {
            let number = match span {
                Span::Note(note) => note.number.to_string(),
                _ => String::new(),
            };
            let text = if number.is_empty() { span.plain() } else { &number };
            job.append(text, 0.0, self.format(span, size, color));
            let end = place + text.chars().count();
            match span {
                Span::Address { url, .. } => {
                    targets.push((place, end, Target::Address(url.clone())));
                }
                Span::Reference { anchor, .. } => {
                    targets.push((place, end, Target::Anchor(anchor.clone())));
                }
                Span::Note(note) => targets.push((place, end, Target::Note(words(&note.body)))),
                _ => {}
            }
            place = end;
        }
        (job, targets)
    }

    fn format(&self, span: &Span, size: f32, color: Color32) -> TextFormat {
        let regular = FontId::new(size, FontFamily::Proportional);
        let plain = TextFormat {
            font_id: regular,
            color,
            line_height: Some((size * LEADING).round()),
            ..TextFormat::default()
        };
        match span {
            Span::Text(_) => plain,
            Span::Strong(_) => {
                TextFormat { font_id: theme::font(FontWeight::SemiBold, size), ..plain }
            }
            Span::Emphasis(_) => TextFormat { italics: true, ..plain },
            Span::Code(_) => TextFormat { background: self.tokens.sunken, ..plain },
            Span::Address { .. } => {
                let underline = egui::Stroke::new(1.0, self.tokens.accent);
                TextFormat { color: self.tokens.accent, underline, ..plain }
            }
            Span::Reference { .. } => TextFormat { color: self.tokens.accent, ..plain },
            Span::Note(_) => TextFormat {
                font_id: FontId::new(size * 0.75, FontFamily::Proportional),
                color: self.tokens.accent,
                valign: Align::Min,
                ..plain
            },
        }
    }

    /// Adds a piece of text; its height.
    fn put(&self, marks: &mut Vec<Mark>, job: LayoutJob, at: Vec2, target: Option<Target>) -> f32 {
        let size = self.painter.layout_job(job.clone()).size();
        let rect = Rect::from_min_size(at.to_pos2(), size);
        marks.push(Mark::Text { rect, job: Box::new(job), target });
        size.y
    }
}

/// Where running text goes, and how it looks.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    y: f32,
    width: f32,
    size: f32,
    is_faint: bool,
}

impl Place {
    fn line(x: f32, width: f32) -> Self {
        Self { x, y: 0.0, width, size: TEXT, is_faint: false }
    }

    fn color(&self, tokens: &Tokens) -> Color32 {
        if self.is_faint { tokens.faint } else { tokens.text }
    }
}

/// Shares room out between columns by what each wishes for; what nobody wishes for is spread evenly.
fn shared(wishes: &[f32], room: f32) -> Vec<f32> {
    let sum: f32 = wishes.iter().sum();
    let extra = (room - sum).max(0.0) / wishes.len().max(1) as f32;
    let share = (room / sum.max(f32::MIN_POSITIVE)).min(1.0);
    wishes.iter().map(|wish| wish * share + extra).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_wordy_ones_get_more() {
        for wishes in [vec![50.0, 60.0], vec![40.0, 900.0, 700.0], vec![0.0; 4]] {
            let widths = shared(&wishes, 600.0);
            assert!((widths.iter().sum::<f32>() - 600.0).abs() < 0.01, "{widths:?}");
            for (wish, width) in wishes.iter().zip(&widths) {
                assert!(wishes.iter().zip(&widths).all(|(w, other)| w > wish || other <= width));
            }
        }
    }
}
