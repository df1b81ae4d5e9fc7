//! What of a picture passes the filter.

use std::sync::Arc;

use super::{Picture, source::Source};
use crate::{
    drawing::{Frame, Scene},
    model::{Id, Link, Node, Subject},
    session::{Session, filter::Filter},
};

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

    /// Whether what does not pass is not shown at all.
    pub(super) fn hides_rest(&self) -> bool {
        self.hides_rest
    }

    /// The card of a collapsed zone passes where any node in it does, a line where any of its links does.
    pub(super) fn of(source: Source, scene: &Scene, (filter, hides_rest): (&Filter, bool)) -> Self {
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

impl Picture {
    /// Finds out what passes a filter, where that may have changed. While something is dragged the same passes as before.
    pub fn sift(
        &mut self,
        session: &Session,
        (filter, hides_rest): (&Filter, bool),
        is_dragging: bool,
    ) {
        if filter.is_empty() {
            if self.sifted.take().is_some() {
                self.has_other_sight();
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
            self.has_other_sight();
        }
    }

    /// What is in view looks other than before.
    fn has_other_sight(&mut self) {
        self.is_overdue = true;
        self.revisions.sight += 1;
    }

    /// What passes the filter, where there is one.
    pub fn sifted(&self) -> Option<&Sifted> {
        self.sifted.as_ref()
    }

    /// How much passes the filter, in words.
    pub fn passed(&self) -> String {
        let together = if self.is_part() { ", brought together" } else { "" };
        match self.sifted.as_ref().map(|sifted| sifted.passed) {
            Some([passed, 1]) => format!("{passed} of 1 node{together}"),
            Some([passed, count]) => format!("{passed} of {count} nodes{together}"),
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
}
