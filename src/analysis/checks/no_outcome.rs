//! The document has no outcome.

use super::{Finding, Rule};
use crate::model::{Assessment, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-outcome",
    reason: "Without an outcome there is no headline probability",
    find,
};

fn find(document: &Assessment) -> Vec<Finding> {
    let has_one = document.nodes().iter().any(|node| node.kind == NodeKind::Outcome);
    let finding = (!has_one).then(|| {
        RULE.warning(
            Subject::Document,
            "No node is of kind outcome; add what the model is to warn of".to_owned(),
        )
    });
    finding.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_document_needs_an_outcome() {
        let mut draft = Draft::new(1);
        draft.node(&[0.1], &[0.5]);
        assert_eq!(found(&RULE, &draft), [""]);
        draft.outcome();
        assert!(found(&RULE, &draft).is_empty());
    }
}
