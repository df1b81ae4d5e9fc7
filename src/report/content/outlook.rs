//! Where more evidence would help most, as the analysis sees it; plans, owners and dates are the authors' to add.

use super::{
    Block, Source, Span, counted, importance::score_name, leading, paragraph, reference, run,
    wording,
};
use crate::{
    analysis::Swing,
    model::{Dimension, EvidenceOverlap, Subject},
};

/// Scores that are named.
const SCORES_MAX: usize = 5;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    let mut items = moving(source);
    items.extend(uncovered(source));
    items.extend(missing(source));
    items.extend(ungrounded(source));
    if items.is_empty() {
        out.push(paragraph(run("Nothing in the document or the analysis points to a gap.")));
        return;
    }
    out.push(paragraph(run(
        "What follows comes from the analysis: where more evidence would change the result most. The document holds no \
         plan with owners and dates.",
    )));
    out.push(Block::list(items));
}

/// The scores whose ranges move the headline most.
fn moving(source: &Source<'_>) -> Vec<Vec<Span>> {
    let swings = source.depths.tornado.as_deref().map_or(&[][..], |found| &found[..]);
    let sure = |swing: &&Swing| {
        swing.difference.value.abs() > 2.0 * swing.difference.standard_error
            && swing.difference.value.abs() > 0.0
    };
    let item = |swing: &Swing| {
        let cites = match cited(source, swing) {
            0 => "cites no evidence".to_owned(),
            n => format!("cites {n} of the register"),
        };
        vec![
            Span::strong(score_name(source, swing)),
            Span::text(format!(
                ": the headline runs from {} to {} over its range; it {cites}.",
                wording::figure_in_brief(&swing.low),
                wording::figure_in_brief(&swing.high)
            )),
        ]
    };
    swings.iter().filter(sure).take(SCORES_MAX).map(item).collect()
}

/// How many pieces of evidence a score cites over all phases.
fn cited(source: &Source<'_>, swing: &Swing) -> usize {
    if let (Subject::Node(id), Dimension::InitiallyMisaligned) = (&swing.subject, swing.dimension) {
        let node = source.document.nodes().get(id);
        return node
            .and_then(|node| node.initially_misaligned.as_ref())
            .map_or(0, |score| score.evidence.len());
    }
    let series = source.document.series(&swing.subject, swing.dimension);
    let mut ids: Vec<_> = series
        .into_iter()
        .flat_map(|series| series.iter().flat_map(|(_, score)| score.evidence.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

/// Phases that earlier evidence does not reach.
fn uncovered(source: &Source<'_>) -> Option<Vec<Span>> {
    let phases = source.document.phases().iter();
    let open = phases.filter(|phase| phase.evidence_overlap != Some(EvidenceOverlap::Full));
    let names: Vec<String> = open.map(|phase| source.phase_name(&phase.id)).collect();
    (!names.is_empty()).then(|| {
        vec![
            Span::strong("Evaluations in the later phases"),
            Span::text(format!(
                ": earlier evidence is not said to cover {} in full; assessments made there would carry the argument further.",
                leading(&names, SCORES_MAX)
            )),
        ]
    })
}

fn missing(source: &Source<'_>) -> Option<Vec<Span>> {
    let count = source.analysis.unscored.len();
    (count > 0).then(|| {
        let mut spans = vec![
            Span::strong("Missing scores"),
            Span::text(format!(": {} to be judged", counted(count, "score"))),
        ];
        if source.shows(super::Section::Unscored) {
            spans.push(Span::text(" ("));
            spans.push(reference("unscored", ""));
            spans.push(Span::text(")"));
        }
        spans.push(Span::text("."));
        spans
    })
}

/// How many scores rest on judgement alone.
fn ungrounded(source: &Source<'_>) -> Option<Vec<Span>> {
    let scores = super::scores::all(source);
    let bare = scores.iter().filter(|score| score.evidence.is_empty()).count();
    (bare > 0).then(|| {
        let text = format!(": {} of {} cite none.", bare, counted(scores.len(), "score"));
        vec![Span::strong("Evidence for scores"), Span::text(text)]
    })
}
