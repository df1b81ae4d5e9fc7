//! A document as a picture: zones, links, labels and cards, each with the element that it shows.

use std::collections::BTreeMap;

use super::{
    Caption, Drawing, Frame, Ink, Look, Point, SceneView, Shape, Stroke,
    card::{HEIGHT, WIDTH},
    fold::{Folded, Lines},
    index::Index,
    labels::Labeler,
    layout,
    legend::legend,
    note,
    routing::Route,
    wire::Strand,
};
use crate::model::{Assessment, Id, Link, Node, Position, Subject};

/// One element of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The element that it shows.
    pub subject: Subject,
    /// A frame that holds all its marks.
    pub bounds: Frame,
    /// Its marks, painted in order.
    pub shapes: Vec<Shape>,
    /// What it shows, in words.
    pub title: String,
}

/// A document as a picture. Painted in this order: notes and frames, zones, links, labels, nodes.
///
/// [`Scene::of`] is whole. [`Scene::outline`] knows where everything is; marks and titles of nodes and links come with
/// [`Scene::draw_node`] and [`Scene::draw_link`], and labels, where there are very many links, with a
/// [`super::labels::Labeler`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Frames, then notes, each in file order.
    pub notes: Vec<Item>,
    /// Zones that have nodes and are not collapsed.
    pub zones: Vec<Item>,
    /// Lines and arrow heads, in the order of the links. Of links that share a line, because they lead to or from a
    /// collapsed zone, only the first is here; links inside one are not.
    pub links: Vec<Item>,
    /// Where each of `links` runs.
    pub routes: Vec<Route>,
    /// How each of `links` looks from afar.
    pub lines: Vec<Line>,
    /// Labels of links; a link without room for one has none.
    pub labels: Vec<Item>,
    /// Cards of the nodes outside of collapsed zones, in file order, then those of collapsed zones; a later one lies
    /// above an earlier one.
    pub nodes: Vec<Item>,
    /// The card's own frame of each of `nodes`, without the badges on its border.
    pub cards: Vec<Frame>,
    /// Where each node of the document stands, in file order, whether it is shown or inside a collapsed zone.
    pub places: Vec<Frame>,
    /// The links that share a line, by the one whose item is in `links`.
    pub bundles: BTreeMap<Id<Link>, Vec<Id<Link>>>,
    /// Holds everything.
    pub frame: Frame,
    pub(super) near: Near,
}

/// A link's line in short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where it starts and where its arrow head ends.
    pub span: [Point; 2],
    /// Its look.
    pub stroke: Stroke,
    /// The places of the cards where it starts and ends; past the end for nodes that are not there.
    pub ends: [usize; 2],
}

/// What is asked for in every frame, side by side, so that a view need not look at everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Near {
    pub(super) nodes: Index,
    pub(super) links: Index,
    /// Places that have moved since the index was made.
    pub(super) moved_nodes: Vec<u32>,
    pub(super) moved_links: Vec<u32>,
    /// The bounds of nodes and of links once more: large views look at all of them.
    pub(super) node_bounds: Vec<Frame>,
    pub(super) link_bounds: Vec<Frame>,
    /// The ink of each card's edge.
    pub(super) inks: Vec<Ink>,
    /// Whether every node has a position of its own.
    pub(super) is_placed: bool,
}

/// Positions beyond this are drawn at it, so that single precision can tell neighbors apart.
const FAR: f64 = 1e5;
const MARGIN: f32 = 24.0;
/// With more links than this an outline has no labels.
pub const LABELED_MAX: usize = 2_000;
/// A view of more than one part in so many of a picture looks at everything in it.
const LARGE_SHARE: f32 = 12.0;
/// Longer lines are found by pieces: the bounds of the whole hold much that it does not come near.
const PIECE: f32 = 1_024.0;
/// What lines and arrow heads take beside their way.
pub(super) const LINE_ROOM: f32 = 6.0;
impl Scene {
    /// The picture of a document in one phase, with all its marks. Nodes without a position are laid out.
    pub fn of(document: &Assessment, view: &SceneView<'_>) -> Self {
        Self::painted(&Look::new(document, view))
    }

    /// What is joined to what, without any number: no scores, no results, all links alike.
    pub fn structure(document: &Assessment) -> Self {
        let view = SceneView { phase: 0, numbers: &BTreeMap::new(), labels: &|_| String::new() };
        Self::painted(&Look::of_structure(document, &view))
    }

    fn painted(look: &Look<'_>) -> Self {
        let mut scene = Self::sketch(look);
        if scene.labels.is_empty() {
            let mut labeler = Labeler::new(&scene);
            for place in 0..scene.links.len() {
                let label = labeler.label(&scene, look, place);
                scene.labels.extend(label);
            }
        }
        for place in 0..scene.nodes.len() {
            scene.draw_node(look, place);
        }
        for place in 0..scene.links.len() {
            scene.draw_link(look, place);
        }
        scene.frame = scene.hull();
        scene
    }

    /// The picture with everything in its place, but without the marks and titles of nodes and links, and without
    /// labels where there are more than [`LABELED_MAX`] links.
    pub fn outline(document: &Assessment, view: &SceneView<'_>) -> Self {
        Self::sketch(&Look::new(document, view))
    }

    fn sketch(look: &Look<'_>) -> Self {
        let document = look.document();
        let places = frames(document);
        let folded = Folded::clear(document, &places);
        let lines = folded.lines(document);
        let nodes = look.cards(&folded, &places, &lines);
        let bundles = look.bundles(&lines);
        let mut scene = Self {
            notes: note::items(document),
            zones: look.zones(&places),
            near: Near {
                nodes: Index::of((0..).zip(nodes.iter().map(|item| item.bounds))),
                node_bounds: nodes.iter().map(|item| item.bounds).collect(),
                inks: look.inks(&nodes, &folded),
                is_placed: document.nodes().iter().all(|node| node.position.is_some()),
                ..Near::default()
            },
            nodes,
            places,
            bundles,
            ..Self::default()
        };
        scene.run_lines(look, &lines, &folded);
        scene.cards = folded.cards;
        if scene.links.len() <= LABELED_MAX {
            let mut labeler = Labeler::new(&scene);
            scene.labels = (0..scene.links.len())
                .filter_map(|place| labeler.label(&scene, look, place))
                .collect();
        }
        scene.frame = scene.hull();
        scene
    }

    fn run_lines(&mut self, look: &Look<'_>, lines: &Lines, folded: &Folded) {
        let links = look.document().links();
        let firsts = lines.firsts.iter().filter_map(|place| links.at(*place)).enumerate();
        let strands: Vec<Strand<'_>> = firsts
            .map(|(place, link)| look.bare_strand(place, &look.bundle(&self.bundles, link)))
            .collect();
        self.routes = look.routes(&strands, &lines.ends, folded);
        let items = strands.iter().zip(&self.routes).map(|(strand, route)| Item {
            subject: Subject::Link(strand.link.id.clone()),
            bounds: route.bounds().grown(LINE_ROOM),
            shapes: Vec::new(),
            title: String::new(),
        });
        self.links = items.collect();
        let lines = strands.iter().zip(&self.routes).zip(&lines.ends);
        let line = |((strand, route), ends): ((&Strand<'_>, &Route), &[usize; 2])| Line {
            span: route.ends(),
            stroke: strand.stroke(),
            ends: *ends,
        };
        self.lines = lines.map(line).collect();
        let mut pieces = Vec::with_capacity(self.links.len());
        for (place, route) in (0..).zip(&self.routes) {
            route.pieces(PIECE, |piece| pieces.push((place, piece.grown(LINE_ROOM))));
        }
        self.near.links = Index::of(pieces.into_iter());
        self.near.link_bounds = self.links.iter().map(|item| item.bounds).collect();
    }

    /// The ink of each card's edge, in the order of `nodes`.
    pub fn inks(&self) -> &[Ink] {
        &self.near.inks
    }

    /// Gives a node, by its place, its marks and its title, unless it has them.
    pub fn draw_node(&mut self, look: &Look<'_>, place: usize) {
        let Some((item, card)) = self.nodes.get_mut(place).zip(self.cards.get(place)) else {
            return;
        };
        if let Subject::Node(id) = &item.subject
            && item.shapes.is_empty()
            && let Some(node) = look.document().nodes().get(id)
        {
            (item.shapes, item.title) = look.node(node, *card);
        }
    }

    /// Gives a link, by its place, its marks and its title, unless it has them.
    pub fn draw_link(&mut self, look: &Look<'_>, place: usize) {
        let Some((item, route)) = self.links.get_mut(place).zip(self.routes.get(place)) else {
            return;
        };
        if let Subject::Link(id) = &item.subject
            && item.shapes.is_empty()
            && let Some(link) = look.document().links().get(id)
        {
            let bundle = look.bundle(&self.bundles, link);
            let strand = look.strand(place, &bundle);
            (item.shapes, item.title) = (strand.line(route), look.link_title(&strand, &bundle));
            let wanted = self.lines.get(place).map(|line| line.stroke.dash);
            for shape in &mut item.shapes {
                if let Shape::Path { stroke: Some(stroke), .. } = shape {
                    stroke.dash = wanted.unwrap_or(stroke.dash);
                }
            }
        }
    }

    /// The places of the nodes that may be seen in a frame, in order.
    pub fn nodes_near(&self, frame: &Frame) -> Vec<u32> {
        let Near { nodes, moved_nodes, node_bounds, .. } = &self.near;
        self.near(frame, (nodes, moved_nodes), node_bounds)
    }

    /// The places of the links that may be seen in a frame, in order.
    pub fn links_near(&self, frame: &Frame) -> Vec<u32> {
        let Near { links, moved_links, link_bounds, .. } = &self.near;
        self.near(frame, (links, moved_links), link_bounds)
    }

    /// The places of the nodes that stand elsewhere since the scene was made, in order.
    pub fn moved_nodes(&self) -> &[u32] {
        &self.near.moved_nodes
    }

    /// The places of the links that run elsewhere since the scene was made, in order.
    pub fn moved_links(&self) -> &[u32] {
        &self.near.moved_links
    }

    fn near(&self, frame: &Frame, (index, moved): (&Index, &[u32]), bounds: &[Frame]) -> Vec<u32> {
        let all = 0..bounds.len() as u32;
        if frame.encloses(&self.frame) {
            return all.collect();
        }
        let is_seen =
            |place: &u32| bounds.get(*place as usize).is_some_and(|bounds| bounds.overlaps(frame));
        let share = frame.width() * frame.height() * LARGE_SHARE;
        if share > self.frame.width() * self.frame.height() {
            return all.filter(is_seen).collect();
        }
        let mut found = index.near(frame);
        found.extend(moved);
        found.retain(is_seen);
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn hull(&self) -> Frame {
        let few = self.notes.iter().chain(&self.zones).chain(&self.labels);
        let many = self.near.node_bounds.iter().chain(&self.near.link_bounds);
        let frames = few.map(|item| item.bounds).chain(many.copied());
        frames.reduce(|a, b| a.union(b)).unwrap_or_default()
    }

    /// All elements in the order in which they are painted.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let below = self.notes.iter().chain(&self.zones);
        below.chain(&self.links).chain(&self.labels).chain(&self.nodes)
    }

    /// The picture for export without a legend, with a margin; `description` tells what it is.
    pub fn plain_drawing(&self, description: &str) -> Drawing {
        let shapes = self.items().flat_map(|item| item.shapes.iter().cloned()).collect();
        let titles = self.nodes.iter().chain(&self.links).map(|item| item.title.as_str());
        let description = std::iter::once(description).chain(titles).collect::<Vec<_>>().join("\n");
        Drawing { frame: self.frame.grown(MARGIN), description, shapes }
    }

    /// The picture for export: with a margin and a legend below.
    pub fn drawing(&self, caption: &Caption<'_>) -> Drawing {
        let mut drawing = self.plain_drawing(caption.description);
        let corner = Point::new(self.frame.min.x, self.frame.max.y + 28.0);
        let legend = legend(corner, caption, &mut drawing.shapes);
        drawing.frame = self.frame.union(legend).grown(MARGIN);
        drawing
    }
}

fn frames(document: &Assessment) -> Vec<Frame> {
    let is_placed = |node: &Node| node.position.is_some();
    let laid_out = if document.nodes().iter().all(is_placed) {
        BTreeMap::new()
    } else {
        layout::positions(document)
    };
    let place = |node: &Node| {
        let position: Position =
            node.position.or_else(|| laid_out.get(&node.id).copied()).unwrap_or_default();
        Frame::sized(drawn(position), WIDTH, HEIGHT)
    };
    document.nodes().iter().map(place).collect()
}

/// A position as it is drawn.
pub(super) fn drawn(position: Position) -> Point {
    let near = |v: f64| v.clamp(-FAR, FAR) as f32;
    Point::new(near(position.x), near(position.y))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        drawing::{icon, svg},
        model::{Mechanism, Mitigation, NodeKind, Parts, Probability, Score, Zone},
    };

    fn id<T>(text: &str) -> Id<T> {
        Id::new(text).expect("an id")
    }

    fn percent(p: f64) -> String {
        format!("{:.1} %", p * 100.0)
    }

    /// Nodes on a coarse raster, each link scored or not by its place in the list.
    fn document(places: &[(u8, u8)], links: &[(usize, usize)]) -> Assessment {
        let mut parts = Assessment::blank("test").to_parts();
        for (i, (x, y)) in places.iter().enumerate() {
            let kind =
                [NodeKind::Origin, NodeKind::Host, NodeKind::Channel, NodeKind::Outcome][i % 4];
            let mut node = Node::new(id(&format!("n{i}")), &format!("Node {i}"), kind);
            node.position = Some(Position { x: f64::from(*x) * 260.0, y: f64::from(*y) * 90.0 });
            parts.nodes.push(node);
        }
        for (i, (from, to)) in links.iter().enumerate() {
            let (from, to) = (id(&format!("n{from}")), id(&format!("n{to}")));
            let mut link = Link::new(id(&format!("l{i}")), from, to);
            link.mechanism = Mechanism::AgentMessaging;
            if i % 3 > 0 {
                let p = Probability::clamped(0.004 * i as f64);
                link.likelihood.set(parts.phases[0].id.clone(), Some(Score::point(p)));
            }
            parts.links.push(link);
        }
        Assessment::new(Parts { ..parts }).expect("valid")
    }

    fn scene(document: &Assessment) -> Scene {
        let numbers = BTreeMap::from([(id("n0"), vec![0.07])]);
        Scene::of(document, &SceneView { phase: 0, numbers: &numbers, labels: &percent })
    }

    #[test]
    fn titles_say_what_a_reader_cannot_see() {
        let mut parts = document(&[(0, 0), (1, 0)], &[(0, 1), (1, 0)]).to_parts();
        let mut mitigation = Mitigation::new(id("m"), "Monitoring");
        mitigation.blocks = vec![id("l1")];
        parts.mitigations.push(mitigation);
        let scene = scene(&Assessment::new(parts).expect("valid"));
        assert_eq!(
            scene.nodes[0].title,
            "Origin Node 0, prevalence 7.0 % in Deployment, stability not scored"
        );
        assert_eq!(
            scene.links[0].title,
            "Link Node 0 → Node 1, agent messaging, likelihood not scored"
        );
        assert_eq!(
            scene.links[1].title,
            "Link Node 1 → Node 0, agent messaging, likelihood 0.4 % in Deployment, mitigated"
        );
        let shields = scene.labels.iter().flat_map(|label| &label.shapes).filter(|shape| {
            matches!(shape, Shape::Icon { glyph: icon::SHIELD, ink: Ink::Mitigated, .. })
        });
        assert_eq!(shields.count(), 1);
    }

    #[test]
    fn a_document_without_elements_is_still_a_picture() {
        let empty = scene(&Assessment::blank("Empty"));
        assert_eq!(empty.items().count(), 0);
        assert!(empty.drawing(&Caption::default()).frame.width() > 100.0);
    }

    #[test]
    fn a_small_picture_stays_what_it_was() {
        let mut parts = document(&[(0, 0), (1, 0), (1, 1)], &[(0, 1), (1, 2), (1, 1)]).to_parts();
        parts.zones = vec![Zone::new(id("z"), "Inside & \"out\"")];
        parts.nodes[1].zone = Some(id("z"));
        let scene = scene(&Assessment::new(parts).expect("valid"));
        let caption = Caption { description: "Three nodes", phase: "Deployment", explains: false };
        let text = svg::svg(&scene.drawing(&caption), svg::Look::Either);
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/drawing-small.svg");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, &text).expect("a place to write");
        }
        let kept = std::fs::read_to_string(path).expect("a snapshot; UPDATE_SNAPSHOTS=1 writes it");
        assert!(kept == text, "the picture changed; look at it and run with UPDATE_SNAPSHOTS=1");
    }

    proptest! {
        #[test]
        fn labels_cover_neither_cards_nor_each_other(
            places in prop::collection::btree_set((0..5_u8, 0..6_u8), 2..14),
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..40),
        ) {
            let places: Vec<(u8, u8)> = places.into_iter().collect();
            let links: Vec<(usize, usize)> =
                picks.iter().map(|(a, b)| (a.index(places.len()), b.index(places.len()))).collect();
            let scene = scene(&document(&places, &links));
            for (i, label) in scene.labels.iter().enumerate() {
                prop_assert!(scene.cards.iter().all(|card| !card.overlaps(&label.bounds)));
                prop_assert!(scene.labels[i + 1..].iter().all(|l| !l.bounds.overlaps(&label.bounds)));
                prop_assert!(scene.frame.grown(0.1).encloses(&label.bounds));
            }
        }
    }
}
