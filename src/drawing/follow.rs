//! How a picture goes along with nodes on the move, without being made anew.

use super::{Look, Point, Scene, routing};
use crate::model::{Assessment, Node, Subject};

impl Scene {
    /// Goes along with a document in which nothing has changed since `before` but where nodes stand. Lines between nodes
    /// that keep their distance move with them; other lines of moved nodes take a simple way, until the picture is made
    /// anew. `false`, with the picture as it was, where something else has changed.
    pub fn follow(&mut self, before: &Assessment, look: &Look<'_>) -> bool {
        let after = look.document();
        let Some(moves) = moves(before, after) else { return false };
        if !self.near.is_placed
            || self.nodes.len() != after.nodes().len()
            || self.links.len() != after.links().len()
        {
            return false;
        }
        let mut by = vec![Point::default(); self.nodes.len()];
        for (place, moved) in moves {
            by[place] = moved;
            self.shift_node(place, moved);
        }
        for place in 0..self.links.len() {
            self.follow_link(place, &by);
        }
        for list in [&mut self.near.moved_nodes, &mut self.near.moved_links] {
            list.sort_unstable();
            list.dedup();
        }
        self.follow_labels(after, &by);
        self.zones = look.zones(&self.cards);
        self.frame = self.hull();
        true
    }

    fn shift_node(&mut self, place: usize, by: Point) {
        let (Some(item), Some(card)) = (self.nodes.get_mut(place), self.cards.get_mut(place))
        else {
            return;
        };
        *card = card.shifted(by.x, by.y);
        item.bounds = item.bounds.shifted(by.x, by.y);
        item.shapes.iter_mut().for_each(|shape| shape.shift(by.x, by.y));
        self.near.node_bounds[place] = item.bounds;
        self.near.moved_nodes.push(place as u32);
    }

    fn follow_link(&mut self, place: usize, by: &[Point]) {
        let [from, to] = self.ends[place];
        let (Some(start), Some(end)) = (by.get(from), by.get(to)) else { return };
        let still = Point::default();
        if *start == still && *end == still {
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
        item.bounds = route.bounds().grown(super::scene::LINE_ROOM);
        self.near.link_bounds[place] = item.bounds;
        self.spans[place] = route.ends();
        self.near.moved_links.push(place as u32);
    }

    /// Labels stay at the middle of their lines.
    fn follow_labels(&mut self, after: &Assessment, by: &[Point]) {
        for label in &mut self.labels {
            let Subject::Link(id) = &label.subject else { continue };
            let Some(place) = after.links().position(id) else { continue };
            let moved = self.ends.get(place).map(|ends| ends.map(|end| by.get(end).copied()));
            let Some([Some(start), Some(end)]) = moved else { continue };
            let by = start.toward(end, 0.5);
            label.bounds = label.bounds.shifted(by.x, by.y);
            label.shapes.iter_mut().for_each(|shape| shape.shift(by.x, by.y));
        }
    }
}

/// Places of the nodes that stand elsewhere, with how far they have moved; `None` where more than that has changed.
pub fn moves(before: &Assessment, after: &Assessment) -> Option<Vec<(usize, Point)>> {
    let is_same = std::ptr::eq(before.links(), after.links())
        && std::ptr::eq(before.zones(), after.zones())
        && std::ptr::eq(before.annotations(), after.annotations())
        && std::ptr::eq(before.mitigations(), after.mitigations())
        && std::ptr::eq(before.phases(), after.phases())
        && before.nodes().len() == after.nodes().len();
    if !is_same || after.zones().iter().any(|zone| zone.is_collapsed) {
        return None;
    }
    let mut moves = Vec::new();
    for (place, (old, new)) in before.nodes().rows().zip(after.nodes().rows()).enumerate() {
        if std::sync::Arc::ptr_eq(old, new) {
            continue;
        }
        let (was, is) = (old.position?, new.position?);
        if (Node { position: new.position, ..Node::clone(old) }) != **new {
            return None;
        }
        let by = Point::new((is.x - was.x) as f32, (is.y - was.y) as f32);
        if by != Point::default() {
            moves.push((place, by));
        }
    }
    Some(moves)
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
            for ([from, to], route) in scene.ends.iter().zip(&scene.routes) {
                let [start, tip] = route.ends();
                prop_assert!(scene.cards[*from].grown(28.1).contains(start));
                prop_assert!(scene.cards[*to].grown(28.1).contains(tip));
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
