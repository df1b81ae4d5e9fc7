//! Widths of a table's columns from what stands in them, for formats that want to be told.

use super::block::{Span, TableBlock};

/// Characters of a word that a column is not narrower for.
const WORD_MAX: usize = 14;
/// Characters that a column is not wider for.
const TEXT_MAX: usize = 90;
/// Words of more characters may be broken anywhere.
const LONG_WORD: usize = 18;
/// What a column has beside its characters, in characters.
const PADDING: usize = 2;

/// Characters of a table's line on an upright page.
const LINE_UPRIGHT: usize = 118;

/// The columns' parts of a line that holds so many characters; they add up to 1. Each column is as wide as its longest
/// word, and the rest is shared by how much stands in a column beyond that. Where the words alone are too wide, each
/// column gives way by the same part.
pub(super) fn shares(table: &TableBlock, line: usize) -> Vec<f32> {
    let needs: Vec<Need> = (0..table.columns.len()).map(|column| need(table, column)).collect();
    let least: usize = needs.iter().map(|need| need.least).sum();
    let more: usize = needs.iter().map(|need| need.more).sum();
    let spare = line.saturating_sub(least) as f32;
    let wide = |need: &Need| {
        let part = if more > 0 { need.more as f32 / more as f32 } else { 1.0 / needs.len() as f32 };
        need.least as f32 + part * spare
    };
    let widths: Vec<f32> = needs.iter().map(wide).collect();
    let sum: f32 = widths.iter().sum();
    widths.into_iter().map(|width| width / sum).collect()
}

/// Whether a table needs a page on its side: an upright one has no room for its longest words.
pub(super) fn is_broad(table: &TableBlock) -> bool {
    let needs = (0..table.columns.len()).map(|column| need(table, column));
    needs.map(|need| need.least).sum::<usize>() > LINE_UPRIGHT
}

/// What a column needs at least, and what it would like to have more, in characters.
struct Need {
    least: usize,
    more: usize,
}

fn need(table: &TableBlock, column: usize) -> Need {
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let texts = cells.map(|cell| cell.spans.iter().map(Span::plain).collect::<String>());
    let head = table.columns.get(column).map(|column| column.title.clone());
    let (mut word, mut text) = (1, 1);
    for words in head.into_iter().chain(texts) {
        let longest = words.split(' ').map(longest_part).max();
        word = word.max(longest.unwrap_or(0)).min(WORD_MAX);
        text = text.max(words.chars().count()).min(TEXT_MAX);
    }
    Need { least: word + PADDING, more: text.saturating_sub(word) }
}

/// Whether a text holds a word that no column is made wide for.
pub(super) fn has_long_word(text: &str) -> bool {
    text.split(' ').any(|word| longest_part(word) > LONG_WORD)
}

/// Characters of a word that are not broken; hyphens break names, but no dates.
fn longest_part(word: &str) -> usize {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let parts = word.split(|c| !is_number && matches!(c, '-' | '/'));
    parts.map(|part| part.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::block::{Cell, Column};

    fn table(columns: usize, text: &str) -> TableBlock {
        TableBlock {
            number: 1,
            anchor: "t".to_owned(),
            caption: "t".to_owned(),
            notes: Vec::new(),
            columns: (0..columns).map(|_| Column::words("Head")).collect(),
            rows: vec![(0..columns).map(|i| Cell::text(text.repeat(i + 1))).collect()],
        }
    }

    #[test]
    fn columns_fill_the_line_and_none_vanishes() {
        for columns in 1..40 {
            for text in ["", "a", "some words ", "averyveryverylongword"] {
                let shares = shares(&table(columns, text), 110);
                assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{columns} {text}");
                assert!(shares.iter().all(|share| *share > 0.009), "{columns} {text}: {shares:?}");
            }
        }
    }

    #[test]
    fn a_column_of_sentences_is_wider_than_one_of_words() {
        let mut table = table(2, "word");
        table.rows[0][1] = Cell::text("a long sentence about what this one means");
        let shares = shares(&table, 110);
        assert!(shares[1] > 2.0 * shares[0], "{shares:?}");
    }
}
