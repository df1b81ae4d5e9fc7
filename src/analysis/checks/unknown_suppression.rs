//! A reason is given for a finding of a check that does not exist.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unknown-suppression",
    reason: "A reason that belongs to no check says nothing and may hide that its check was renamed",
    fix: "Take the reason away, or correct the name of the check",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let known = |name: &str| super::RULES.iter().any(|rule| rule.name == name);
    let lost = document.suppressions().iter().filter(|suppression| !known(&suppression.check));
    lost.map(|suppression| {
        let sentence = format!(
            "A reason is given for the check '{}', which does not exist",
            suppression.check
        );
        RULE.note(Subject::Document, sentence)
    })
    .collect()
}

fn remedy(document: &Assessment, _: &Subject) -> Option<Remedy> {
    let mut kept = document.suppressions().to_vec();
    kept.retain(|suppression| super::rule(&suppression.check).is_some());
    if kept.len() == document.suppressions().len() {
        return None;
    }
    let edit = Edit::Named("take reasons away", vec![Edit::Suppressions(kept)]);
    Some(Remedy::change("Take such reasons away", edit, Subject::Document))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::Suppression;

    #[test]
    fn reasons_belong_to_checks() {
        let mut draft = Draft::new(1);
        let suppression = |check: &str| Suppression {
            check: check.to_owned(),
            about: Subject::Document,
            reason: "It is so".to_owned(),
        };
        draft.0.suppressions.push(suppression("no-residual"));
        assert!(found(&RULE, &draft).is_empty());
        draft.0.suppressions.push(suppression("no-resdual"));
        assert_eq!(found(&RULE, &draft), [""]);
    }
}
