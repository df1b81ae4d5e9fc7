//! A document as a picture: zones, links, labels and cards, each with the element that it shows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
};

use super::{
    Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, bends,
    card::{self, Face, HEIGHT, OVERHANG, WIDTH},
    fold::{Fold, Folded},
    icon, layout, note, palette,
    routing::{self, Card, Route, Wire},
    text,
    wire::{self, Strand, Taken},
    words,
};
use crate::model::{
    Assessment, Delay, Dimension, Gate, Id, Link, Mechanism, Node, NodeKind, Phase, Position,
    Series, Subject, Zone,
};

/// What a picture of a document shows besides the document.
#[derive(Clone, Copy)]
pub struct SceneView<'a> {
    /// The chosen phase, 0-based; places past the end mean the last.
    pub phase: usize,
    /// Prevalence of each node per phase, 0..=1, as far as it is known; nodes without are drawn neutral.
    pub numbers: &'a BTreeMap<Id<Node>, Vec<f64>>,
    /// A probability in words, such as `7.0 %`.
    pub labels: &'a dyn Fn(f64) -> String,
}

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
}

/// What an exported picture says about itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caption<'a> {
    /// What is shown, in words, for readers who cannot see it; the list of elements is added.
    pub description: &'a str,
    /// The name of the chosen phase.
    pub phase: &'a str,
    /// Whether to explain the kinds of nodes and lines.
    pub explains: bool,
}

/// Positions beyond this are drawn at it, so that single precision can tell neighbors apart.
const FAR: f64 = 1e5;
const MARGIN: f32 = 24.0;
const ZONE_PADDING: f32 = 20.0;
const ZONE_HEAD: f32 = 34.0;

impl Scene {
    /// The picture of a document in one phase. Nodes without a position are laid out.
    pub fn of(document: &Assessment, view: &SceneView<'_>) -> Self {
        let look = Look::new(document, view);
        let folded = Folded::new(document, &look.frames);
        let nodes = look.cards(&folded);
        let bundles: Vec<Bundle<'_>> = look.bundles(&folded);
        let strands: Vec<Strand<'_>> =
            bundles.iter().enumerate().map(|(i, bundle)| look.strand(i, bundle)).collect();
        let routes = look.routes(&strands, &folded);
        let mut taken = Taken::new(&routes);
        for item in &nodes {
            taken.add(item.bounds);
        }
        let open = document.zones().iter().filter(|zone| !zone.is_collapsed);
        let zones: Vec<Item> = open.filter_map(|zone| look.zone(zone, &mut taken)).collect();
        let mut labels = Vec::new();
        let mut links = Vec::with_capacity(strands.len());
        for ((strand, route), bundle) in strands.iter().zip(&routes).zip(&bundles) {
            let title = look.link_title(strand, bundle);
            let subject = Subject::Link(strand.link.id.clone());
            if let Some((bounds, shapes)) = strand.label(route, &mut taken) {
                labels.push(Item {
                    subject: subject.clone(),
                    bounds,
                    shapes,
                    title: title.clone(),
                });
            }
            let bounds = route.bounds().grown(6.0);
            links.push(Item { subject, bounds, shapes: strand.line(route), title });
        }
        let notes = note::items(document);
        let all = notes.iter().chain(&zones).chain(&links).chain(&labels).chain(&nodes);
        let frame = all.map(|item| item.bounds).reduce(|a, b| a.union(b)).unwrap_or_default();
        let bundles = bundles.into_iter().filter(|bundle| bundle.links.len() > 1);
        let bundles = bundles.map(Bundle::named).collect();
        let Folded { cards, .. } = folded;
        let places = look.frames;
        Self { notes, zones, links, routes, labels, nodes, cards, places, bundles, frame }
    }

    /// All elements in the order in which they are painted.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let below = self.notes.iter().chain(&self.zones);
        below.chain(&self.links).chain(&self.labels).chain(&self.nodes)
    }

    /// The picture for export: with a margin and a legend below.
    pub fn drawing(&self, caption: &Caption<'_>) -> Drawing {
        let mut shapes: Vec<Shape> =
            self.items().flat_map(|item| item.shapes.iter().cloned()).collect();
        let corner = Point::new(self.frame.min.x, self.frame.max.y + 28.0);
        let legend = legend(corner, caption, &mut shapes);
        let frame = self.frame.union(legend).grown(MARGIN);
        let titles = self.nodes.iter().chain(&self.links).map(|item| item.title.as_str());
        let description =
            std::iter::once(caption.description).chain(titles).collect::<Vec<_>>().join("\n");
        Drawing { frame, description, shapes }
    }
}

/// Links that share a line: one as a rule, more to or from a collapsed zone.
struct Bundle<'a> {
    /// At least one.
    links: Vec<&'a Link>,
}

impl Bundle<'_> {
    fn named(self) -> (Id<Link>, Vec<Id<Link>>) {
        let ids: Vec<Id<Link>> = self.links.iter().map(|link| link.id.clone()).collect();
        (ids[0].clone(), ids)
    }
}

/// The document seen in one way: everything that is looked up once for all elements.
struct Look<'a> {
    document: &'a Assessment,
    view: &'a SceneView<'a>,
    phase: usize,
    phase_name: &'a str,
    /// In the order of the nodes.
    frames: Vec<Frame>,
    mitigated_nodes: BTreeSet<&'a Id<Node>>,
    mitigated_links: BTreeSet<&'a Id<Link>>,
}

impl<'a> Look<'a> {
    fn new(document: &'a Assessment, view: &'a SceneView<'a>) -> Self {
        let phase = view.phase.min(document.phases().len().saturating_sub(1));
        let phase_name = document.phases().at(phase).map_or("", |phase: &Phase| &*phase.name);
        let enabled = || document.mitigations().iter().filter(|m| m.enabled);
        Self {
            document,
            view,
            phase,
            phase_name,
            frames: frames(document),
            mitigated_nodes: enabled().flat_map(|m| m.prevents.iter().chain(&m.restores)).collect(),
            mitigated_links: enabled().flat_map(|m| &m.blocks).collect(),
        }
    }

    fn node(&self, node: &Node, frame: Frame) -> Item {
        let values = self.view.numbers.get(&node.id).map(Vec::as_slice);
        let value = values.and_then(|values| values.get(self.phase));
        let figure = value.map(|p| (self.view.labels)(*p));
        let face = Face {
            node,
            frame,
            values,
            phase: self.phase,
            is_scored: self.central(&node.stability, Dimension::Stability).is_some(),
            is_mitigated: self.mitigated_nodes.contains(&node.id),
            figure,
        };
        let has_badge = face.is_mitigated || node.gate != Gate::Any;
        let mut bounds = frame.grown(1.0);
        bounds.min.y -= if has_badge { OVERHANG } else { 0.0 };
        let title = self.node_title(&face);
        let shapes = face.shapes();
        Item { subject: Subject::Node(node.id.clone()), bounds, shapes, title }
    }

    fn node_title(&self, face: &Face<'_>) -> String {
        let mut title = format!("{} {}", words::of_kind(face.node.kind), face.node.name);
        if let Some(figure) = &face.figure {
            add(&mut title, format_args!(", prevalence {figure} in {}", self.phase_name));
        }
        match face.node.gate {
            Gate::Any => {}
            Gate::All => title += ", needs all inbound links",
            Gate::AtLeast(k) => add(&mut title, format_args!(", needs {k} inbound links")),
        }
        if !face.is_scored {
            title += ", stability not scored";
        }
        if face.is_mitigated {
            title += ", mitigated";
        }
        title
    }

    /// The cards of nodes, then those of collapsed zones.
    fn cards(&self, folded: &Folded) -> Vec<Item> {
        let nodes = self.document.nodes().iter().zip(&self.frames).enumerate();
        let shown = nodes.filter(|(place, _)| folded.is_shown(*place));
        let shown = shown.map(|(_, (node, frame))| self.node(node, *frame));
        shown.chain(folded.folds.iter().filter_map(|fold| self.fold(fold))).collect()
    }

    /// The card of a collapsed zone.
    fn fold(&self, fold: &Fold) -> Option<Item> {
        let zone = self.document.zones().at(fold.zone)?;
        let words = fold.words();
        let (shapes, bounds) = (fold.shapes(zone), fold.frame.grown(4.0));
        let title = format!("Collapsed zone {}, {words}", zone.name);
        Some(Item { subject: Subject::Zone(zone.id.clone()), bounds, shapes, title })
    }

    fn bundles(&self, folded: &Folded) -> Vec<Bundle<'a>> {
        let links = self.document.links();
        let all = folded.bundles(self.document).into_iter();
        all.map(|places| places.into_iter().filter_map(|place| links.at(place)).collect())
            .filter(|links: &Vec<&Link>| !links.is_empty())
            .map(|links| Bundle { links })
            .collect()
    }

    /// A bundle's line is as strong as the chance that at least one of its links opens.
    fn strand<'l>(&self, place: usize, bundle: &Bundle<'l>) -> Strand<'l> {
        let link = bundle.links[0];
        let likelihood = |link: &Link| self.central(&link.likelihood, Dimension::Likelihood);
        let is_mitigated = bundle.links.iter().any(|link| self.mitigated_links.contains(&link.id));
        let exists = bundle.links.iter().any(|link| self.document.link_exists(link));
        let is_single = bundle.links.len() == 1;
        let closed = bundle.links.iter().filter_map(|link| likelihood(link)).map(|p| 1.0 - p);
        let none_opens = closed.reduce(|a, b| a * b);
        let likelihood = if is_single { likelihood(link) } else { none_opens.map(|q| 1.0 - q) };
        let figure = if is_single {
            likelihood.map(self.view.labels)
        } else {
            Some(format!("{} links", bundle.links.len()))
        };
        Strand { link, place, likelihood, figure, exists, is_mitigated, is_single }
    }

    fn link_title(&self, strand: &Strand<'_>, bundle: &Bundle<'_>) -> String {
        let link = strand.link;
        if !strand.is_single {
            let label = self.document.label(&Subject::Link(link.id.clone()));
            return format!("{} links, {label} and others", bundle.links.len());
        }
        let mut title = format!("Link {}", self.document.label(&Subject::Link(link.id.clone())));
        if link.mechanism != Mechanism::Other {
            add(&mut title, format_args!(", {}", words::of_mechanism(link.mechanism)));
        }
        match &strand.figure {
            Some(figure) => {
                add(&mut title, format_args!(", likelihood {figure} in {}", self.phase_name));
            }
            None => title += ", likelihood not scored",
        }
        let remarks = [
            (link.delay == Delay::NextPhase, ", carries in the next phase"),
            (strand.is_mitigated, ", mitigated"),
            (link.requires.is_some() && strand.exists, ", brought by a mitigation"),
            (!strand.exists, ", absent while its mitigation is disabled"),
        ];
        title.extend(remarks.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words));
        title
    }

    fn routes(&self, strands: &[Strand<'_>], folded: &Folded) -> Vec<Route> {
        let nodes = self.document.nodes();
        let shown = nodes.iter().enumerate().filter(|(place, _)| folded.is_shown(*place));
        let radii = shown.map(|(_, node)| card::radii(node.kind));
        let radii = radii.chain(folded.folds.iter().map(|_| Fold::RADII));
        let cards: Vec<Card> = (folded.cards.iter().zip(radii))
            .map(|(frame, [left, right, ..])| Card { frame: *frame, radii: [left, right] })
            .collect();
        // A place past the end stands for a node that is not there; documents that keep the rules have none.
        let place = |id| nodes.position(id).map_or(usize::MAX, |place| folded.card_of(place));
        let wires: Vec<Wire> = strands
            .iter()
            .map(|strand| Wire {
                from: place(&strand.link.from),
                to: place(&strand.link.to),
                head: wire::head_length(strand.likelihood),
            })
            .collect();
        let mut routes = routing::routes(&cards, &wires);
        for ((route, wire), strand) in routes.iter_mut().zip(&wires).zip(strands) {
            let ends = cards.get(wire.from).zip(cards.get(wire.to));
            let bends = strand.bends();
            if let Some((from, to)) = ends.filter(|_| !bends.is_empty()) {
                *route = bends::through((&from.frame, &to.frame), &bends, wire.head);
            }
        }
        routes
    }

    fn zone(&self, zone: &Zone, taken: &mut Taken) -> Option<Item> {
        let nodes = self.document.nodes().iter().zip(&self.frames);
        let frames = nodes.filter(|(node, _)| node.zone.as_ref() == Some(&zone.id));
        let mut frame = frames.map(|(_, f)| *f).reduce(|a, b| a.union(b))?.grown(ZONE_PADDING);
        frame.min.y -= ZONE_HEAD - ZONE_PADDING;
        let outline = Outline::Rect(frame, [14.0; 4]);
        let line = zone.accent.map_or(Ink::Line, Ink::Mark);
        let border = Shape::stroked(outline, Stroke::solid(line, 1.25).dashed(Dash::Dashed));
        let name = text::elided(&zone.name, 11.0, FontWeight::Medium, frame.width() - 32.0);
        let at = frame.min.moved(16.0, 16.0);
        let width = text::width(&name, 11.0, FontWeight::Medium);
        taken.add(Frame::sized(at.moved(-2.0, -9.0), width + 4.0, 18.0));
        let ink = zone.accent.map_or(Ink::Faint, Ink::Mark);
        let name = Shape::text(at, name, 11.0, ink).weighing(FontWeight::Medium);
        let title = format!("Zone {}", zone.name);
        let shapes = vec![border, name];
        Some(Item {
            subject: Subject::Zone(zone.id.clone()),
            bounds: frame.grown(1.0),
            shapes,
            title,
        })
    }

    fn central(&self, series: &Series, dimension: Dimension) -> Option<f64> {
        let in_force = series.at(self.document.phases(), self.phase)?;
        Some(in_force.score.estimate.central(dimension, self.document.scale()).get())
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

fn add(title: &mut String, words: fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    title.write_fmt(words).unwrap_or_default();
}

/// The ramp with its ends and the phase and, where wanted, lines and kinds; gives the frame that it takes.
fn legend(corner: Point, caption: &Caption<'_>, shapes: &mut Vec<Shape>) -> Frame {
    const BLOCKS: u8 = 42;
    const BLOCK: f32 = 4.0;
    let ratio = palette::RAMP_HIGH / palette::RAMP_LOW;
    for block in 0..BLOCKS {
        let p = palette::RAMP_LOW * libm::pow(ratio, f64::from(block) / f64::from(BLOCKS - 1));
        let at = corner.moved(f32::from(block) * BLOCK, 0.0);
        // A hair of overlap keeps the blocks from showing seams.
        let wide = if block + 1 < BLOCKS { BLOCK + 0.5 } else { BLOCK };
        shapes.push(Shape::block(Frame::sized(at, wide, 8.0), Ink::Probability(p as f32)));
    }
    let width = f32::from(BLOCKS) * BLOCK;
    let small = |at: Point, words: &str| Shape::text(at, words, 11.0, Ink::Secondary);
    shapes.push(small(corner.moved(0.0, 20.0), "≤ 0.1 %"));
    shapes.push(small(corner.moved(width, 20.0), "≥ 20 %").anchored(Anchor::End));
    let words = if caption.phase.is_empty() {
        "Prevalence".to_owned()
    } else {
        format!("Prevalence in {}", caption.phase)
    };
    shapes.push(small(corner.moved(width + 14.0, 4.0), &words));
    let right = width + 14.0 + text::width(&words, 11.0, FontWeight::Regular);
    if !caption.explains {
        return Frame::sized(corner, right, 28.0);
    }
    let lines = line_legend(corner.moved(0.0, 46.0), shapes);
    let kinds = kind_legend(corner.moved(0.0, 70.0), shapes);
    Frame::sized(corner, right.max(lines).max(kinds), 80.0)
}

/// What lines mean; gives the width taken.
fn line_legend(start: Point, shapes: &mut Vec<Shape>) -> f32 {
    let samples = [
        (Dash::Solid, 2.5, "Likelihood 1 % or more"),
        (Dash::Dashed, 1.5, "Below 1 %"),
        (Dash::Dotted, 1.5, "Not scored"),
    ];
    let mut x = 0.0;
    for (dash, width, words) in samples {
        let stroke = Stroke::solid(Ink::Link, width).dashed(dash);
        shapes.push(Shape::line(start.moved(x, 0.0), start.moved(x + 28.0, 0.0), stroke));
        x += entry(start.moved(x + 35.0, 0.0), words, shapes) + 35.0;
    }
    let symbols = [
        (icon::SHIELD, Ink::Mitigated, "Under mitigation"),
        (icon::DELAY, Ink::Secondary, "In the next phase"),
        (icon::REQUIRES_ON, Ink::Secondary, "Brought by a mitigation"),
    ];
    for (glyph, ink, words) in symbols {
        shapes.push(Shape::Icon { at: start.moved(x + 6.0, 0.0), size: 12.0, glyph, ink });
        x += entry(start.moved(x + 17.0, 0.0), words, shapes) + 17.0;
    }
    x
}

/// What symbols of cards mean; gives the width taken.
fn kind_legend(start: Point, shapes: &mut Vec<Shape>) -> f32 {
    const KINDS: [NodeKind; 7] = [
        NodeKind::Origin,
        NodeKind::Enabler,
        NodeKind::Host,
        NodeKind::Channel,
        NodeKind::State,
        NodeKind::Outcome,
        NodeKind::Residual,
    ];
    let mut x = 0.0;
    for kind in KINDS {
        let (glyph, ink) = (icon::of_kind(kind), Ink::Secondary);
        shapes.push(Shape::Icon { at: start.moved(x + 6.0, 0.0), size: 12.0, glyph, ink });
        x += entry(start.moved(x + 17.0, 0.0), words::of_kind(kind), shapes) + 17.0;
    }
    x
}

/// One entry's words; gives the width taken, the gap to the next entry included.
fn entry(at: Point, words: &str, shapes: &mut Vec<Shape>) -> f32 {
    shapes.push(Shape::text(at, words, 11.0, Ink::Secondary));
    text::width(words, 11.0, FontWeight::Regular) + 20.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        drawing::svg,
        model::{Mitigation, Parts, Probability, Score},
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
