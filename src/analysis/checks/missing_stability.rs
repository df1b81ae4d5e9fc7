//! Stability is not assessed in some phase.

use super::{Field, Finding, Remedy, Rule};
use crate::analysis::unscored::phases_before_first;
use crate::model::{Assessment, Catalog, Dimension, NodeKind, ScoreKey, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "missing-stability",
    reason: "The stability of motivations in each deployment phase is what a report on spread is asked for",
    fix: "Score the stability for the phase, or say in an earlier phase that it holds on",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let judged =
        document.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Origin | NodeKind::Host));
    judged
        .filter_map(|node| {
            let missing: Vec<String> = phases_before_first(document, &node.stability)
                .map(|id| document.label(&Subject::Phase(id.clone())))
                .collect();
            (!missing.is_empty()).then(|| {
                let sentence = format!("Stability is not assessed in {}", missing.join(", "));
                RULE.warning(Subject::Node(node.id.clone()), sentence)
            })
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let phase = document.phases().at(0)?.id.clone();
    let (subject, dimension) = (subject.clone(), Dimension::Stability);
    Some(Remedy::Field(Field::Score(ScoreKey { subject, dimension, phase: Some(phase) })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn hosts_have_a_stability_in_every_phase() {
        let mut draft = Draft::new(3);
        draft.node(&[0.1], &[0.5]);
        let v = draft.node(&[], &[]);
        let last = draft.0.phases[2].id.clone();
        let score = draft.0.nodes[0].stability.given(&draft.0.phases[0].id).cloned();
        draft.0.nodes[v].stability.set(last, score);
        assert_eq!(found(&RULE, &draft), ["n1"]);
    }
}
