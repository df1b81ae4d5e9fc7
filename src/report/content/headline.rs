//! The result in one sentence, with how it was got and what is missing.

use super::{Block, Source, Span, in_phase, paragraph, run, unscored, wording};
use crate::analysis::{Figure, Method};

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if !source.has_outcomes() {
        out.push(paragraph(run(
            "The document has no outcome node, so there is no headline result",
        )));
        return;
    }
    if let Some(headline) = source.analysis.pooled.any_outcome.last() {
        out.push(paragraph(sentence(source, headline)));
    }
    out.push(paragraph(over_phases(source)));
    out.push(paragraph(vec![
        Span::text(format!("{} ", method(source))),
        Span::text(unscored::sentence(source)),
    ]));
}

/// `Any outcome is reached by the end of X with probability …`.
fn sentence(source: &Source<'_>, headline: &Figure) -> Vec<Span> {
    let mut spans = vec![
        Span::text("Any outcome is reached by the end of "),
        Span::strong(source.horizon()),
        Span::text(format!(" with probability {}", bound(source))),
        Span::strong(wording::figure(headline)),
    ];
    let value = headline.upper.unwrap_or(headline.value);
    let about = if headline.upper.is_some() { "at most about " } else { "about " };
    let mut beside = Vec::new();
    if value > 0.0 && value < 1.0 {
        beside.push(format!("{about}{}", wording::one_in_n(value)));
    }
    beside.extend(source.term(headline));
    if !beside.is_empty() {
        spans.push(Span::text(format!(" ({})", beside.join("; "))));
    }
    spans.push(Span::text(weighed(source)));
    spans
}

/// What missing scores make of the headline: a bound only where all of them push it the same way (SEMANTICS §2).
fn bound(source: &Source<'_>) -> &'static str {
    let unscored = &source.analysis.unscored;
    let up = unscored.iter().filter(|missing| missing.pushes_up).count();
    match (up, unscored.len() - up) {
        (0, n) if n > 0 => "of at least ",
        (n, 0) if n > 0 => "of at most ",
        _ => "",
    }
}

fn weighed(source: &Source<'_>) -> String {
    match source.document.hypotheses().len() {
        0 => ", under one neutral motivation hypothesis.".to_owned(),
        n => format!(", weighted over {}.", hypotheses(n)),
    }
}

fn hypotheses(n: usize) -> String {
    if n == 1 { "1 motivation hypothesis".to_owned() } else { format!("{n} motivation hypotheses") }
}

fn over_phases(source: &Source<'_>) -> Vec<Span> {
    let any = &source.analysis.pooled.any_outcome;
    let phases = source.document.phases().iter().enumerate();
    let by_phase: Vec<String> = phases
        .map(|(i, phase)| {
            format!("{} by the end of {}", in_phase(any, i), source.phase_name(&phase.id))
        })
        .collect();
    let start = &source.analysis.pooled.initial_any_outcome;
    let before = if start.value > 0.0 {
        format!(" Before the first phase it is {} already.", wording::figure(start))
    } else {
        String::new()
    };
    vec![Span::text(format!(
        "Phase by phase it grows as follows: {}.{before}",
        by_phase.join("; ")
    ))]
}

/// How the figures were got and how to read `±`.
pub(super) fn method(source: &Source<'_>) -> String {
    let analysis = source.analysis;
    match analysis.method {
        Method::Exact => {
            "The figures are exact solutions of the model; they have no simulation error."
                .to_owned()
        }
        Method::Simulation => format!(
            "The figures are simulated with {} trials for each hypothesis and seed {}; ± is one standard error of \
             the simulation, not the evaluators’ uncertainty.",
            wording::count(analysis.trials),
            analysis.study.seed,
        ),
        Method::RareEvent => format!(
            "The figures are simulated with {} trials for each hypothesis and seed {}; outcomes are too rare to be met \
             in them, so the probabilities of outcomes come from trials that draw how misalignment would spread and \
             integrate over where it emerges; ± is one standard error of the simulation, not the evaluators’ \
             uncertainty.",
            wording::count(analysis.trials),
            analysis.study.seed,
        ),
    }
}
