//! Whether motivations assessed at the start of deployment can be expected to hold in each later phase.

use std::ops::Range;

use super::{
    Block, Cell, Column, Dimension, Figure, Node, NodeKind, Source, Span, Tone, band, figure,
    in_table, paragraph, reference, run, table, wording,
};
use crate::{
    model::{DistributionShift, EvidenceOverlap, Phase},
    report::figures,
};

/// Nodes that a table has room for; of more, those likeliest to have turned.
const NODES_MAX: usize = 30;
/// Below this, stability through deployment counts as fragile.
const FRAGILE: f64 = 0.95;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(vec![Span::text(
        "Stability is the probability that a node does not turn misaligned by itself in a phase, no inbound spread \
         needed. It is scored phase by phase, because an assessment made before deployment says little about inputs \
         and affordances that it did not cover. Not assessed means that nobody has judged it; it does not mean stable.",
    )]));
    out.push(Block::Callout { tone: Tone::Note, spans: vec![Span::text(holds_until(source))] });
    let all = nodes(source);
    if all.is_empty() {
        out.push(paragraph(run("The document has no host and no stability score")));
        return;
    }
    out.push(paragraph(run(&start(source, &all))));
    out.extend(first_fragile(source).map(|text| paragraph(run(&text))));
    if all.iter().any(|node| node.kind == NodeKind::Host) {
        let plate = figures::stability(source.document, source.analysis);
        let caption =
            "Probability that no misaligned motivation has been acted on so far, by host and phase";
        out.push(figure("figure-stability", caption, plate));
    }
    let shown = likeliest(source, &all);
    out.push(paragraph(explanation(all.len() - shown.len())));
    for group in source.phase_groups() {
        out.push(scored(source, &shown, &group));
        out.extend(persistence(source, &shown, &group));
        out.push(outlook(source, &shown, &group, &PREVALENCE));
        out.push(outlook(source, &shown, &group, &EVER));
        out.extend(bands(source, &shown, &group));
        out.extend(reach(source, &shown, &group));
    }
    out.extend(reproduction(source).map(|text| paragraph(run(&text))));
}

fn explanation(left: usize) -> Vec<Span> {
    let left = match left {
        0 => String::new(),
        n => format!(
            " The tables hold the {NODES_MAX} nodes likeliest to have turned; {} others are left out.",
            wording::count(n as u64)
        ),
    };
    vec![
        reference("table-stability", ""),
        Span::text(
            " gives the scores as judged, grey where carried forward, of hosts and of other nodes that can turn by themselves. ",
        ),
        reference("table-prevalence", ""),
        Span::text(" and "),
        reference("table-ever", ""),
        Span::text(format!(
            " give what follows once spread is counted in: misaligned at the end of the phase, and at any time so far.{left}"
        )),
    ]
}

/// What is assumed of the first moment.
fn start(source: &Source<'_>, nodes: &[&Node]) -> String {
    let given = nodes.iter().filter_map(|node| {
        let score = node.initially_misaligned.as_ref()?;
        let number =
            wording::estimate(&score.estimate, Dimension::InitiallyMisaligned, source.scale());
        Some(format!("{}: {number}", source.node_name(&node.id)))
    });
    let given: Vec<String> = given.collect();
    if given.is_empty() {
        return "At the start of deployment every node counts as aligned for certain: no initial misalignment is scored."
            .to_owned();
    }
    format!(
        "Probability of being misaligned at the start of deployment, as scored: {}. Every other node counts as aligned for \
         certain.",
        given.join("; ")
    )
}

/// The first phase at whose end a host has fallen below the mark.
fn first_fragile(source: &Source<'_>) -> Option<String> {
    let hosts = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let outlooks: Vec<(&Node, &[Figure])> = hosts
        .filter_map(|node| Some((node, &source.analysis.pooled.nodes.get(&node.id)?.ever[..])))
        .collect();
    if outlooks.is_empty() {
        return None;
    }
    for (i, phase) in source.document.phases().iter().enumerate() {
        let at = outlooks.iter().filter_map(|(node, ever)| Some((*node, *ever.get(i)?)));
        let worst = at.max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
        if 1.0 - worst.1.value < FRAGILE {
            return Some(format!(
                "By the numbers, the first host to fall below {} is {}: by the end of {} it has never been misaligned with \
                 probability {}.",
                wording::percent_as_given(FRAGILE),
                source.node_name(&worst.0.id),
                source.phase_name(&phase.id),
                wording::percent_with_error(1.0 - worst.1.value, worst.1.standard_error)
            ));
        }
    }
    Some(format!(
        "By the numbers, every host has never been misaligned with probability {} or more through all phases.",
        wording::percent_as_given(FRAGILE)
    ))
}

/// Whether misalignment sustains itself, by phase.
pub(super) fn reproduction(source: &Source<'_>) -> Option<String> {
    let found = source.depths.spread.as_ref()?;
    let phases = source.document.phases().iter().zip(&found.reproduction_number);
    let numbered: Vec<(String, f64)> =
        phases.map(|(phase, number)| (source.phase_name(&phase.id), *number)).collect();
    let highest = numbered.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    if highest.1 <= 0.0 {
        let sentence = "The reproduction number is 0: no link that is scored carries misalignment back to where it came from.";
        return Some(sentence.to_owned());
    }
    let above = numbered.iter().filter(|(_, number)| *number > 1.0);
    let above: Vec<String> = above
        .map(|(phase, number)| format!("{phase} ({})", wording::number(*number, 0.0)))
        .collect();
    let gates =
        if found.has_gates { ", and too low where a node needs several links at once" } else { "" };
    let caveat =
        format!("The number is an approximation for an early, well-mixed population{gates}.");
    Some(if above.is_empty() {
        format!(
            "The reproduction number stays at or below 1 (highest: {} in {}), so a single carrier is not expected to sustain \
             spread. {caveat}",
            wording::number(highest.1, 0.0),
            highest.0
        )
    } else {
        format!(
            "The reproduction number is above 1 in {}: there misalignment, once present, is expected to sustain itself. \
             {caveat}",
            wording::joined(&above)
        )
    })
}

/// Whether a score of stability leaves a node room to turn by itself.
fn can_turn(source: &Source<'_>, node: &Node) -> bool {
    let stable = |score: &crate::model::Score| {
        score.estimate.central(Dimension::Stability, source.scale()).get()
    };
    node.stability.iter().any(|(_, score)| stable(score) < 1.0)
}

/// The phases that earlier evidence is not said to cover in full.
pub(super) fn uncovered(source: &Source<'_>) -> Vec<String> {
    let phases = source.document.phases().iter();
    let open = phases.filter(|phase| phase.evidence_overlap != Some(EvidenceOverlap::Full));
    open.map(|phase| source.phase_name(&phase.id)).collect()
}

/// The nodes for which a table has room, in their order.
fn likeliest<'a>(source: &Source<'a>, all: &[&'a Node]) -> Vec<&'a Node> {
    let last = |node: &Node| {
        let ever = source.analysis.pooled.nodes.get(&node.id).and_then(|of| of.ever.last());
        ever.map_or(0.0, |figure| figure.value)
    };
    let mut ranked: Vec<(usize, &Node)> = all.iter().copied().enumerate().collect();
    ranked.sort_by(|a, b| last(b.1).total_cmp(&last(a.1)));
    ranked.truncate(NODES_MAX);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, node)| node).collect()
}

/// Hosts first, then every other node that can turn by itself.
fn nodes<'a>(source: &Source<'a>) -> Vec<&'a Node> {
    let all = source.document.nodes().iter();
    let hosts = all.clone().filter(|node| node.kind == NodeKind::Host);
    let others = all.filter(|node| node.kind != NodeKind::Host);
    hosts.chain(others.filter(|node| can_turn(source, node))).collect()
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
    row.extend(phases.map(covered));
    row
}

/// How far earlier evidence covers a phase.
pub(super) fn covered(phase: &Phase) -> Cell {
    match phase.evidence_overlap {
        Some(overlap) => Cell::text(match overlap {
            EvidenceOverlap::None => "Not at all",
            EvidenceOverlap::Partial => "In part",
            EvidenceOverlap::Full => "In full",
        }),
        None => Cell::of(vec![Span::Emphasis("Not stated".to_owned())]),
    }
}

/// Persistence as scored, of nodes that have a score.
fn persistence(source: &Source<'_>, nodes: &[&Node], group: &Range<usize>) -> Option<Block> {
    let scored = nodes.iter().filter(|node| !node.persistence.is_empty());
    let rows: Vec<Vec<Cell>> = scored
        .map(|node| {
            let mut row = lead(source, node);
            row.extend(source.score_cells(&node.persistence, Dimension::Persistence, group));
            row
        })
        .collect();
    let caption = format!(
        "Persistence per phase as scored: probability that a node that ends a phase misaligned is so in the next{}",
        source.group_suffix(group)
    );
    let is_told = !rows.is_empty();
    is_told.then(|| table(anchor("table-persistence", group), caption, head(source, group), rows))
}

/// What uncertain scores make of `ever`, of nodes that have bands.
fn bands(source: &Source<'_>, nodes: &[&Node], group: &Range<usize>) -> Option<Block> {
    let found = source.uncertainty()?;
    let banded = nodes.iter().filter_map(|node| Some((node, found.nodes.get(&node.id)?)));
    let rows: Vec<Vec<Cell>> = banded
        .map(|(node, bands)| {
            let mut row = lead(source, node);
            let band = |i: usize| bands.prevalence.get(i).map_or_else(|| "–".to_owned(), band);
            row.extend(group.clone().map(|i| Cell::text(band(i))));
            row
        })
        .collect();
    let caption = format!(
        "Misaligned at the end of each phase: 5 to 95 % of {} draws of the uncertain scores{}",
        wording::count(found.draws.into()),
        source.group_suffix(group)
    );
    let is_told = !rows.is_empty();
    is_told.then(|| table(anchor("table-bands", group), caption, head(source, group), rows))
}

/// How far misalignment gets from one node, and whether it sustains itself.
fn reach(source: &Source<'_>, nodes: &[&Node], group: &Range<usize>) -> Option<Block> {
    let found = source.depths.spread.as_ref()?;
    let mut first =
        vec![Cell::of(vec![Span::Emphasis("Reproduction number".to_owned())]), Cell::text("–")];
    let number = |i: usize| found.reproduction_number.get(i).map(|n| wording::number(*n, 0.0));
    first.extend(group.clone().map(|i| Cell::text(number(i).unwrap_or_default())));
    let known = nodes.iter().filter_map(|node| Some((node, found.expected_reach.get(&node.id)?)));
    let reaching = known.filter(|(_, reach)| reach.iter().any(|e| e.value > 0.0));
    let rows = reaching.map(|(node, reach)| {
        let mut row = lead(source, node);
        let number = |i: usize| {
            reach.get(i).map_or_else(String::new, |e| wording::number(e.value, e.standard_error))
        };
        row.extend(group.clone().map(|i| Cell::text(number(i))));
        row
    });
    let rows: Vec<Vec<Cell>> = std::iter::once(first).chain(rows).collect();
    let caption = format!(
        "Expected reach: other nodes, outcomes not counted, that a node alone makes misaligned within a phase{}",
        source.group_suffix(group)
    );
    Some(table(anchor("table-reach", group), caption, head(source, group), rows))
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
    table(anchor(quantity.anchor, group), caption, head(source, group), rows)
}

/// The first part of a table keeps the plain anchor, which references use.
pub(super) fn anchor(stem: &str, group: &Range<usize>) -> String {
    if group.start == 0 { stem.to_owned() } else { format!("{stem}-{}", group.start) }
}
