//! What is marked as internal: the log that every version carries, and the words that stand where something was taken out.

use super::{
    Block, Cell, Column, Section, Source, Span, Subject, Tone, heading, paragraph, run, table,
    wording,
};
use crate::{
    model::{Extent, Marked, Sort},
    report::redaction::Entry,
};

/// The anchor of the log.
pub(super) const ANCHOR: &str = "redactions";
/// Longest passage that the log of the house repeats, in characters.
const PASSAGE_MAX: usize = 200;

/// Says on the first page that this is a public version, and how to read it.
pub(super) fn notice(source: &Source<'_>) -> Option<Block> {
    source.document.report().withheld.as_ref()?;
    let told = match (is_of_copy(source), source.log.extents.len()) {
        (_, 0) => return None,
        (false, _) => "Every figure is that of the full analysis.",
        (true, _) => {
            "This report was made from the public copy of a document: what was withheld counts as not assessed in its \
             figures, so they differ from those of the full analysis."
        }
    };
    let text = format!(
        "This is a public version. Withheld: {}. {told} Lists and counts leave out what is withheld unless they name it. ",
        summary(&source.log.extents)
    );
    let spans =
        vec![Span::text(text), super::reference(ANCHOR, ""), Span::text(" gives the reasons.")];
    Some(Block::Callout { tone: Tone::Warning, spans })
}

/// Whether the document under analysis was itself a public copy.
fn is_of_copy(source: &Source<'_>) -> bool {
    source.log.is_of_copy
}

/// `2 nodes, 1 passage of 14 words`.
fn summary(extents: &[Extent]) -> String {
    let sorts: Vec<Sort> = extents.iter().map(|extent| extent.sort).collect();
    let mut told = Vec::new();
    for (i, sort) in sorts.iter().enumerate() {
        if sorts[..i].contains(sort) {
            continue;
        }
        let all = || extents.iter().filter(|extent| extent.sort == *sort);
        let (count, words) = (all().map(|e| e.count).sum(), all().map(|e| e.words).sum());
        told.push(amount(*sort, count, words));
    }
    wording::joined(&told)
}

/// `1 passage of 14 words`.
fn amount(sort: Sort, count: u32, words: u32) -> String {
    let (one, many) = sort.names();
    let amount = wording::counted(count as usize, one, many);
    match words {
        0 => amount,
        words => format!("{amount} of {}", wording::counted(words as usize, "word", "words")),
    }
}

/// In one sentence, for the fields of provenance and of each pathway.
pub(super) fn sentence(source: &Source<'_>) -> Vec<Span> {
    let usual =
        if source.options.is_public { "Notes, owners and costs are left out" } else { "None" };
    if source.log.extents.is_empty() {
        return run(usual);
    }
    let told = summary(&source.log.extents);
    let text = if source.document.report().withheld.is_some() {
        format!("{usual}. Withheld: {told} (")
    } else {
        format!("{usual}; a public version would withhold {told} (")
    };
    vec![Span::text(text), super::reference(ANCHOR, "the log"), Span::text(")")]
}

/// The log: reason and extent; in the report for the house also what.
pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.log.extents.is_empty() && source.log.entries.is_empty() {
        return;
    }
    out.push(heading(3, "Redaction log", ANCHOR));
    let is_copy = source.document.report().withheld.is_some();
    out.push(paragraph(run(if is_copy {
        "What was taken out of this version, and why. Withheld nodes stand in it as neutral boxes with the links that they \
         have, of which nothing more is told; withheld links and canvas notes are not shown. Results that belong to \
         something withheld are left out with it, and so are those from which a withheld score could be worked out."
    } else {
        "What a public version of this report leaves out, and why. This version, for the house, shows it."
    })));
    let columns = vec![Column::words("Withheld"), Column::words("Extent"), Column::words("Reason")];
    let rows = source.log.extents.iter().map(|extent| {
        vec![
            Cell::text(wording::sentence_case(extent.sort.names().1)),
            Cell::text(amount(extent.sort, extent.count, extent.words)),
            Cell::text(wording::sentence_case(&wording::reason(&extent.reason))),
        ]
    });
    let caption = "What is withheld from the public version: extent and reason";
    out.push(table("table-redactions", caption, columns, rows.collect()));
    if !source.log.entries.is_empty() {
        let columns = ["What stays in the house", "Kind", "Reason"].map(Column::words);
        let rows = source.log.entries.iter().map(|entry| row(source, entry)).collect();
        let caption = "What is marked as internal; not part of a public version";
        out.push(table("table-internal", caption, columns.into(), rows));
    }
}

fn row(source: &Source<'_>, entry: &Entry) -> Vec<Cell> {
    vec![
        Cell::text(what(source, entry)),
        Cell::text(wording::sentence_case(entry.sort.names().0)),
        Cell::text(wording::sentence_case(&wording::reason(&entry.reason))),
    ]
}

fn what(source: &Source<'_>, entry: &Entry) -> String {
    let name = source.label(&entry.subject);
    match &entry.what {
        Some(Marked::Element(_)) => name,
        Some(Marked::Score(key)) => {
            let phase = key.phase.as_ref().map(|id| source.phase_name(id));
            let phase = phase.unwrap_or_else(|| "before the first phase".to_owned());
            format!("{} of {name}, {phase}", wording::dimension(key.dimension))
        }
        Some(Marked::Text(section)) => format!("Own words around ‘{}’", source.title(*section)),
        None => {
            let mut text: String = entry.text.chars().take(PASSAGE_MAX).collect();
            if text.len() < entry.text.len() {
                text.push('…');
            }
            let place = if entry.subject == Subject::Document {
                String::new()
            } else {
                format!(" of {name}")
            };
            format!(
                "{}{place}: {}",
                wording::sentence_case(&entry.field.replace(['_', '.'], " ")),
                wording::name(&text)
            )
        }
    }
}

/// What stands where the authors' own words around a section were.
pub(super) fn of_own_text(source: &Source<'_>, section: Section) -> Option<Block> {
    let reason = source.log.withheld.get(&Marked::Text(section))?;
    let text = format!("The authors’ own words here are withheld ({}).", wording::reason(reason));
    Some(paragraph(vec![Span::Emphasis(text)]))
}
