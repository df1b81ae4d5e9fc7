//! Collapsed zones: which nodes they hide, where their cards stand, and which links share a line because of them.

use std::collections::BTreeMap;

use super::{
    Dash, FontWeight, Frame, Ink, Outline, Shape, Stroke,
    card::{HEIGHT, WIDTH},
    text,
};
use crate::model::{Assessment, Zone};

/// A collapsed zone.
pub(super) struct Fold {
    /// Its place among the zones.
    pub(super) zone: usize,
    /// Its card.
    pub(super) frame: Frame,
    /// How many nodes it hides; at least one.
    members: usize,
}

/// A document with its collapsed zones as cards.
pub(super) struct Folded {
    /// The collapsed zones that have nodes.
    pub(super) folds: Vec<Fold>,
    /// The cards of the nodes that are shown, in order, then those of the folds.
    pub(super) cards: Vec<Frame>,
    /// For each node of the document the place of its card, or of its fold's card.
    card_of: Vec<usize>,
    /// How many of the cards are of nodes.
    nodes: usize,
}

/// The lines between cards.
pub(super) struct Lines {
    /// The first link of each, by its place in the document.
    pub(super) firsts: Vec<usize>,
    /// The cards where each starts and ends. One past the end stands for a node that is not there; documents that keep
    /// the rules have none.
    pub(super) ends: Vec<[usize; 2]>,
    /// The other links of lines that stand for several.
    pub(super) shared: BTreeMap<usize, Vec<usize>>,
}

impl Fold {
    /// The radii of a fold's card.
    pub(super) const RADII: [f32; 4] = [12.0; 4];

    /// What it hides, in words.
    pub(super) fn words(&self) -> String {
        match self.members {
            1 => "1 node".to_owned(),
            n => format!("{n} nodes"),
        }
    }

    /// The marks of its card: looking like a stack of cards.
    pub(super) fn shapes(&self, zone: &Zone) -> Vec<Shape> {
        let (line, ground) = match zone.accent {
            Some(accent) => (Ink::Mark(accent), Ink::Tint(accent)),
            None => (Ink::Link, Ink::Surface),
        };
        let frame = self.frame;
        let behind = Frame { min: frame.min.moved(4.0, 4.0), max: frame.max.moved(4.0, 4.0) };
        let stroke = Stroke::solid(line, 1.0).dashed(Dash::Dashed);
        let name = text::elided(&zone.name, 12.0, FontWeight::SemiBold, WIDTH - 28.0);
        let name = Shape::text(frame.min.moved(14.0, 20.0), name, 12.0, Ink::Text);
        let count = Shape::text(frame.min.moved(14.0, 39.0), self.words(), 11.0, Ink::Secondary);
        vec![
            Shape::filled(Outline::Rect(behind, Self::RADII), Ink::Line),
            Shape::filled(Outline::Rect(frame, Self::RADII), ground),
            Shape::stroked(Outline::Rect(frame, Self::RADII), stroke),
            name.weighing(FontWeight::SemiBold),
            count,
        ]
    }
}

impl Folded {
    /// `frames` are the places of all nodes, in order.
    pub(super) fn new(document: &Assessment, frames: &[Frame]) -> Self {
        let collapsed = |place: usize| -> Option<usize> {
            let zone = document.zones().position(document.nodes().at(place)?.zone.as_ref()?)?;
            document.zones().at(zone).filter(|zone| zone.is_collapsed).map(|_| zone)
        };
        let hidden_in: Vec<Option<usize>> = if document.zones().iter().any(|z| z.is_collapsed) {
            (0..frames.len()).map(collapsed).collect()
        } else {
            vec![None; frames.len()]
        };
        let mut hulls: BTreeMap<usize, (Frame, usize)> = BTreeMap::new();
        for (zone, frame) in hidden_in.iter().zip(frames) {
            let Some(zone) = zone else { continue };
            let hull = hulls.entry(*zone).or_insert((*frame, 0));
            *hull = (hull.0.union(*frame), hull.1 + 1);
        }
        let fold = |(zone, (hull, members)): (usize, (Frame, usize))| Fold {
            zone,
            frame: Frame::around(hull.center(), WIDTH, HEIGHT),
            members,
        };
        let folds: Vec<Fold> = hulls.into_iter().map(fold).collect();
        let shown = hidden_in.iter().zip(frames).filter(|(zone, _)| zone.is_none());
        let mut cards: Vec<Frame> = shown.map(|(_, frame)| *frame).collect();
        let nodes = cards.len();
        cards.extend(folds.iter().map(|fold| fold.frame));
        let mut next = 0;
        let mut place = |zone: &Option<usize>| {
            if let Some(zone) = zone {
                return nodes + folds.iter().position(|f| f.zone == *zone).unwrap_or_default();
            }
            next += 1;
            next - 1
        };
        let card_of = hidden_in.iter().map(&mut place).collect();
        Self { folds, cards, card_of, nodes }
    }

    /// Whether a node, by its place in the document, has a card of its own.
    pub(super) fn is_shown(&self, node: usize) -> bool {
        self.card_of(node) < self.nodes
    }

    /// The card that stands for a node.
    pub(super) fn card_of(&self, node: usize) -> usize {
        self.card_of.get(node).copied().unwrap_or(usize::MAX)
    }

    /// The lines that are drawn, in the order of their first links. Links in the same direction between the same two
    /// cards of which one is a fold's share a line; links inside a fold have none.
    pub(super) fn lines(&self, document: &Assessment) -> Lines {
        let card = |id| document.nodes().position(id).map_or(usize::MAX, |n| self.card_of(n));
        let is_fold = |card: usize| (self.nodes..self.cards.len()).contains(&card);
        let count = document.links().len();
        let mut lines = Lines {
            firsts: Vec::with_capacity(count),
            ends: Vec::with_capacity(count),
            shared: BTreeMap::new(),
        };
        let mut line_of: BTreeMap<[usize; 2], usize> = BTreeMap::new();
        for (place, link) in document.links().iter().enumerate() {
            let ends = [card(&link.from), card(&link.to)];
            let meets_fold = ends.into_iter().any(is_fold);
            if meets_fold && ends[0] == ends[1] {
                continue;
            }
            let line = lines.firsts.len();
            let first = if meets_fold { *line_of.entry(ends).or_insert(line) } else { line };
            if first < line {
                lines.shared.entry(first).or_default().push(place);
            } else {
                lines.firsts.push(place);
                lines.ends.push(ends);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        drawing::{
            Point, Scene, SceneView,
            hit::{self, Hit, Reach},
        },
        model::{Id, Link, Node, NodeKind, Position, Probability, Score, Subject},
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    /// `a` leads twice and once more to the two nodes of a zone, which are linked with each other and lead back once.
    fn scene(is_collapsed: bool) -> Scene {
        let mut parts = Assessment::blank("t").to_parts();
        let phase = parts.phases[0].id.clone();
        parts.zones = vec![Zone { is_collapsed, ..Zone::new(id("z"), "Shared tools") }];
        for (name, x, zone) in [("a", 0.0, None), ("b", 400.0, Some("z")), ("c", 800.0, Some("z"))]
        {
            let mut node = Node::new(id(name), name, NodeKind::Host);
            node.position = Some(Position { x, y: 0.0 });
            node.zone = zone.map(id);
            parts.nodes.push(node);
        }
        let links = [
            ("ab", "a", "b"),
            ("ac", "a", "c"),
            ("ab2", "a", "b"),
            ("bc", "b", "c"),
            ("ca", "c", "a"),
        ];
        for (name, from, to) in links {
            let mut link = Link::new(id(name), id(from), id(to));
            link.likelihood.set(phase.clone(), Some(Score::point(Probability::clamped(0.5))));
            parts.links.push(link);
        }
        let document = Assessment::new(parts).expect("valid");
        let numbers = BTreeMap::new();
        Scene::of(&document, &SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() })
    }

    #[test]
    fn a_collapsed_zone_is_one_card_with_shared_lines() {
        let scene = scene(true);
        let titles: Vec<&str> = scene.nodes.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(
            titles,
            ["Host a, stability not scored", "Collapsed zone Shared tools, 2 nodes"]
        );
        assert!(scene.zones.is_empty());
        let links: Vec<&str> = scene.links.iter().map(|item| item.subject.id_str()).collect();
        assert_eq!(links, ["ab", "ca"]);
        assert_eq!(
            scene.bundles,
            BTreeMap::from([(id("ab"), vec![id("ab"), id("ac"), id("ab2")])])
        );
        let has_count =
            |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text == "3 links");
        assert!(scene.labels.iter().flat_map(|label| &label.shapes).any(has_count));
        assert_eq!(scene.places.len(), 3);
        // In the middle of what it hides.
        let middle = Point::new(688.0, 28.0);
        let found = hit::hit(&scene, middle, Reach { link: 5.0, rim: 6.0 });
        assert_eq!(found, Some(Hit::Fold(id("z"))));
    }

    #[test]
    fn an_open_zone_shows_all_its_nodes_and_links() {
        let scene = scene(false);
        assert_eq!((scene.nodes.len(), scene.links.len(), scene.zones.len()), (3, 5, 1));
        assert!(scene.bundles.is_empty());
        assert_eq!(scene.zones[0].subject, Subject::Zone(id("z")));
    }
}
