//! What of a picture lies where somebody points.

use std::collections::BTreeSet;

use super::Picture;
use crate::{
    drawing::{
        Frame, Point,
        hit::{self, Marquee, Reach},
        routing::distance_to_piece,
    },
    model::{Assessment, Id, Link, Node, Position, Subject},
    ui::canvas::gesture::{Grip, LinkEnd, Target},
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

impl Picture {
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
}
