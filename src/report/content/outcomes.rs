//! How likely the outcomes become, phase by phase and hypothesis by hypothesis.

use std::ops::Range;

use super::{
    Block, Cell, Column, Figure, NodeKind, Source, Span, caption_of_figures, figure, headline,
    in_table, paragraph, run, stability::anchor, table, unscored, wording,
};
use crate::report::figures;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if !source.has_outcomes() {
        out.push(paragraph(run("The document has no outcome node")));
        return;
    }
    out.push(paragraph(vec![Span::text(format!(
        "The probability that some outcome has been reached by the end of each phase. {} {}",
        headline::method(source),
        unscored::sentence(source)
    ))]));
    let caption = "Probability that any outcome has been reached, pooled and by hypothesis";
    out.push(figure(
        "figure-outcomes",
        caption,
        figures::outcomes(source.document, source.analysis),
    ));
    for group in source.phase_groups() {
        out.push(by_hypothesis(source, &group));
        out.push(by_node(source, &group));
    }
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
        row(Cell::text(wording::name(&h.name)), weight, &h.outlook.any_outcome, group)
    }));
    let caption = format!(
        "Any outcome reached by the end of each phase, pooled and by hypothesis{}",
        source.group_suffix(group)
    );
    let caption = caption_of_figures(caption, &rows);
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
    let caption = caption_of_figures(caption, &rows);
    table(anchor("table-outcome-nodes", group), caption, columns, rows)
}

fn row(name: Cell, second: Cell, figures: &[Figure], group: &Range<usize>) -> Vec<Cell> {
    let cells = group.clone().map(|i| in_table(figures, i));
    [name, second].into_iter().chain(cells).collect()
}
