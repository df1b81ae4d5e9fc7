//! Reports as PDF: laid out by a template of the typesetter Typst, tagged for those who do not see it, with bookmarks,
//! links and its typefaces in it.

mod world;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use typst::{
    World,
    diag::SourceDiagnostic,
    foundations::{Bytes, Datetime, Smart},
    syntax::DiagSpanKind,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

use self::world::Desk;
use super::{
    ReportError, Surroundings, Typeface,
    block::{self, Block},
    figures,
    page::{self, Page},
    sheets::Sheet,
    template,
};

/// The template that lays it out.
pub(super) const TEMPLATE: &str = "report.typ";
/// Where a template finds what to lay out.
const DATA: &str = "report.json";

/// Where a template finds the logo.
const LOGO: &str = "logo.png";

/// Words of so many bytes may be broken anywhere.
const LONG_WORD: usize = 25;
/// After so many characters.
const BREAK_EVERY: usize = 4;

/// What the template reads: the same as any other, and what a PDF says of itself.
#[derive(Serialize)]
struct Data {
    #[serde(flatten)]
    page: Page,
    authors: Vec<String>,
    /// Year, month and day, where the date is one.
    day: Option<[i32; 3]>,
    origin: String,
}

pub(super) fn render(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<Vec<u8>, ReportError> {
    let bytes = typeset(&desk(blocks, surroundings)?, surroundings);
    // What was computed for one report helps the next ones, but not for ever.
    comemo::evict(8);
    bytes
}

/// The pages as pictures.
pub(super) fn sheets(
    blocks: &[Block],
    surroundings: &dyn Surroundings,
) -> Result<Vec<Sheet>, ReportError> {
    let desk = desk(blocks, surroundings)?;
    let document = typst::compile::<PagedDocument>(&desk);
    let document = document.output.map_err(|errors| failure(&desk, &errors))?;
    let all = document.pages().iter().map(|page| {
        let size = page.frame.size();
        let svg = typst_svg::svg(page, &SvgOptions::default());
        Sheet { size: [size.x.to_pt() as f32, size.y.to_pt() as f32], svg }
    });
    let all = all.collect();
    comemo::evict(8);
    Ok(all)
}

/// What the typesetter sees of a report.
fn desk(blocks: &[Block], surroundings: &dyn Surroundings) -> Result<Desk, ReportError> {
    let mut files = BTreeMap::new();
    let page = Page::of(blocks, surroundings, &mut |drawing| {
        let name = format!("figures/{}.svg", files.len() + 1);
        files.insert(name.clone(), Bytes::from_string(figures::standalone_svg(drawing)));
        format!("/{name}")
    });
    let page = page.with_logo(surroundings, |png| {
        files.insert(LOGO.to_owned(), Bytes::new(png));
        format!("/{LOGO}")
    });
    let day = day(&surroundings.date());
    let authors = block::authors(blocks).filter(|names| !names.is_empty());
    let authors = authors.into_iter().collect();
    let data = Data { page, authors, day, origin: page::origin(surroundings) };
    // Strings, numbers and lists are all that there is: nothing that JSON could refuse.
    let mut data = serde_json::to_value(&data).unwrap_or_default();
    make_breakable(&mut data);
    let data = data.to_string();
    let pictures = files.values().filter_map(|file| file.as_str().ok());
    let words: String = std::iter::once(&*data).chain(pictures).collect();
    let style = surroundings.style();
    let named = [&style.fonts.text, &style.fonts.headings, &style.fonts.code];
    let named = named.into_iter().filter_map(|font| font.name());
    let mut lent: Vec<Typeface> = named.flat_map(|name| surroundings.family(name)).collect();
    lent.extend(surroundings.typefaces(&words));
    files.insert(DATA.to_owned(), Bytes::from_string(data));
    let own = template::text(TEMPLATE, surroundings).into_owned();
    files.insert(TEMPLATE.to_owned(), Bytes::from_string(own));
    files.insert(
        format!("builtin/{TEMPLATE}"),
        Bytes::from_string(template::builtin_text(TEMPLATE).to_owned()),
    );
    let date = day.and_then(|[y, m, d]| Datetime::from_ymd(y, m as u8, d as u8));
    Desk::new(TEMPLATE, files, lent, date)
        .ok_or_else(|| ReportError::Unwritable("the template has no name".to_owned()))
}

fn typeset(desk: &Desk, surroundings: &dyn Surroundings) -> Result<Vec<u8>, ReportError> {
    let document = typst::compile::<PagedDocument>(desk);
    let document = document.output.map_err(|errors| failure(desk, &errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]);
    let mut options = PdfOptions {
        ident: Smart::Custom(surroundings.document_sha256()),
        creator: Smart::Custom(Some(format!("driftline {}", surroundings.program_version()))),
        standards: standards.unwrap_or_default(),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options)
        .or_else(|_strict| {
            // A template of a user's own need not be fit for PDF/UA: better tagged than not at all.
            options.standards = PdfStandards::default();
            typst_pdf::pdf(&document, &options)
        })
        .map_err(|errors| failure(desk, &errors))
}

/// The first of the errors with its place.
fn failure(desk: &Desk, errors: &[SourceDiagnostic]) -> ReportError {
    let Some(error) = errors.first() else {
        return ReportError::Unwritable("it could not be laid out".to_owned());
    };
    let hints = error.hints.iter().map(|hint| hint.v.as_str());
    let reason = std::iter::once(error.message.as_str()).chain(hints).collect::<Vec<_>>();
    let reason = reason.join("; ");
    let place = match error.span.get() {
        DiagSpanKind::Number { id, num, sub_range } => {
            let source = desk.source(id).ok();
            let range = source.as_ref().and_then(|source| source.range(num, sub_range));
            let line = source.zip(range).and_then(|(s, r)| s.lines().byte_to_line(r.start));
            Some((id, line.map_or(0, |line| line + 1)))
        }
        DiagSpanKind::Range { id, .. } => Some((id, 0)),
        DiagSpanKind::Detached => None,
    };
    let name = place.map(|(id, _)| id.vpath().get_without_slash().to_owned());
    ReportError::Template {
        name: name.unwrap_or_else(|| TEMPLATE.to_owned()),
        line: place.map_or(0, |(_, line)| line),
        reason,
    }
}

/// Lets lines end within the words that are too long for a narrow column: the typesetter would set them over the edge.
fn make_breakable(data: &mut Value) {
    match data {
        Value::String(text) => *text = breakable(text),
        Value::Array(all) => all.iter_mut().for_each(make_breakable),
        Value::Object(all) => {
            let is_shown = |key: &str| {
                !["kind", "target", "anchor", "picture", "style", "language"].contains(&key)
            };
            let shown = all.iter_mut().filter(|(key, _)| is_shown(key));
            shown.for_each(|(_, value)| make_breakable(value));
        }
        _ => {}
    }
}

fn breakable(text: &str) -> String {
    // A number and its error may part, a number and its unit may not.
    let text = text.replace("\u{a0}±", " ±").replace("\u{202f}±", " ±");
    let mut whole = String::with_capacity(text.len());
    // Words that a fixed blank joins are words nevertheless: only letters in a row are too long.
    for word in text.split_inclusive(char::is_whitespace) {
        if word.len() < LONG_WORD {
            whole.push_str(word);
            continue;
        }
        let letters: Vec<char> = word.chars().collect();
        let parts = letters.chunks(BREAK_EVERY).map(|part| part.iter().collect::<String>());
        whole.push_str(&parts.collect::<Vec<_>>().join("\u{200b}"));
    }
    whole
}

/// Year, month and day of a date such as `2026-11-01`.
fn day(date: &str) -> Option<[i32; 3]> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let [year, month, day] = [parts.next()??, parts.next()??, parts.next()??];
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    is_day.then_some([year, month, day])
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use std::borrow::Cow;

    use super::*;
    use crate::{
        drawing::{self, Drawing, Ink, Shape},
        report::block::{
            Cell, Column, Counted, Field, FigureBlock, Label, ListBlock, ListItem, Note, Span,
            TableBlock, Tone,
        },
    };

    struct Plain;

    impl Surroundings for Plain {
        fn date(&self) -> String {
            "2026-11-21".to_owned()
        }

        fn document_sha256(&self) -> String {
            "5e".repeat(32)
        }

        fn program_version(&self) -> String {
            "0.1.0".to_owned()
        }

        fn template(&self, _name: &str) -> Option<Cow<'_, str>> {
            None
        }
    }

    /// One block of each kind, with a text wherever there is one.
    fn blocks(text: &str) -> Vec<Block> {
        let spans = || vec![Span::text(text), Span::strong(text), Span::Code(text.to_owned())];
        let mut more = spans();
        more.push(Span::Emphasis(text.to_owned()));
        more.push(Span::Address { text: text.to_owned(), url: format!("https://x.org/{text}") });
        more.push(Span::Reference { text: text.to_owned(), anchor: "table".to_owned() });
        let note = || Note { number: 1, anchor: "n".to_owned(), body: spans() };
        let mut field = Field::new(text, spans());
        field.items = vec![spans()];
        let heading = |level: u8| Block::Heading {
            level,
            text: text.to_owned(),
            anchor: format!("h{level}"),
            label: (level == 3).then_some(Label { of: Counted::Evidence, number: 7 }),
        };
        let table = TableBlock {
            number: 1,
            anchor: "table".to_owned(),
            caption: text.to_owned(),
            notes: vec![Span::Note(note())],
            columns: vec![Column::words(text), Column::numbers(text)],
            rows: vec![vec![Cell::of(spans()), Cell::text(text)]],
        };
        let label = Shape::text(drawing::Point::default(), text, 12.0, Ink::Text);
        let frame = drawing::Frame::sized(drawing::Point::default(), 200.0, 80.0);
        let drawing = Drawing { frame, description: text.to_owned(), shapes: vec![label] };
        let figure = FigureBlock {
            number: 1,
            anchor: "figure".to_owned(),
            caption: text.to_owned(),
            drawing,
            data: None,
        };
        vec![
            heading(1),
            Block::Callout { tone: Tone::Warning, spans: spans() },
            heading(2),
            Block::Paragraph(more),
            heading(3),
            Block::List(ListBlock {
                start: Some(3),
                items: vec![ListItem {
                    spans: spans(),
                    below: vec![Block::list(vec![spans()]), Block::Code(text.to_owned())],
                }],
            }),
            Block::Fields(vec![field]),
            heading(4),
            Block::Table(table),
            Block::Figure(figure),
        ]
    }

    fn words(frame: &Frame, out: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Text(text) => out.push_str(&text.text),
                FrameItem::Group(group) => words(&group.frame, out),
                _ => {}
            }
        }
    }

    #[test]
    fn what_looks_like_markup_is_text_on_the_page() {
        for trap in [
            "plain",
            "$ sum_(i=0) $ #emit *strong* @label <label> \\ // gone",
            "#panic(\"x\") #import \"/etc/passwd\": *",
            "= head - list + one / term: x ~ -- ... 'quote' \"quote\"",
            "{{ 7 * 7 }} <script>alert(1)</script> &amp; [x](y) `raw`",
        ] {
            let blocks = blocks(trap);
            let desk = desk(&blocks, &Plain).expect("a desk");
            let document = typst::compile::<PagedDocument>(&desk).output.expect("pages");
            let mut seen = String::new();
            document.pages().iter().for_each(|page| words(&page.frame, &mut seen));
            let bare = |text: &str| text.split([' ', '\u{200b}']).collect::<String>();
            let count = bare(&seen).matches(&bare(trap)).count();
            // Once for each text above, and for each heading that the contents list.
            assert_eq!(count, 40, "{trap}");
        }
    }

    #[test]
    fn a_pdf_is_tagged_by_the_strict_standard_and_the_same_each_time() {
        let bytes = render(&blocks("text"), &Plain).expect("a PDF");
        assert!(bytes == render(&blocks("text"), &Plain).expect("a PDF"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-1.7"));
        assert!(text.contains("pdfuaid:part"));
    }

    #[test]
    fn an_error_of_a_template_is_told_with_its_line() {
        let own = Bytes::from_string("Text\n#nothing".to_owned());
        let files = BTreeMap::from([(TEMPLATE.to_owned(), own)]);
        let desk = Desk::new(TEMPLATE, files, Vec::new(), None).expect("a desk");
        let error = typeset(&desk, &Plain).expect_err("a fault").to_string();
        assert!(error.starts_with("template report.typ, line 2: unknown variable"), "{error}");
    }

    #[test]
    fn a_template_reads_nothing_but_the_report() {
        for reading in
            ["#read(\"/etc/passwd\")", "#import \"@preview/cetz:0.3.4\"", "#read(\"../x\")"]
        {
            let files =
                BTreeMap::from([(TEMPLATE.to_owned(), Bytes::from_string(reading.to_owned()))]);
            let desk = Desk::new(TEMPLATE, files, Vec::new(), None).expect("a desk");
            assert!(typeset(&desk, &Plain).is_err(), "{reading}");
        }
    }

    #[test]
    fn only_long_words_can_be_broken_and_no_letter_is_lost() {
        assert_eq!(breakable("short words stay as they are"), "short words stay as they are");
        let long = "x".repeat(10_000);
        let broken = breakable(&long);
        assert!(broken.split('\u{200b}').all(|part| part.len() <= BREAK_EVERY));
        assert_eq!(broken.replace('\u{200b}', ""), long);
    }

    #[test]
    fn a_date_is_told_apart_from_other_words() {
        assert_eq!(day("2026-11-01"), Some([2026, 11, 1]));
        assert_eq!(day("soon"), None);
        assert_eq!(day("2026-13-01"), None);
    }
}
