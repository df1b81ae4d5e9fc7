//! The links of least total weight whose likelihood 0 leaves no scenario (SEMANTICS §5, cut).
//!
//! Two ways meet. A minimum cut of the graph, phases and gates left aside, is a cut of the document: every
//! derivation contains a path. And each scenario must lose a link, so the cheapest set that meets some of the scenarios is a
//! lower bound; scenarios that it misses are added until it misses none, and then it is the minimum, gates, delays and
//! undermining included. Where the limits end that before, the best cut and the best lower bound are told.

mod flow;
mod hitting;
mod world;

use super::{
    AnalysisError, Cancelled, Monitor, NUMBERS_MAX, program::Program, routes::space::Space,
};
use crate::model::{Assessment, Id, Link, Node};
use hitting::cheapest_hitting;
use world::{Closure, World};

/// What separates the outcomes from everything that could lead to them.
#[derive(Clone, Debug, PartialEq)]
pub enum Separation {
    /// These links do.
    Cut(Cut),
    /// No links do: these outcomes come about without any that could be cut, because they emerge or start misaligned.
    Unavoidable(Vec<Id<Node>>),
}

/// Links whose likelihood 0 leaves no scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The links, in file order; none where no outcome can be reached anyway.
    pub links: Vec<Id<Link>>,
    /// Their total weight.
    pub weight: f64,
    /// Whether no cut weighs less (but for rounding).
    pub is_minimum: bool,
    /// No cut weighs less than this.
    pub lower_bound: f64,
}

/// Weights that differ by less than this share are the same but for rounding.
const ROUNDING: f64 = 1e-9;
/// Most elementary steps of the search for scenarios that a cut misses: about a second.
const STEPS_MAX: u64 = 100_000_000;
/// Most scenarios that are kept.
const SCENARIOS_MAX: usize = 2_000;

/// The links of least total weight whose likelihood 0 leaves no scenario.
///
/// `weight` is what cutting a link costs, 1 for all for the fewest links: not negative; infinite (or not a number) for
/// a link that cannot be cut.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the document is too large.
pub fn cut(
    document: &Assessment,
    weight: &dyn Fn(&Link) -> f64,
    monitor: &dyn Monitor,
) -> Result<Separation, AnalysisError> {
    let rows = document.nodes().len() * 2 + document.links().len() + document.mitigations().len();
    let hypotheses = document.hypotheses().len() + 1;
    let numbers = rows.saturating_mul(document.phases().len() + 1).saturating_mul(hypotheses);
    if numbers > NUMBERS_MAX {
        return Err(AnalysisError::Study(format!(
            "a cut of the document asks for {numbers} numbers at once (elements × phases × \
             hypotheses); the limit is {NUMBERS_MAX}"
        )));
    }
    separation(document, &Program::new(document), weight, monitor)
        .map_err(|Cancelled| AnalysisError::Cancelled)
}

/// The same for a document whose program is made already.
pub(in crate::analysis) fn separation(
    document: &Assessment,
    program: &Program,
    weight: &dyn Fn(&Link) -> f64,
    monitor: &dyn Monitor,
) -> Result<Separation, Cancelled> {
    let space = Space::new(program);
    let links: Vec<&Link> = document.links().iter().filter(|l| document.link_exists(l)).collect();
    let weights: Vec<f64> = links
        .iter()
        .map(|link| weight(link))
        .map(|w| if w.is_nan() { f64::INFINITY } else { w.max(0.0) })
        .collect();
    let world = World::new(&space);
    let bare = world.close_all(&|e| weights[e] < f64::INFINITY);
    if bare.outcome.is_some() {
        let reached = |v: &usize| {
            space.is_outcome(*v) && (0..=space.times()).any(|time| bare.has(space.node(*v, time)))
        };
        let nodes = document.nodes().iter().enumerate();
        let outcomes = nodes.filter(|(v, _)| reached(v)).map(|(_, node)| node.id.clone());
        return Ok(Separation::Unavoidable(outcomes.collect()));
    }
    let (places, lower_bound) = Surgery::new(&world, &weights, monitor).cut(&bare)?;
    let total: f64 = places.iter().map(|e| weights[*e]).sum();
    Ok(Separation::Cut(Cut {
        links: places.iter().map(|e| links[*e].id.clone()).collect(),
        weight: total,
        is_minimum: lower_bound >= total * (1.0 - ROUNDING),
        lower_bound: lower_bound.min(total),
    }))
}

/// A search for a cut.
struct Surgery<'a> {
    world: &'a World<'a>,
    weights: &'a [f64],
    monitor: &'a dyn Monitor,
    steps: u64,
}

impl<'a> Surgery<'a> {
    fn new(world: &'a World<'a>, weights: &'a [f64], monitor: &'a dyn Monitor) -> Self {
        Self { world, weights, monitor, steps: 0 }
    }

    /// The best cut and the best lower bound. `bare` is what comes about with all links cut.
    fn cut(&mut self, bare: &Closure) -> Result<(Vec<usize>, f64), Cancelled> {
        let whole = self.world.close_all(&|_| false);
        if whole.outcome.is_none() {
            return Ok((Vec::new(), 0.0));
        }
        let every: Vec<usize> =
            (0..self.weights.len()).filter(|e| self.weights[*e] < f64::INFINITY).collect();
        let first = flow::cut_of_graph(self.world, self.weights, &whole, bare);
        let mut best = self.needed(first.unwrap_or(every))?;
        let mut lower_bound = 0.0_f64;
        for time in 1..=self.world.space.times() {
            self.monitor.advance(self.steps.min(STEPS_MAX), STEPS_MAX)?;
            for bound in [flow::lower_bound, flow::lower_bound_at_gates] {
                lower_bound = lower_bound.max(bound(self.world, self.weights, bare, time));
            }
            if self.is_reached(&best, lower_bound) {
                return Ok((best, lower_bound));
            }
        }
        let mut scenarios = Vec::new();
        while self.steps < STEPS_MAX && scenarios.len() < SCENARIOS_MAX {
            let hitting = cheapest_hitting(&scenarios, self.weights);
            lower_bound = lower_bound.max(hitting.lower_bound);
            let more = self.missed(&hitting.elements)?;
            let is_cut = more.is_empty();
            let mut candidate = hitting.elements;
            candidate.extend(more.iter().flatten());
            candidate.sort_unstable();
            candidate.dedup();
            if !is_cut {
                candidate = self.needed(candidate)?;
            }
            if self.weight(&candidate) < self.weight(&best) {
                best = candidate;
            }
            if self.is_reached(&best, lower_bound) || is_cut {
                break;
            }
            scenarios.extend(more);
        }
        Ok((self.needed(best)?, lower_bound))
    }

    fn weight(&self, links: &[usize]) -> f64 {
        links.iter().map(|e| self.weights[*e]).sum()
    }

    fn is_reached(&self, links: &[usize], lower_bound: f64) -> bool {
        lower_bound >= self.weight(links) * (1.0 - ROUNDING)
    }

    /// Whether an outcome is reached when the links of a set are cut.
    fn close(&mut self, is_cut: &dyn Fn(usize) -> bool) -> Result<Closure, Cancelled> {
        self.monitor.advance(self.steps.min(STEPS_MAX), STEPS_MAX)?;
        let closure = self.world.close(is_cut);
        self.steps += closure.steps;
        Ok(closure)
    }

    /// A cut without the links that it can do without, the dearest left out first.
    fn needed(&mut self, mut links: Vec<usize>) -> Result<Vec<usize>, Cancelled> {
        let mut is_cut = vec![false; self.weights.len()];
        for e in &links {
            is_cut[*e] = true;
        }
        let mut by_weight = links.clone();
        by_weight.sort_by(|a, b| self.weights[*b].total_cmp(&self.weights[*a]));
        for e in by_weight {
            if self.steps > 2 * STEPS_MAX {
                break;
            }
            is_cut[e] = false;
            is_cut[e] = self.close(&|e| is_cut[e])?.outcome.is_some();
        }
        links.retain(|e| is_cut[*e]);
        Ok(links)
    }

    /// The links of scenarios that a set of links misses; no two share a link. None if it misses none.
    fn missed(&mut self, links: &[usize]) -> Result<Vec<Vec<usize>>, Cancelled> {
        let mut is_cut = vec![false; self.weights.len()];
        for e in links {
            is_cut[*e] = true;
        }
        let mut scenarios = Vec::new();
        while self.steps < STEPS_MAX || scenarios.is_empty() {
            let closure = self.close(&|e| is_cut[e])?;
            if closure.outcome.is_none() {
                break;
            }
            let found = self.world.links_of(&closure, &|e| is_cut[e]);
            let scenario = self.smallest(found)?;
            for e in &scenario {
                is_cut[*e] = true;
            }
            scenarios.push(scenario);
        }
        Ok(scenarios)
    }

    /// The links of a scenario that can be cut, less those that another scenario of the rest does without.
    fn smallest(&mut self, links: Vec<usize>) -> Result<Vec<usize>, Cancelled> {
        let mut is_there: Vec<bool> = self.weights.iter().map(|w| *w == f64::INFINITY).collect();
        for e in &links {
            is_there[*e] = true;
        }
        for e in links.iter().filter(|e| self.weights[**e] < f64::INFINITY) {
            if self.steps > STEPS_MAX {
                break;
            }
            is_there[*e] = false;
            is_there[*e] = self.close(&|e| !is_there[e])?.outcome.is_none();
        }
        let kept = |e: &usize| is_there[*e] && self.weights[*e] < f64::INFINITY;
        Ok(links.into_iter().filter(kept).collect())
    }
}
