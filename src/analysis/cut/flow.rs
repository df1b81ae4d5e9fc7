//! Minimum cuts of plain graphs that lie above and below what a document needs.

use petgraph::{
    Direction,
    algo::dinics,
    graph::{DiGraph, EdgeIndex, NodeIndex},
    visit::EdgeRef,
};

use super::world::{Closure, World};
use crate::analysis::routes::space::RouteEvent;

/// More than all weights together, in units.
const UNLIMITED: u64 = 1 << 60;
/// Units of the heaviest weight: whole numbers, so that flows are exact.
const UNITS: f64 = (1_u64 << 32) as f64;

/// A minimum cut of the graph of everything possible, phases and gates left aside; `None` if it has none.
///
/// Every derivation contains a path in this graph from something that comes about without the links: follow from a
/// node the first link of its gate, its own persistence, or, where a mitigation stops it from emerging, what
/// undermines that. So links that cut all paths cut all derivations.
pub(super) fn cut_of_graph(
    world: &World<'_>,
    weights: &[f64],
    whole: &Closure,
    bare: &Closure,
) -> Option<Vec<usize>> {
    let space = world.space;
    let mut net = Net::new(space.node_count(), weights);
    for v in 0..space.node_count() {
        let is_given = (0..=space.times()).any(|time| bare.has(space.node(v, time)));
        if is_given {
            net.begin(v);
        }
        if space.is_outcome(v) {
            net.end(v);
        }
        for time in 1..=space.times() {
            if !whole.has(space.node(v, time)) || !world.emerges(v, time) {
                continue;
            }
            // What emerges only while a mitigation is undermined hangs on its underminers.
            let mut preventers = space.mitigations(RouteEvent::Emergence, v).iter();
            if let Some(m) = preventers.find(|m| !bare.has(space.down(**m, time))) {
                for u in &space.program.network.mitigations[*m].underminers {
                    net.join(*u, v);
                }
            }
        }
    }
    for (e, wire) in space.program.network.links.iter().enumerate() {
        if (1..=space.times()).any(|time| world.carries(whole, e, time)) {
            net.link(wire.source, wire.target, e);
        }
    }
    net.cut()
}

/// A lower bound on the weight of every cut: the minimum cut of the paths of scenarios that stay within one phase, apart
/// from what the phase begins with.
pub(super) fn lower_bound(world: &World<'_>, weights: &[f64], bare: &Closure, time: usize) -> f64 {
    let space = world.space;
    let mut net = Net::new(space.node_count(), weights);
    for v in 0..space.node_count() {
        if bare.has(space.node(v, time)) {
            net.begin(v);
        }
        if space.is_outcome(v) {
            net.end(v);
        }
    }
    for (e, wire) in space.program.network.links.iter().enumerate() {
        let is_alone = space.place(wire.target).threshold == Some(1);
        let opens = world.opens(e, time) && world.is_clear(bare, RouteEvent::Opening, e, time);
        if !is_alone || !opens {
            continue;
        }
        if !wire.is_delayed {
            net.link(wire.source, wire.target, e);
        } else if bare.has(space.node(wire.source, time - 1)) {
            net.link_from_start(wire.target, e);
        }
    }
    net.least_weight()
}

/// A lower bound on the weight of every cut: of the links that carry into an outcome whatever is cut elsewhere, all but one
/// fewer than its gate asks for must go.
pub(super) fn lower_bound_at_gates(
    world: &World<'_>,
    weights: &[f64],
    bare: &Closure,
    time: usize,
) -> f64 {
    let space = world.space;
    let mut total = 0.0;
    for v in (0..space.node_count()).filter(|v| space.is_outcome(*v)) {
        let Some(needed) = space.place(v).threshold else { continue };
        let links = space.place(v).inbound.iter();
        let carrying = links.filter(|e| world.carries(bare, **e, time));
        let mut carrying: Vec<f64> = carrying.map(|e| weights[*e]).collect();
        carrying.sort_by(f64::total_cmp);
        carrying.truncate((carrying.len() + 1).saturating_sub(needed));
        total += carrying.iter().sum::<f64>();
    }
    total
}

/// A graph with one source and one sink.
struct Net {
    graph: DiGraph<(), u64>,
    start: NodeIndex,
    finish: NodeIndex,
    /// By edge: its link.
    links: Vec<Option<usize>>,
    units: Vec<u64>,
    weight_of_unit: f64,
}

impl Net {
    fn new(nodes: usize, weights: &[f64]) -> Self {
        let mut graph = DiGraph::with_capacity(nodes + 2, weights.len() + nodes);
        (0..nodes).for_each(|_| _ = graph.add_node(()));
        let (start, finish) = (graph.add_node(()), graph.add_node(()));
        let finite = weights.iter().copied().filter(|w| *w < f64::INFINITY);
        let heaviest = finite.fold(0.0, f64::max);
        let weight_of_unit = if heaviest > 0.0 { heaviest / UNITS } else { 1.0 };
        let unit = |w: &f64| match *w {
            f64::INFINITY => UNLIMITED,
            // Rounded down, so that the flow is never above the weight.
            w => (w / weight_of_unit) as u64,
        };
        let units = weights.iter().map(unit).collect();
        Self { graph, start, finish, links: Vec::new(), units, weight_of_unit }
    }

    fn begin(&mut self, v: usize) {
        self.edge(self.start, NodeIndex::new(v), UNLIMITED, None);
    }

    fn end(&mut self, v: usize) {
        self.edge(NodeIndex::new(v), self.finish, UNLIMITED, None);
    }

    fn join(&mut self, from: usize, to: usize) {
        self.edge(NodeIndex::new(from), NodeIndex::new(to), UNLIMITED, None);
    }

    fn link(&mut self, from: usize, to: usize, e: usize) {
        self.edge(NodeIndex::new(from), NodeIndex::new(to), self.units[e], Some(e));
    }

    fn link_from_start(&mut self, to: usize, e: usize) {
        self.edge(self.start, NodeIndex::new(to), self.units[e], Some(e));
    }

    fn edge(&mut self, from: NodeIndex, to: NodeIndex, units: u64, link: Option<usize>) {
        self.graph.add_edge(from, to, units);
        self.links.push(link);
    }

    fn least_weight(&self) -> f64 {
        let (flow, _) = dinics(&self.graph, self.start, self.finish);
        flow as f64 * self.weight_of_unit
    }

    /// The links of a minimum cut, in order.
    fn cut(&self) -> Option<Vec<usize>> {
        // Flows that nothing limits have no cut, and their sums no end.
        if self.reached(|e| self.graph[e] == UNLIMITED, |_| false)[self.finish.index()] {
            return None;
        }
        let (_, flows) = dinics(&self.graph, self.start, self.finish);
        let is_near = self.reached(|e| flows[e.index()] < self.graph[e], |e| flows[e.index()] > 0);
        let mut cut: Vec<usize> = self
            .graph
            .edge_references()
            .filter(|edge| is_near[edge.source().index()] && !is_near[edge.target().index()])
            .filter_map(|edge| self.links[edge.id().index()])
            .collect();
        cut.sort_unstable();
        cut.dedup();
        Some(cut)
    }

    /// Which nodes the start reaches along edges that may be gone, or gone against.
    fn reached(
        &self,
        along: impl Fn(EdgeIndex) -> bool,
        against: impl Fn(EdgeIndex) -> bool,
    ) -> Vec<bool> {
        let mut is_reached = vec![false; self.graph.node_count()];
        is_reached[self.start.index()] = true;
        let mut waiting = vec![self.start];
        while let Some(node) = waiting.pop() {
            let out = self.graph.edges(node).filter(|e| along(e.id())).map(|e| e.target());
            let back = self.graph.edges_directed(node, Direction::Incoming);
            let back = back.filter(|e| against(e.id())).map(|e| e.source());
            for next in out.chain(back) {
                if !is_reached[next.index()] {
                    is_reached[next.index()] = true;
                    waiting.push(next);
                }
            }
        }
        is_reached
    }
}
