//! A first-order screening of all beliefs at once: how far each would move the headline, from one simulation.
//!
//! A belief moves some probabilities by Δp from low to high; the sum of derivatives (`score`) times Δp is its effect to
//! first order.

use super::{
    Cancelled, Case, Monitor, belief::Belief, closure::Draw, effort, layout::Layout,
    program::Variable, score, simulate::Plan, variants::Stage,
};
use crate::model::{Hypothesis, Study};

/// Trials of a screening, at most.
const TRIALS: u64 = 1 << 16;

/// The trials of a screening.
pub(super) fn plan(case: &Case<'_>, study: &Study) -> Plan {
    effort::plan(case, &Study { trials: study.trials.min(TRIALS), ..study.clone() }, 1)
}

/// By belief: what the pooled headline gains from its low to its high, to first order.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn effects(
    case: &Case<'_>,
    beliefs: &[Belief],
    hypotheses: &[&Hypothesis],
    (plan, monitor): (&Plan, &dyn Monitor),
) -> Result<Vec<f64>, Cancelled> {
    let mut effects = vec![0.0; beliefs.len()];
    let mut slots = vec![0; case.layout.links.len()];
    case.layout.links.iter().zip(0..).for_each(|(link, slot)| slots[*link as usize] = slot);
    let total = plan.span() * case.odds.len() as u64;
    for (h, hypothesis) in hypotheses.iter().enumerate() {
        let stage = Stage { monitor, before: plan.span() * h as u64, total };
        let gradient = score::sketch(&case.layout, &case.odds[h], plan, &stage)?;
        for (effect, belief) in effects.iter_mut().zip(beliefs) {
            let draw = draw(&case.layout, &slots, belief.variable);
            for (phase, way) in belief.ways(hypothesis) {
                let slope = gradient.of(draw, phase).map_or(0.0, |of| of.value);
                *effect += case.program.weights[h] * way * slope;
            }
        }
    }
    Ok(effects)
}

/// The draws of the variables of a program, by their places there.
fn draw(layout: &Layout, slots: &[u32], variable: Variable) -> Draw {
    match variable {
        Variable::Initial(v) => Draw::Initial(layout.rows[v] as usize),
        Variable::Emergence(v) => Draw::Emergence(layout.rows[v] as usize),
        Variable::Persistence(v) => Draw::Persistence(layout.rows[v] as usize),
        Variable::Opening(e) => Draw::Opening(slots[e] as usize),
        Variable::Working(m) => Draw::Working(m),
    }
}
