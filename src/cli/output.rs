//! Writing results to standard output.

use std::{
    borrow::Cow,
    io::{ErrorKind, Write},
};

use super::CommandError;

/// Where results go.
pub(super) struct Output<'a> {
    writer: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    /// Results go to this writer.
    pub(super) fn new(writer: &'a mut dyn Write) -> Self {
        Self { writer }
    }

    /// Writes text. A reader that has gone away, such as `head`, is no error.
    pub(super) fn write(&mut self, text: &str) -> Result<(), CommandError> {
        let written = self.writer.write_all(text.as_bytes()).and_then(|()| self.writer.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(CommandError::Other(format!("cannot write the result: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes text for people, in which nothing commands the terminal.
    pub(super) fn tell(&mut self, text: &str) -> Result<(), CommandError> {
        self.write(&plain(text))
    }

    /// Writes a value as indented JSON with a newline at the end.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> Result<(), CommandError> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| CommandError::Other(format!("cannot write JSON: {error}")))?;
        self.write(&format!("{text}\n"))
    }
}

/// A text without what would command the terminal that shows it: names in files may come from anybody. Never for data.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let is_command = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(is_command) {
        return Cow::Borrowed(text);
    }
    // A line end of another system is one still.
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|c| if is_command(c) { '\u{fffd}' } else { c }).collect())
}

/// Lines of cells as a table: columns as wide as their widest cell, the first flush left, the others flush right.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(i, (cell, width))| {
            let gap = " ".repeat(width - cell.chars().count());
            if i == 0 { format!("{cell}{gap}") } else { format!("{gap}{cell}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{plain, table};

    #[test]
    fn nothing_commands_the_terminal() {
        assert_eq!(
            plain("a\u{1b}]0;x\u{7}b\u{9b}\tc\r\n\r"),
            "a\u{fffd}]0;x\u{fffd}b\u{fffd}\tc\n\u{fffd}"
        );
        assert_eq!(plain("日本\té\n"), "日本\té\n");
    }

    #[test]
    fn columns_line_up() {
        let rows = [["a", "1"], ["long", "22"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(table(&rows), "a      1\nlong  22\n");
    }
}
