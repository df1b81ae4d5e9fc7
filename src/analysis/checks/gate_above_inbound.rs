//! A gate asks for more links than exist.

use std::num::NonZeroU32;

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Gate, Node, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "gate-above-inbound",
    reason: "A gate that asks for more links than exist never opens, so spread never reaches the node",
    fix: "Lower the number that the gate asks for, or add the links that are missing",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let inbound = super::inbound_counts(document);
    let nodes = document.nodes().iter().zip(inbound);
    nodes
        .filter_map(|(node, existing)| {
            let Gate::AtLeast(k) = node.gate else { return None };
            let is_short = k.get() > 1 && k.get() as usize > existing;
            is_short.then(|| {
                let subject = Subject::Node(node.id.clone());
                RULE.warning(
                    subject,
                    format!("The gate asks for {k} links in, but {existing} exist; it never opens"),
                )
            })
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Node(id) = subject else { return None };
    let existing = document.links_into(id).filter(|link| document.link_exists(link)).count();
    let number = u32::try_from(existing).ok().and_then(NonZeroU32::new);
    let (gate, words) = match number.filter(|number| number.get() > 1) {
        Some(number) => (Gate::AtLeast(number), format!("Let the gate ask for {number} links")),
        None => (Gate::Any, "Let the gate ask for any link".to_owned()),
    };
    let node = Node { gate, ..document.nodes().get(id)?.clone() };
    let edit = Edit::Named("lower gate", vec![Edit::put(node)]);
    Some(Remedy::change(words, edit, subject.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_gate_may_not_ask_for_more_than_exists() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]));
        draft.link(a, b, &[0.5]);
        draft.gate(b, Gate::AtLeast(std::num::NonZeroU32::new(2).expect("above 0")));
        assert_eq!(found(&RULE, &draft), ["n1"]);
        draft.link(a, b, &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
    }
}
