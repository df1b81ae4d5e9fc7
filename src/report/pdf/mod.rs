//! Reports as PDF: laid out by a template of the typesetter Typst, tagged for those who do not see it, with bookmarks,
//! links and its typefaces in it.

mod world;

use std::{borrow::Cow, collections::BTreeMap};

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

use self::world::Desk;
use super::{
    ReportError, Surroundings,
    block::{self, Block},
    figures,
    page::{self, Page},
    template,
};

/// The template that lays it out.
pub(super) const TEMPLATE: &str = "report.typ";
/// Where a template finds what to lay out.
const DATA: &str = "report.json";

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
    let mut files = BTreeMap::new();
    let page = Page::of(blocks, surroundings, &mut |drawing| {
        let name = format!("figures/{}.svg", files.len() + 1);
        files.insert(name.clone(), Bytes::from_string(figures::standalone_svg(drawing)));
        format!("/{name}")
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
    let lent = surroundings.typefaces(&words);
    files.insert(DATA.to_owned(), Bytes::from_string(data));
    let own = template::text(TEMPLATE, surroundings).into_owned();
    files.insert(TEMPLATE.to_owned(), Bytes::from_string(own));
    files.insert(
        format!("builtin/{TEMPLATE}"),
        Bytes::from_string(template::builtin_text(TEMPLATE).to_owned()),
    );
    let date = day.and_then(|[y, m, d]| Datetime::from_ymd(y, m as u8, d as u8));
    let desk = Desk::new(TEMPLATE, files, lent, date)
        .ok_or_else(|| ReportError::Unwritable("the template has no name".to_owned()))?;
    let bytes = typeset(&desk, surroundings);
    // What was computed for one report helps the next ones, but not for ever.
    comemo::evict(8);
    bytes
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
    let hints = error.hints.iter().map(|hint| format!("; {}", hint.v)).collect::<String>();
    let reason = format!("{}{hints}", error.message);
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
            let is_shown = |key: &str| !["kind", "target", "anchor", "picture"].contains(&key);
            let shown = all.iter_mut().filter(|(key, _)| is_shown(key));
            shown.for_each(|(_, value)| make_breakable(value));
        }
        _ => {}
    }
}

fn breakable(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        if word.len() < LONG_WORD {
            return Cow::Borrowed(word);
        }
        let letters: Vec<char> = word.chars().collect();
        let parts = letters.chunks(BREAK_EVERY).map(|part| part.iter().collect::<String>());
        Cow::Owned(parts.collect::<Vec<_>>().join("\u{200b}"))
    });
    words.collect::<Vec<_>>().join(" ")
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
    use super::*;

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
