//! How likely the outcomes become, phase by phase and hypothesis by hypothesis.

use std::ops::Range;

use super::{
    Block, Cell, Column, Figure, NodeKind, Source, Span, Subject, brief, figure, in_table,
    paragraph, reference, run, stability::anchor, summary, table, unscored, withheld_cell, wording,
};
use crate::report::figures;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if !source.has_outcomes() {
        out.push(paragraph(run("The document has no outcome node")));
        return;
    }
    out.push(paragraph(vec![Span::text(format!(
        "The probability that some outcome has been reached by the end of each phase. {} {}",
        summary::method(source),
        unscored::sentence(source)
    ))]));
    spread(source, out);
    if source.document.hypotheses().len() > 1 {
        let caption = "Probability that any outcome has been reached, pooled and by hypothesis";
        let plate = figures::outcomes(source.document, source.analysis);
        out.push(figure("figure-outcomes", caption, plate));
    }
    for group in source.phase_groups() {
        out.push(by_hypothesis(source, &group));
        out.push(by_node(source, &group));
        out.extend(quantiles(source, &group));
    }
}

/// What the ranges of the scores make of the headline: the fan, unless the summary shows it, and how to read it.
fn spread(source: &Source<'_>, out: &mut Vec<Block>) {
    let Some(found) = source.uncertainty() else {
        out.push(paragraph(run(source.without_bands())));
        return;
    };
    if !source.shows(super::Section::Summary) {
        let plate = figures::fan(source.document, source.analysis, found);
        out.push(figure("figure-headline", summary::fan_caption(found.draws), plate));
    }
    let noise = found.noise.last().copied().unwrap_or(0.0);
    let noise = if noise > 0.0 {
        format!(
            " {} of the variance between draws of the headline was noise of the simulation; it is taken out.",
            wording::percent(noise)
        )
    } else {
        String::new()
    };
    let mut spans = vec![
        Span::text(format!(
            "{} draws were made of all uncertain scores, each from the range that the evaluators gave, and every draw was \
             solved as a model of its own ",
            wording::count(found.draws.into())
        )),
        Span::text("("),
        reference("figure-headline", "the fan"),
        Span::text(" and "),
        reference("table-quantiles", ""),
        Span::text(format!(
            "). Scores given as single numbers do not vary, so the bands are too narrow where an evaluator gave a number \
             without a range.{noise}"
        )),
    ];
    spans.extend(found.warnings.iter().map(|warning| {
        Span::text(format!(" {}", super::sentence_of(warning).unwrap_or_default()))
    }));
    out.push(paragraph(spans));
}

/// The bands of the headline as numbers.
fn quantiles(source: &Source<'_>, group: &Range<usize>) -> Option<Block> {
    let found = source.uncertainty()?;
    let mut columns = vec![Column::words("Any outcome")];
    columns.extend(source.phase_columns(group));
    type Quantile = fn(&crate::analysis::Band) -> f64;
    let lines: [(&str, Quantile); 6] = [
        ("5 % quantile", |b| b.q05),
        ("25 % quantile", |b| b.q25),
        ("Median", |b| b.q50),
        ("75 % quantile", |b| b.q75),
        ("95 % quantile", |b| b.q95),
        ("Mean", |b| b.mean),
    ];
    let errors = ["Standard error of the 5 % quantile", "Standard error of the 95 % quantile"];
    let errors = errors.into_iter().enumerate().map(|(end, name)| {
        let error = |i: usize| found.ends_se.get(i).map(|ends| wording::error_in_points(ends[end]));
        let error = |i: usize| error(i).map(|points| format!("{points} points"));
        let cells = group.clone().map(|i| Cell::text(error(i).unwrap_or_default()));
        std::iter::once(Cell::text(name)).chain(cells).collect::<Vec<Cell>>()
    });
    let rows = lines.into_iter().map(|(name, quantile)| {
        let value =
            |i: usize| found.any_outcome.get(i).map(|band| wording::percent(quantile(band)));
        let cells = group.clone().map(|i| Cell::text(value(i).unwrap_or_default()));
        std::iter::once(Cell::text(name)).chain(cells).collect()
    });
    let rows = rows.chain(errors);
    let caption = format!(
        "Any outcome reached by the end of each phase: quantiles over {} draws of the uncertain scores{}",
        wording::count(found.draws.into()),
        source.group_suffix(group)
    );
    Some(table(anchor("table-quantiles", group), caption, columns, rows.collect()))
}

fn by_hypothesis(source: &Source<'_>, group: &Range<usize>) -> Block {
    let mut columns = vec![Column::words("Hypothesis"), Column::numbers("Weight")];
    columns.extend(source.phase_columns(group));
    let mut rows = vec![row(
        Cell::of(vec![Span::strong("All, weighted")]),
        Cell::text("–"),
        &source.analysis.pooled.any_outcome,
        group,
    )];
    rows.extend(source.analysis.hypotheses.iter().map(|h| {
        let weight = Cell::text(wording::percent_as_given(h.weight));
        let subject = Subject::Hypothesis(h.id.clone());
        // One that the document lists is named as it is there.
        let is_listed = source.document.contains(&subject);
        let name = if is_listed { source.label(&subject) } else { brief(&h.name) };
        let name = Cell::text(name);
        if source.is_withheld(&subject) {
            let cells = group.clone().map(|_| withheld_cell());
            return [name, weight].into_iter().chain(cells).collect();
        }
        row(name, weight, &h.outlook.any_outcome, group)
    }));
    let caption = format!(
        "Any outcome reached by the end of each phase, pooled and by hypothesis{}",
        source.group_suffix(group)
    );
    table(anchor("table-outcomes", group), caption, columns, rows)
}

fn by_node(source: &Source<'_>, group: &Range<usize>) -> Block {
    let mut columns = vec![Column::words("Outcome"), Column::words("Severity")];
    columns.extend(source.phase_columns(group));
    let outcomes = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome);
    let rows = outcomes.map(|node| {
        let severity = node.severity.map_or("Not rated", wording::severity);
        let ever = source.analysis.pooled.nodes.get(&node.id).map_or(&[][..], |o| &o.ever);
        let name = Cell::of(vec![Span::strong(source.node_name(&node.id))]);
        row(name, Cell::text(severity), ever, group)
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let caption = format!(
        "Each outcome reached by the end of each phase, weighted over the hypotheses{}",
        source.group_suffix(group)
    );
    table(anchor("table-outcome-nodes", group), caption, columns, rows)
}

fn row(name: Cell, second: Cell, figures: &[Figure], group: &Range<usize>) -> Vec<Cell> {
    let cells = group.clone().map(|i| in_table(figures, i));
    [name, second].into_iter().chain(cells).collect()
}
