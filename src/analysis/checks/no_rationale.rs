//! A score gives no reason.

use super::{Field, Finding, Remedy, Rule, remedy::first_score};
use crate::model::{Assessment, Catalog, Series, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-rationale",
    reason: "A number without a reason cannot be weighed by a reader, whatever evidence it cites",
    fix: "Say in a sentence why this number and not another",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let nodes = document.nodes().iter();
    let nodes = nodes.map(|n| (Subject::Node(n.id.clone()), vec![&n.stability, &n.persistence]));
    let links = document.links().iter();
    let links = links.map(|l| (Subject::Link(l.id.clone()), vec![&l.likelihood]));
    let mitigations = document.mitigations().iter();
    let mitigations =
        mitigations.map(|m| (Subject::Mitigation(m.id.clone()), vec![&m.effectiveness]));
    nodes
        .chain(links)
        .chain(mitigations)
        .map(|(subject, series)| (subject, bare(&series)))
        .filter(|(_, count)| *count > 0)
        .map(|(subject, count)| {
            let sentence = match count {
                1 => "1 score cites evidence but gives no reason".to_owned(),
                _ => format!("{count} scores cite evidence but give no reason"),
            };
            RULE.note(subject, sentence)
        })
        .collect()
}

/// How many scores cite evidence without a reason; those without both are another rule's.
fn bare(series: &[&Series]) -> usize {
    let scores = series.iter().flat_map(|series| series.scores());
    scores.filter(|s| s.rationale.trim().is_empty() && !s.evidence.is_empty()).count()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let key = first_score(document, subject, |score| {
        score.rationale.trim().is_empty() && !score.evidence.is_empty()
    });
    key.map(|key| Remedy::Field(Field::Rationale(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Evidence, Id};

    #[test]
    fn a_score_says_why() {
        let mut draft = Draft::new(1);
        draft.node(&[0.5], &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
        let id: Id<Evidence> = Id::new("e").expect("an id");
        draft.0.evidence.push(Evidence::new(id.clone(), "Seen"));
        let phase = draft.0.phases[0].id.clone();
        let mut score = draft.0.nodes[0].stability.given(&phase).cloned().expect("scored");
        score.evidence.push(id);
        draft.0.nodes[0].stability.set(phase.clone(), Some(score.clone()));
        assert_eq!(found(&RULE, &draft), ["n0"]);
        score.rationale = "It was seen".to_owned();
        draft.0.nodes[0].stability.set(phase, Some(score));
        assert!(found(&RULE, &draft).is_empty());
    }
}
