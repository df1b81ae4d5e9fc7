//! A score rests on evidence from before the model that now runs.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, EvidenceKind, Subject, day_number};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "stale-evidence",
    reason: "Evidence on an older model says little about the one that runs now",
    fix: "Say in the evidence why it still holds (limits), gather it anew, or judge the scores that rest on it anew",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let models = &document.about().system.models;
    let Some((model, since)) = models
        .iter()
        .filter_map(|model| Some((model, day_number(&model.released)?)))
        .max_by_key(|(_, day)| *day)
    else {
        return Vec::new();
    };
    let older = document.evidence().iter().filter(|e| {
        let is_test = !matches!(e.kind, Some(EvidenceKind::Literature | EvidenceKind::Analogy));
        is_test && e.withdrawn.is_none() && day_number(&e.date).is_some_and(|day| day < since)
    });
    older
        .filter(|e| !document.scores_resting_on(&e.id).is_empty())
        .map(|e| {
            let (name, day) = (model.name.trim(), &model.released);
            let name = if name.is_empty() { "the model" } else { name };
            let sentence = format!(
                "It dates from before {name}, which runs since {day}, and scores rest on it"
            );
            RULE.note(Subject::Evidence(e.id.clone()), sentence)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Evidence, Id, ModelVersion};

    #[test]
    fn evidence_is_not_older_than_the_model() {
        let mut draft = Draft::new(1);
        draft.node(&[0.5], &[0.5]);
        let id: Id<Evidence> = Id::new("e").expect("an id");
        let date = "2026-05-01".to_owned();
        draft.0.evidence.push(Evidence { date, ..Evidence::new(id.clone(), "Tested") });
        let phase = draft.0.phases[0].id.clone();
        let mut score = draft.0.nodes[0].stability.given(&phase).cloned().expect("scored");
        score.evidence.push(id);
        draft.0.nodes[0].stability.set(phase, Some(score));
        assert!(found(&RULE, &draft).is_empty());
        let released = "2026-06-01".to_owned();
        draft.0.about.system.models.push(ModelVersion { released, ..ModelVersion::default() });
        assert_eq!(found(&RULE, &draft), ["e"]);
        draft.0.evidence[0].date = "2026-06-02".to_owned();
        assert!(found(&RULE, &draft).is_empty());
    }
}
