//! What lies deeper than probabilities as tables for people: the leading lines of each.

use super::{insights::Insights, text::head};
use crate::{
    analysis::{
        Cut, ElementImportance, Estimated, Importance, Route, Routes, Separation, Spread, Swing,
        Uncertainty,
    },
    cli::output::table,
    model::{Assessment, Id, Link, Node, Subject},
    report::wording,
};

/// Lines of a table that are shown; scripts get all.
const LEADING: usize = 10;

/// One text for each quantity that was found, none of them empty.
pub(super) fn sections(document: &Assessment, insights: &Insights) -> Vec<String> {
    let found = [
        insights.uncertainty.as_ref().map(|found| uncertainty(document, found)),
        insights.spread.as_ref().map(|found| spread(document, found)),
        insights.importance.as_ref().map(|found| importance(document, found)),
        insights.tornado.as_ref().map(|found| tornado(document, found)),
        insights.routes.as_ref().map(|found| routes(document, found)),
        insights.separation.as_ref().map(|found| separation(document, found)),
    ];
    found.into_iter().flatten().filter(|section| !section.is_empty()).collect()
}

fn label(document: &Assessment, subject: &Subject) -> String {
    wording::name(&document.label(subject))
}

fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// How many lines are left out, if any are.
fn rest(count: usize, what: &str) -> String {
    let left = count.saturating_sub(LEADING);
    if left == 0 { String::new() } else { format!("(and {left} more {what})\n") }
}

fn uncertainty(document: &Assessment, found: &Uncertainty) -> String {
    let mut rows = vec![head("Any outcome, uncertain scores", document)];
    let quantiles = [
        ("mean", found.any_outcome.iter().map(|b| b.mean).collect::<Vec<_>>()),
        ("5 %", found.any_outcome.iter().map(|b| b.q05).collect()),
        ("25 %", found.any_outcome.iter().map(|b| b.q25).collect()),
        ("median", found.any_outcome.iter().map(|b| b.q50).collect()),
        ("75 %", found.any_outcome.iter().map(|b| b.q75).collect()),
        ("95 %", found.any_outcome.iter().map(|b| b.q95).collect()),
    ];
    for (name, values) in quantiles {
        let values = values.into_iter().map(wording::percent);
        rows.push(std::iter::once(name.to_owned()).chain(values).collect());
    }
    let noise = found.noise.iter().copied().fold(0.0, f64::max);
    let note = if noise > 0.0 {
        let share = wording::percent(noise);
        format!("; at most {share} of the variance was simulation noise and is taken out")
    } else {
        String::new()
    };
    let draws = wording::count(found.draws.into());
    format!("{}({draws} draws of the scores{note})\n", table(&rows))
}

fn spread(document: &Assessment, found: &Spread) -> String {
    let mut rows = vec![head("Reproduction number", document)];
    let numbers = found.reproduction_number.iter().map(|number| wording::number(*number, 0.0));
    rows.push(std::iter::once("whole population".to_owned()).chain(numbers).collect());
    let mut text = table(&rows);
    let gates =
        if found.has_gates { ", and too low where gates ask for more than one link" } else { "" };
    text.push_str("(above 1 misalignment sustains itself; approximate: early, well mixed");
    text.extend([gates, ")\n\n"]);
    let reach = |id: &Id<Node>| found.expected_reach.get(id).map_or(&[][..], |reach| &**reach);
    let furthest = |id: &Id<Node>| reach(id).iter().map(|e| e.value).fold(0.0, f64::max);
    let mut nodes: Vec<&Id<Node>> = found.expected_reach.keys().collect();
    nodes.sort_by(|a, b| furthest(b).total_cmp(&furthest(a)));
    nodes.retain(|id| furthest(id) > 0.0);
    let mut rows = vec![head("Expected reach, in nodes", document)];
    for id in nodes.iter().take(LEADING) {
        let numbers = reach(id).iter().map(|e| wording::number(e.value, e.standard_error));
        let name = label(document, &Subject::Node((*id).clone()));
        rows.push(std::iter::once(name).chain(numbers).collect());
    }
    if rows.len() == 1 {
        text.push_str("No node reaches another one\n");
        return text;
    }
    text + &table(&rows) + &rest(nodes.len(), "nodes that reach others")
}

fn importance(document: &Assessment, found: &Importance) -> String {
    let names = ["Importance", "Birnbaum", "RAW", "RRW", "Fussell–Vesely", "benefit"];
    let mut rows = vec![cells(names)];
    let bearing: Vec<&ElementImportance> =
        found.elements.iter().filter(|element| bears(element)).collect();
    for element in bearing.iter().take(LEADING) {
        rows.push(importance_row(document, element));
    }
    if bearing.is_empty() {
        return "Importance: nothing bears on the headline\n".to_owned();
    }
    let note = "(Birnbaum: the highest of all phases; RAW, RRW, Fussell–Vesely: over all phases)\n";
    table(&rows) + note + &rest(bearing.len(), "elements that bear on the headline")
}

/// Whether an element makes any difference.
fn bears(element: &ElementImportance) -> bool {
    element.birnbaum.iter().any(|e| e.value.abs() > 0.0)
}

fn importance_row(document: &Assessment, element: &ElementImportance) -> Vec<String> {
    let number = |e: Option<Estimated>| {
        e.map_or_else(|| "–".to_owned(), |e| wording::ratio(e.value, e.standard_error))
    };
    let points = |e: Option<Estimated>| {
        e.map_or_else(|| "–".to_owned(), |e| wording::points(e.value, e.standard_error))
    };
    let highest = element.birnbaum.iter().copied().max_by(|a, b| a.value.total_cmp(&b.value));
    let extremes = element.extremes.as_ref();
    vec![
        label(document, &element.subject),
        number(highest),
        number(extremes.and_then(|x| x.achievement_worth)),
        number(extremes.and_then(|x| x.reduction_worth)),
        number(extremes.and_then(|x| x.fussell_vesely)),
        points(extremes.and_then(|x| x.benefit)),
    ]
}

fn tornado(document: &Assessment, swings: &[Swing]) -> String {
    if swings.is_empty() {
        return String::new();
    }
    let mut rows = vec![cells(["Tornado", "low", "high", "difference"])];
    for swing in swings.iter().take(LEADING) {
        let dimension = wording::dimension(swing.dimension);
        rows.push(vec![
            format!("{}: {dimension}", label(document, &swing.subject)),
            wording::figure_in_table(&swing.low),
            wording::figure_in_table(&swing.high),
            wording::points(swing.difference.value, swing.difference.standard_error),
        ]);
    }
    let note = "(the headline with one score at its low and high estimates, all others at best)\n";
    table(&rows) + note + &rest(swings.len(), "scores with a range")
}

fn routes(document: &Assessment, found: &Routes) -> String {
    if found.routes.is_empty() {
        return "Most probable routes: none, no scenario reaches an outcome\n".to_owned();
    }
    let mut lines = vec!["Most probable routes to an outcome".to_owned()];
    for (place, one) in found.routes.iter().take(LEADING).enumerate() {
        lines.push(format!("{:>2}. {}", place + 1, route_head(document, one)));
        lines.extend(route_phases(document, one));
    }
    if !found.is_exact {
        let gap = wording::percent(found.gap);
        lines.push(format!("(a bounded search: a route left out can be more probable by {gap})"));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Probability and outcome.
fn route_head(document: &Assessment, route: &Route) -> String {
    let outcome = label(document, &Subject::Node(route.outcome.clone()));
    let also = match route.shifts.len() {
        0 => String::new(),
        1 => " (also at another time)".to_owned(),
        n => format!(" (also at {n} other times)"),
    };
    format!("{}  {outcome}{also}", wording::percent(route.probability))
}

/// A line for each phase with what happens in it.
fn route_phases(document: &Assessment, route: &Route) -> Vec<String> {
    let phase = |place: Option<usize>| {
        let phase = place.and_then(|place| document.phases().iter().nth(place));
        phase.map_or_else(|| "at the start".to_owned(), |phase| wording::name(&phase.name))
    };
    let groups = route.steps.chunk_by(|a, b| a.phase == b.phase).map(|group| {
        let events = group.iter().map(|step| {
            format!("{} {}", label(document, &step.element), wording::route_event(step.event))
        });
        let events = events.collect::<Vec<_>>().join("; ");
        format!("      {}: {events}", phase(group.first().and_then(|step| step.phase)))
    });
    groups.collect()
}

fn separation(document: &Assessment, found: &Separation) -> String {
    match found {
        Separation::Cut(found) => cut(document, found),
        Separation::Unavoidable(outcomes) => {
            let names = outcomes.iter().map(|id| label(document, &Subject::Node(id.clone())));
            let names = wording::joined(&names.collect::<Vec<_>>());
            format!("Cut: none, whatever links are cut; by itself comes about: {names}\n")
        }
    }
}

fn cut(document: &Assessment, cut: &Cut) -> String {
    if cut.links.is_empty() {
        return "Cut: nothing to cut, no outcome can be reached\n".to_owned();
    }
    let least = if cut.is_minimum {
        "no fewer do".to_owned()
    } else {
        format!("fewer than {} cannot", wording::decimal(cut.lower_bound.ceil()))
    };
    let names = |id: &Id<Link>| format!("    {}\n", label(document, &Subject::Link(id.clone())));
    let count = cut.links.len();
    let head = match count {
        1 => "Cut: this link stands in every way to an outcome\n".to_owned(),
        _ => format!("Cut: these {count} links keep all outcomes from being reached ({least})\n"),
    };
    head + &cut.links.iter().take(4 * LEADING).map(names).collect::<String>()
}
