//! The document has no outcome.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Id, Node, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-outcome",
    reason: "Without an outcome there is no headline probability",
    fix: "Add a node of kind outcome for each result that would be a harm",
    find,
    remedy: Some(remedy),
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

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    if *subject != Subject::Document {
        return None;
    }
    let name = "Harm";
    let id = Id::from_name(name, |id| document.nodes().contains(id));
    let subject = Subject::Node(id.clone());
    let edit = Edit::Named("add outcome", vec![Edit::put(Node::new(id, name, NodeKind::Outcome))]);
    Some(Remedy::change("Add an outcome", edit, subject))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{checks::found, proofs::documents::Draft},
        model::Review,
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
