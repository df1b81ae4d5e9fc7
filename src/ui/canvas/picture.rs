//! The scene of the open document, made again only when something that it shows has changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eframe::egui::Color32;

use crate::{
    analysis::{Analysis, Comparison, Figure},
    drawing::{
        Dashing, Frame, Item, Labeler, Look, Point, Scene, SceneView, follow,
        hit::{self, Marquee, Reach},
        routing::distance_to_piece,
        scene::LABELED_MAX,
    },
    model::{Assessment, Edit, Id, Link, Node, Position, Subject, Zone},
    session::{Notation, Session, filter::Filter},
    ui::{
        canvas::{
            gesture::{Grip, LinkEnd, Target},
            paint::{BOXES_BELOW, LABEL_ROOM, NAMES_BELOW},
            show::{self, Fill, TintKey},
            sight::{Chosen, Sight},
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

/// More nodes than this jump.
const GLIDERS_MAX: usize = 2_000;
/// With more links than this the picture only follows while nodes are dragged.
const LIVE_LINKS_MAX: usize = 400;
/// How much more than is in view is found while the view moves, as a share of the view on each side.
const ROOM: f32 = 0.1;
/// With more nodes than this the picture only follows while nodes are dragged.
const LIVE_NODES_MAX: usize = 400;

/// The scene with what it was made of.
#[derive(Debug, Default)]
pub struct Picture {
    made_of: Option<Source>,
    scene: Scene,
    /// Places of nodes and links where the scene has not what the document has, because of collapsed zones: links
    /// that share a line have the same.
    index: Option<BTreeMap<Subject, usize>>,
    /// Places of open zones, and of notes and frames.
    grounds: BTreeMap<Subject, usize>,
    /// What the numbers on it are, and how they read.
    figures: Figures,
    sight: Sight,
    chosen: Chosen,
    /// The place of each label's link.
    link_of_label: Vec<usize>,
    /// The place of each link's label.
    label_of_link: BTreeMap<usize, u32>,
    /// For links in such numbers that they are labeled only when they come into view.
    labeler: Option<Labeler>,
    /// Whether each label has room to be drawn larger.
    label_room: Vec<bool>,
    /// Whether lines have only followed their nodes since the scene was made.
    is_rough: bool,
    /// What was looked at last; `None` where the scene has changed since.
    looked: Option<(Frame, f32)>,
    revisions: Revisions,
    /// Nodes on their way from where they stood to where they stand.
    glide: Option<Glide>,
    /// What the breaks of lines tell.
    dashing: Dashing,
    /// Edge colors with what they were made of; `None` where they have to be made anew.
    edges: Option<(Option<TintKey>, Vec<Color32>)>,
    /// What passes the filter; `None` where everything does.
    sifted: Option<Sifted>,
    /// Edge colors before the last choice of another phase, in the order of the nodes, and when that was.
    before: Option<(Vec<Color32>, Option<f64>)>,
}

/// What of a scene passes a filter.
#[derive(Debug)]
pub struct Sifted {
    of: Source,
    filter: Filter,
    hides_rest: bool,
    /// How many nodes of the document pass, of how many.
    passed: [usize; 2],
    /// Whether each card does.
    nodes: Vec<bool>,
    /// Whether each line does.
    links: Vec<bool>,
}

impl Sifted {
    /// Whether a card passes, by its place among the nodes of the scene.
    pub fn node(&self, place: usize) -> bool {
        self.nodes.get(place).copied().unwrap_or(true)
    }

    /// Whether a line passes, by its place among the links of the scene.
    pub fn link(&self, place: usize) -> bool {
        self.links.get(place).copied().unwrap_or(true)
    }

    /// The card of a collapsed zone passes where any node in it does, a line where any of its links does.
    fn of(source: Source, scene: &Scene, (filter, hides_rest): (&Filter, bool)) -> Self {
        let document = Arc::clone(&source.document);
        let prevalence = |id: &Id<Node>| {
            let outlook = source.shown()?.pooled.nodes.get(id)?;
            Some(outlook.prevalence.get(source.phase)?.value)
        };
        let kept = filter.kept(&document, source.phase, prevalence);
        let node = |subject: &Subject| match subject {
            Subject::Node(id) => document.nodes().position(id).is_some_and(|at| kept.nodes[at]),
            Subject::Zone(id) => {
                let mut nodes = document.nodes().iter().zip(&kept.nodes);
                nodes.any(|(node, is_kept)| *is_kept && node.zone.as_ref() == Some(id))
            }
            _ => true,
        };
        let is_kept =
            |id: &Id<Link>| document.links().position(id).is_some_and(|at| kept.links[at]);
        let link = |subject: &Subject| match subject {
            Subject::Link(id) => match scene.bundles.get(id) {
                Some(bundle) => bundle.iter().any(is_kept),
                None => is_kept(id),
            },
            _ => true,
        };
        let nodes = scene.nodes.iter().map(|item| node(&item.subject)).collect();
        let links = scene.links.iter().map(|item| link(&item.subject)).collect();
        let passed = [kept.counts()[0], kept.nodes.len()];
        Self { of: source, filter: filter.clone(), hides_rest, passed, nodes, links }
    }
}

/// How often what a picture shows has changed so far: equal revisions mean equal looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// Where anything is.
    pub scene: u64,
    /// The places of elements among their kind.
    pub made: u64,
    /// What is in view.
    pub sight: u64,
    /// The colors of the nodes' edges.
    pub edges: u64,
    /// What is selected.
    pub chosen: u64,
}

/// A document in which only places have changed, shown as a motion.
#[derive(Debug)]
struct Glide {
    from: Arc<Assessment>,
    /// Where nodes stood and where they stand.
    moves: Vec<(Id<Node>, Position, Position)>,
    to: Arc<Assessment>,
    began: f64,
}

impl Glide {
    fn new(from: &Arc<Assessment>, to: &Arc<Assessment>, began: f64) -> Option<Self> {
        let moved = follow::moves(from, to)?.nodes;
        if !(1..=GLIDERS_MAX).contains(&moved.len()) {
            return None;
        }
        let ends = moved.into_iter().filter_map(|place| {
            let (was, is) = (from.nodes().at(place)?, to.nodes().at(place)?);
            Some((is.id.clone(), was.position?, is.position?))
        });
        Some(Self { moves: ends.collect(), from: Arc::clone(from), to: Arc::clone(to), began })
    }

    /// The document on the way; `None` at the end.
    fn at(&self, now: f64) -> Option<Assessment> {
        let t = ((now - self.began) / EASE_SECONDS).max(0.0);
        let eased = 1.0 - (1.0 - t) * (1.0 - t);
        let between = |a: f64, b: f64| a + (b - a) * eased;
        let moves = self.moves.iter().map(|(id, was, is)| {
            (id.clone(), Position { x: between(was.x, is.x), y: between(was.y, is.y) })
        });
        if t >= 1.0 { None } else { self.from.edited(&Edit::Move(moves.collect())).ok() }
    }
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

    fn figures(&self) -> Figures {
        let upper = self.shown().and_then(|analysis| {
            let mut figures = analysis.pooled.nodes.values().flat_map(|node| &node.prevalence);
            figures.find_map(|figure| figure.upper)
        });
        let numbers = self.shown().map(numbers).unwrap_or_default();
        Figures { numbers, upper, notation: self.notation, phase: self.phase }
    }

    /// Whether at most the document differs.
    fn is_same_but_document(&self, other: &Self) -> bool {
        self.is_same(&Self { document: Arc::clone(&self.document), ..other.clone() })
    }
}

/// Numbers on a picture.
#[derive(Debug, Default)]
struct Figures {
    numbers: BTreeMap<Id<Node>, Vec<f64>>,
    upper: Option<f64>,
    notation: Notation,
    phase: usize,
}

impl Figures {
    /// Calls with the view of a document that shows these numbers.
    fn with<T>(
        &self,
        document: &Assessment,
        then: impl FnOnce(&Look<'_>, &SceneView<'_>) -> T,
    ) -> T {
        let labels = |p: f64| words(p, self.upper, self.notation);
        let view = SceneView { phase: self.phase, numbers: &self.numbers, labels: &labels };
        then(&Look::new(document, &view), &view)
    }
}

impl Picture {
    /// Sees to it that the scene shows the session as it is, with marks for everything.
    pub fn update_whole(&mut self, session: &Session) {
        self.update(session, false, (0.0, f64::INFINITY));
        let document = session.document().snapshot();
        let Self { figures, scene, .. } = self;
        figures.with(&document, |look, _| {
            for place in 0..scene.nodes.len() {
                scene.draw_node(look, place);
            }
            for place in 0..scene.links.len() {
                scene.draw_link(look, place);
            }
        });
    }

    /// Sees to it that the scene shows the session as it is. While something is dragged, the lines of a large graph
    /// only follow. Other moves are shown as a motion that began at `since`, before `now`.
    pub fn update(&mut self, session: &Session, is_dragging: bool, (since, now): (f64, f64)) {
        let source = Source::of(session);
        let is_same = self.made_of.as_ref().is_some_and(|made_of| made_of.is_same(&source));
        let is_settled = is_same && (is_dragging || !self.is_rough);
        let made = self.revisions.made;
        if is_settled {
            self.glide = None;
        } else if is_dragging {
            self.glide = None;
            if !self.follow(&source) {
                self.make(source);
            }
        } else if is_same || !self.goes_on(&source, since, now) {
            self.glide = None;
            self.make(source);
        }
        if !is_settled {
            self.looked = None;
            self.revisions.scene += 1;
        }
        let mut chosen = std::mem::take(&mut self.chosen);
        if chosen.update(session.selection(), self.revisions.made != made, self) {
            self.revisions.chosen += 1;
        }
        self.chosen = chosen;
    }

    /// Finds out what passes a filter, where that may have changed. While something is dragged the same passes as before.
    pub fn sift(
        &mut self,
        session: &Session,
        (filter, hides_rest): (&Filter, bool),
        is_dragging: bool,
    ) {
        if filter.is_empty() {
            if self.sifted.take().is_some() {
                self.looked = None;
            }
            return;
        }
        let source = Source::of(session);
        let is_known = self.sifted.as_ref().is_some_and(|sifted| {
            let has_places = sifted.nodes.len() == self.scene.nodes.len()
                && sifted.links.len() == self.scene.links.len();
            has_places
                && (sifted.of.is_same(&source) || is_dragging)
                && (&sifted.filter, sifted.hides_rest) == (filter, hides_rest)
        });
        if !is_known {
            self.sifted = Some(Sifted::of(source, &self.scene, (filter, hides_rest)));
            self.looked = None;
        }
    }

    /// What passes the filter, where there is one.
    pub fn sifted(&self) -> Option<&Sifted> {
        self.sifted.as_ref()
    }

    /// How much passes the filter, in words.
    pub fn passed(&self) -> String {
        match self.sifted.as_ref().map(|sifted| sifted.passed) {
            Some([passed, 1]) => format!("{passed} of 1 node"),
            Some([passed, count]) => format!("{passed} of {count} nodes"),
            None => String::new(),
        }
    }

    /// What holds all cards that pass the filter, where there is one and any do.
    pub fn passing_frame(&self) -> Option<Frame> {
        let sifted = self.sifted.as_ref()?;
        let cards = self.scene.cards.iter().enumerate().filter(|(place, _)| sifted.node(*place));
        cards.map(|(_, card)| *card).reduce(|a, b| a.union(b))
    }

    /// Whether an element does not pass the filter.
    pub fn is_faded(&self, subject: &Subject) -> bool {
        let Some(sifted) = &self.sifted else { return false };
        match (subject, self.place(subject)) {
            (Subject::Node(_) | Subject::Zone(_), Some(place)) => !sifted.node(place),
            (Subject::Link(_), Some(place)) => !sifted.link(place),
            _ => false,
        }
    }

    /// Whether an element is not shown, for it does not pass the filter.
    pub fn is_hidden(&self, subject: &Subject) -> bool {
        self.sifted.as_ref().is_some_and(|sifted| sifted.hides_rest) && self.is_faded(subject)
    }

    /// Whether a card, by its place, is not shown, for it does not pass the filter.
    pub fn is_hidden_node(&self, place: usize) -> bool {
        self.sifted.as_ref().is_some_and(|sifted| sifted.hides_rest && !sifted.node(place))
    }

    /// Chooses what the breaks of lines tell.
    pub fn set_dashing(&mut self, dashing: Dashing) {
        if self.dashing != dashing {
            self.dashing = dashing;
            self.made_of = None;
        }
    }

    /// Whether nodes are on their way to where they stand.
    pub fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// Shows nodes on their way; `false` where they have arrived or more than places has changed.
    fn goes_on(&mut self, source: &Source, since: f64, now: f64) -> bool {
        let Some(made_of) = self.made_of.as_mut().filter(|m| m.is_same_but_document(source)) else {
            return false;
        };
        let is_new =
            self.glide.as_ref().is_none_or(|glide| !Arc::ptr_eq(&glide.to, &source.document));
        if is_new {
            self.glide = Glide::new(&made_of.document, &source.document, since);
        }
        let Some(between) = self.glide.as_ref().and_then(|glide| glide.at(now)) else {
            return false;
        };
        let between = Arc::new(between);
        let (figures, scene) = (&self.figures, &mut self.scene);
        let follows = figures.with(&between, |look, _| scene.follow(&made_of.document, look));
        made_of.document = between;
        self.is_rough = true;
        self.find_grounds();
        follows
    }

    fn follow(&mut self, source: &Source) -> bool {
        let is_large =
            self.scene.links.len() > LIVE_LINKS_MAX || self.scene.nodes.len() > LIVE_NODES_MAX;
        let Some(made_of) = self.made_of.as_mut().filter(|_| is_large) else { return false };
        let Self { figures, scene, .. } = self;
        if !made_of.is_same_but_document(source) {
            return false;
        }
        let before = &made_of.document;
        let follows = figures.with(&source.document, |look, _| scene.follow(before, look));
        if follows {
            made_of.document = Arc::clone(&source.document);
            self.is_rough = true;
            self.find_grounds();
        }
        follows
    }

    fn make(&mut self, source: Source) {
        let before = self.edges().to_vec();
        let made_of = self.made_of.as_ref();
        let has_turned = made_of.is_some_and(|made_of| {
            made_of.phase != source.phase && Arc::ptr_eq(&made_of.document, &source.document)
        });
        let has_figures = made_of.is_some_and(|made_of| made_of.is_same_but_document(&source));
        if !has_figures {
            self.figures = source.figures();
        }
        self.scene =
            self.figures.with(&source.document, |_, view| Scene::outline(&source.document, view));
        if self.dashing == Dashing::Confidence {
            self.scene.dash_by_confidence(&source.document, source.phase);
        }
        self.index = index(&self.scene, &source.document);
        self.find_grounds();
        self.link_of_label.clear();
        self.label_of_link.clear();
        for label in 0..self.scene.labels.len() {
            self.note_label(&source.document, label);
        }
        self.labeler = None;
        self.label_room = label_room(&self.scene);
        // Kept until new ones are made, so that nothing is ever painted without.
        if let Some((key, colors)) = &mut self.edges {
            *key = None;
            self.revisions.edges += 1;
            colors.resize(self.scene.nodes.len(), Color32::TRANSPARENT);
        }
        self.is_rough = false;
        self.revisions.made += 1;
        self.before = has_turned.then_some((before, None));
        self.made_of = Some(source);
    }

    fn find_grounds(&mut self) {
        let Self { scene, grounds, .. } = self;
        let places = [&scene.zones, &scene.notes].into_iter().flat_map(|items| {
            items.iter().enumerate().map(|(place, item)| (item.subject.clone(), place))
        });
        *grounds = places.collect();
    }

    fn note_label(&mut self, document: &Assessment, label: usize) {
        let subject = self.scene.labels.get(label).map(|item| &item.subject);
        let link = subject.and_then(|subject| self.place_in(document, subject));
        self.link_of_label.push(link.unwrap_or(usize::MAX));
        self.label_of_link.extend(link.map(|link| (link, label as u32)));
    }

    /// Finds what can be seen of a frame, and makes its marks as far as they are wanted at this zoom. While only the view
    /// moves, more is found than can be seen, so that the same will do for the next frames.
    pub fn look(&mut self, visible: &Frame, zoom: f32) {
        if let Some((frame, at)) = &self.looked
            && at.to_bits() == zoom.to_bits()
            && frame.encloses(visible)
        {
            return;
        }
        let is_only_moved = self.looked.is_some_and(|(_, at)| at.to_bits() == zoom.to_bits());
        let size = visible.width().max(visible.height());
        let frame = visible.grown(if is_only_moved { size * ROOM } else { 0.0 });
        self.looked = Some((frame, zoom));
        self.revisions.sight += 1;
        self.sight = Sight {
            nodes: self.scene.nodes_near(&frame),
            links: self.scene.links_near(&frame),
            labels: Vec::new(),
        };
        if let Some(sifted) = self.sifted.as_ref().filter(|sifted| sifted.hides_rest) {
            self.sight.nodes.retain(|place| sifted.node(*place as usize));
            self.sight.links.retain(|place| sifted.link(*place as usize));
        }
        let Some(document) = self.made_of.as_ref().map(|made_of| Arc::clone(&made_of.document))
        else {
            return;
        };
        self.draw(&document, zoom);
        if zoom >= NAMES_BELOW * 0.7 {
            self.label(&document);
        }
    }

    /// Makes the marks of what is in view, and of all nodes of a small graph: each can be reached by the keyboard and has
    /// a title for that.
    fn draw(&mut self, document: &Assessment, zoom: f32) {
        let Self { figures, scene, sight, chosen, .. } = self;
        let is_small = scene.nodes.len() <= LIVE_NODES_MAX;
        let is_drawn = |place: &u32| {
            zoom >= BOXES_BELOW || is_small || chosen.nodes.get(*place as usize) == Some(&true)
        };
        let all = if is_small { scene.nodes.len() as u32 } else { 0 };
        let wanted = (0..all).chain(sight.nodes.iter().copied().filter(is_drawn));
        let nodes: Vec<usize> = wanted
            .map(|place| place as usize)
            .filter(|place| scene.nodes[*place].shapes.is_empty())
            .collect();
        let links = sight.links.iter().map(|place| *place as usize);
        let links: Vec<usize> = links
            .filter(|place| zoom >= NAMES_BELOW && scene.links[*place].shapes.is_empty())
            .collect();
        if nodes.is_empty() && links.is_empty() {
            return;
        }
        figures.with(document, |look, _| {
            for place in nodes {
                scene.draw_node(look, place);
            }
            for place in links {
                scene.draw_link(look, place);
            }
        });
    }

    fn label(&mut self, document: &Assessment) {
        if self.scene.links.len() > LABELED_MAX && !self.is_rough {
            let mut labeler = self.labeler.take().unwrap_or_else(|| Labeler::new(&self.scene));
            let links = std::mem::take(&mut self.sight.links);
            let fresh: Vec<Item> = self.figures.with(document, |look, _| {
                let links = links.iter().map(|place| *place as usize);
                links.filter_map(|place| labeler.label(&self.scene, look, place)).collect()
            });
            self.sight.links = links;
            self.labeler = Some(labeler);
            for item in fresh {
                self.scene.labels.push(item);
                self.note_label(document, self.scene.labels.len() - 1);
            }
        }
        let label = |link: &u32| self.label_of_link.get(&(*link as usize)).copied();
        let passes = |link: &&u32| self.sifted.as_ref().is_none_or(|s| s.link(**link as usize));
        self.sight.labels = self.sight.links.iter().filter(passes).filter_map(label).collect();
    }

    /// How often it has changed so far.
    pub fn revisions(&self) -> Revisions {
        self.revisions
    }

    /// What was looked at: what can be seen, or more.
    pub fn looked(&self) -> Frame {
        self.looked.map(|(frame, _)| frame).unwrap_or_default()
    }

    /// What can be seen.
    pub fn sight(&self) -> &Sight {
        &self.sight
    }

    /// What is selected.
    pub fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// The place of the link of a label.
    pub fn link_of_label(&self, label: usize) -> Option<usize> {
        self.link_of_label.get(label).copied()
    }

    /// The place of a node, or of the card of a collapsed zone, among the nodes of the scene, or that of a link's line
    /// among its links.
    pub fn place(&self, subject: &Subject) -> Option<usize> {
        self.place_in(&self.made_of.as_ref()?.document, subject)
    }

    fn place_in(&self, document: &Assessment, subject: &Subject) -> Option<usize> {
        match (&self.index, subject) {
            (Some(index), _) => index.get(subject).copied(),
            (None, Subject::Node(id)) => document.nodes().position(id),
            (None, Subject::Link(id)) => document.links().position(id),
            _ => None,
        }
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
        let place = self.place(&Subject::Node(id.clone()))?;
        self.scene.cards.get(place).copied()
    }

    /// A link's place among the links.
    pub fn link(&self, id: &Id<Link>) -> Option<usize> {
        self.place(&Subject::Link(id.clone()))
    }

    /// What holds an element.
    pub fn bounds(&self, subject: &Subject) -> Option<Frame> {
        let ground = || self.grounds.get(subject).copied();
        match subject {
            Subject::Node(id) => self.card_of(subject).or_else(|| self.fold_of(id)),
            Subject::Link(_) => self.scene.links.get(self.place(subject)?).map(|item| item.bounds),
            Subject::Zone(_) => self
                .card_of(subject)
                .or_else(|| self.scene.zones.get(ground()?).map(|item| item.bounds)),
            Subject::Annotation(_) => self.scene.notes.get(ground()?).map(|item| item.bounds),
            _ => None,
        }
    }

    /// The card of a node, or of a collapsed zone.
    fn card_of(&self, subject: &Subject) -> Option<Frame> {
        self.scene.cards.get(self.place(subject)?).copied()
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
        let all: Vec<Subject> =
            all.into_iter().filter(|subject| !self.is_hidden(subject)).collect();
        let is_node = |subject: &Subject| !matches!(subject, Subject::Link(_));
        let has_nodes = all.iter().any(is_node);
        all.into_iter().filter(|subject| is_node(subject) == has_nodes).collect()
    }

    /// Makes the colors of the nodes' edges: what they are to tell, easing from what they told before. Whether they
    /// still ease.
    pub fn edge_colors(
        &mut self,
        tokens: &Tokens,
        now: f64,
        (fill, session): (Fill, &Session),
    ) -> bool {
        let key = TintKey::of(fill, session, tokens.is_dark);
        let is_made = self.edges.as_ref().is_some_and(|(made, _)| *made == Some(key));
        if is_made && self.before.is_none() {
            return false;
        }
        let colors = show::tints(fill, session, &self.scene, tokens);
        let mut eased = None;
        if let Some((before, began)) = &mut self.before {
            let t = ((now - *began.get_or_insert(now)) / EASE_SECONDS).clamp(0.0, 1.0) as f32;
            if t < 1.0 && before.len() == colors.len() {
                let pairs = before.iter().zip(&colors);
                eased = Some(pairs.map(|(from, to)| from.lerp_to_gamma(*to, t)).collect());
            }
        }
        let is_easing = eased.is_some();
        if !is_easing {
            self.before = None;
        }
        self.edges = Some((Some(key), eased.unwrap_or(colors)));
        self.revisions.edges += 1;
        is_easing
    }

    /// The colors that [`Picture::edge_colors`] has made.
    pub fn edges(&self) -> &[Color32] {
        self.edges.as_ref().map_or(&[], |(_, edges)| edges)
    }
}

/// The places of cards and lines where they are not those of the document's nodes and links.
fn index(scene: &Scene, document: &Assessment) -> Option<BTreeMap<Subject, usize>> {
    let is_plain =
        scene.nodes.len() == document.nodes().len() && !document.zones().iter().any(is_folded);
    if is_plain {
        return None;
    }
    let cards = scene.nodes.iter().enumerate().map(|(place, item)| (item.subject.clone(), place));
    let mut index: BTreeMap<Subject, usize> = cards.collect();
    for (place, item) in scene.links.iter().enumerate() {
        if let Subject::Link(id) = &item.subject {
            let others = scene.bundles.get(id).into_iter().flatten().skip(1);
            index.extend(others.map(|id| (Subject::Link(id.clone()), place)));
        }
        index.insert(item.subject.clone(), place);
    }
    Some(index)
}

fn is_folded(zone: &Zone) -> bool {
    zone.is_collapsed
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
    let value = |figure: &Figure| {
        if figure.upper.is_some() { NEVER_HIT } else { figure.value }
    };
    let nodes = analysis.pooled.nodes.iter();
    nodes.map(|(id, node)| (id.clone(), node.prevalence.iter().map(value).collect())).collect()
}

fn words(p: f64, upper: Option<f64>, notation: Notation) -> String {
    let upper = upper.filter(|_| p <= NEVER_HIT && p > 0.0);
    figure_in(&Figure { value: p, standard_error: 0.0, upper }, notation)
}
