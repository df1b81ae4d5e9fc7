//! The results as one JSON object, `driftline-analysis/1`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::insights::Insights;
use crate::{
    analysis::{
        Analysis, Band, ElementImportance, Estimated, Figure, HypothesisOutlook, Method, Outlook,
        Route, RouteEvent, Separation, Swing, Uncertainty,
    },
    model::{Assessment, Id, Node, Phase},
    session,
};

/// The object that `analyze --format json` prints. Lists over phases are in phase order; a number that is not defined
/// is null; a quantity that was not asked for or cannot be had is left out.
#[derive(Debug, Serialize)]
pub(super) struct Object {
    format: &'static str,
    document_sha256: String,
    seed: u64,
    trials: u64,
    draws: u32,
    method: &'static str,
    phases: Vec<String>,
    initial: Value,
    #[serde(flatten)]
    outlook: OutlookObject,
    upper: Vec<Option<f64>>,
    #[serde(flatten)]
    insights: Map<String, Value>,
    hypotheses: Map<String, Value>,
    unscored: Vec<Value>,
    warnings: Vec<String>,
}

/// What follows, pooled or under one hypothesis.
#[derive(Debug, Serialize)]
struct OutlookObject {
    nodes: Map<String, Value>,
    any_outcome: Vec<f64>,
    any_outcome_se: Vec<f64>,
}

/// Expected reach by node.
type Reach = BTreeMap<Id<Node>, Vec<Estimated>>;

/// The object for an analysis of a document.
pub(super) fn object(document: &Assessment, analysis: &Analysis, insights: &Insights) -> Object {
    let reach = insights.spread.as_ref().map(|spread| &spread.expected_reach);
    let hypotheses =
        analysis.hypotheses.iter().map(|one| (one.id.to_string(), hypothesis(document, one)));
    let unscored = analysis.unscored.iter().map(|missing| {
        json!({
            "element": missing.subject.id_str(),
            "kind": missing.subject.kind_name(),
            "dimension": missing.dimension.name(),
            "phase": missing.phase.as_str(),
            "pushes": if missing.pushes_up { "up" } else { "down" },
        })
    });
    Object {
        format: "driftline-analysis/1",
        document_sha256: session::document_sha256(document),
        seed: analysis.study.seed,
        trials: analysis.trials,
        draws: analysis.study.draws,
        method: method(analysis.method),
        phases: analysis.phases.iter().map(ToString::to_string).collect(),
        initial: json!({ "any_outcome": analysis.pooled.initial_any_outcome.value }),
        outlook: outlook(document, &analysis.pooled, reach),
        upper: analysis.pooled.any_outcome.iter().map(|figure| figure.upper).collect(),
        insights: deeper(document, &analysis.phases, insights),
        hypotheses: hypotheses.collect(),
        unscored: unscored.collect(),
        warnings: analysis.warnings.iter().chain(insights.warnings()).cloned().collect(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Exact => "exact",
        Method::Simulation => "simulation",
        Method::RareEvent => "rare_event",
    }
}

fn hypothesis(document: &Assessment, one: &HypothesisOutlook) -> Value {
    let mut object = json!({ "weight": one.weight });
    if let (Some(object), Ok(Value::Object(rest))) =
        (object.as_object_mut(), serde_json::to_value(outlook(document, &one.outlook, None)))
    {
        object.extend(rest);
    }
    object
}

fn outlook(document: &Assessment, outlook: &Outlook, reach: Option<&Reach>) -> OutlookObject {
    // In the document's order.
    let nodes = document.nodes().iter().filter_map(|node| {
        let of_node = outlook.nodes.get(&node.id)?;
        let mut object = json!({
            "prevalence": values(&of_node.prevalence),
            "prevalence_se": errors(&of_node.prevalence),
            "ever": values(&of_node.ever),
            "ever_se": errors(&of_node.ever),
        });
        if let Some(reach) = reach.and_then(|reach| reach.get(&node.id)) {
            object["expected_reach"] = estimates(reach);
            object["expected_reach_se"] = estimate_errors(reach);
        }
        Some((node.id.to_string(), object))
    });
    OutlookObject {
        nodes: nodes.collect(),
        any_outcome: values(&outlook.any_outcome),
        any_outcome_se: errors(&outlook.any_outcome),
    }
}

/// Everything beyond probabilities.
fn deeper(document: &Assessment, phases: &[Id<Phase>], insights: &Insights) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    if let Some(spread) = &insights.spread {
        put("reproduction_number", json!(spread.reproduction_number));
    }
    if let Some(found) = &insights.uncertainty {
        put("uncertainty", uncertainty(document, found));
    }
    if let Some(found) = &insights.importance {
        put("importance", found.elements.iter().map(importance).collect());
        put("importance_method", json!(method(found.method)));
    }
    if let Some(swings) = &insights.tornado {
        put("tornado", swings.iter().map(swing).collect());
    }
    if let Some(found) = &insights.routes {
        put("routes", found.routes.iter().map(|one| route(phases, one)).collect());
        put("routes_gap", json!(found.gap));
        put("routes_are_exact", json!(found.is_exact));
    }
    match &insights.separation {
        Some(Separation::Cut(cut)) => {
            let links: Vec<&str> = cut.links.iter().map(Id::as_str).collect();
            let cut = json!({
                "links": links,
                "weight": cut.weight,
                "is_minimum": cut.is_minimum,
                "lower_bound": cut.lower_bound,
            });
            put("cut", cut);
        }
        Some(Separation::Unavoidable(outcomes)) => {
            put("cut", Value::Null);
            let outcomes: Vec<&str> = outcomes.iter().map(Id::as_str).collect();
            put("unavoidable_outcomes", json!(outcomes));
        }
        None => {}
    }
    object
}

fn importance(element: &ElementImportance) -> Value {
    let extremes = element.extremes.as_ref();
    let of = |pick: fn(&crate::analysis::Extremes) -> Option<Estimated>| extremes.and_then(pick);
    let raw = of(|x| x.achievement_worth);
    let rrw = of(|x| x.reduction_worth);
    let fussell_vesely = of(|x| x.fussell_vesely);
    let benefit = of(|x| x.benefit);
    let value = |estimate: Option<Estimated>| estimate.map(|e| e.value);
    let error = |estimate: Option<Estimated>| estimate.map(|e| e.standard_error);
    json!({
        "element": element.subject.id_str(),
        "kind": element.subject.kind_name(),
        "birnbaum": estimates(&element.birnbaum),
        "birnbaum_se": estimate_errors(&element.birnbaum),
        "raw": value(raw),
        "raw_se": error(raw),
        "rrw": value(rrw),
        "rrw_se": error(rrw),
        "fussell_vesely": value(fussell_vesely),
        "fussell_vesely_se": error(fussell_vesely),
        "benefit": value(benefit),
        "benefit_se": error(benefit),
    })
}

fn swing(swing: &Swing) -> Value {
    json!({
        "element": swing.subject.id_str(),
        "kind": swing.subject.kind_name(),
        "dimension": swing.dimension.name(),
        "low": swing.low.value,
        "low_se": swing.low.standard_error,
        "low_upper": swing.low.upper,
        "high": swing.high.value,
        "high_se": swing.high.standard_error,
        "high_upper": swing.high.upper,
        "difference": swing.difference.value,
        "difference_se": swing.difference.standard_error,
    })
}

fn route(phases: &[Id<Phase>], route: &Route) -> Value {
    let phase = |place: usize| phases.get(place).map(Id::as_str);
    let steps = route.steps.iter().map(|step| {
        json!({
            "phase": step.phase.and_then(phase),
            "event": event(step.event),
            "element": step.element.id_str(),
            "kind": step.element.kind_name(),
        })
    });
    let shifts = route.shifts.iter().map(|shift| {
        json!({ "first_phase": phase(shift.first_phase), "probability": shift.probability })
    });
    json!({
        "probability": route.probability,
        "outcome": route.outcome.as_str(),
        "steps": steps.collect::<Value>(),
        "shifts": shifts.collect::<Value>(),
    })
}

fn event(event: RouteEvent) -> &'static str {
    match event {
        RouteEvent::InitialMisalignment => "initial_misalignment",
        RouteEvent::Emergence => "emergence",
        RouteEvent::Persistence => "persistence",
        RouteEvent::Opening => "opening",
        RouteEvent::Failure => "failure",
    }
}

fn uncertainty(document: &Assessment, found: &Uncertainty) -> Value {
    let nodes = document.nodes().iter().filter_map(|node| {
        let bands_of_node = found.nodes.get(&node.id)?;
        let object = json!({
            "prevalence": bands(&bands_of_node.prevalence),
            "ever": bands(&bands_of_node.ever),
        });
        Some((node.id.to_string(), object))
    });
    json!({
        "draws": found.draws,
        "trials": found.trials,
        "method": method(found.method),
        "any_outcome": bands(&found.any_outcome),
        "noise": found.noise,
        "nodes": nodes.collect::<Map<_, _>>(),
    })
}

fn bands(bands: &[Band]) -> Value {
    let objects = bands.iter().map(|band| {
        json!({
            "mean": band.mean,
            "q05": band.q05,
            "q25": band.q25,
            "q50": band.q50,
            "q75": band.q75,
            "q95": band.q95,
        })
    });
    objects.collect()
}

fn values(figures: &[Figure]) -> Vec<f64> {
    figures.iter().map(|figure| figure.value).collect()
}

fn errors(figures: &[Figure]) -> Vec<f64> {
    figures.iter().map(|figure| figure.standard_error).collect()
}

fn estimates(estimates: &[Estimated]) -> Value {
    estimates.iter().map(|estimate| json!(estimate.value)).collect()
}

fn estimate_errors(estimates: &[Estimated]) -> Value {
    estimates.iter().map(|estimate| json!(estimate.standard_error)).collect()
}
