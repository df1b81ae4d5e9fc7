//! What follows from a document: probabilities with their errors, by an exact solution or a seeded simulation.
//!
//! The same document and [`Study`] give the same bits on every machine and for any number of threads. The engine
//! behind [`analyze`] and [`compare`] can be replaced without touching their callers.

mod monitor;

use std::collections::BTreeMap;

pub use monitor::{Cancelled, Monitor, Unmonitored};

use crate::model::{Dimension, Hypothesis, Id, Node, Phase, Study, Subject};

/// One number that follows, with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The estimate of the probability, 0..=1.
    pub value: f64,
    /// Its standard error; 0 where it is exact.
    pub standard_error: f64,
    /// Where a simulation had no hit: the 95 % upper bound 1 − 0.05^(1/trials) (SEMANTICS §7).
    pub upper: Option<f64>,
}

/// How a result was got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By an exact solution; standard errors are 0.
    Exact,
    /// By simulation; every figure has a standard error.
    Simulation,
}

/// Probabilities of one node, one figure a phase, in phase order.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeOutlook {
    /// P[X(t) = 1] at the end of each phase.
    pub prevalence: Vec<Figure>,
    /// P[X(τ) = 1 for some 0 ≤ τ ≤ t].
    pub ever: Vec<Figure>,
}

/// What follows under one hypothesis, or pooled over all.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// By node.
    pub nodes: BTreeMap<Id<Node>, NodeOutlook>,
    /// P[some outcome node had X = 1 at some 0 ≤ τ ≤ t], one figure a phase. The last one is the headline.
    pub any_outcome: Vec<Figure>,
    /// The same for τ = 0 alone.
    pub initial_any_outcome: Figure,
}

/// The result under one hypothesis.
#[derive(Clone, Debug, PartialEq)]
pub struct HypothesisOutlook {
    /// Which one.
    pub id: Id<Hypothesis>,
    /// What people call it.
    pub name: String,
    /// Its normalized weight.
    pub weight: f64,
    /// What follows under it.
    pub outlook: Outlook,
}

/// A score that is missing, and where its absence pushes the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscored {
    /// The element.
    pub subject: Subject,
    /// The dimension.
    pub dimension: Dimension,
    /// The phase that has neither a score of its own nor one carried forward.
    pub phase: Id<Phase>,
    /// Whether absence makes results too high; otherwise too low (SEMANTICS §2).
    pub pushes_up: bool,
}

/// Everything that follows from a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The settings that were used.
    pub study: Study,
    /// How it was got.
    pub method: Method,
    /// Trials for each hypothesis; 0 where exact.
    pub trials: u64,
    /// The phases, in order.
    pub phases: Vec<Id<Phase>>,
    /// Weighted mean over the hypotheses.
    pub pooled: Outlook,
    /// By hypothesis, in file order.
    pub hypotheses: Vec<HypothesisOutlook>,
    /// Missing scores.
    pub unscored: Vec<Unscored>,
    /// What a reader must know beside the numbers, one sentence each.
    pub warnings: Vec<String>,
}

/// The difference that a change of the document makes, on common random numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The document as it is.
    pub baseline: Analysis,
    /// The changed document.
    pub altered: Analysis,
    /// Altered minus baseline `any_outcome`, pooled, one a phase; the error takes account of the common random numbers.
    pub difference: Vec<Difference>,
}

/// A difference of two probabilities with its standard error (0 where exact).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Altered minus baseline, −1..=1.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    /// The monitor asked to stop.
    #[error("the analysis was cancelled")]
    Cancelled,
    /// An exact solution was asked for and is not affordable.
    #[error(
        "the document is too large for an exact solution ({0}); use --simulate or leave the choice to the program"
    )]
    TooLargeForExact(String),
    /// The study cannot be made.
    #[error("{0}")]
    Study(String),
}
pub mod checks;
use crate::model::Assessment;
/// Stub.
pub fn analyze(_d: &Assessment, _s: &Study, _m: &dyn Monitor) -> Result<Analysis, AnalysisError> {
    Err(AnalysisError::Cancelled)
}
/// Stub.
pub fn compare(
    _b: &Assessment,
    _a: &Assessment,
    _s: &Study,
    _m: &dyn Monitor,
) -> Result<Comparison, AnalysisError> {
    Err(AnalysisError::Cancelled)
}
