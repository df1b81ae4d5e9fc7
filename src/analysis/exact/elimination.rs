//! Elimination: question by question, each on the nodes that can influence it, variables summed out early.
//!
//! # Questions
//! - *Prevalence* needs the joint distribution of the node's ancestors (links and undermining). One pass over the
//!   ancestors of a node answers for all of them that were not answered yet; nodes with most ancestors come first.
//! - *Ever* and *any outcome* ask for the first time at which one of some nodes turns. What comes after does not matter,
//!   so these nodes end the story: they take no place in the table, and what turns them takes the probability out of
//!   it, to be added to the answer. Nodes that they alone influence do not matter either, and loops through them are
//!   cut open.
//!
//! These questions are asked phase by phase, so that what is taken out in a phase was not taken out before. Where the
//! table would grow too large, each phase is asked about by itself: 'reached by the end of this phase', and the
//! variables up to there are summed out in any order.
//!
//! # A pass
//! [`super::sparks`] states each phase as independent chances with conditions, without what cannot happen or happens
//! anyway and what no answer depends on; [`super::tape`] puts them in order and knows the cost before anything is
//! computed; [`super::table`] carries it out, with [`super::circle`] for variables that turn each other.

use super::{
    Budget, Exact, Stop, Technique,
    circle::Circle,
    scope::{Influences, Question, Scope},
    table::{Findings, Table},
    tape::{Order, Tape},
};
use crate::analysis::{Monitor, program::Program, support::Support};

/// Solves a program under each of its hypotheses: every question in the cheaper order, or, where the technique is
/// [`Technique::Unrolling`], all across the phases.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable; the latter before anything is computed.
pub(super) fn solve(
    technique: Technique,
    program: &Program,
    supports: &[Support],
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Exact>, Stop> {
    let mut plan = Plan { technique, program, passes: Vec::new(), circles: Vec::new() };
    for (hypothesis, support) in supports.iter().enumerate() {
        plan.ask_all(hypothesis, support, (budget, monitor))?;
    }
    plan.carry_out(supports.len(), monitor)
}

/// Everything that has to be computed.
struct Plan<'a> {
    technique: Technique,
    program: &'a Program,
    passes: Vec<Pass<'a>>,
    circles: Vec<Circle>,
}

/// The computation for one question.
struct Pass<'a> {
    hypothesis: usize,
    question: Question,
    scope: Scope<'a>,
    order: Order,
    tape: Tape,
}

/// What a tape may cost before another order is tried.
const CHEAP: u64 = 2_000_000;

impl<'a> Plan<'a> {
    /// All questions under one hypothesis, those that cost most first.
    fn ask_all(
        &mut self,
        hypothesis: usize,
        support: &Support,
        (budget, monitor): (&mut Budget, &dyn Monitor),
    ) -> Result<(), Stop> {
        let network = &self.program.network;
        let influences = Influences::new(self.program, &self.program.chances[hypothesis], support);
        let outcomes: Vec<usize> =
            influences.turning().filter(|v| network.nodes[*v].is_outcome).collect();
        let mut ask = |question: &Question| {
            monitor.advance(0, 1)?;
            self.ask(hypothesis, &influences, question, budget)
        };
        if !outcomes.is_empty() {
            ask(&Question::AnyOf(outcomes))?;
        }
        let mut turning: Vec<(usize, Vec<usize>)> =
            influences.turning().map(|v| (v, influences.ancestors(&[v]))).collect();
        turning.sort_by_key(|(_, ancestors)| std::cmp::Reverse(ancestors.len()));
        let mut is_answered = vec![false; network.nodes.len()];
        for (_, ancestors) in &turning {
            let open: Vec<usize> = ancestors.iter().copied().filter(|v| !is_answered[*v]).collect();
            if !open.is_empty() {
                for v in &open {
                    is_answered[*v] = true;
                }
                ask(&Question::Prevalence(open))?;
            }
        }
        turning.into_iter().try_for_each(|(v, _)| ask(&Question::Ever(v)))
    }

    fn ask(
        &mut self,
        hypothesis: usize,
        influences: &Influences,
        question: &Question,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let chances = &self.program.chances[hypothesis];
        let scope = Scope::new(self.program, chances, influences, question);
        let by_phase = match self.technique {
            Technique::Unrolling => Err(Stop::Unaffordable("it was not tried".to_owned())),
            _ => Tape::new(&scope, Order::ByPhase, &mut self.circles, budget.left),
        };
        let limit = by_phase.as_ref().map_or(budget.left, |tape| tape.cost);
        let mut pass = |scope: Scope<'a>, order: Order, tape: Tape| {
            self.passes.push(Pass { hypothesis, question: question.clone(), scope, order, tape });
        };
        let other = if limit > CHEAP || by_phase.is_err() {
            across(&scope, question, &mut self.circles, limit)
        } else {
            Err(Stop::Unaffordable("it was not tried".to_owned()))
        };
        match (other, by_phase) {
            (Ok(tapes), _) => {
                for (scope, tape) in tapes {
                    budget.afford(tape.cost)?;
                    pass(scope, Order::Across, tape);
                }
            }
            (Err(_), Ok(tape)) => {
                budget.afford(tape.cost)?;
                pass(scope, Order::ByPhase, tape);
            }
            (Err(stop), Err(_)) => return Err(stop),
        }
        Ok(())
    }

    fn carry_out(&self, hypotheses: usize, monitor: &dyn Monitor) -> Result<Vec<Exact>, Stop> {
        let zeros = vec![vec![0.0; self.program.network.nodes.len()]; self.program.phase_count];
        let nothing = Exact {
            technique: self.technique,
            prevalence: zeros.clone(),
            ever: zeros,
            any_outcome: vec![0.0; self.program.phase_count + 1],
        };
        let mut solutions = vec![nothing; hypotheses];
        let mut progress = Progress { monitor, done: 0, total: 0 };
        progress.total = self.passes.iter().map(|pass| pass.tape.cost).sum();
        for pass in &self.passes {
            let findings = self.played(pass, &progress)?;
            let solution = &mut solutions[pass.hypothesis];
            pass.report(&findings, solution);
            if pass.order == Order::Across {
                solution.technique = Technique::Unrolling;
            }
            progress.done += pass.tape.cost;
        }
        Ok(solutions)
    }

    fn played(&self, pass: &Pass<'_>, progress: &Progress<'_>) -> Result<Findings, Stop> {
        let (mut table, mut findings) = (Table::new(), Findings::new(pass.scope.horizon));
        table.scale(pass.scope.reached_initially()[1]);
        for operation in &pass.tape.operations {
            progress.monitor.advance(progress.done, progress.total)?;
            table.apply(operation, &self.circles, &mut findings);
        }
        Ok(findings)
    }
}

impl Pass<'_> {
    /// Writes down what was found.
    fn report(&self, findings: &Findings, solution: &mut Exact) {
        match &self.question {
            Question::AnyOf(_) => self.reached(findings, |time, p| solution.any_outcome[time] = p),
            Question::Ever(node) => self.reached(findings, |time, p| {
                if let Some(row) = time.checked_sub(1).and_then(|t| solution.ever.get_mut(t)) {
                    row[*node] = p;
                }
            }),
            Question::Prevalence(_) => {
                let measured = findings.prevalence.iter().copied();
                let certain = self.tape.certain.iter().map(|(phase, node)| (*phase, *node, 1.0));
                for (phase, node, p) in measured.chain(certain) {
                    solution.prevalence[phase][self.scope.nodes[node]] = p.min(1.0);
                }
            }
        }
    }

    /// P[one of the asked nodes reached so far], for each time that the pass answers for.
    fn reached(&self, findings: &Findings, mut tell: impl FnMut(usize, f64)) {
        let [mut sum, _] = self.scope.reached_initially();
        tell(0, sum.min(1.0));
        for (phase, absorbed) in findings.absorbed.iter().enumerate() {
            sum += absorbed;
            if self.order == Order::ByPhase || phase + 1 == self.scope.horizon {
                tell(phase + 1, sum.min(1.0));
            }
        }
    }
}

/// The tapes for a question across the phases: one, or one for each horizon, if they cost less than a limit.
fn across<'a>(
    scope: &Scope<'a>,
    question: &Question,
    circles: &mut Vec<Circle>,
    limit: u64,
) -> Result<Vec<(Scope<'a>, Tape)>, Stop> {
    let first = if matches!(question, Question::Prevalence(_)) { scope.horizon } else { 1 };
    let mut left = limit;
    let horizons = (first..=scope.horizon).rev().map(|horizon| {
        let scope = Scope { horizon, ..scope.clone() };
        let tape = Tape::new(&scope, Order::Across, circles, left)?;
        left -= tape.cost;
        Ok((scope, tape))
    });
    horizons.collect()
}

/// How far the work has come.
struct Progress<'a> {
    monitor: &'a dyn Monitor,
    done: u64,
    total: u64,
}
