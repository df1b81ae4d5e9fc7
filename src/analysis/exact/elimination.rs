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
//! # A pass
//! [`super::sparks`] states each phase as independent chances with conditions, without what cannot happen or happens
//! anyway and what no answer depends on; [`super::tape`] puts them in order and knows the cost before anything is
//! computed; [`super::table`] carries it out, with [`super::circle`] for variables that turn each other.

use super::{
    Budget, Exact, Stop, Technique,
    circle::Circle,
    scope::{Influences, Question, Scope},
    table::{Findings, Operation, Table},
    tape::Tape,
};
use crate::analysis::{Monitor, program::Program, support::Support};

/// Solves a program under each of its hypotheses.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable; the latter before anything is computed.
pub(super) fn solve(
    program: &Program,
    supports: &[Support],
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Exact>, Stop> {
    let mut plan = Plan { program, passes: Vec::new(), circles: Vec::new() };
    for (hypothesis, support) in supports.iter().enumerate() {
        plan.ask_all(hypothesis, support, budget)?;
    }
    plan.carry_out(supports.len(), monitor)
}

/// Everything that has to be computed.
struct Plan<'a> {
    program: &'a Program,
    passes: Vec<Pass<'a>>,
    circles: Vec<Circle>,
}

/// The computation for one question.
struct Pass<'a> {
    hypothesis: usize,
    question: Question,
    scope: Scope<'a>,
    tape: Tape,
}

impl Plan<'_> {
    /// All questions under one hypothesis, those that cost most first.
    fn ask_all(
        &mut self,
        hypothesis: usize,
        support: &Support,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let network = &self.program.network;
        let influences = Influences::new(self.program, &self.program.chances[hypothesis], support);
        let outcomes: Vec<usize> =
            influences.turning().filter(|v| network.nodes[*v].is_outcome).collect();
        let mut ask = |question| self.ask(hypothesis, &influences, question, budget);
        if !outcomes.is_empty() {
            ask(Question::AnyOf(outcomes))?;
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
                ask(Question::Prevalence(open))?;
            }
        }
        turning.into_iter().try_for_each(|(v, _)| ask(Question::Ever(v)))
    }

    fn ask(
        &mut self,
        hypothesis: usize,
        influences: &Influences,
        question: Question,
        budget: &mut Budget,
    ) -> Result<(), Stop> {
        let chances = &self.program.chances[hypothesis];
        let scope = Scope::new(self.program, chances, influences, &question);
        let tape = Tape::new(&scope, &mut self.circles, budget.left)?;
        budget.afford(tape.cost)?;
        self.passes.push(Pass { hypothesis, question, scope, tape });
        Ok(())
    }

    fn carry_out(&self, hypotheses: usize, monitor: &dyn Monitor) -> Result<Vec<Exact>, Stop> {
        let zeros = vec![vec![0.0; self.program.network.nodes.len()]; self.program.phase_count];
        let nothing = Exact {
            technique: Technique::Elimination,
            prevalence: zeros.clone(),
            ever: zeros,
            any_outcome: vec![0.0; self.program.phase_count + 1],
        };
        let mut solutions = vec![nothing; hypotheses];
        let mut progress = Progress { monitor, done: 0, total: 0 };
        progress.total = self.passes.iter().map(|pass| pass.tape.cost).sum();
        for pass in &self.passes {
            let solution = &mut solutions[pass.hypothesis];
            match &pass.question {
                Question::AnyOf(_) => solution.any_outcome = self.reached(pass, &progress)?,
                Question::Ever(node) => {
                    let reached = self.reached(pass, &progress)?;
                    let rows = solution.ever.iter_mut().zip(&reached[1..]);
                    rows.for_each(|(row, p)| row[*node] = *p);
                }
                Question::Prevalence(_) => {
                    self.measure(pass, &mut solution.prevalence, &progress)?;
                }
            }
            progress.done += pass.tape.cost;
        }
        Ok(solutions)
    }

    /// P[one of the asked nodes reached so far], by time from 0 on.
    fn reached(&self, pass: &Pass<'_>, progress: &Progress<'_>) -> Result<Vec<f64>, Stop> {
        let (mut table, mut findings) = (Table::new(), Findings::default());
        for node in pass.question.nodes() {
            let p = pass.scope.chances.initial[*node];
            findings.absorbed += (1.0 - findings.absorbed) * p;
            table.scale(1.0 - p);
        }
        self.play(&pass.tape.start, &mut table, &mut findings, progress)?;
        let mut reached = vec![findings.absorbed.min(1.0)];
        for operations in &pass.tape.phases {
            self.play(operations, &mut table, &mut findings, progress)?;
            reached.push(findings.absorbed.min(1.0));
        }
        Ok(reached)
    }

    /// The prevalence of the asked nodes into rows by phase and node of the program.
    fn measure(
        &self,
        pass: &Pass<'_>,
        rows: &mut [Vec<f64>],
        progress: &Progress<'_>,
    ) -> Result<(), Stop> {
        let (mut table, mut findings) = (Table::new(), Findings::default());
        self.play(&pass.tape.start, &mut table, &mut findings, progress)?;
        for (operations, row) in pass.tape.phases.iter().zip(rows.iter_mut()) {
            self.play(operations, &mut table, &mut findings, progress)?;
            for (node, p) in findings.prevalence.drain(..) {
                row[pass.scope.nodes[node]] = p.min(1.0);
            }
        }
        for (phase, node) in &pass.tape.certain {
            rows[*phase][pass.scope.nodes[*node]] = 1.0;
        }
        Ok(())
    }

    fn play(
        &self,
        operations: &[Operation],
        table: &mut Table,
        findings: &mut Findings,
        progress: &Progress<'_>,
    ) -> Result<(), Stop> {
        for operation in operations {
            progress.monitor.advance(progress.done, progress.total)?;
            table.apply(operation, &self.circles, findings);
        }
        Ok(())
    }
}

/// How far the work has come.
struct Progress<'a> {
    monitor: &'a dyn Monitor,
    done: u64,
    total: u64,
}
