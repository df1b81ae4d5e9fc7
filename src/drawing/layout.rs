//! Places for nodes that have none: layers from left to right along the links, on a grid of 8.

use std::collections::BTreeMap;

use petgraph::{
    algo::toposort,
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};

use super::{
    arrange, blocks,
    card::{HEIGHT, WIDTH},
    wrap,
};
use crate::model::{Assessment, Id, Node, Position};

/// From the left edge of one column to that of the next.
pub const COLUMN_STEP: f64 = 288.0;
/// From the top of one row to that of the next.
pub const ROW_STEP: f64 = 104.0;

const SWEEPS: usize = 6;
const MARGIN: f64 = 16.0;
/// With more nodes than this layers are found by the longest path: nobody waits for a first picture.
const LAYERED_MAX: usize = 250;

/// More nodes than this without a position stay in their layers.
const CROWD: usize = 2_000;

/// A place for every node: those with a position keep it, the others get one where their card covers no other card.
/// The same document always gives the same places.
pub fn positions(document: &Assessment) -> BTreeMap<Id<Node>, Position> {
    let layered = layered(document);
    let given = document.nodes().iter().filter_map(|node| Some((node, node.position?)));
    let mut placed = Placed::default();
    given.for_each(|(node, position)| placed.put(&node.id, position));
    if placed.places.is_empty() {
        return layered;
    }
    let mut waiting: Vec<&Node> =
        document.nodes().iter().filter(|node| node.position.is_none()).collect();
    let order = |node: &Node| layered.get(&node.id).map_or(0.0, |place| place.x);
    waiting.sort_by(|a, b| order(a).total_cmp(&order(b)));
    let neighbors = Neighbors::of(document);
    let is_crowd = waiting.len() > CROWD;
    for node in waiting {
        // A crowd beside a few would be pushed far away, and everything would move with the first card that is placed.
        let own = layered.get(&node.id).filter(|_| is_crowd);
        let wished = own.copied().unwrap_or_else(|| placed.beside(&neighbors, &node.id));
        let place = placed.free_place(wished);
        placed.put(&node.id, place);
    }
    placed.places
}

/// Layers by as few crossings as can be found quickly, wrapped where that gives a ribbon; the nodes of a zone keep
/// together.
fn layered(document: &Assessment) -> BTreeMap<Id<Node>, Position> {
    let nodes = document.nodes();
    let end = |id: &Id<Node>| nodes.position(id);
    let links = document.links().iter().filter_map(|link| end(&link.from).zip(end(&link.to)));
    let links: Vec<(usize, usize)> = links.filter(|(from, to)| from != to).collect();
    let zone = |node: &Node| node.zone.as_ref().and_then(|zone| document.zones().position(zone));
    let zones: Vec<Option<usize>> = nodes.iter().map(zone).collect();
    let lay = |sizes: &[[f64; 2]], links: &[(usize, usize)], is_inner: bool| {
        if nodes.len() <= LAYERED_MAX {
            return arrange::layers(sizes, links, (is_inner, &|| true));
        }
        Some(wrap::wrapped(&columns(sizes.len(), links), sizes))
    };
    let mut places = BTreeMap::new();
    for (block, at) in blocks::composed(&zones, &links, &lay).unwrap_or_default() {
        for (member, offset) in block.members {
            let node = nodes.at(member).map(|node| node.id.clone());
            places.extend(node.map(|id| (id, at.moved(offset.x, offset.y))));
        }
    }
    places
}

/// Layers by longest path from left to right, each from top to bottom; links by the places of their ends.
pub(super) fn columns(count: usize, links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let forward = without_cycles(&graph_of(count, links));
    let mut columns = columns_of(&forward);
    order_rows(&forward, &mut columns);
    let indices = |column: Vec<NodeIndex>| column.into_iter().map(NodeIndex::index).collect();
    columns.into_iter().map(indices).collect()
}

/// The links without loops and twins, those that lead back turned around, so that none leads in a circle.
pub(super) fn forward_links(count: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let graph = graph_of(count, links);
    let forward = without_cycles(&graph);
    let turned = graph.edge_references().map(|edge| {
        let (from, to) = (edge.source(), edge.target());
        if forward.find_edge(from, to).is_some() { (from, to) } else { (to, from) }
    });
    turned.map(|(from, to)| (from.index(), to.index())).collect()
}

fn graph_of(count: usize, links: &[(usize, usize)]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..count {
        graph.add_node(());
    }
    for (from, to) in links.iter().filter(|(from, to)| from != to) {
        graph.update_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
    }
    graph
}

fn without_cycles(graph: &DiGraph<(), ()>) -> DiGraph<(), ()> {
    // Nodes that nothing leads to come first, so that the search runs with the story and not against it.
    let mut starts: Vec<NodeIndex> = graph.node_indices().collect();
    let inbound = |node: NodeIndex| graph.edges_directed(node, petgraph::Incoming).count();
    starts.sort_by_key(|node| (inbound(*node) > 0, *node));
    let mut forward = graph.clone();
    for (from, to) in back_links(graph, &starts) {
        if let Some(edge) = forward.find_edge(from, to) {
            forward.remove_edge(edge);
        }
    }
    forward
}

/// The links that lead back to where a search in depth comes from. Without recursion: a long chain would need more stack
/// than there is.
fn back_links(graph: &DiGraph<(), ()>, starts: &[NodeIndex]) -> Vec<(NodeIndex, NodeIndex)> {
    let mut is_met = vec![false; graph.node_count()];
    let mut is_left = vec![false; graph.node_count()];
    let mut found = Vec::new();
    for start in starts {
        if std::mem::replace(&mut is_met[start.index()], true) {
            continue;
        }
        let mut way = vec![(*start, graph.neighbors(*start))];
        while let Some((node, targets)) = way.last_mut() {
            let Some(target) = targets.next() else {
                is_left[node.index()] = true;
                way.pop();
                continue;
            };
            if !std::mem::replace(&mut is_met[target.index()], true) {
                way.push((target, graph.neighbors(target)));
            } else if !is_left[target.index()] {
                found.push((*node, target));
            }
        }
    }
    found
}

fn columns_of(forward: &DiGraph<(), ()>) -> Vec<Vec<NodeIndex>> {
    let mut layer = vec![0_usize; forward.node_count()];
    let sorted = toposort(forward, None).unwrap_or_default();
    for node in &sorted {
        for edge in forward.edges(*node) {
            let next = layer[node.index()] + 1;
            let target = &mut layer[edge.target().index()];
            *target = next.max(*target);
        }
    }
    // A source stands just before the first node that it leads to.
    for node in &sorted {
        if forward.edges_directed(*node, petgraph::Incoming).next().is_none() {
            let nearest = forward.edges(*node).map(|edge| layer[edge.target().index()]).min();
            layer[node.index()] = nearest.map_or(0, |nearest| nearest.saturating_sub(1));
        }
    }
    let count = layer.iter().max().map_or(0, |last| last + 1);
    let mut columns = vec![Vec::new(); count];
    for node in forward.node_indices() {
        columns[layer[node.index()]].push(node);
    }
    columns
}

/// Orders each column by the mean place of its neighbors, sweeping to and fro.
fn order_rows(forward: &DiGraph<(), ()>, columns: &mut [Vec<NodeIndex>]) {
    let mut place = vec![0.0_f64; forward.node_count()];
    let settle = |column: &[NodeIndex], place: &mut [f64]| {
        let middle = column.len() as f64 / 2.0;
        for (row, node) in column.iter().enumerate() {
            place[node.index()] = row as f64 - middle;
        }
    };
    for column in columns.iter() {
        settle(column, &mut place);
    }
    for sweep in 0..SWEEPS {
        let direction = if sweep % 2 == 0 { petgraph::Incoming } else { petgraph::Outgoing };
        let mut order: Vec<usize> = (0..columns.len()).collect();
        if sweep % 2 == 1 {
            order.reverse();
        }
        for which in order {
            let column = &mut columns[which];
            let mean = |node: NodeIndex| {
                let near = forward.neighbors_directed(node, direction);
                let (count, sum) =
                    near.fold((0.0, 0.0), |(n, sum), other| (n + 1.0, sum + place[other.index()]));
                if count > 0.0 { sum / count } else { place[node.index()] }
            };
            let mut keyed: Vec<(f64, NodeIndex)> =
                column.iter().map(|node| (mean(*node), *node)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *column = keyed.into_iter().map(|(_, node)| node).collect();
            settle(column, &mut place);
        }
    }
}

/// What leads to each node, and what each leads to, in the order of the links.
struct Neighbors<'a> {
    before: BTreeMap<&'a Id<Node>, Vec<&'a Id<Node>>>,
    after: BTreeMap<&'a Id<Node>, Vec<&'a Id<Node>>>,
}

impl<'a> Neighbors<'a> {
    fn of(document: &'a Assessment) -> Self {
        let mut found = Self { before: BTreeMap::new(), after: BTreeMap::new() };
        for link in document.links().iter() {
            found.before.entry(&link.to).or_default().push(&link.from);
            found.after.entry(&link.from).or_default().push(&link.to);
        }
        found
    }
}

/// Width and height of the room of a card.
const ROOM: [f64; 2] = [WIDTH as f64 + MARGIN, HEIGHT as f64 + MARGIN];

/// Nodes that have their place, and who stands where.
#[derive(Default)]
struct Placed {
    places: BTreeMap<Id<Node>, Position>,
    /// By the cell of a grid of the size of a card's room.
    cells: BTreeMap<[u64; 2], Vec<Position>>,
    /// The left edge and the top of the lowest card.
    extent: Option<[f64; 2]>,
}

impl Placed {
    fn put(&mut self, node: &Id<Node>, place: Position) {
        self.places.insert(node.clone(), place);
        self.cells.entry(cell([0.0, 0.0], place)).or_default().push(place);
        let [left, bottom] = self.extent.unwrap_or([place.x, place.y]);
        self.extent = Some([left.min(place.x), bottom.max(place.y)]);
    }

    /// Right of what leads to the node, else left of what it leads to, else below everything.
    fn beside(&self, neighbors: &Neighbors<'_>, node: &Id<Node>) -> Position {
        let mean = |near: Option<&Vec<&Id<Node>>>| {
            let near = near.into_iter().flatten().filter_map(|id| self.places.get(id));
            let near: Vec<&Position> = near.collect();
            let count = near.len() as f64;
            let sum = near.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x / count, y + p.y / count));
            (count > 0.0).then_some(Position { x: sum.0, y: sum.1 })
        };
        let below = || {
            let [x, bottom] = self.extent.unwrap_or_default();
            Position { x, y: bottom + ROW_STEP }
        };
        mean(neighbors.before.get(node))
            .map(|p| Position { x: p.x + COLUMN_STEP, ..p })
            .or_else(|| {
                mean(neighbors.after.get(node)).map(|p| Position { x: p.x - COLUMN_STEP, ..p })
            })
            .unwrap_or_else(below)
    }

    /// The free place nearest to the wished one in its column, first below, then above.
    fn free_place(&self, wished: Position) -> Position {
        let x = snapped(wished.x);
        // Each card blocks at most two of the rows, so that one of them is free.
        for row in 0..=2 * self.places.len() {
            let step = row as f64 * ROW_STEP;
            for y in [wished.y + step, wished.y - step].map(snapped) {
                if self.is_free(x, y) {
                    return Position { x, y };
                }
            }
        }
        Position { x, y: wished.y }
    }

    /// Whether a card has room there.
    fn is_free(&self, x: f64, y: f64) -> bool {
        let [width, height] = ROOM;
        let is_clear = |p: &Position| (p.x - x).abs() >= width || (p.y - y).abs() >= height;
        let steps = [-1.0, 0.0, 1.0];
        let around = steps.into_iter().flat_map(|across| steps.map(|down| [across, down]));
        let mut near = around.filter_map(|by| self.cells.get(&cell(by, Position { x, y })));
        near.all(|cards| cards.iter().all(is_clear))
    }
}

/// The cell of a place, so many cells from it across and down.
fn cell([across, down]: [f64; 2], place: Position) -> [u64; 2] {
    let [width, height] = ROOM;
    // Without the negative zero.
    [(place.x / width).floor() + across, (place.y / height).floor() + down]
        .map(|number| (number + 0.0).to_bits())
}

fn snapped(value: f64) -> f64 {
    (value / 8.0).round() * 8.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Link, NodeKind, Parts};

    #[test]
    fn a_long_chain_and_a_long_circle_need_no_stack() {
        const COUNT: usize = 100_000;
        let mut links: Vec<(usize, usize)> = (1..COUNT).map(|node| (node - 1, node)).collect();
        assert_eq!(columns(COUNT, &links).len(), COUNT);
        links.push((COUNT - 1, 0));
        let forward = forward_links(COUNT, &links);
        assert!(forward.contains(&(0, COUNT - 1)) && !forward.contains(&(COUNT - 1, 0)));
    }

    /// As [`positions`] finds them, by looking at everything each time.
    fn plainly(document: &Assessment) -> BTreeMap<Id<Node>, Position> {
        let layered = layered(document);
        let given = document.nodes().iter().filter_map(|n| Some((n.id.clone(), n.position?)));
        let mut placed: BTreeMap<Id<Node>, Position> = given.collect();
        if placed.is_empty() {
            return layered;
        }
        let mut waiting: Vec<&Node> =
            document.nodes().iter().filter(|node| node.position.is_none()).collect();
        waiting.sort_by(|a, b| layered[&a.id].x.total_cmp(&layered[&b.id].x));
        for node in waiting {
            let mean = |near: Vec<&Position>, across: f64| {
                let count = near.len() as f64;
                let add = |(x, y): (f64, f64), p: &&Position| (x + p.x / count, y + p.y / count);
                let (x, y) = near.iter().fold((0.0, 0.0), add);
                (count > 0.0).then_some(Position { x: x + across, y })
            };
            let before = document.links_into(&node.id).filter_map(|link| placed.get(&link.from));
            let after = document.links_out_of(&node.id).filter_map(|link| placed.get(&link.to));
            let wished = mean(before.collect(), COLUMN_STEP)
                .or_else(|| mean(after.collect(), -COLUMN_STEP))
                .unwrap_or_else(|| Position {
                    x: placed.values().map(|p| p.x).fold(f64::INFINITY, f64::min),
                    y: placed.values().map(|p| p.y).fold(f64::NEG_INFINITY, f64::max) + ROW_STEP,
                });
            let x = snapped(wished.x);
            let is_free = |y: &f64| {
                let is_clear =
                    |p: &Position| (p.x - x).abs() >= ROOM[0] || (p.y - y).abs() >= ROOM[1];
                placed.values().all(is_clear)
            };
            let rows = (0..).flat_map(|row| {
                let step = f64::from(row) * ROW_STEP;
                [snapped(wished.y + step), snapped(wished.y - step)]
            });
            let y = rows.into_iter().find(is_free).expect("one is free");
            placed.insert(node.id.clone(), Position { x, y });
        }
        placed
    }

    proptest! {
        #[test]
        fn places_are_those_that_a_look_at_everything_finds(
            places in prop::collection::vec(prop::option::of((-300_i16..300, -200_i16..200)), 1..24),
            links in prop::collection::vec((0..24_usize, 0..24_usize), 0..40),
        ) {
            let links: Vec<(usize, usize)> = links
                .into_iter()
                .map(|(from, to)| (from % places.len(), to % places.len()))
                .collect();
            let document = document(&places, &links);
            prop_assert_eq!(positions(&document), plainly(&document));
        }
    }

    #[test]
    fn fifty_thousand_find_room_beside_one() {
        const COUNT: usize = 50_000;
        let mut places = vec![None; COUNT];
        places[0] = Some((0, 0));
        let links: Vec<(usize, usize)> = (1..COUNT).map(|leaf| (0, leaf)).collect();
        let document = document(&places, &links);
        let found = positions(&document);
        // But for those that stood where the one is now, they are where they were.
        let before = layered(&document);
        let moved = found.iter().filter(|(id, place)| before[*id] != **place).count();
        assert!(moved < 8, "{moved} moved");
        let seats: std::collections::BTreeSet<[u64; 2]> =
            found.values().map(|p| [p.x.to_bits(), p.y.to_bits()]).collect();
        assert_eq!((found.len(), seats.len()), (COUNT, COUNT));
    }

    fn document(places: &[Option<(i16, i16)>], links: &[(usize, usize)]) -> Assessment {
        let id = |i: usize| Id::new(&format!("n{i}")).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        for (i, place) in places.iter().enumerate() {
            let mut node = Node::new(id(i), &format!("Node {i}"), NodeKind::Host);
            node.position = place.map(|(x, y)| Position { x: f64::from(x), y: f64::from(y) });
            parts.nodes.push(node);
        }
        for (i, (from, to)) in links.iter().enumerate() {
            let link = Link::new(Id::new(&format!("l{i}")).expect("an id"), id(*from), id(*to));
            parts.links.push(link);
        }
        Assessment::new(Parts { ..parts }).expect("valid")
    }

    fn overlap(a: Position, b: Position) -> bool {
        (a.x - b.x).abs() < f64::from(WIDTH) && (a.y - b.y).abs() < f64::from(HEIGHT)
    }

    #[test]
    fn a_chain_reads_from_left_to_right_even_where_it_leads_back() {
        let places = positions(&document(&[None; 4], &[(0, 1), (1, 2), (2, 1), (2, 3), (3, 3)]));
        let xs: Vec<f64> = places.values().map(|place| place.x).collect();
        assert!(xs.windows(2).all(|pair| pair[0] < pair[1]), "{xs:?}");
    }

    proptest! {
        #[test]
        fn cards_never_overlap_and_given_places_stay(
            places in prop::collection::vec(prop::option::of((-500..500_i16, -500..500_i16)), 1..30),
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let links: Vec<(usize, usize)> =
                picks.iter().map(|(a, b)| (a.index(places.len()), b.index(places.len()))).collect();
            let document = document(&places, &links);
            let found = positions(&document);
            prop_assert_eq!(found.len(), places.len());
            let nodes: Vec<&Node> = document.nodes().iter().collect();
            for (i, node) in nodes.iter().enumerate() {
                let place = found[&node.id];
                if let Some(given) = node.position {
                    prop_assert_eq!(place, given);
                }
                for other in &nodes[i + 1..] {
                    let both_given = node.position.is_some() && other.position.is_some();
                    prop_assert!(both_given || !overlap(place, found[&other.id]));
                }
            }
        }
    }
}
