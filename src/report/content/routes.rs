//! The most probable ways to an outcome, and what would cut all of them.

use super::{
    Block, Cell, Column, Source, Subject, figure, importance, leading, paragraph, run, table,
    wording,
};
use crate::{
    analysis::{Cut, Route, RouteEvent, Routes, Separation, Step},
    report::figures,
};

/// Links that a sentence names.
const LINKS_MAX: usize = 12;

pub(super) fn write(source: &Source<'_>, out: &mut Vec<Block>) {
    match &source.depths.routes {
        Some(found) if found.routes.is_empty() && source.depths.routes_withheld == 0 => {
            out.push(paragraph(run("No combination of scored events reaches an outcome.")));
        }
        Some(found) => {
            out.extend(left_out(source));
            routes(source, found, out);
        }
        None => out.push(paragraph(run(&importance::absent(source)))),
    }
    if let Some(found) = &source.depths.separation {
        out.push(paragraph(run(&separation(source, found))));
    }
}

/// How many routes are not told.
fn left_out(source: &Source<'_>) -> Option<Block> {
    let count = source.depths.routes_withheld;
    let (one, many) =
        ("route is left out because it passes", "routes are left out because they pass");
    let text = format!("{} what is withheld.", wording::counted(count, one, many));
    (count > 0).then(|| paragraph(vec![super::Span::Emphasis(text)]))
}

fn routes(source: &Source<'_>, found: &Routes, out: &mut Vec<Block>) {
    out.push(paragraph(run(&intro(source, found))));
    let names: Vec<String> = found.routes.iter().map(|route| name(source, route)).collect();
    out.extend(
        figures::routes(source.document, found, &names)
            .map(|plate| figure("figure-routes", caption(), plate)),
    );
    let columns = vec![
        Column::numbers("Route"),
        Column::numbers("Probability"),
        Column::words("What happens, in order"),
        Column::words("Outcome"),
    ];
    let rows = found.routes.iter().enumerate().map(|(i, route)| {
        let outcome = source.node_name(&route.outcome);
        let also = match route.shifts.len() {
            0 => String::new(),
            1 => " Possible at another time, too.".to_owned(),
            n => format!(" Possible at {n} other times, too."),
        };
        vec![
            Cell::text((i + 1).to_string()),
            Cell::text(wording::percent(route.probability)),
            Cell::text(format!("{}.{also}", story(source, route))),
            Cell::text(outcome),
        ]
    });
    let title = "The most probable routes to an outcome, step by step";
    out.push(table("table-routes", title, columns, rows.collect()));
}

pub(super) fn caption() -> &'static str {
    "The most probable routes to an outcome, by the probability that all their events happen"
}

fn intro(source: &Source<'_>, found: &Routes) -> String {
    let ranked = if found.is_exact {
        "The ranking is complete.".to_owned()
    } else {
        format!(
            "The search met its limit: a route left out can be more probable by at most {}.",
            wording::percent(found.gap)
        )
    };
    let sum: f64 = found.routes.iter().map(|route| route.probability).sum();
    let headline = source.headline().map_or(0.0, |figure| figure.value);
    // Routes overlap, so their sum bounds what they cover from above.
    let reach = if headline > 0.0 && sum < headline {
        format!(
            " Together the routes listed account for at most {} of the headline; the rest is spread over many less probable ones.",
            wording::percent(sum / headline)
        )
    } else {
        String::new()
    };
    format!(
        "A route is a smallest set of events that reaches an outcome: leave one out, and it does not. Its probability is that \
         of all its events happening, whatever else happens. {ranked}{reach}"
    )
}

/// A route in short: the nodes on its way.
pub(super) fn name(source: &Source<'_>, route: &Route) -> String {
    let mut nodes: Vec<String> = Vec::new();
    for step in &route.steps {
        let met = match (&step.element, step.event) {
            (Subject::Node(id), RouteEvent::Emergence | RouteEvent::InitialMisalignment) => {
                Some(id)
            }
            (Subject::Link(id), _) => source.document.links().get(id).map(|link| &link.to),
            _ => None,
        };
        let Some(name) = met.map(|id| source.node_name(id)) else { continue };
        if nodes.last() != Some(&name) {
            nodes.push(name);
        }
    }
    nodes.join(" → ")
}

/// A route as a sentence for each phase.
fn story(source: &Source<'_>, route: &Route) -> String {
    let groups = route.steps.chunk_by(|a, b| a.phase == b.phase).map(|group| {
        let phase = group.first().and_then(|step| step.phase);
        let phase = phase.and_then(|place| source.document.phases().at(place));
        let phase =
            phase.map_or_else(|| "At the start".to_owned(), |phase| source.phase_name(&phase.id));
        let events: Vec<String> = group.iter().map(|step| happening(source, step)).collect();
        format!("{phase}: {}", events.join("; "))
    });
    groups.collect::<Vec<_>>().join(". ")
}

fn happening(source: &Source<'_>, step: &Step) -> String {
    format!("{} {}", source.label(&step.element), wording::route_event(step.event))
}

/// What would keep all outcomes from being reached.
pub(super) fn separation(source: &Source<'_>, found: &Separation) -> String {
    match found {
        Separation::Unavoidable(outcomes) => {
            let names: Vec<String> = outcomes.iter().map(|id| source.node_name(id)).collect();
            format!(
                "No set of links cuts every route: {} can come about without any.",
                leading(&names, LINKS_MAX)
            )
        }
        Separation::Cut(cut) if cut.links.is_empty() => {
            "There is nothing to cut: no outcome can be reached.".to_owned()
        }
        Separation::Cut(cut) => cut_sentence(source, cut),
    }
}

fn cut_sentence(source: &Source<'_>, cut: &Cut) -> String {
    let links = cut.links.iter().filter_map(|id| source.document.links().get(id));
    let names: Vec<String> = links.map(|link| source.link_name(link)).collect();
    let count = cut.links.len();
    if count == 1 {
        return format!(
            "One link stands in every route: {}. Closed for good, no outcome is reached.",
            names[0]
        );
    }
    let least = if cut.is_minimum {
        "; no fewer do".to_owned()
    } else {
        format!("; fewer than {} cannot", wording::decimal(cut.lower_bound.ceil()))
    };
    format!(
        "These {count} links, closed for good, keep every outcome from being reached{least}: {}.",
        leading(&names, LINKS_MAX)
    )
}
