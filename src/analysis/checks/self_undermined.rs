//! A mitigation is undermined by the node that it restores.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "self-undermined",
    reason: "A mitigation that a misaligned node stops cannot be relied on to restore that node",
    fix: "Let another mitigation restore the node, or say why this one cannot be stopped by it",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let circular = document.mitigations().iter().filter_map(|m| {
        let node = m.restores.iter().find(|id| m.undermined_by.contains(id))?;
        let name = document.label(&Subject::Node(node.clone()));
        let sentence = format!("It restores {name}, which undermines it once misaligned");
        Some(RULE.warning(Subject::Mitigation(m.id.clone()), sentence))
    });
    circular.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Id, Mitigation};

    #[test]
    fn what_undermines_is_not_what_is_restored() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.5], &[0.5]);
        let node = draft.0.nodes[v].id.clone();
        let mut mitigation = Mitigation::new(Id::new("m").expect("an id"), "Rollback");
        mitigation.restores.push(node.clone());
        draft.0.mitigations.push(mitigation);
        assert!(found(&RULE, &draft).is_empty());
        draft.0.mitigations[0].undermined_by.push(node);
        assert_eq!(found(&RULE, &draft), ["m"]);
    }
}
