//! What rests on a piece of evidence, and what its withdrawal does to the scores.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Assessment, Dimension, Edit, Estimate, Evidence, Id, Phase, Probability, Score, ScoreKey,
    Series, Subject, Withdrawal,
};

/// A score that rests on a piece of evidence, with and without it.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceShift {
    /// The score.
    pub key: ScoreKey,
    /// The belief where the evidence counts: low, best and high; `None` where the score is withheld.
    pub with: Option<[Probability; 3]>,
    /// The belief where it does not.
    pub without: Option<[Probability; 3]>,
}

impl EvidenceShift {
    /// Whether the belief becomes wider. Scores of 0 and 1 do not, however little they rest on.
    pub fn is_wider(&self) -> bool {
        self.with != self.without
    }
}

/// How often a piece of evidence is cited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Citations {
    /// In how many scores.
    pub scores: usize,
    /// In how many claims, for or against.
    pub claims: usize,
    /// Whether a score cites it for a phase that it does not cover: one that no evidence of other phases carries into.
    pub is_foreign: bool,
}

impl Assessment {
    /// How often each piece of evidence is cited; what nobody cites is not among them.
    pub fn citations(&self) -> BTreeMap<&Id<Evidence>, Citations> {
        let mut all: BTreeMap<&Id<Evidence>, Citations> = BTreeMap::new();
        let initial = self.nodes().iter().filter_map(|node| node.initially_misaligned.as_ref());
        for id in initial.flat_map(|score| &score.evidence) {
            all.entry(id).or_default().scores += 1;
        }
        let nodes = self.nodes().iter().flat_map(|n| [&n.stability, &n.persistence]);
        let links = self.links().iter().map(|link| &link.likelihood);
        let mitigations = self.mitigations().iter().map(|m| &m.effectiveness);
        for (phase, score) in nodes.chain(links).chain(mitigations).flat_map(Series::iter) {
            let is_apart = self.phases().get(phase).is_some_and(Phase::stands_apart);
            for id in &score.evidence {
                let cited = all.entry(id).or_default();
                cited.scores += 1;
                let own = self.evidence().get(id).map_or(&[][..], |e| &e.phases);
                cited.is_foreign |= is_apart && !own.is_empty() && !own.contains(phase);
            }
        }
        for claim in self.claims().iter() {
            let both: BTreeSet<_> = claim.evidence.iter().chain(&claim.counter_evidence).collect();
            for id in both {
                all.entry(id).or_default().claims += 1;
            }
        }
        all
    }

    /// The document with a piece of evidence withdrawn, or counting again where `withdrawal` is `None`; as it is where
    /// there is no such evidence.
    #[must_use]
    pub fn with_withdrawal(&self, id: &Id<Evidence>, withdrawal: Option<Withdrawal>) -> Self {
        let Some(evidence) = self.evidence().get(id) else { return self.clone() };
        let changed = Evidence { withdrawn: withdrawal, ..evidence.clone() };
        self.edited(&Edit::put(changed)).unwrap_or_else(|_| self.clone())
    }

    /// What the withdrawal of a piece of evidence does to each score that rests on it, in file order, whether it is
    /// withdrawn already or not. Evidence that is withdrawn beside it stays so.
    pub fn shifts_without(&self, id: &Id<Evidence>) -> Vec<EvidenceShift> {
        let counting = self.with_withdrawal(id, None);
        let withdrawn = self.with_withdrawal(id, Some(Withdrawal::default()));
        let (with, without) = (counting.in_force(), withdrawn.in_force());
        let keys = self.scores_resting_on(id).into_iter();
        keys.map(|key| {
            let [with, without] = [&*with, &*without]
                .map(|of| of.given(&key).and_then(|score| of.belief(&key, score)));
            EvidenceShift { key, with, without }
        })
        .collect()
    }

    /// The elements that cite a piece of evidence, as a whole, in a score, for or against: nodes, links, mitigations,
    /// hypotheses, claims, questions.
    pub fn resting_on(&self, id: &Id<Evidence>) -> Vec<Subject> {
        let lists = |list: &[Id<Evidence>]| list.contains(id);
        let scores = |series: &Series| series.iter().any(|(_, score)| lists(&score.evidence));
        let nodes = self.nodes().iter().filter(|node| {
            let initial = node.initially_misaligned.as_ref();
            lists(&node.evidence)
                || scores(&node.stability)
                || scores(&node.persistence)
                || initial.is_some_and(|score| lists(&score.evidence))
        });
        let links = self.links().iter().filter(|l| lists(&l.evidence) || scores(&l.likelihood));
        let mitigations =
            self.mitigations().iter().filter(|m| lists(&m.evidence) || scores(&m.effectiveness));
        let hypotheses = self.hypotheses().iter().filter(|h| lists(&h.evidence));
        let claims =
            self.claims().iter().filter(|c| lists(&c.evidence) || lists(&c.counter_evidence));
        let questions =
            self.questions().iter().filter(|q| q.positions.iter().any(|s| lists(&s.evidence)));
        (nodes.map(|node| Subject::Node(node.id.clone())))
            .chain(links.map(|link| Subject::Link(link.id.clone())))
            .chain(mitigations.map(|mitigation| Subject::Mitigation(mitigation.id.clone())))
            .chain(hypotheses.map(|hypothesis| Subject::Hypothesis(hypothesis.id.clone())))
            .chain(claims.map(|claim| Subject::Claim(claim.id.clone())))
            .chain(questions.map(|question| Subject::Question(question.id.clone())))
            .collect()
    }

    /// The score that is given there, not carried over from an earlier phase.
    pub fn given(&self, key: &ScoreKey) -> Option<&Score> {
        if let (Subject::Node(id), Dimension::InitiallyMisaligned) = (&key.subject, key.dimension) {
            return self.nodes().get(id)?.initially_misaligned.as_ref();
        }
        self.series(&key.subject, key.dimension)?.given(key.phase.as_ref()?)
    }

    fn belief(&self, key: &ScoreKey, score: &Score) -> Option<[Probability; 3]> {
        match &score.estimate {
            Estimate::Withheld => None,
            Estimate::Point(p) => Some([*p; 3]),
            of => {
                let range = of.range(key.dimension, self.scale())?;
                Some([range.low(), range.best(), range.high()])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Claim, Hypothesis, Node, NodeKind, Question, Stance, Weight};

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    fn document() -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        parts.evidence = vec![Evidence::new(id("e"), "One"), Evidence::new(id("other"), "Two")];
        let phase = parts.phases[0].id.clone();
        let on = |value: f64| Score {
            evidence: vec![id("e")],
            ..Score::bare(Estimate::Point(p(value)))
        };
        let mut node = Node::new(id("n"), "N", NodeKind::Host);
        node.stability.set(phase.clone(), Some(on(0.5)));
        node.persistence.set(phase, Some(on(1.0)));
        parts.nodes.push(node);
        let mut claim = Claim::new(id("c"), "C");
        claim.counter_evidence.push(id("e"));
        parts.claims.push(claim);
        let mut question = Question::new(id("q"), "Q");
        question.positions.push(Stance { evidence: vec![id("e")], ..Stance::default() });
        parts.questions.push(question);
        let weight = Weight::try_from(1.0).expect("a weight");
        let mut hypothesis = Hypothesis::new(id("h"), "H", weight);
        hypothesis.evidence.push(id("e"));
        parts.hypotheses.push(hypothesis);
        Assessment::new(parts).expect("valid")
    }

    #[test]
    fn each_score_is_told_with_and_without() {
        let document = document();
        let shifts = document.shifts_without(&id("e"));
        let moved: Vec<(Dimension, bool)> =
            shifts.iter().map(|shift| (shift.key.dimension, shift.is_wider())).collect();
        assert_eq!(moved, [(Dimension::Stability, true), (Dimension::Persistence, false)]);
        let [low, best, high] = shifts[0].without.expect("scored");
        assert!(low < p(0.1) && best == p(0.5) && high > p(0.9));
        assert_eq!(shifts[0].with, Some([p(0.5); 3]));
        assert!(document.shifts_without(&id("other")).is_empty());
        let withdrawn = document.with_withdrawal(&id("e"), Some(Withdrawal::default()));
        assert_eq!(withdrawn.shifts_without(&id("e")), shifts);
        assert_eq!(withdrawn.with_withdrawal(&id("e"), None), document);
    }

    #[test]
    fn whoever_cites_it_rests_on_it() {
        let kinds: Vec<&str> =
            document().resting_on(&id("e")).iter().map(Subject::kind_name).collect();
        assert_eq!(kinds, ["node", "hypothesis", "claim", "question"]);
        assert!(document().resting_on(&id("other")).is_empty());
    }
}
