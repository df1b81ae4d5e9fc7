//! Paints the graph.

use eframe::egui::Ui;

use super::ModelView;
use crate::{
    drawing::Point,
    model::{Id, Link, Node, Subject},
    session::Selection,
    ui::{
        canvas::{
            gesture::{Gesture, LinkEnd, Target, Wire},
            paint::{self, Brush},
            show,
            sight::Stage,
        },
        view::{Cx, Highlight},
    },
};

impl ModelView {
    /// Paints the graph.
    pub(super) fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, is_moving: bool) {
        let now = ui.input(|input| input.time);
        let is_easing = self.picture.edge_colors(cx.tokens, now, (self.show.fill, cx.session));
        if is_moving || is_easing || self.picture.is_gliding() {
            ui.request_repaint();
        }
        let is_stale = !cx.session.has_current_results();
        let painter = ui.painter().with_clip_rect(self.camera.screen());
        let brush = Brush::new(painter, &self.camera, cx.tokens, is_stale);
        let mut kept = std::mem::take(&mut self.kept);
        brush.grid(&mut kept.grid);
        let route = self.standing_out(cx);
        self.stage(cx, route.as_ref()).paint(&brush, &mut kept, self.picture.edges());
        show::marks_ui(&brush, &self.picture, (&self.show, cx.session));
        self.bearings.find.marks(&brush, &self.picture, cx.tokens.warning);
        self.paint_gesture(cx, &brush);
        self.kept = kept;
    }

    fn stage<'s>(&'s self, cx: &Cx<'s>, route: Option<&'s Highlight>) -> Stage<'s> {
        let (rewired, onto) = match &self.gesture {
            Gesture::Connecting { wire: Wire::Rewired(link, _), onto, .. } => {
                (self.picture.link(link), onto.as_ref())
            }
            Gesture::Connecting { onto, .. } => (None, onto.as_ref()),
            _ => (None, None),
        };
        Stage {
            picture: &self.picture,
            tokens: cx.tokens,
            hovered: if self.gesture.is_idle() { &self.pointer.target } else { &Target::Ground },
            highlight: route,
            rewired,
            onto,
            is_moving: matches!(self.gesture, Gesture::Moving(_)),
            selection: cx.session.selection(),
            cut: show::cut_links(&self.show, cx.session),
            found: self.bearings.find.hits(),
        }
    }

    fn paint_gesture(&self, cx: &Cx<'_>, brush: &Brush<'_>) {
        let scene = self.picture.scene();
        for guide in &self.guides.guides {
            brush.guide(guide.from, guide.to, cx.tokens.accent);
        }
        for gap in &self.guides.gaps {
            brush.gap(gap, cx.tokens.accent);
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
