//! A run in parts: the blocks of trials are shared out, counted apart, and added up to the very result of one run.
//!
//! What a block gives depends on the document, the seed and the number of the block alone, and only whole numbers are
//! added, so it does not matter where, when and in which order the parts are computed.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Analysis, AnalysisError, Cancelled, Case, Monitor, Unmonitored, figures, resolved,
    simulate::{self, Plan, Subject},
    tally::{NodeTally, Shape, Table, Tally},
};
use crate::model::{Assessment, MethodChoice, Study};

/// Which part of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    part: u32,
    parts: u32,
}

/// What one part counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which part it is.
    pub share: Share,
    /// The blocks of 512 trials that it has, the last of which may be short.
    pub blocks: Range<u64>,
    /// How many trials it has.
    pub trials: u64,
    /// In how many of them things happened.
    pub counts: Counts,
}

/// Counts of trials, each under every hypothesis and, in a document with few of them, under every two at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// A node is misaligned at the end of a phase: by phase, node and pair of hypotheses.
    pub prevalence: Vec<u64>,
    /// A node has been misaligned so far: by phase, node and pair.
    pub ever: Vec<u64>,
    /// Some outcome has been reached so far: by time from 0 on and pair.
    pub any_outcome: Vec<u64>,
}

/// Parts of one run on their way to a whole: only sums are kept, so any number of parts takes the memory of one.
#[derive(Clone, Debug)]
pub struct Assembly {
    study: Study,
    /// In the order in which they came.
    shares: Vec<Share>,
    trials: u64,
    counts: Counts,
}

/// Why parts do not make a whole. Parts count from 0 in the order in which they were added.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PartsError {
    /// The part belongs to a run that was split otherwise than that of the first.
    #[error("it is one of {found} parts, the first is one of {wanted}")]
    OtherSplit {
        /// Into how many parts its run is split.
        found: u32,
        /// Into how many the run of the first part is.
        wanted: u32,
    },
    /// The part is there already.
    #[error("part {part} is there twice")]
    Doubled {
        /// Its number, from 1.
        part: u32,
        /// Which of those added it was.
        earlier: usize,
    },
    /// Parts are missing.
    #[error("{}", missing(*.first, *.count, *.parts))]
    Missing {
        /// The number of the first one that is, from 1.
        first: u32,
        /// How many are.
        count: u32,
        /// How many there should be.
        parts: u32,
    },
    /// The counts cannot come from the document and the study.
    #[error("the counts do not fit the document and the settings")]
    Misfit,
    /// The study cannot be made.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
}

impl Share {
    /// Part `part` (from 1) of `parts`; `None` if there is no such part.
    pub fn new(part: u32, parts: u32) -> Option<Self> {
        (1..=parts).contains(&part).then_some(Self { part, parts })
    }

    /// Which one, from 1.
    pub fn part(self) -> u32 {
        self.part
    }

    /// Of how many.
    pub fn parts(self) -> u32 {
        self.parts
    }

    /// Its blocks of a number of blocks: those of all parts follow each other, and their numbers differ by one at most.
    fn blocks(self, total: u64) -> Range<u64> {
        let before =
            |parts: u32| (u128::from(total) * u128::from(parts) / u128::from(self.parts)) as u64;
        before(self.part - 1)..before(self.part)
    }

    fn plan(self, study: &Study) -> Plan {
        let whole = Plan::new(study);
        Plan { blocks: self.blocks(whole.blocks.end), ..whole }
    }
}

/// Simulates one part of a study's trials. Method and precision of the study do not matter: a part is always simulated,
/// and all of it.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the study cannot be made.
pub fn part(
    document: &Assessment,
    study: &Study,
    share: Share,
    monitor: &dyn Monitor,
) -> Result<Part, AnalysisError> {
    let case = Case::new(document, study)?;
    let subject = Subject { layout: &case.layout, variants: &case.odds };
    let plan = share.plan(study);
    let mut tally = simulate::simulate(&[subject], &plan, monitor)
        .map_err(|Cancelled| AnalysisError::Cancelled)?;
    let nodes = tally.nodes.pop();
    let (prevalence, ever) =
        nodes.map(|n| (n.prevalence.into_counts(), n.ever.into_counts())).unwrap_or_default();
    let counts = Counts { prevalence, ever, any_outcome: tally.any_outcome.into_counts() };
    Ok(Part { share, blocks: plan.blocks, trials: tally.trials, counts })
}

impl Assembly {
    /// Without any part yet. Of the study, trials and seed matter; the run is a simulation.
    pub fn new(study: &Study) -> Self {
        let study = Study { method: MethodChoice::Simulation, precision: None, ..study.clone() };
        Self { study, shares: Vec::new(), trials: 0, counts: Counts::default() }
    }

    /// Adds a part; the order does not matter.
    ///
    /// # Errors
    /// [`PartsError`] when it cannot belong to the same run as the others; then nothing was added.
    pub fn add(&mut self, part: &Part) -> Result<(), PartsError> {
        let share = part.share;
        let wanted = self.shares.first().map_or(share.parts, |first| first.parts);
        if share.parts != wanted {
            return Err(PartsError::OtherSplit { found: share.parts, wanted });
        }
        if let Some(earlier) = self.shares.iter().position(|other| *other == share) {
            return Err(PartsError::Doubled { part: share.part, earlier });
        }
        let plan = share.plan(&self.study);
        let is_planned = part.trials == plan.span() && part.blocks == plan.blocks;
        let is_first = self.shares.is_empty();
        let is_like = is_first || self.counts.lengths() == part.counts.lengths();
        if !is_planned || !is_like || !part.counts.fit(part.trials) {
            return Err(PartsError::Misfit);
        }
        if is_first {
            self.counts = part.counts.clone();
        } else {
            self.counts.add(&part.counts);
        }
        self.trials += part.trials;
        self.shares.push(share);
        Ok(())
    }

    /// Whether all parts are there.
    ///
    /// # Errors
    /// [`PartsError::Missing`].
    pub fn complete(&self) -> Result<(), PartsError> {
        let parts = self.shares.first().map_or(1, |first| first.parts);
        let there: BTreeSet<u32> = self.shares.iter().map(|share| share.part).collect();
        let mut missing = (1..=parts).filter(|part| !there.contains(part));
        match missing.next() {
            None => Ok(()),
            Some(first) => {
                Err(PartsError::Missing { first, count: parts - there.len() as u32, parts })
            }
        }
    }

    /// The analysis whose parts these were: bit for bit that of a single run.
    ///
    /// # Errors
    /// [`PartsError`] when parts are missing, or are not those of this document.
    pub fn finish(self, document: &Assessment) -> Result<Analysis, PartsError> {
        self.complete()?;
        let case = Case::new(document, &self.study)?;
        let (cases, nodes) = (case.odds.len(), document.nodes().len());
        let (of_nodes, of_outcome) = (Shape::of_nodes(cases), Shape { cases, is_paired: true });
        let phases = case.program.phase_count;
        let [prevalence, ever, any_outcome] = self.counts.lengths();
        let of_all_nodes = phases * nodes * of_nodes.size();
        if prevalence != of_all_nodes
            || ever != of_all_nodes
            || any_outcome != (phases + 1) * of_outcome.size()
        {
            return Err(PartsError::Misfit);
        }
        let table = |counts| Table::new(of_nodes, nodes, counts);
        let nodes =
            NodeTally { prevalence: table(self.counts.prevalence), ever: table(self.counts.ever) };
        let any_outcome = Table::new(of_outcome, 1, self.counts.any_outcome);
        let tally = Tally { trials: self.trials, nodes: vec![nodes], any_outcome };
        let answer = resolved(&[&case], tally, &self.study, &Unmonitored)?;
        Ok(figures::analysis(&case, &answer, 0, &self.study))
    }
}

impl Counts {
    fn lengths(&self) -> [usize; 3] {
        [self.prevalence.len(), self.ever.len(), self.any_outcome.len()]
    }

    /// Whether nothing happened in more trials than there are.
    fn fit(&self, trials: u64) -> bool {
        let all = [&self.prevalence, &self.ever, &self.any_outcome];
        all.into_iter().flatten().all(|count| *count <= trials)
    }

    fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.prevalence, &other.prevalence),
            (&mut self.ever, &other.ever),
            (&mut self.any_outcome, &other.any_outcome),
        ];
        for (own, others) in pairs {
            for (count, more) in own.iter_mut().zip(others) {
                *count += more;
            }
        }
    }
}

fn missing(first: u32, count: u32, parts: u32) -> String {
    match count {
        1 => format!("part {first} of {parts} is missing"),
        _ => format!("{count} of {parts} parts are missing, the first of them part {first}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shares_cover_all_blocks_once(total in 0..100_000_u64, parts in 1..300_u32) {
            let mut next = 0;
            for part in 1..=parts {
                let blocks = Share::new(part, parts).expect("a part").blocks(total);
                prop_assert_eq!(blocks.start, next);
                prop_assert!((blocks.end - blocks.start).abs_diff(total / u64::from(parts)) <= 1);
                next = blocks.end;
            }
            prop_assert_eq!(next, total);
        }
    }

    #[test]
    fn a_share_is_one_of_its_parts() {
        assert_eq!(Share::new(0, 3), None);
        assert_eq!(Share::new(4, 3), None);
        assert_eq!(Share::new(1, 0), None);
        assert_eq!(Share::new(3, 3).map(|share| (share.part(), share.parts())), Some((3, 3)));
    }
}
