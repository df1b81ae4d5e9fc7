//! The scene of the open document, made again only when something that it shows has changed.

mod alone;
mod glide;
mod pointing;
mod revisions;
mod sifted;
mod source;

use std::{collections::BTreeMap, sync::Arc};

use eframe::egui::Color32;

pub use revisions::Revisions;
pub use sifted::Sifted;

use self::{
    glide::Glide,
    source::{Figures, Source},
};
use crate::{
    drawing::{Dashing, Frame, Item, Labeler, Scene, scene::LABELED_MAX},
    model::{Assessment, Id, Link, Node, Subject, Zone},
    session::{Selection, Session},
    ui::{
        canvas::{
            paint::{BOXES_BELOW, LABEL_ROOM, NAMES_BELOW},
            show::{self, Fill, TintKey},
            sight::{Chosen, Sight},
        },
        theme::Tokens,
    },
};

/// With more labels than this none is drawn larger: comparing them all would take longer than a frame.
const ROOMY_LABELS_MAX: usize = 600;
/// How long colors take to ease into those of another phase, in seconds.
const EASE_SECONDS: f64 = 0.15;

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
    /// What was looked at last.
    looked: Option<(Frame, f32)>,
    /// Whether the scene has changed since.
    is_overdue: bool,
    revisions: Revisions,
    /// Nodes on their way from where they stood to where they stand.
    glide: Option<Glide>,
    /// What the breaks of lines tell.
    dashing: Dashing,
    /// Edge colors with what they were made of; `None` where they have to be made anew.
    edges: Option<(Option<TintKey>, Vec<Color32>)>,
    /// What passes the filter; `None` where everything does.
    sifted: Option<Sifted>,
    /// A part of the document that is shown in its place.
    instead: Option<Arc<Assessment>>,
    /// Edge colors before the last choice of another phase, in the order of the nodes, and when that was.
    before: Option<(Vec<Color32>, Option<f64>)>,
}

impl Picture {
    /// Sees to it that the scene shows the session as it is, with marks for everything.
    pub fn update_whole(&mut self, session: &Session) {
        self.update(session, false, (0.0, f64::INFINITY));
        let document = self.instead.clone().unwrap_or_else(|| session.document().snapshot());
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
        let mut source = Source::of(session);
        if let Some(part) = &self.instead {
            source.document = Arc::clone(part);
        }
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
            self.is_overdue = true;
            self.revisions.scene += 1;
        }
        self.choose(session.selection(), made);
    }

    /// Takes a selection in; the scene had been made so often before.
    fn choose(&mut self, selection: &Selection, made: u64) {
        let mut chosen = std::mem::take(&mut self.chosen);
        if chosen.update(selection, self.revisions.made != made, self) {
            self.revisions.chosen += 1;
        }
        self.chosen = chosen;
    }

    /// Shows a part of the document in its place, or the document again. The part has the ids of the document.
    pub fn show_instead(&mut self, part: Option<Arc<Assessment>>) {
        self.instead = part;
    }

    /// Whether a part of the document is shown in its place: nothing of it stands where it does in the document.
    pub fn is_part(&self) -> bool {
        self.instead.is_some()
    }

    /// The document, or the part of it, that the scene shows.
    pub fn document(&self) -> Option<&Assessment> {
        self.made_of.as_ref().map(|made_of| &*made_of.document)
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
        let is_at = |(_, at): &(Frame, f32)| at.to_bits() == zoom.to_bits();
        let before = self.looked.filter(|looked| is_at(looked) && !self.is_overdue);
        if before.is_some_and(|(frame, _)| frame.encloses(visible)) {
            return;
        }
        let size = visible.width().max(visible.height());
        let frame = visible.grown(if before.is_some() { size * ROOM } else { 0.0 });
        let is_elsewhere = self.looked.replace((frame, zoom)) != Some((frame, zoom));
        self.is_overdue = false;
        let before = std::mem::take(&mut self.sight);
        self.find_seen(&frame, zoom);
        // While something is dragged mostly the same is in view.
        if is_elsewhere || self.sight != before {
            self.revisions.sight += 1;
        }
    }

    fn find_seen(&mut self, frame: &Frame, zoom: f32) {
        self.sight = Sight {
            nodes: self.scene.nodes_near(frame),
            links: self.scene.links_near(frame),
            labels: Vec::new(),
        };
        if let Some(sifted) = self.sifted.as_ref().filter(|sifted| sifted.hides_rest()) {
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
