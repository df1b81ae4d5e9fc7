//! What the system may turn out to want, weighed because training behavior does not tell it.

use super::{
    Block, Cell, Column, Source, Span, Subject, figure, in_table, paragraph, run, table,
    withheld_cell, wording,
};
use crate::report::figures;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(vec![Span::text(
        "Motivations that behave alike in training and in tests before deployment can differ widely in deployment. \
         The hypotheses are therefore weighed, not tested: no result of such tests separates them. Each shifts the \
         scores by log-odds, and the pooled results are the weighted mean over them.",
    )]));
    if source.document.hypotheses().is_empty() {
        out.push(paragraph(run(
            "The document lists none; one neutral hypothesis is used that shifts nothing",
        )));
        return;
    }
    out.push(shifts(source));
    out.extend(figures::hypotheses::plate(source.document).map(|plate| {
        let caption = "What the hypotheses make of emergence, spread and persistence: scores before and after their shifts; \
                       dots are scores of the document";
        figure("figure-shifts", caption, plate)
    }));
    out.extend(by_phase(source));
    weights(source, out);
    let reasoned = source.document.hypotheses().iter().filter(|h| {
        let is_told = !source.is_withheld(&Subject::Hypothesis(h.id.clone()));
        is_told && (!h.rationale.trim().is_empty() || !h.evidence.is_empty())
    });
    let reasons: Vec<Vec<Span>> = reasoned
        .map(|h| {
            let mut item = vec![Span::strong(super::brief(&h.name)), Span::text(": ")];
            item.extend(super::sentence_of(&h.rationale).map(Span::text));
            if !h.evidence.is_empty() {
                item.push(Span::text(" Evidence: "));
                item.extend(source.citations(&h.evidence));
            }
            item
        })
        .collect();
    if !reasons.is_empty() {
        out.push(paragraph(run("Why these weights and shifts:")));
        out.push(Block::list(reasons));
    }
    if source.options.is_public {
        return;
    }
    let notes = source.document.hypotheses().iter().filter(|h| !h.notes.trim().is_empty());
    let items: Vec<Vec<Span>> = notes
        .map(|h| {
            let mut item = vec![Span::strong(super::brief(&h.name)), Span::text(": ")];
            item.extend(run(&h.notes));
            item
        })
        .collect();
    if !items.is_empty() {
        out.push(paragraph(run("What they say:")));
        out.push(Block::list(items));
    }
}

/// Any outcome by each phase under each hypothesis alone, and weighted.
fn by_phase(source: &Source<'_>) -> Option<Block> {
    let told = || source.analysis.hypotheses.iter().filter(|h| !h.outlook.any_outcome.is_empty());
    if told().count() < 2 {
        return None;
    }
    let mut columns = vec![Column::words("Any outcome by")];
    columns.extend(told().map(|h| {
        let subject = Subject::Hypothesis(h.id.clone());
        let is_listed = source.document.contains(&subject);
        Column::numbers(if is_listed { source.label(&subject) } else { wording::name(&h.name) })
    }));
    columns.push(Column::numbers("Weighted"));
    let rows = source.document.phases().iter().enumerate().map(|(place, phase)| {
        let mut row = vec![Cell::text(source.phase_name(&phase.id))];
        row.extend(told().map(|h| in_table(&h.outlook.any_outcome, place)));
        row.push(in_table(&source.analysis.pooled.any_outcome, place));
        row
    });
    let caption = "Any outcome by phase under each hypothesis, on common random numbers";
    Some(table("table-by-hypothesis", caption, columns, rows.collect()))
}

/// How far the headline hangs on the weights.
fn weights(source: &Source<'_>, out: &mut Vec<Block>) {
    let Some(plate) = figures::hypotheses::weights(source.document, source.analysis) else {
        return;
    };
    let (least, most) = figures::hypotheses::range_over_weights(source.analysis);
    out.push(paragraph(run(&format!(
        "The headline is linear in the weights: whatever they are, it lies between {} and {}. This is the range that no \
         agreement on weights is needed for.",
        wording::percent(least),
        wording::percent(most)
    ))));
    if !source.analysis.unscored.is_empty() {
        out.push(paragraph(run(&super::unscored::sentence(source))));
    }
    out.push(figure("figure-weights", "The headline under other weights of the hypotheses", plate));
}

fn shifts(source: &Source<'_>) -> Block {
    let mut columns = vec![Column::words("Hypothesis"), Column::words("Archetype")];
    let numbers = ["Weight", "Emergence shift", "Spread shift", "Persistence shift"];
    columns.extend(numbers.map(Column::numbers));
    columns.push(Column::numbers(format!("Any outcome by {}", source.horizon())));
    let rows = source.document.weighed_hypotheses().into_iter().map(|(h, weight)| {
        let result = source.analysis.hypotheses.iter().find(|r| r.id == h.id);
        let headline = result.and_then(|r| r.outlook.any_outcome.last());
        if source.is_withheld(&Subject::Hypothesis(h.id.clone())) {
            let name = Cell::of(vec![Span::strong(wording::name(&h.name))]);
            let weight = Cell::text(wording::percent_as_given(weight));
            let mut row = vec![name, withheld_cell(), weight];
            row.extend(std::iter::repeat_n(withheld_cell(), 4));
            return row;
        }
        let shifts = [h.emergence_shift, h.spread_shift, h.persistence_shift];
        let mut row = vec![
            Cell::of(vec![Span::strong(wording::name(&h.name))]),
            Cell::text(wording::archetype(h.archetype)),
            Cell::text(wording::percent_as_given(weight)),
        ];
        row.extend(shifts.map(|shift| Cell::text(wording::decimal(shift.get()))));
        let headline = headline.map_or_else(|| "not computed".to_owned(), wording::figure);
        row.push(Cell::text(headline));
        row
    });
    let caption = "Motivation hypotheses with their weights and shifts in log-odds";
    let rows = rows.collect();
    table("table-hypotheses", caption, columns, rows)
}
