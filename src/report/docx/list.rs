//! Lists of a Word document, and code: real levels and numbers, so that Word goes on counting.

use super::body::{Body, plain};
use crate::report::block::{Block, ListBlock, ListItem};

/// Deepest level that numbering knows.
const LEVEL_MAX: usize = 7;
/// Of a level's text from that of the one above, in twentieths of a point.
pub(super) const INDENT: usize = 340;
/// The numbering of lists without numbers.
const BULLETS: usize = 1;
/// The numberings of counting lists begin here.
const COUNTS: usize = 100;
/// What a counting list goes by.
const COUNT: usize = 2;

impl Body<'_> {
    /// A list at a level, 0 for one that stands in no other.
    pub(super) fn list(&mut self, list: &ListBlock, level: usize) {
        let level = level.min(LEVEL_MAX);
        let numbering = match list.start {
            Some(start) => {
                self.counts.push((level, start));
                COUNTS + self.counts.len()
            }
            None => BULLETS,
        };
        for item in &list.items {
            self.item(item, level, numbering);
        }
    }

    fn item(&mut self, item: &ListItem, level: usize, numbering: usize) {
        let runs = self.runs(&item.spans);
        let marks = format!(
            "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{numbering}\"/></w:numPr>"
        );
        self.indented("ListBullet", &marks, &runs);
        for block in &item.below {
            match block {
                Block::List(list) => self.list(list, level + 1),
                Block::Code(text) => self.code(text, level + 1),
                other => other.each_run(&mut |spans| {
                    let runs = self.runs(spans);
                    self.indented("ListText", &left(level + 1), &runs);
                }),
            }
        }
    }

    /// Lines of code, below the text of so many levels.
    pub(super) fn code(&mut self, text: &str, level: usize) {
        let lines: Vec<String> = text.split('\n').map(|line| plain(line, "")).collect();
        let place = if level > 0 { left(level) } else { String::new() };
        self.indented("CodeBlock", &place, &lines.join("<w:r><w:br/></w:r>"));
    }

    fn indented(&mut self, style: &str, place: &str, runs: &str) {
        self.put(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{place}</w:pPr>{runs}</w:p>\n"
        ));
    }
}

fn left(level: usize) -> String {
    format!("<w:ind w:left=\"{}\"/>", level * INDENT)
}

/// The numberings with one for each list that counts, so that each begins anew.
pub(super) fn numberings(known: &str, counts: &[(usize, u64)]) -> String {
    let one = |(i, (level, start)): (usize, &(usize, u64))| {
        let id = COUNTS + i + 1;
        format!(
            "<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{COUNT}\"/><w:lvlOverride w:ilvl=\"{level}\">\
             <w:startOverride w:val=\"{start}\"/></w:lvlOverride></w:num>\n"
        )
    };
    let own: String = counts.iter().enumerate().map(one).collect();
    known.replacen("</w:numbering>", &format!("{own}</w:numbering>"), 1)
}
