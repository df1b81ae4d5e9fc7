//! How a picture goes along with nodes on the move, without being made anew.

use std::sync::Arc;

use super::{
    Frame, Item, Look, Point, Scene, bends,
    card::{HEIGHT, WIDTH},
    fold::Folded,
    note, routing, scene,
};
use crate::model::{Assessment, Id, Link, Node, Subject};

/// Where two states of a document differ that differ in places only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// The nodes that stand elsewhere.
    pub nodes: Vec<usize>,
    /// The links whose bends are elsewhere.
    pub links: Vec<usize>,
}

impl Scene {
    /// Goes along with a document in which nothing has changed since `before` but where elements stand. Lines between
    /// nodes that keep their distance move with them; other lines of moved nodes take a simple way, until the picture is
    /// made anew. `false`, with the picture as it was, where something else has changed.
    pub fn follow(&mut self, before: &Assessment, look: &Look<'_>) -> bool {
        let after = look.document();
        let Some(moves) = moves(before, after) else { return false };
        if !self.near.is_placed || self.places.len() != after.nodes().len() {
            return false;
        }
        let by = self.follow_nodes(after, &moves);
        for place in 0..self.links.len() {
            self.follow_link(place, after, &by);
        }
        for link in moves.links {
            let id = after.links().at(link).map(|link| &link.id);
            if let Some(place) = id.and_then(|id| self.line_of(link, id)) {
                self.bend_link(place, after);
            }
        }
        for list in [&mut self.near.moved_nodes, &mut self.near.moved_links] {
            list.sort_unstable();
            list.dedup();
        }
        self.follow_labels(after, &by);
        if !std::ptr::eq(before.annotations(), after.annotations()) {
            self.notes = note::items(after);
        }
        if !after.zones().is_empty() {
            self.zones = look.zones(&self.places);
        }
        self.frame = self.hull();
        true
    }

    /// Moves cards; gives how far each has moved.
    fn follow_nodes(&mut self, after: &Assessment, moves: &Moves) -> Vec<Point> {
        let mut by = vec![Point::default(); self.cards.len()];
        let mut moved = Vec::with_capacity(moves.nodes.len());
        for place in &moves.nodes {
            let position = after.nodes().at(*place).and_then(|node| node.position);
            if let Some((frame, position)) = self.places.get_mut(*place).zip(position) {
                *frame = Frame::sized(scene::drawn(position), WIDTH, HEIGHT);
                moved.push((*place, *frame));
            }
        }
        if after.zones().iter().any(|zone| zone.is_collapsed) {
            // Cards of collapsed zones stand in the middle of what they hide, or near by.
            moved = Folded::clear(after, &self.places).cards.into_iter().enumerate().collect();
        }
        for (place, frame) in moved {
            by[place] = self.put_card(place, frame);
        }
        by
    }

    fn put_card(&mut self, place: usize, frame: Frame) -> Point {
        let (Some(item), Some(card)) = (self.nodes.get_mut(place), self.cards.get_mut(place))
        else {
            return Point::default();
        };
        let by = Point::new(frame.min.x - card.min.x, frame.min.y - card.min.y);
        if by != Point::default() {
            *card = frame;
            item.bounds = item.bounds.shifted(by.x, by.y);
            item.shapes.iter_mut().for_each(|shape| shape.shift(by.x, by.y));
            self.near.node_bounds[place] = item.bounds;
            self.near.moved_nodes.push(place as u32);
        }
        by
    }

    fn follow_link(&mut self, place: usize, after: &Assessment, by: &[Point]) {
        let [from, to] = self.lines[place].ends;
        let (Some(start), Some(end)) = (by.get(from), by.get(to)) else { return };
        let still = Point::default();
        if *start == still && *end == still {
            return;
        }
        if self.bend_link(place, after) {
            return;
        }
        let (route, item) = (&mut self.routes[place], &mut self.links[place]);
        if start == end {
            *route = route.shifted(start.x, start.y);
            item.shapes.iter_mut().for_each(|shape| shape.shift(start.x, start.y));
        } else {
            let ends = [(self.cards[from], *start), (self.cards[to], *end)];
            *route = routing::followed(route, ends);
            item.shapes.clear();
        }
        self.has_moved(place);
    }

    /// Leads a link through its bends; `false` for links without any and for lines that stand for several links.
    fn bend_link(&mut self, place: usize, after: &Assessment) -> bool {
        let [from, to] = self.lines[place].ends;
        let (route, item) = (&mut self.routes[place], &mut self.links[place]);
        let Subject::Link(id) = &item.subject else { return false };
        let links = after.links();
        let link = links.at(place).filter(|link| link.id == *id).or_else(|| links.get(id));
        let Some(link) = link.filter(|link| !link.bends.is_empty()) else { return false };
        let Some((from, to)) = self.cards.get(from).zip(self.cards.get(to)) else { return false };
        if self.bundles.contains_key(id) {
            return false;
        }
        let bends: Vec<Point> = link.bends.iter().map(|bend| scene::drawn(*bend)).collect();
        *route = bends::through((from, to), &bends, route.tip.distance(route.base));
        item.shapes.clear();
        self.has_moved(place);
        true
    }

    fn has_moved(&mut self, place: usize) {
        let (route, item) = (&self.routes[place], &mut self.links[place]);
        item.bounds = route.bounds().grown(scene::LINE_ROOM);
        self.near.link_bounds[place] = item.bounds;
        self.lines[place].span = route.ends();
        self.near.moved_links.push(place as u32);
    }

    /// The line of a link by its place in the document; mostly there are as many lines as links.
    fn line_of(&self, link: usize, id: &Id<Link>) -> Option<usize> {
        let is_it = |item: &Item| matches!(&item.subject, Subject::Link(other) if other == id);
        let here = self.links.get(link).filter(|item| is_it(item)).map(|_| link);
        here.or_else(|| self.links.iter().position(is_it))
    }

    /// Labels stay at the middle of their lines.
    fn follow_labels(&mut self, after: &Assessment, by: &[Point]) {
        for place in 0..self.labels.len() {
            let Subject::Link(id) = &self.labels[place].subject else { continue };
            let link = after.links().position(id).and_then(|link| self.line_of(link, id));
            let Some(ends) = link.and_then(|line| self.lines.get(line)).map(|line| line.ends)
            else {
                continue;
            };
            let [Some(start), Some(end)] = ends.map(|end| by.get(end)) else { continue };
            let by = start.toward(*end, 0.5);
            if by != Point::default() {
                let label = &mut self.labels[place];
                label.bounds = label.bounds.shifted(by.x, by.y);
                label.shapes.iter_mut().for_each(|shape| shape.shift(by.x, by.y));
            }
        }
    }
}

/// What stands elsewhere; `None` where more than that has changed. Notes and frames may have changed in any way.
pub fn moves(before: &Assessment, after: &Assessment) -> Option<Moves> {
    let is_same = std::ptr::eq(before.zones(), after.zones())
        && std::ptr::eq(before.mitigations(), after.mitigations())
        && std::ptr::eq(before.phases(), after.phases())
        && before.scale().map(std::ptr::from_ref) == after.scale().map(std::ptr::from_ref)
        && before.nodes().len() == after.nodes().len()
        && before.links().len() == after.links().len()
        && before.annotations().len() == after.annotations().len();
    if !is_same {
        return None;
    }
    let mut moves = Moves::default();
    for (place, (old, new)) in before.nodes().rows().zip(after.nodes().rows()).enumerate() {
        if !Arc::ptr_eq(old, new) {
            if new.position.is_none() || !differs_in_place_only(old, new) {
                return None;
            }
            moves.nodes.extend((old.position != new.position).then_some(place));
        }
    }
    if std::ptr::eq(before.links(), after.links()) {
        return Some(moves);
    }
    for (place, (old, new)) in before.links().rows().zip(after.links().rows()).enumerate() {
        if !Arc::ptr_eq(old, new) {
            if (Link { bends: new.bends.clone(), ..Link::clone(old) }) != **new {
                return None;
            }
            moves.links.extend((old.bends != new.bends).then_some(place));
        }
    }
    Some(moves)
}

/// Compares without copying: this is asked for each dragged node in each frame.
fn differs_in_place_only(old: &Node, new: &Node) -> bool {
    let Node { id, name, kind, mechanism, gate, statement, initially_misaligned, .. } = old;
    let Node { stability, persistence, zone, position: _, is_pinned, accent, .. } = old;
    let Node { instances, severity, tags, evidence, notes, .. } = old;
    (id, name, kind, mechanism) == (&new.id, &new.name, &new.kind, &new.mechanism)
        && (gate, statement) == (&new.gate, &new.statement)
        && *initially_misaligned == new.initially_misaligned
        && (stability, persistence) == (&new.stability, &new.persistence)
        && (zone, is_pinned, accent) == (&new.zone, &new.is_pinned, &new.accent)
        && (instances, severity, tags) == (&new.instances, &new.severity, &new.tags)
        && (evidence, notes) == (&new.evidence, &new.notes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        drawing::SceneView,
        model::{Edit, Id, Link, NodeKind, Position},
    };

    fn document(count: usize, links: &[(usize, usize)]) -> Assessment {
        let id = |i: usize| Id::new(&format!("n{i}")).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        for i in 0..count {
            let mut node = Node::new(id(i), "Node", NodeKind::Host);
            node.position = Some(Position { x: i as f64 * 240.0, y: (i % 3) as f64 * 120.0 });
            parts.nodes.push(node);
        }
        for (i, (from, to)) in links.iter().enumerate() {
            let link = Link::new(Id::new(&format!("l{i}")).expect("an id"), id(*from), id(*to));
            parts.links.push(link);
        }
        Assessment::new(parts).expect("valid")
    }

    proptest! {
        #[test]
        fn cards_are_where_a_new_picture_has_them_and_lines_reach_them(
            count in 2..9_usize,
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..20),
            moved in prop::collection::vec((any::<prop::sample::Index>(), -400..400_i16, -400..400_i16), 1..5),
        ) {
            let links: Vec<(usize, usize)> =
                picks.iter().map(|(a, b)| (a.index(count), b.index(count))).collect();
            let numbers = BTreeMap::new();
            let view = SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() };
            let mut before = document(count, &links);
            let mut scene = Scene::of(&before, &view);
            for (which, x, y) in moved {
                let node = before.nodes().at(which.index(count)).expect("a node");
                let place = node.position.expect("a place").moved(f64::from(x), f64::from(y));
                let after = before.edited(&Edit::Move(vec![(node.id.clone(), place)])).expect("valid");
                prop_assert!(scene.follow(&before, &Look::new(&after, &view)));
                before = after;
            }
            let fresh = Scene::of(&before, &view);
            prop_assert_eq!(&scene.cards, &fresh.cards);
            prop_assert_eq!(&scene.zones, &fresh.zones);
            for (node, other) in scene.nodes.iter().zip(&fresh.nodes) {
                prop_assert_eq!(node, other);
                prop_assert!(scene.nodes_near(&node.bounds).iter().any(|p| scene.nodes[*p as usize] == *node));
            }
            for (line, route) in scene.lines.iter().zip(&scene.routes) {
                let [from, to] = line.ends;
                let [start, tip] = route.ends();
                prop_assert!(scene.cards[from].grown(28.1).contains(start));
                prop_assert!(scene.cards[to].grown(28.1).contains(tip));
            }
        }

        #[test]
        fn any_other_change_is_told(name in "[a-z]{1,8}") {
            let before = document(3, &[(0, 1)]);
            let numbers = BTreeMap::new();
            let view = SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() };
            let mut scene = Scene::of(&before, &view);
            let node = Node { name, ..before.nodes().at(0).expect("a node").clone() };
            let after = before.edited(&Edit::put(node)).expect("valid");
            let kept = scene.clone();
            prop_assert!(!scene.follow(&before, &Look::new(&after, &view)));
            prop_assert_eq!(scene, kept);
        }
    }
}
