//! What a reader must know beside the numbers, one sentence each.

use super::{Analysis, Figure, Method, tally::JOINT_MAX};
use crate::model::{Assessment, NodeKind};

/// The warnings that go with a result, the weightiest first.
pub(super) fn of(document: &Assessment, result: &Analysis) -> Vec<String> {
    let found =
        [no_outcome(document), missing(result), no_hits(result), all_hits(result), bound(result)];
    found.into_iter().flatten().collect()
}

fn no_outcome(document: &Assessment) -> Option<String> {
    let has_one = document.nodes().iter().any(|node| node.kind == NodeKind::Outcome);
    (!has_one).then(|| "No node is of kind outcome, so no outcome probability follows".to_owned())
}

/// How missing scores push (SEMANTICS §2): a bound is named only where all push the same way.
fn missing(result: &Analysis) -> Option<String> {
    let up = result.unscored.iter().filter(|missing| missing.pushes_up).count();
    let down = result.unscored.len() - up;
    let scores =
        |n: usize| if n == 1 { "1 score is".to_owned() } else { format!("{n} scores are") };
    match (down, up) {
        (0, 0) => None,
        (_, 0) => Some(format!(
            "{} missing (stability or likelihood); all of them push the results down, so the results are a lower bound",
            scores(down)
        )),
        (0, _) => Some(format!(
            "{} missing (persistence or effectiveness); all of them push the results up, so the results are an upper \
             bound",
            scores(up)
        )),
        _ => Some(format!(
            "{} missing: {down} (stability or likelihood) push the results down, {up} (persistence or effectiveness) \
             push them up; the results are no bound on either side",
            scores(down + up)
        )),
    }
}

fn no_hits(result: &Analysis) -> Option<String> {
    if result.method == Method::Exact {
        return None;
    }
    let outcome = result.pooled.any_outcome.last().and_then(|figure| figure.upper);
    let last = |figures: &Vec<Figure>| figures.last().and_then(|figure| figure.upper);
    let bounds: Vec<f64> =
        result.pooled.nodes.values().filter_map(|node| last(&node.ever)).collect();
    let trials = result.trials;
    match (outcome, bounds.first()) {
        (Some(upper), _) => Some(format!(
            "No outcome was reached in {trials} trials although one can be: its probability is below {upper:.1e} with \
             95 % confidence, not 0; more trials would tell more"
        )),
        (None, Some(upper)) => Some(format!(
            "{} of the nodes were not reached in {trials} trials although they can be: their probabilities are below \
             {upper:.1e} with 95 % confidence, not 0",
            bounds.len()
        )),
        (None, None) => None,
    }
}

/// A simulation in which every trial counted says as little about certainty as one without a hit about impossibility.
fn all_hits(result: &Analysis) -> Option<String> {
    let is_full = |figure: Option<&Figure>| figure.is_some_and(|figure| figure.value >= 1.0);
    let is_found = result.method != Method::Exact
        && (is_full(result.pooled.any_outcome.last())
            || result.pooled.nodes.values().any(|node| is_full(node.ever.last())));
    is_found.then(|| {
        let lower = libm::exp(libm::log(0.05) / result.trials as f64);
        format!(
            "Where a figure is 100 % every one of the {} trials counted; unless it is certain by the scores, that \
             says only that it is above {:.2} % with 95 % confidence",
            result.trials,
            lower * 100.0
        )
    })
}

fn bound(result: &Analysis) -> Option<String> {
    let is_bound = result.method != Method::Exact && result.hypotheses.len() > JOINT_MAX;
    is_bound.then(|| {
        format!(
            "With more than {JOINT_MAX} hypotheses the standard errors of pooled node figures are upper bounds"
        )
    })
}
