//! The document has no outcome.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-outcome",
    reason: "Without an outcome there is no headline probability",
    fix: "Add a node of kind outcome for each result that would be a harm",
    find,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let has_one = document.nodes().iter().any(|node| node.kind == NodeKind::Outcome);
    // A survey of reports has nothing to warn of.
    let is_survey = document.nodes().is_empty() && !document.reviews().is_empty();
    let is_missing = !has_one && !is_survey;
    let finding = is_missing.then(|| {
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
    use crate::{
        analysis::{checks::found, proofs::documents::Draft},
        model::{Id, Review},
    };

    #[test]
    fn a_document_needs_an_outcome() {
        let mut draft = Draft::new(1);
        let review = Review::new(Id::new("r").expect("an id"), "Report");
        draft.0.reviews.push(review);
        assert!(found(&RULE, &draft).is_empty());
        draft.node(&[0.1], &[0.5]);
        assert_eq!(found(&RULE, &draft), [""]);
        draft.outcome();
        assert!(found(&RULE, &draft).is_empty());
    }
}
