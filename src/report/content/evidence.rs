//! The evidence register.

use super::{
    Block, Cell, Column, Evidence, Field, Source, Span, Subject, evidence_anchor, field, full_name,
    numbered, paragraph, reference, run, separated, table, withheld_cell, without_empty, wording,
};
use crate::{model::Probability, report::is_web_address};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let register = source.document.evidence();
    if register.is_empty() {
        out.push(paragraph(run("The document lists no evidence")));
        return;
    }
    let columns = ["No.", "Evidence", "Kind", "Grade", "Date", "Bears on"].map(Column::words);
    let rows = register.iter().map(|evidence| {
        let subject = Subject::Evidence(evidence.id.clone());
        let title = source.label(&subject);
        let number = Cell::of(vec![reference(&evidence_anchor(&evidence.id), "")]);
        if source.is_withheld(&subject) {
            let bears = Cell::text(or_dash(&wording::joined(&bears_on(source, evidence))));
            let withheld = [withheld_cell(), withheld_cell(), withheld_cell()];
            return [number, Cell::text(title)]
                .into_iter()
                .chain(withheld)
                .chain([bears])
                .collect();
        }
        vec![
            number,
            Cell::text(title),
            Cell::text(evidence.kind.map_or("–", wording::evidence_kind)),
            Cell::text(evidence.grade.map_or("–", wording::short_grade)),
            Cell::text(or_dash(&evidence.date)),
            Cell::text(or_dash(&wording::joined(&bears_on(source, evidence)))),
        ]
    });
    out.push(table(
        "table-evidence",
        "Evidence and what it bears on",
        columns.into(),
        rows.collect(),
    ));
    for evidence in register.iter() {
        let title = source.label(&Subject::Evidence(evidence.id.clone()));
        let label = source.evidence_label(&evidence.id);
        out.push(numbered(label, title, evidence_anchor(&evidence.id)));
        out.push(match source.withheld(&Subject::Evidence(evidence.id.clone())) {
            Some(reason) => {
                let text = format!("Withheld ({}).", wording::reason(reason));
                paragraph(vec![Span::Emphasis(text)])
            }
            None => Block::Fields(fields(source, evidence)),
        });
    }
}

fn fields(source: &Source<'_>, evidence: &Evidence) -> Vec<Field> {
    let quote = match wording::name(&evidence.quote) {
        quote if quote.is_empty() => quote,
        quote => format!("“{quote}”"),
    };
    let phases: Vec<String> = evidence.phases.iter().map(|id| source.phase_name(id)).collect();
    let withdrawn = evidence.withdrawn.as_ref().map(|withdrawn| {
        let parts = [wording::name(&withdrawn.date), wording::name(&withdrawn.reason)];
        let parts: Vec<String> = parts.into_iter().filter(|text| !text.is_empty()).collect();
        if parts.is_empty() { "Yes".to_owned() } else { parts.join(": ") }
    });
    let mut fields = vec![
        field("Withdrawn", &withdrawn.unwrap_or_default()),
        field("Scores that its withdrawal widened", &widened(source, evidence)),
        field("Finding", &evidence.finding),
        field("Quote", &quote),
        field("Limits", &evidence.limits),
        field("Grade", evidence.grade.map_or("", wording::evidence_grade)),
        field("About", &evidence.system),
        field("Gained under the conditions of", &wording::joined(&phases)),
        field("By", &wording::joined(&evidence.authors)),
        field("In", &evidence.container),
        Field::new("Source", origin(evidence)),
    ];
    let optional = [
        "Withdrawn",
        "Scores that its withdrawal widened",
        "Quote",
        "About",
        "Gained under the conditions of",
        "By",
        "In",
    ];
    fields = without_empty(fields, &optional);
    let name = full_name(&evidence.title);
    if !name.is_empty() {
        fields.insert(0, name);
    }
    fields
}

/// The scores that the withdrawal of a piece of evidence made wider, with their ranges before and after; empty where it
/// counts.
fn widened(source: &Source<'_>, evidence: &Evidence) -> String {
    if evidence.withdrawn.is_none() {
        return String::new();
    }
    let shifts = source.document.shifts_without(&evidence.id);
    let range = |[low, best, high]: [Probability; 3]| {
        if low == high {
            return wording::percent(best.get());
        }
        format!("{} to {}", wording::percent(low.get()), wording::percent(high.get()))
    };
    let texts = shifts.iter().filter(|shift| shift.is_wider()).filter_map(|shift| {
        let key = &shift.key;
        let dimension = wording::dimension(key.dimension).to_lowercase();
        let phase = key.phase.as_ref().map(|id| format!(", {}", source.phase_name(id)));
        let name =
            format!("{dimension} of {}{}", source.label(&key.subject), phase.unwrap_or_default());
        // What is withheld from this report stays so.
        if source.is_withheld(&key.subject) {
            return None;
        }
        Some(format!("{name}: from {} to {}", range(shift.with?), range(shift.without?)))
    });
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() {
        return "None: what rests on it is certain or withheld, or nothing does".to_owned();
    }
    texts.join("; ")
}

/// The source as a link where it is a web address, with the place in it and the date.
pub(super) fn origin(evidence: &Evidence) -> Vec<Span> {
    let source = evidence.source.trim();
    let shown = wording::name(source);
    let first = if is_web_address(source) {
        vec![Span::Address { text: shown, url: source.to_owned() }]
    } else {
        run(source)
    };
    let parts = [first, run(&evidence.locator), run(&evidence.date)];
    separated(parts.into_iter().filter(|part| !part.is_empty()).collect(), ", ")
}

/// The elements that cite a piece of evidence.
fn bears_on(source: &Source<'_>, evidence: &Evidence) -> Vec<String> {
    let resting = source.document.resting_on(&evidence.id);
    resting.iter().map(|subject| source.label(subject)).collect()
}

fn or_dash(text: &str) -> String {
    let text = wording::name(text);
    if text.is_empty() { "–".to_owned() } else { text }
}
