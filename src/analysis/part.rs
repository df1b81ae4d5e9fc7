//! A run in parts: the blocks of trials are shared out, counted apart, and added up to the very result of one run.
//!
//! What a block gives depends on the document, the seed and the number of the block alone, and only whole numbers are
//! added, so it does not matter where, when and in which order the parts are computed.

use std::ops::Range;

use super::{
    Analysis, AnalysisError, Cancelled, Case, Monitor,
    figures::{self, Answer},
    program::Frame,
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
    /// How many trials it has; the parts of one run can differ by a block.
    pub trials: u64,
    /// In how many of them things happened.
    pub counts: Counts,
}

/// Counts of trials, each under every hypothesis and, in a document with few of them, under every two at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// A node is misaligned at the end of a phase: by phase, node and pair of hypotheses.
    pub prevalence: Vec<u64>,
    /// A node has been misaligned so far: by phase, node and pair.
    pub ever: Vec<u64>,
    /// Some outcome has been reached so far: by time from 0 on and pair.
    pub any_outcome: Vec<u64>,
}

/// Why parts do not make a whole. Places count from 0 in the list of parts that was given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PartsError {
    /// There is nothing to join.
    #[error("there are no parts")]
    Empty,
    /// The part at this place belongs to a run that was split otherwise than that of the first.
    #[error("a part is one of {found}, another one of {wanted}")]
    OtherSplit {
        /// Its place.
        at: usize,
        /// Into how many parts its run is split.
        found: u32,
        /// Into how many the run of the first part is.
        wanted: u32,
    },
    /// The same part is there twice.
    #[error("part {part} is there twice")]
    Doubled {
        /// Its number, from 1.
        part: u32,
        /// The place of the one.
        first: usize,
        /// The place of the other.
        second: usize,
    },
    /// Parts are missing.
    #[error("{count} of {parts} parts are missing, the first of them part {first}")]
    Missing {
        /// The number of the first one that is, from 1.
        first: u32,
        /// How many are.
        count: u32,
        /// How many there should be.
        parts: u32,
    },
    /// The counts of the part at this place cannot come from the document and the study.
    #[error("the counts of a part do not fit the document")]
    Misfit {
        /// Its place.
        at: usize,
    },
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
    let case = Case::new(document, &Frame::new(document), study)?;
    let subject = Subject { layout: &case.layout, variants: &case.odds };
    let mut tally = simulate::simulate(&[subject], &share.plan(study), monitor)
        .map_err(|Cancelled| AnalysisError::Cancelled)?;
    let nodes = tally.nodes.pop();
    let (prevalence, ever) =
        nodes.map(|n| (n.prevalence.into_counts(), n.ever.into_counts())).unwrap_or_default();
    let counts = Counts { prevalence, ever, any_outcome: tally.any_outcome.into_counts() };
    Ok(Part { share, trials: tally.trials, counts })
}

/// The analysis by simulation whose parts these are, in any order: bit for bit that of a single run.
///
/// # Errors
/// [`PartsError`] when they are not all parts of one run of this document and study.
pub fn joined(
    document: &Assessment,
    study: &Study,
    parts: &[Part],
) -> Result<Analysis, PartsError> {
    complete(parts)?;
    let case = Case::new(document, &Frame::new(document), study)?;
    let mut whole: Option<Tally> = None;
    for (at, part) in parts.iter().enumerate() {
        let tally = tally(&case, study, part).ok_or(PartsError::Misfit { at })?;
        match &mut whole {
            Some(whole) => whole.add(&tally),
            None => whole = Some(tally),
        }
    }
    let whole = whole.ok_or(PartsError::Empty)?;
    let study = Study { method: MethodChoice::Simulation, precision: None, ..study.clone() };
    Ok(figures::analysis(&case, &Answer::Simulated(whole), 0, &study))
}

/// Whether there is each part of one run once.
fn complete(parts: &[Part]) -> Result<(), PartsError> {
    let wanted = parts.first().ok_or(PartsError::Empty)?.share.parts;
    let other = parts.iter().enumerate().find(|(_, part)| part.share.parts != wanted);
    if let Some((at, part)) = other {
        return Err(PartsError::OtherSplit { at, found: part.share.parts, wanted });
    }
    let mut places: Vec<(u32, usize)> =
        parts.iter().enumerate().map(|(at, part)| (part.share.part, at)).collect();
    places.sort_unstable();
    if let Some(two) = places.windows(2).find(|two| two[0].0 == two[1].0) {
        let (part, first, second) = (two[0].0, two[0].1, two[1].1);
        return Err(PartsError::Doubled { part, first, second });
    }
    let found = parts.len() as u32;
    if found < wanted {
        let is_there = |part: &u32| places.get(*part as usize - 1).is_some_and(|p| p.0 == *part);
        let first = (1..=wanted).find(|part| !is_there(part)).unwrap_or(wanted);
        return Err(PartsError::Missing { first, count: wanted - found, parts: wanted });
    }
    Ok(())
}

/// The counts of a part as tables; `None` if they cannot be its counts.
fn tally(case: &Case<'_>, study: &Study, part: &Part) -> Option<Tally> {
    let (cases, nodes) = (case.odds.len(), case.document.nodes().len());
    let (of_nodes, of_outcome) = (Shape::of_nodes(cases), Shape { cases, is_paired: true });
    let phases = case.program.phase_count;
    let table = |shape: Shape, rows: usize, columns: usize, counts: &Vec<u64>| {
        let is_fit = counts.len() == rows * columns * shape.size()
            && counts.iter().all(|count| *count <= part.trials);
        is_fit.then(|| Table::new(shape, columns, counts.clone()))
    };
    let nodes = NodeTally {
        prevalence: table(of_nodes, phases, nodes, &part.counts.prevalence)?,
        ever: table(of_nodes, phases, nodes, &part.counts.ever)?,
    };
    let any_outcome = table(of_outcome, phases + 1, 1, &part.counts.any_outcome)?;
    let is_fit = part.trials == part.share.plan(study).span();
    is_fit.then(|| Tally { trials: part.trials, nodes: vec![nodes], any_outcome })
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
