//! Labels of links one after the other, each where it covers nothing that is there already.

use super::{Item, Look, Scene, look::name_of_zone, scene::LABELED_MAX, wire::Taken};

/// Finds places for the labels of one scene. Where there are very many links, those that come into view first are
/// labeled first.
pub struct Labeler {
    taken: Taken,
    /// Whether each link has been looked at.
    is_tried: Vec<bool>,
}

impl Labeler {
    /// No labels yet.
    pub fn new(scene: &Scene) -> Self {
        let routes: &[_] = if scene.routes.len() <= LABELED_MAX { &scene.routes } else { &[] };
        let mut taken = Taken::new(scene.nodes.len(), routes);
        let names = scene.zones.iter().filter_map(name_of_zone);
        for frame in scene.nodes.iter().map(|item| item.bounds).chain(names) {
            taken.add(frame);
        }
        Self { taken, is_tried: vec![false; scene.links.len()] }
    }

    /// The label of a link, by its place; `None` where it has none, no room, or was asked for before.
    pub fn label(&mut self, scene: &Scene, look: &Look<'_>, place: usize) -> Option<Item> {
        let is_tried = self.is_tried.get_mut(place)?;
        if std::mem::replace(is_tried, true) {
            return None;
        }
        let (item, route) = (scene.links.get(place)?, scene.routes.get(place)?);
        let bundle = look.bundle(&scene.bundles, look.link(&item.subject)?);
        let strand = look.strand(place, &bundle);
        let (bounds, shapes) = strand.label(route, &mut self.taken)?;
        let subject = item.subject.clone();
        Some(Item { subject, bounds, shapes, title: look.link_title(&strand, &bundle) })
    }
}

impl std::fmt::Debug for Labeler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Labeler").finish_non_exhaustive()
    }
}
