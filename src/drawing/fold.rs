//! Collapsed zones: which nodes they hide, where their cards stand, and which links share a line because of them.

use std::collections::BTreeMap;

use super::{
    Dash, FontWeight, Frame, Ink, Outline, Shape, Stroke,
    card::{HEIGHT, WIDTH},
    text,
};
use crate::model::{Assessment, Zone};

/// A collapsed zone.
pub(super) struct Fold {
    /// Its place among the zones.
    pub(super) zone: usize,
    /// Its card.
    pub(super) frame: Frame,
    /// How many nodes it hides; at least one.
    members: usize,
}

/// A document with its collapsed zones as cards.
pub(super) struct Folded {
    /// The collapsed zones that have nodes.
    pub(super) folds: Vec<Fold>,
    /// The cards of the nodes that are shown, in order, then those of the folds.
    pub(super) cards: Vec<Frame>,
    /// For each node of the document the place of its card, or of its fold's card.
    card_of: Vec<usize>,
    /// How many of the cards are of nodes.
    nodes: usize,
}

impl Fold {
    /// The radii of a fold's card.
    pub(super) const RADII: [f32; 4] = [12.0; 4];

    /// What it hides, in words.
    pub(super) fn words(&self) -> String {
        match self.members {
            1 => "1 node".to_owned(),
            n => format!("{n} nodes"),
        }
    }

    /// The marks of its card: looking like a stack of cards.
    pub(super) fn shapes(&self, zone: &Zone) -> Vec<Shape> {
        let (line, ground) = match zone.accent {
            Some(accent) => (Ink::Mark(accent), Ink::Tint(accent)),
            None => (Ink::Link, Ink::Surface),
        };
        let frame = self.frame;
        let behind = Frame { min: frame.min.moved(4.0, 4.0), max: frame.max.moved(4.0, 4.0) };
        let stroke = Stroke::solid(line, 1.0).dashed(Dash::Dashed);
        let name = text::elided(&zone.name, 12.0, FontWeight::SemiBold, WIDTH - 28.0);
        let name = Shape::text(frame.min.moved(14.0, 20.0), name, 12.0, Ink::Text);
        let count = Shape::text(frame.min.moved(14.0, 39.0), self.words(), 11.0, Ink::Secondary);
        vec![
            Shape::filled(Outline::Rect(behind, Self::RADII), Ink::Line),
            Shape::filled(Outline::Rect(frame, Self::RADII), ground),
            Shape::stroked(Outline::Rect(frame, Self::RADII), stroke),
            name.weighing(FontWeight::SemiBold),
            count,
        ]
    }
}

impl Folded {
    /// `frames` are the places of all nodes, in order.
    pub(super) fn new(document: &Assessment, frames: &[Frame]) -> Self {
        let collapsed = |place: usize| -> Option<usize> {
            let zone = document.zones().position(document.nodes().at(place)?.zone.as_ref()?)?;
            document.zones().at(zone).filter(|zone| zone.is_collapsed).map(|_| zone)
        };
        let hidden_in: Vec<Option<usize>> = if document.zones().iter().any(|z| z.is_collapsed) {
            (0..frames.len()).map(collapsed).collect()
        } else {
            vec![None; frames.len()]
        };
        let mut hulls: BTreeMap<usize, (Frame, usize)> = BTreeMap::new();
        for (zone, frame) in hidden_in.iter().zip(frames) {
            let Some(zone) = zone else { continue };
            let hull = hulls.entry(*zone).or_insert((*frame, 0));
            *hull = (hull.0.union(*frame), hull.1 + 1);
        }
        let fold = |(zone, (hull, members)): (usize, (Frame, usize))| Fold {
            zone,
            frame: Frame::around(hull.center(), WIDTH, HEIGHT),
            members,
        };
        let folds: Vec<Fold> = hulls.into_iter().map(fold).collect();
        let shown = hidden_in.iter().zip(frames).filter(|(zone, _)| zone.is_none());
        let mut cards: Vec<Frame> = shown.map(|(_, frame)| *frame).collect();
        let nodes = cards.len();
        cards.extend(folds.iter().map(|fold| fold.frame));
        let mut next = 0;
        let mut place = |zone: &Option<usize>| match zone {
            Some(zone) => {
                nodes + folds.iter().position(|fold| fold.zone == *zone).unwrap_or_default()
            }
            None => {
                next += 1;
                next - 1
            }
        };
        let card_of = hidden_in.iter().map(&mut place).collect();
        Self { folds, cards, card_of, nodes }
    }

    /// Whether a node, by its place in the document, has a card of its own.
    pub(super) fn is_shown(&self, node: usize) -> bool {
        self.card_of(node) < self.nodes
    }

    /// The card that stands for a node.
    pub(super) fn card_of(&self, node: usize) -> usize {
        self.card_of.get(node).copied().unwrap_or(usize::MAX)
    }

    /// The links that are drawn, by their places in the document, those that share a line together: links in the same
    /// direction between the same two cards of which one is a fold's. Links inside a fold are left out.
    pub(super) fn bundles(&self, document: &Assessment) -> Vec<Vec<usize>> {
        let node = |id| document.nodes().position(id).map_or(usize::MAX, |n| self.card_of(n));
        let mut bundles: Vec<Vec<usize>> = Vec::with_capacity(document.links().len());
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (place, link) in document.links().iter().enumerate() {
            let ends = (node(&link.from), node(&link.to));
            let is_fold = |card: usize| (self.nodes..self.cards.len()).contains(&card);
            if !is_fold(ends.0) && !is_fold(ends.1) {
                bundles.push(vec![place]);
            } else if ends.0 != ends.1 {
                let bundle = *shared.entry(ends).or_insert_with(|| {
                    bundles.push(Vec::new());
                    bundles.len() - 1
                });
                bundles[bundle].push(place);
            }
        }
        bundles
    }
}
