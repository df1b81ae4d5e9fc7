//! Every score that was given: number, phase, why, how sure, and on what evidence.

use super::{
    Block, Cell, Column, Source, Span, counted, paragraph, run, table, withheld_cell, wording,
};
use crate::model::{Dimension, Estimate, Id, Phase, Score, Series, Subject};

/// The scores of one element in one dimension.
type Scored<'a> = (Subject, Dimension, &'a Series);

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let (given, absent) = (given(source), absent(source));
    out.push(paragraph(run(&format!(
        "{} given; each holds until the next phase for which one is given. {}",
        are(given.len()),
        absent
    ))));
    let kinds = [
        ("table-scores-nodes", "Scores of nodes", "node"),
        ("table-scores-links", "Scores of links", "link"),
        ("table-scores-mitigations", "Scores of mitigations", "mitigation"),
    ];
    for (anchor, caption, kind) in kinds {
        let rows: Vec<_> = given
            .iter()
            .filter(|(subject, ..)| subject.kind_name() == kind)
            .map(|line| row(source, line))
            .collect();
        if !rows.is_empty() {
            let columns =
                ["Element", "Score", "From", "Estimate", "Confidence", "Basis and evidence", "Why"];
            out.push(table(anchor, caption, columns.map(Column::words).into(), rows));
        }
    }
}

fn are(n: usize) -> String {
    format!("{} {}", counted(n, "score"), if n == 1 { "is" } else { "are" })
}

fn absent(source: &Source<'_>) -> String {
    match source.analysis.unscored.len() {
        0 => "None is missing.".to_owned(),
        n => format!("{} missing in some phase and listed apart.", are(n)),
    }
}

/// A score where it is given; `None` for the phase is before the first one.
type Given<'a> = (Subject, Dimension, Option<&'a Id<Phase>>, &'a Score);

/// All scores, by element in file order, then by dimension and phase.
fn given<'a>(source: &Source<'a>) -> Vec<Given<'a>> {
    let document = source.document;
    let mut all: Vec<Given<'a>> = Vec::new();
    let mut add = |(subject, dimension, series): Scored<'a>| {
        let scores = series.in_phase_order(document.phases());
        all.extend(scores.map(|(phase, score)| (subject.clone(), dimension, Some(phase), score)));
    };
    for node in document.nodes().iter() {
        let subject = || Subject::Node(node.id.clone());
        add((subject(), Dimension::Stability, &node.stability));
        add((subject(), Dimension::Persistence, &node.persistence));
    }
    for link in document.links().iter() {
        add((Subject::Link(link.id.clone()), Dimension::Likelihood, &link.likelihood));
    }
    for m in document.mitigations().iter() {
        add((Subject::Mitigation(m.id.clone()), Dimension::Effectiveness, &m.effectiveness));
    }
    let initial = document.nodes().iter().filter_map(|node| {
        let score = node.initially_misaligned.as_ref()?;
        Some((Subject::Node(node.id.clone()), Dimension::InitiallyMisaligned, None, score))
    });
    let is_told = |(subject, ..): &Given<'a>| !source.is_withheld(subject);
    initial.chain(all).filter(is_told).collect()
}

/// Every score that is given and told.
pub(super) fn all<'a>(source: &Source<'a>) -> Vec<&'a Score> {
    let all = given(source).into_iter().map(|(.., score)| score);
    all.filter(|score| score.estimate != Estimate::Withheld).collect()
}

fn row(source: &Source<'_>, (subject, dimension, phase, score): &Given<'_>) -> Vec<Cell> {
    let phase =
        phase.map_or_else(|| "Before the first phase".to_owned(), |id| source.phase_name(id));
    let basis = score.basis.map(wording::basis).unwrap_or_default();
    let mut ground = run(basis);
    let cited = source.citations(&score.evidence);
    if !ground.is_empty() && !cited.is_empty() {
        ground.push(Span::text(": "));
    }
    ground.extend(cited);
    vec![
        Cell::text(source.label(subject)),
        Cell::text(wording::dimension(*dimension)),
        Cell::text(phase),
        Cell::text(wording::estimate(&score.estimate, *dimension, source.scale())),
        Cell::text(score.confidence.map_or("–", wording::confidence)),
        if ground.is_empty() { Cell::text("–") } else { Cell::of(ground) },
        if score.estimate == Estimate::Withheld {
            withheld_cell()
        } else if score.rationale.trim().is_empty() {
            Cell::of(vec![Span::Emphasis("No reason given".to_owned())])
        } else {
            Cell::text(wording::name(&score.rationale))
        },
    ]
}
