//! The document has no residual node.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-residual",
    reason: "A model lists the mechanisms that somebody thought of; a residual node stands for the rest",
    fix: "Add a node of kind residual that leads to the outcomes, and score it",
    find,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let has_one = document.nodes().iter().any(|node| node.kind == NodeKind::Residual);
    let is_missing = !has_one && !document.nodes().is_empty();
    let finding = is_missing.then(|| {
        let sentence = "No residual node stands for mechanisms that are not listed";
        RULE.note(Subject::Document, sentence.to_owned())
    });
    finding.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn unlisted_mechanisms_have_a_node() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.1], &[0.5]);
        assert_eq!(found(&RULE, &draft), [""]);
        draft.0.nodes[v].kind = NodeKind::Residual;
        assert!(found(&RULE, &draft).is_empty());
    }
}
