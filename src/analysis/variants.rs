//! A document under many values of its probabilities: one wiring, one layout, each variant solved or simulated alike.

use super::{
    AnalysisError, Cancelled, Case, Monitor, OPERATIONS_AUTOMATIC, OPERATIONS_EXACT,
    exact::{self, Budget, Exact, Stop},
    layout::Odds,
    program::{Chances, Program},
    simulate::{self, Plan, Subject},
    support::Support,
    tally::{Table, Tally},
    turns::{Turns, each_thread},
};
use crate::model::{MethodChoice, Study};

/// Variants of one document, by number.
pub(super) struct Variants<'a> {
    /// The document as it is.
    pub(super) case: &'a Case<'a>,
    /// How many variants there are.
    pub(super) count: usize,
    /// Turns the document's probabilities under a hypothesis into those of a variant: (variant, hypothesis).
    pub(super) alter: &'a (dyn Fn(usize, usize, &mut Chances) + Sync),
}

/// Passes on the wish to stop of work that others measure the progress of.
pub(super) struct Relay<'a>(pub(super) &'a Turns<'a>);

impl Monitor for Relay<'_> {
    fn advance(&self, _done: u64, _total: u64) -> Result<(), Cancelled> {
        self.0.advance(0);
        self.0.finish(())
    }
}

/// Measures the progress of one stage of several as progress of the whole.
pub(super) struct Stage<'a> {
    /// Told of the whole.
    pub(super) monitor: &'a dyn Monitor,
    /// What the stages before came to.
    pub(super) before: u64,
    /// The whole.
    pub(super) total: u64,
}

impl Monitor for Stage<'_> {
    fn advance(&self, done: u64, _total: u64) -> Result<(), Cancelled> {
        self.monitor.advance(self.before + done, self.total)
    }
}

impl Variants<'_> {
    /// What `take` makes of the exact solutions (by hypothesis) of every variant; `None` where the study asks for
    /// simulation or leaves the choice and all variants together are not affordable.
    ///
    /// The work that an exact solution may cost is shared out equally among the variants.
    ///
    /// # Errors
    /// [`AnalysisError`] when cancelled, or where the study insists on an exact solution that is not affordable.
    pub(super) fn solved<T: Send>(
        &self,
        study: &Study,
        monitor: &dyn Monitor,
        take: &(dyn Fn(&[Exact]) -> T + Sync),
    ) -> Result<Option<Vec<T>>, AnalysisError> {
        let share = |operations: u64| operations / self.count.max(1) as u64;
        let budget = || match study.method {
            MethodChoice::Exact => Budget::whole(share(OPERATIONS_EXACT)),
            _ => Budget::shared_out(share(OPERATIONS_AUTOMATIC)),
        };
        if study.method == MethodChoice::Simulation {
            return Ok(None);
        }
        match self.solve(&budget, study.threads, monitor, take) {
            Ok(all) => Ok(Some(all)),
            Err(Stop::Cancelled) => Err(AnalysisError::Cancelled),
            Err(Stop::Unaffordable(reason)) if study.method == MethodChoice::Exact => {
                Err(AnalysisError::TooLargeForExact(format!("{} times: {reason}", self.count)))
            }
            Err(Stop::Unaffordable(_)) => Ok(None),
        }
    }

    fn solve<T: Send>(
        &self,
        budget: &(dyn Fn() -> Budget + Sync),
        threads: usize,
        monitor: &dyn Monitor,
        take: &(dyn Fn(&[Exact]) -> T + Sync),
    ) -> Result<Vec<T>, Stop> {
        let one = |variant: usize, monitor: &dyn Monitor| -> Result<T, Stop> {
            let program = self.program(variant);
            let odds = self.odds(&program);
            let supports = odds.iter().map(|odds| Support::new(&self.case.layout, odds));
            let supports: Vec<Support> = supports.collect();
            Ok(take(&exact::solve(&program, &supports, &mut budget(), monitor)?))
        };
        // The first one tells whether it is affordable: variants have the same states, or nearly so.
        let total = self.count as u64;
        let turns = Turns::new(&(0..total), total, monitor);
        let mut all = Vec::with_capacity(self.count);
        if let Some(first) = turns.claim() {
            all.push((first, one(first as usize, &Relay(&turns))?));
            turns.advance(1);
        }
        let parts = each_thread(threads.max(1), || {
            let mut part = Vec::new();
            while let Some(variant) = turns.claim() {
                part.push((variant, one(variant as usize, &Relay(&turns))?));
                turns.advance(1);
            }
            Ok::<_, Stop>(part)
        });
        for part in parts {
            all.extend(part?);
        }
        turns.finish(())?;
        all.sort_unstable_by_key(|(variant, _)| *variant);
        Ok(all.into_iter().map(|(_, result)| result).collect())
    }

    /// Simulates some variants, in step where they are few.
    ///
    /// # Errors
    /// [`Cancelled`] when the monitor asks to stop.
    pub(super) fn simulated(
        &self,
        variants: &[usize],
        plan: &Plan,
        monitor: &dyn Monitor,
    ) -> Result<Tally, Cancelled> {
        let odds: Vec<Vec<Odds>> =
            variants.iter().map(|variant| self.odds(&self.program(*variant))).collect();
        let layout = &*self.case.layout;
        let subjects: Vec<Subject<'_>> =
            odds.iter().map(|variants| Subject { layout, variants }).collect();
        simulate::simulate(&subjects, plan, monitor)
    }

    /// Simulates groups of variants one after the other and gives the counts of `any_outcome` of each group.
    ///
    /// # Errors
    /// [`Cancelled`] when the monitor asks to stop.
    pub(super) fn simulated_in_turn(
        &self,
        groups: &[&[usize]],
        plan: &Plan,
        monitor: &dyn Monitor,
    ) -> Result<Vec<Table>, Cancelled> {
        let total = plan.span() * groups.len() as u64;
        let stage = |i: usize| Stage { monitor, before: plan.span() * i as u64, total };
        let each = groups.iter().enumerate();
        each.map(|(i, group)| Ok(self.simulated(group, plan, &stage(i))?.any_outcome)).collect()
    }

    /// Whether an outcome is possible in a variant, by hypothesis.
    pub(super) fn is_possible(&self, variant: usize) -> Vec<bool> {
        let odds = self.odds(&self.program(variant));
        let supports = odds.iter().map(|odds| Support::new(&self.case.layout, odds));
        supports.map(|support| support.any_outcome.last() == Some(&true)).collect()
    }

    fn program(&self, variant: usize) -> Program {
        let mut program = self.case.program.clone();
        for (h, chances) in program.chances.iter_mut().enumerate() {
            (self.alter)(variant, h, chances);
        }
        program
    }

    fn odds(&self, program: &Program) -> Vec<Odds> {
        let all = program.chances.iter();
        all.map(|chances| Odds::new(&self.case.layout, &program.network, chances)).collect()
    }
}
