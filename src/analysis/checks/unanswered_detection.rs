//! Spread is detected, and nothing follows from it.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Id, Mitigation, MitigationKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unanswered-detection",
    reason: "Detection changes nothing by itself: something has to stop or undo what it finds",
    fix: "Add a mitigation of kind limit or recover, or say in the detecting one what it restores or blocks",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let in_place = || document.mitigations().iter().filter(|m| m.enabled);
    let answers =
        |kind: MitigationKind| matches!(kind, MitigationKind::Limit | MitigationKind::Recover);
    if in_place().any(|m| answers(m.kind)) {
        return Vec::new();
    }
    // A detection that restores or blocks has its answer in it.
    let mute = in_place().filter(|m| {
        m.kind == MitigationKind::Detect && m.restores.is_empty() && m.blocks.is_empty()
    });
    mute.map(|m| {
        let sentence = "It detects, and no mitigation in place limits or undoes what it finds";
        RULE.warning(Subject::Mitigation(m.id.clone()), sentence.to_owned())
    })
    .collect()
}

/// A mitigation that restores what the detecting one looks at, to be scored.
fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Mitigation(id) = subject else { return None };
    let detection = document.mitigations().get(id)?;
    let name = format!("Response to {}", document.label(subject));
    let id = Id::from_name(&name, |id| document.mitigations().contains(id));
    let response = Mitigation {
        kind: MitigationKind::Recover,
        restores: detection.prevents.clone(),
        ..Mitigation::new(id.clone(), &name)
    };
    let edit = Edit::Named("add response", vec![Edit::put(response)]);
    Some(Remedy::change("Add a response", edit, Subject::Mitigation(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn something_follows_from_a_detection() {
        let mut draft = Draft::new(1);
        let mitigation = |name: &str, kind| Mitigation {
            kind,
            ..Mitigation::new(Id::new(name).expect("an id"), name)
        };
        draft.0.mitigations.push(mitigation("m", MitigationKind::Detect));
        assert_eq!(found(&RULE, &draft), ["m"]);
        draft.0.mitigations.push(mitigation("r", MitigationKind::Recover));
        assert!(found(&RULE, &draft).is_empty());
        draft.0.mitigations[1].enabled = false;
        assert_eq!(found(&RULE, &draft), ["m"]);
    }
}
