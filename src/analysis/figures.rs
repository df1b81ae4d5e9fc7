//! Solutions into figures: by hypothesis, pooled, and as differences, each with its error (SEMANTICS §4, §5, §7).

use super::{
    Analysis, Case, Estimated, Figure, HypothesisOutlook, Method, NodeOutlook, Outlook,
    exact::Exact, rare::Estimates, tally::Tally, unscored, warnings,
};
use crate::model::Study;

/// The solutions of all cases.
pub(super) enum Answer {
    /// By case and hypothesis.
    Exact(Vec<Vec<Exact>>),
    /// Counts over all cases, and what is known where they are too few.
    Simulated(Tally, Option<Box<Rarely>>),
}

/// What the estimators of rare events say, weighed as [`weighings`] does.
pub(super) struct Rarely {
    /// By case: of any outcome, where the counts leave gaps.
    pub(super) any_outcome: Vec<Option<Estimates>>,
    /// Of any outcome, over two cases at once.
    pub(super) both: Option<Estimates>,
    /// By case: of outcomes that were hardly met.
    pub(super) nodes: Vec<Vec<RareNode>>,
}

/// What the estimators of rare events say of a node, over the hypotheses of its case.
pub(super) struct RareNode {
    /// Its place.
    pub(super) place: usize,
    /// Whether it was ever misaligned.
    pub(super) ever: Estimates,
    /// Whether it is at the end of a phase; not known where that may take several causes.
    pub(super) prevalence: Option<Estimates>,
}

/// The result for the case at a place.
pub(super) fn analysis(case: &Case<'_>, answer: &Answer, place: usize, study: &Study) -> Analysis {
    let (method, trials) = match answer {
        Answer::Exact(_) => (Method::Exact, 0),
        Answer::Simulated(tally, _) => (Method::Simulation, tally.trials),
    };
    let view = View::new(case, answer, place);
    let weighed = case.document.weighed_hypotheses();
    let hypotheses = weighed.iter().enumerate().map(|(h, (hypothesis, weight))| {
        let mut only = vec![0.0; weighed.len()];
        only[h] = 1.0;
        HypothesisOutlook {
            id: hypothesis.id.clone(),
            name: hypothesis.name.clone(),
            weight: *weight,
            outlook: view.outlook(&only),
        }
    });
    let mut hypotheses: Vec<HypothesisOutlook> = hypotheses.collect();
    let mut pooled = view.outlook(&case.program.weights);
    let is_rare = view.sharpen(&mut pooled, &mut hypotheses);
    let method = if is_rare { Method::RareEvent } else { method };
    let missing = unscored(case.document);
    let mut result = Analysis {
        study: study.clone(),
        method,
        trials,
        phases: case.document.phases().iter().map(|phase| phase.id.clone()).collect(),
        pooled,
        hypotheses,
        unscored: missing,
        warnings: Vec::new(),
    };
    result.warnings = warnings::of(case.document, &result);
    result
}

/// The weighted sums that [`rare`](super::rare) estimates for these cases: each pooled, each hypothesis alone, and of two
/// cases the second minus the first.
pub(super) fn weighings(cases: &[&Case<'_>]) -> Vec<Vec<f64>> {
    let total: usize = cases.iter().map(|case| case.program.weights.len()).sum();
    let mut pooled = Vec::new();
    let mut offset = 0;
    for case in cases {
        let mut weights = vec![0.0; total];
        weights[offset..][..case.program.weights.len()].copy_from_slice(&case.program.weights);
        offset += case.program.weights.len();
        pooled.push(weights);
    }
    let alone = (0..total).map(|h| {
        let mut weights = vec![0.0; total];
        weights[h] = 1.0;
        weights
    });
    let difference = match &pooled[..] {
        [first, second] => Some(second.iter().zip(first).map(|(b, a)| b - a).collect()),
        _ => None,
    };
    pooled.iter().cloned().chain(alone).chain(difference).collect()
}

/// Whether the counts leave the headline with few hits, or an earlier phase with none although it is possible.
pub(super) fn leaves_gap(case: &Case<'_>, answer: &Answer, place: usize) -> bool {
    let view = View::new(case, answer, place);
    let figure = |time| view.figure(Event::AnyOutcome(time), &case.program.weights);
    let last = case.program.phase_count;
    is_coarse(&figure(last)) || (1..last).any(|time| figure(time).upper.is_some())
}

/// The relative error of 400 hits, from which on counts are left as they are.
const COARSE: f64 = 0.05;

fn is_coarse(figure: &Figure) -> bool {
    figure.upper.is_some() || figure.standard_error > COARSE * figure.value
}

/// The places of outcomes of a case that were hardly met although they can be reached, the first few.
pub(super) fn hardly_met(case: &Case<'_>, answer: &Answer, place: usize) -> Vec<usize> {
    let view = View::new(case, answer, place);
    let Some(last) = case.program.phase_count.checked_sub(1) else { return Vec::new() };
    let nodes = case.program.network.nodes.iter().enumerate();
    nodes
        .filter(|(_, node)| node.is_outcome)
        .map(|(v, _)| v)
        .filter(|v| is_coarse(&view.figure(Event::Ever(last, *v), &case.program.weights)))
        .take(NODES_MAX)
        .collect()
}

/// Most outcomes that are estimated one by one.
const NODES_MAX: usize = 16;

/// Puts an estimate in place of a coarser figure, and says whether it did.
fn replace(figure: &mut Figure, found: Option<Estimated>) -> bool {
    let is_sharper =
        |found: &Estimated| figure.upper.is_some() || found.standard_error < figure.standard_error;
    let Some(Estimated { value, standard_error }) = found.filter(is_sharper) else { return false };
    *figure = Figure { value: value.min(1.0), standard_error, upper: None };
    true
}

/// What has happened by one phase has happened by the next; two methods may differ by their errors.
fn keep_rising<'f>(figures: impl Iterator<Item = &'f mut Figure>) {
    let mut least: f64 = 0.0;
    for figure in figures.filter(|figure| figure.upper.is_none()) {
        figure.value = figure.value.max(least);
        least = figure.value;
    }
}

impl RareNode {
    /// Puts estimates in place of coarse counts.
    fn sharpen(&self, outlook: &mut NodeOutlook, weighing: usize) {
        for (t, figure) in outlook.ever.iter_mut().enumerate().filter(|(_, f)| is_coarse(f)) {
            replace(figure, self.ever.believed(weighing, t + 1));
        }
        keep_rising(outlook.ever.iter_mut());
        let Some(prevalence) = &self.prevalence else { return };
        for (t, figure) in outlook.prevalence.iter_mut().enumerate().filter(|(_, f)| is_coarse(f)) {
            replace(figure, prevalence.believed(weighing, t + 1));
        }
    }
}

/// Second case minus first, pooled `any_outcome`, one a phase.
pub(super) fn differences(cases: &[Case<'_>; 2], answer: &Answer) -> Vec<Estimated> {
    let [first, second] = cases;
    let phases = 1..=first.program.phase_count;
    match answer {
        Answer::Exact(solutions) => {
            let pooled = |place: usize, weights: &[f64], time: usize| -> f64 {
                let all = weights.iter().zip(&solutions[place]);
                all.map(|(w, s)| w * s.any_outcome[time]).sum()
            };
            phases
                .map(|time| Estimated {
                    value: pooled(1, &second.program.weights, time)
                        - pooled(0, &first.program.weights, time),
                    standard_error: 0.0,
                })
                .collect()
        }
        Answer::Simulated(tally, rare) => {
            let minus = first.program.weights.iter().map(|w| -w);
            let weights: Vec<f64> = minus.chain(second.program.weights.iter().copied()).collect();
            let only_first: Vec<f64> = weights.iter().map(|w| (-w).max(0.0)).collect();
            let only_second: Vec<f64> = weights.iter().map(|w| w.max(0.0)).collect();
            phases
                .map(|time| {
                    let of = |weights: &[f64]| {
                        tally.any_outcome.at(time, 0).weighted(weights, tally.trials)
                    };
                    // Each side is summed in its own order first, so that equal sides differ by exactly 0.
                    let value = of(&only_second).value - of(&only_first).value;
                    let counted = Estimated { value, standard_error: of(&weights).standard_error };
                    let is_coarse = [&only_first, &only_second].into_iter().all(|side| {
                        let side = of(side);
                        side.standard_error >= COARSE * side.value
                    });
                    let rare =
                        rare.as_ref().and_then(|rare| rare.both.as_ref()).filter(|_| is_coarse);
                    rare.and_then(|rare| rare_difference(rare, time, weights.len()))
                        .unwrap_or(counted)
                })
                .collect()
        }
    }
}

/// The difference by the estimates of rare events, if one of its sides is believed there.
fn rare_difference(rare: &Estimates, time: usize, hypotheses: usize) -> Option<Estimated> {
    let is_believed = (0..2).any(|side| rare.believed(side, time).is_some());
    is_believed.then(|| rare.at(2 + hypotheses, time))
}

/// One case's part of an answer.
struct View<'a> {
    case: &'a Case<'a>,
    answer: &'a Answer,
    place: usize,
    /// How many hypotheses the cases before have.
    offset: usize,
    /// How many all cases have.
    total: usize,
}

/// What a figure is about.
#[derive(Clone, Copy)]
enum Event {
    /// `X_v(t)` = 1, by phase and node.
    Prevalence(usize, usize),
    /// `X_v(τ)` = 1 for some τ ≤ t, by phase and node.
    Ever(usize, usize),
    /// Some outcome so far, by time from 0 on.
    AnyOutcome(usize),
}

impl<'a> View<'a> {
    fn new(case: &'a Case<'a>, answer: &'a Answer, place: usize) -> Self {
        let own = case.program.chances.len();
        let (offset, total) = match answer {
            Answer::Exact(_) => (0, own),
            Answer::Simulated(tally, _) => {
                let total = tally.any_outcome.cases();
                (if place == 0 { 0 } else { total - own }, total)
            }
        };
        Self { case, answer, place, offset, total }
    }

    /// Puts estimates of rare events in place of coarse counts of outcomes, and says whether the headline is one.
    fn sharpen(&self, pooled: &mut Outlook, hypotheses: &mut [HypothesisOutlook]) -> bool {
        let Answer::Simulated(_, Some(rare)) = self.answer else { return false };
        let Some(any_outcome) = &rare.any_outcome[self.place] else { return false };
        let mut is_replaced = Vec::new();
        for (time, figure) in pooled.over_time().enumerate() {
            let is_due = is_coarse(figure);
            let found = any_outcome.believed(0, time).filter(|_| is_due);
            is_replaced.push(replace(figure, found));
        }
        keep_rising(pooled.over_time());
        for (h, hypothesis) in hypotheses.iter_mut().enumerate() {
            for (time, figure) in hypothesis.outlook.over_time().enumerate() {
                let is_due = is_replaced[time] || is_coarse(figure);
                replace(figure, any_outcome.believed(1 + h, time).filter(|_| is_due));
            }
            keep_rising(hypothesis.outlook.over_time());
        }
        self.sharpen_nodes(&rare.nodes[self.place], pooled, hypotheses);
        is_replaced.last().is_some_and(|is_it| *is_it)
    }

    fn sharpen_nodes(
        &self,
        nodes: &[RareNode],
        pooled: &mut Outlook,
        hypotheses: &mut [HypothesisOutlook],
    ) {
        let outlooks = [pooled].into_iter().chain(hypotheses.iter_mut().map(|h| &mut h.outlook));
        for (weighing, outlook) in outlooks.enumerate() {
            for node in nodes {
                let id = self.case.document.nodes().at(node.place).map(|node| &node.id);
                if let Some(found) = id.and_then(|id| outlook.nodes.get_mut(id)) {
                    node.sharpen(found, weighing);
                }
            }
        }
    }

    /// All figures for a weighing of the hypotheses.
    fn outlook(&self, weights: &[f64]) -> Outlook {
        let phases = 0..self.case.program.phase_count;
        let nodes = self.case.document.nodes().iter().enumerate().map(|(v, node)| {
            let outlook = NodeOutlook {
                prevalence: phases
                    .clone()
                    .map(|t| self.figure(Event::Prevalence(t, v), weights))
                    .collect(),
                ever: phases.clone().map(|t| self.figure(Event::Ever(t, v), weights)).collect(),
            };
            (node.id.clone(), outlook)
        });
        Outlook {
            nodes: nodes.collect(),
            any_outcome: phases
                .clone()
                .map(|t| self.figure(Event::AnyOutcome(t + 1), weights))
                .collect(),
            initial_any_outcome: self.figure(Event::AnyOutcome(0), weights),
        }
    }

    fn figure(&self, event: Event, weights: &[f64]) -> Figure {
        match self.answer {
            Answer::Exact(solutions) => {
                let all = weights.iter().zip(&solutions[self.place]);
                let value: f64 = all.map(|(w, s)| w * exact_value(s, event)).sum();
                Figure { value: value.min(1.0), standard_error: 0.0, upper: None }
            }
            Answer::Simulated(tally, _) => self.simulated(tally, event, weights),
        }
    }

    fn simulated(&self, tally: &Tally, event: Event, weights: &[f64]) -> Figure {
        let nodes = &tally.nodes[self.place];
        let found = match event {
            Event::Prevalence(t, v) => nodes.prevalence.at(t, v).weighted(weights, tally.trials),
            Event::Ever(t, v) => nodes.ever.at(t, v).weighted(weights, tally.trials),
            Event::AnyOutcome(time) => {
                let mut all = vec![0.0; self.total];
                all[self.offset..][..weights.len()].copy_from_slice(weights);
                tally.any_outcome.at(time, 0).weighted(&all, tally.trials)
            }
        };
        let upper = (!found.has_hits && self.is_possible(event, weights))
            .then(|| upper_without_hit(tally.trials));
        Figure { value: found.value.min(1.0), standard_error: found.standard_error, upper }
    }

    /// Whether the event can happen under a hypothesis that has weight.
    fn is_possible(&self, event: Event, weights: &[f64]) -> bool {
        let weighed = weights.iter().zip(&self.case.supports).filter(|(w, _)| **w > 0.0);
        weighed.into_iter().any(|(_, support)| match event {
            Event::Prevalence(t, v) => support.prevalence[t + 1][v],
            Event::Ever(t, v) => support.ever[t + 1][v],
            Event::AnyOutcome(time) => support.any_outcome[time],
        })
    }
}

impl Outlook {
    /// The figures of the outcomes, by time from 0 on.
    fn over_time(&mut self) -> impl Iterator<Item = &mut Figure> {
        std::iter::once(&mut self.initial_any_outcome).chain(&mut self.any_outcome)
    }
}

fn exact_value(solution: &Exact, event: Event) -> f64 {
    match event {
        Event::Prevalence(t, v) => solution.prevalence[t][v],
        Event::Ever(t, v) => solution.ever[t][v],
        Event::AnyOutcome(time) => solution.any_outcome[time],
    }
}

/// The 95 % upper bound when no trial counted: 1 − 0.05^(1/trials) (SEMANTICS §7).
///
/// It holds for a weighted mean over hypotheses too: on common random numbers a trial without a hit under any of them
/// has at most the probability 1 − max p ≤ 1 − Σ w p.
pub(super) fn upper_without_hit(trials: u64) -> f64 {
    -libm::expm1(libm::log(0.05) / trials as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_without_a_hit_is_the_rule_of_three_for_many_trials() {
        assert!((upper_without_hit(1) - 0.95).abs() < 1e-15);
        assert!((upper_without_hit(1_000_000) * 1e6 - 2.995_732_273_554).abs() < 1e-5);
    }
}
