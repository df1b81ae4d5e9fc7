//! The authors' own Markdown as blocks: what means nothing here, such as HTML or links that lead off the web, stays text.

use std::collections::BTreeMap;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Block, Cell, Column, Section, Span, Tone, heading, noted_table, paragraph, wording};
use crate::report::{
    block::{ListBlock, ListItem, Note},
    is_web_address,
};

/// Lists and quotes that stand deeper in each other are not told apart any more.
const DEPTH_MAX: usize = 6;

/// Adds the blocks of a text; `place` names the section and where in it the text stands.
pub(super) fn write(text: &str, place: (Section, &str), out: &mut Vec<Block>) {
    if text.trim().is_empty() {
        return;
    }
    let place = format!("{}-{}", place.0.id(), place.1);
    let (levels, room) = (vec![Level::default()], 8 * text.len() + 4_096);
    let mut reader = Reader { place, levels, room, ..Reader::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(text, options) {
        reader.read(event);
    }
    reader.finish_paragraph();
    let mut blocks = reader.levels.drain(..).next().unwrap_or_default().blocks;
    for block in &mut blocks {
        block.each_run_mut(&mut |spans| reader.fill(spans));
    }
    out.append(&mut blocks);
}

/// What blocks can stand in.
#[derive(Clone, Debug, Default, PartialEq)]
enum Within {
    /// The text itself.
    #[default]
    Text,
    /// A list with the number of its first item, and its items so far.
    List(Option<u64>, Vec<ListItem>),
    Item,
    Quote,
    /// A footnote of that name.
    Note(String),
}

/// Something that is open, with the blocks in it so far.
#[derive(Debug, Default)]
struct Level {
    within: Within,
    blocks: Vec<Block>,
}

/// Takes a text event by event.
#[derive(Default)]
struct Reader {
    /// Names the text in anchors.
    place: String,
    /// What is open, the outermost first: the text itself.
    levels: Vec<Level>,
    /// The running text under way.
    spans: Vec<Span>,
    strong: usize,
    emphasis: usize,
    /// The address of the link under way.
    link: Option<String>,
    /// The code under way.
    code: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    /// Tables of lists, until the list has come to its end.
    later: Vec<Block>,
    /// Headings and tables so far.
    made: usize,
    /// The level of the first heading.
    top: Option<u8>,
    /// Footnotes by name.
    notes: BTreeMap<String, Vec<Span>>,
    /// The footnotes that were referred to, with their places in that order.
    referred: BTreeMap<String, usize>,
    /// How many bytes of footnotes may still be put in the place of their names.
    room: usize,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => {
                self.code.get_or_insert_default().push_str(&text);
            }
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text),
            Event::Code(text) => self.spans.push(Span::Code(visible(&text))),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::FootnoteReference(name) => self.refer(&name),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.to_string()),
            Tag::List(number) => self.open(Within::List(number, Vec::new())),
            Tag::Item => self.open(Within::Item),
            Tag::BlockQuote(_) => self.open(Within::Quote),
            Tag::FootnoteDefinition(name) => self.open(Within::Note(name.to_string())),
            Tag::CodeBlock(_) => {
                self.finish_paragraph();
                self.code = Some(String::new());
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
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.finish_paragraph(),
            TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.close();
            }
            TagEnd::CodeBlock => self.finish_code(),
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
        let span = match self.link.as_ref().filter(|url| is_web_address(url)) {
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

    /// A mark of a footnote; within a footnote it stays text.
    fn refer(&mut self, name: &str) {
        if self.levels.iter().any(|level| matches!(level.within, Within::Note(_))) {
            self.text(&format!("[{name}]"));
            return;
        }
        let next = self.referred.len();
        let place = *self.referred.entry(name.to_owned()).or_insert(next);
        let anchor = format!("{}-{}", self.place, place + 1);
        self.spans.push(Span::note(anchor, vec![Span::text(name)]));
    }

    /// Puts what footnotes say in the place of their names.
    fn fill(&mut self, spans: &mut [Span]) {
        for span in spans {
            let Span::Note(Note { body, .. }) = span else { continue };
            let name = body.first().map(Span::plain).unwrap_or_default();
            let found = self.notes.get(name).filter(|found| !found.is_empty());
            // A long note that is referred to again and again would come to many times the text.
            let size = |note: &[Span]| note.iter().map(|span| span.plain().len() + 64).sum();
            let room = found.and_then(|found| self.room.checked_sub(size(found)));
            match (found, room) {
                (Some(found), Some(room)) => {
                    self.room = room;
                    body.clone_from(found);
                }
                _ => *span = Span::Text(format!("[{}]", visible(name))),
            }
        }
    }

    /// Where blocks go at present.
    fn push(&mut self, block: Block) {
        if let Some(level) = self.levels.last_mut() {
            level.blocks.push(block);
        }
    }

    fn open(&mut self, within: Within) {
        self.finish_paragraph();
        self.levels.push(Level { within, blocks: Vec::new() });
    }

    /// Ends what was opened last.
    fn close(&mut self) {
        self.finish_paragraph();
        if self.levels.len() < 2 {
            return;
        }
        let Some(Level { within, blocks }) = self.levels.pop() else { return };
        match within {
            Within::Text => {}
            Within::Item => {
                let item = item(blocks);
                if let Some(Level { within: Within::List(_, items), .. }) = self.levels.last_mut() {
                    items.push(item);
                }
            }
            Within::List(start, items) => self.finish_list(ListBlock { start, items }),
            Within::Quote => blocks.into_iter().for_each(|block| self.push(block)),
            Within::Note(name) => {
                self.notes.entry(name).or_insert_with(|| running(&blocks));
            }
        }
    }

    fn finish_list(&mut self, list: ListBlock) {
        if self.levels.len() > 2 * DEPTH_MAX {
            for item in list.items {
                self.push(paragraph(item.spans));
                item.below.into_iter().for_each(|block| self.push(block));
            }
        } else if !list.items.is_empty() {
            self.push(Block::List(list));
        }
        if self.levels.len() == 1 {
            for block in std::mem::take(&mut self.later) {
                self.push(block);
            }
        }
    }

    fn finish_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let code = wording::code(code.trim_end());
        if !code.is_empty() {
            self.push(Block::Code(code));
        }
    }

    fn finish_paragraph(&mut self) {
        let spans = trimmed(std::mem::take(&mut self.spans));
        if spans.is_empty() {
            return;
        }
        let is_quote = matches!(self.levels.last(), Some(Level { within: Within::Quote, .. }))
            && self.is_outside_of_items();
        let tone = Tone::Note;
        self.push(if is_quote { Block::Callout { tone, spans } } else { paragraph(spans) });
    }

    fn is_outside_of_items(&self) -> bool {
        let is_within = |level: &Level| matches!(level.within, Within::Item | Within::Note(_));
        !self.levels.iter().any(is_within)
    }

    /// Sections have level 2, so the first heading of one's own has level 3. In a list it is a line of weight.
    fn finish_heading(&mut self, level: HeadingLevel) {
        let spans = trimmed(std::mem::take(&mut self.spans));
        let text: String = spans.iter().map(Span::plain).collect();
        if text.is_empty() {
            return;
        }
        if !self.is_outside_of_items() {
            self.push(paragraph(vec![Span::Strong(text)]));
            return;
        }
        self.made += 1;
        let top = *self.top.get_or_insert(level as u8);
        let level = (level as u8).saturating_sub(top).saturating_add(3).min(4);
        self.push(heading(level, text, format!("{}-{}", self.place, self.made)));
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
        let head = (anchor, "Added by the authors".to_owned(), Vec::new());
        let made = noted_table(head, columns, rows);
        if self.levels.len() == 1 { self.push(made) } else { self.later.push(made) }
    }
}

/// An item of a list: what stands first is its running text.
fn item(blocks: Vec<Block>) -> ListItem {
    let mut blocks = blocks.into_iter().peekable();
    let first = blocks.next_if(|block| matches!(block, Block::Paragraph(_)));
    let spans = match first {
        Some(Block::Paragraph(spans)) => spans,
        _ => Vec::new(),
    };
    ListItem { spans, below: blocks.collect() }
}

/// Blocks as one run of text, for what has no room for more.
fn running(blocks: &[Block]) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    let mut add = |spans: &[Span]| {
        if !all.is_empty() && !spans.is_empty() {
            all.push(Span::text(" "));
        }
        all.extend_from_slice(spans);
    };
    for block in blocks {
        match block {
            Block::Code(code) => add(&[Span::Code(wording::name(code))]),
            other => other.each_run(&mut add),
        }
    }
    all
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
    spans.retain(|span| !span.plain().is_empty() || matches!(span, Span::Note(_)));
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
        let Block::Heading { level: 3, text, anchor, .. } = &out[0] else {
            unreachable!("{out:?}")
        };
        assert_eq!((text.as_str(), anchor.as_str()), ("Head", "scope-before-1"));
        let Block::Paragraph(spans) = &out[1] else { unreachable!("{out:?}") };
        let kinds = [Span::text("Some "), Span::strong("strong"), Span::text(" and ")];
        assert_eq!(spans[..3], kinds);
        let address = |span: &Span| matches!(span, Span::Address { url, .. } if url == "https://example.org/a");
        assert!(spans.iter().any(address));
        let Block::List(ListBlock { start: None, items }) = &out[2] else {
            unreachable!("{out:?}")
        };
        let plain = |spans: &[Span]| spans.iter().map(Span::plain).collect::<String>();
        assert_eq!([plain(&items[0].spans), plain(&items[1].spans)], ["one", "two"]);
        let Block::List(ListBlock { start: Some(1), items }) = &items[1].below[0] else {
            unreachable!("{items:?}")
        };
        assert_eq!(plain(&items[0].spans), "inner");
        let Block::Table(table) = &out[3] else { unreachable!("{out:?}") };
        assert!(table.columns[1].is_numeric && table.rows.iter().all(|row| row.len() == 2));
        assert!(matches!(&out[4], Block::Callout { .. }));
    }

    fn note_of(spans: &[Span]) -> &Note {
        let found = spans.iter().find_map(|span| match span {
            Span::Note(note) => Some(note),
            _ => None,
        });
        found.expect("a footnote")
    }

    #[test]
    fn a_long_footnote_that_is_referred_to_again_and_again_stays_in_bounds() {
        let text = "[^n]".repeat(2_000) + "\n\n[^n]: " + &"word ".repeat(2_000);
        let size: usize = blocks(&text).iter().map(|block| format!("{block:?}").len()).sum();
        assert!(size < 60 * text.len(), "{size} bytes of {}", text.len());
    }

    #[test]
    fn footnotes_come_where_they_are_referred_to() {
        let out = blocks(
            "One[^a], two[^b] and none[^c].\n\n[^b]: Said of *two*.\n\n    More.\n[^a]: Of one[^b].",
        );
        let Block::Paragraph(spans) = &out[0] else { unreachable!("{out:?}") };
        assert_eq!(out.len(), 1, "{out:?}");
        let notes: Vec<&Note> = spans
            .iter()
            .filter_map(|span| match span {
                Span::Note(note) => Some(note),
                _ => None,
            })
            .collect();
        let words = |note: &Note| note.body.iter().map(Span::plain).collect::<String>();
        assert_eq!(
            notes.iter().map(|note| words(note)).collect::<Vec<_>>(),
            ["Of one[b].", "Said of two. More."]
        );
        let text: String = spans.iter().map(Span::plain).collect();
        assert_eq!(text, "One, two and none[^c].");
        assert_ne!(note_of(&spans[..2]).anchor, note_of(&spans[3..]).anchor);
    }

    #[test]
    fn code_keeps_its_lines_and_counted_lists_their_numbers() {
        let out = blocks(
            "7. seven\n\n   below\n\n   ```py\n   if x:\n   \tpass\n\n   end\n   ```\n8. eight\n\n    a  b\n\n```\n\u{202e}</x>\n```",
        );
        let Block::List(ListBlock { start: Some(7), items }) = &out[0] else {
            unreachable!("{out:?}")
        };
        assert_eq!(items.len(), 2);
        let [Block::Paragraph(_), Block::Code(code)] = &*items[0].below else {
            unreachable!("{items:?}")
        };
        assert_eq!(code, "if x:\n    pass\n\nend");
        assert!(matches!(&out[1], Block::Code(code) if code == "</x>"), "{out:?}");
    }

    #[test]
    fn no_level_of_headings_is_left_out() {
        let level = |block: &Block| match block {
            Block::Heading { level, .. } => *level,
            _ => 0,
        };
        let out = blocks("### One\n\n#### Below\n\n###### Deep\n\n# Two");
        assert_eq!(out.iter().map(level).collect::<Vec<_>>(), [3, 4, 4, 3]);
    }

    #[test]
    fn what_stands_too_deep_is_not_lost() {
        let deep: Vec<String> = (0..40).map(|i| format!("{}- level {i}", "  ".repeat(i))).collect();
        let mut seen = Vec::new();
        for block in blocks(&deep.join("\n")) {
            block.each_run(&mut |spans| {
                seen.push(spans.iter().map(Span::plain).collect::<String>());
            });
        }
        assert_eq!(seen.len(), 40, "{seen:?}");
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
