//! The text of a Word document.

use std::collections::BTreeMap;

use super::sheet::Sheet;
use crate::{
    drawing::{Drawing, svg::escaped},
    report::{
        Surroundings,
        block::{Block, FigureBlock, Label, Span, TableBlock, Tone},
        figures, page,
        style::Style,
        widths,
    },
};

/// Names of XML vocabularies that the text makes use of.
pub(super) const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";
/// Of a point's twentieth, in the units of pictures.
const TWIP: f32 = 635.0;
/// What stands beside a picture on its page, in twentieths of a point: a caption.
const CAPTION_HEIGHT: f32 = 2400.0;
/// A millimeter in the units of pictures.
const MILLIMETER: f32 = 36_000.0;
/// A unit of a drawing, 1/96 inch, in twentieths of a point.
const UNIT: f32 = 15.0;
/// Pixels across a picture that fills the line: about 300 an inch.
const PIXELS: f32 = 2000.0;
/// The number of the logo among pictures, far from those of figures.
const LOGO_ID: usize = 100_000;
/// Word knows a bookmark by so many characters.
const BOOKMARK_MAX: usize = 40;

/// The text on its way, with what it makes use of.
pub(super) struct Body<'a> {
    pub(super) xml: String,
    /// Pictures in their order.
    pub(super) pictures: Vec<Vec<u8>>,
    /// Web addresses in their order.
    pub(super) addresses: Vec<String>,
    /// What footnotes say, by number.
    pub(super) notes: BTreeMap<usize, String>,
    /// Levels and first numbers of the lists that count, in their order.
    pub(super) counts: Vec<(usize, u64)>,
    /// The page at hand.
    pub(super) sheet: Sheet,
    pub(super) style: Style,
    /// By anchor.
    bookmarks: BTreeMap<&'a str, Bookmark>,
    surroundings: &'a dyn Surroundings,
}

/// A place that references lead to.
#[derive(Clone)]
struct Bookmark {
    id: usize,
    name: String,
    /// Whether it marks a number that Word counts.
    is_counted: bool,
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
    let style = surroundings.style().into_owned();
    let mut body = Body {
        xml: format!("{}<w:document {NAMES}><w:body>\n", super::package::HEAD),
        pictures: Vec::new(),
        addresses: Vec::new(),
        notes: BTreeMap::new(),
        counts: Vec::new(),
        sheet: Sheet::upright(style.paper),
        style,
        bookmarks: bookmarks(blocks),
        surroundings,
    };
    body.logo();
    let mut has_contents = false;
    for (i, block) in blocks.iter().enumerate() {
        // After the title block, before the first section.
        if !has_contents && matches!(block, Block::Heading { level: 2, .. }) {
            body.contents(blocks);
            has_contents = true;
        }
        body.turn(is_broad(&blocks[i..]));
        body.block(block);
    }
    body.xml += &body.sheet.section();
    body.xml.push_str("</w:body></w:document>\n");
    body
}

/// Whether what comes first needs a page on its side: a broad table, or headings right above one.
fn is_broad(blocks: &[Block]) -> bool {
    let mut rest =
        blocks.iter().skip_while(|block| matches!(block, Block::Heading { level: 2.., .. }));
    matches!(rest.next(), Some(Block::Table(table)) if widths::is_broad(table))
}

/// A paragraph in a style.
pub(super) fn paragraph(style: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>\n")
}

/// A name for each anchor as Word allows them: letters, digits and `_`, not too long, and unlike any other.
fn bookmarks(blocks: &[Block]) -> BTreeMap<&str, Bookmark> {
    let anchors = blocks.iter().filter_map(|block| match block {
        Block::Heading { anchor, .. } => Some((anchor, false)),
        Block::Table(table) => Some((&table.anchor, true)),
        Block::Figure(figure) => Some((&figure.anchor, true)),
        _ => None,
    });
    let named = anchors.enumerate().map(|(i, (anchor, is_counted))| {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let words: String = anchor.chars().map(plain).collect();
        let name: String = format!("r{}_{words}", i + 1).chars().take(BOOKMARK_MAX).collect();
        (anchor.as_str(), Bookmark { id: i + 1, name, is_counted })
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

/// The number of a table or figure, which Word counts itself when something is put in between; the word is the house's.
fn number(sort: &str, word: &str, number: usize) -> String {
    let shown = plain(&number.to_string(), "Strong");
    plain(&format!("{word}\u{a0}"), "Strong") + &field(&format!("SEQ {sort} \\* ARABIC"), &shown)
}

/// The words of a heading, after its number where it has one.
fn headline(text: &str, label: Option<Label>) -> String {
    let label = label.map(|label| format!("{label}\u{2002}")).unwrap_or_default();
    plain(&format!("{label}{text}"), "")
}

/// A field of Word with what it shows until it is brought up to date.
pub(super) fn field(instruction: &str, shown: &str) -> String {
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
            Block::Heading { level, text, anchor, label } => {
                let text = headline(text, *label);
                let marked = self.marked(anchor, &text);
                self.paragraph(heading_style(*level), &marked);
            }
            Block::Paragraph(spans) => {
                let runs = self.runs(spans);
                self.paragraph("Normal", &runs);
            }
            Block::List(list) => self.list(list, 0),
            Block::Code(text) => self.code(text, 0),
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
        let label = number("Table", &self.style.words.table, table.number);
        let notes = self.runs(&table.notes);
        let caption = self.marked(&table.anchor, &label) + &caption(&table.caption) + &notes;
        self.paragraph("TableCaption", &caption);
        self.table(table);
    }

    fn figure(&mut self, figure: &FigureBlock) {
        let alt = page::alt(figure);
        let picture = self.picture(&figure.drawing, &alt, figure.number);
        // Where it cannot be drawn, what it shows is told.
        let shown = picture.unwrap_or_else(|| plain(&alt, "NotProvided"));
        self.paragraph("Figure", &shown);
        let label = number("Figure", &self.style.words.figure, figure.number);
        let caption = self.marked(&figure.anchor, &label) + &caption(&figure.caption);
        self.paragraph("Caption", &caption);
    }

    fn picture(&mut self, drawing: &Drawing, alt: &str, number: usize) -> Option<String> {
        let (across, down) = (drawing.frame.width() * UNIT, drawing.frame.height() * UNIT);
        if !(across > 0.0 && down > 0.0) {
            return None;
        }
        let (width, height) = (self.sheet.text_width() as f32, self.sheet.text_height() as f32);
        let fits = (width / across).min((height - CAPTION_HEIGHT) / down).min(1.4);
        let scale = PIXELS * (across * fits / width) / drawing.frame.width();
        let png = self.surroundings.raster(&figures::cleaned(drawing), scale)?;
        let id = picture_id(self.pictures.len());
        self.pictures.push(png);
        let (cx, cy) = ((across * fits * TWIP) as u32, (down * fits * TWIP) as u32);
        let about = escaped(&figures::cleaned(drawing).description);
        let about = if about.is_empty() { escaped(alt) } else { about.replace('\n', "&#10;") };
        Some(inline(&id, (cx, cy), (number, &format!("Figure {number}")), &about))
    }

    /// The picture of the house above the title.
    fn logo(&mut self) {
        let Some((logo, asked)) = self.surroundings.logo().zip(self.style.logo.clone()) else {
            return;
        };
        let cy = asked.height_mm * MILLIMETER;
        let cx = cy * logo.width as f32 / logo.height.max(1) as f32;
        let id = picture_id(self.pictures.len());
        self.pictures.push(logo.png);
        let about = escaped(&page::logo_alt(&asked));
        // Far from the numbers of figures.
        let runs = inline(&id, (cx as u32, cy as u32), (LOGO_ID, "Logo"), &about);
        self.paragraph("Normal", &runs);
    }

    /// A table of contents, filled in; Word adds the pages when it is told to bring it up to date.
    fn contents(&mut self, blocks: &[Block]) {
        let entries: Vec<(u8, String)> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level: level @ 2..=3, text, anchor, label } => {
                    Some((*level, self.entry(&headline(text, *label), anchor)))
                }
                _ => None,
            })
            .collect();
        let heading = paragraph("TOCHeading", &plain(&self.style.words.contents, ""));
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
        match self.bookmarks.get(anchor) {
            Some(mark) => {
                format!(
                    "<w:hyperlink w:anchor=\"{}\" w:history=\"1\">{text}</w:hyperlink>",
                    mark.name
                )
            }
            None => text.to_owned(),
        }
    }

    pub(super) fn paragraph(&mut self, style: &str, runs: &str) {
        self.xml += &paragraph(style, runs);
    }

    fn marked(&self, anchor: &str, runs: &str) -> String {
        let Some(Bookmark { id, name, .. }) = self.bookmarks.get(anchor) else {
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
            Span::Note(note) => self.note(note),
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
        let Some(Bookmark { name, is_counted, .. }) = self.bookmarks.get(anchor) else {
            return shown;
        };
        let shown = if *is_counted { field(&format!("REF {name} \\h"), &shown) } else { shown };
        format!("<w:hyperlink w:anchor=\"{name}\" w:history=\"1\">{shown}</w:hyperlink>")
    }
}

/// A picture in a line of text; `names` are its number and name in the document.
fn inline(id: &str, (cx, cy): (u32, u32), (number, name): (usize, &str), about: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
         <wp:docPr id=\"{number}\" name=\"{name}\" descr=\"{about}\"/>\
         <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"{name}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"{id}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r>"
    )
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
