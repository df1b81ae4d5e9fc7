//! The exact solution: every probability of a program without simulation, where that is affordable.
//!
//! # Techniques
//! - [`elimination`] answers one question at a time (one marginal, or a few that share their causes), each on the
//!   nodes that can influence it, and sums every variable out as soon as nothing asks for it any more. What it costs is
//!   known before anything is computed.
//! - [`reveal`] holds every state that occurs. What it costs shows on the way, so it is only tried for a moment where a
//!   person did not ask for an exact solution.
//!
//! Both are made of sums of products of positive numbers. Nothing is ever found as 1 minus a result, so a probability
//! of 1e-30 comes out with as many digits as one of 0.3.

mod agenda;
mod circle;
mod elimination;
mod gradient;
mod phase;
mod reveal;
mod scope;
mod sparks;
mod table;
mod tape;
mod walk;

use super::{Cancelled, Monitor, program::Program, support::Support};
use crate::model::MethodChoice;

pub(super) use gradient::{Gradient, gradient};

/// Exact probabilities under one hypothesis, nodes by place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exact {
    /// How they were got.
    pub(super) technique: Technique,
    /// `P[X_v(t) = 1]`, by phase and node.
    pub(super) prevalence: Vec<Vec<f64>>,
    /// `P[X_v(τ) = 1 for some τ ≤ t]`, by phase and node.
    pub(super) ever: Vec<Vec<f64>>,
    /// P[some outcome reached by t], by time from 0 on.
    pub(super) any_outcome: Vec<f64>,
}

/// A way to an exact solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Technique {
    /// Question by question, phase by phase, variables summed out early.
    Elimination,
    /// The same, for some questions across the phases.
    Unrolling,
    /// All states that occur.
    Enumeration,
}

/// Why there is no exact solution.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stop {
    /// The monitor asked to stop.
    Cancelled,
    /// It would take too much; the text says of what.
    Unaffordable(String),
}

impl From<Cancelled> for Stop {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// How much work may be done, in elementary operations: multiplications and additions of probabilities, and what
/// goes with them. An operation takes a few nanoseconds.
pub(super) struct Budget {
    left: u64,
    /// Whether a person asked for an exact solution and will wait for it.
    is_asked_for: bool,
}

/// Most operations that state enumeration may try where nobody asked for an exact solution: some 50 ms.
const ENUMERATION_MAX: u64 = 10_000_000;

impl Budget {
    /// A budget to be spent as it comes.
    pub(super) fn whole(operations: u64) -> Self {
        Self { left: operations, is_asked_for: true }
    }

    /// A budget of which next to nothing is spent where it does not suffice.
    pub(super) fn shared_out(operations: u64) -> Self {
        Self { left: operations, is_asked_for: false }
    }

    /// A budget for what is to be exact where that is affordable: spent as it comes only for those who asked for it.
    pub(super) fn of(method: MethodChoice, operations: u64) -> Self {
        Self { left: operations, is_asked_for: method == MethodChoice::Exact }
    }

    /// Sets work aside that was found to be needed.
    fn afford(&mut self, operations: u64) -> Result<(), Stop> {
        if operations > self.left {
            return Err(Stop::Unaffordable("it has too many states".to_owned()));
        }
        self.left -= operations;
        Ok(())
    }
}

/// Work that is done phase by phase until it is too much.
struct Work {
    left: u64,
    /// Whether a phase may only use its share of what is left. Later phases have as many states as earlier ones or
    /// more, so a phase above its share predicts that the whole is not affordable, before all is spent.
    is_shared_out: bool,
    /// What the phase at hand may still use.
    phase_left: u64,
}

impl Work {
    fn start_phase(&mut self, phases_to_go: u64) {
        self.phase_left =
            if self.is_shared_out { self.left / phases_to_go.max(1) } else { self.left };
    }

    fn spend(&mut self, operations: u64) -> Result<(), Stop> {
        if operations > self.phase_left {
            return Err(Stop::Unaffordable("it has too many states".to_owned()));
        }
        self.phase_left -= operations;
        self.left -= operations;
        Ok(())
    }
}

/// Solves a program exactly under each of its hypotheses, by the first technique that can afford it.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable.
pub(super) fn solve(
    program: &Program,
    supports: &[Support],
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Exact>, Stop> {
    match solve_by(Technique::Elimination, program, supports, budget, monitor) {
        Err(Stop::Unaffordable(_)) => {
            solve_by(Technique::Enumeration, program, supports, budget, monitor)
        }
        solved_or_cancelled => solved_or_cancelled,
    }
}

/// Solves a program exactly by one technique.
///
/// # Errors
/// As [`solve`].
pub(super) fn solve_by(
    technique: Technique,
    program: &Program,
    supports: &[Support],
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Exact>, Stop> {
    match technique {
        Technique::Elimination | Technique::Unrolling => {
            elimination::solve(technique, program, supports, budget, monitor)
        }
        Technique::Enumeration => {
            let limit = if budget.is_asked_for { u64::MAX } else { ENUMERATION_MAX };
            let left = budget.left.min(limit);
            let mut work = Work { left, is_shared_out: !budget.is_asked_for, phase_left: 0 };
            let solved = reveal::solve(program, supports, &mut work, monitor);
            budget.left -= left - work.left;
            solved
        }
    }
}
