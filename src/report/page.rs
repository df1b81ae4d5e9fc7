//! Blocks in the form that templates read.

use serde::Serialize;

use super::{
    Surroundings,
    block::{Block, Cell, Column, Datum, Field, FigureBlock, FigureData, Span, TableBlock, Tone},
    widths,
};
use crate::drawing::Drawing;

/// About so many characters stand in a line of a table.
const LINE: usize = 120;

/// Everything that a template can lay out.
#[derive(Serialize)]
pub(super) struct Page {
    /// The title of the report.
    title: String,
    /// What stands before the first section.
    front: Vec<Piece>,
    sections: Vec<Part>,
    date: String,
    document_sha256: String,
    program_version: String,
}

/// A section of level 2 with what stands below its heading.
#[derive(Serialize)]
struct Part {
    title: String,
    anchor: String,
    pieces: Vec<Piece>,
}

/// A block; `kind` tells which.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Piece {
    Heading {
        level: u8,
        text: String,
        anchor: String,
    },
    Paragraph {
        spans: Vec<Run>,
    },
    List {
        items: Vec<Vec<Run>>,
    },
    Fields {
        fields: Vec<Term>,
    },
    Table {
        number: usize,
        anchor: String,
        caption: String,
        columns: Vec<Head>,
        rows: Vec<Vec<Data>>,
    },
    Figure {
        number: usize,
        anchor: String,
        caption: String,
        alt: String,
        /// In the form that the format embeds.
        picture: String,
        /// Of the drawing, in units of 1/96 inch.
        width: f32,
        height: f32,
        /// The numbers that it shows, where it has any.
        data: Option<Numbers>,
    },
    Callout {
        tone: &'static str,
        spans: Vec<Run>,
    },
}

/// The numbers of a figure, in full precision.
#[derive(Serialize)]
struct Numbers {
    columns: Vec<String>,
    rows: Vec<Vec<Entry>>,
}

/// A word, a number or nothing.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Text(String),
    Number(f64),
    Absent,
}

/// A run of text; `kind` tells which sort, `target` is an address or an anchor.
#[derive(Serialize)]
struct Run {
    kind: &'static str,
    text: String,
    target: String,
}

#[derive(Serialize)]
struct Term {
    name: String,
    is_empty: bool,
    spans: Vec<Run>,
    items: Vec<Vec<Run>>,
}

#[derive(Serialize)]
struct Head {
    title: String,
    is_numeric: bool,
    /// Its part of the width of the table, for formats that want to be told; all of them add up to 1.
    share: f32,
}

#[derive(Serialize)]
struct Data {
    spans: Vec<Run>,
    is_carried: bool,
    is_numeric: bool,
}

impl Page {
    /// The blocks of a report; `picture` gives a drawing the form that the format embeds.
    pub(super) fn of(
        blocks: &[Block],
        surroundings: &dyn Surroundings,
        picture: &mut dyn FnMut(&Drawing) -> String,
    ) -> Self {
        let mut page = Self {
            title: String::new(),
            front: Vec::new(),
            sections: Vec::new(),
            date: surroundings.date(),
            document_sha256: surroundings.document_sha256(),
            program_version: surroundings.program_version(),
        };
        for block in blocks {
            page.push(block, picture);
        }
        page
    }

    fn push(&mut self, block: &Block, picture: &mut dyn FnMut(&Drawing) -> String) {
        match block {
            Block::Heading { level: 1, text, .. } => self.title.clone_from(text),
            Block::Heading { level: 2, text, anchor } => {
                let (title, anchor) = (text.clone(), anchor.clone());
                self.sections.push(Part { title, anchor, pieces: Vec::new() });
            }
            _ => {
                let pieces = self.sections.last_mut().map_or(&mut self.front, |s| &mut s.pieces);
                pieces.push(piece(block, picture));
            }
        }
    }
}

fn piece(block: &Block, picture: &mut dyn FnMut(&Drawing) -> String) -> Piece {
    match block {
        Block::Heading { level, text, anchor } => {
            Piece::Heading { level: *level, text: text.clone(), anchor: anchor.clone() }
        }
        Block::Paragraph(spans) => Piece::Paragraph { spans: runs(spans) },
        Block::List(items) => Piece::List { items: items.iter().map(|item| runs(item)).collect() },
        Block::Fields(fields) => Piece::Fields { fields: fields.iter().map(term).collect() },
        Block::Table(table) => rows(table),
        Block::Figure(figure) => embedded(figure, picture),
        Block::Callout { tone, spans } => Piece::Callout {
            tone: match tone {
                Tone::Note => "note",
                Tone::Warning => "warning",
            },
            spans: runs(spans),
        },
    }
}

fn term(field: &Field) -> Term {
    Term {
        name: field.term.clone(),
        is_empty: field.is_empty(),
        spans: runs(&field.spans),
        items: field.items.iter().map(|item| runs(item)).collect(),
    }
}

fn rows(table: &TableBlock) -> Piece {
    let data = |(i, cell): (usize, &Cell)| Data {
        spans: runs(&cell.spans),
        is_carried: cell.is_carried,
        is_numeric: table.columns.get(i).is_some_and(|column| column.is_numeric),
    };
    let head = |(column, share): (&Column, f32)| Head {
        title: column.title.clone(),
        is_numeric: column.is_numeric,
        share,
    };
    Piece::Table {
        number: table.number,
        anchor: table.anchor.clone(),
        caption: table.caption.clone(),
        columns: table.columns.iter().zip(widths::shares(table, LINE)).map(head).collect(),
        rows: table.rows.iter().map(|row| row.iter().enumerate().map(data).collect()).collect(),
    }
}

fn embedded(figure: &FigureBlock, picture: &mut dyn FnMut(&Drawing) -> String) -> Piece {
    Piece::Figure {
        number: figure.number,
        anchor: figure.anchor.clone(),
        caption: figure.caption.clone(),
        alt: alt(figure),
        picture: picture(&figure.drawing),
        width: figure.drawing.frame.width().max(1.0),
        height: figure.drawing.frame.height().max(1.0),
        data: figure.data.as_ref().map(numbers),
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
    figure.drawing.description.lines().next().map(super::wording::name).unwrap_or_default()
}

/// Where a report comes from, in one line.
pub(super) fn origin(surroundings: &dyn Surroundings) -> String {
    let sha256: String = surroundings.document_sha256().chars().take(12).collect();
    let (version, date) = (surroundings.program_version(), surroundings.date());
    format!("driftline {version} · {date} · document {sha256}")
}

fn runs(spans: &[Span]) -> Vec<Run> {
    spans.iter().map(run).collect()
}

fn run(span: &Span) -> Run {
    let plain = |kind, text: &String| Run { kind, text: text.clone(), target: String::new() };
    match span {
        Span::Text(text) => plain("text", text),
        Span::Strong(text) => plain("strong", text),
        Span::Emphasis(text) => plain("emphasis", text),
        Span::Code(text) => plain("code", text),
        Span::Address { text, url } => match web_address(url) {
            Some(target) => Run { kind: "address", text: text.clone(), target },
            None => plain("text", text),
        },
        Span::Reference { text, anchor } => {
            Run { kind: "reference", text: text.clone(), target: format!("#{anchor}") }
        }
    }
}

/// A web address as every format takes it; `None` for any other sort, such as `javascript:`, which stays text.
pub(super) fn web_address(url: &str) -> Option<String> {
    is_web(url).then(|| address(url))
}

fn is_web(url: &str) -> bool {
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
