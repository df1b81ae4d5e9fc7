//! Pieces of the canonical RON as they stand in the whole: what follows a small change of a large document need not put
//! all of it into words again.

use std::ops::Range;

use super::{Format, Unwritable, native, ron_text};
use crate::model::Assessment;

/// A table that is long in large documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LongTable {
    /// The nodes.
    Nodes,
    /// The links.
    Links,
}

impl LongTable {
    /// What stands before its rows where there are any.
    pub fn opening(self) -> &'static str {
        match self {
            Self::Nodes => "\n  nodes: [",
            Self::Links => "\n  links: [",
        }
    }
}

/// What stands between the rows of a table.
pub const BETWEEN: &str = ", ";
/// What stands behind the rows of a table, after the end of the last row.
const CLOSING: &str = "],";
/// How a row ends: what is in it is indented more.
const ROW_END: &str = "\n  )";
/// What stands between head and tail where there are neither nodes nor links.
const NO_ROWS: &str = "\n  nodes: [],\n  links: [],";

/// All of the canonical RON that stands before the nodes, and all that stands behind the links.
///
/// # Errors
/// [`Unwritable`] as for [`super::write()`].
pub fn around_rows(document: &Assessment) -> Result<(String, String), Unwritable> {
    let mut text = ron_text(&native::Document::without_rows(document))?;
    let at = text.find(NO_ROWS).ok_or_else(unknown)?;
    let tail = text.split_off(at + NO_ROWS.len());
    text.truncate(at);
    Ok((text, tail))
}

/// These rows of a table, from 0, as they stand in the canonical RON, [`BETWEEN`] between them; at least one.
///
/// # Errors
/// [`Unwritable`] as for [`super::write()`].
pub fn rows(
    document: &Assessment,
    table: LongTable,
    places: Range<usize>,
) -> Result<String, Unwritable> {
    let (nodes, links) = match table {
        LongTable::Nodes => (places, 0..0),
        LongTable::Links => (0..0, places),
    };
    let mut text = ron_text(&native::Document::of_rows(document, nodes, links))?;
    let opening = table.opening();
    let from = text.find(opening).ok_or_else(unknown)? + opening.len();
    let end = format!("{ROW_END}{CLOSING}");
    let to = from + text[from..].find(&end).ok_or_else(unknown)? + ROW_END.len();
    text.truncate(to);
    Ok(text.split_off(from))
}

fn unknown() -> Unwritable {
    let reason = "its pieces do not stand where they should".to_owned();
    Unwritable { format: Format::Ron, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{canonical, read};

    #[test]
    fn the_pieces_make_the_whole() {
        let text = include_bytes!("../../assets/samples/coding-agent-fleet.driftline");
        let document = read(text, None).expect("the sample").document;
        let (head, tail) = around_rows(&document).expect("written");
        let nodes = rows(&document, LongTable::Nodes, 0..document.nodes().len()).expect("written");
        let links = rows(&document, LongTable::Links, 0..document.links().len()).expect("written");
        let whole = [
            &head,
            LongTable::Nodes.opening(),
            &nodes,
            CLOSING,
            LongTable::Links.opening(),
            &links,
            CLOSING,
            &tail,
        ];
        assert_eq!(whole.concat(), canonical(&document).expect("written"));
        let one = rows(&document, LongTable::Links, 1..2).expect("written");
        let others = rows(&document, LongTable::Links, 2..4).expect("written");
        assert!(links.contains(&format!("{BETWEEN}{one}{BETWEEN}{others}{BETWEEN}")));
    }
}
