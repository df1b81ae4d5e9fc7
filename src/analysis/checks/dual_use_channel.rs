//! A central control channel is in the model without the mitigation that opens it.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, Id, Link, Mechanism, Mitigation, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "dual-use-channel",
    reason: "A channel for central control is a mitigation and a way in at once: without its mitigation the model shows half of it",
    fix: "Let the link out of the channel require the mitigation that opens it",
    find,
    remedy: Some(remedy),
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

/// The mitigation that comes with the channel is the one that the channel can undermine, or that is called like it;
/// where there is none it is added.
fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Node(id) = subject else { return None };
    let channel = document.nodes().get(id)?;
    let links: Vec<&Link> = document.links_out_of(id).collect();
    let known = document.mitigations().iter().find(|m| {
        m.undermined_by.contains(id) || m.name.trim().eq_ignore_ascii_case(channel.name.trim())
    });
    let mut edits = Vec::new();
    let (mitigation, words) = if let Some(m) = known {
        (m.id.clone(), format!("Let its links require ‘{}’", m.name))
    } else {
        let id = Id::from_name(&channel.name, |id| document.mitigations().contains(id));
        edits.push(Edit::put(Mitigation::new(id.clone(), &channel.name)));
        (id, "Add the mitigation that opens it".to_owned())
    };
    let requires = || Some(mitigation.clone());
    edits.extend(
        links.iter().map(|link| Edit::put(Link { requires: requires(), ..(*link).clone() })),
    );
    let edit = Edit::Named("bind channel to its mitigation", edits);
    Some(Remedy::change(words, edit, Subject::Mitigation(mitigation.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

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
