//! Arranging nodes anew: in layers, organically, or just far enough apart.

use std::collections::{BTreeMap, BTreeSet};

use dugong::{
    EdgeLabel, GraphLabel, NodeLabel, RankDir, WorkControl, WorkError,
    graphlib::{Graph, GraphOptions},
};

use super::{
    Frame,
    apart::{self, CARD, Piece},
    blocks::{self, Block},
    card::{HEIGHT, WIDTH},
    fold::Folded,
    layout::{self, COLUMN_STEP, ROW_STEP},
    organic, scene, wrap,
};
use crate::model::{Assessment, Id, Node, Position};

/// How nodes are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Layers from left to right along the links, with few crossings.
    Layers,
    /// Linked nodes near to each other, others apart.
    Organic,
    /// As they stand, but without overlaps.
    Tidy,
}

/// Links that cross more layers than this in all are left out, the longest first, where layers are found.
const CROSSED_MAX: usize = 8_000;

/// Asked now and then during long work; `false` ends it.
pub type GoesOn<'a> = &'a dyn Fn() -> bool;

/// With more nodes than this layers are found by the longest path: better ones would take seconds.
const LAYERED_MAX: usize = 2_000;

/// New places for the chosen nodes, or for all where none is chosen, as far as they are not pinned and would stand
/// elsewhere. No card covers another, except where two that may not move did before. In layers and organically, the
/// nodes of a zone keep together, and its border meets neither another zone nor other nodes, except where pinned ones or
/// those that were not chosen leave no way. `None` where the work was ended.
pub fn arranged(
    document: &Assessment,
    chosen: &BTreeSet<Id<Node>>,
    style: Style,
    goes_on: GoesOn<'_>,
) -> Option<Vec<(Id<Node>, Position)>> {
    let units = units(document, chosen);
    if !units.iter().any(|unit| unit.is_free) {
        return Some(Vec::new());
    }
    let settled = match style {
        Style::Tidy => {
            let cards = units.iter().map(|unit| Piece::card(unit.place, unit.is_free));
            apart::apart(&cards.collect::<Vec<_>>(), goes_on)?
        }
        Style::Layers | Style::Organic => {
            let lay = |sizes: &[[f64; 2]], links: &[(usize, usize)], is_inner: bool| match style {
                Style::Organic => organic_places(sizes, links, goes_on),
                _ => layers(sizes, links, (is_inner, goes_on)),
            };
            Composition { document, units: &units, lay: &lay, goes_on }
                .settled(chosen.is_empty())?
        }
    };
    let mut moves = Vec::new();
    for (unit, is) in units.iter().zip(settled).filter(|(unit, _)| unit.is_free) {
        let was = unit.place;
        for (id, position, is_given) in &unit.members {
            if is != was || !is_given {
                moves.push((id.clone(), position.moved(is.x - was.x, is.y - was.y)));
            }
        }
    }
    Some(moves)
}

/// Organic places without overlaps.
fn organic_places(
    sizes: &[[f64; 2]],
    links: &[(usize, usize)],
    goes_on: GoesOn<'_>,
) -> Option<Vec<Position>> {
    let places = organic::places(sizes, links, goes_on)?;
    let pieces = places.into_iter().zip(sizes);
    let pieces = pieces.map(|(at, size)| Piece { at, size: *size, is_free: true });
    apart::apart(&pieces.collect::<Vec<_>>(), goes_on)
}

/// What it takes to arrange units zone by zone.
struct Composition<'a> {
    document: &'a Assessment,
    units: &'a [Unit],
    lay: blocks::Lay<'a>,
    goes_on: GoesOn<'a>,
}

impl Composition<'_> {
    /// The place of each unit. Where everything is arranged, what is free in a zone that has pinned nodes gathers around
    /// those.
    fn settled(&self, is_everything: bool) -> Option<Vec<Position>> {
        let mut settled: Vec<Position> = self.units.iter().map(|unit| unit.place).collect();
        let held = self.held();
        let mut fixed: Vec<Piece> = Vec::new();
        for (zone, cards) in &held {
            if is_everything {
                self.gather(*zone, cards, &mut settled)?;
            }
            if !is_everything && self.places_in(*zone).any(|place| self.units[place].is_free) {
                // The rest of the zone goes beside them.
                fixed.extend(cards.iter().map(|place| Piece::card(settled[*place], false)));
                continue;
            }
            let all: Vec<(usize, Position)> =
                self.places_in(*zone).map(|place| (place, settled[place])).collect();
            let (block, corner) = Block::around(&all);
            fixed.push(Piece { at: corner, size: block.size, is_free: false });
        }
        let is_held = |unit: &Unit| unit.zone.is_some_and(|zone| held.contains_key(&zone));
        let loose = self.units.iter().filter(|unit| !unit.is_free && !is_held(unit));
        fixed.extend(loose.map(|unit| Piece::card(unit.place, false)));
        let is_placed = |unit: &Unit| !unit.is_free || (is_everything && is_held(unit));
        let free: Vec<usize> =
            (0..self.units.len()).filter(|place| !is_placed(&self.units[*place])).collect();
        if free.is_empty() {
            return Some(settled);
        }
        let links = links_between(self.document, self.units, &free);
        let zones: Vec<Option<usize>> = free.iter().map(|place| self.units[*place].zone).collect();
        let blocks = blocks::composed(&zones, &links, self.lay)?;
        let mut fresh = vec![Position::default(); free.len()];
        for (block, at) in &blocks {
            for (member, offset) in &block.members {
                fresh[*member] = at.moved(offset.x, offset.y);
            }
        }
        let by = shift(&free, &settled, &fresh);
        let mut pieces: Vec<Piece> = (blocks.iter())
            .map(|(block, at)| Piece { at: at.moved(by.x, by.y), size: block.size, is_free: true })
            .collect();
        pieces.extend(fixed);
        let places = apart::apart(&pieces, self.goes_on)?;
        for ((block, _), at) in blocks.iter().zip(places) {
            for (member, offset) in &block.members {
                settled[free[*member]] = at.moved(offset.x, offset.y);
            }
        }
        Some(settled)
    }

    /// The units that may not move, by their zones.
    fn held(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut held: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, unit) in self.units.iter().enumerate().filter(|(_, unit)| !unit.is_free) {
            if let Some(zone) = unit.zone {
                held.entry(zone).or_default().push(place);
            }
        }
        held
    }

    fn places_in(&self, zone: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.units.len()).filter(move |place| self.units[*place].zone == Some(zone))
    }

    /// Brings what is free in a zone to those in it that may not move.
    fn gather(&self, zone: usize, held: &[usize], settled: &mut [Position]) -> Option<()> {
        let free: Vec<usize> =
            self.places_in(zone).filter(|place| self.units[*place].is_free).collect();
        let links = links_between(self.document, self.units, &free);
        let fresh = (self.lay)(&vec![CARD; free.len()], &links, true)?;
        let (was, is) =
            (middle(held.iter().map(|place| settled[*place])), middle(fresh.iter().copied()));
        let by = Position { x: on_grid(was.x - is.x), y: on_grid(was.y - is.y) };
        let mut pieces: Vec<Piece> =
            held.iter().map(|place| Piece::card(settled[*place], false)).collect();
        pieces.extend(fresh.iter().map(|place| Piece::card(place.moved(by.x, by.y), true)));
        let places = apart::apart(&pieces, self.goes_on)?;
        for (place, at) in free.into_iter().zip(places.into_iter().skip(held.len())) {
            settled[place] = at;
        }
        Some(())
    }
}

/// What is arranged as one: a node, or all nodes of a collapsed zone.
struct Unit {
    /// The top left corner of its card.
    place: Position,
    is_free: bool,
    /// The place of the zone around it, which is not collapsed.
    zone: Option<usize>,
    /// Nodes with their places, and whether those are their own.
    members: Vec<(Id<Node>, Position, bool)>,
}

/// In the order of the cards of a scene.
fn units(document: &Assessment, chosen: &BTreeSet<Id<Node>>) -> Vec<Unit> {
    let shown = layout::positions(document);
    let place = |node: &Node| shown.get(&node.id).copied().unwrap_or_default();
    let frame = |node: &Node| Frame::sized(scene::drawn(place(node)), WIDTH, HEIGHT);
    let frames: Vec<Frame> = document.nodes().iter().map(frame).collect();
    let folded = Folded::new(document, &frames);
    // Cards of collapsed zones are higher than others, as much above their middle as below.
    let corner = |card: &Frame| Frame::around(card.center(), WIDTH, HEIGHT).min;
    let unit = |card: &Frame| Unit {
        place: Position { x: f64::from(corner(card).x), y: f64::from(corner(card).y) },
        is_free: true,
        zone: None,
        members: Vec::new(),
    };
    let mut units: Vec<Unit> = folded.cards.iter().map(unit).collect();
    for (which, node) in document.nodes().iter().enumerate() {
        let Some(unit) = units.get_mut(folded.card_of(which)) else { continue };
        let place = place(node);
        if folded.is_shown(which) {
            unit.place = place;
            unit.zone = node.zone.as_ref().and_then(|zone| document.zones().position(zone));
        }
        let is_chosen = chosen.is_empty() || chosen.contains(&node.id);
        unit.is_free = unit.is_free && is_chosen && !node.is_pinned;
        unit.members.push((node.id.clone(), place, node.position.is_some()));
    }
    units
}

/// Places in layers for things of these sizes, cards as a rule; links by places. `is_inner` says whether they are all that
/// is in a zone.
pub(super) fn layers(
    sizes: &[[f64; 2]],
    links: &[(usize, usize)],
    (is_inner, goes_on): (bool, GoesOn<'_>),
) -> Option<Vec<Position>> {
    let count = sizes.len();
    let plain = || wrap::wrapped(&layout::columns(count, links), sizes);
    if count > LAYERED_MAX {
        return Some(plain());
    }
    let mut graph: Graph<NodeLabel, EdgeLabel, GraphLabel> =
        Graph::new(GraphOptions { directed: true, multigraph: false, compound: false });
    graph.set_graph(GraphLabel {
        rankdir: RankDir::LR,
        nodesep: ROW_STEP - f64::from(HEIGHT),
        edgesep: 16.0,
        ranksep: COLUMN_STEP - f64::from(WIDTH),
        ..GraphLabel::default()
    });
    for (place, [width, height]) in sizes.iter().enumerate() {
        let label = NodeLabel { width: *width, height: *height, ..NodeLabel::default() };
        graph.set_node(place.to_string(), label);
    }
    // Where links lead in circles, what comes first is told by the sources, not by chance.
    for (from, to) in within_budget(count, layout::forward_links(count, links)) {
        let label = EdgeLabel { minlen: 1, weight: 1.0, ..EdgeLabel::default() };
        graph.set_edge_with_label(from.to_string(), to.to_string(), label);
    }
    match dugong::layout_controlled(&mut graph, &mut Control(goes_on)) {
        Ok(()) => {}
        Err(_) if !goes_on() => return None,
        Err(_) => return Some(plain()),
    }
    let place = |(place, [width, height]): (usize, &[f64; 2])| {
        let node = graph.node(&place.to_string())?;
        Some(Position { x: node.x? - width / 2.0, y: node.y? - height / 2.0 })
    };
    let places: Option<Vec<Position>> = sizes.iter().enumerate().map(place).collect();
    Some(wrap::fitted(places.unwrap_or_else(plain), sizes, is_inner))
}

/// The links without the longest, as far as too many layers would be crossed in all: each crossing costs time. Each node
/// keeps a link from the layer before its own, so that layers stay what they are.
fn within_budget(count: usize, links: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut layer = vec![0_usize; count];
    for (place, column) in layout::columns(count, &links).into_iter().enumerate() {
        for node in column {
            layer[node] = place;
        }
    }
    let span = |(from, to): &(usize, usize)| layer[*to].abs_diff(layer[*from]);
    let mut kept = links;
    kept.sort_by_key(|link| (span(link), *link));
    let mut crossed = 0;
    let end = kept.iter().position(|link| {
        crossed += span(link);
        crossed > CROSSED_MAX && span(link) > 1
    });
    kept.truncate(end.unwrap_or(kept.len()));
    kept
}

struct Control<'a>(GoesOn<'a>);

impl WorkControl for Control<'_> {
    fn charge(&mut self, _units: usize) -> Result<(), WorkError> {
        if (self.0)() { Ok(()) } else { Err(WorkError::Interrupted) }
    }
}

/// Links between some units, by their places among those; neither loops nor twins.
fn links_between(document: &Assessment, units: &[Unit], among: &[usize]) -> Vec<(usize, usize)> {
    let mut places: BTreeMap<&Id<Node>, usize> = BTreeMap::new();
    for (here, unit) in among.iter().enumerate() {
        places.extend(units[*unit].members.iter().map(|(id, ..)| (id, here)));
    }
    let end = |id: &Id<Node>| places.get(id).copied();
    let links = document.links().iter().filter_map(|link| end(&link.from).zip(end(&link.to)));
    let links: BTreeSet<(usize, usize)> = links.filter(|(from, to)| from != to).collect();
    links.into_iter().collect()
}

/// How far new places have to move for their middle to be where the middle was before, on the grid.
fn shift(free: &[usize], before: &[Position], fresh: &[Position]) -> Position {
    let (was, is) = (middle(free.iter().map(|p| before[*p])), middle(fresh.iter().copied()));
    Position { x: on_grid(was.x - is.x), y: on_grid(was.y - is.y) }
}

fn middle(places: impl Iterator<Item = Position>) -> Position {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for place in places {
        low = [low[0].min(place.x), low[1].min(place.y)];
        high = [high[0].max(place.x), high[1].max(place.y)];
    }
    Position { x: low[0].midpoint(high[0]), y: low[1].midpoint(high[1]) }
}

fn on_grid(value: f64) -> f64 {
    (value / 8.0).round() * 8.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        drawing::{Scene, SceneView},
        model::{Edit, Link, NodeKind, Subject, Zone},
    };

    fn document(places: &[(i16, i16, bool)], links: &[(usize, usize)]) -> Assessment {
        let id = |i: usize| Id::new(&format!("n{i}")).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        for (i, (x, y, is_pinned)) in places.iter().enumerate() {
            let mut node = Node::new(id(i), "Node", NodeKind::Host);
            node.position = Some(Position { x: f64::from(*x), y: f64::from(*y) });
            node.is_pinned = *is_pinned;
            parts.nodes.push(node);
        }
        for (i, (from, to)) in links.iter().enumerate() {
            let link = Link::new(Id::new(&format!("l{i}")).expect("an id"), id(*from), id(*to));
            parts.links.push(link);
        }
        Assessment::new(parts).expect("valid")
    }

    fn after(document: &Assessment, style: Style) -> Vec<Position> {
        let moves = arranged(document, &BTreeSet::new(), style, &|| true).expect("not ended");
        let moved = document.edited(&Edit::Move(moves)).expect("valid");
        moved.nodes().iter().filter_map(|node| node.position).collect()
    }

    fn overlap(a: Position, b: Position) -> bool {
        (a.x - b.x).abs() < f64::from(WIDTH) && (a.y - b.y).abs() < f64::from(HEIGHT)
    }

    #[test]
    fn layers_run_from_left_to_right_even_where_links_lead_back() {
        let links = [(0, 1), (1, 2), (2, 1), (2, 3), (3, 0)];
        let places = after(&document(&[(0, 0, false); 4], &links), Style::Layers);
        assert!(places.windows(2).all(|pair| pair[0].x < pair[1].x), "{places:?}");
    }

    #[test]
    fn long_chains_and_wide_fans_fill_a_screen_and_no_ribbon() {
        let chain: Vec<(usize, usize)> = (1..120).map(|i| (i - 1, i)).collect();
        let fan: Vec<(usize, usize)> = (1..120).map(|i| (0, i)).collect();
        for links in [chain, fan] {
            let places = layers(&[CARD; 120], &links, (false, &|| true)).expect("not ended");
            let range = |f: &dyn Fn(&Position) -> f64| {
                let (low, high) = places
                    .iter()
                    .map(f)
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
                high - low
            };
            let ratio = range(&|p| p.x + 0.0) / range(&|p| p.y + 0.0);
            assert!((0.5..4.0).contains(&ratio), "{ratio}");
        }
    }

    #[test]
    fn tidying_moves_nothing_that_stands_well() {
        let document = document(&[(0, 0, false), (300, 0, false), (0, 100, false)], &[(0, 1)]);
        let moves = arranged(&document, &BTreeSet::new(), Style::Tidy, &|| true);
        assert_eq!(moves, Some(Vec::new()));
    }

    #[test]
    fn a_collapsed_zone_is_arranged_as_one() {
        let zone = |text: &str| Id::new(text).expect("an id");
        let links = [(0, 1), (2, 3), (1, 4)];
        let mut parts = document(&[(0, 0, false); 5], &links).to_parts();
        parts.zones = vec![Zone { is_collapsed: true, ..Zone::new(zone("z"), "Z") }];
        for (place, node) in parts.nodes.iter_mut().enumerate().skip(1).take(3) {
            node.zone = Some(zone("z"));
            node.position = Some(Position { x: place as f64 * 300.0, y: place as f64 * 40.0 });
        }
        let document = Assessment::new(parts).expect("valid");
        let places = after(&document, Style::Layers);
        for (one, other) in [(1, 2), (2, 3)] {
            let by =
                Position { x: places[other].x - places[one].x, y: places[other].y - places[one].y };
            assert_eq!(by, Position { x: 300.0, y: 40.0 });
        }
        assert!(places[0].x < places[2].x && places[2].x < places[4].x, "{places:?}");
    }

    #[test]
    fn a_thousand_nodes_in_layers_do_not_overlap() {
        let links: Vec<(usize, usize)> =
            (1..1_000).flat_map(|i| [(i / 2, i), (i * 7 % 1_000, i * 13 % 1_000)]).collect();
        let places = after(&document(&[(0, 0, false); 1_000], &links), Style::Layers);
        for (place, one) in places.iter().enumerate() {
            assert!(!places[place + 1..].iter().any(|other| overlap(*one, *other)));
        }
    }

    #[test]
    fn links_across_many_layers_give_way_to_those_that_make_the_layers() {
        let chain = (1..300).map(|i| (i - 1, i));
        let long = (0..100).map(|i| (i, 299 - i));
        let kept = within_budget(300, chain.clone().chain(long).collect());
        let layers = |links: &[(usize, usize)]| layout::columns(300, links);
        assert!(chain.clone().all(|link| kept.contains(&link)));
        assert!(kept.len() < 399);
        assert_eq!(layers(&kept), layers(&chain.collect::<Vec<_>>()));
    }

    #[test]
    fn work_that_is_ended_gives_nothing() {
        let links: Vec<(usize, usize)> = (1..50).map(|i| (i / 2, i)).collect();
        let document = document(&[(0, 0, false); 50], &links);
        for style in [Style::Layers, Style::Organic, Style::Tidy] {
            assert_eq!(arranged(&document, &BTreeSet::new(), style, &|| false), None, "{style:?}");
        }
    }

    /// The same with nodes in zones, by their places.
    fn in_zones(document: &Assessment, zones: &[Option<usize>]) -> Assessment {
        let id = |zone: usize| Id::new(&format!("z{zone}")).expect("an id");
        let mut parts = document.to_parts();
        parts.zones = (0..6).map(|z| Zone::new(id(z), &format!("Zone {z}"))).collect();
        for (node, zone) in parts.nodes.iter_mut().zip(zones) {
            node.zone = zone.map(id);
        }
        Assessment::new(parts).expect("valid")
    }

    /// Zones that meet another one, and zones that meet cards of nodes outside of them.
    fn meetings(document: &Assessment) -> (usize, usize) {
        let view = SceneView { phase: 0, numbers: &BTreeMap::new(), labels: &|_| String::new() };
        let scene = Scene::outline(document, &view);
        let (mut zones, mut cards) = (0, 0);
        for (place, zone) in scene.zones.iter().enumerate() {
            let others = &scene.zones[place + 1..];
            zones += others.iter().filter(|other| other.bounds.overlaps(&zone.bounds)).count();
            let inside = |node: &Node| node.zone.clone().map(Subject::Zone);
            let foreign = document.nodes().iter().zip(&scene.cards);
            let foreign = foreign.filter(|(node, _)| inside(node).as_ref() != Some(&zone.subject));
            cards += foreign.filter(|(_, card)| card.overlaps(&zone.bounds)).count();
        }
        (zones, cards)
    }

    #[test]
    fn nodes_gather_around_those_of_their_zone_that_are_pinned() {
        let places: Vec<(i16, i16, bool)> =
            (0..12).map(|i| (i * 37 % 300 * 10, i * 53 % 200 * 10, i == 3)).collect();
        let links = [(0, 1), (1, 2), (3, 4), (4, 5), (2, 8)];
        let zones: Vec<Option<usize>> = (0..12).map(|i| (i < 9).then_some(i / 3)).collect();
        let document = in_zones(&document(&places, &links), &zones);
        for style in [Style::Layers, Style::Organic] {
            let moves = arranged(&document, &BTreeSet::new(), style, &|| true).expect("not ended");
            let after = document.edited(&Edit::Move(moves)).expect("valid");
            assert_eq!(after.nodes().at(3), document.nodes().at(3));
            assert_eq!(meetings(&after), (0, 0), "{style:?}");
        }
    }

    #[test]
    fn nodes_without_places_keep_to_their_zones() {
        let zones: Vec<Option<usize>> = (0..40).map(|i| (i % 5 < 4).then_some(i % 5)).collect();
        let links: Vec<(usize, usize)> = (1..40).map(|i| (i / 2, i)).collect();
        let mut parts = in_zones(&document(&[(0, 0, false); 40], &links), &zones).to_parts();
        for node in &mut parts.nodes {
            node.position = None;
        }
        assert_eq!(meetings(&Assessment::new(parts).expect("valid")), (0, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn zones_meet_neither_each_other_nor_foreign_nodes(
            nodes in prop::collection::vec(
                (-300..300_i16, -200..200_i16, prop::option::of(0..6_usize)), 1..50),
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let places: Vec<(i16, i16, bool)> = nodes.iter().map(|(x, y, _)| (*x, *y, false)).collect();
            let zones: Vec<Option<usize>> = nodes.iter().map(|(.., zone)| *zone).collect();
            let links: Vec<(usize, usize)> =
                picks.iter().map(|(a, b)| (a.index(nodes.len()), b.index(nodes.len()))).collect();
            let document = in_zones(&document(&places, &links), &zones);
            for style in [Style::Layers, Style::Organic] {
                let moves = arranged(&document, &BTreeSet::new(), style, &|| true).expect("not ended");
                let after = document.edited(&Edit::Move(moves)).expect("valid");
                prop_assert_eq!(meetings(&after), (0, 0), "{:?}", style);
            }
        }

        #[test]
        fn cards_never_overlap_and_pinned_ones_stay(
            places in prop::collection::vec((-300..300_i16, -200..200_i16, prop::bool::weighted(0.2)), 1..40),
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..60),
        ) {
            let links: Vec<(usize, usize)> =
                picks.iter().map(|(a, b)| (a.index(places.len()), b.index(places.len()))).collect();
            let document = document(&places, &links);
            for style in [Style::Layers, Style::Organic, Style::Tidy] {
                let found = after(&document, style);
                for (i, (x, y, is_pinned)) in places.iter().enumerate() {
                    let given = Position { x: f64::from(*x), y: f64::from(*y) };
                    prop_assert!(!is_pinned || found[i] == given);
                    for j in i + 1..places.len() {
                        let both_pinned = *is_pinned && places[j].2;
                        prop_assert!(both_pinned || !overlap(found[i], found[j]), "{:?}", style);
                    }
                }
            }
        }
    }
}
