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
        /// What is shown, for example `Figure 1`.
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
    /// What belongs to it; empty means `not provided`.
    pub spans: Vec<Span>,
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
}

/// What a callout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Note,
    /// Must be known.
    Warning,
}
