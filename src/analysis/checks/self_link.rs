//! A link leads from a node to itself.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "self-link",
    reason: "A link from a node to itself never turns it: it would have to be misaligned already",
    fix: "Take the link away; say by persistence how misalignment stays",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let own = document.links().iter().filter(|link| link.from == link.to);
    own.map(|link| {
        let sentence = match link.delay.phases() {
            0 => "The link leads back to its own node and has no effect within a phase",
            _ => "The link leads back to its own node; persistence says the same more plainly",
        };
        RULE.warning(Subject::Link(link.id.clone()), sentence.to_owned())
    })
    .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Link(id) = subject else { return None };
    let node = document.links().get(id)?.from.clone();
    let edit = Edit::remove(subject.clone());
    Some(Remedy::change("Take the link away", edit, Subject::Node(node)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_link_joins_two_nodes() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.outcome());
        draft.link(a, b, &[0.5]);
        draft.link(a, a, &[0.5]);
        assert_eq!(found(&RULE, &draft), ["l1"]);
    }
}
