//! What the system may turn out to want, weighed because training behavior does not tell it.

use super::{
    Block, Cell, Column, Source, Span, Subject, paragraph, run, table, withheld_cell, wording,
};

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
