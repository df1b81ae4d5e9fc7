//! A central control channel is in the model without the mitigation that opens it.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Mechanism, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dual-use-channel",
    reason: "A channel for central control is a mitigation and a way in at once: without its mitigation the model shows half of it",
    fix: "Let the link out of the channel require the mitigation that opens it",
    find,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let central = Some(Mechanism::CentralControl);
    let channels = document.nodes().iter().filter(|node| node.mechanism == central);
    let unbound = channels.filter(|node| {
        let mut out = document.links_out_of(&node.id).peekable();
        out.peek().is_some() && out.all(|link| link.requires.is_none())
    });
    unbound
        .map(|node| {
            let sentence =
                "It is a channel for central control, and no link out of it requires a mitigation";
            RULE.note(Subject::Node(node.id.clone()), sentence.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Id, Mitigation};

    #[test]
    fn central_control_comes_with_its_mitigation() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.5], &[0.5]), draft.node(&[0.5], &[0.5]));
        draft.0.nodes[a].mechanism = Some(Mechanism::CentralControl);
        assert!(found(&RULE, &draft).is_empty());
        let e = draft.link(a, b, &[0.5]);
        assert_eq!(found(&RULE, &draft), ["n0"]);
        let mitigation = Mitigation::new(Id::new("m").expect("an id"), "Remote prompts");
        draft.0.links[e].requires = Some(mitigation.id.clone());
        draft.0.mitigations.push(mitigation);
        assert!(found(&RULE, &draft).is_empty());
    }
}
