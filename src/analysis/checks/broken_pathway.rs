//! The links of a pathway are no route to its outcome.

use petgraph::{graphmap::DiGraphMap, visit::Dfs};

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Id, Link, Node, Pathway, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "broken-pathway",
    reason: "A pathway is a whole route: each of its links leads on to its outcome",
    fix: "Add the missing links, or put those of the pathway in an order in which each begins where the one before ends",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let fault = |pathway: &Pathway| {
        let links: Vec<&Link> =
            pathway.links.iter().filter_map(|id| document.links().get(id)).collect();
        let sentence = match &pathway.outcome {
            _ if links.is_empty() => "The pathway has no links".to_owned(),
            Some(outcome) => {
                let astray = astray(document, &links, outcome)?;
                let label = document.label(&Subject::Link(astray.id.clone()));
                format!("By the links of the pathway, {label} does not lead on to its outcome")
            }
            None if is_in_pieces(document, &links) => {
                "The links of the pathway do not hang together".to_owned()
            }
            None => return None,
        };
        Some(RULE.warning(Subject::Pathway(pathway.id.clone()), sentence))
    };
    document.pathways().iter().filter_map(fault).collect()
}

/// The first link from whose end the outcome cannot be reached by the other links.
fn astray<'a>(document: &Assessment, links: &[&'a Link], outcome: &Id<Node>) -> Option<&'a Link> {
    let place = |id| document.nodes().position(id);
    let backwards = links.iter().filter_map(|l| Some((place(&l.to)?, place(&l.from)?, ())));
    let mut graph: DiGraphMap<usize, ()> = backwards.collect();
    let end = graph.add_node(place(outcome)?);
    let mut search = Dfs::new(&graph, end);
    let mut leads_on = vec![false; document.nodes().len()];
    while let Some(v) = search.next(&graph) {
        leads_on[v] = true;
    }
    links.iter().copied().find(|l| place(&l.to).is_some_and(|v| !leads_on[v]))
}

fn is_in_pieces(document: &Assessment, links: &[&Link]) -> bool {
    let place = |id| document.nodes().position(id);
    let both = links.iter().filter_map(|l| Some((place(&l.from)?, place(&l.to)?, ())));
    let graph: petgraph::graphmap::UnGraphMap<usize, ()> = both.collect();
    petgraph::algo::connected_components(&graph) > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    fn pathway(draft: &mut Draft, links: &[usize], outcome: Option<usize>) {
        let id = Id::new(&format!("p{}", draft.0.pathways.len())).expect("an id");
        let links = links.iter().map(|e| draft.0.links[*e].id.clone()).collect();
        let mut pathway = Pathway::new(id, "", links);
        pathway.outcome = outcome.map(|v| draft.0.nodes[v].id.clone());
        draft.0.pathways.push(pathway);
    }

    #[test]
    fn every_link_of_a_pathway_leads_on_to_its_outcome() {
        let mut draft = Draft::new(1);
        let (a, b, c) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]), draft.outcome());
        let (ab, bc) = (draft.link(a, b, &[0.5]), draft.link(b, c, &[0.5]));
        let (back, aside) = (draft.link(b, a, &[0.5]), draft.node(&[0.1], &[0.5]));
        let dead_end = draft.link(a, aside, &[0.5]);
        let apart = draft.link(aside, c, &[0.5]);
        pathway(&mut draft, &[ab, bc], Some(c));
        pathway(&mut draft, &[bc, back, ab], Some(c));
        pathway(&mut draft, &[ab], Some(c));
        pathway(&mut draft, &[ab, bc, dead_end], Some(c));
        pathway(&mut draft, &[], None);
        pathway(&mut draft, &[ab, apart], None);
        pathway(&mut draft, &[ab, bc], None);
        assert_eq!(found(&RULE, &draft), ["p2", "p3", "p4", "p5"]);
    }
}
