//! Collapsed zones: which nodes they hide, where their cards stand, and which links share a line because of them.

use std::collections::BTreeMap;

use super::{
    Anchor, Dash, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, card::WIDTH, grid::Grid,
    text,
};
use crate::model::{Assessment, Zone};

/// Height of a collapsed zone's card: three lines.
const FOLD_HEIGHT: f32 = 72.0;
const PADDING: f32 = 14.0;
/// What is left free between the card of a collapsed zone and others.
const GAP: f32 = 12.0;
const GAP_LEAST: f32 = 2.0;
/// What an open zone takes around its nodes.
const ZONE_ROOM: f32 = 28.0;
/// Of so many hidden nodes their places are tried.
const MEMBERS_MAX: usize = 64;
/// Steps in which a free place is sought, and how many of them.
const STEP: f32 = 24.0;
const RINGS: u16 = 60;
const CELL: f32 = 192.0;

/// A collapsed zone.
pub(super) struct Fold {
    /// Its place among the zones.
    pub(super) zone: usize,
    /// Its card.
    pub(super) frame: Frame,
    /// The nodes that it hides, by their places in the document; at least one.
    pub(super) members: Vec<usize>,
    /// The middle of what it hides.
    middle: Point,
}

/// What a collapsed zone's card tells of what it hides.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// Links between the nodes that it hides.
    pub(super) links: usize,
    /// The highest value among its nodes: of how many nodes it is known, the value, and the value in words.
    pub(super) highest: Option<(usize, f64, String)>,
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
    /// How many links lie inside of folds, by the fold's card.
    pub(super) inside: BTreeMap<usize, usize>,
}

impl Fold {
    /// The radii of a fold's card.
    pub(super) const RADII: [f32; 4] = [12.0; 4];

    /// What it hides, in words.
    pub(super) fn words(&self, content: &Content) -> String {
        let nodes = counted(self.members.len(), "node");
        match content.links {
            0 => nodes,
            links => format!("{nodes}, {} inside", counted(links, "link")),
        }
    }

    /// The marks of its card, looking like a stack of cards. What lies behind has the color of the highest value.
    pub(super) fn shapes(&self, zone: &Zone, content: &Content) -> Vec<Shape> {
        let (line, ground) = match zone.accent {
            Some(accent) => (Ink::Mark(accent), Ink::Tint(accent)),
            None => (Ink::Link, Ink::Surface),
        };
        let frame = self.frame;
        let behind = Frame { min: frame.min.moved(4.0, 4.0), max: frame.max.moved(4.0, 4.0) };
        let edge =
            content.highest.as_ref().map_or(Ink::Line, |(_, p, _)| Ink::Probability(*p as f32));
        let stroke = Stroke::solid(line, 1.0).dashed(Dash::Dashed);
        let room = WIDTH - 2.0 * PADDING;
        let name = text::elided(&zone.name, 12.0, FontWeight::SemiBold, room);
        let name = Shape::text(frame.min.moved(PADDING, 18.0), name, 12.0, Ink::Text);
        let words = self.words(content);
        let words = text::elided(&words, 11.0, FontWeight::Regular, room);
        let words = Shape::text(frame.min.moved(PADDING, 37.0), words, 11.0, Ink::Secondary);
        let mut shapes = vec![
            Shape::filled(Outline::Rect(behind, Self::RADII), edge),
            Shape::filled(Outline::Rect(frame, Self::RADII), ground),
            Shape::stroked(Outline::Rect(frame, Self::RADII), stroke),
            name.weighing(FontWeight::SemiBold),
            words,
        ];
        if let Some((count, _, figure)) = &content.highest {
            let right = Point::new(frame.max.x - PADDING, frame.min.y + 55.0);
            let width = text::width(figure, 12.0, FontWeight::SemiBold);
            let figure = Shape::text(right, figure.clone(), 12.0, Ink::Text);
            let words = highest_words(*count, self.members.len());
            let words = text::elided(&words, 11.0, FontWeight::Regular, room - width - 6.0);
            shapes.push(Shape::text(frame.min.moved(PADDING, 55.0), words, 11.0, Ink::Secondary));
            shapes.push(figure.weighing(FontWeight::SemiBold).anchored(Anchor::End));
        }
        shapes
    }
}

/// Of what a value is the highest: where it is not known of all, of how many.
pub(super) fn highest_words(known: usize, all: usize) -> String {
    match (known, all) {
        (1, 1) => "its node".to_owned(),
        (known, all) if known == all => format!("highest of {all}"),
        (known, all) => format!("highest of {known} of {all}"),
    }
}

/// `1 node`, `2 nodes`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

impl Folded {
    /// `frames` are the places of all nodes, in order. Cards of collapsed zones stand in the middle of what they hide.
    pub(super) fn new(document: &Assessment, frames: &[Frame]) -> Self {
        let hidden_in = hidden_in(document, frames.len());
        let folds = folds(&hidden_in, frames);
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

    /// The same, but where the card of a collapsed zone would lie over another card it stands near by: where one of the
    /// nodes stands that it hides, else in the nearest free place. Only the drawing knows of it.
    pub(super) fn clear(document: &Assessment, frames: &[Frame]) -> Self {
        let mut folded = Self::new(document, frames);
        if folded.folds.is_empty() {
            return folded;
        }
        let mut taken = Grid::with_room(CELL, folded.cards.len());
        for card in &folded.cards[..folded.nodes] {
            taken.add(card, *card);
        }
        let zones = open_zones(document, frames);
        for (place, fold) in folded.folds.iter_mut().enumerate() {
            fold.frame = free_place(&taken, &zones, (fold, frames));
            taken.add(&fold.frame, fold.frame);
            folded.cards[folded.nodes + place] = fold.frame;
        }
        folded
    }

    /// How many of the cards are of nodes; those of folds come after them.
    pub(super) fn shown(&self) -> usize {
        self.nodes
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
            inside: BTreeMap::new(),
        };
        let mut line_of: BTreeMap<[usize; 2], usize> = BTreeMap::new();
        for (place, link) in document.links().iter().enumerate() {
            let ends = [card(&link.from), card(&link.to)];
            let meets_fold = ends.into_iter().any(is_fold);
            if meets_fold && ends[0] == ends[1] {
                *lines.inside.entry(ends[0]).or_default() += 1;
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

/// For each node the collapsed zone that hides it, by its place.
fn hidden_in(document: &Assessment, count: usize) -> Vec<Option<usize>> {
    if !document.zones().iter().any(|zone| zone.is_collapsed) {
        return vec![None; count];
    }
    let collapsed = |place: usize| -> Option<usize> {
        let zone = document.zones().position(document.nodes().at(place)?.zone.as_ref()?)?;
        document.zones().at(zone).filter(|zone| zone.is_collapsed).map(|_| zone)
    };
    (0..count).map(collapsed).collect()
}

fn folds(hidden_in: &[Option<usize>], frames: &[Frame]) -> Vec<Fold> {
    let mut hulls: BTreeMap<usize, (Frame, Vec<usize>)> = BTreeMap::new();
    for (node, (zone, frame)) in hidden_in.iter().zip(frames).enumerate() {
        let Some(zone) = zone else { continue };
        let (hull, members) = hulls.entry(*zone).or_insert((*frame, Vec::new()));
        *hull = hull.union(*frame);
        members.push(node);
    }
    let fold = |(zone, (hull, members)): (usize, (Frame, Vec<usize>))| {
        let middle = hull.center();
        Fold { zone, frame: Frame::around(middle, WIDTH, FOLD_HEIGHT), members, middle }
    };
    hulls.into_iter().map(fold).collect()
}

/// What open zones take on the canvas.
fn open_zones(document: &Assessment, frames: &[Frame]) -> Vec<Frame> {
    let mut hulls: BTreeMap<usize, Frame> = BTreeMap::new();
    for (node, frame) in document.nodes().iter().zip(frames) {
        let zone = node.zone.as_ref().and_then(|id| document.zones().position(id));
        let is_open = |zone: &usize| document.zones().at(*zone).is_some_and(|z| !z.is_collapsed);
        if let Some(zone) = zone.filter(is_open) {
            let hull = hulls.entry(zone).or_insert(*frame);
            *hull = hull.union(*frame);
        }
    }
    hulls.into_values().map(|hull| hull.grown(ZONE_ROOM)).collect()
}

/// Where a collapsed zone's card hides no other card: in the middle of what it hides, where a node stands that it hides,
/// or near by, rather not inside an open zone.
fn free_place(taken: &Grid<Frame>, zones: &[Frame], (fold, frames): (&Fold, &[Frame])) -> Frame {
    let around = |middle: Point| Frame::around(middle, WIDTH, FOLD_HEIGHT);
    let has_room = |frame: &Frame, gap: f32| {
        let room = frame.grown(gap);
        taken.near(&room).all(|card| !card.overlaps(&room))
    };
    let is_free = |frame: &Frame| has_room(frame, GAP);
    let mut members: Vec<Point> =
        fold.members.iter().filter_map(|node| frames.get(*node)).map(Frame::center).collect();
    members.sort_by(|a, b| a.distance(fold.middle).total_cmp(&b.distance(fold.middle)));
    // Where somebody has put it, it need not keep a distance.
    if has_room(&fold.frame, GAP_LEAST) {
        return fold.frame;
    }
    let mut own = members.into_iter().take(MEMBERS_MAX).map(around);
    if let Some(frame) = own.find(is_free) {
        return frame;
    }
    let is_outside = |frame: &Frame| zones.iter().all(|zone| !zone.overlaps(frame));
    let near = || (1..=RINGS).flat_map(|ring| ring_around(fold.middle, ring)).map(around);
    let outside = near().find(|frame| is_outside(frame) && is_free(frame));
    outside.or_else(|| near().find(is_free)).unwrap_or(fold.frame)
}

/// Points around another one on a square, the nearest first.
fn ring_around(middle: Point, ring: u16) -> Vec<Point> {
    let far = f32::from(ring) * STEP;
    let along = |i: u16| f32::from(i) * STEP - far;
    let sides = (0..=2 * ring).flat_map(|i| {
        let x = along(i);
        [(x, -far), (x, far), (-far, x), (far, x)]
    });
    let mut points: Vec<Point> = sides.map(|(x, y)| middle.moved(x, y)).collect();
    points.sort_by(|a, b| a.distance(middle).total_cmp(&b.distance(middle)));
    points
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
            ["Host a, stability not scored", "Collapsed zone Shared tools, 2 nodes, 1 link inside"]
        );
        assert!(scene.zones.is_empty());
        let links: Vec<&str> = scene.links.iter().map(|item| item.subject.id_str()).collect();
        assert_eq!(links, ["ab", "ca"]);
        assert_eq!(
            scene.bundles,
            BTreeMap::from([(id("ab"), vec![id("ab"), id("ac"), id("ab2")])])
        );
        let has_count = |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text == "3 links, highest 0.5");
        assert!(scene.labels.iter().flat_map(|label| &label.shapes).any(has_count));
        // As strong as its strongest link: what they open together is not told without knowing how they depend.
        assert_eq!(scene.lines[0].stroke, scene.lines[1].stroke);
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
    /// Nodes at places, those of the second list in a collapsed zone each of their own.
    fn crowded(shown: &[(i16, i16)], zones: &[Vec<(i16, i16)>]) -> Assessment {
        let mut parts = Assessment::blank("t").to_parts();
        let mut put = |place: &(i16, i16), zone: Option<Id<Zone>>| {
            let name = format!("n{}", parts.nodes.len());
            let mut node = Node::new(id(&name), &name, NodeKind::Host);
            let (x, y) = (f64::from(place.0) * 8.0, f64::from(place.1) * 8.0);
            node.position = Some(Position { x, y });
            node.zone = zone;
            parts.nodes.push(node);
        };
        for place in shown {
            put(place, None);
        }
        for (which, places) in zones.iter().enumerate() {
            let zone = Zone { is_collapsed: true, ..Zone::new(id(&format!("z{which}")), "Z") };
            for place in places {
                put(place, Some(zone.id.clone()));
            }
            parts.zones.push(zone);
        }
        Assessment::new(parts).expect("valid")
    }

    fn drawn(document: &Assessment) -> Scene {
        let numbers: BTreeMap<_, _> = document
            .nodes()
            .iter()
            .enumerate()
            .map(|(place, node)| (node.id.clone(), vec![place as f64 / 100.0]))
            .collect();
        Scene::of(document, &SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() })
    }

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_collapsed_zone_lies_over_a_card(
            shown in prop::collection::vec((-60_i16..60, -40_i16..40), 0..24),
            zones in prop::collection::vec(
                prop::collection::vec((-60_i16..60, -40_i16..40), 1..5), 1..4),
        ) {
            let document = crowded(&shown, &zones);
            let scene = drawn(&document);
            let boxes = &scene.cards[shown.len()..];
            prop_assert_eq!(boxes.len(), zones.len());
            for (place, fold) in boxes.iter().enumerate() {
                let others = scene.cards.iter().enumerate();
                for (_, card) in others.filter(|(other, _)| *other != shown.len() + place) {
                    prop_assert!(!fold.overlaps(card), "{:?} lies on {:?}", fold, card);
                }
            }
        }
    }

    #[test]
    fn where_it_has_room_a_collapsed_zone_stands_in_the_middle_of_what_it_hides() {
        let document = crowded(&[(0, 100)], &[vec![(0, 0), (40, 0)]]);
        let middle = drawn(&document).cards[1].center();
        assert_eq!(middle, Point::new(160.0 + WIDTH / 2.0, 28.0));
        // A card in the middle: then where one of its own nodes stands.
        let document = crowded(&[(20, 0)], &[vec![(0, 0), (40, 0)]]);
        let middle = drawn(&document).cards[1].center();
        assert_eq!(middle, Point::new(WIDTH / 2.0, 28.0));
    }

    #[test]
    fn the_card_of_a_collapsed_zone_tells_the_highest_of_what_it_hides() {
        let document = crowded(&[(0, 100)], &[vec![(0, 0), (40, 0)]]);
        let scene = drawn(&document);
        let title = "Collapsed zone Z, 2 nodes, highest prevalence 0.02 of 2 in Deployment";
        assert_eq!(scene.nodes[1].title, title);
        assert_eq!(scene.inks()[1], Ink::Probability(0.02));
        let says = |words: &str| {
            let mut shapes = scene.nodes[1].shapes.iter();
            shapes.any(|shape| matches!(shape, Shape::Text { text, .. } if text == words))
        };
        assert!(says("highest of 2") && says("0.02") && says("2 nodes"));
        assert_eq!(highest_words(2, 3), "highest of 2 of 3");
    }
}
