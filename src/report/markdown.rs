//! Reports as GitHub-flavored Markdown in one file: pictures are embedded as data.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{ReportError, Surroundings, block::Block, figures, page::Page, template};
use crate::drawing::Drawing;

/// The template that lays it out.
const TEMPLATE: &str = "report.md.j2";

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<String, ReportError> {
    let page = Page::of(blocks, surroundings, &mut data_uri);
    template::render(TEMPLATE, &page, surroundings)
}

fn data_uri(drawing: &Drawing) -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(figures::standalone_svg(drawing)))
}

/// Text that reads as itself anywhere in Markdown: in a paragraph, a heading, a table cell or the text of a link.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let start = line.len() - line.trim_start().len();
    for (i, c) in line.char_indices() {
        let opens = i == start && matches!(c, '+' | '-' | '=');
        let ends_word = line[i + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        let counts = matches!(c, '.' | ')') && ends_word && is_list_number(&line[start..i]);
        if is_special(c) || opens || counts || ends_in(&line, i, c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Characters that mean something wherever they stand.
fn is_special(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '$')
}

/// A mark of exclamation at the end would make a picture of a link that follows.
fn ends_in(line: &str, at: usize, c: char) -> bool {
    c == '!' && at + 1 == line.len()
}

/// Digits at the start of a line make a list of what follows a full stop.
fn is_list_number(head: &str) -> bool {
    !head.is_empty() && head.len() <= 9 && head.bytes().all(|b| b.is_ascii_digit())
}

/// Code between as many backticks as it takes, fit for a table cell.
pub(super) fn code(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let body = line.replace('|', "\\|");
    if body.starts_with('`') || body.ends_with('`') {
        format!("{fence} {body} {fence}")
    } else {
        format!("{fence}{body}{fence}")
    }
}

/// Lines of code as far in as a margin, between more backticks than they hold.
pub(super) fn code_block(text: &str, margin: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let lines = std::iter::once(&*fence).chain(text.split('\n')).chain([&*fence]);
    let lines = lines.map(|line| format!("{margin}{line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_open_markup() {
        for (text, wanted) in [
            ("<script>", "\\<script\\>"),
            ("a|b", "a\\|b"),
            ("`x`", "\\`x\\`"),
            ("- item", "\\- item"),
            ("12. item", "12\\. item"),
            ("1.2 of it", "1.2 of it"),
            ("two\nlines", "two lines"),
            ("[a](b)!", "\\[a\\](b)\\!"),
            ("&lt;", "\\&lt;"),
            ("# head", "\\# head"),
            ("état 🙂", "état 🙂"),
        ] {
            assert_eq!(escaped(text), wanted);
        }
    }

    #[test]
    fn code_is_fenced_by_more_backticks_than_it_holds() {
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
