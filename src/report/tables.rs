//! The tables of a report, and the numbers of its figures, as CSV files: safe to open in a spreadsheet: no cell is taken for a formula.

use std::borrow::Cow;

use super::{
    ReportError,
    archive::{self, File},
    block::{Block, Cell, Datum, FigureBlock, FigureData, Span, TableBlock},
    wording,
};
use crate::model::{Assessment, Subject};

/// Marks the text as UTF-8 for spreadsheets that would guess otherwise.
const MARK: &str = "\u{feff}";
/// The list of the tables.
const INDEX: &str = "index.csv";

/// One file for each table and for the numbers of each figure, named by its anchor, after a list of them: which file,
/// what it belongs to, and what that shows.
///
/// # Errors
/// [`ReportError::Unwritable`] where a table cannot be written.
pub fn files(blocks: &[Block]) -> Result<Vec<File>, ReportError> {
    let head = ["file", "belongs to", "shows"].map(str::to_owned).to_vec();
    let (mut index, mut files) = (vec![head], Vec::new());
    for block in blocks {
        let (name, label, caption, rows) = match block {
            Block::Table(table) => {
                let label = format!("Table {}", table.number);
                (file_name(&table.anchor), label, &table.caption, rows(table))
            }
            Block::Figure(FigureBlock { number, anchor, caption, data: Some(data), .. }) => {
                (file_name(anchor), format!("Figure {number}"), caption, numbers(data))
            }
            _ => continue,
        };
        files.push(File { name: name.clone(), bytes: csv(&rows)? });
        index.push(vec![name, label, caption.clone()]);
    }
    files.insert(0, File { name: INDEX.to_owned(), bytes: csv(&index)? });
    Ok(files)
}

/// The only table as CSV; `None` where there is none, or more than one.
///
/// # Errors
/// [`ReportError::Unwritable`] where it cannot be written.
pub fn only(blocks: &[Block]) -> Result<Option<Vec<u8>>, ReportError> {
    let mut all = blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    match (all.next(), all.next()) {
        (Some(table), None) => csv(&rows(table)).map(Some),
        _ => Ok(None),
    }
}

/// The numbers of a figure as CSV.
///
/// # Errors
/// [`ReportError::Unwritable`] where they cannot be written.
pub fn of_figure(data: &FigureData) -> Result<Vec<u8>, ReportError> {
    csv(&numbers(data))
}

/// Every report by every criterion as CSV, one cell of the audit a row.
///
/// # Errors
/// [`ReportError::Unwritable`] where they cannot be written.
pub fn of_audit(document: &Assessment) -> Result<Vec<u8>, ReportError> {
    let head = [
        "report",
        "developer",
        "published",
        "criterion",
        "treatment",
        "why",
        "quote",
        "where",
        "source",
        "reviewer",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for review in document.reviews().iter() {
        for criterion in document.criteria().iter() {
            let mut row: Vec<String> = [
                &*document.label(&Subject::Review(review.id.clone())),
                &review.developer,
                &review.date,
                &*document.label(&Subject::Criterion(criterion.id.clone())),
            ]
            .map(wording::name)
            .to_vec();
            if let Some(f) = review.finding(&criterion.id) {
                row.push(wording::treatment(f.treatment).to_owned());
                let texts = [&f.note, &f.quote, &f.locator, &f.source, &f.reviewer];
                row.extend(texts.map(|text| wording::name(text)));
            } else {
                row.push("Not assessed".to_owned());
                row.resize(head.len(), String::new());
            }
            rows.push(row);
        }
    }
    csv(&rows)
}

/// The files as one archive.
pub(super) fn render(blocks: &[Block]) -> Result<Vec<u8>, ReportError> {
    archive::zip(&files(blocks)?)
}

fn file_name(anchor: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    format!("{}.csv", anchor.chars().map(plain).collect::<String>())
}

/// The numbers of a figure in full precision.
fn numbers(data: &FigureData) -> Vec<Vec<String>> {
    let entry = |datum: &Datum| match datum {
        Datum::Text(text) => text.clone(),
        Datum::Number(number) => number.to_string(),
        Datum::Absent => String::new(),
    };
    let rows = data.rows.iter().map(|row| row.iter().map(entry).collect());
    std::iter::once(data.columns.clone()).chain(rows).collect()
}

fn rows(table: &TableBlock) -> Vec<Vec<String>> {
    let head = table.columns.iter().map(|column| column.title.clone()).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(words).collect());
    std::iter::once(head).chain(rows).collect()
}

fn words(cell: &Cell) -> String {
    let words: String = cell.spans.iter().map(span).collect();
    if cell.is_carried { words + " (carried)" } else { words }
}

/// The words of a span; a footnote stands in brackets, as there is no foot.
fn span(span: &Span) -> Cow<'_, str> {
    match span {
        Span::Note(note) => {
            let body: String = note.body.iter().map(Span::plain).collect();
            Cow::Owned(format!(" ({body})"))
        }
        other => Cow::Borrowed(other.plain()),
    }
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(MARK.as_bytes().to_vec());
    for row in rows {
        let cells = row.iter().map(|cell| harmless(cell));
        writer.write_record(cells).map_err(|e| ReportError::Unwritable(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| ReportError::Unwritable(e.to_string()))
}

/// A text that a spreadsheet shows and does not compute: one that would begin a formula is led by an apostrophe. A
/// number stays a number.
fn harmless(text: &str) -> String {
    let text = text.replace(['\r', '\n', '\t'], " ");
    let begins = text.trim_start().chars().next();
    let is_formula = begins.is_some_and(|c| "=+-@＝＋－＠|%".contains(c));
    if is_formula && !is_number(&text) { format!("'{text}") } else { text }
}

/// A plain number, perhaps in percent.
fn is_number(text: &str) -> bool {
    let digits = text.strip_suffix('%').unwrap_or(text);
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_a_formula_and_numbers_stay_numbers() {
        for formula in
            ["=cmd()", "+1+1", "-2+3", "@SUM(A1)", " =A1", "\t=A1", "\r=A1", "＝A1", "-", "%x"]
        {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        for plain in ["-0.5", "+3", "-5\u{202f}%", "1e-6", "a=b", "", "5 – 7 %", "−3"] {
            assert_eq!(harmless(plain), plain);
        }
    }

    #[test]
    fn cells_with_marks_of_the_form_come_back_whole() {
        let row = vec!["a,\"b\"".to_owned(), "'quoted'".to_owned(), "x;y".to_owned()];
        let bytes = csv(&[row.clone(), row.clone()]).expect("a file");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*bytes);
        for record in reader.records() {
            assert_eq!(record.expect("a row").iter().collect::<Vec<_>>(), row);
        }
    }
}
