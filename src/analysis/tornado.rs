//! The headline with one element at low and at high, all others at best.
//!
//! # Method
//! Both ends of an element are solved exactly where that is affordable for all elements together; else they are simulated in
//! step, on common random numbers, two elements at a time. The headline is monotone in every probability and the two ends share
//! all random numbers, so no trial counts on both sides of the difference: its error is that of the few trials in
//! which the ends differ.
//!
//! **Screening.** If a simulation has more than [`LEADING_MAX`] elements to move, those with the largest first-order effect
//! are chosen (`screen`): Σ over the phases of ∂M/∂p times the way from low to high, with all derivatives from one
//! simulation of the document as it is. The choice is as good as that: of elements whose effects are nearly equal, or
//! mostly of higher order, the wrong one may be left out.

use super::{
    AnalysisError, Cancelled, Case, Estimated, Figure, Monitor, Swing,
    belief::{Belief, beliefs},
    figures::upper_without_hit,
    program::Frame,
    screen,
    simulate::Plan,
    tally::Table,
    variants::{Stage, Variants},
};
use crate::model::{Assessment, Hypothesis, Study, Z_95};

/// Most elements whose ends are simulated.
pub const LEADING_MAX: usize = 40;
/// Most trials of an end for each hypothesis.
const TRIALS_MAX: u64 = 1 << 18;

/// The headline with each uncertain element's estimates at low and at high, all others at best, the widest swing first.
///
/// Low and high are the 5 % and 95 % points of the dimension itself: at low stability the headline is high. An element
/// that makes no difference is listed, with a difference of 0; one whose scores do not vary, or that is switched off, is
/// not. Simulated are at most [`LEADING_MAX`] elements, each end with the study's trials, but at most 262 144.
///
/// # Errors
/// [`AnalysisError`] as for [`analyze`](super::analyze).
pub fn tornado(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Swing>, AnalysisError> {
    let frame = Frame::new(document);
    let case = Case::framed(document, &frame, study)?;
    let beliefs = beliefs(document, &frame);
    let hypotheses = document.weighed_hypotheses();
    let hypotheses: Vec<&Hypothesis> = hypotheses.iter().map(|(h, _)| &**h).collect();
    let variants = Variants {
        case: &case,
        count: 2 * beliefs.len(),
        alter: &|end, h, chances| {
            let z = if end % 2 == 0 { -Z_95 } else { Z_95 };
            beliefs[end / 2].apply(z, hypotheses[h], chances);
        },
    };
    let exact = variants.solved(study, monitor, &|solutions| {
        let weighed = case.program.weights.iter().zip(solutions);
        weighed.map(|(w, s)| w * s.any_outcome.last().copied().unwrap_or(0.0)).sum::<f64>()
    })?;
    let mut swings = match exact {
        Some(headlines) => beliefs
            .iter()
            .zip(headlines.chunks_exact(2))
            .map(|(belief, ends)| exactly(belief, ends[0], ends[1]))
            .collect(),
        None => simulated(&variants, (&beliefs, &hypotheses), study, monitor)
            .map_err(|Cancelled| AnalysisError::Cancelled)?,
    };
    swings.sort_by(|a: &Swing, b| b.difference.value.abs().total_cmp(&a.difference.value.abs()));
    Ok(swings)
}

fn exactly(belief: &Belief, low: f64, high: f64) -> Swing {
    let figure = |value: f64| Figure { value: value.min(1.0), standard_error: 0.0, upper: None };
    Swing {
        subject: belief.subject.clone(),
        dimension: belief.dimension,
        low: figure(low),
        high: figure(high),
        difference: Estimated { value: high - low, standard_error: 0.0 },
    }
}

fn simulated(
    variants: &Variants<'_>,
    (beliefs, hypotheses): (&[Belief], &[&Hypothesis]),
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Swing>, Cancelled> {
    let trials = study.trials.min(TRIALS_MAX);
    let plan = Plan::new(&Study { trials, ..study.clone() });
    let mut chosen: Vec<usize> = (0..beliefs.len()).collect();
    let mut screened = 0;
    if beliefs.len() > LEADING_MAX {
        let sketch = screen::plan(study);
        screened = sketch.span() * hypotheses.len() as u64;
        let total = screened + plan.span() * LEADING_MAX.div_ceil(2) as u64;
        let stage = Stage { monitor, before: 0, total };
        let effects = screen::effects(variants.case, beliefs, hypotheses, (&sketch, &stage))?;
        chosen.sort_by(|a, b| effects[*b].abs().total_cmp(&effects[*a].abs()));
        chosen.truncate(LEADING_MAX);
        chosen.sort_unstable();
    }
    let ends: Vec<usize> = chosen.iter().flat_map(|i| [2 * i, 2 * i + 1]).collect();
    let pairs: Vec<&[usize]> = ends.chunks(4).collect();
    let total = screened + plan.span() * pairs.len() as u64;
    let tables =
        variants.simulated_in_turn(&pairs, &plan, &Stage { monitor, before: screened, total })?;
    let swing = |(i, belief): (usize, &usize)| {
        counted(variants.case, &beliefs[*belief], (&tables[i / 2], i % 2), plan.trials)
    };
    Ok(chosen.iter().enumerate().map(swing).collect())
}

/// The swing of the first or second element of a table.
fn counted(case: &Case<'_>, belief: &Belief, (table, half): (&Table, usize), trials: u64) -> Swing {
    let weights = &case.program.weights;
    let joint = table.at(case.program.phase_count, 0);
    // An element's cases: all hypotheses at low, then all at high.
    let weighted = |low: f64, high: f64| {
        let mut all = vec![0.0; half * 2 * weights.len()];
        all.extend(weights.iter().map(|w| low * w));
        all.extend(weights.iter().map(|w| high * w));
        joint.weighted(&all, trials)
    };
    let is_possible = weights
        .iter()
        .zip(&case.supports)
        .any(|(w, support)| *w > 0.0 && support.any_outcome.last().copied().unwrap_or(false));
    let figure = |low: f64, high: f64| {
        let found = weighted(low, high);
        let upper = (!found.has_hits && is_possible).then(|| upper_without_hit(trials));
        Figure { value: found.value.min(1.0), standard_error: found.standard_error, upper }
    };
    let (low, high) = (figure(1.0, 0.0), figure(0.0, 1.0));
    Swing {
        subject: belief.subject.clone(),
        dimension: belief.dimension,
        low,
        high,
        difference: Estimated {
            value: high.value - low.value,
            standard_error: weighted(-1.0, 1.0).standard_error,
        },
    }
}
