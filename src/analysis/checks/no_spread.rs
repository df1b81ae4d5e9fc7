//! Nothing spreads, or no pathway is named.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Id, Node, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-spread",
    reason: "A report on spread names the pathways by which misalignment reaches other instances",
    fix: "Link two hosts by a channel, so that misalignment can pass from instance to instance",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    if document.nodes().is_empty() {
        return Vec::new();
    }
    let carries = |id: &Id<Node>| {
        let node = document.nodes().get(id);
        node.is_some_and(|n| matches!(n.kind, NodeKind::Host | NodeKind::Channel))
    };
    let spreads = document.links().iter().any(|l| carries(&l.from) && carries(&l.to));
    let no_link = (!spreads).then_some("No link spreads from a host or channel to another one");
    let no_pathway = document.pathways().is_empty().then_some("No pathway is named");
    [no_link, no_pathway]
        .into_iter()
        .flatten()
        .map(|sentence| RULE.warning(Subject::Document, sentence.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_document_has_spread_and_names_it() {
        use crate::model::{Id, Pathway};
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]));
        assert_eq!(found(&RULE, &draft).len(), 2);
        draft.link(a, b, &[0.5]);
        assert_eq!(found(&RULE, &draft).len(), 1);
        let id = Id::new("p").expect("an id");
        draft.0.pathways.push(Pathway::new(id, "", vec![draft.0.links[0].id.clone()]));
        assert!(found(&RULE, &draft).is_empty());
    }
}
