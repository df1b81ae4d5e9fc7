//! What follows from a document: probabilities with their errors, by an exact solution or a seeded simulation.
//!
//! The same document and [`Study`] give the same bits on every machine and for any number of threads. The engine
//! behind [`analyze`] and [`compare`] can be replaced without touching their callers.

mod belief;
mod bits;
pub mod checks;
pub mod claims;
mod closure;
mod components;
mod curve;
mod cut;
mod effort;
mod exact;
pub mod exposure;
mod figures;
mod importance;
mod insight;
mod layout;
mod memory;
mod monitor;
pub mod panel;
mod part;
mod pathway;
pub mod pooling;
mod precision;
mod program;
#[cfg(test)]
mod proofs;
mod rare;
pub mod relevance;
mod reproduction;
mod routes;
mod score;
mod screen;
mod simulate;
mod spread;
mod stream;
mod support;
mod tally;
mod tornado;
mod turns;
mod uncertainty;
mod unscored;
mod variants;
mod warnings;
mod width;
mod worth;

use std::{collections::BTreeMap, sync::Arc};

pub use curve::curve;
pub use cut::{Cut, Separation, cut};
pub use importance::importance;
pub use insight::{
    Band, Curve, CurveBranch, ElementImportance, Extremes, Importance, NodeBands, Spread, Swing,
    Uncertainty,
};
pub use monitor::{Cancelled, Monitor, Unmonitored};
pub use part::{Assembly, Counts, Part, PartsError, Share, part};
pub use pathway::{Course, PathwayOutlook, pathway};
pub use routes::{Route, RouteEvent, Routes, Step, TimeShift, routes};
pub use spread::spread;
pub use tornado::tornado;
pub use uncertainty::uncertainty;
pub use unscored::unscored;

use crate::model::{
    Assessment, Dimension, Hypothesis, Id, MethodChoice, Node, Phase, Study, Subject,
};
use exact::{Budget, Exact, Stop};
use figures::{Answer, RareNode, Rarely};
use layout::{Layout, Odds};
use memory::Task;
use precision::Goal;
use program::{Frame, Program, StreamNumbers};
use rare::Wanted;
use simulate::Plan;
use support::Support;
use tally::Tally;

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
    /// By simulation, and the headline, which has few hits or none there, by a method that integrates the causes; every
    /// figure has a standard error.
    RareEvent,
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
    pub difference: Vec<Estimated>,
}

/// A number that was estimated, with its standard error (0 where exact).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimated {
    /// The estimate.
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
    /// It would take more memory than the study allows. Nothing was computed.
    #[error(
        "the analysis would take {} of memory and may take {}; use fewer threads or fewer hypotheses, or allow more \
         with --memory",
        size_of(*.needed), size_of(*.limit)
    )]
    TooLargeForMemory {
        /// Bytes that it would take.
        needed: u64,
        /// Bytes that it may take.
        limit: u64,
    },
    /// The study cannot be made.
    #[error("{0}")]
    Study(String),
}

/// A number of bytes in words: `3.2 GiB`, `17 MiB`, `5 KiB`.
fn size_of(bytes: u64) -> String {
    let of = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..0x10_0000 => format!("{:.0} KiB", of(1 << 10).ceil()),
        0x10_0000..0x4000_0000 => format!("{:.0} MiB", of(1 << 20).ceil()),
        _ => format!("{:.1} GiB", of(1 << 30)),
    }
}

impl From<Cancelled> for AnalysisError {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Everything that follows from a document.
///
/// The same document and study give the same bits for any number of threads.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop, the study cannot be made, or an exact solution was asked for and
/// is not affordable.
pub fn analyze(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Analysis, AnalysisError> {
    let case = Case::new(document, study)?;
    let answer = solve(&[&case], study, monitor)?;
    Ok(figures::analysis(&case, &answer, 0, study))
}

/// What changes when a document is altered: both results, and the differences on common random numbers.
///
/// Elements with the same id have the same draws in both, trial by trial; so switching a mitigation leaves all other
/// draws alone. The error of a difference comes from joint counts of the paired trials.
///
/// # Errors
/// As [`analyze`]; and the two documents need equally many phases.
pub fn compare(
    baseline: &Assessment,
    altered: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Comparison, AnalysisError> {
    if baseline.phases().len() != altered.phases().len() {
        return Err(AnalysisError::Study(format!(
            "the documents have {} and {} phases; only documents with equally many can be compared",
            baseline.phases().len(),
            altered.phases().len()
        )));
    }
    memory::check(baseline, study, Task::Comparison)?;
    memory::check(altered, study, Task::Comparison)?;
    let cases = Case::pair(baseline, altered, study)?;
    let answer = solve(&[&cases[0], &cases[1]], study, monitor)?;
    Ok(Comparison {
        baseline: figures::analysis(&cases[0], &answer, 0, study),
        altered: figures::analysis(&cases[1], &answer, 1, study),
        difference: figures::differences(&cases, &answer),
    })
}

/// Work that [`MethodChoice::Automatic`] spends on an exact solution, in elementary operations: some 2 s.
const OPERATIONS_AUTOMATIC: u64 = 400_000_000;
/// Work that [`MethodChoice::Exact`] spends at most: some 60 s.
const OPERATIONS_EXACT: u64 = 15_000_000_000;
/// Most numbers of one search for routes or a cut: some 2 GB.
const NUMBERS_MAX: usize = 1 << 26;

/// A document made ready to be solved.
struct Case<'a> {
    document: &'a Assessment,
    program: Program,
    layout: Arc<Layout>,
    /// By hypothesis.
    odds: Vec<Odds>,
    supports: Vec<Support>,
}

impl<'a> Case<'a> {
    fn new(document: &'a Assessment, study: &Study) -> Result<Self, AnalysisError> {
        Self::framed(document, &Frame::new(document), study)
    }

    /// With a place for everything in the frame.
    fn framed(
        document: &'a Assessment,
        frame: &Frame,
        study: &Study,
    ) -> Result<Self, AnalysisError> {
        check_size(document, study)?;
        let program = Program::framed(document, frame);
        let streams = StreamNumbers::new(document, frame);
        let layout = Arc::new(Layout::new(&program.network, &streams));
        Ok(Self::laid_out(document, program, layout))
    }

    /// Two documents. If they have the same elements they share a layout, so that they are simulated in step.
    fn pair(
        a: &'a Assessment,
        b: &'a Assessment,
        study: &Study,
    ) -> Result<[Self; 2], AnalysisError> {
        let Some(frame) = Frame::shared(a, b) else {
            let alone = |document| Case::new(document, study);
            return Ok([alone(a)?, alone(b)?]);
        };
        let first = Self::framed(a, &frame, study)?;
        check_size(b, study)?;
        let second = Self::laid_out(b, Program::framed(b, &frame), Arc::clone(&first.layout));
        Ok([first, second])
    }

    fn rare_subject(&self) -> rare::Subject<'_> {
        rare::Subject { layout: &self.layout, variants: &self.odds, supports: &self.supports }
    }

    fn laid_out(document: &'a Assessment, program: Program, layout: Arc<Layout>) -> Self {
        let odds: Vec<Odds> =
            program.chances.iter().map(|c| Odds::new(&layout, &program.network, c)).collect();
        let supports = odds.iter().map(|odds| Support::new(&layout, odds)).collect();
        Self { document, program, layout, odds, supports }
    }
}

fn check_size(document: &Assessment, study: &Study) -> Result<(), AnalysisError> {
    if study.trials == 0 {
        return Err(AnalysisError::Study("0 trials say nothing; use at least 1".to_owned()));
    }
    memory::check(document, study, Task::Probabilities)
}

/// Solves all cases in the same way: exactly where the study allows it and it is affordable, else by simulation.
fn solve(
    cases: &[&Case<'_>],
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Answer, AnalysisError> {
    let mut budget = match study.method {
        MethodChoice::Automatic => Budget::shared_out(OPERATIONS_AUTOMATIC),
        MethodChoice::Exact => Budget::whole(OPERATIONS_EXACT),
        MethodChoice::Simulation => return simulated(cases, study, monitor),
    };
    match exactly(cases, &mut budget, monitor) {
        Ok(solutions) => Ok(Answer::Exact(solutions)),
        Err(Stop::Cancelled) => Err(AnalysisError::Cancelled),
        Err(Stop::Unaffordable(reason)) if study.method == MethodChoice::Exact => {
            Err(AnalysisError::TooLargeForExact(reason))
        }
        Err(Stop::Unaffordable(_)) => simulated(cases, study, monitor),
    }
}

fn exactly(
    cases: &[&Case<'_>],
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Vec<Exact>>, Stop> {
    cases.iter().map(|c| exact::solve(&c.program, &c.supports, budget, monitor)).collect()
}

fn simulated(
    cases: &[&Case<'_>],
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Answer, AnalysisError> {
    let subjects: Vec<simulate::Subject<'_>> = cases
        .iter()
        .map(|case| simulate::Subject { layout: &case.layout, variants: &case.odds })
        .collect();
    let plan = Plan::new(study);
    let tally = match study.precision {
        None => simulate::simulate(&subjects, &plan, monitor),
        Some(precision) => {
            let goal = Goal { precision, headlines: headlines(cases) };
            precision::simulate_until(&goal, &subjects, &plan, monitor)
        }
    };
    resolved(cases, tally?, study, monitor)
}

/// The pooled headline of each case, as weights of all hypotheses of all cases in order.
fn headlines(cases: &[&Case<'_>]) -> Vec<Vec<f64>> {
    let weights = |of: usize| {
        let all = cases.iter().enumerate().flat_map(move |(place, case)| {
            case.program.weights.iter().map(move |w| if place == of { *w } else { 0.0 })
        });
        all.collect()
    };
    (0..cases.len()).map(weights).collect()
}

/// A simulation with figures of their own for outcomes that it hardly met.
fn resolved(
    cases: &[&Case<'_>],
    tally: Tally,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Answer, AnalysisError> {
    let answer = Answer::Simulated(tally, None);
    if !study.resolves_rare {
        return Ok(answer);
    }
    let has_gap: Vec<bool> = cases
        .iter()
        .enumerate()
        .map(|(place, case)| figures::leaves_gap(case, &answer, place))
        .collect();
    if !has_gap.contains(&true) {
        return Ok(answer);
    }
    let rarely = rarely(cases, (&answer, &has_gap), study, monitor)?;
    let Answer::Simulated(tally, None) = answer else { return Ok(answer) };
    Ok(Answer::Simulated(tally, Some(Box::new(rarely))))
}

/// What the estimators of rare events say of the outcomes.
fn rarely(
    cases: &[&Case<'_>],
    (answer, has_gap): (&Answer, &[bool]),
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Rarely, Cancelled> {
    let precision = study.precision.unwrap_or(rare::PRECISION);
    let estimate = |cases: &[&Case<'_>], wanted, shares| {
        let is_headline = matches!(wanted, Wanted::AnyOutcome);
        let precision = if is_headline { precision } else { rare::EARLIER * precision };
        let subjects: Vec<_> = cases.iter().map(|case| case.rare_subject()).collect();
        let weighings = figures::weighings(cases);
        let guides = cases.len();
        let ask = rare::Ask { wanted, weighings: &weighings, guides, precision, shares };
        rare::estimate(&subjects, &ask, study, monitor)
    };
    let headline = |cases: &[&Case<'_>]| estimate(cases, Wanted::AnyOutcome, 1);
    let both = if has_gap.len() > 1 { headline(cases)? } else { None };
    let (mut any_outcome, mut nodes) = (Vec::new(), Vec::new());
    for (place, case) in cases.iter().enumerate() {
        // Apart, so that a document has the same figures in every comparison.
        let found = if has_gap[place] { headline(&[case])? } else { None };
        any_outcome.push(found);
        let mut own = Vec::new();
        let hardly_met = figures::hardly_met(case, answer, place);
        // Two figures of each share the work of one headline.
        let shares = 2 * hardly_met.len() as u64;
        for v in hardly_met.into_iter().filter(|_| has_gap[place]) {
            let row = case.layout.rows[v];
            if let Some(ever) = estimate(&[case], Wanted::Ever(row), shares)? {
                let prevalence = estimate(&[case], Wanted::Prevalence(row), shares)?;
                own.push(RareNode { place: v, ever, prevalence });
            }
        }
        nodes.push(own);
    }
    Ok(Rarely { any_outcome, both, nodes })
}
