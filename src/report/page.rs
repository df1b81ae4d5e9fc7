//! Blocks in the form that templates read.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Surroundings,
    block::{
        Block, Column, Datum, Field, FigureBlock, FigureData, ListBlock, Note, Span, TableBlock,
        Tone,
    },
    style::{Colors, Fonts, LogoFile, Paper, Words},
    widths,
};
use crate::drawing::Drawing;

/// Characters of what a figure shows, told in one sentence.
const ALT_MAX: usize = 1200;
/// About so many characters stand in a line of a table.
const LINE: usize = 120;

/// Everything that a template can lay out.
#[derive(Serialize, JsonSchema)]
pub(super) struct Page {
    /// The title of the report.
    title: String,
    /// What stands before the first section.
    front: Vec<Piece>,
    /// The footnotes that `front` refers to first.
    front_notes: Vec<Footnote>,
    /// The sections in their order.
    sections: Vec<Part>,
    /// The day of the report, such as `2026-11-01`.
    date: String,
    /// SHA-256 of the document, in lower-case hexadecimal.
    document_sha256: String,
    /// The version of the program, such as `0.1.0`.
    program_version: String,
    /// The language, such as `en` or `de-CH`.
    language: String,
    /// Fixed words that templates add.
    words: Words,
    /// The house style.
    style: Look,
    /// The picture of the house, where it has one.
    logo: Option<Emblem>,
}

/// What a house lays down for the look of its reports.
#[derive(Serialize, JsonSchema)]
struct Look {
    /// The size of the paper: `a4` or `letter`.
    paper: Paper,
    /// Names of typefaces; empty for the usual ones.
    fonts: Fonts,
    /// Colors on white, such as `#1f4e79`; absent for the usual ones.
    colors: Colors,
    /// Rules for HTML that follow from these; empty for the usual look.
    css: String,
}

/// A picture of the house.
#[derive(Serialize, JsonSchema)]
struct Emblem {
    /// In the form that the format embeds.
    picture: String,
    /// On the page, in millimeters.
    width_mm: f32,
    /// On the page, in millimeters.
    height_mm: f32,
    /// What it shows, for those who do not see it.
    alt: String,
}

/// A section with what stands below its heading.
#[derive(Serialize, JsonSchema)]
struct Part {
    /// Its number, such as `3`; empty where headings are not numbered.
    number: String,
    /// Its heading.
    title: String,
    /// The name that references use.
    anchor: String,
    /// Whether what follows the heading needs a page on its side.
    is_broad: bool,
    /// What stands below the heading.
    pieces: Vec<Piece>,
    /// The footnotes that it refers to first, in the order of their numbers.
    notes: Vec<Footnote>,
}

/// A footnote.
#[derive(Serialize, JsonSchema)]
struct Footnote {
    /// Its number within the report.
    number: usize,
    /// What it says.
    spans: Vec<Run>,
}

/// A block; `kind` tells which.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Piece {
    /// A heading within a section.
    Heading {
        /// 3 for a subsection, 4 for one below.
        level: u8,
        /// Its number, such as `3.1`; empty where headings are not numbered.
        number: String,
        /// The number by which it is referred to, such as `P2`, `M3` or `[4]`; empty where it has none.
        label: String,
        /// Its words.
        text: String,
        /// The name that references use.
        anchor: String,
        /// Whether what follows needs a page on its side.
        is_broad: bool,
    },
    /// Running text.
    Paragraph {
        /// The text.
        spans: Vec<Run>,
    },
    /// A list.
    List {
        /// Whether its items have numbers.
        is_counted: bool,
        /// The number of the first item.
        start: u64,
        /// The items in their order.
        items: Vec<Item>,
    },
    /// Lines of code, parted by line feeds.
    Code {
        /// The lines.
        text: String,
    },
    /// Terms with what belongs to them.
    Fields {
        /// The terms in their order.
        fields: Vec<Term>,
    },
    /// A table.
    Table {
        /// Its number within the report.
        number: usize,
        /// The name that references use.
        anchor: String,
        /// What it shows.
        caption: String,
        /// Marks of footnotes to the caption.
        notes: Vec<Run>,
        /// Whether it is too wide for an upright page.
        is_broad: bool,
        /// The columns in their order.
        columns: Vec<Head>,
        /// The rows in their order; each has a cell for every column.
        rows: Vec<Vec<Data>>,
    },
    /// A figure.
    Figure {
        /// Its number within the report.
        number: usize,
        /// The name that references use.
        anchor: String,
        /// What it shows.
        caption: String,
        /// What it shows in one sentence, for those who do not see it.
        alt: String,
        /// In the form that the format embeds.
        picture: String,
        /// Across, in units of 1/96 inch.
        width: f32,
        /// Down, in the same units.
        height: f32,
        /// The numbers that it shows, where it has any.
        data: Option<Numbers>,
    },
    /// A paragraph set apart.
    Callout {
        /// `note` or `warning`.
        tone: &'static str,
        /// The text.
        spans: Vec<Run>,
    },
}

/// An item of a list.
#[derive(Serialize, JsonSchema)]
struct Item {
    /// Its text.
    spans: Vec<Run>,
    /// What stands below that within the item: paragraphs, code and further lists.
    below: Vec<Piece>,
}

/// The numbers of a figure, in full precision.
#[derive(Serialize, JsonSchema)]
struct Numbers {
    /// The names of the columns.
    columns: Vec<String>,
    /// The rows in their order: words, numbers, or nothing.
    rows: Vec<Vec<Entry>>,
}

/// A word, a number or nothing.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Entry {
    Text(String),
    Number(f64),
    Absent,
}

/// A run of text.
#[derive(Serialize, JsonSchema)]
struct Run {
    /// `text`, `strong`, `emphasis`, `code`, `address`, `reference` or `note`.
    kind: &'static str,
    /// What is shown; of a mark of a footnote its number.
    text: String,
    /// A web address, or `#` and the name of what is referred to; empty where it leads nowhere.
    target: String,
    /// Of a mark of a footnote: what it says, where it is referred to for the first time.
    note: Vec<Self>,
}

/// A term with what belongs to it.
#[derive(Serialize, JsonSchema)]
struct Term {
    /// The term.
    name: String,
    /// Whether nothing belongs to it, so that it reads as not provided.
    is_empty: bool,
    /// What belongs to it.
    spans: Vec<Run>,
    /// A list below that.
    items: Vec<Vec<Run>>,
}

/// A column.
#[derive(Serialize, JsonSchema)]
struct Head {
    /// Its head.
    title: String,
    /// Whether it holds numbers and is set flush right.
    is_numeric: bool,
    /// Its part of the width of the table, for formats that want to be told; all of them add up to 1.
    share: f32,
}

/// A cell.
#[derive(Serialize, JsonSchema)]
struct Data {
    /// What it says.
    spans: Vec<Run>,
    /// Whether its value was carried forward: shown faint.
    is_carried: bool,
    /// Whether it stands in a column of numbers.
    is_numeric: bool,
    /// Whether it holds a word so long that it has to be broken in a column.
    is_breakable: bool,
}

impl Page {
    /// The blocks of a report; `picture` gives a drawing the form that the format embeds.
    pub(super) fn of(
        blocks: &[Block],
        surroundings: &dyn Surroundings,
        picture: &mut dyn FnMut(&Drawing) -> String,
    ) -> Self {
        let style = surroundings.style();
        let mut page = Self {
            title: String::new(),
            front: Vec::new(),
            front_notes: Vec::new(),
            sections: Vec::new(),
            date: surroundings.date(),
            document_sha256: surroundings.document_sha256(),
            program_version: surroundings.program_version(),
            language: style.language.tag().to_owned(),
            words: style.words.clone(),
            style: Look {
                paper: style.paper,
                fonts: style.fonts.clone(),
                colors: style.colors.clone(),
                css: style.css(),
            },
            logo: None,
        };
        let mut setter = Setter { picture, told: BTreeSet::new(), notes: Vec::new() };
        for block in blocks {
            page.push(block, &mut setter);
        }
        page.mark_broad();
        if style.numbered_headings {
            page.count_headings();
        }
        page
    }

    /// With the logo in the form that the format embeds.
    pub(super) fn with_logo(
        mut self,
        surroundings: &dyn Surroundings,
        picture: impl FnOnce(Vec<u8>) -> String,
    ) -> Self {
        let style = surroundings.style();
        self.logo = surroundings.logo().zip(style.logo.as_ref()).map(|(logo, asked)| Emblem {
            width_mm: asked.height_mm * logo.width as f32 / logo.height.max(1) as f32,
            height_mm: asked.height_mm,
            alt: logo_alt(asked),
            picture: picture(logo.png),
        });
        self
    }

    /// Headings stand on the page of what they are above.
    fn mark_broad(&mut self) {
        for part in &mut self.sections {
            let mut is_next = false;
            for piece in part.pieces.iter_mut().rev() {
                match piece {
                    Piece::Table { is_broad, .. } => is_next = *is_broad,
                    Piece::Heading { is_broad, .. } => *is_broad = is_next,
                    _ => is_next = false,
                }
            }
            part.is_broad = is_next;
        }
    }

    fn count_headings(&mut self) {
        for (i, part) in self.sections.iter_mut().enumerate() {
            part.number = (i + 1).to_string();
            let mut count = 0;
            for piece in &mut part.pieces {
                if let Piece::Heading { level: 3, number, .. } = piece {
                    count += 1;
                    *number = format!("{}.{count}", i + 1);
                }
            }
        }
    }

    fn push(&mut self, block: &Block, setter: &mut Setter<'_>) {
        match block {
            Block::Heading { level: 1, text, .. } => self.title.clone_from(text),
            Block::Heading { level: 2, text, anchor, .. } => {
                let (title, anchor) = (text.clone(), anchor.clone());
                self.sections.push(Part {
                    number: String::new(),
                    title,
                    anchor,
                    is_broad: false,
                    pieces: Vec::new(),
                    notes: Vec::new(),
                });
            }
            _ => {
                let (pieces, notes) = self.sections.last_mut().map_or_else(
                    || (&mut self.front, &mut self.front_notes),
                    |part| (&mut part.pieces, &mut part.notes),
                );
                pieces.push(setter.piece(block));
                notes.append(&mut setter.notes);
            }
        }
    }
}

/// Brings blocks into the form of templates.
struct Setter<'a> {
    picture: &'a mut dyn FnMut(&Drawing) -> String,
    /// Footnotes that were told already.
    told: BTreeSet<usize>,
    /// Those told since somebody asked.
    notes: Vec<Footnote>,
}

impl Setter<'_> {
    fn piece(&mut self, block: &Block) -> Piece {
        match block {
            Block::Heading { level, text, anchor, label } => Piece::Heading {
                level: *level,
                number: String::new(),
                text: text.clone(),
                anchor: anchor.clone(),
                is_broad: false,
                label: label.map(|label| label.to_string()).unwrap_or_default(),
            },
            Block::Paragraph(spans) => Piece::Paragraph { spans: self.runs(spans) },
            Block::List(list) => self.list(list),
            Block::Code(text) => Piece::Code { text: text.clone() },
            Block::Fields(fields) => {
                Piece::Fields { fields: fields.iter().map(|field| self.term(field)).collect() }
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Callout { tone, spans } => Piece::Callout {
                tone: match tone {
                    Tone::Note => "note",
                    Tone::Warning => "warning",
                },
                spans: self.runs(spans),
            },
        }
    }

    fn list(&mut self, list: &ListBlock) -> Piece {
        let mut items = Vec::new();
        for item in &list.items {
            let spans = self.runs(&item.spans);
            let below = item.below.iter().map(|block| self.piece(block)).collect();
            items.push(Item { spans, below });
        }
        Piece::List { start: list.start.unwrap_or(0), is_counted: list.start.is_some(), items }
    }

    fn term(&mut self, field: &Field) -> Term {
        Term {
            name: field.term.clone(),
            is_empty: field.is_empty(),
            spans: self.runs(&field.spans),
            items: field.items.iter().map(|item| self.runs(item)).collect(),
        }
    }

    fn table(&mut self, table: &TableBlock) -> Piece {
        let head = |(column, share): (&Column, f32)| Head {
            title: column.title.clone(),
            is_numeric: column.is_numeric,
            share,
        };
        let notes = self.runs(&table.notes);
        let mut rows = Vec::new();
        for row in &table.rows {
            let cells = row.iter().enumerate().map(|(i, cell)| Data {
                spans: self.runs(&cell.spans),
                is_carried: cell.is_carried,
                is_numeric: table.columns.get(i).is_some_and(|column| column.is_numeric),
                is_breakable: cell.spans.iter().map(Span::plain).any(widths::has_long_word),
            });
            rows.push(cells.collect());
        }
        Piece::Table {
            number: table.number,
            anchor: table.anchor.clone(),
            caption: table.caption.clone(),
            notes,
            is_broad: widths::is_broad(table),
            columns: table.columns.iter().zip(widths::shares(table, LINE)).map(head).collect(),
            rows,
        }
    }

    fn figure(&mut self, figure: &FigureBlock) -> Piece {
        Piece::Figure {
            number: figure.number,
            anchor: figure.anchor.clone(),
            caption: figure.caption.clone(),
            alt: alt(figure),
            picture: (self.picture)(&figure.drawing),
            width: figure.drawing.frame.width().max(1.0),
            height: figure.drawing.frame.height().max(1.0),
            data: figure.data.as_ref().map(numbers),
        }
    }

    fn runs(&mut self, spans: &[Span]) -> Vec<Run> {
        spans.iter().map(|span| self.run(span)).collect()
    }

    fn run(&mut self, span: &Span) -> Run {
        match span {
            Span::Note(note) => self.note(note),
            other => run(other),
        }
    }

    /// A mark; what the note says comes along where it is told for the first time.
    fn note(&mut self, note: &Note) -> Run {
        let mut made = Run {
            kind: "note",
            text: note.number.to_string(),
            target: format!("#note-{}", note.number),
            note: Vec::new(),
        };
        if self.told.insert(note.number) {
            made.note = note.body.iter().map(run).collect();
            let spans = note.body.iter().map(run).collect();
            self.notes.push(Footnote { number: note.number, spans });
        }
        made
    }
}

fn numbers(data: &FigureData) -> Numbers {
    let entry = |datum: &Datum| match datum {
        Datum::Text(text) => Entry::Text(text.clone()),
        Datum::Number(number) => Entry::Number(*number),
        Datum::Absent => Entry::Absent,
    };
    let rows = data.rows.iter().map(|row| row.iter().map(entry).collect());
    Numbers { columns: data.columns.clone(), rows: rows.collect() }
}

/// What a figure shows, in one sentence, for those who do not see it.
pub(super) fn alt(figure: &FigureBlock) -> String {
    let first = figure.drawing.description.lines().next().unwrap_or_default();
    super::wording::shortened(&super::wording::name(first), ALT_MAX)
}

/// What a logo shows, for those who do not see it.
pub(super) fn logo_alt(logo: &LogoFile) -> String {
    match super::wording::name(&logo.description) {
        name if name.is_empty() => "Logo".to_owned(),
        name => name,
    }
}

/// Where a report comes from, in one line.
pub(super) fn origin(surroundings: &dyn Surroundings) -> String {
    let sha256: String = surroundings.document_sha256().chars().take(12).collect();
    let (version, date) = (surroundings.program_version(), surroundings.date());
    format!("driftline {version} · {date} · document {sha256}")
}

/// A run that is no footnote.
fn run(span: &Span) -> Run {
    let made = |kind, text: &str, target: String| Run {
        kind,
        text: text.to_owned(),
        target,
        note: Vec::new(),
    };
    match span {
        Span::Text(text) => made("text", text, String::new()),
        Span::Strong(text) => made("strong", text, String::new()),
        Span::Emphasis(text) => made("emphasis", text, String::new()),
        Span::Code(text) => made("code", text, String::new()),
        Span::Address { text, url } => match web_address(url) {
            Some(target) => made("address", text, target),
            None => made("text", text, String::new()),
        },
        Span::Reference { text, anchor } => made("reference", text, format!("#{anchor}")),
        Span::Note(_) => made("text", "", String::new()),
    }
}

/// A web address as every format takes it; `None` for any other sort, such as `javascript:`, which stays text.
pub(super) fn web_address(url: &str) -> Option<String> {
    is_web_address(url).then(|| address(url))
}

/// Whether a text is an address of the web: the only sort that is ever opened, and only when it is clicked.
pub fn is_web_address(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|head| url.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)))
}

/// A web address with everything percent-encoded that could end it early in either format.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte);
        if is_plain {
            out.push(char::from(byte));
        } else {
            out.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    out
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).map_or('0', |c| c.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        let span = |url: &str| Span::Address { text: "x".to_owned(), url: url.to_owned() };
        for url in ["javascript:alert(1)", "data:text/html,x", "//host", "ftp://host", ""] {
            assert_eq!(run(&span(url)).kind, "text", "{url}");
        }
        let link = run(&span("HTTPS://host/a b)\"<x>|é"));
        assert_eq!(
            (link.kind, &*link.target),
            ("address", "HTTPS://host/a%20b%29%22%3Cx%3E%7C%C3%A9")
        );
    }
}
