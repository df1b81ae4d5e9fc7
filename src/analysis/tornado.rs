//! The headline with one element at low and at high, all others at best.
//!
//! # Method
//! Both ends of an element are solved exactly where that is affordable for all elements together; else they are
//! simulated in step, on common random numbers, two elements at a time. The headline is monotone in every probability
//! and the two ends share all random numbers, so no trial counts on both sides of the difference: its error is that
//! of the few trials in which the ends differ.
//!
//! **Screening.** If a simulation has more than 40 elements to move, those with the largest first-order effect
//! are chosen (`screen`): Σ over the phases of ∂M/∂p times the way from low to high, with all derivatives from one
//! simulation of the document as it is. The choice is as good as that: of elements whose effects are nearly equal, or
//! mostly of higher order, the wrong one may be left out.

use super::{
    AnalysisError, Cancelled, Case, Estimated, Figure, Monitor, Swing,
    belief::{Belief, beliefs},
    effort,
    figures::upper_without_hit,
    memory::{self, Task},
    program::Frame,
    screen,
    tally::Table,
    variants::{Stage, Variants},
};
use crate::model::{Assessment, Hypothesis, Study, Z_95};

/// Most elements whose ends are simulated.
const LEADING_MAX: usize = 40;
/// Most trials of an end for each hypothesis.
const TRIALS_MAX: u64 = 1 << 18;

/// The headline with each uncertain element's estimates at low and at high, all others at best, the widest swing first.
///
/// Low and high are the 5 % and 95 % points of the dimension itself: at low stability the headline is high. An
/// element that makes no difference is listed, with a difference of 0; one whose scores do not vary, or that is
/// switched off, is not. Simulated are at most 40 elements, each end with the study's trials, but at most 262 144, and
/// fewer in very large documents (`effort`). Scores on withdrawn evidence count as [`Assessment::in_force`] has them.
///
/// # Errors
/// [`AnalysisError`] as for [`analyze`](super::analyze).
pub fn tornado(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Vec<Swing>, AnalysisError> {
    let document = &*document.in_force();
    memory::check(document, study, Task::Variants)?;
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
    let study = Study { trials, ..study.clone() };
    let ends = 2 * beliefs.len().min(LEADING_MAX);
    let plan = effort::plan(variants.case, &study, ends);
    let mut chosen: Vec<usize> = (0..beliefs.len()).collect();
    let mut screened = 0;
    if beliefs.len() > LEADING_MAX {
        let sketch = screen::plan(variants.case, &study);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            Unmonitored, analyze,
            proofs::documents::{Draft, Size, cases, probability, range},
        },
        model::{Dimension, MethodChoice, Score, Subject},
    };

    const SIZE: Size = Size { nodes: 5, links: 8, mitigations: 2, phases: 2, hypotheses: 2 };

    fn run(draft: &Draft, method: MethodChoice, threads: usize) -> Vec<Swing> {
        let study = Study { method, trials: 20_000, threads, ..Study::default() };
        tornado(&draft.document(), &study, &Unmonitored).expect("done")
    }

    fn headline(draft: &Draft) -> f64 {
        let study = Study { method: MethodChoice::Exact, ..Study::default() };
        let result = analyze(&draft.document(), &study, &Unmonitored).expect("solved");
        result.pooled.any_outcome.last().expect("a phase").value
    }

    #[test]
    fn both_ends_are_what_an_analysis_of_them_gives() {
        for draft in cases(15, SIZE) {
            let draft = draft.widened(1.0);
            let swings = run(&draft, MethodChoice::Exact, 1);
            for swing in &swings {
                let subject = (&swing.subject, swing.dimension);
                let ends = [false, true].map(|high| headline(&draft.at_end(subject, high)));
                assert!((swing.low.value - ends[0]).abs() < 1e-12, "{swing:?}");
                assert!((swing.high.value - ends[1]).abs() < 1e-12, "{swing:?}");
                let protects =
                    matches!(swing.dimension, Dimension::Stability | Dimension::Effectiveness);
                let rise = if protects { -swing.difference.value } else { swing.difference.value };
                assert!(rise >= -1e-12, "{swing:?}");
            }
            let widths = swings.iter().map(|s| s.difference.value.abs());
            assert!(widths.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn simulated_swings_agree_with_exact_ones_on_any_number_of_threads() {
        for draft in cases(15, SIZE) {
            let draft = draft.widened(1.0);
            let exact = run(&draft, MethodChoice::Exact, 1);
            let found = run(&draft, MethodChoice::Simulation, 1);
            assert_eq!(found, run(&draft, MethodChoice::Simulation, 3), "not one bit");
            assert_eq!(exact, run(&draft, MethodChoice::Exact, 3), "not one bit");
            for swing in &exact {
                let is_it =
                    |s: &&Swing| (&s.subject, s.dimension) == (&swing.subject, swing.dimension);
                let its = found.iter().find(is_it).expect("the same elements");
                let off = (its.difference.value - swing.difference.value).abs();
                // A difference that no trial shows may still be of some 1 / 20 000.
                assert!(off <= 4.5 * its.difference.standard_error + 5e-4, "{swing:?} {its:?}");
                let off = (its.low.value - swing.low.value).abs();
                assert!(off <= 4.5 * its.low.standard_error + 5e-4, "{swing:?} {its:?}");
            }
        }
    }

    #[test]
    fn low_is_the_low_end_of_the_dimension_itself() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.5], &[0.0]);
        draft.0.nodes[v].kind = crate::model::NodeKind::Outcome;
        let phase = draft.0.phases[0].id.clone();
        draft.0.nodes[v].stability.set(phase, Some(range(0.6, 0.9, 0.95)));
        let swings = run(&draft, MethodChoice::Exact, 1);
        assert_eq!(swings.len(), 1);
        assert!((swings[0].low.value - 0.4).abs() < 1e-14);
        assert!((swings[0].high.value - 0.05).abs() < 1e-14);
        assert!((swings[0].difference.value + 0.35).abs() < 1e-14);
    }

    /// Many uncertain ways to one outcome, of which those of `wide` matter more.
    fn fan(count: usize, wide: &[usize]) -> Draft {
        let mut draft = Draft::new(2);
        let start = draft.node(&[1.0], &[1.0]);
        let end = draft.outcome();
        let phase = draft.0.phases[0].id.clone();
        for i in 0..count {
            let e = draft.link(start, end, &[0.5]);
            let score = if wide.contains(&i) {
                range(0.005, 0.01, 0.04)
            } else {
                range(0.002, 0.002_1, 0.002_2)
            };
            draft.0.links[e].likelihood.set(phase.clone(), Some(score));
        }
        draft
    }

    #[test]
    fn the_leading_ones_of_many_are_found() {
        let wide = [3, 17, 44, 58, 69];
        let swings = run(&fan(70, &wide), MethodChoice::Simulation, 2);
        assert_eq!(swings.len(), LEADING_MAX);
        let leading: std::collections::BTreeSet<Subject> =
            swings[..wide.len()].iter().map(|s| s.subject.clone()).collect();
        let draft = fan(70, &wide);
        let wanted = wide.map(|e| Subject::Link(draft.0.links[e].id.clone()));
        assert_eq!(leading, wanted.into_iter().collect());
    }

    #[test]
    fn the_screening_finds_the_derivative() {
        for draft in cases(15, SIZE) {
            // Narrow ranges: to first order is all there is.
            let draft = draft.widened(0.02);
            let document = draft.document();
            let frame = Frame::new(&document);
            let study = Study { trials: 1 << 16, threads: 2, ..Study::default() };
            let case = Case::framed(&document, &frame, &study).expect("small");
            let beliefs = beliefs(&document, &frame);
            let weighed = document.weighed_hypotheses();
            let hypotheses: Vec<&Hypothesis> = weighed.iter().map(|(h, _)| &**h).collect();
            let plan = screen::plan(&case, &study);
            let effects = screen::effects(
                &case,
                &beliefs,
                &hypotheses,
                (&plan, &crate::analysis::Unmonitored),
            )
            .expect("done");
            let exact = run(&draft, MethodChoice::Exact, 1);
            for (belief, effect) in beliefs.iter().zip(effects) {
                let is_it =
                    |s: &&Swing| (&s.subject, s.dimension) == (&belief.subject, belief.dimension);
                let wanted = exact.iter().find(is_it).expect("the same").difference.value;
                // The way is at most 0.05 of p or 1 − p, so a trial's count has an error below 0.05 √(phases / p).
                assert!((effect - wanted).abs() < 3e-3, "{:?}: {effect} {wanted}", belief.subject);
            }
        }
    }

    #[test]
    fn points_swing_nothing() {
        let mut draft = fan(3, &[]);
        for link in &mut draft.0.links {
            let phase = draft.0.phases[0].id.clone();
            link.likelihood.set(phase, Some(Score::point(probability(0.3))));
        }
        for method in [MethodChoice::Exact, MethodChoice::Simulation] {
            assert!(run(&draft, method, 1).is_empty());
        }
    }
}
