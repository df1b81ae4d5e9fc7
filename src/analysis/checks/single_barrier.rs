//! One mitigation alone carries several pathways.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Mitigation, Pathway, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "single-barrier",
    reason: "Where one mitigation alone stands in several pathways, its failure opens all of them at once",
    fix: "Add a second mitigation of another kind to one of the pathways, or say why one is enough",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    // The one enabled mitigation that stands in a pathway, where there is exactly one.
    let alone = |pathway: &Pathway| {
        let mut all = document.mitigations().iter().filter(|m| stands_in(document, m, pathway));
        all.next().filter(|_| all.next().is_none())
    };
    let barriers: Vec<&Mitigation> = document.pathways().iter().filter_map(alone).collect();
    let count = |m: &Mitigation| barriers.iter().filter(|other| other.id == m.id).count();
    document
        .mitigations()
        .iter()
        .map(|m| (m, count(m)))
        .filter(|(_, count)| *count > 1)
        .map(|(m, count)| {
            let sentence = format!("{count} pathways have this mitigation as their only one");
            RULE.note(Subject::Mitigation(m.id.clone()), sentence)
        })
        .collect()
}

fn stands_in(document: &Assessment, mitigation: &Mitigation, pathway: &Pathway) -> bool {
    let mut links = pathway.links.iter().filter_map(|id| document.links().get(id));
    mitigation.enabled
        && links.any(|link| {
            mitigation.blocks.contains(&link.id)
                || [&link.from, &link.to].into_iter().any(|end| {
                    mitigation.prevents.contains(end) || mitigation.restores.contains(end)
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn pathways_do_not_hang_on_one_mitigation() {
        use crate::model::{Id, Pathway};
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.outcome());
        let m = draft.mitigation(&[0.5]);
        for _ in 0..2 {
            let e = draft.link(a, b, &[0.5]);
            let link = draft.0.links[e].id.clone();
            draft.0.mitigations[m].blocks.push(link.clone());
            let id = Id::new(&format!("p{e}")).expect("an id");
            draft.0.pathways.push(Pathway::new(id, "", vec![link]));
        }
        assert_eq!(found(&RULE, &draft), ["m0"]);
        let second = draft.mitigation(&[0.5]);
        draft.0.mitigations[second].blocks = vec![draft.0.links[1].id.clone()];
        assert!(found(&RULE, &draft).is_empty());
    }
}
