//! Strongly connected components, each after those that it leads to. Without recursion: in a chain of a hundred thousand
//! nodes that would need more stack than there is.

use petgraph::{graphmap::DiGraphMap, visit::NodeIndexable};

/// What a node holds that was not met yet.
const NEW: usize = 0;
/// What a node holds whose component is complete.
const DONE: usize = usize::MAX;

/// The strongly connected components in reverse topological order, by the algorithm of Pearce (2005): one pass, each node
/// holding the lowest number of those that it is known to lead back to.
pub(super) fn strongly_connected(graph: &DiGraphMap<usize, ()>) -> Vec<Vec<usize>> {
    let mut search = Search {
        graph,
        lowest: vec![NEW; graph.node_bound()],
        next: 1,
        waiting: Vec::new(),
        found: Vec::new(),
    };
    for node in graph.nodes() {
        if search.lowest[graph.to_index(node)] == NEW {
            search.run(node);
        }
    }
    search.found
}

struct Search<'a> {
    graph: &'a DiGraphMap<usize, ()>,
    /// By node: the lowest number that it leads back to.
    lowest: Vec<usize>,
    /// The number of the next node.
    next: usize,
    /// Nodes that are left and whose component is not complete.
    waiting: Vec<usize>,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn run(&mut self, start: usize) {
        let graph = self.graph;
        let mut way = vec![(start, graph.neighbors(start), true)];
        self.enter(start);
        while let Some((node, targets, is_root)) = way.last_mut() {
            if let Some(target) = targets.next() {
                if self.lowest[graph.to_index(target)] == NEW {
                    self.enter(target);
                    way.push((target, graph.neighbors(target), true));
                } else {
                    *is_root &= !self.leads_back(*node, target);
                }
                continue;
            }
            let (node, is_root) = (*node, *is_root);
            way.pop();
            self.leave(node, is_root);
            if let Some((before, _, is_root)) = way.last_mut() {
                *is_root &= !self.leads_back(*before, node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.lowest[self.graph.to_index(node)] = self.next;
        self.next += 1;
    }

    /// Takes over what a target leads back to, where that is lower.
    fn leads_back(&mut self, node: usize, target: usize) -> bool {
        let (node, target) = (self.graph.to_index(node), self.graph.to_index(target));
        let is_lower = self.lowest[target] < self.lowest[node];
        if is_lower {
            self.lowest[node] = self.lowest[target];
        }
        is_lower
    }

    fn leave(&mut self, node: usize, is_root: bool) {
        let lowest = self.lowest[self.graph.to_index(node)];
        let mut from = self.waiting.len();
        if is_root {
            let is_member =
                |place: usize| self.lowest[self.graph.to_index(self.waiting[place])] >= lowest;
            while from > 0 && is_member(from - 1) {
                from -= 1;
            }
        }
        self.waiting.push(node);
        if is_root {
            let members = self.waiting.split_off(from);
            for member in &members {
                self.lowest[self.graph.to_index(*member)] = DONE;
            }
            self.next -= members.len();
            self.found.push(members);
        }
    }
}

#[cfg(test)]
mod tests {
    use petgraph::algo::tarjan_scc;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_those_of_the_recursive_search(
            nodes in 1..12_usize,
            links in prop::collection::vec((0..12_usize, 0..12_usize), 0..30),
        ) {
            let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
            for node in 0..nodes {
                graph.add_node(node);
            }
            graph.extend(&links);
            prop_assert_eq!(strongly_connected(&graph), tarjan_scc(&graph));
        }
    }

    #[test]
    fn long_chains_and_circles_need_no_stack() {
        const COUNT: usize = 300_000;
        let mut graph: DiGraphMap<usize, ()> = (1..COUNT).map(|node| (node - 1, node)).collect();
        let chain = strongly_connected(&graph);
        assert_eq!((chain.len(), chain[0].as_slice()), (COUNT, [COUNT - 1].as_slice()));
        graph.add_edge(COUNT - 1, 0, ());
        let circle = strongly_connected(&graph);
        assert_eq!((circle.len(), circle[0].len()), (1, COUNT));
    }
}
