//! The content of a report, apart from any format.

use crate::drawing::Drawing;

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
    },
    /// A paragraph of running text.
    Paragraph(Vec<Span>),
    /// A list; each item is running text.
    List(Vec<Vec<Span>>),
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

    /// The words alone.
    pub fn plain(&self) -> &str {
        match self {
            Self::Text(text)
            | Self::Strong(text)
            | Self::Emphasis(text)
            | Self::Code(text)
            | Self::Address { text, .. }
            | Self::Reference { text, .. } => text,
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
