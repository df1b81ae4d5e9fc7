//! The authors' own Markdown as blocks: what means nothing here, such as HTML or links that lead off the web, stays text.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Block, Cell, Column, Section, Span, Tone, heading, paragraph, table, wording};

/// Adds the blocks of a text; `place` names the section and where in it the text stands.
pub(super) fn write(text: &str, place: (Section, &str), out: &mut Vec<Block>) {
    if text.trim().is_empty() {
        return;
    }
    let mut reader = Reader { place: format!("{}-{}", place.0.id(), place.1), ..Reader::default() };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        reader.read(event);
    }
    reader.finish_paragraph();
    out.append(&mut reader.out);
}

/// Takes a text event by event.
#[derive(Default)]
struct Reader {
    out: Vec<Block>,
    /// Names the text in anchors.
    place: String,
    /// The running text under way.
    spans: Vec<Span>,
    strong: usize,
    emphasis: usize,
    /// The address of the link under way.
    link: Option<String>,
    /// The lists under way, the outermost first, with the number of the next item where they count.
    lists: Vec<Option<u64>>,
    items: Vec<Vec<Span>>,
    is_quote: bool,
    is_code: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    /// Headings and tables so far.
    made: usize,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.code_lines(&text),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text),
            Event::Code(text) => self.spans.push(Span::Code(visible(&text))),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::FootnoteReference(name) => self.text(&name),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.to_string()),
            Tag::List(number) => {
                self.finish_item();
                if self.lists.is_empty() {
                    self.finish_paragraph();
                }
                self.lists.push(number);
            }
            Tag::Item => self.open_item(),
            Tag::BlockQuote(_) => {
                self.finish_paragraph();
                self.is_quote = true;
            }
            Tag::CodeBlock(_) => {
                self.finish_paragraph();
                self.is_code = true;
            }
            Tag::Table(alignments) => {
                self.finish_paragraph();
                let column = |alignment: &Alignment| Column {
                    title: String::new(),
                    is_numeric: *alignment == Alignment::Right,
                };
                self.columns = alignments.iter().map(column).collect();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Link => self.link = None,
            TagEnd::Heading(level) => self.finish_heading(level),
            TagEnd::Paragraph | TagEnd::HtmlBlock if self.lists.is_empty() => {
                self.finish_paragraph();
            }
            TagEnd::Paragraph => self.text(" "),
            TagEnd::Item => self.finish_item(),
            TagEnd::List(_) => self.finish_list(),
            TagEnd::BlockQuote(_) => {
                self.finish_paragraph();
                self.is_quote = false;
            }
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::TableCell => self.row.push(Cell::of(trimmed(std::mem::take(&mut self.spans)))),
            TagEnd::TableHead => {
                for (column, cell) in self.columns.iter_mut().zip(self.row.drain(..)) {
                    column.title = cell.spans.iter().map(Span::plain).collect();
                }
            }
            TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => self.finish_table(),
            _ => {}
        }
    }

    /// A piece of running text in the style under way.
    fn text(&mut self, text: &str) {
        let text = visible(text);
        let is_web = |url: &&String| {
            let lower = url.to_ascii_lowercase();
            lower.starts_with("https://") || lower.starts_with("http://")
        };
        let span = match self.link.as_ref().filter(is_web) {
            Some(url) => Span::Address { text, url: url.clone() },
            None if self.strong > 0 => Span::Strong(text),
            None if self.emphasis > 0 => Span::Emphasis(text),
            None => {
                if let Some(Span::Text(before)) = self.spans.last_mut() {
                    before.push_str(&text);
                    return;
                }
                Span::Text(text)
            }
        };
        self.spans.push(span);
    }

    /// Code keeps its lines.
    fn code_lines(&mut self, text: &str) {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let lines = lines.map(|line| vec![Span::Code(visible(line))]);
        if self.lists.is_empty() {
            self.out.extend(lines.map(paragraph));
        } else {
            self.spans.extend(lines.flatten());
        }
    }

    fn finish_paragraph(&mut self) {
        let spans = trimmed(std::mem::take(&mut self.spans));
        if spans.is_empty() {
            return;
        }
        self.out.push(if self.is_quote {
            Block::Callout { tone: Tone::Note, spans }
        } else {
            paragraph(spans)
        });
    }

    /// Sections have level 2, so the highest heading of one's own has level 3.
    fn finish_heading(&mut self, level: HeadingLevel) {
        let spans = trimmed(std::mem::take(&mut self.spans));
        let text: String = spans.iter().map(Span::plain).collect();
        if !text.is_empty() {
            self.made += 1;
            let level = (level as u8).saturating_add(2).min(4);
            self.out.push(heading(level, text, format!("{}-{}", self.place, self.made)));
        }
    }

    fn open_item(&mut self) {
        // Deeper items stand in the same list, told by their dashes.
        let depth = self.lists.len().saturating_sub(1);
        let mut lead = "– ".repeat(depth);
        if let Some(Some(number)) = self.lists.last_mut() {
            lead += &number.to_string();
            lead += ". ";
            *number += 1;
        }
        if !lead.is_empty() {
            self.spans.push(Span::Text(lead));
        }
    }

    fn finish_item(&mut self) {
        if self.lists.is_empty() {
            return;
        }
        let spans = trimmed(std::mem::take(&mut self.spans));
        if !spans.is_empty() {
            self.items.push(spans);
        }
    }

    fn finish_list(&mut self) {
        self.finish_item();
        self.lists.pop();
        if self.lists.is_empty() && !self.items.is_empty() {
            self.out.push(Block::List(std::mem::take(&mut self.items)));
        }
    }

    fn finish_table(&mut self) {
        self.made += 1;
        let anchor = format!("table-{}-{}", self.place, self.made);
        let width = self.columns.len();
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.resize(width, Cell::default());
        }
        let columns = std::mem::take(&mut self.columns);
        self.out.push(table(anchor, "Added by the authors", columns, rows));
    }
}

/// A text as reports print it, with the space at its ends that parts it from what stands beside it.
fn visible(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let inner = wording::name(text);
    let (first, last) =
        (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    if inner.is_empty() {
        return space(first).to_owned();
    }
    format!("{}{inner}{}", space(first), space(last))
}

/// Running text without space at its ends; nothing where it is space alone.
fn trimmed(mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(Span::Text(first)) = spans.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Span::Text(last)) = spans.last_mut() {
        *last = last.trim_end().to_owned();
    }
    spans.retain(|span| !span.plain().is_empty());
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        let mut out = Vec::new();
        write(text, (Section::Scope, "before"), &mut out);
        out
    }

    #[test]
    fn paragraphs_headings_lists_and_tables_become_blocks() {
        let out = blocks(
            "# Head\n\nSome **strong** and *soft* `code` [link](https://example.org/a).\n\n- one\n- two\n  1. inner\n\n\
             | A | B |\n|---|--:|\n| x | 1 |\n| y |\n\n> quoted",
        );
        let Block::Heading { level: 3, text, anchor } = &out[0] else { unreachable!("{out:?}") };
        assert_eq!((text.as_str(), anchor.as_str()), ("Head", "scope-before-1"));
        let Block::Paragraph(spans) = &out[1] else { unreachable!("{out:?}") };
        let kinds = [Span::text("Some "), Span::strong("strong"), Span::text(" and ")];
        assert_eq!(spans[..3], kinds);
        let address = |span: &Span| matches!(span, Span::Address { url, .. } if url == "https://example.org/a");
        assert!(spans.iter().any(address));
        let Block::List(items) = &out[2] else { unreachable!("{out:?}") };
        let plain: Vec<String> =
            items.iter().map(|item| item.iter().map(Span::plain).collect()).collect();
        assert_eq!(plain, ["one", "two", "– 1. inner"]);
        let Block::Table(table) = &out[3] else { unreachable!("{out:?}") };
        assert!(table.columns[1].is_numeric && table.rows.iter().all(|row| row.len() == 2));
        assert!(matches!(&out[4], Block::Callout { .. }));
    }

    #[test]
    fn html_and_other_addresses_stay_text() {
        let out =
            blocks("<b>x</b> <script>alert(1)</script> [y](javascript:z) ![pic](data:image/png,z)");
        let Block::Paragraph(spans) = &out[0] else { unreachable!("{out:?}") };
        assert!(spans.iter().all(|span| matches!(span, Span::Text(_))), "{spans:?}");
        let text: String = spans.iter().map(Span::plain).collect();
        assert_eq!(text, "<b>x</b> <script>alert(1)</script> y pic");
        assert!(blocks(" \n\n ").is_empty());
    }
}
