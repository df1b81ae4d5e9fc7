//! What of the graph is in view, and how it is painted.

use eframe::egui::{Color32, Context, Stroke};

use crate::{
    drawing::{Dash, Frame, Ink, Scene, scene::Line},
    model::{Id, Node, Subject},
    session::Selection,
    ui::{
        canvas::{
            far::{self, Far, Sheet},
            gesture::{Grip, Target},
            overlay::MapKey,
            paint::{self, Brush, Glyphs, GridKey, Ring},
            picture::{Picture, Revisions},
        },
        theme::Tokens,
        view::Highlight,
    },
};

/// With more lines than this in view from afar, breaks are told by paleness alone.
const BROKEN_LINES_MAX: usize = 400;
/// How far from its card a link may begin, in canvas units.
const LINK_REACH: f32 = 4.0;
/// So many lines in view are drawn at full strength.
const FULL_LINES: f32 = 200.0;

/// The places of what is in view, in the order of painting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// Of nodes.
    pub nodes: Vec<u32>,
    /// Of links.
    pub links: Vec<u32>,
    /// Of labels.
    pub labels: Vec<u32>,
}

/// Which elements of a scene are selected, by their places; kept, for it is asked for in every frame.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    selection: Selection,
    /// Whether each node is.
    pub nodes: Vec<bool>,
    /// The selected links, in order.
    pub links: Vec<usize>,
}

impl Chosen {
    /// Takes another selection, or another scene's places, in; whether that was needed.
    pub fn update(&mut self, selection: &Selection, is_new: bool, picture: &Picture) -> bool {
        let count = picture.scene().nodes.len();
        if !is_new && self.nodes.len() == count && self.selection == *selection {
            return false;
        }
        self.selection = selection.clone();
        self.nodes = vec![false; count];
        self.links.clear();
        for subject in selection.subjects() {
            match (subject, picture.place(subject)) {
                (Subject::Node(_) | Subject::Zone(_), Some(place)) => self.nodes[place] = true,
                (Subject::Link(_), Some(place)) => self.links.push(place),
                _ => {}
            }
        }
        self.links.sort_unstable();
        self.links.dedup();
        true
    }
}

/// What is painted as one mesh, kept from frame to frame.
#[derive(Debug, Default)]
pub struct Sheets {
    /// The dots of the ground.
    pub grid: Sheet<GridKey>,
    /// The small map.
    pub map: Sheet<MapKey>,
    lines: Sheet<LinesKey>,
    cards: Sheet<CardsKey>,
    lower: Sheet<NearKey>,
    upper: Sheet<NearKey>,
    /// The size of the texture of glyphs that the mesh in this frame was made for, if it has text.
    glyphs: Option<[usize; 2]>,
}

impl Sheets {
    /// Whether the texture of glyphs has grown since the mesh of this frame was made: its text would be garbled.
    pub fn is_outgrown(&self, ctx: &Context) -> bool {
        self.glyphs.is_some_and(|size| size != paint::texture_size(ctx))
    }
}

/// What the graph from near depends on.
#[derive(Clone, Debug, PartialEq)]
struct NearKey {
    revisions: Revisions,
    zoom: f32,
    is_dark: bool,
    is_stale: bool,
    is_moving: bool,
    rewired: Option<usize>,
    rings: Rings,
    above: Vec<(usize, Color32)>,
    glyphs: Glyphs,
}

/// Cards that stand out though they are not selected, by their places.
#[derive(Clone, Debug, Default, PartialEq)]
struct Rings {
    onto: Option<usize>,
    of_route: Vec<usize>,
}

/// What lines from afar depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LinesKey {
    made: u64,
    sight: u64,
    /// How many lines are elsewhere since the scene was made.
    moved: usize,
    zoom: f32,
    is_dark: bool,
    rewired: Option<usize>,
}

/// What cards from afar depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct CardsKey {
    revisions: Revisions,
    /// How many cards are elsewhere since the scene was made.
    moved: usize,
    zoom: f32,
    is_dark: bool,
}

/// Everything that the look of the graph depends on in one frame.
pub struct Stage<'a> {
    /// The graph.
    pub picture: &'a Picture,
    /// The theme.
    pub tokens: &'static Tokens,
    /// What is under the pointer, as far as it matters now.
    pub hovered: &'a Target,
    /// The route that stands out.
    pub highlight: Option<&'a Highlight>,
    /// The link whose end is being dragged.
    pub rewired: Option<usize>,
    /// The node that a link being drawn would lead to.
    pub onto: Option<&'a Id<Node>>,
    /// Whether selected nodes are being moved.
    pub is_moving: bool,
    /// The selection.
    pub selection: &'a Selection,
    /// Links that stand out because they are to be cut.
    pub cut: Vec<Subject>,
    /// What was sought and found.
    pub found: &'a [Subject],
}

impl Stage<'_> {
    /// Paints notes, frames, zones, links, labels and cards. What the pointer lets stand out is painted over what is kept,
    /// so that the pointer alone has nothing made anew.
    pub fn paint(&self, brush: &Brush<'_>, kept: &mut Sheets, edges: &[Color32]) {
        let mut above = self.emphasized();
        above.retain(|(place, _)| Some(*place) != self.rewired);
        let hovered = self.hovered_links();
        kept.glyphs = None;
        if brush.zoom() < paint::BOXES_BELOW {
            self.grounds(brush);
            self.far_lines(brush, kept, &[&hovered[..], &above[..]].concat());
            self.far_cards(brush, kept, edges);
        } else {
            self.near(brush, kept, (edges, above));
            self.labels(brush, (&hovered, true));
            self.hovered_card(brush, edges);
        }
    }

    /// The graph from near: what lies below links under the pointer, those, and what lies above.
    fn near(
        &self,
        brush: &Brush<'_>,
        kept: &mut Sheets,
        (edges, above): (&[Color32], Vec<(usize, Color32)>),
    ) {
        let glyphs = brush.glyphs();
        kept.glyphs = Some(glyphs.size);
        let key = NearKey {
            revisions: self.picture.revisions(),
            zoom: brush.zoom(),
            is_dark: self.tokens.is_dark,
            is_stale: brush.is_stale(),
            is_moving: self.is_moving,
            rewired: self.rewired,
            rings: self.rings(),
            above,
            glyphs,
        };
        let (above, rings) = (key.above.clone(), key.rings.clone());
        // Glyphs stay sharp only where they lie on whole pixels.
        let origin = brush.on_pixel(brush.origin());
        let clip = brush.camera().rect(&self.picture.looked());
        let lower = kept.lower.at(key.clone(), origin, || {
            brush.gathered(clip, |brush| {
                self.grounds(brush);
                self.links(brush, &above);
            })
        });
        brush.kept_mesh(lower, 2);
        for (place, color) in self.hovered_links() {
            self.link_above(brush, (place, color));
        }
        let upper = kept.upper.at(key, origin, || {
            brush.gathered(clip, |brush| {
                self.labels(brush, (&above, false));
                self.cards(brush, edges, &rings);
            })
        });
        brush.kept_mesh(upper, 3);
    }

    fn hovered_card(&self, brush: &Brush<'_>, edges: &[Color32]) {
        let is_card = matches!(self.hovered, Target::Node(_) | Target::Rim(_) | Target::Fold(_));
        let hovered = self.hovered.subject().filter(|_| is_card);
        let Some(place) = hovered.and_then(|subject| self.picture.place(&subject)) else { return };
        let rings = self.rings();
        let is_named = rings.onto == Some(place) || rings.of_route.contains(&place);
        if is_named || self.picture.chosen().nodes.get(place) == Some(&true) {
            return;
        }
        let scene = self.scene();
        let stroke = Stroke::new(1.0, self.tokens.secondary);
        let ring = Some(Ring { stroke, distance: 0.0 });
        if let Some(((item, card), edge)) =
            scene.nodes.get(place).zip(scene.cards.get(place)).zip(edges.get(place))
        {
            brush.card(item, card, (*edge, ring));
        }
    }

    fn scene(&self) -> &Scene {
        self.picture.scene()
    }

    fn grounds(&self, brush: &Brush<'_>) {
        let seen = |frame: &Frame| brush.is_visible(frame);
        for note in self.scene().notes.iter().filter(|note| seen(&note.bounds)) {
            brush.item(note);
            if self.selection.contains(&note.subject) {
                brush.frame(&note.bounds, self.tokens.accent);
                brush.handle(note.bounds.max);
            }
        }
        for zone in self.scene().zones.iter().filter(|zone| seen(&zone.bounds)) {
            if self.selection.contains(&zone.subject) {
                brush.emphasized(zone, self.tokens.accent);
            } else {
                brush.item(zone);
            }
        }
    }

    /// The links that stand out, by place, in order, with their colors: to be cut, selected, or of a route.
    fn emphasized(&self) -> Vec<(usize, Color32)> {
        let accent = self.tokens.accent;
        let cut = self.cut.iter().filter_map(|subject| self.picture.place(subject));
        let mut found: Vec<(usize, Color32)> =
            cut.map(|place| (place, self.tokens.warning)).collect();
        let hits = self.found.iter().filter(|subject| matches!(subject, Subject::Link(_)));
        let hits = hits.filter_map(|subject| self.picture.place(subject));
        found.extend(hits.map(|place| (place, self.tokens.warning)));
        found.extend(self.picture.chosen().links.iter().map(|place| (*place, accent)));
        let of_route = self.highlight.iter().flat_map(|route| &route.links);
        found.extend(of_route.filter_map(|id| self.picture.link(id)).map(|place| (place, accent)));
        // Selection and route win: the later of two is kept.
        found.reverse();
        found.sort_by_key(|(place, _)| *place);
        found.dedup_by_key(|(place, _)| *place);
        found
    }

    /// The link under the pointer, or those of the card there, by place, in order; none that stands out anyway.
    fn hovered_links(&self) -> Vec<(usize, Color32)> {
        let scene = self.scene();
        let mut found: Vec<usize> = match self.hovered {
            Target::Link(id) | Target::Handle(id, _) | Target::Grip(Grip::Bend(id, _)) => {
                self.picture.link(id).into_iter().collect()
            }
            Target::Node(_) | Target::Rim(_) | Target::Fold(_) => {
                let subject = self.hovered.subject();
                let card = subject.and_then(|subject| self.picture.place(&subject));
                let frame = card.and_then(|card| scene.cards.get(card));
                let near = frame.map(|frame| scene.links_near(&frame.grown(LINK_REACH)));
                let near = near.into_iter().flatten().map(|place| place as usize);
                let is_of_card = |ends: &[usize; 2]| card.is_some_and(|card| ends.contains(&card));
                near.filter(|place| is_of_card(&scene.lines[*place].ends)).collect()
            }
            Target::Ground | Target::Zone(_) | Target::Note(_) | Target::Grip(_) => Vec::new(),
        };
        let fixed = self.emphasized();
        let is_fixed = |place: &usize| fixed.binary_search_by_key(place, |(p, _)| *p).is_ok();
        found.retain(|place| !is_fixed(place) && Some(*place) != self.rewired);
        found.into_iter().map(|place| (place, self.tokens.text)).collect()
    }

    /// Lines that have not moved are kept while others do.
    fn far_lines(&self, brush: &Brush<'_>, kept: &mut Sheets, above: &[(usize, Color32)]) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let Revisions { made, sight: seen, .. } = self.picture.revisions();
        let (zoom, is_dark, rewired) = (brush.zoom(), self.tokens.is_dark, self.rewired);
        let moved = scene.moved_links();
        let key = LinesKey { made, sight: seen, moved: moved.len(), zoom, is_dark, rewired };
        // Very many lines at full strength would hide what they lead to.
        let strength = (FULL_LINES / sight.links.len().max(1) as f32).sqrt().clamp(0.3, 1.0);
        let color = self.line_colors(strength);
        let add = |far: &mut Far, place: u32| {
            let place = place as usize;
            if Some(place) != rewired {
                let Line { span, stroke, .. } = &scene.lines[place];
                let color = self.link_color(place, color(stroke.ink));
                let is_dotted = stroke.dash == Dash::Dotted;
                let color = if is_dotted { color.gamma_multiply(far::PALE) } else { color };
                far.line(*span, brush.line_width(stroke.width), color);
            }
        };
        let mesh = kept.lines.at(key, brush.origin(), || {
            let mut far = Far::new(brush.camera(), sight.links.len());
            others(&sight.links, moved).for_each(|place| add(&mut far, place));
            far.into_mesh()
        });
        brush.kept_mesh(mesh, 2);
        let mut far = Far::new(brush.camera(), moved.len());
        both(&sight.links, moved).for_each(|place| add(&mut far, place));
        brush.mesh(far.into_mesh());
        let mut far = Far::new(brush.camera(), above.len());
        for (place, color) in above {
            far.line(scene.lines[*place].span, 1.5, *color);
        }
        brush.mesh(far.into_mesh());
    }

    /// Cards that have not moved are kept while others do.
    fn far_cards(&self, brush: &Brush<'_>, kept: &mut Sheets, edges: &[Color32]) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let (zoom, is_dark) = (brush.zoom(), self.tokens.is_dark);
        let moved = scene.moved_nodes();
        let revisions = Revisions { scene: 0, ..self.picture.revisions() };
        let key = CardsKey { revisions, moved: moved.len(), zoom, is_dark };
        let border = self.tokens.faint.gamma_multiply(0.6);
        let chosen = &self.picture.chosen().nodes;
        let add = |far: &mut Far, place: u32| {
            let place = place as usize;
            let (card, fill) = (&scene.cards[place], self.card_color(place, edges[place]));
            let border = self.card_color(place, border);
            if chosen.get(place) == Some(&true) {
                far.bordered(card, 2.0, (fill, self.tokens.accent));
            } else if zoom > 0.08 {
                far.bordered(card, 0.5, (fill, border));
            } else {
                far.block(card, fill);
            }
        };
        let mesh = kept.cards.at(key, brush.origin(), || {
            let mut far = Far::new(brush.camera(), sight.nodes.len() * 2);
            others(&sight.nodes, moved).for_each(|place| add(&mut far, place));
            far.into_mesh()
        });
        brush.kept_mesh(mesh, 3);
        let mut far = Far::new(brush.camera(), moved.len() * 2);
        both(&sight.nodes, moved).for_each(|place| add(&mut far, place));
        brush.mesh(far.into_mesh());
        let standing_out = self.of_route_or_onto();
        let mut far = Far::new(brush.camera(), standing_out.len() * 2);
        for card in standing_out {
            far.bordered(&card, 2.0, (self.tokens.accent_soft, self.tokens.accent));
        }
        brush.mesh(far.into_mesh());
    }

    fn of_route_or_onto(&self) -> Vec<Frame> {
        let route = self.highlight.iter().flat_map(|route| &route.nodes);
        route.chain(self.onto).filter_map(|id| self.picture.card(id)).collect()
    }

    fn is_link_faded(&self, place: usize) -> bool {
        self.picture.sifted().is_some_and(|sifted| !sifted.link(place))
    }

    fn is_card_faded(&self, place: usize) -> bool {
        self.picture.sifted().is_some_and(|sifted| !sifted.node(place))
    }

    /// The color of a line, paler where it does not pass the filter.
    fn link_color(&self, place: usize, color: Color32) -> Color32 {
        if self.is_link_faded(place) { color.gamma_multiply(paint::FADED) } else { color }
    }

    /// The color of a box, nearly that of the ground where it does not pass the filter.
    fn card_color(&self, place: usize, color: Color32) -> Color32 {
        let is_faded = self.is_card_faded(place);
        if is_faded { self.tokens.canvas.lerp_to_gamma(color, paint::FADED) } else { color }
    }

    /// Most links have one of two inks.
    fn line_colors(&self, strength: f32) -> impl Fn(Ink) -> Color32 + use<> {
        let tokens = self.tokens;
        let [link, line] =
            [Ink::Link, Ink::Line].map(|ink| tokens.ink(ink).gamma_multiply(strength));
        move |ink| match ink {
            Ink::Link => link,
            Ink::Line => line,
            other => tokens.ink(other).gamma_multiply(strength),
        }
    }

    /// Links below those that stand out. From afar nothing about them can be read: they are drawn softly.
    fn links(&self, brush: &Brush<'_>, above: &[(usize, Color32)]) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let is_above = |place: usize| above.binary_search_by_key(&place, |(p, _)| *p).is_ok();
        let below = sight.links.iter().map(|place| *place as usize);
        let below = below.filter(|place| Some(*place) != self.rewired && !is_above(*place));
        if brush.zoom() < paint::NAMES_BELOW {
            let mut far = Far::new(brush.camera(), sight.links.len() * 20);
            let color = self.line_colors(1.0);
            let is_many = sight.links.len() > BROKEN_LINES_MAX;
            for place in below {
                let (route, stroke) = (&scene.routes[place], &scene.lines[place].stroke);
                let color = self.link_color(place, color(stroke.ink));
                // Of very many lines no single break is seen.
                let is_pale = is_many && stroke.dash != Dash::Solid;
                let color = if is_pale { color.gamma_multiply(far::PALE) } else { color };
                let dash = if is_many { Dash::Solid } else { stroke.dash };
                far.way(route, (brush.line_width(stroke.width), dash), color);
            }
            brush.mesh(far.into_mesh());
        } else {
            let (faded, full): (Vec<usize>, Vec<usize>) =
                below.partition(|place| self.is_link_faded(*place));
            brush.faded(|brush| faded.iter().for_each(|place| brush.item(&scene.links[*place])));
            for place in full {
                brush.item(&scene.links[place]);
            }
        }
        for link in above {
            self.link_above(brush, *link);
        }
    }

    /// A link that stands out.
    fn link_above(&self, brush: &Brush<'_>, (place, color): (usize, Color32)) {
        let scene = self.scene();
        if brush.zoom() >= paint::NAMES_BELOW {
            brush.emphasized(&scene.links[place], color);
            return;
        }
        let stroke = &scene.lines[place].stroke;
        let mut far = Far::new(brush.camera(), 20);
        let width = brush.line_width(stroke.width) + 0.6;
        far.way(&scene.routes[place], (width, stroke.dash), color);
        brush.mesh(far.into_mesh());
    }

    /// Labels, those of links that stand out in their colors; `only_above` leaves the others out.
    fn labels(&self, brush: &Brush<'_>, (above, only_above): (&[(usize, Color32)], bool)) {
        if brush.zoom() < paint::NAMES_BELOW * 0.7 || (only_above && above.is_empty()) {
            return;
        }
        let scene = self.scene();
        for place in self.picture.sight().labels.iter().map(|place| *place as usize) {
            let Some(item) = scene.labels.get(place) else { continue };
            let link = self.picture.link_of_label(place);
            let found = link.and_then(|link| above.binary_search_by_key(&link, |(p, _)| *p).ok());
            if (only_above && found.is_none()) || !brush.is_visible(&item.bounds) {
                continue;
            }
            let color = found.map(|found| above[found].1);
            brush.label(item, color, self.picture.has_label_room(place));
        }
    }

    fn rings(&self) -> Rings {
        let node = |id: &Id<Node>| self.picture.place(&Subject::Node(id.clone()));
        let route = self.highlight.iter().flat_map(|route| &route.nodes);
        Rings { onto: self.onto.and_then(node), of_route: route.filter_map(node).collect() }
    }

    fn cards(&self, brush: &Brush<'_>, edges: &[Color32], rings: &Rings) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let chosen = &self.picture.chosen().nodes;
        let is_chosen = |place: usize| chosen.get(place) == Some(&true);
        // What is dragged lies above what it is dragged over.
        let (above, below): (Vec<usize>, Vec<usize>) = (sight.nodes.iter())
            .map(|place| *place as usize)
            .filter(|place| brush.is_visible(&scene.nodes[*place].bounds))
            .partition(|place| self.is_moving && is_chosen(*place));
        let (faded, below): (Vec<usize>, Vec<usize>) =
            below.into_iter().partition(|place| self.is_card_faded(*place));
        for place in faded.into_iter().chain(below).chain(above) {
            let is_named = rings.onto == Some(place) || rings.of_route.contains(&place);
            let stands_out = is_chosen(place) || is_named;
            let stroke = Stroke::new(2.0, self.tokens.accent);
            let ring = stands_out.then_some(Ring { stroke, distance: 0.5 });
            let (item, card) = (&scene.nodes[place], &scene.cards[place]);
            if self.is_card_faded(place) && ring.is_none() {
                brush.blank(item, card);
                brush.faded(|brush| brush.card(item, card, (edges[place], None)));
            } else {
                brush.card(item, card, (edges[place], ring));
            }
        }
    }
}

/// The places of one list that are not in another; both are in order.
fn others<'a>(all: &'a [u32], without: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let is_kept = |place: &u32| without.is_empty() || without.binary_search(place).is_err();
    all.iter().copied().filter(is_kept)
}

/// The places that are in both of two lists, which are in order.
fn both<'a>(all: &'a [u32], few: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    few.iter().copied().filter(|place| all.binary_search(place).is_ok())
}
