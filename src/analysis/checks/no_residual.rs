//! The document has no residual node.

use std::collections::BTreeSet;

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Id, Link, Node, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-residual",
    reason: "A model lists the mechanisms that somebody thought of; a residual node stands for the rest",
    fix: "Add a node of kind residual that leads to the outcomes, and score it",
    find,
    remedy: Some(remedy),
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

/// A residual node with a link to each outcome, all of them to be scored.
fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    if *subject != Subject::Document {
        return None;
    }
    let name = "Mechanisms not listed";
    let residual = Id::from_name(name, |id| document.nodes().contains(id));
    let mut edits = vec![Edit::put(Node::new(residual.clone(), name, NodeKind::Residual))];
    let mut taken: BTreeSet<Id<Link>> = BTreeSet::new();
    for outcome in document.nodes().iter().filter(|node| node.kind == NodeKind::Outcome) {
        let is_taken = |id: &Id<Link>| document.links().contains(id) || taken.contains(id);
        let id = Id::from_name(&format!("residual {}", outcome.name), is_taken);
        taken.insert(id.clone());
        edits.push(Edit::put(Link::new(id, residual.clone(), outcome.id.clone())));
    }
    let edit = Edit::Named("add residual node", edits);
    Some(Remedy::change("Add a residual node", edit, Subject::Node(residual)))
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
