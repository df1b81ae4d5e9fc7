//! A link of likelihood 0 leads into an all-gate.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Dimension, Edit, Gate, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "closed-all-gate",
    reason: "An all-gate counts links of likelihood 0 too, so one of them keeps it shut",
    fix: "Take the link away, give it a likelihood above 0, or let the gate ask for any",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let shut = document.links().iter().filter(|link| {
        let into = document.nodes().get(&link.to);
        let is_zero = |score: &crate::model::Score| {
            score.estimate.central(Dimension::Likelihood, document.scale()).get() <= 0.0
        };
        into.is_some_and(|node| node.gate == Gate::All)
            && document.link_exists(link)
            && link.likelihood.iter().any(|(_, score)| is_zero(score))
    });
    shut.map(|link| {
        let sentence = "The likelihood is 0 and the gate asks for all links, so spread never \
                        passes; remove the link if it does not exist";
        RULE.warning(Subject::Link(link.id.clone()), sentence.to_owned())
    })
    .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Link(id) = subject else { return None };
    let node = document.links().get(id)?.to.clone();
    let edit = Edit::remove(subject.clone());
    Some(Remedy::change("Take the link away", edit, Subject::Node(node)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_zero_into_an_all_gate_shuts_it() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]));
        draft.link(a, b, &[0.0]);
        draft.link(a, b, &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
        draft.gate(b, Gate::All);
        assert_eq!(found(&RULE, &draft), ["l0"]);
    }
}
