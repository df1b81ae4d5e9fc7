//! A score rests on evidence of other phases alone, into which it does not carry.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Phase, Score, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "foreign-evidence",
    reason: "Evidence gained under the conditions of one phase does not by itself speak for a phase that it does not cover",
    fix: "Cite evidence from the phase, or say that the overlap is partial and why",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let uncovered = document.phases().iter().filter(|phase| phase.stands_apart());
    uncovered
        .filter_map(|phase| {
            let count = foreign(document, phase);
            (count > 0).then(|| {
                let rest =
                    if count == 1 { "1 score rests" } else { &format!("{count} scores rest") };
                let sentence = format!(
                    "{rest} on evidence of other phases alone, which does not cover this one"
                );
                RULE.warning(Subject::Phase(phase.id.clone()), sentence)
            })
        })
        .collect()
}

/// How many scores given for a phase cite evidence, all of it of other phases.
fn foreign(document: &Assessment, phase: &Phase) -> usize {
    let is_foreign = |score: &&Score| {
        let cited = score.evidence.iter().filter_map(|id| document.evidence().get(id));
        let elsewhere: Vec<bool> =
            cited.map(|e| !e.phases.is_empty() && !e.phases.contains(&phase.id)).collect();
        !elsewhere.is_empty() && elsewhere.iter().all(|is| *is)
    };
    let nodes = document.nodes().iter().flat_map(|n| [&n.stability, &n.persistence]);
    let links = document.links().iter().map(|link| &link.likelihood);
    let mitigations = document.mitigations().iter().map(|m| &m.effectiveness);
    let all = nodes.chain(links).chain(mitigations);
    all.filter_map(|series| series.given(&phase.id)).filter(is_foreign).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Evidence, EvidenceOverlap, Id};

    #[test]
    fn evidence_covers_the_phase_that_it_is_cited_for() {
        let mut draft = Draft::new(2);
        draft.node(&[0.5, 0.6], &[0.5]);
        let id: Id<Evidence> = Id::new("e").expect("an id");
        let (first, second) = (draft.0.phases[0].id.clone(), draft.0.phases[1].id.clone());
        let phases = vec![first];
        draft.0.evidence.push(Evidence { phases, ..Evidence::new(id.clone(), "Tested") });
        let mut score = draft.0.nodes[0].stability.given(&second).cloned().expect("scored");
        score.evidence.push(id);
        draft.0.nodes[0].stability.set(second.clone(), Some(score));
        assert!(found(&RULE, &draft).is_empty());
        draft.0.phases[1].evidence_overlap = Some(EvidenceOverlap::None);
        assert_eq!(found(&RULE, &draft), ["t1"]);
        draft.0.evidence[0].phases.push(second);
        assert!(found(&RULE, &draft).is_empty());
    }
}
