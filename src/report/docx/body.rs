//! The text of a Word document.

use std::collections::BTreeMap;

use super::table::TEXT_WIDTH;
use crate::{
    drawing::{Drawing, svg::escaped},
    report::{
        Surroundings,
        block::{Block, FigureBlock, Span, TableBlock, Tone},
        figures, page,
    },
};

/// Names of XML vocabularies that the text makes use of.
const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
/// A4 upright with its margins, and the line at its foot.
const SECTION: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"part4\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1247\" w:left=\"1134\" \
    w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>";
/// Of a point's twentieth, in the units of pictures.
const TWIP: f32 = 635.0;
/// Highest picture, in twentieths of a point.
const HEIGHT_MAX: f32 = 12_000.0;
/// A unit of a drawing, 1/96 inch, in twentieths of a point.
const UNIT: f32 = 15.0;
/// Pixels across a picture that fills the line: about 300 an inch.
const PIXELS: f32 = 2000.0;
/// Word knows a bookmark by so many characters.
const BOOKMARK_MAX: usize = 40;

/// The text on its way, with what it makes use of.
pub(super) struct Body<'a> {
    pub(super) xml: String,
    /// Pictures in their order.
    pub(super) pictures: Vec<Vec<u8>>,
    /// Web addresses in their order.
    pub(super) addresses: Vec<String>,
    /// By anchor.
    bookmarks: BTreeMap<&'a str, Bookmark>,
    surroundings: &'a dyn Surroundings,
}

/// A place that references lead to.
#[derive(Clone)]
struct Bookmark {
    id: usize,
    name: String,
}

/// The relation to a picture by its place.
pub(super) fn picture_id(place: usize) -> String {
    format!("picture{}", place + 1)
}

/// The relation to a web address by its place.
pub(super) fn address_id(place: usize) -> String {
    format!("address{}", place + 1)
}

/// The whole text.
pub(super) fn write<'a>(blocks: &'a [Block], surroundings: &'a dyn Surroundings) -> Body<'a> {
    let mut body = Body {
        xml: format!("{}<w:document {NAMES}><w:body>\n", super::package::HEAD),
        pictures: Vec::new(),
        addresses: Vec::new(),
        bookmarks: bookmarks(blocks),
        surroundings,
    };
    let mut has_contents = false;
    for block in blocks {
        // After the title block, before the first section.
        if !has_contents && matches!(block, Block::Heading { level: 2, .. }) {
            body.contents(blocks);
            has_contents = true;
        }
        body.block(block);
    }
    body.xml.push_str(SECTION);
    body.xml.push_str("</w:body></w:document>\n");
    body
}

/// A paragraph in a style.
pub(super) fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>\n")
}

/// A name for each anchor as Word allows them: letters, digits and `_`, not too long, and unlike any other.
fn bookmarks(blocks: &[Block]) -> BTreeMap<&str, Bookmark> {
    let anchors = blocks.iter().filter_map(|block| match block {
        Block::Heading { anchor, .. } => Some(anchor),
        Block::Table(table) => Some(&table.anchor),
        Block::Figure(figure) => Some(&figure.anchor),
        _ => None,
    });
    let named = anchors.enumerate().map(|(i, anchor)| {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let words: String = anchor.chars().map(plain).collect();
        let name: String = format!("r{}_{words}", i + 1).chars().take(BOOKMARK_MAX).collect();
        (anchor.as_str(), Bookmark { id: i + 1, name })
    });
    named.collect()
}

/// Text in a style of characters; none for that of the paragraph.
pub(super) fn plain(text: &str, style: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>")
    };
    let words = escaped(&text.replace(['\t', '\n', '\r'], " "));
    format!("<w:r>{style}<w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

/// A caption after its number.
fn caption(text: &str) -> String {
    plain("  ", "") + &plain(text, "")
}

/// The number of a table or figure, which Word counts itself when something is put in between.
fn number(sort: &str, number: usize) -> String {
    let shown = plain(&number.to_string(), "Strong");
    plain(&format!("{sort}\u{a0}"), "Strong") + &field(&format!("SEQ {sort} \\* ARABIC"), &shown)
}

/// A field of Word with what it shows until it is brought up to date.
fn field(instruction: &str, shown: &str) -> String {
    let mark = |sort: &str| format!("<w:r><w:fldChar w:fldCharType=\"{sort}\"/></w:r>");
    format!(
        "{}<w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>{}{shown}{}",
        mark("begin"),
        mark("separate"),
        mark("end"),
    )
}

impl Body<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, anchor } => {
                let text = plain(text, "");
                let marked = self.marked(anchor, &text);
                self.paragraph(heading_style(*level), &marked);
            }
            Block::Paragraph(spans) => {
                let runs = self.runs(spans);
                self.paragraph("Normal", &runs);
            }
            Block::List(items) => {
                for item in items {
                    let runs = self.runs(item);
                    self.paragraph("ListBullet", &runs);
                }
            }
            Block::Fields(fields) => self.fields(fields),
            Block::Table(table) => self.captioned_table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Callout { tone, spans } => {
                let style = match tone {
                    Tone::Note => "Callout",
                    Tone::Warning => "CalloutWarning",
                };
                let runs = self.runs(spans);
                self.paragraph(style, &runs);
            }
        }
    }

    fn captioned_table(&mut self, table: &TableBlock) {
        let label = number("Table", table.number);
        let caption = self.marked(&table.anchor, &label) + &caption(&table.caption);
        self.paragraph("TableCaption", &caption);
        self.table(table);
    }

    fn figure(&mut self, figure: &FigureBlock) {
        let alt = page::alt(figure);
        let picture = self.picture(&figure.drawing, &alt, figure.number);
        // Where it cannot be drawn, what it shows is told.
        let shown = picture.unwrap_or_else(|| plain(&alt, "NotProvided"));
        self.paragraph("Figure", &shown);
        let label = number("Figure", figure.number);
        let caption = self.marked(&figure.anchor, &label) + &caption(&figure.caption);
        self.paragraph("Caption", &caption);
    }

    fn picture(&mut self, drawing: &Drawing, alt: &str, number: usize) -> Option<String> {
        let (across, down) = (drawing.frame.width() * UNIT, drawing.frame.height() * UNIT);
        if !(across > 0.0 && down > 0.0) {
            return None;
        }
        let fits = (TEXT_WIDTH as f32 / across).min(HEIGHT_MAX / down).min(1.4);
        let scale = PIXELS * (across * fits / TEXT_WIDTH as f32) / drawing.frame.width();
        let png = self.surroundings.raster(&figures::cleaned(drawing), scale)?;
        let id = picture_id(self.pictures.len());
        self.pictures.push(png);
        let (cx, cy) = ((across * fits * TWIP) as u32, (down * fits * TWIP) as u32);
        let about = escaped(&figures::cleaned(drawing).description);
        let about = if about.is_empty() { escaped(alt) } else { about.replace('\n', "&#10;") };
        Some(format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
             <wp:docPr id=\"{number}\" name=\"Figure {number}\" descr=\"{about}\"/>\
             <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
             <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"figure{number}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"{id}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r>"
        ))
    }

    /// A table of contents, filled in; Word adds the pages when it is told to bring it up to date.
    fn contents(&mut self, blocks: &[Block]) {
        let entries: Vec<(u8, String)> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level: level @ 2..=3, text, anchor } => {
                    Some((*level, self.entry(text, anchor)))
                }
                _ => None,
            })
            .collect();
        let heading = paragraph("TOCHeading", &plain("Contents", ""));
        self.xml.push_str(
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/><w:docPartUnique/>\
             </w:docPartObj></w:sdtPr><w:sdtContent>",
        );
        self.xml += &heading;
        let last = entries.len().saturating_sub(1);
        for (i, (level, entry)) in entries.iter().enumerate() {
            let begin = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \
                TOC \\o \"1-2\" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";
            let end = "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
            let begin = if i == 0 { begin } else { "" };
            let end = if i == last { end } else { "" };
            let style = if *level == 2 { "TOC1" } else { "TOC2" };
            self.xml += &paragraph(style, &format!("{begin}{entry}{end}"));
        }
        self.xml.push_str("</w:sdtContent></w:sdt>\n");
    }

    fn entry(&self, text: &str, anchor: &str) -> String {
        let text = plain(text, "");
        match self.bookmarks.get(anchor) {
            Some(mark) => {
                format!(
                    "<w:hyperlink w:anchor=\"{}\" w:history=\"1\">{text}</w:hyperlink>",
                    mark.name
                )
            }
            None => text,
        }
    }

    fn paragraph(&mut self, style: &str, runs: &str) {
        self.xml += &paragraph(style, runs);
    }

    fn marked(&self, anchor: &str, runs: &str) -> String {
        let Some(Bookmark { id, name }) = self.bookmarks.get(anchor) else {
            return runs.to_owned();
        };
        format!(
            "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>{runs}<w:bookmarkEnd w:id=\"{id}\"/>"
        )
    }

    /// Running text.
    pub(super) fn runs(&mut self, spans: &[Span]) -> String {
        let mut xml = String::new();
        for span in spans {
            xml += &self.run(span);
        }
        xml
    }

    fn run(&mut self, span: &Span) -> String {
        match span {
            Span::Text(text) => plain(text, ""),
            Span::Strong(text) => plain(text, "Strong"),
            Span::Emphasis(text) => plain(text, "Emphasis"),
            Span::Code(text) => plain(text, "Code"),
            Span::Address { text, url } => match page::web_address(url) {
                Some(url) => self.outward(text, url),
                None => plain(text, ""),
            },
            Span::Reference { text, anchor } => self.reference(text, anchor),
        }
    }

    fn outward(&mut self, text: &str, url: String) -> String {
        let known = self.addresses.iter().position(|known| *known == url);
        let place = known.unwrap_or(self.addresses.len());
        if known.is_none() {
            self.addresses.push(url);
        }
        let (id, text) = (address_id(place), plain(text, "Hyperlink"));
        format!("<w:hyperlink r:id=\"{id}\" w:history=\"1\">{text}</w:hyperlink>")
    }

    /// A reference to a table or figure shows its number, even after Word has counted again.
    fn reference(&self, text: &str, anchor: &str) -> String {
        let shown = plain(text, "Hyperlink");
        let Some(Bookmark { name, .. }) = self.bookmarks.get(anchor) else { return shown };
        let is_counted = ["Table\u{a0}", "Figure\u{a0}"].iter().any(|head| text.starts_with(head));
        let shown = if is_counted { field(&format!("REF {name} \\h"), &shown) } else { shown };
        format!("<w:hyperlink w:anchor=\"{name}\" w:history=\"1\">{shown}</w:hyperlink>")
    }
}

fn heading_style(level: u8) -> &'static str {
    match level {
        0 | 1 => "Title",
        2 => "Heading1",
        3 => "Heading2",
        4 => "Heading3",
        _ => "Heading4",
    }
}
