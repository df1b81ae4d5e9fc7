//! The results as one JSON object, `driftline-analysis/1`.

use serde::Serialize;

use crate::{
    analysis::{Analysis, Figure, Method, Outlook},
    model::Assessment,
    session,
};

/// The object that `analyze --format json` prints. Lists over phases are in phase order.
#[derive(Debug, Serialize)]
pub(super) struct Object {
    format: &'static str,
    document_sha256: String,
    seed: u64,
    trials: u64,
    method: &'static str,
    phases: Vec<String>,
    initial: Initial,
    nodes: serde_json::Map<String, serde_json::Value>,
    any_outcome: Vec<f64>,
    any_outcome_se: Vec<f64>,
    upper: Vec<Option<f64>>,
    hypotheses: serde_json::Map<String, serde_json::Value>,
    unscored: Vec<Missing>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Initial {
    any_outcome: f64,
}

#[derive(Debug, Serialize)]
struct NodeObject {
    prevalence: Vec<f64>,
    prevalence_se: Vec<f64>,
    ever: Vec<f64>,
    ever_se: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct HypothesisObject {
    weight: f64,
    nodes: serde_json::Map<String, serde_json::Value>,
    any_outcome: Vec<f64>,
    any_outcome_se: Vec<f64>,
}

#[derive(Debug, Serialize)]
struct Missing {
    element: String,
    dimension: &'static str,
    phase: String,
    pushes: &'static str,
}

/// The object for an analysis of a document.
pub(super) fn object(document: &Assessment, analysis: &Analysis) -> Object {
    let pooled = &analysis.pooled;
    let hypotheses = analysis.hypotheses.iter().map(|hypothesis| {
        let outlook = &hypothesis.outlook;
        let object = HypothesisObject {
            weight: hypothesis.weight,
            nodes: nodes(document, outlook),
            any_outcome: values(&outlook.any_outcome),
            any_outcome_se: errors(&outlook.any_outcome),
        };
        (hypothesis.id.to_string(), value(&object))
    });
    let unscored = analysis.unscored.iter().map(|missing| Missing {
        element: missing.subject.id_str().to_owned(),
        dimension: missing.dimension.name(),
        phase: missing.phase.to_string(),
        pushes: if missing.pushes_up { "up" } else { "down" },
    });
    Object {
        format: "driftline-analysis/1",
        document_sha256: session::document_sha256(document),
        seed: analysis.study.seed,
        trials: analysis.trials,
        method: match analysis.method {
            Method::Exact => "exact",
            Method::Simulation => "simulation",
            Method::RareEvent => "rare_event",
        },
        phases: analysis.phases.iter().map(ToString::to_string).collect(),
        initial: Initial { any_outcome: pooled.initial_any_outcome.value },
        nodes: nodes(document, pooled),
        any_outcome: values(&pooled.any_outcome),
        any_outcome_se: errors(&pooled.any_outcome),
        upper: pooled.any_outcome.iter().map(|figure| figure.upper).collect(),
        hypotheses: hypotheses.collect(),
        unscored: unscored.collect(),
        warnings: analysis.warnings.clone(),
    }
}

/// By node, in the document's order.
fn nodes(document: &Assessment, outlook: &Outlook) -> serde_json::Map<String, serde_json::Value> {
    let nodes = document.nodes().iter().filter_map(|node| {
        let of_node = outlook.nodes.get(&node.id)?;
        let object = NodeObject {
            prevalence: values(&of_node.prevalence),
            prevalence_se: errors(&of_node.prevalence),
            ever: values(&of_node.ever),
            ever_se: errors(&of_node.ever),
        };
        Some((node.id.to_string(), value(&object)))
    });
    nodes.collect()
}

fn value(object: &impl Serialize) -> serde_json::Value {
    // Maps with text keys and finite numbers always have a JSON form.
    serde_json::to_value(object).unwrap_or_default()
}

fn values(figures: &[Figure]) -> Vec<f64> {
    figures.iter().map(|figure| figure.value).collect()
}

fn errors(figures: &[Figure]) -> Vec<f64> {
    figures.iter().map(|figure| figure.standard_error).collect()
}
