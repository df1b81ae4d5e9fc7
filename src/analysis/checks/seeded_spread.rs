//! External injection stands on a link between instances.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Id, Mechanism, Node, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "seeded-spread",
    reason: "What an adversary plants enters from outside; counted as spread between instances it hides where it came in",
    fix: "Let the injection enter from a node of kind origin",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let carries = |id: &Id<Node>| {
        let node = document.nodes().get(id);
        node.is_some_and(|n| matches!(n.kind, NodeKind::Host | NodeKind::Channel))
    };
    let seeded = document.links().iter().filter(|link| {
        let is_inside = carries(&link.from) && carries(&link.to);
        link.mechanism == Mechanism::ExternalInjection && is_inside
    });
    seeded
        .map(|link| {
            let sentence = "External injection is counted as spread between instances; let it \
                            enter from an origin";
            RULE.warning(Subject::Link(link.id.clone()), sentence.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn injection_comes_from_outside() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]));
        let e = draft.link(a, b, &[0.5]);
        draft.0.links[e].mechanism = Mechanism::ExternalInjection;
        assert_eq!(found(&RULE, &draft), ["l0"]);
        draft.0.nodes[a].kind = NodeKind::Origin;
        assert!(found(&RULE, &draft).is_empty());
    }
}
