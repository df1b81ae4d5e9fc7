//! The scene of the open document, made again only when something that it shows has changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eframe::egui::Color32;

use crate::{
    analysis::{Analysis, Comparison, Figure},
    drawing::{
        Frame, Ink, Item, Point, Scene, SceneView, Shape,
        hit::{self, Marquee, Reach},
        routing::distance_to_piece,
    },
    model::{Assessment, Id, Link, Node, Position, Subject},
    session::{Notation, Session},
    ui::{
        canvas::{
            gesture::{Grip, LinkEnd, Target},
            paint::LABEL_ROOM,
        },
        theme::Tokens,
        widgets::figure_in,
    },
};

/// How near to a handle of a link the pointer must be, in screen points.
const HANDLE_REACH: f32 = 8.0;
/// How far from the middle of a dropped card a link may pass to be split by it, in canvas units.
const DROP_REACH: f32 = 14.0;
/// How near to a link, in screen points.
const LINK_REACH: f32 = 6.0;
/// How near to the border of a card, in screen points.
const RIM_REACH: f32 = 6.0;
/// Below this zoom cards are too small to have a rim.
const RIM_ZOOM_MIN: f32 = 0.4;
/// Stands for a probability that a simulation never hit: not 0, and below all that it could see.
const NEVER_HIT: f64 = f64::MIN_POSITIVE;
/// With more labels than this none is drawn larger: comparing them all would take longer than a frame.
const ROOMY_LABELS_MAX: usize = 600;
/// How long colors take to ease into those of another phase, in seconds.
const EASE_SECONDS: f64 = 0.15;

/// The scene with what it was made of.
#[derive(Debug, Default)]
pub struct Picture {
    made_of: Option<Source>,
    scene: Scene,
    index: BTreeMap<Subject, usize>,
    /// Places of open zones, and of notes and frames.
    grounds: BTreeMap<Subject, usize>,
    /// Whether each label has room to be drawn larger.
    label_room: Vec<bool>,
    /// Edge colors before the last choice of another phase, in the order of the nodes, and when that was.
    before: Option<(Vec<Ink>, Option<f64>)>,
}

/// What a scene is made of.
#[derive(Clone, Debug)]
struct Source {
    document: Arc<Assessment>,
    analysis: Option<Arc<Analysis>>,
    comparison: Option<Arc<Comparison>>,
    phase: usize,
    notation: Notation,
}

impl Source {
    fn of(session: &Session) -> Self {
        let results = session.results();
        Self {
            document: session.document().snapshot(),
            analysis: results.map(|results| Arc::clone(&results.analysis)),
            comparison: results.and_then(|results| results.comparison.clone()),
            phase: session.phase(),
            notation: session.preferences().notation,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let is_same_analysis = match (&self.analysis, &other.analysis) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let is_same_comparison = match (&self.comparison, &other.comparison) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        Arc::ptr_eq(&self.document, &other.document)
            && is_same_analysis
            && is_same_comparison
            && (self.phase, self.notation) == (other.phase, other.notation)
    }

    /// What the numbers are taken from: the what-if scenario if there is one.
    fn shown(&self) -> Option<&Analysis> {
        self.comparison.as_ref().map(|c| &c.altered).or(self.analysis.as_deref())
    }

    fn scene(&self) -> Scene {
        let upper = self.shown().and_then(|analysis| {
            let mut figures = analysis.pooled.nodes.values().flat_map(|node| &node.prevalence);
            figures.find_map(|figure| figure.upper)
        });
        let labels = |p: f64| words(p, upper, self.notation);
        let numbers = self.shown().map(numbers).unwrap_or_default();
        let view = SceneView { phase: self.phase, numbers: &numbers, labels: &labels };
        Scene::of(&self.document, &view)
    }
}

impl Picture {
    /// Sees to it that the scene shows the session as it is.
    pub fn update(&mut self, session: &Session) {
        let source = Source::of(session);
        if self.made_of.as_ref().is_some_and(|made_of| made_of.is_same(&source)) {
            return;
        }
        let before: Vec<Ink> = (0..self.scene.nodes.len()).map(|i| self.edge(i)).collect();
        let has_turned = self.made_of.as_ref().is_some_and(|made_of| {
            made_of.phase != source.phase && Arc::ptr_eq(&made_of.document, &source.document)
        });
        self.scene = source.scene();
        let items = |items: &[Item]| -> Vec<(Subject, usize)> {
            items.iter().enumerate().map(|(i, item)| (item.subject.clone(), i)).collect()
        };
        self.index = [&self.scene.nodes, &self.scene.links]
            .into_iter()
            .flat_map(|list| items(list))
            .collect();
        self.grounds = [&self.scene.zones, &self.scene.notes]
            .into_iter()
            .flat_map(|list| items(list))
            .collect();
        self.label_room = label_room(&self.scene);
        self.before = has_turned.then_some((before, None));
        self.made_of = Some(source);
    }

    /// The scene.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Whether a label, by its place among the labels, can be drawn larger without touching another one or a card.
    pub fn has_label_room(&self, place: usize) -> bool {
        self.label_room.get(place).copied().unwrap_or(false)
    }

    /// A node's card.
    pub fn card(&self, id: &Id<Node>) -> Option<Frame> {
        let place = self.index.get(&Subject::Node(id.clone()))?;
        self.scene.cards.get(*place).copied()
    }

    /// A link's place among the links.
    pub fn link(&self, id: &Id<Link>) -> Option<usize> {
        self.index.get(&Subject::Link(id.clone())).copied()
    }

    /// What holds an element.
    pub fn bounds(&self, subject: &Subject) -> Option<Frame> {
        let ground = || self.grounds.get(subject).copied();
        match subject {
            Subject::Node(id) => self.card_of(subject).or_else(|| self.fold_of(id)),
            Subject::Link(_) => {
                let place = self.index.get(subject)?;
                self.scene.links.get(*place).map(|item| item.bounds)
            }
            Subject::Zone(_) => self
                .card_of(subject)
                .or_else(|| self.scene.zones.get(ground()?).map(|item| item.bounds)),
            Subject::Annotation(_) => self.scene.notes.get(ground()?).map(|item| item.bounds),
            _ => None,
        }
    }

    /// The card of a node, or of a collapsed zone.
    fn card_of(&self, subject: &Subject) -> Option<Frame> {
        self.scene.cards.get(*self.index.get(subject)?).copied()
    }

    /// The card of the collapsed zone that hides a node.
    fn fold_of(&self, id: &Id<Node>) -> Option<Frame> {
        let node = self.made_of.as_ref()?.document.nodes().get(id)?;
        self.card_of(&Subject::Zone(node.zone.clone()?))
    }

    /// The links that share a line with one, itself included.
    pub fn bundle(&self, id: &Id<Link>) -> Vec<Id<Link>> {
        self.scene.bundles.get(id).cloned().unwrap_or_else(|| vec![id.clone()])
    }

    /// The elements whose handles lie at a point: bends of the links, corners of the notes and frames among these.
    pub fn grip(
        &self,
        document: &Assessment,
        selected: &BTreeSet<Subject>,
        (point, zoom): (Point, f32),
    ) -> Option<Grip> {
        let is_near = |at: Point| at.distance(point) * zoom <= HANDLE_REACH;
        selected.iter().find_map(|subject| match subject {
            Subject::Link(id) => {
                let bends = &document.links().get(id)?.bends;
                let is_hit = |bend: &Position| is_near(Point::new(bend.x as f32, bend.y as f32));
                Some(Grip::Bend(id.clone(), bends.iter().position(is_hit)?))
            }
            Subject::Annotation(id) => {
                let corner = self.bounds(subject)?.max;
                is_near(corner).then(|| Grip::Corner(id.clone()))
            }
            _ => None,
        })
    }

    /// The link that passes nearest below the middle of a card, if any passes below it; none of the node's own.
    pub fn link_below(&self, document: &Assessment, node: &Id<Node>) -> Option<Id<Link>> {
        let middle = self.card(node)?.center();
        let links = self.scene.links.iter().zip(&self.scene.routes);
        // Drawn links go around the card by now: what counts is where they would run without it.
        let near = links.filter_map(|(item, route)| {
            let Subject::Link(id) = &item.subject else { return None };
            let link = document.links().get(id)?;
            let is_own = link.from == *node || link.to == *node;
            let bends = link.bends.iter().map(|bend| Point::new(bend.x as f32, bend.y as f32));
            let points: Vec<Point> =
                std::iter::once(route.at(0.0)).chain(bends).chain([route.tip]).collect();
            let pieces = points.windows(2);
            let far = pieces.map(|pair| distance_to_piece(middle, pair[0], pair[1]));
            let is_bundle = self.scene.bundles.contains_key(id);
            (!is_own && !is_bundle).then(|| (id, far.fold(f32::INFINITY, f32::min)))
        });
        let (id, distance) = near.min_by(|a, b| a.1.total_cmp(&b.1))?;
        (distance <= DROP_REACH).then(|| id.clone())
    }

    /// What lies at a point. Handles of the links in `handles` lie above everything.
    pub fn target(&self, point: Point, zoom: f32, handles: &[Id<Link>]) -> Target {
        for id in handles {
            let Some(route) = self.link(id).and_then(|place| self.scene.routes.get(place)) else {
                continue;
            };
            let ends = [(LinkEnd::Source, route.at(0.0)), (LinkEnd::Target, route.tip)];
            for (end, at) in ends {
                if at.distance(point) * zoom <= HANDLE_REACH {
                    return Target::Handle(id.clone(), end);
                }
            }
        }
        let rim = if zoom < RIM_ZOOM_MIN { 0.0 } else { RIM_REACH / zoom };
        let reach = Reach { link: LINK_REACH / zoom, rim };
        hit::hit(&self.scene, point, reach).into()
    }

    /// What a rectangle takes: nodes, collapsed zones and annotations, or links where it takes none of those.
    pub fn taken(&self, frame: &Frame, takes: Marquee) -> Vec<Subject> {
        let all = hit::marquee(&self.scene, frame, takes);
        let is_node = |subject: &Subject| !matches!(subject, Subject::Link(_));
        let has_nodes = all.iter().any(is_node);
        all.into_iter().filter(|subject| is_node(subject) == has_nodes).collect()
    }

    /// The color of each node's edge, easing from the phase before, and whether they still ease.
    pub fn edge_colors(&mut self, tokens: &Tokens, now: f64) -> (Vec<Color32>, bool) {
        let count = self.scene.nodes.len();
        let colors: Vec<Color32> = (0..count).map(|i| tokens.ink(self.edge(i))).collect();
        let Some((before, began)) = &mut self.before else { return (colors, false) };
        let t = ((now - *began.get_or_insert(now)) / EASE_SECONDS).clamp(0.0, 1.0) as f32;
        let eased = before
            .iter()
            .zip(&colors)
            .map(|(before, color)| tokens.ink(*before).lerp_to_gamma(*color, t))
            .collect();
        if t >= 1.0 || before.len() != count {
            self.before = None;
            return (colors, false);
        }
        (eased, true)
    }

    /// The meaning of the color of a node's edge: that of the first mark of its card.
    fn edge(&self, place: usize) -> Ink {
        match self.scene.nodes.get(place).and_then(|item| item.shapes.first()) {
            Some(Shape::Path { fill: Some(ink), .. }) => *ink,
            _ => Ink::Line,
        }
    }
}

/// For each label whether it could be as large as [`LABEL_ROOM`] says together with all others.
fn label_room(scene: &Scene) -> Vec<bool> {
    if scene.labels.len() > ROOMY_LABELS_MAX {
        return Vec::new();
    }
    let large = |item: &Item| {
        let bounds = &item.bounds;
        Frame::around(bounds.center(), bounds.width() * LABEL_ROOM, bounds.height() * LABEL_ROOM)
    };
    let frames: Vec<Frame> = scene.labels.iter().map(large).collect();
    let is_free = |place: usize, frame: &Frame| {
        let others = frames.iter().enumerate().filter(|(other, _)| *other != place);
        !scene.nodes.iter().any(|node| node.bounds.overlaps(frame))
            && !others.into_iter().any(|(_, other)| other.overlaps(frame))
    };
    frames.iter().enumerate().map(|(place, frame)| is_free(place, frame)).collect()
}

fn numbers(analysis: &Analysis) -> BTreeMap<Id<Node>, Vec<f64>> {
    let value = |figure: &Figure| if figure.upper.is_some() { NEVER_HIT } else { figure.value };
    let nodes = analysis.pooled.nodes.iter();
    nodes.map(|(id, node)| (id.clone(), node.prevalence.iter().map(value).collect())).collect()
}

fn words(p: f64, upper: Option<f64>, notation: Notation) -> String {
    let upper = upper.filter(|_| p <= NEVER_HIT && p > 0.0);
    figure_in(&Figure { value: p, standard_error: 0.0, upper }, notation)
}
