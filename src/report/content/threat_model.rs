//! The graph: figure, nodes and links.

use std::ops::Range;

use super::{
    Block, Cell, Column, Dimension, Id, Link, Node, Source, Span, Subject, figure, paragraph,
    reference, run, separated, table, withheld_cell, wording,
};
use crate::{
    model::{Evidence, Score, Series},
    report::figures,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if source.document.nodes().is_empty() {
        out.push(paragraph(run("The document has no nodes yet")));
        return;
    }
    let caption = "Threat model: how misalignment arises, spreads and reaches outcomes";
    out.push(figure(
        "figure-model",
        caption,
        figures::threat_model(source.document, source.analysis),
    ));
    out.push(paragraph(vec![
        Span::text("Every node reads 1 where it is misaligned, so 1 is bad for each kind. "),
        reference("table-nodes", ""),
        Span::text(" lists the nodes and "),
        reference("table-links", ""),
        Span::text(
            " the links, each with the likelihood that it passes misalignment on in a phase, given that its source is \
             misaligned.",
        ),
    ]));
    out.push(nodes(source));
    for group in source.phase_groups() {
        out.extend(links(source, &group));
    }
}

fn nodes(source: &Source<'_>) -> Block {
    let columns = ["Node", "Kind", "Mechanism", "Reached by", "What 1 means", "Zone"];
    let row = |node: &Node| {
        if source.is_withheld(&Subject::Node(node.id.clone())) {
            let name = Cell::of(vec![Span::strong(source.node_name(&node.id))]);
            return std::iter::once(name).chain(std::iter::repeat_n(withheld_cell(), 5)).collect();
        }
        let zone = node.zone.as_ref().and_then(|id| source.document.zones().get(id));
        let inbound = source.document.links_into(&node.id).count();
        vec![
            Cell::of(vec![Span::strong(source.full_label(&Subject::Node(node.id.clone())))]),
            Cell::text(wording::node_kind(node.kind)),
            Cell::text(node.mechanism.map_or("–", wording::mechanism)),
            Cell::text(if inbound == 0 { "–".to_owned() } else { wording::gate(node.gate) }),
            Cell::of(run(&node.statement)),
            Cell::text(zone.map_or_else(|| "–".to_owned(), |z| super::brief(&z.name))),
        ]
    };
    let rows = source.document.nodes().iter().map(row).collect();
    table("table-nodes", "Nodes", columns.map(Column::words).into(), rows)
}

fn links(source: &Source<'_>, group: &Range<usize>) -> Option<Block> {
    if source.document.links().is_empty() {
        return None;
    }
    let mut columns: Vec<Column> = ["From", "To", "Mechanism", "Intent"].map(Column::words).into();
    columns.extend(source.phase_columns(group));
    columns.extend(["Mitigations", "Evidence"].map(Column::words));
    let rows = source.document.links().iter().map(|link| link_row(source, link, group)).collect();
    let anchor = if group.start == 0 {
        "table-links".to_owned()
    } else {
        format!("table-links-{}", group.start)
    };
    let caption = format!("Links and their likelihood per phase{}", source.group_suffix(group));
    Some(table(anchor, caption, columns, rows))
}

fn link_row(source: &Source<'_>, link: &Link, group: &Range<usize>) -> Vec<Cell> {
    if source.is_withheld(&Subject::Link(link.id.clone())) {
        let ends = [&link.from, &link.to].map(|id| Cell::text(source.node_name(id)));
        let rest = std::iter::repeat_n(withheld_cell(), group.len() + 4);
        return ends.into_iter().chain(rest).collect();
    }
    let later = if link.delay.phases() == 1 { " (next phase)" } else { "" };
    let mut row = vec![
        Cell::text(source.node_name(&link.from)),
        Cell::text(format!("{}{later}", source.node_name(&link.to))),
        Cell::text(wording::mechanism(link.mechanism)),
        Cell::text(wording::intent(link.intent)),
    ];
    row.extend(source.score_cells(&link.likelihood, Dimension::Likelihood, group));
    row.push(Cell::of(mitigations(source, link)));
    let cited = source.citations(&link_evidence(link));
    row.push(if cited.is_empty() { Cell::text("–") } else { Cell::of(cited) });
    row
}

/// The mitigations that close a link, and the one that it comes with.
fn mitigations(source: &Source<'_>, link: &Link) -> Vec<Span> {
    let mut runs: Vec<Vec<Span>> = source
        .blocking(&link.id)
        .map(|m| {
            let off = if m.enabled { "" } else { " (not in place)" };
            vec![Span::text(format!("{}{off}", super::brief(&m.name)))]
        })
        .collect();
    if let Some(required) =
        link.requires.as_ref().and_then(|id| source.document.mitigations().get(id))
    {
        let off = if required.enabled { "" } else { ", so absent" };
        runs.push(vec![Span::text(format!(
            "exists only with {}{off}",
            super::brief(&required.name)
        ))]);
    }
    if runs.is_empty() { vec![Span::text("–")] } else { separated(runs, ", ") }
}

/// All evidence of a link: its own and that of its scores.
pub(super) fn link_evidence(link: &Link) -> Vec<Id<Evidence>> {
    link.evidence.iter().cloned().chain(series_evidence(&link.likelihood)).collect()
}

/// All evidence of a node: its own and that of its scores.
pub(super) fn node_evidence(node: &Node) -> Vec<Id<Evidence>> {
    let initial = node.initially_misaligned.iter().flat_map(|score: &Score| score.evidence.clone());
    let own = node.evidence.iter().cloned().chain(initial);
    own.chain(series_evidence(&node.stability)).chain(series_evidence(&node.persistence)).collect()
}

/// The evidence that the scores of a series rest on.
pub(super) fn series_evidence(series: &Series) -> Vec<Id<Evidence>> {
    series.iter().flat_map(|(_, score)| score.evidence.clone()).collect()
}
