//! Paints the graph.

use eframe::egui::{Color32, Stroke, Ui};

use super::ModelView;
use crate::{
    drawing::{Frame, Point},
    model::{Id, Link, Node, Subject},
    session::Selection,
    ui::{
        canvas::{
            gesture::{Gesture, Grip, LinkEnd, Target, Wire},
            paint::{self, Brush, Ring},
        },
        view::{Cx, Highlight},
    },
};

impl ModelView {
    /// Paints the graph; gives the colors of the nodes' edges.
    pub(super) fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, is_moving: bool) -> Vec<Color32> {
        let now = ui.input(|input| input.time);
        let (edges, is_easing) = self.picture.edge_colors(cx.tokens, now);
        if is_moving || is_easing {
            ui.request_repaint();
        }
        let is_stale = !cx.session.has_current_results();
        let painter = ui.painter().with_clip_rect(self.camera.screen());
        let brush = Brush::new(painter, &self.camera, cx.tokens, is_stale);
        brush.grid();
        let route = self.standing_out(cx);
        self.paint_grounds(cx, &brush);
        self.paint_lines(cx, &brush, route.as_ref());
        self.paint_cards(cx, &brush, (&edges, route.as_ref()));
        self.paint_gesture(cx, &brush);
        edges
    }

    /// Notes, frames and zones.
    fn paint_grounds(&self, cx: &Cx<'_>, brush: &Brush<'_>) {
        let scene = self.picture.scene();
        let selection = cx.session.selection();
        for note in scene.notes.iter().filter(|note| brush.is_visible(&note.bounds)) {
            brush.item(note);
            if selection.contains(&note.subject) {
                brush.frame(&note.bounds, cx.tokens.accent);
                brush.handle(note.bounds.max);
            }
        }
        for zone in scene.zones.iter().filter(|zone| brush.is_visible(&zone.bounds)) {
            let color = selection.contains(&zone.subject).then_some(cx.tokens.accent);
            match color {
                Some(color) => brush.emphasized(zone, color),
                None => brush.item(zone),
            }
        }
    }

    fn paint_lines(&self, cx: &Cx<'_>, brush: &Brush<'_>, route: Option<&Highlight>) {
        let scene = self.picture.scene();
        let seen = |frame: &Frame| brush.is_visible(frame);
        let rewired = match &self.gesture {
            Gesture::Connecting { wire: Wire::Rewired(link, _), .. } => self.picture.link(link),
            _ => None,
        };
        let mut above = Vec::new();
        for (place, item) in scene.links.iter().enumerate().filter(|(_, item)| seen(&item.bounds)) {
            match self.emphasis(cx, &item.subject, route) {
                _ if rewired == Some(place) => {}
                Some(color) => above.push((item, color)),
                None => brush.item(item),
            }
        }
        for (item, color) in above {
            brush.emphasized(item, color);
        }
        if self.camera.zoom() >= paint::NAMES_BELOW * 0.7 {
            for (place, item) in scene.labels.iter().enumerate() {
                if seen(&item.bounds) {
                    let color = self.emphasis(cx, &item.subject, route);
                    brush.label(item, color, self.picture.has_label_room(place));
                }
            }
        }
    }

    /// The color of a link that stands out: selected, under the pointer, or of the node there.
    fn emphasis(
        &self,
        cx: &Cx<'_>,
        subject: &Subject,
        route: Option<&Highlight>,
    ) -> Option<Color32> {
        let Subject::Link(id) = subject else { return None };
        let is_of_route = route.is_some_and(|route| route.links.contains(id));
        if is_of_route || cx.session.selection().contains(subject) {
            return Some(cx.tokens.accent);
        }
        let link = cx.session.assessment().links().get(id)?;
        let is_hovered = match &self.pointer.target {
            Target::Link(hovered)
            | Target::Handle(hovered, _)
            | Target::Grip(Grip::Bend(hovered, _)) => hovered == id,
            Target::Node(node) | Target::Rim(node) => link.from == *node || link.to == *node,
            _ => false,
        };
        (is_hovered && self.gesture.is_idle()).then_some(cx.tokens.text)
    }

    fn paint_cards(
        &self,
        cx: &Cx<'_>,
        brush: &Brush<'_>,
        (edges, route): (&[Color32], Option<&Highlight>),
    ) {
        let scene = self.picture.scene();
        let onto = match &self.gesture {
            Gesture::Connecting { onto, .. } => onto.as_ref(),
            _ => None,
        };
        let is_idle = self.gesture.is_idle();
        let is_moving = matches!(self.gesture, Gesture::Moving(_));
        let mut cards: Vec<_> = scene.nodes.iter().zip(&scene.cards).zip(edges).collect();
        // What is dragged lies above what it is dragged over.
        cards.sort_by_key(|((item, _), _)| {
            is_moving && cx.session.selection().contains(&item.subject)
        });
        for ((item, card), edge) in cards {
            if !brush.is_visible(&item.bounds) {
                continue;
            }
            let is = |id: Option<&Id<Node>>| {
                id.is_some_and(|id| item.subject == Subject::Node(id.clone()))
            };
            let is_of_route = route.is_some_and(
                |route| matches!(&item.subject, Subject::Node(id) if route.nodes.contains(id)),
            );
            let ring = if cx.session.selection().contains(&item.subject) || is(onto) || is_of_route
            {
                Some(Ring { stroke: Stroke::new(2.0, cx.tokens.accent), distance: 0.5 })
            } else if is_idle && is(self.pointer.target.node()) {
                Some(Ring { stroke: Stroke::new(1.0, cx.tokens.secondary), distance: 0.0 })
            } else {
                None
            };
            brush.card(item, card, (*edge, ring));
        }
    }

    fn paint_gesture(&self, cx: &Cx<'_>, brush: &Brush<'_>) {
        let scene = self.picture.scene();
        for guide in &self.guides {
            brush.guide(guide.from, guide.to, cx.tokens.accent);
        }
        match &self.gesture {
            Gesture::Selecting { from, to, .. } => brush.marquee(*from, *to),
            Gesture::Connecting { wire, to, onto } => self.paint_wire(cx, brush, wire, (*to, onto)),
            _ => {
                for id in selected_links(cx.session.selection()) {
                    let route = self.picture.link(&id).and_then(|place| scene.routes.get(place));
                    if let Some(route) = route {
                        brush.handle(route.at(0.0));
                        brush.handle(route.tip);
                    }
                    let link = cx.session.assessment().links().get(&id);
                    let bends = link.iter().flat_map(|link| &link.bends);
                    bends.for_each(|b| brush.handle(Point::new(b.x as f32, b.y as f32)));
                }
                if let (Gesture::Idle, Target::Rim(id)) = (&self.gesture, &self.pointer.target) {
                    let card = self.picture.card(id);
                    for at in card.iter().flat_map(paint::ports) {
                        brush.handle(at);
                    }
                }
            }
        }
    }

    fn paint_wire(
        &self,
        cx: &Cx<'_>,
        brush: &Brush<'_>,
        wire: &Wire,
        (to, onto): (Point, &Option<Id<Node>>),
    ) {
        let (fixed, is_fixed_source) = match wire {
            Wire::Fresh(from) => (from, true),
            Wire::Rewired(link, end) => match cx.session.assessment().links().get(link) {
                Some(link) if *end == LinkEnd::Target => (&link.from, true),
                Some(link) => (&link.to, false),
                None => return,
            },
        };
        let Some(card) = self.picture.card(fixed) else { return };
        let free = onto.as_ref().and_then(|id| self.picture.card(id));
        let loose = free.map_or(to, |free| paint::port(&free, card.center()));
        let held = paint::port(&card, loose);
        let (start, end) = if is_fixed_source { (held, loose) } else { (loose, held) };
        brush.wire(start, end, cx.tokens.accent);
    }
}

pub(super) fn selected_links(selection: &Selection) -> Vec<Id<Link>> {
    let links = selection.subjects().iter().filter_map(|subject| match subject {
        Subject::Link(id) => Some(id.clone()),
        _ => None,
    });
    links.collect()
}
