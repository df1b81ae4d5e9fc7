//! A mitigation acts on nothing.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "idle-mitigation",
    reason: "A mitigation that acts on nothing changes no result (a listed measure is not a working one)",
    fix: "Say what it prevents, restores or blocks, or take it away",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let idle = document.mitigations().iter().filter(|m| {
        let is_needed = document.links().iter().any(|link| link.requires.as_ref() == Some(&m.id));
        m.prevents.is_empty() && m.restores.is_empty() && m.blocks.is_empty() && !is_needed
    });
    idle.map(|m| {
        let sentence = "The mitigation prevents, restores and blocks nothing";
        RULE.warning(Subject::Mitigation(m.id.clone()), sentence.to_owned())
    })
    .collect()
}

fn remedy(_: &Assessment, subject: &Subject) -> Option<Remedy> {
    matches!(subject, Subject::Mitigation(_)).then_some(Remedy::Field(Field::Targets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_mitigation_acts_on_something() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.1], &[0.5]);
        let m = draft.mitigation(&[0.5]);
        assert_eq!(found(&RULE, &draft), ["m0"]);
        draft.0.mitigations[m].prevents = vec![draft.0.nodes[v].id.clone()];
        assert!(found(&RULE, &draft).is_empty());
    }
}
