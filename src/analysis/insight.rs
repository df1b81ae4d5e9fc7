//! What an analysis finds beyond probabilities: what spreads, what matters, how sure it is. Plain results, by id.

use std::collections::BTreeMap;

use super::{Estimated, Figure, Method};
use crate::model::{Dimension, Hypothesis, Id, Node, Subject};

/// How far misalignment spreads from one node, and whether it sustains itself (SEMANTICS §5). Pooled over hypotheses.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Spectral radius of the next-generation matrix, one a phase; above 1 misalignment sustains itself. It is an
    /// approximation (well-mixed, early), more so with gates.
    pub reproduction_number: Vec<f64>,
    /// Expected number of other nodes, outcomes not counted, that a node alone makes misaligned within a phase: by node,
    /// one a phase.
    pub expected_reach: BTreeMap<Id<Node>, Vec<Estimated>>,
    /// Whether some node has a gate that asks for more than one link: then both numbers understate.
    pub has_gates: bool,
}

/// How much each element bears on the headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// How it was got.
    pub method: Method,
    /// Links, nodes (their emergence) and mitigations, the weightiest first.
    pub elements: Vec<ElementImportance>,
}

/// The importance of the opening of a link, the emergence of a node or the failing of a mitigation.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementImportance {
    /// The element.
    pub subject: Subject,
    /// ∂M/∂p of its event, one a phase: weighted mean over the hypotheses. 0 and more.
    pub birnbaum: Vec<Estimated>,
    /// What follows if its event is certain or impossible in every phase; `None` where it was not among the leading ones.
    pub extremes: Option<Extremes>,
}

/// Consequences of an event being certain, or impossible, in every phase. All pooled, on common random numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremes {
    /// Headline if it is certain.
    pub certain: f64,
    /// Headline if it is impossible.
    pub impossible: f64,
    /// Risk achievement worth: M(certain) / M. `None` where M is 0.
    pub achievement_worth: Option<Estimated>,
    /// Risk reduction worth: M / M(impossible). `None` where M(impossible) is 0.
    pub reduction_worth: Option<Estimated>,
    /// Fussell–Vesely: (M − M(impossible)) / M. `None` where M is 0.
    pub fussell_vesely: Option<Estimated>,
    /// Of a mitigation: M(disabled) − M(enabled as scored); negative where what it brings with it does harm.
    pub benefit: Option<Estimated>,
}

/// The headline with one element's estimates at low and at high, all others at best.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// The element.
    pub subject: Subject,
    /// The dimension that was moved.
    pub dimension: Dimension,
    /// The headline at its low estimates.
    pub low: Figure,
    /// The headline at its high estimates.
    pub high: Figure,
    /// High minus low, with the error of the difference.
    pub difference: Estimated,
}

/// Quantiles of what the scores' uncertainty makes of one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// Mean over the draws.
    pub mean: f64,
    /// 5 % quantile (type 7), as all that follow.
    pub q05: f64,
    /// 25 % quantile.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75 % quantile.
    pub q75: f64,
    /// 95 % quantile.
    pub q95: f64,
}

/// What the uncertainty of the scores makes of the results: second-order uncertainty (SEMANTICS §5).
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertainty {
    /// How many draws of the scores.
    pub draws: u32,
    /// Trials of each draw for each hypothesis; 0 where every draw was solved exactly.
    pub trials: u64,
    /// How each draw was solved.
    pub method: Method,
    /// Of `any_outcome`, one a phase, freed from the noise of the inner simulation.
    pub any_outcome: Vec<Band>,
    /// Standard errors of the 5 and 95 % quantiles of `any_outcome`, one pair a phase: what other draws, as many, would
    /// make of them.
    pub ends_se: Vec<[f64; 2]>,
    /// Share of the variance between draws that was simulation noise and was taken out, one a phase: 0..=1.
    pub noise: Vec<f64>,
    /// By node. Of large documents only outcomes have bands, and if need be not all of them; then a warning says so.
    pub nodes: BTreeMap<Id<Node>, NodeBands>,
    /// What a reader must know beside the bands, one sentence each.
    pub warnings: Vec<String>,
}

/// Bands of one node, one a phase.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeBands {
    /// Of prevalence.
    pub prevalence: Vec<Band>,
    /// Of ever.
    pub ever: Vec<Band>,
}

/// The headline as a function of one probability: per hypothesis a polynomial in the shifted probability (SEMANTICS §5).
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The element.
    pub subject: Subject,
    /// The dimension.
    pub dimension: Dimension,
    /// The phases (0-based) that share the probability.
    pub phases: Vec<usize>,
    /// By hypothesis, in file order.
    pub branches: Vec<CurveBranch>,
}

/// One hypothesis of a [`Curve`].
#[derive(Clone, Debug, PartialEq)]
pub struct CurveBranch {
    /// Which hypothesis.
    pub hypothesis: Id<Hypothesis>,
    /// Its normalized weight.
    pub weight: f64,
    /// What is added to the log-odds of the probability.
    pub shift: f64,
    /// Shifted event probabilities at which the headline was computed, rising.
    pub knots: Vec<f64>,
    /// The headline there: the polynomial through these points is the curve.
    pub values: Vec<Figure>,
}
