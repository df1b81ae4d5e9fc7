//! The content of a report, apart from any format.

use std::{collections::BTreeSet, fmt};

use crate::drawing::{Drawing, Shape};

/// One piece of a report, top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 is the title, 2 a section, 3 a subsection, 4 below.
        level: u8,
        /// Its text, plain.
        text: String,
        /// The name that cross-references use, unique within the report.
        anchor: String,
        /// The number by which it is referred to, where it has one.
        label: Option<Label>,
    },
    /// A paragraph of running text.
    Paragraph(Vec<Span>),
    /// A list, perhaps with further ones in it.
    List(ListBlock),
    /// Lines of code, kept as they stand.
    Code(String),
    /// Terms with what belongs to them, such as the fields of a pathway.
    Fields(Vec<Field>),
    /// A table with a numbered caption.
    Table(TableBlock),
    /// A figure with a numbered caption.
    Figure(FigureBlock),
    /// A paragraph set apart.
    Callout {
        /// What sort.
        tone: Tone,
        /// Its text.
        spans: Vec<Span>,
    },
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Plain text.
    Text(String),
    /// Text with weight.
    Strong(String),
    /// Text with emphasis.
    Emphasis(String),
    /// Code or an id.
    Code(String),
    /// A web address (http or https only) with its text.
    Address {
        /// What is shown.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// A reference to a heading, table or figure by anchor.
    Reference {
        /// What is shown, for example `Figure 1`. While a report is being built: what stands in its place where the
        /// report has no such anchor.
        text: String,
        /// The anchor.
        anchor: String,
    },
    /// A mark that leads to a footnote.
    Note(Note),
}

/// A footnote at the place that it belongs to. One that is referred to in several places comes with the same anchor in
/// each, and is printed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its number within the report, from 1.
    pub number: usize,
    /// Its name, unique within the report.
    pub anchor: String,
    /// What it says: running text without further notes.
    pub body: Vec<Span>,
}

/// What a heading is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// A pathway: `P2`.
    Pathway,
    /// A mitigation: `M3`.
    Mitigation,
    /// A piece of evidence: `[4]`.
    Evidence,
}

/// The number of a heading among those that are counted alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// What it is counted as.
    pub of: Counted,
    /// From 1.
    pub number: usize,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Counted::Pathway => write!(f, "P{}", self.number),
            Counted::Mitigation => write!(f, "M{}", self.number),
            Counted::Evidence => write!(f, "[{}]", self.number),
        }
    }
}

/// A list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListBlock {
    /// The number of the first item, where the items are counted.
    pub start: Option<u64>,
    /// Its items.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListItem {
    /// What it says.
    pub spans: Vec<Span>,
    /// What stands below that, within the item: paragraphs, code and further lists.
    pub below: Vec<Block>,
}

/// A term with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The term.
    pub term: String,
    /// What belongs to it. Where this and `items` are empty, it reads `not provided`.
    pub spans: Vec<Span>,
    /// A list below it; each item is running text.
    pub items: Vec<Vec<Span>>,
}

impl Span {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text with weight.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong(text.into())
    }

    /// A footnote that is numbered later.
    pub fn note(anchor: impl Into<String>, body: Vec<Self>) -> Self {
        Self::Note(Note { number: 0, anchor: anchor.into(), body })
    }

    /// The words alone; a footnote has none where its mark stands.
    pub fn plain(&self) -> &str {
        match self {
            Self::Note(_) => "",
            Self::Text(text)
            | Self::Strong(text)
            | Self::Emphasis(text)
            | Self::Code(text)
            | Self::Address { text, .. }
            | Self::Reference { text, .. } => text,
        }
    }
}

impl Block {
    /// A list without numbers, each item running text.
    pub fn list(items: Vec<Vec<Span>>) -> Self {
        let item = |spans| ListItem { spans, below: Vec::new() };
        Self::List(ListBlock { start: None, items: items.into_iter().map(item).collect() })
    }

    /// Does something to each run of text, in the order in which they are read.
    pub fn each_run_mut(&mut self, act: &mut dyn FnMut(&mut Vec<Span>)) {
        match self {
            Self::Paragraph(spans) | Self::Callout { spans, .. } => act(spans),
            Self::List(list) => {
                for item in &mut list.items {
                    act(&mut item.spans);
                    item.below.iter_mut().for_each(|block| block.each_run_mut(act));
                }
            }
            Self::Fields(fields) => {
                for field in fields {
                    act(&mut field.spans);
                    field.items.iter_mut().for_each(&mut *act);
                }
            }
            Self::Table(table) => {
                act(&mut table.notes);
                table.rows.iter_mut().flatten().for_each(|cell| act(&mut cell.spans));
            }
            Self::Heading { .. } | Self::Code(_) | Self::Figure(_) => {}
        }
    }

    /// Shows each run of text, in the order in which they are read.
    pub fn each_run(&self, see: &mut dyn FnMut(&[Span])) {
        match self {
            Self::Paragraph(spans) | Self::Callout { spans, .. } => see(spans),
            Self::List(list) => {
                for item in &list.items {
                    see(&item.spans);
                    item.below.iter().for_each(|block| block.each_run(see));
                }
            }
            Self::Fields(fields) => {
                for field in fields {
                    see(&field.spans);
                    field.items.iter().for_each(|item| see(item));
                }
            }
            Self::Table(table) => {
                see(&table.notes);
                table.rows.iter().flatten().for_each(|cell| see(&cell.spans));
            }
            Self::Heading { .. } | Self::Code(_) | Self::Figure(_) => {}
        }
    }
}

/// The term of the field in the title block that names the authors.
pub const AUTHORS: &str = "Authors";

/// The title of a report: its first heading.
pub fn title(blocks: &[Block]) -> Option<&str> {
    blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(text.as_str()),
        _ => None,
    })
}

/// Every character that a report shows.
pub fn characters(blocks: &[Block]) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Code(text) => found.extend(text.chars()),
            Block::Fields(fields) => {
                found.extend(fields.iter().flat_map(|field| field.term.chars()));
            }
            Block::Table(table) => {
                found.extend(table.caption.chars());
                found.extend(table.columns.iter().flat_map(|column| column.title.chars()));
            }
            Block::Figure(figure) => {
                found.extend(figure.caption.chars());
                for shape in &figure.drawing.shapes {
                    if let Shape::Text { text, .. } = shape {
                        found.extend(text.chars());
                    }
                }
            }
            Block::List(list) => {
                for item in &list.items {
                    found.append(&mut characters(&item.below));
                }
            }
            Block::Paragraph(_) | Block::Callout { .. } => {}
        }
        block.each_run(&mut |spans| collect(spans, &mut found));
    }
    found
}

fn collect(spans: &[Span], found: &mut BTreeSet<char>) {
    for span in spans {
        found.extend(span.plain().chars());
        if let Span::Note(note) = span {
            collect(&note.body, found);
        }
    }
}

/// The authors as the title block names them, before any section.
pub fn authors(blocks: &[Block]) -> Option<String> {
    let front = blocks.iter().take_while(|b| !matches!(b, Block::Heading { level: 2.., .. }));
    let mut fields = front.filter_map(|block| match block {
        Block::Fields(fields) => Some(fields.iter()),
        _ => None,
    });
    let field = fields.find_map(|mut fields| fields.find(|field| field.term == AUTHORS))?;
    Some(field.spans.iter().map(Span::plain).collect())
}

impl Field {
    /// A term with running text.
    pub fn new(term: &str, spans: Vec<Span>) -> Self {
        Self { term: term.to_owned(), spans, items: Vec::new() }
    }

    /// A term with a list.
    pub fn list(term: &str, items: Vec<Vec<Span>>) -> Self {
        Self { term: term.to_owned(), spans: Vec::new(), items }
    }

    /// Whether there is nothing to say, so that it reads `not provided`.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.spans.iter().all(|span| span.plain().trim().is_empty())
    }
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_numeric: true }
    }
}

impl Cell {
    /// A cell of plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { spans: vec![Span::text(text)], is_carried: false }
    }

    /// A cell of running text.
    pub fn of(spans: Vec<Span>) -> Self {
        Self { spans, is_carried: false }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableBlock {
    /// Its number within the report, from 1.
    pub number: usize,
    /// Its anchor.
    pub anchor: String,
    /// What it shows.
    pub caption: String,
    /// Footnotes to its caption.
    pub notes: Vec<Span>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each has one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Whether it holds numbers and is set flush right.
    pub is_numeric: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub spans: Vec<Span>,
    /// Whether its value was carried forward, not given: shown faint.
    pub is_carried: bool,
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureBlock {
    /// Its number within the report, from 1.
    pub number: usize,
    /// Its anchor.
    pub anchor: String,
    /// What it shows.
    pub caption: String,
    /// The picture.
    pub drawing: Drawing,
    /// The numbers that it shows, in full, to be written beside it on request.
    pub data: Option<FigureData>,
}

/// The numbers behind a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureData {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows; each has one entry a column.
    pub rows: Vec<Vec<Datum>>,
}

/// One entry of [`FigureData`].
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Words: names come from people and mean nothing to a spreadsheet.
    Text(String),
    /// A number in full precision.
    Number(f64),
    /// Nothing is known.
    Absent,
}

/// What a callout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Note,
    /// Must be known.
    Warning,
}
