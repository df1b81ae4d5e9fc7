//! What follows from evidence that no longer counts: the scores that rest on it lose their basis and widen.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Assessment, BAND_END, Dimension, Estimate, Evidence, Id, Link, Mitigation, Node, Parts,
    Probability, Range, Scale, Score, ScoreKey, Series, Subject, logistic, logit,
};

/// By what factor the odds of a score without any basis left may be lower or higher (5th and 95th percentile). One
/// order of magnitude: a convention, not a finding.
pub const LOST_BASIS_ODDS: f64 = 10.0;

impl Assessment {
    /// The ids of evidence that no longer counts, in file order.
    pub fn withdrawn(&self) -> impl Iterator<Item = &Id<Evidence>> {
        self.evidence.iter().filter(|e| e.withdrawn.is_some()).map(|e| &e.id)
    }

    /// The document as it counts: each score of which `k` of `n` pieces of evidence are withdrawn has no basis any more,
    /// and the half-widths of its belief on the log-odds axis grow by `k/n · ln` [`LOST_BASIS_ODDS`]. What central
    /// results use stays. The points 0 and 1 cannot widen and stay (see [`Assessment::scores_resting_on`]).
    pub fn in_force(&self) -> Cow<'_, Self> {
        let gone: BTreeSet<&Id<Evidence>> = self.withdrawn().collect();
        if gone.is_empty() {
            return Cow::Borrowed(self);
        }
        let shaken = Shaken { gone, scale: self.scale() };
        let mut parts = self.to_parts();
        shaken.parts(&mut parts);
        // Widened ranges are ranges, so that the copy of a valid document is valid.
        Cow::Owned(Self::from_valid(parts))
    }

    /// Every score that rests on a piece of evidence, in file order.
    pub fn scores_resting_on(&self, evidence: &Id<Evidence>) -> Vec<ScoreKey> {
        let mut found = Vec::new();
        let rests = |score: &Score| score.evidence.contains(evidence);
        for node in self.nodes.iter() {
            let subject = Subject::Node(node.id.clone());
            if node.initially_misaligned.as_ref().is_some_and(rests) {
                let dimension = Dimension::InitiallyMisaligned;
                found.push(ScoreKey { subject: subject.clone(), dimension, phase: None });
            }
            let both = [
                (&node.stability, Dimension::Stability),
                (&node.persistence, Dimension::Persistence),
            ];
            for (series, dimension) in both {
                found.extend(self.resting(series, &subject, dimension, rests));
            }
        }
        for link in self.links.iter() {
            let subject = Subject::Link(link.id.clone());
            found.extend(self.resting(&link.likelihood, &subject, Dimension::Likelihood, rests));
        }
        for m in self.mitigations.iter() {
            let subject = Subject::Mitigation(m.id.clone());
            found.extend(self.resting(&m.effectiveness, &subject, Dimension::Effectiveness, rests));
        }
        found
    }

    fn resting<'a>(
        &'a self,
        series: &'a Series,
        subject: &'a Subject,
        dimension: Dimension,
        rests: impl Fn(&Score) -> bool + 'a,
    ) -> impl Iterator<Item = ScoreKey> + 'a {
        let given = series.in_phase_order(&self.phases).filter(move |(_, score)| rests(score));
        given.map(move |(phase, _)| ScoreKey {
            subject: subject.clone(),
            dimension,
            phase: Some(phase.clone()),
        })
    }
}

/// The evidence that is gone, and the scale that levels refer to.
struct Shaken<'a> {
    gone: BTreeSet<&'a Id<Evidence>>,
    scale: Option<&'a Scale>,
}

impl Shaken<'_> {
    fn parts(&self, parts: &mut Parts) {
        parts.nodes.iter_mut().for_each(|node| self.node(node));
        parts.links.iter_mut().for_each(|link| self.link(link));
        parts.mitigations.iter_mut().for_each(|mitigation| self.mitigation(mitigation));
    }

    fn node(&self, node: &mut Node) {
        if let Some(score) = &mut node.initially_misaligned {
            self.score(score, Dimension::InitiallyMisaligned);
        }
        self.series(&mut node.stability, Dimension::Stability);
        self.series(&mut node.persistence, Dimension::Persistence);
    }

    fn link(&self, link: &mut Link) {
        self.series(&mut link.likelihood, Dimension::Likelihood);
    }

    fn mitigation(&self, mitigation: &mut Mitigation) {
        self.series(&mut mitigation.effectiveness, Dimension::Effectiveness);
    }

    fn series(&self, series: &mut Series, dimension: Dimension) {
        series.scores_mut().for_each(|score| self.score(score, dimension));
    }

    fn score(&self, score: &mut Score, dimension: Dimension) {
        let gone = score.evidence.iter().filter(|id| self.gone.contains(id)).count();
        if gone == 0 {
            return;
        }
        let share = gone as f64 / score.evidence.len() as f64;
        score.basis = None;
        if let Some(range) = widened(&score.estimate, dimension, self.scale, share) {
            score.estimate = Estimate::Range(range);
        }
    }
}

/// A belief that has lost a share of its basis; `None` for what cannot widen.
fn widened(
    estimate: &Estimate,
    dimension: Dimension,
    scale: Option<&Scale>,
    share: f64,
) -> Option<Range> {
    let [low, best, high] = match estimate {
        Estimate::Withheld => return None,
        Estimate::Point(p) => [*p; 3],
        Estimate::Range(_) | Estimate::Level(_) => {
            let range = estimate.range(dimension, scale)?;
            [range.low(), range.best(), range.high()]
        }
    };
    if best == Probability::ZERO || best == Probability::ONE {
        return None;
    }
    let step = share * libm::log(LOST_BASIS_ODDS);
    let moved = |p: Probability, by: f64| {
        let p = logistic(logit(p.get()) + by);
        Probability::clamped(p.clamp(BAND_END * BAND_END, 1.0 - BAND_END * BAND_END))
    };
    Range::new(moved(low, -step), best, moved(high, step)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Basis, Edit, NodeKind, Phase, Withdrawal};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    fn on(estimate: Estimate, evidence: &[&str]) -> Score {
        let evidence = evidence.iter().map(|e| id(e)).collect();
        Score { evidence, basis: Some(Basis::Evaluation), ..Score::bare(estimate) }
    }

    /// Four scores: on both pieces of evidence, on the first, on the second, on none.
    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.phases.push(Phase::new(id("later"), "Later"));
        parts.evidence = vec![Evidence::new(id("e1"), "One"), Evidence::new(id("e2"), "Two")];
        let range = Range::new(p(0.02), p(0.1), p(0.3)).expect("in order");
        let first = parts.phases[0].id.clone();
        let mut node = Node::new(id("a"), "A", NodeKind::Host);
        node.stability.set(first.clone(), Some(on(Estimate::Range(range), &["e1", "e2"])));
        node.stability.set(id("later"), Some(on(Estimate::Point(p(0.5)), &["e1"])));
        node.persistence.set(first.clone(), Some(on(Estimate::Point(p(0.4)), &["e2"])));
        node.initially_misaligned = Some(on(Estimate::Point(p(0.2)), &[]));
        parts.nodes.push(node);
        Assessment::new(parts).expect("valid")
    }

    fn without(document: &Assessment, name: &str) -> Assessment {
        let evidence = document.evidence().get(&id(name)).expect("there").clone();
        let withdrawn = Some(Withdrawal { date: String::new(), reason: "retracted".to_owned() });
        document.edited(&Edit::put(Evidence { withdrawn, ..evidence })).expect("valid")
    }

    #[test]
    fn exactly_the_scores_that_rest_on_it_change() {
        let document = document();
        assert!(matches!(document.in_force(), Cow::Borrowed(_)));
        let resting = document.scores_resting_on(&id("e1"));
        assert_eq!(resting.len(), 2);
        let after = without(&document, "e1").in_force().into_owned();
        let (before, after) =
            (document.nodes().at(0).expect("a"), after.nodes().at(0).expect("a").clone());
        let first = &document.phases().at(0).expect("one").id;
        assert_ne!(before.stability.given(first), after.stability.given(first));
        assert_ne!(before.stability.given(&id("later")), after.stability.given(&id("later")));
        assert_eq!(before.persistence, after.persistence);
        assert_eq!(before.initially_misaligned, after.initially_misaligned);
        assert_eq!(after.stability.given(first).and_then(|score| score.basis), None);
    }

    #[test]
    fn odds_widen_by_the_share_that_is_gone_and_the_best_stays() {
        let after = without(&document(), "e1").in_force().into_owned();
        let node = after.nodes().at(0).expect("a");
        let first = &after.phases().at(0).expect("one").id;
        let range = |score: Option<&Score>| match &score.expect("scored").estimate {
            Estimate::Range(range) => *range,
            other => panic!("{other:?}"),
        };
        let odds = |p: Probability| p.get() / (1.0 - p.get());
        // All of it gone: from a tenth to ten times the odds of 1.
        let all = range(node.stability.given(&id("later")));
        assert_eq!(all.best(), p(0.5));
        assert!((odds(all.low()) - 0.1).abs() < 1e-12 && (odds(all.high()) - 10.0).abs() < 1e-9);
        // Half of it gone: the root of ten.
        let half = range(node.stability.given(first));
        assert_eq!(half.best(), p(0.1));
        assert!((odds(half.low()) * 10_f64.sqrt() - 0.02 / 0.98).abs() < 1e-12);
        assert!((odds(half.high()) / 10_f64.sqrt() - 0.3 / 0.7).abs() < 1e-12);
        // Both gone: ten times over, and the other score as well.
        let bare = without(&without(&document(), "e1"), "e2").in_force().into_owned();
        let node = bare.nodes().at(0).expect("a");
        assert!((odds(range(node.stability.given(first)).high()) / 10.0 - 0.3 / 0.7).abs() < 1e-12);
        assert_eq!(range(node.persistence.given(first)).best(), p(0.4));
    }

    #[test]
    fn certainty_cannot_widen() {
        assert_eq!(
            widened(&Estimate::Point(Probability::ONE), Dimension::Stability, None, 1.0),
            None
        );
        assert_eq!(widened(&Estimate::Withheld, Dimension::Stability, None, 1.0), None);
    }
}
