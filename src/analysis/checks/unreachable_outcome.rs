//! Nothing leads to an outcome.

use petgraph::{graphmap::DiGraphMap, visit::Dfs};

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Dimension, Node, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unreachable-outcome",
    reason: "An outcome that nothing leads to has probability 0 whatever is scored",
    fix: "Add the links that lead to it, or take it away",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let place = |id| document.nodes().position(id);
    let mut graph = DiGraphMap::<usize, ()>::new();
    for link in document.links().iter().filter(|link| document.link_exists(link)) {
        if let Some((from, to)) = place(&link.from).zip(place(&link.to)) {
            graph.add_edge(from, to, ());
        }
    }
    let starts = document.nodes().iter().enumerate().filter(|(_, node)| can_start(document, node));
    let starts: Vec<usize> = starts.map(|(start, _)| graph.add_node(start)).collect();
    let mut is_reached = vec![false; document.nodes().len()];
    // One search from all of them: what one has found the next need not look at again.
    let mut search = Dfs::empty(&graph);
    for start in starts {
        search.move_to(start);
        while let Some(v) = search.next(&graph) {
            is_reached[v] = true;
        }
    }
    let outcomes = document.nodes().iter().zip(is_reached);
    outcomes
        .filter(|(node, is_reached)| node.kind == NodeKind::Outcome && !is_reached)
        .map(|(node, _)| {
            let sentence = "No route of existing links leads to this outcome from a node that can \
                            turn misaligned";
            RULE.warning(Subject::Node(node.id.clone()), sentence.to_owned())
        })
        .collect()
}

/// Whether a node can be misaligned without spread: it is meant to, or is scored to.
fn can_start(document: &Assessment, node: &Node) -> bool {
    let central = |score: &crate::model::Score, dimension| {
        score.estimate.central(dimension, document.scale()).get()
    };
    let is_initial = node
        .initially_misaligned
        .as_ref()
        .is_some_and(|score| central(score, Dimension::InitiallyMisaligned) > 0.0);
    let mut scores = node.stability.iter();
    matches!(node.kind, NodeKind::Origin | NodeKind::Residual)
        || is_initial
        || scores.any(|(_, score)| central(score, Dimension::Stability) < 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn an_outcome_needs_a_route_from_a_node_that_can_turn() {
        let mut draft = Draft::new(1);
        let (a, end) = (draft.node(&[0.1], &[0.5]), draft.outcome());
        let b = draft.node(&[0.0], &[0.5]);
        draft.link(b, end, &[0.5]);
        assert_eq!(found(&RULE, &draft), ["n1"]);
        draft.link(a, b, &[0.5]);
        assert!(found(&RULE, &draft).is_empty());
    }

    #[test]
    fn a_link_that_does_not_exist_is_no_route() {
        let mut draft = Draft::new(1);
        let (a, end) = (draft.node(&[0.1], &[0.5]), draft.outcome());
        let (e, m) = (draft.link(a, end, &[0.5]), draft.mitigation(&[0.5]));
        draft.requires(e, m);
        assert!(found(&RULE, &draft).is_empty());
        draft.0.mitigations[m].enabled = false;
        assert_eq!(found(&RULE, &draft), ["n1"]);
    }
}
