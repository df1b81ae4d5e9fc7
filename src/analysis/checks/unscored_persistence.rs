//! Persistence is not scored at all.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Dimension, NodeKind, ScoreKey, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unscored-persistence",
    reason: "Unscored persistence counts as certain: what turned once stays misaligned for good",
    fix: "Score persistence, or say that what turned stays so",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    if document.phases().len() < 2 {
        return Vec::new();
    }
    // An outcome has happened once it happened; its persistence seldom matters.
    let certain = document
        .nodes()
        .iter()
        .filter(|node| node.kind != NodeKind::Outcome && node.persistence.is_empty());
    certain
        .map(|node| {
            let sentence = "Persistence is not scored and counts as certain";
            RULE.note(Subject::Node(node.id.clone()), sentence.to_owned())
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let phase = document.phases().at(0)?.id.clone();
    let (subject, dimension) = (subject.clone(), Dimension::Persistence);
    Some(Remedy::Field(Field::Score(ScoreKey { subject, dimension, phase: Some(phase) })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn persistence_is_scored_where_it_matters() {
        for (phases, wanted) in [(1, vec![]), (2, vec!["n1"])] {
            let mut draft = Draft::new(phases);
            draft.node(&[0.1], &[0.5]);
            draft.node(&[0.1], &[]);
            let end = draft.node(&[0.0], &[]);
            draft.0.nodes[end].kind = NodeKind::Outcome;
            assert_eq!(found(&RULE, &draft), wanted);
        }
    }
}
