//! Probabilities that a simulation hardly ever sees: causes are integrated, not waited for.
//!
//! # Method
//! Emergence and initial misalignment are what is rare. So in every trial only openings, persistences and mitigations
//! are drawn; a walk backwards finds the causes that would reach the goal (`sweep`), and the probability that
//! one of them happens is computed: 1 − Π (1 − p), as −expm1(Σ ln(1 − p)), to the last digits however small it is.
//! Where a cause may need help (gates of several links, mitigations that can be undermined) the causes are drawn,
//! given that one happens, and played forwards (`doubt`). A trial gives a number in place of a hit or a miss, and the mean
//! of the trials is without bias in both cases.
//!
//! What the trials did not draw they cannot know: a link that opens once in ten million trials is missed by all of them,
//! and they agree. But no trial's number is larger than the probability that any cause happens that can lead to the goal at
//! all (the *peak*). So the error allows for one more trial with that number, and where three of them (what may be
//! missed with a probability of 5 %) would make a difference, the estimate is not believed. Where causes are drawn more
//! often than they happen, trials with a number near the peak are not what counts; there the error allows for the
//! peak times the probability of what was drawn too seldom, alone or in pairs.
//!
//! A pilot on other random numbers says how the causes are best drawn and how many trials the wanted error takes; it is
//! not counted. The sums of a block are added up in the order of the blocks, so that threads change no bit.

mod cost;
mod doubt;
mod estimates;
mod lanes;
mod run;
mod sweep;
mod wiring;

pub(super) use self::estimates::Estimates;
use self::{
    run::Run,
    wiring::{Goal, Inbound, Wiring},
};
use super::{
    Cancelled, Monitor,
    bits::TRIALS,
    layout::{Layout, Odds},
    support::Support,
};
use crate::model::Study;

/// The hypotheses of a document.
pub(super) struct Subject<'a> {
    /// What is joined to what.
    pub(super) layout: &'a Layout,
    /// By hypothesis.
    pub(super) variants: &'a [Odds],
    /// By hypothesis.
    pub(super) supports: &'a [Support],
}

/// What is to be estimated.
pub(super) struct Ask<'a> {
    /// Of what.
    pub(super) wanted: Wanted,
    /// The weighted sums, over the hypotheses of all subjects in order.
    pub(super) weighings: &'a [Vec<f64>],
    /// How many of them, from the first on, decide how much work is done.
    pub(super) guides: usize,
    /// The relative error that is wanted of those at the last time.
    pub(super) precision: f64,
    /// How many such estimates have to share the work that may be spent on one.
    pub(super) shares: u64,
}

/// What is wanted.
pub(super) enum Wanted {
    /// Some outcome was reached by the end of a phase.
    AnyOutcome,
    /// A node, by row, was misaligned at the end of some phase so far.
    Ever(u32),
    /// A node, by row, is misaligned at the end of a phase.
    Prevalence(u32),
}

/// The relative error of a headline that is wanted if the study names none.
pub(super) const PRECISION: f64 = 0.002;
/// How many times the error that is wanted at last is let pass before, and for single nodes.
pub(super) const EARLIER: f64 = 5.0;
/// Fewest blocks that count.
const BLOCKS_MIN: u64 = 16;
/// Work that may be spent on an estimate, pilots aside (`cost`): some 2 s of one processor.
const WORK_MAX: u64 = 2_000_000_000;
/// Work that is always affordable: some 0.2 s.
const WORK_MIN: u64 = WORK_MAX / 10;
/// How many times the work of the plain simulation is spent at most.
const SIMULATIONS: u64 = 4;

/// Estimates weighted sums of the probabilities of something, at every time from 0 on.
///
/// All hypotheses see the same random numbers. `None` where the method has no answer: the prevalence of a node whose
/// misalignment may take several causes, or a document whose walks cost too much beside its plain simulation.
///
/// # Errors
/// [`Cancelled`] when the monitor asks to stop.
pub(super) fn estimate(
    subjects: &[Subject<'_>],
    ask: &Ask<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Option<Estimates>, Cancelled> {
    let inbounds: Vec<Inbound> = subjects.iter().map(|s| Inbound::new(s.layout)).collect();
    let goals: Vec<Goal> = subjects.iter().map(|s| ask.wanted.goal(s.layout)).collect();
    let mut wirings = Vec::new();
    for (subject, (inbound, goal)) in subjects.iter().zip(inbounds.iter().zip(&goals)) {
        for odds in subject.variants.iter().zip(subject.supports) {
            wirings.push(Wiring::new(subject.layout, odds, inbound, goal));
        }
    }
    let is_lasting = goals.iter().all(|goal| goal.is_lasting);
    if !is_lasting && wirings.iter().any(|wiring| wiring.has_doubt) {
        return Ok(None);
    }
    let mut run = Run::new(&wirings, ask, study, monitor);
    let most = work_most(subjects, study) / ask.shares.max(1);
    // One block tells what the others cost.
    if run.blocks(1)?.work.saturating_mul(BLOCKS_MIN) > most {
        return Ok(None);
    }
    let pilot = run.choose_heat()?;
    let blocks = pilot.blocks_for(&wirings, ask.precision, most);
    run.reseed();
    run.blocks(blocks).map(Some)
}

/// The work that is spent at most: some times that of the plain simulation.
fn work_most(subjects: &[Subject<'_>], study: &Study) -> u64 {
    let cells = subjects.iter().map(|s| {
        let phases = s.variants.first().map_or(0, |odds| odds.emergence.len());
        (s.layout.places.len() + s.layout.targets.len()) * phases * s.variants.len()
    });
    let plain = study.trials.div_ceil(TRIALS).saturating_mul(cells.sum::<usize>() as u64);
    plain.saturating_mul(SIMULATIONS * cost::DRAW).clamp(WORK_MIN, WORK_MAX)
}

impl Wanted {
    fn goal(&self, layout: &Layout) -> Goal {
        match self {
            Self::AnyOutcome => Goal { rows: layout.outcomes.clone(), is_lasting: true },
            Self::Ever(row) => Goal { rows: vec![*row], is_lasting: true },
            Self::Prevalence(row) => Goal { rows: vec![*row], is_lasting: false },
        }
    }
}
