//! Documents of the published workloads' shape, drawn from a seed: how large, how linked, how likely.

use std::{collections::BTreeSet, num::NonZeroU32, ops::Range as Span};

use driftline::{
    analysis::{Unmonitored, analyze},
    model::{
        About, Assessment, Estimate, Gate, Id, Link, MethodChoice, Node, NodeKind, Parts, Phase,
        Probability, Range, Score, Series, Study, logistic, logit,
    },
};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{RngCore, SeedableRng},
};

/// A size, with how likely things are in it. All spans are drawn from evenly in the logarithm.
pub(crate) struct Workload {
    /// What it is called.
    pub(crate) name: &'static str,
    /// How many nodes.
    nodes: usize,
    /// How many links.
    links: usize,
    /// How many phases.
    phases: usize,
    /// Share of the nodes that emerge often.
    emerging: f64,
    /// Emergence of those.
    often: Span<f64>,
    /// Emergence of the others.
    seldom: Span<f64>,
    /// Likelihood of a link.
    likelihood: Span<f64>,
}

/// All sizes, small to large.
pub(crate) const WORKLOADS: [Workload; 5] = [
    small("W0", 8, 14, 0.5),
    small("W1", 20, 40, 0.4),
    Workload {
        name: "W2",
        nodes: 200,
        links: 600,
        phases: 6,
        emerging: 0.3,
        often: 1e-3..5e-2,
        seldom: 1e-5..1e-3,
        likelihood: 0.02..0.5,
    },
    large("W3", 2_000, 8_000, 8),
    large("W4", 100_000, 400_000, 10),
];

const fn small(name: &'static str, nodes: usize, links: usize, emerging: f64) -> Workload {
    Workload {
        name,
        nodes,
        links,
        phases: 5,
        emerging,
        often: 0.01..0.1,
        seldom: 1e-3..1e-2,
        likelihood: 0.05..0.6,
    }
}

const fn large(name: &'static str, nodes: usize, links: usize, phases: usize) -> Workload {
    Workload {
        name,
        nodes,
        links,
        phases,
        emerging: 0.3,
        often: 1e-4..2e-2,
        seldom: 1e-6..1e-4,
        likelihood: 0.01..0.5,
    }
}

/// What is done with a workload; all variants of one have the same graph and the same best values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Points, and nothing but any-of gates.
    Plain,
    /// Some nodes need all of their links, or two.
    Gated,
    /// Plain, but ranges in place of points.
    Ranges,
    /// Plain, but emergence so seldom that an outcome is reached with a probability of about 1e-7.
    Rare,
    /// The same with gates.
    RareGated,
}

impl Variant {
    /// Every variant.
    pub(crate) const ALL: [Self; 5] =
        [Self::Plain, Self::Gated, Self::Ranges, Self::Rare, Self::RareGated];

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gated => "gated",
            Self::Ranges => "ranges",
            Self::Rare => "rare",
            Self::RareGated => "rare_gated",
        }
    }

    fn is_gated(self) -> bool {
        matches!(self, Self::Gated | Self::RareGated)
    }

    fn is_rare(self) -> bool {
        matches!(self, Self::Rare | Self::RareGated)
    }
}

/// The document of a workload; always the same.
pub(crate) fn document(workload: &Workload, variant: Variant) -> Assessment {
    let draft = Draft::new(workload);
    let factor = if variant.is_rare() { draft.rare_factor(variant) } else { 1.0 };
    draft.document(variant, factor)
}

/// Reach of the near links, in places of the list of nodes.
const NEAR: Span<usize> = 4..50;
/// Share of near links among those that are not needed to hold the graph together.
const NEAR_SHARE: f64 = 0.7;
/// How far a phase may push all values of a dimension.
const DRIFT: Span<f64> = 0.7..1.3;
/// Half the width of a range, as a factor of the odds.
const ODDS_FACTOR: f64 = 3.0;
/// The probability of an outcome that the rare variants aim at.
const RARE: f64 = 1e-7;
/// A probability that is still simulated easily, and from which on it is proportional to emergence.
const SELDOM: f64 = 3e-3;

/// A workload with everything drawn.
struct Draft<'a> {
    workload: &'a Workload,
    links: Vec<(usize, usize)>,
    emergence: Vec<f64>,
    persistence: Vec<f64>,
    likelihood: Vec<f64>,
    gates: Vec<Gate>,
    outcomes: BTreeSet<usize>,
    drifts: Vec<Drift>,
}

/// What a phase does to all values of a dimension.
struct Drift {
    emergence: f64,
    persistence: f64,
    likelihood: f64,
}

impl<'a> Draft<'a> {
    fn new(workload: &'a Workload) -> Self {
        let mut draws = Draws::new(workload);
        let links = links(workload, &mut draws);
        let emergence = |draws: &mut Draws| {
            let is_often = draws.unit() < workload.emerging;
            draws.logarithmic(if is_often { &workload.often } else { &workload.seldom })
        };
        Self {
            emergence: (0..workload.nodes).map(|_| emergence(&mut draws)).collect(),
            persistence: (0..workload.nodes).map(|_| draws.even(&(0.3..0.95))).collect(),
            likelihood: links.iter().map(|_| draws.logarithmic(&workload.likelihood)).collect(),
            gates: gates(workload, &links, &mut draws),
            outcomes: outcomes(workload.nodes, &mut draws),
            drifts: (0..workload.phases).map(|_| Drift::new(&mut draws)).collect(),
            links,
            workload,
        }
    }

    /// The document with all emergence times a factor.
    fn document(&self, variant: Variant, factor: f64) -> Assessment {
        let phases: Vec<Id<Phase>> = (0..self.workload.phases).map(|t| id("p", t)).collect();
        let parts = Parts {
            about: About {
                title: format!("{} {}", self.workload.name, variant.name()),
                ..About::default()
            },
            phases: phases.iter().map(|id| Phase::new(id.clone(), id.as_str())).collect(),
            nodes: (0..self.workload.nodes)
                .map(|v| self.node(v, variant, &phases, factor))
                .collect(),
            links: (0..self.links.len()).map(|e| self.link(e, variant, &phases)).collect(),
            ..Parts::default()
        };
        Assessment::new(parts).expect("a workload keeps every rule")
    }

    fn node(&self, v: usize, variant: Variant, phases: &[Id<Phase>], factor: f64) -> Node {
        let kind = if self.outcomes.contains(&v) { NodeKind::Outcome } else { NodeKind::Host };
        let emergence = |drift: &Drift| (self.emergence[v] * drift.emergence).min(0.5) * factor;
        let persistence = |drift: &Drift| (self.persistence[v] * drift.persistence).min(0.98);
        let score = |p| score(p, variant);
        Node {
            gate: if variant.is_gated() { self.gates[v] } else { Gate::Any },
            stability: self.series(phases, |drift| score(1.0 - emergence(drift))),
            persistence: self.series(phases, |drift| score(persistence(drift))),
            ..Node::new(id("n", v), &format!("Node {v}"), kind)
        }
    }

    fn link(&self, e: usize, variant: Variant, phases: &[Id<Phase>]) -> Link {
        let (from, to) = self.links[e];
        let likelihood = |drift: &Drift| (self.likelihood[e] * drift.likelihood).min(0.9);
        Link {
            likelihood: self.series(phases, |drift| score(likelihood(drift), variant)),
            ..Link::new(id("e", e), id("n", from), id("n", to))
        }
    }

    fn series(&self, phases: &[Id<Phase>], score: impl Fn(&Drift) -> Score) -> Series {
        let mut series = Series::default();
        for (phase, drift) in phases.iter().zip(&self.drifts) {
            series.set(phase.clone(), Some(score(drift)));
        }
        series
    }

    /// By how much emergence must be less for an outcome to be as seldom as the rare variants want it.
    fn rare_factor(&self, variant: Variant) -> f64 {
        let mut factor = 1.0;
        loop {
            let headline = headline(&self.document(variant, factor));
            if headline <= 2.0 * SELDOM {
                return factor * RARE / headline.max(SELDOM / 100.0);
            }
            factor *= SELDOM / headline;
        }
    }
}

impl Drift {
    fn new(draws: &mut Draws) -> Self {
        Self {
            emergence: draws.even(&DRIFT),
            persistence: draws.even(&DRIFT),
            likelihood: draws.even(&DRIFT),
        }
    }
}

/// A tree over all nodes from nearby to nearby, then near, far and hub links.
fn links(workload: &Workload, draws: &mut Draws) -> Vec<(usize, usize)> {
    let n = workload.nodes;
    let near = (n / 4).clamp(NEAR.start, NEAR.end);
    let mut links: Vec<(usize, usize)> =
        (1..n).map(|to| (to - 1 - draws.below(near.min(to)), to)).collect();
    let mut taken: BTreeSet<(usize, usize)> = links.iter().copied().collect();
    while links.len() < workload.links {
        let from = draws.below(n);
        let to = if draws.unit() < NEAR_SHARE {
            (from + n + draws.below(2 * near + 1) - near) % n
        } else if draws.unit() < 0.5 {
            draws.below(n)
        } else {
            // The cube crowds the first places of the list: hubs.
            let u = draws.unit();
            (u * u * u * n as f64) as usize
        };
        if from != to && taken.insert((from, to)) {
            links.push((from, to));
        }
    }
    links
}

/// One node in ten needs all of its links, one in twenty two of them, where it has enough; small documents one of each.
fn gates(workload: &Workload, links: &[(usize, usize)], draws: &mut Draws) -> Vec<Gate> {
    let mut inbound = vec![0_usize; workload.nodes];
    for (_, to) in links {
        inbound[*to] += 1;
    }
    let two = Gate::AtLeast(NonZeroU32::MIN.saturating_add(1));
    let drawn = inbound.iter().map(|count| match (draws.unit(), count) {
        (u, 2..) if u < 0.10 => Gate::All,
        (u, 3..) if (0.10..0.15).contains(&u) => two,
        _ => Gate::Any,
    });
    if workload.nodes > 20 {
        return drawn.collect();
    }
    let mut gates = vec![Gate::Any; workload.nodes];
    let with_at_least = |least: usize| -> Vec<usize> {
        (0..inbound.len()).filter(|v| inbound[*v] >= least).collect()
    };
    let candidates = with_at_least(2);
    gates[candidates[candidates.len() / 2]] = Gate::All;
    if let Some(v) = with_at_least(3).into_iter().find(|v| gates[*v] == Gate::Any) {
        gates[v] = two;
    }
    gates
}

/// Two to five of the last nodes.
fn outcomes(nodes: usize, draws: &mut Draws) -> BTreeSet<usize> {
    let count = (nodes / 10).clamp(2, 5);
    let pool = (2 * count).max(nodes / 20).min(nodes - 1);
    let mut outcomes = BTreeSet::new();
    while outcomes.len() < count {
        outcomes.insert(nodes - 1 - draws.below(pool));
    }
    outcomes
}

fn score(p: f64, variant: Variant) -> Score {
    let point = |p: f64| Probability::clamped(p);
    if variant.is_rare() {
        // Rounding to the digits of a file would take the smallest emergences away.
        return Score::point(point(p));
    }
    let p = (p * 1e9).round() / 1e9;
    if variant != Variant::Ranges {
        return Score::point(point(p));
    }
    let shifted = |by: f64| point(logistic(logit(p) + by));
    let width = libm::log(ODDS_FACTOR);
    let range = Range::new(shifted(-width), point(p), shifted(width));
    Score::bare(Estimate::Range(range.expect("a workload has no probability of 0 or 1")))
}

/// P[some outcome was reached], by a short simulation.
fn headline(document: &Assessment) -> f64 {
    let steps = document.links().len() * document.phases().len();
    let trials = ((1_u64 << 28) / steps as u64).clamp(1 << 13, 1 << 16);
    let study = Study { trials, method: MethodChoice::Simulation, ..Study::default() };
    let analysis = analyze(document, &study, &Unmonitored).expect("a study that can be made");
    analysis.pooled.any_outcome.last().map_or(0.0, |figure| figure.value)
}

fn id<T>(letter: &str, place: usize) -> Id<T> {
    Id::new(&format!("{letter}{place}")).expect("a letter and digits are an id")
}

/// Random numbers of one workload.
struct Draws(Xoshiro256PlusPlus);

impl Draws {
    fn new(workload: &Workload) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(1_000 + workload.nodes as u64))
    }

    /// Evenly from 0..1.
    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (f64::EPSILON / 2.0)
    }

    /// Evenly from the whole numbers below a limit.
    fn below(&mut self, limit: usize) -> usize {
        (self.unit() * limit as f64) as usize
    }

    /// Evenly from a span.
    fn even(&mut self, span: &Span<f64>) -> f64 {
        span.start + (span.end - span.start) * self.unit()
    }

    /// Evenly in the logarithm from a span.
    fn logarithmic(&mut self, span: &Span<f64>) -> f64 {
        libm::exp(self.even(&(libm::log(span.start)..libm::log(span.end))))
    }
}
