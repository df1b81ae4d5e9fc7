//! Footnotes: how to read what a table or sentence shows, said once for the whole report.

use super::{Cell, Section, Source, Span, reference, wording};
use crate::{
    analysis::Method,
    model::{Scale, scales::PUBLISHED},
};

/// What a footnote that two others stand beside is parted from them by.
const GAP: &str = "\u{2009}";

/// How to read the cells of a table, as far as they need it.
pub(super) fn of_table(rows: &[Vec<Cell>]) -> Vec<Span> {
    let begins = |mark: &str| {
        let spans = rows.iter().flatten().filter_map(|cell| cell.spans.first());
        spans.map(Span::plain).any(|text| text.starts_with(mark))
    };
    let is_carried = rows.iter().flatten().any(|cell| cell.is_carried);
    let told = [
        begins("<\u{202f}").then(|| Span::note("bound", vec![Span::text(wording::BOUND_NOTE)])),
        is_carried.then(carried),
        begins("~").then(band),
    ];
    let mut notes = Vec::new();
    for note in told.into_iter().flatten() {
        if !notes.is_empty() {
            notes.push(Span::text(GAP));
        }
        notes.push(note);
    }
    notes
}

fn carried() -> Span {
    let text = "A value in grey, or marked as carried, is carried forward: it was given for an earlier phase and holds until the \
                next one is given.";
    Span::note("carried", vec![Span::text(text)])
}

fn band() -> Span {
    let body = vec![
        Span::text(
            "‘~’ marks the middle of a band: the evaluators chose a word and not a number. See ",
        ),
        reference("table-scale", "the likelihood scale"),
        Span::text("."),
    ];
    Span::note("band", body)
}

/// Where a scale is published, where it is used as published.
pub(super) fn scale(scale: &Scale) -> Option<Span> {
    let published = PUBLISHED.iter().find(|published| published.scale() == *scale)?;
    let source = published.source.trim_end_matches('.');
    Some(Span::note("scale", vec![Span::text(format!("{source}."))]))
}

/// How the headline was computed, and how `±` is to be read.
pub(super) fn method(source: &Source<'_>) -> Span {
    let text = match source.analysis.method {
        Method::Exact => {
            "An exact solution of the model, so there is no simulation error.".to_owned()
        }
        Method::Simulation | Method::RareEvent => format!(
            "± is one standard error of the simulation with {} trials for each hypothesis, not the evaluators’ uncertainty.",
            wording::count(source.analysis.trials)
        ),
    };
    let mut body = vec![Span::text(text)];
    if source.shows(Section::Method) {
        body.push(Span::text(" How the figures come about: "));
        body.push(reference("method", ""));
        body.push(Span::text("."));
    }
    Span::note("method", body)
}
