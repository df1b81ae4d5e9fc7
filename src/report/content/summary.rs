//! What follows, for readers who read nothing else: the headline with its errors, what it rests on, what would change it.

use super::{
    Block, Cell, Column, Mitigation, Source, Span, Tone, band, figure, in_table, leading, notes,
    paragraph, run, stability, table, unscored, wording,
};
use crate::{
    analysis::{Estimated, Figure, Method},
    model::{Id, Node, NodeKind, Subject},
    report::figures,
};

/// Phases that a summary has room for.
const PHASES_MAX: usize = 12;
/// Names in one sentence.
const NAMES_MAX: usize = 3;
/// From this share of its value on a standard error hides which way a difference goes.
const ERRORS_SURE: f64 = 2.0;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    if !source.has_outcomes() {
        out.push(paragraph(run(
            "The document has no outcome node, so there is no headline result",
        )));
        return;
    }
    if let Some(headline) = source.headline() {
        if is_unassessed(source, headline) {
            out.push(Block::Callout { tone: Tone::Warning, spans: run(&unassessed(source)) });
        } else {
            out.push(paragraph(sentence(source, headline)));
            out.push(paragraph(run(&uncertainty(source))));
        }
    }
    let told = [outcomes(source), drivers(source), mitigations(source)];
    for text in told.into_iter().flatten() {
        out.push(paragraph(run(&text)));
    }
    out.push(paragraph(run(&through_deployment(source))));
    if source.document.phases().len() <= PHASES_MAX {
        out.push(by_phase(source));
    }
    if let Some(found) = source.uncertainty() {
        let plate = figures::fan(source.document, source.analysis, found);
        out.push(figure("figure-headline", fan_caption(found.draws), plate));
    }
    out.push(paragraph(run(&ground(source))));
}

/// What the fan shows.
pub(super) fn fan_caption(draws: u32) -> String {
    format!(
        "Probability that any outcome has been reached. Line: best estimates; dashed: median; shaded: 25 to 75 % and 5 to \
         95 % of {} draws of the uncertain scores",
        wording::count(draws.into())
    )
}

/// `The model puts the probability that …`.
fn sentence(source: &Source<'_>, headline: &Figure) -> Vec<Span> {
    let mut spans = vec![
        Span::text(
            "The model puts the probability that misalignment reaches an outcome by the end of ",
        ),
        Span::strong(source.horizon()),
        Span::text(" at "),
        Span::strong(wording::figure(headline)),
        notes::method(source),
        Span::text(bound(source)),
    ];
    let value = headline.upper.unwrap_or(headline.value);
    let about = if headline.upper.is_some() { "at most about " } else { "about " };
    let mut beside = Vec::new();
    if value > 0.0 && value < 1.0 {
        beside.push(format!("{about}{}", wording::one_in_n(value)));
    }
    beside.extend(source.term(headline));
    if !beside.is_empty() {
        spans.push(Span::text(format!(" ({}", beside.join("; "))));
        spans.extend(source.term(headline).and(source.scale()).and_then(notes::scale));
        spans.push(Span::text(")"));
    }
    spans.push(Span::text(weighed(source)));
    spans
}

/// Whether the headline is 0 for want of scores alone: no number that anybody may quote.
fn is_unassessed(source: &Source<'_>, headline: &Figure) -> bool {
    let is_impossible = headline.upper.is_none() && headline.value <= 0.0;
    is_impossible && source.analysis.unscored.iter().any(|missing| !missing.pushes_up)
}

fn unassessed(source: &Source<'_>) -> String {
    format!(
        "The likelihood is not assessed. The model computes 0 % because {} missing and what nobody has scored counts as \
         impossible; that is no finding.",
        unscored::are(source.analysis.unscored.len())
    )
}

/// What missing scores make of the headline: a bound only where all of them push it the same way (SEMANTICS §2).
fn bound(source: &Source<'_>) -> &'static str {
    let unscored = &source.analysis.unscored;
    let up = unscored.iter().filter(|missing| missing.pushes_up).count();
    match (up, unscored.len() - up) {
        (0, n) if n > 0 => " or more",
        (n, 0) if n > 0 => " or less",
        _ => "",
    }
}

fn weighed(source: &Source<'_>) -> String {
    match source.document.hypotheses().len() {
        0 => ", under one neutral motivation hypothesis.".to_owned(),
        1 => ", under 1 motivation hypothesis.".to_owned(),
        n => format!(", weighted over {n} motivation hypotheses."),
    }
}

/// What the ranges of the scores make of the headline, apart from the error of the simulation.
fn uncertainty(source: &Source<'_>) -> String {
    let Some(found) = source.headline_band() else {
        return format!("That is the value at the best estimates. {}", source.without_bands());
    };
    format!(
        "That is the value at the best estimates. The evaluators’ uncertainty about the scores comes on top: 90 % of the \
         draws from their ranges lie between {} and {}, half of them below {}, and their mean is {}.{}",
        wording::percent(found.q05),
        wording::percent(found.q95),
        wording::percent(found.q50),
        wording::percent(found.mean),
        ends(source).unwrap_or_default(),
    )
}

/// How far the ends of the band would move with other draws.
fn ends(source: &Source<'_>) -> Option<String> {
    let found = source.uncertainty()?;
    let [low, high] = *found.ends_se.last()?;
    if low.max(high) <= 0.0 {
        return None;
    }
    Some(format!(
        " Of {} draws the ends of that band carry a standard error of {} and {} points.",
        wording::count(found.draws.into()),
        wording::error_in_points(low),
        wording::error_in_points(high),
    ))
}

/// Which outcomes count, and how likely each is.
fn outcomes(source: &Source<'_>) -> Option<String> {
    let nodes = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome);
    let mut all: Vec<(f64, String)> = nodes
        .map(|node| {
            let last = source.analysis.pooled.nodes.get(&node.id).and_then(|of| of.ever.last());
            let figure = last.map_or_else(|| "not computed".to_owned(), wording::figure_in_brief);
            let severity = node.severity.map(wording::severity).map(str::to_lowercase);
            let severity = severity.map(|severity| format!("{severity}, ")).unwrap_or_default();
            let value = last.map_or(0.0, |figure| figure.value);
            (value, format!("{} ({severity}{figure})", source.node_name(&node.id)))
        })
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
    (names.len() > 1).then(|| {
        format!(
            "The outcomes are, the likeliest first: {}. More than one can happen.",
            leading(&names, 2 * NAMES_MAX)
        )
    })
}

/// The elements on which the headline rests most.
fn drivers(source: &Source<'_>) -> Option<String> {
    let found = source.depths.importance.as_ref()?;
    let shares = found.elements.iter().filter_map(|element| {
        let is_mitigation = matches!(element.subject, Subject::Mitigation(_));
        let share = element.extremes.as_ref()?.fussell_vesely.filter(|_| !is_mitigation)?;
        Some((&element.subject, share))
    });
    let mut shares: Vec<(&Subject, Estimated)> = shares.filter(|(_, of)| is_sure(of)).collect();
    shares.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    shares.truncate(NAMES_MAX);
    let names: Vec<String> = shares
        .iter()
        .map(|(subject, of)| format!("{} ({})", event(source, subject), wording::percent(of.value)))
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "It rests most on the following events; in brackets, the share of it that would go if the event could not \
             happen: {}. The shares overlap and do not add up.",
            wording::joined(&names)
        )
    })
}

/// What happens to an element, as importance counts it.
pub(super) fn event(source: &Source<'_>, subject: &Subject) -> String {
    let name = source.label(subject);
    match subject {
        Subject::Node(_) => format!("{name} turning misaligned by itself"),
        Subject::Link(_) => format!("spread along {name}"),
        Subject::Mitigation(_) => format!("{name} failing"),
        _ => name,
    }
}

fn is_sure(of: &Estimated) -> bool {
    of.value > 0.0 && of.value > ERRORS_SURE * of.standard_error
}

/// What the mitigations take off the headline, together and the leading ones by themselves.
fn mitigations(source: &Source<'_>) -> Option<String> {
    let in_place = source.document.mitigations().iter().filter(|m| m.enabled).count();
    if in_place == 0 {
        return Some("No mitigation is in place in the model.".to_owned());
    }
    let found = source.depths.unmitigated.as_ref()?;
    let (bare, more) = (found.altered.pooled.any_outcome.last()?, found.difference.last()?);
    let mut bought = benefits(source);
    bought.retain(|(_, of)| is_sure(of));
    bought.truncate(NAMES_MAX);
    let names: Vec<String> = bought
        .iter()
        .map(|(id, of)| {
            let points = wording::points(-of.value, of.standard_error);
            format!("{} ({points})", source.mitigation_name(id))
        })
        .collect();
    let most = match names.len() {
        0 => String::new(),
        _ => format!(" By itself each of these takes off most: {}.", wording::joined(&names)),
    };
    Some(format!(
        "With every mitigation switched off it would be {} ({}).{most}",
        wording::figure(bare),
        wording::points(more.value, more.standard_error),
    ))
}

/// What each mitigation takes off the headline, the most first.
pub(super) fn benefits<'a>(source: &Source<'a>) -> Vec<(&'a Id<Mitigation>, Estimated)> {
    let elements = source.depths.importance.as_ref().map_or(&[][..], |found| &found.elements);
    let known = elements.iter().filter_map(|element| match &element.subject {
        Subject::Mitigation(id) => Some((id, element.extremes.as_ref()?.benefit?)),
        _ => None,
    });
    let mut known: Vec<_> = known.collect();
    known.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    known
}

/// Whether what was assessed at the start holds, by evidence and by numbers.
fn through_deployment(source: &Source<'_>) -> String {
    let holds = stability::holds_until(source);
    match stability::reproduction(source) {
        Some(sentence) => format!("{holds} {sentence}"),
        None => holds,
    }
}

/// The numbers that a reader needs, a row for each phase.
fn by_phase(source: &Source<'_>) -> Block {
    let band_of = |phase: usize| source.uncertainty()?.any_outcome.get(phase);
    let number_of = |phase: usize| {
        source
            .depths
            .spread
            .as_ref()?
            .reproduction_number
            .get(phase)
            .map(|n| wording::number(*n, 0.0))
    };
    let mut columns = vec![
        Column::words("Phase"),
        Column::words("Earlier evidence covers it"),
        Column::numbers("Any outcome so far"),
    ];
    let (has_bands, has_numbers) = (band_of(0).is_some(), number_of(0).is_some());
    columns.extend(has_bands.then(|| Column::numbers("5 to 95 % of draws")));
    columns.push(Column::words("Likeliest host so far"));
    columns.extend(has_numbers.then(|| Column::numbers("Reproduction number")));
    let rows = source.document.phases().iter().enumerate().map(|(i, phase)| {
        let mut row = vec![
            Cell::of(vec![Span::strong(source.phase_name(&phase.id))]),
            stability::covered(phase),
            in_table(&source.analysis.pooled.any_outcome, i),
        ];
        row.extend(has_bands.then(|| Cell::text(band_of(i).map_or_else(String::new, band))));
        row.push(Cell::text(worst_host(source, i)));
        row.extend(has_numbers.then(|| Cell::text(number_of(i).unwrap_or_default())));
        row
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    table("table-summary", "Key figures by the end of each phase", columns, rows)
}

fn worst_host(source: &Source<'_>, phase: usize) -> String {
    let hosts = source.document.nodes().iter().filter(|node| node.kind == NodeKind::Host);
    let ever = hosts.filter_map(|node: &Node| {
        let figure = source.analysis.pooled.nodes.get(&node.id)?.ever.get(phase)?;
        Some((node, figure))
    });
    let worst = ever.max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    worst.map_or_else(
        || "–".to_owned(),
        |(node, figure)| {
            format!("{}: {}", source.node_name(&node.id), wording::figure_in_brief(figure))
        },
    )
}

/// What stands under the numbers: scores with evidence, missing ones, and what else a reader must know.
fn ground(source: &Source<'_>) -> String {
    let scores = super::scores::all(source);
    let cited = scores.iter().filter(|score| !score.evidence.is_empty()).count();
    let all = scores.len();
    let share = match (all, cited) {
        (0, _) => "No score is given.".to_owned(),
        (_, 0) => format!("None of the {} given cites evidence.", super::counted(all, "score")),
        (_, _) if cited == all => {
            format!("Each of the {} given cites evidence.", super::counted(all, "score"))
        }
        _ => format!(
            "Of the {} given, {} {} evidence; the others are judgement alone.",
            super::counted(all, "score"),
            wording::count(cited as u64),
            if cited == 1 { "cites" } else { "cite" }
        ),
    };
    format!("{share} {}", unscored::sentence(source))
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
