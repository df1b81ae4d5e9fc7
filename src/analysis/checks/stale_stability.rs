//! Stability is carried into a phase that earlier evidence does not cover.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Dimension, EvidenceOverlap, NodeKind, ScoreKey, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "stale-stability",
    reason: "Earlier evidence does not cover a phase whose evidence overlap is none, so its stability must be judged anew",
    fix: "Score the stability of hosts for this phase",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let uncovered = document
        .phases()
        .iter()
        .filter(|phase| phase.evidence_overlap == Some(EvidenceOverlap::None));
    uncovered
        .filter(|phase| {
            let is_scored = document.nodes().iter().any(|n| n.stability.given(&phase.id).is_some());
            !document.nodes().is_empty() && !is_scored
        })
        .map(|phase| {
            let sentence = "Earlier evidence does not cover this phase, and no node has a \
                            stability scored for it";
            RULE.warning(Subject::Phase(phase.id.clone()), sentence.to_owned())
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Phase(phase) = subject else { return None };
    let hosts = document.nodes().iter().find(|node| node.kind == NodeKind::Host);
    let node = hosts.or_else(|| document.nodes().iter().next())?;
    let (subject, dimension) = (Subject::Node(node.id.clone()), Dimension::Stability);
    Some(Remedy::Field(Field::Score(ScoreKey { subject, dimension, phase: Some(phase.clone()) })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_phase_without_evidence_is_scored_anew() {
        let mut draft = Draft::new(2);
        draft.node(&[0.1], &[0.5]);
        draft.0.phases[1].evidence_overlap = Some(EvidenceOverlap::None);
        assert_eq!(found(&RULE, &draft), ["t1"]);
        draft.node(&[0.1, 0.2], &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
    }
}
