//! What the figures do not say, and what they assume.

use super::{Block, NodeKind, Source, Span, in_phase, paragraph, unscored, wording};
use crate::model::{BAND_END, Estimate};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    out.push(paragraph(vec![Span::text(independence(source))]));
    let mut items = vec![
        "The figures are probabilities under the model. Where the model leaves a mechanism out, they leave it out too."
            .to_owned(),
        residual(source),
        ranges(source),
    ];
    // The analysis may have said the same.
    let is_told = |warning: &String| warning.contains("missing");
    if !source.analysis.warnings.iter().any(is_told) {
        items.push(unscored::sentence(source));
    }
    items.extend(band_ends(source));
    items.extend(gaps(source));
    let warnings = source.analysis.warnings.iter().chain(&source.depths.notes);
    items.extend(warnings.filter_map(|warning| super::sentence_of(warning)));
    out.push(Block::list(items.into_iter().map(|item| vec![Span::text(item)]).collect()));
}

/// The assumption of independence and what is modelled against it (SEMANTICS §7).
fn independence(source: &Source<'_>) -> String {
    let names = |names: Vec<String>, none: &str| {
        if names.is_empty() { none.to_owned() } else { wording::joined(&names) }
    };
    let mitigations = source.document.mitigations().iter().filter(|m| m.enabled);
    let mitigations = names(mitigations.map(|m| super::brief(&m.name)).collect(), "none in place");
    let hypotheses = source.document.hypotheses().iter();
    let hypotheses = names(hypotheses.map(|h| super::brief(&h.name)).collect(), "one neutral one");
    format!(
        "The results assume that, given the motivation hypothesis, every emergence, persistence, opening of a link and \
         working of a mitigation in every phase is independent of all others. Two common causes are modelled: each \
         mitigation works or fails in a phase as one whole for all that it covers (mitigations: {mitigations}), and each \
         hypothesis shifts all scores together (hypotheses: {hypotheses}). Other common causes, such as one vulnerability \
         behind several links, are not modelled and can make the true figures higher or lower."
    )
}

/// What becomes of the ranges that evaluators gave.
fn ranges(source: &Source<'_>) -> String {
    match source.uncertainty() {
        Some(found) => format!(
            "Unless a band is given, figures use the best value of each range. Bands come from {} draws of all ranges; within \
             an element one draw moves all its phases together, elements are drawn independently.",
            wording::count(found.draws.into())
        ),
        None => "Uncertainty of the evaluators’ ranges is not carried into these figures; they use the best value of each \
                 range."
            .to_owned(),
    }
}

/// The residual for mechanisms that nobody listed.
pub(super) fn residual(source: &Source<'_>) -> String {
    let residuals = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Residual);
    let last = source.document.phases().len() - 1;
    let names: Vec<String> = residuals
        .map(|node| {
            let ever = source.analysis.pooled.nodes.get(&node.id).map_or(&[][..], |o| &o.ever);
            format!(
                "{} at {} by the end of {}",
                source.node_name(&node.id),
                in_phase(ever, last),
                source.horizon()
            )
        })
        .collect();
    if names.is_empty() {
        "The model has no residual node, so mechanisms and pathways that nobody listed count as impossible.".to_owned()
    } else {
        format!(
            "Mechanisms and pathways that nobody listed stand in the model as a residual: {}.",
            wording::joined(&names)
        )
    }
}

/// Verbal bands that reach 0 or 1 are drawn in, which has to be shown (SEMANTICS §3).
fn band_ends(source: &Source<'_>) -> Option<String> {
    let is_end = |p: f64| p <= 0.0 || p >= 1.0;
    let reaches = source.scale()?.bands.iter().any(|b| is_end(b.low.get()) || is_end(b.high.get()));
    let document = source.document;
    let nodes =
        document.nodes().iter().flat_map(|n| n.stability.iter().chain(n.persistence.iter()));
    let links = document.links().iter().flat_map(|l| l.likelihood.iter());
    let mitigations = document.mitigations().iter().flat_map(|m| m.effectiveness.iter());
    let mut scores = nodes.chain(links).chain(mitigations);
    let is_used = scores.any(|(_, score)| matches!(score.estimate, Estimate::Level(_)));
    (reaches && is_used).then(|| {
        format!(
            "Where a band of the scale ends at 0 or 1, {} and its complement stand in for the ends.",
            wording::one_in_n(BAND_END)
        )
    })
}

/// What the mitigations do not cover, in their owners' words.
fn gaps(source: &Source<'_>) -> Vec<String> {
    let limited = source.document.mitigations().iter().filter(|m| !m.limitations.trim().is_empty());
    limited
        .map(|m| format!("{}: {}", super::brief(&m.name), wording::name(&m.limitations)))
        .collect()
}
