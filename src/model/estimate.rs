//! Estimates with their uncertainty, scores, and series of scores over the phases (SEMANTICS §2, §3).

use std::collections::BTreeMap;

use super::{Evidence, Id, Phase, Probability, Scale, Table, logistic, logit};

/// The 95 % point of the standard normal distribution.
pub const Z_95: f64 = 1.644_853_626_951_472_2;

/// What belief uses in place of the ends 0 and 1 of a band (SEMANTICS §3).
pub const BAND_END: f64 = 1e-6;

/// One probability as it was judged.
#[derive(Clone, Debug, PartialEq)]
pub enum Estimate {
    /// A number without stated uncertainty.
    Point(Probability),
    /// The 5th, 50th and 95th percentile of belief.
    Range(Range),
    /// The name of a band of the document's scale. On stability it names a band of 1 − stability.
    Level(String),
    /// Of a public copy: there is one, and it was taken out. It counts as missing.
    Withheld,
}

/// Low, best and high: 5th, 50th and 95th percentile of belief, 0 < low ≤ best ≤ high < 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    low: Probability,
    best: Probability,
    high: Probability,
}

/// Why three numbers are no range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InvalidRange {
    /// The three must be in order.
    #[error("low {low}, best {best}, high {high} are not in order; low ≤ best ≤ high is needed")]
    Order {
        /// The lower end as given.
        low: f64,
        /// The middle as given.
        best: f64,
        /// The upper end as given.
        high: f64,
    },
    /// 0 and 1 are points, not ends of a range.
    #[error("a range lies strictly between 0 and 1; use a point for 0 or 1")]
    Ends,
}

impl Range {
    /// Three quantiles of belief.
    ///
    /// # Errors
    /// [`InvalidRange`] unless 0 < low ≤ best ≤ high < 1.
    pub fn new(
        low: Probability,
        best: Probability,
        high: Probability,
    ) -> Result<Self, InvalidRange> {
        if low > best || best > high {
            return Err(InvalidRange::Order { low: low.get(), best: best.get(), high: high.get() });
        }
        if low == Probability::ZERO || high == Probability::ONE {
            return Err(InvalidRange::Ends);
        }
        Ok(Self { low, best, high })
    }

    /// The range of a band whose ends were drawn in from 0 and 1; rounding may have pushed best over an end.
    pub(super) fn of_band(low: Probability, best: Probability, high: Probability) -> Self {
        Self { low, best: Probability::clamped(best.get().max(low.get()).min(high.get())), high }
    }

    /// The 5th percentile.
    pub fn low(&self) -> Probability {
        self.low
    }

    /// The median.
    pub fn best(&self) -> Probability {
        self.best
    }

    /// The 95th percentile.
    pub fn high(&self) -> Probability {
        self.high
    }

    /// The belief at a standard normal value z: two-piece normal on the log-odds axis (SEMANTICS §3).
    pub fn at_normal(&self, z: f64) -> Probability {
        let best = logit(self.best.get());
        let side =
            if z < 0.0 { best - logit(self.low.get()) } else { logit(self.high.get()) - best };
        Probability::clamped(logistic(best + z * side / Z_95))
    }

    /// The range of the complement: 1 − high, 1 − best, 1 − low.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            low: self.high.complement(),
            best: self.best.complement(),
            high: self.low.complement(),
        }
    }
}

/// Which of an element's numbers a score is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Probability that the node is misaligned before the first phase.
    InitiallyMisaligned,
    /// Probability that the node does not turn misaligned by itself in a phase.
    Stability,
    /// Probability that a node that ended the previous phase misaligned carries it into this one.
    Persistence,
    /// Probability that a link passes misalignment on in a phase, given that its source is misaligned.
    Likelihood,
    /// Probability that a mitigation does its job in a phase.
    Effectiveness,
}

impl Dimension {
    /// All dimensions, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::InitiallyMisaligned,
        Self::Stability,
        Self::Persistence,
        Self::Likelihood,
        Self::Effectiveness,
    ];

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::InitiallyMisaligned => "initially_misaligned",
            Self::Stability => "stability",
            Self::Persistence => "persistence",
            Self::Likelihood => "likelihood",
            Self::Effectiveness => "effectiveness",
        }
    }

    /// The value that an unscored element has (SEMANTICS §2).
    pub fn default_value(self) -> Probability {
        match self {
            Self::Stability | Self::Persistence => Probability::ONE,
            Self::InitiallyMisaligned | Self::Likelihood | Self::Effectiveness => Probability::ZERO,
        }
    }

    /// Where a missing score pushes the results: `Some(true)` up (too high), `Some(false)` down (too low), `None`
    /// where absence is a statement of its own (initial misalignment defaults to 0 by definition).
    pub fn missing_pushes_up(self) -> Option<bool> {
        match self {
            Self::Stability | Self::Likelihood => Some(false),
            Self::Persistence | Self::Effectiveness => Some(true),
            Self::InitiallyMisaligned => None,
        }
    }
}

impl Estimate {
    /// The value that central results use: the point, or the best of a range or band (SEMANTICS §3).
    ///
    /// A level that the scale does not have counts as unscored; documents that passed the rules have none.
    pub fn central(&self, dimension: Dimension, scale: Option<&Scale>) -> Probability {
        match self {
            Self::Point(p) => *p,
            Self::Range(range) => range.best,
            Self::Level(_) | Self::Withheld => {
                self.range(dimension, scale).map_or(dimension.default_value(), |range| range.best)
            }
        }
    }

    /// The belief as a range; `None` for a point (it does not vary) and for a level that the scale does not have.
    ///
    /// On stability a level's band is read as one of 1 − stability.
    pub fn range(&self, dimension: Dimension, scale: Option<&Scale>) -> Option<Range> {
        match self {
            Self::Point(_) | Self::Withheld => None,
            Self::Range(range) => Some(*range),
            Self::Level(level) => {
                let range = scale?.band(level)?.range();
                Some(if dimension == Dimension::Stability { range.complement() } else { range })
            }
        }
    }
}

/// Confidence in the evidence behind a score; never mixed into the likelihood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Thin or conflicting evidence.
    Low,
    /// Some evidence, with gaps.
    Moderate,
    /// Much evidence that agrees.
    High,
}

/// Where a score comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// One evaluator's judgement.
    Analyst,
    /// A panel's pooled judgement.
    Panel,
    /// Taken over from another document.
    Imported,
    /// Derived from test results.
    Evaluation,
}

/// An estimate with the reasons for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The number.
    pub estimate: Estimate,
    /// Why this number.
    pub rationale: String,
    /// How good the evidence is, if stated.
    pub confidence: Option<Confidence>,
    /// The evidence that it rests on.
    pub evidence: Vec<Id<Evidence>>,
    /// Where it comes from, if stated.
    pub basis: Option<Basis>,
}

impl Score {
    /// A score without rationale, confidence, evidence or basis.
    pub fn bare(estimate: Estimate) -> Self {
        Self {
            estimate,
            rationale: String::new(),
            confidence: None,
            evidence: Vec::new(),
            basis: None,
        }
    }

    /// A bare point.
    pub fn point(p: Probability) -> Self {
        Self::bare(Estimate::Point(p))
    }
}

/// Scores by phase. A phase without one takes that of the last earlier phase that has one (SEMANTICS §2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    given: BTreeMap<Id<Phase>, Score>,
}

/// The score that holds in a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InForce<'a> {
    /// The score.
    pub score: &'a Score,
    /// Whether it was given for an earlier phase and carried forward.
    pub carried_from: Option<&'a Id<Phase>>,
}

impl Series {
    /// The score given for exactly this phase.
    pub fn given(&self, phase: &Id<Phase>) -> Option<&Score> {
        self.given.get(phase)
    }

    /// All given scores, ordered by phase id. For phase order use [`Series::in_phase_order`].
    pub fn iter(&self) -> impl Iterator<Item = (&Id<Phase>, &Score)> {
        self.given.iter()
    }

    /// All given scores in the order of the phases.
    pub fn in_phase_order<'a>(
        &'a self,
        phases: &'a Table<Phase>,
    ) -> impl Iterator<Item = (&'a Id<Phase>, &'a Score)> {
        phases.iter().filter_map(|phase| self.given.get_key_value(&phase.id))
    }

    /// The score in force in the phase at `index` (0-based), given there or carried forward; `None` if unscored.
    pub fn at<'a>(&'a self, phases: &'a Table<Phase>, index: usize) -> Option<InForce<'a>> {
        let latest = (0..=index.min(phases.len().checked_sub(1)?)).rev().find_map(|i| {
            let (id, score) = self.given.get_key_value(&phases.at(i)?.id)?;
            Some((i, id, score))
        });
        let (i, id, score) = latest?;
        Some(InForce { score, carried_from: (i < index).then_some(id) })
    }

    /// Whether no phase has a score.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Gives, replaces or (with `None`) takes away the score of a phase.
    pub fn set(&mut self, phase: Id<Phase>, score: Option<Score>) {
        match score {
            Some(score) => self.given.insert(phase, score),
            None => self.given.remove(&phase),
        };
    }

    /// All given scores, ordered by phase id.
    pub fn scores(&self) -> impl Iterator<Item = &Score> {
        self.given.values()
    }

    /// Changes every given score in place, for edits that reach into all of them.
    pub(super) fn scores_mut(&mut self) -> impl Iterator<Item = &mut Score> {
        self.given.values_mut()
    }
}

impl FromIterator<(Id<Phase>, Score)> for Series {
    fn from_iter<I: IntoIterator<Item = (Id<Phase>, Score)>>(scores: I) -> Self {
        Self { given: scores.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    #[test]
    fn the_belief_of_a_range_hits_its_three_quantiles() {
        let range = Range::new(p(0.02), p(0.1), p(0.6)).expect("in order");
        for (z, wanted) in [(-Z_95, 0.02), (0.0, 0.1), (Z_95, 0.6)] {
            assert!((range.at_normal(z).get() - wanted).abs() < 1e-12, "{z}");
        }
    }

    #[test]
    fn a_range_out_of_order_or_touching_the_ends_is_refused() {
        assert!(matches!(Range::new(p(0.2), p(0.1), p(0.6)), Err(InvalidRange::Order { .. })));
        assert_eq!(Range::new(p(0.0), p(0.1), p(0.6)), Err(InvalidRange::Ends));
        assert_eq!(Range::new(p(0.1), p(0.1), p(1.0)), Err(InvalidRange::Ends));
    }
}
