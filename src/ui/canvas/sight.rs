//! What of the graph is in view, and how it is painted.

use eframe::egui::{Color32, Stroke};

use crate::{
    drawing::{Frame, Ink, Scene, scene::Line},
    model::{Id, Node, Subject},
    session::Selection,
    ui::{
        canvas::{
            far::Far,
            gesture::{Grip, Target},
            paint::{self, Brush, Ring},
            picture::Picture,
        },
        theme::Tokens,
        view::Highlight,
    },
};

/// So many lines in view are drawn at full strength.
const FULL_LINES: f32 = 200.0;

/// The places of what is in view, in the order of painting.
#[derive(Clone, Debug, Default)]
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
    /// Takes another selection, or another scene's places, in.
    pub fn update(&mut self, selection: &Selection, is_new: bool, picture: &Picture) {
        let count = picture.scene().nodes.len();
        if !is_new && self.nodes.len() == count && self.selection == *selection {
            return;
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
    }
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
    /// Paints notes, frames, zones, links, labels and cards.
    pub fn paint(&self, brush: &Brush<'_>, edges: &[Color32]) {
        self.grounds(brush);
        let mut above = self.emphasized();
        above.retain(|(place, _)| Some(*place) != self.rewired);
        if brush.zoom() < paint::BOXES_BELOW {
            self.paint_far(brush, (edges, &above));
            return;
        }
        if brush.zoom() < paint::NAMES_BELOW {
            self.soft_links(brush, &above);
        } else {
            self.links(brush, &above);
        }
        self.cards(brush, edges);
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

    /// The links that stand out, by place, in order, with their colors: selected, of a route, or under the pointer.
    fn emphasized(&self) -> Vec<(usize, Color32)> {
        let (accent, text) = (self.tokens.accent, self.tokens.text);
        let mut found: Vec<(usize, Color32)> = Vec::new();
        match self.hovered {
            Target::Link(id) | Target::Handle(id, _) | Target::Grip(Grip::Bend(id, _)) => {
                found.extend(self.picture.link(id).map(|place| (place, text)));
            }
            Target::Node(_) | Target::Rim(_) | Target::Fold(_) => {
                let subject = self.hovered.subject();
                let card = subject.and_then(|subject| self.picture.place(&subject));
                let lines = self.scene().lines.iter().enumerate();
                let lines = lines.filter(|(_, l)| card.is_some_and(|card| l.ends.contains(&card)));
                found.extend(lines.map(|(place, _)| (place, text)));
            }
            Target::Ground | Target::Zone(_) | Target::Note(_) | Target::Grip(_) => {}
        }
        let cut = self.cut.iter().filter_map(|subject| self.picture.place(subject));
        found.extend(cut.map(|place| (place, self.tokens.warning)));
        let hits = self.found.iter().filter(|subject| matches!(subject, Subject::Link(_)));
        let hits = hits.filter_map(|subject| self.picture.place(subject));
        found.extend(hits.map(|place| (place, self.tokens.warning)));
        found.extend(self.picture.chosen().links.iter().map(|place| (*place, accent)));
        let of_route = self.highlight.iter().flat_map(|route| &route.links);
        found.extend(of_route.filter_map(|id| self.picture.link(id)).map(|place| (place, accent)));
        // Selection and route win over the pointer: the later of two is kept.
        found.reverse();
        found.sort_by_key(|(place, _)| *place);
        found.dedup_by_key(|(place, _)| *place);
        found
    }

    fn paint_far(&self, brush: &Brush<'_>, (edges, above): (&[Color32], &[(usize, Color32)])) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let mut far = Far::new(brush.camera(), sight.nodes.len() * 2 + sight.links.len());
        // Very many lines at full strength would hide what they lead to.
        let strength = (FULL_LINES / sight.links.len().max(1) as f32).sqrt().clamp(0.3, 1.0);
        let color = self.line_colors(strength);
        for place in &sight.links {
            let place = *place as usize;
            if Some(place) != self.rewired {
                let Line { span, stroke, .. } = &scene.lines[place];
                let color = self.link_color(place, color(stroke.ink));
                far.line(*span, brush.line_width(stroke.width), color);
            }
        }
        for (place, color) in above {
            far.line(scene.lines[*place].span, 1.5, *color);
        }
        let border = self.tokens.faint.gamma_multiply(0.6);
        let chosen = &self.picture.chosen().nodes;
        for place in &sight.nodes {
            let place = *place as usize;
            let (card, fill) = (&scene.cards[place], self.card_color(place, edges[place]));
            let border = self.card_color(place, border);
            if chosen.get(place) == Some(&true) {
                far.bordered(card, 2.0, (fill, self.tokens.accent));
            } else if brush.zoom() > 0.08 {
                far.bordered(card, 0.5, (fill, border));
            } else {
                far.block(card, fill);
            }
        }
        for card in self.of_route_or_onto() {
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

    /// Links as they look where nothing about them can be read.
    fn soft_links(&self, brush: &Brush<'_>, above: &[(usize, Color32)]) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let mut far = Far::new(brush.camera(), sight.links.len() * 20);
        let color = self.line_colors(1.0);
        for place in sight.links.iter().map(|place| *place as usize) {
            if Some(place) != self.rewired {
                let (route, stroke) = (&scene.routes[place], &scene.lines[place].stroke);
                let color = self.link_color(place, color(stroke.ink));
                far.way(route, (brush.line_width(stroke.width), stroke.dash), color);
            }
        }
        for (place, color) in above {
            let stroke = &scene.lines[*place].stroke;
            let width = brush.line_width(stroke.width) + 0.6;
            far.way(&scene.routes[*place], (width, stroke.dash), *color);
        }
        brush.mesh(far.into_mesh());
        if brush.zoom() >= paint::NAMES_BELOW * 0.7 {
            self.labels(brush, above);
        }
    }

    fn links(&self, brush: &Brush<'_>, above: &[(usize, Color32)]) {
        let scene = self.scene();
        let is_above = |place: usize| above.binary_search_by_key(&place, |(p, _)| *p).is_ok();
        let plain = self.picture.sight().links.iter().map(|place| *place as usize);
        let plain = plain.filter(|place| Some(*place) != self.rewired && !is_above(*place));
        let (faded, full): (Vec<usize>, Vec<usize>) =
            plain.partition(|place| self.is_link_faded(*place));
        let pale = brush.faded();
        for place in faded {
            pale.item(&scene.links[place]);
        }
        for place in full {
            brush.item(&scene.links[place]);
        }
        for (place, color) in above {
            brush.emphasized(&scene.links[*place], *color);
        }
        self.labels(brush, above);
    }

    fn labels(&self, brush: &Brush<'_>, above: &[(usize, Color32)]) {
        let scene = self.scene();
        for place in self.picture.sight().labels.iter().map(|place| *place as usize) {
            let Some(item) = scene.labels.get(place) else { continue };
            let link = self.picture.link_of_label(place);
            let found = link.and_then(|link| above.binary_search_by_key(&link, |(p, _)| *p).ok());
            let color = found.map(|found| above[found].1);
            brush.label(item, color, self.picture.has_label_room(place));
        }
    }

    fn cards(&self, brush: &Brush<'_>, edges: &[Color32]) {
        let (scene, sight) = (self.scene(), self.picture.sight());
        let chosen = &self.picture.chosen().nodes;
        let is_chosen = |place: usize| chosen.get(place) == Some(&true);
        let node = |id: Option<&Id<Node>>| {
            id.and_then(|id| self.picture.place(&Subject::Node(id.clone())))
        };
        let is_card = matches!(self.hovered, Target::Node(_) | Target::Rim(_) | Target::Fold(_));
        let hovered = self.hovered.subject().filter(|_| is_card);
        let hovered = hovered.and_then(|subject| self.picture.place(&subject));
        let onto = node(self.onto);
        let route = self.highlight.iter().flat_map(|route| &route.nodes);
        let of_route: Vec<usize> = route.filter_map(|id| node(Some(id))).collect();
        // What is dragged lies above what it is dragged over.
        let (above, below): (Vec<usize>, Vec<usize>) = (sight.nodes.iter())
            .map(|place| *place as usize)
            .partition(|place| self.is_moving && is_chosen(*place));
        let (faded, below): (Vec<usize>, Vec<usize>) =
            below.into_iter().partition(|place| self.is_card_faded(*place));
        let pale = brush.faded();
        for place in faded.into_iter().chain(below).chain(above) {
            let stands_out = is_chosen(place) || onto == Some(place) || of_route.contains(&place);
            let ring = if stands_out {
                Some(Ring { stroke: Stroke::new(2.0, self.tokens.accent), distance: 0.5 })
            } else if hovered == Some(place) {
                Some(Ring { stroke: Stroke::new(1.0, self.tokens.secondary), distance: 0.0 })
            } else {
                None
            };
            let (item, card) = (&scene.nodes[place], &scene.cards[place]);
            if self.is_card_faded(place) && ring.is_none() {
                brush.blank(item, card);
                pale.card(item, card, (edges[place], None));
            } else {
                brush.card(item, card, (edges[place], ring));
            }
        }
    }
}
