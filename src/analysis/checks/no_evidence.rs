//! A score has neither evidence nor rationale.

use super::{Field, Finding, Remedy, Rule, remedy::first_score};
use crate::model::{Assessment, Catalog, Evidence, Id, Series, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-evidence",
    reason: "A score without evidence or rationale cannot be reviewed",
    fix: "Give a reason, or cite evidence",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let nodes = document
        .nodes()
        .iter()
        .map(|n| (Subject::Node(n.id.clone()), &n.evidence, vec![&n.stability, &n.persistence]));
    let links = document
        .links()
        .iter()
        .map(|l| (Subject::Link(l.id.clone()), &l.evidence, vec![&l.likelihood]));
    let mitigations = document
        .mitigations()
        .iter()
        .map(|m| (Subject::Mitigation(m.id.clone()), &m.evidence, vec![&m.effectiveness]));
    nodes
        .chain(links)
        .chain(mitigations)
        .filter(|(_, evidence, series)| is_bare(evidence, series))
        .map(|(subject, ..)| {
            RULE.note(subject, "A score rests on no evidence and no rationale".to_owned())
        })
        .collect()
}

/// Whether there is a score with nothing behind it, and the element has no evidence as a whole.
fn is_bare(evidence: &[Id<Evidence>], series: &[&Series]) -> bool {
    let mut scores = series.iter().flat_map(|s| s.iter()).map(|(_, score)| score);
    evidence.is_empty()
        && scores.any(|score| score.evidence.is_empty() && score.rationale.trim().is_empty())
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let key = first_score(document, subject, |score| {
        score.rationale.trim().is_empty() && score.evidence.is_empty()
    });
    key.map(|key| Remedy::Field(Field::Rationale(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_score_has_something_behind_it() {
        let mut draft = Draft::new(1);
        draft.node(&[0.1], &[0.5]);
        draft.node(&[], &[]);
        assert_eq!(found(&RULE, &draft), ["n0"]);
        let phase = draft.0.phases[0].id.clone();
        for series in [0, 1] {
            let node = &mut draft.0.nodes[0];
            let series = if series == 0 { &mut node.stability } else { &mut node.persistence };
            let mut score = series.given(&phase).cloned().expect("scored");
            score.rationale = "Seen in the pilot".to_owned();
            series.set(phase.clone(), Some(score));
        }
        assert!(found(&RULE, &draft).is_empty());
    }
}
