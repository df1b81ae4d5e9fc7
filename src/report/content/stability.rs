//! Whether motivations assessed at the start of deployment can be expected to hold in each later phase.

use std::ops::Range;

use super::{
    Block, Cell, Column, Dimension, Figure, Node, NodeKind, Source, Span, Tone, caption_of_figures,
    figure, in_table, paragraph, reference, run, table, wording,
};
use crate::{
    model::{DistributionShift, EvidenceOverlap, Phase},
    report::figures,
};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(vec![Span::text(
        "Stability is the probability that a node does not turn misaligned by itself in a phase, no inbound spread \
         needed. It is scored phase by phase, because an assessment made before deployment says little about inputs \
         and affordances that it did not cover. Not assessed means that nobody has judged it; it does not mean stable.",
    )]));
    out.push(Block::Callout { tone: Tone::Note, spans: vec![Span::text(holds_until(source))] });
    let nodes = nodes(source);
    if nodes.is_empty() {
        out.push(paragraph(run("The document has no host and no stability score")));
        return;
    }
    let hosts: Vec<&Node> = nodes.iter().copied().filter(|n| n.kind == NodeKind::Host).collect();
    if !hosts.is_empty() {
        let drawing = figures::stability(source.document, source.analysis);
        let caption =
            "Probability that no misaligned motivation has been acted on so far, by host and phase";
        out.push(figure("figure-stability", caption, drawing));
    }
    out.push(paragraph(explanation()));
    for group in source.phase_groups() {
        out.push(scored(source, &nodes, &group));
        out.push(outlook(source, &nodes, &group, &PREVALENCE));
        out.push(outlook(source, &nodes, &group, &EVER));
    }
}

fn explanation() -> Vec<Span> {
    vec![
        reference("table-stability", ""),
        Span::text(" gives the scores as judged, grey where carried forward. "),
        reference("table-prevalence", ""),
        Span::text(" and "),
        reference("table-ever", ""),
        Span::text(
            " give what follows once spread is counted in: misaligned at the end of the phase, and at any time so far.",
        ),
    ]
}

/// Hosts first, then every other node whose stability anybody scored.
fn nodes<'a>(source: &Source<'a>) -> Vec<&'a Node> {
    let all = source.document.nodes().iter();
    let hosts = all.clone().filter(|node| node.kind == NodeKind::Host);
    hosts
        .chain(all.filter(|node| node.kind != NodeKind::Host && !node.stability.is_empty()))
        .collect()
}

/// When the assessment made at the start of deployment stops being covered by evidence.
pub(super) fn holds_until(source: &Source<'_>) -> String {
    let phases = source.document.phases();
    let gap = phases.iter().position(|phase| {
        matches!(phase.evidence_overlap, Some(EvidenceOverlap::None | EvidenceOverlap::Partial))
    });
    let unstated: Vec<String> = phases
        .iter()
        .filter(|phase| phase.evidence_overlap.is_none())
        .map(|phase| source.phase_name(&phase.id))
        .collect();
    let silence = if unstated.is_empty() {
        String::new()
    } else {
        format!(
            " For {} the overlap is not stated, so no claim is made.",
            wording::joined(&unstated)
        )
    };
    match gap.and_then(|i| phases.at(i)) {
        Some(phase) => format!("{}{silence}", stops_holding(source, phase)),
        None if unstated.len() == phases.len() => {
            "The document does not state how far earlier evidence covers any phase, so it supports no claim that the \
             assessment made at the start of deployment holds later."
                .to_owned()
        }
        None => format!(
            "Where it is stated, earlier evidence covers the inputs and affordances of the phase in full.{silence}"
        ),
    }
}

fn stops_holding(source: &Source<'_>, phase: &Phase) -> String {
    let extent = match phase.evidence_overlap {
        Some(EvidenceOverlap::Partial) => "covers only part of",
        _ => "does not cover",
    };
    let shift = match phase.distribution_shift {
        Some(DistributionShift::Major) => {
            " Its inputs differ in the main from those of the phase before."
        }
        Some(DistributionShift::Partial) => {
            " Its inputs differ in part from those of the phase before."
        }
        Some(DistributionShift::None) | None => "",
    };
    format!(
        "The assessment made at the start of deployment stops holding on evidence alone with {}: earlier evidence {extent} \
         its inputs and affordances.{shift}",
        source.phase_name(&phase.id)
    )
}

fn head(source: &Source<'_>, group: &Range<usize>) -> Vec<Column> {
    let mut columns = vec![Column::words("Node"), Column::words("Kind")];
    columns.extend(source.phase_columns(group));
    columns
}

fn lead(source: &Source<'_>, node: &Node) -> Vec<Cell> {
    vec![
        Cell::of(vec![Span::strong(source.node_name(&node.id))]),
        Cell::text(wording::node_kind(node.kind)),
    ]
}

fn scored(source: &Source<'_>, nodes: &[&Node], group: &Range<usize>) -> Block {
    let mut rows = vec![coverage(source, group)];
    rows.extend(nodes.iter().map(|node| {
        let mut row = lead(source, node);
        row.extend(source.score_cells(&node.stability, Dimension::Stability, group));
        row
    }));
    let caption = format!("Stability per phase as scored{}", source.group_suffix(group));
    table(anchor("table-stability", group), caption, head(source, group), rows)
}

/// How far earlier evidence covers each phase.
fn coverage(source: &Source<'_>, group: &Range<usize>) -> Vec<Cell> {
    let mut row = vec![
        Cell::of(vec![Span::Emphasis("Earlier evidence covers the phase".to_owned())]),
        Cell::text("–"),
    ];
    let phases = group.clone().filter_map(|i| source.document.phases().at(i));
    row.extend(phases.map(|phase| match phase.evidence_overlap {
        Some(overlap) => Cell::text(match overlap {
            EvidenceOverlap::None => "Not at all",
            EvidenceOverlap::Partial => "In part",
            EvidenceOverlap::Full => "In full",
        }),
        None => Cell::of(vec![Span::Emphasis("Not stated".to_owned())]),
    }));
    row
}

/// One computed quantity of nodes over phases.
struct Quantity {
    anchor: &'static str,
    caption: &'static str,
    of: fn(&crate::analysis::NodeOutlook) -> &[Figure],
}

const PREVALENCE: Quantity = Quantity {
    anchor: "table-prevalence",
    caption: "Probability of being misaligned at the end of each phase",
    of: |outlook| &outlook.prevalence,
};
const EVER: Quantity = Quantity {
    anchor: "table-ever",
    caption: "Probability of having been misaligned at any time up to the end of each phase",
    of: |outlook| &outlook.ever,
};

fn outlook(
    source: &Source<'_>,
    nodes: &[&Node],
    group: &Range<usize>,
    quantity: &Quantity,
) -> Block {
    let row = |node: &&Node| {
        let mut row = lead(source, node);
        let figures = source.analysis.pooled.nodes.get(&node.id).map_or(&[][..], quantity.of);
        row.extend(group.clone().map(|i| in_table(figures, i)));
        row
    };
    let rows: Vec<Vec<Cell>> = nodes.iter().map(row).collect();
    let caption = format!("{}{}", quantity.caption, source.group_suffix(group));
    let caption = caption_of_figures(caption, &rows);
    table(anchor(quantity.anchor, group), caption, head(source, group), rows)
}

/// The first part of a table keeps the plain anchor, which references use.
pub(super) fn anchor(stem: &str, group: &Range<usize>) -> String {
    if group.start == 0 { stem.to_owned() } else { format!("{stem}-{}", group.start) }
}
