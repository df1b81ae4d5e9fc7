//! A pathway ends in a node that is no outcome.

use super::{Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Edit, NodeKind, Pathway, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "pathway-outcome",
    reason: "A pathway leads to a harm-relevant result, which is a node of kind outcome",
    fix: "Choose a node of kind outcome, or make the node one",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let fault = |pathway: &Pathway| {
        let end = document.nodes().get(pathway.outcome.as_ref()?)?;
        (end.kind != NodeKind::Outcome).then(|| {
            let name = document.label(&Subject::Node(end.id.clone()));
            let sentence = format!("The pathway's outcome, {name}, is not a node of kind outcome");
            RULE.warning(Subject::Pathway(pathway.id.clone()), sentence)
        })
    };
    document.pathways().iter().filter_map(fault).collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Pathway(id) = subject else { return None };
    let pathway = document.pathways().get(id)?;
    let ends = pathway.links.iter().filter_map(|id| document.links().get(id));
    let mut ends = ends.filter_map(|link| document.nodes().get(&link.to));
    let end = ends.rfind(|node| node.kind == NodeKind::Outcome)?;
    let words = format!("Let it end in {}", document.label(&Subject::Node(end.id.clone())));
    let pathway = Pathway { outcome: Some(end.id.clone()), ..pathway.clone() };
    let edit = Edit::Named("correct outcome", vec![Edit::put(pathway)]);
    Some(Remedy::change(words, edit, subject.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_pathway_ends_in_an_outcome() {
        use crate::model::{Id, Pathway};
        let mut draft = Draft::new(1);
        for end in [draft.node(&[0.1], &[0.5]), draft.outcome()] {
            let id = Id::new(&format!("p{end}")).expect("an id");
            let mut pathway = Pathway::new(id, "", Vec::new());
            pathway.outcome = Some(draft.0.nodes[end].id.clone());
            draft.0.pathways.push(pathway);
        }
        assert_eq!(found(&RULE, &draft), ["p0"]);
    }
}
