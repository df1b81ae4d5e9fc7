//! Cells of a spreadsheet as text on the clipboard: tab-separated values, as office programs write and read them.

/// The cells of a text, row by row. A cell in quotation marks may hold tabs and line breaks, and doubled marks. A last
/// line break ends the last row and begins no other.
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quote = Quote::None;
    let mut letters = text.strip_suffix('\n').unwrap_or(text).chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut();
        let Some(cell) = row.and_then(|row| row.last_mut()) else { continue };
        match (letter, quote) {
            ('"', Quote::None) if cell.is_empty() => quote = Quote::Open,
            ('"', Quote::Open) if letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            ('"', Quote::Open) => quote = Quote::Closed,
            (_, Quote::Open) => cell.push(letter),
            ('\t', _) => {
                quote = Quote::None;
                rows.last_mut().into_iter().for_each(|row| row.push(String::new()));
            }
            ('\n', _) => {
                quote = Quote::None;
                rows.push(vec![String::new()]);
            }
            ('\r', _) => {}
            _ => cell.push(letter),
        }
    }
    rows
}

/// Cells as a text that [`cells`] and office programs read.
pub fn text(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

/// Where in a quoted cell the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Open,
    Closed,
}

fn quoted(cell: &str) -> String {
    if cell.contains(['\t', '\n', '\r', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_office_programs_put_on_the_clipboard_is_read() {
        assert_eq!(cells("1 %\t2 %\r\n\t3 %\r\n"), [["1 %", "2 %"], ["", "3 %"]]);
        assert_eq!(cells("a\n\nb"), [["a"], [""], ["b"]]);
        assert_eq!(cells("\"two\nlines\t\"\"so\"\"\"\tx"), [["two\nlines\t\"so\"", "x"]]);
        assert_eq!(cells("5\" disk"), [["5\" disk"]]);
        assert_eq!(cells(""), [[""]]);
    }

    proptest! {
        #[test]
        fn cells_read_back(rows in prop::collection::vec(prop::collection::vec("[ -~\t\n]{0,6}", 1..4), 1..5)) {
            prop_assert_eq!(cells(&text(&rows)), rows);
        }
    }
}
