//! A node has no links.

use std::collections::BTreeSet;

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "lonely-node",
    reason: "A node without links neither spreads nor is reached",
    fix: "Link it with others, or take it away",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let joined: BTreeSet<_> = document.links().iter().flat_map(|l| [&l.from, &l.to]).collect();
    let lonely = document.nodes().iter().filter(|node| !joined.contains(&node.id));
    lonely
        .map(|node| {
            RULE.note(Subject::Node(node.id.clone()), "The node has no links in or out".to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_node_has_links() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.outcome());
        draft.node(&[0.1], &[0.5]);
        draft.link(a, b, &[0.5]);
        assert_eq!(found(&RULE, &draft), ["n2"]);
    }
}
