//! A document seen in one way: what its elements look like and are called, one at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
};

use super::{
    Dash, FontWeight, Frame, Ink, Item, Outline, Shape, Stroke, bends,
    card::{self, Face, OVERHANG},
    fold::{Content, Fold, Folded, Lines, counted},
    routing::{self, Card, Route, Wire},
    text,
    wire::{self, Strand},
    words,
};
use crate::model::{
    Assessment, Delay, Dimension, Estimate, Gate, Id, Link, Mechanism, Node, Phase, Series,
    Subject, Zone,
};

/// What links look like where their likelihood is not to be told.
const PLAIN_LIKELIHOOD: f64 = 0.03;
const ZONE_PADDING: f32 = 20.0;
const ZONE_HEAD: f32 = 34.0;

/// What a picture of a document shows besides the document.
#[derive(Clone, Copy)]
pub struct SceneView<'a> {
    /// The chosen phase, 0-based; places past the end mean the last.
    pub phase: usize,
    /// Prevalence of each node per phase, 0..=1, as far as it is known; nodes without are drawn neutral.
    pub numbers: &'a BTreeMap<Id<Node>, Vec<f64>>,
    /// A probability in words, such as `7.0 %`.
    pub labels: &'a dyn Fn(f64) -> String,
}

/// Links that share a line: one as a rule, more to or from a collapsed zone.
pub(super) struct Bundle<'a> {
    first: &'a Link,
    others: Vec<&'a Link>,
}

impl<'a> Bundle<'a> {
    fn len(&self) -> usize {
        self.others.len() + 1
    }

    fn links(&self) -> impl Iterator<Item = &'a Link> + '_ {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The document seen in one way: everything that is looked up once for all elements.
pub struct Look<'a> {
    document: &'a Assessment,
    view: &'a SceneView<'a>,
    phase: usize,
    phase_name: &'a str,
    /// Whether no number is to be shown.
    is_structure: bool,
    mitigated_nodes: BTreeSet<&'a Id<Node>>,
    mitigated_links: BTreeSet<&'a Id<Link>>,
}

impl<'a> Look<'a> {
    /// A document in one phase.
    pub fn new(document: &'a Assessment, view: &'a SceneView<'a>) -> Self {
        let phase = view.phase.min(document.phases().len().saturating_sub(1));
        let phase_name = document.phases().at(phase).map_or("", |phase: &Phase| &*phase.name);
        let enabled = || document.mitigations().iter().filter(|m| m.enabled);
        Self {
            document,
            view,
            phase,
            phase_name,
            is_structure: false,
            mitigated_nodes: enabled().flat_map(|m| m.prevents.iter().chain(&m.restores)).collect(),
            mitigated_links: enabled().flat_map(|m| &m.blocks).collect(),
        }
    }

    /// The same without any number: all links are alike.
    pub(super) fn of_structure(document: &'a Assessment, view: &'a SceneView<'a>) -> Self {
        Self { is_structure: true, ..Self::new(document, view) }
    }

    pub(super) fn document(&self) -> &'a Assessment {
        self.document
    }

    /// The cards of nodes, without marks and titles, then those of collapsed zones.
    pub(super) fn cards(&self, folded: &Folded, places: &[Frame], lines: &Lines) -> Vec<Item> {
        let nodes = self.document.nodes().iter().zip(places).enumerate();
        let shown = nodes.filter(|(place, _)| folded.is_shown(*place));
        let shown = shown.map(|(_, (node, frame))| self.blank(node, frame));
        let inside = |place: usize| lines.inside.get(&(folded.shown() + place)).copied();
        let folds = folded.folds.iter().enumerate();
        let folds = folds.filter_map(|(at, fold)| self.fold(fold, inside(at).unwrap_or_default()));
        shown.chain(folds).collect()
    }

    /// A node without marks and title.
    fn blank(&self, node: &Node, card: &Frame) -> Item {
        let has_badge = self.mitigated_nodes.contains(&node.id) || node.gate != Gate::Any;
        let mut bounds = card.grown(1.0);
        bounds.min.y -= if has_badge { OVERHANG } else { 0.0 };
        let subject = Subject::Node(node.id.clone());
        Item { subject, bounds, shapes: Vec::new(), title: String::new() }
    }

    /// The card of a collapsed zone.
    fn fold(&self, fold: &Fold, links: usize) -> Option<Item> {
        let zone = self.document.zones().at(fold.zone)?;
        let highest = self.highest(fold);
        let highest = highest.map(|(count, p)| (count, p, (self.view.labels)(p)));
        let content = Content { links, highest };
        let (shapes, bounds) = (fold.shapes(zone, &content), fold.frame.grown(4.0));
        let mut title = format!("Collapsed zone {}, {}", zone.name, fold.words(&content));
        if let Some((count, _, figure)) = &content.highest {
            let phase = self.phase_name;
            add(&mut title, format_args!(", highest prevalence {figure} of {count} in {phase}"));
        }
        Some(Item { subject: Subject::Zone(zone.id.clone()), bounds, shapes, title })
    }

    /// The highest prevalence among the nodes that a fold hides, and of how many it is known.
    fn highest(&self, fold: &Fold) -> Option<(usize, f64)> {
        let nodes = fold.members.iter().filter_map(|place| self.document.nodes().at(*place));
        let known = nodes.filter_map(|node| self.value(&node.id));
        known.fold(None, |highest: Option<(usize, f64)>, p| {
            let (count, before) = highest.unwrap_or((0, p));
            Some((count + 1, before.max(p)))
        })
    }

    fn value(&self, id: &Id<Node>) -> Option<f64> {
        self.view.numbers.get(id)?.get(self.phase).copied()
    }

    /// The inks of the edges of cards, those of collapsed zones by the highest value among what they hide.
    pub(super) fn inks(&self, cards: &[Item], folded: &Folded) -> Vec<Ink> {
        let of_nodes = cards.iter().take(folded.shown()).map(|item| match &item.subject {
            Subject::Node(id) => self.value(id),
            _ => None,
        });
        let of_folds = folded.folds.iter().map(|fold| self.highest(fold).map(|(_, p)| p));
        let values = of_nodes.chain(of_folds);
        values.map(|p| p.map_or(Ink::Line, |p| Ink::Probability(p as f32))).collect()
    }

    pub(super) fn node(&self, node: &Node, frame: Frame) -> (Vec<Shape>, String) {
        let values = self.view.numbers.get(&node.id).map(Vec::as_slice);
        let value = values.and_then(|values| values.get(self.phase));
        let figure = value.map(|p| (self.view.labels)(*p));
        let face = Face {
            node,
            frame,
            values,
            phase: self.phase,
            is_scored: self.is_structure
                || self.central(&node.stability, Dimension::Stability).is_some(),
            is_mitigated: self.mitigated_nodes.contains(&node.id),
            figure,
        };
        (face.shapes(), self.node_title(&face))
    }

    fn node_title(&self, face: &Face<'_>) -> String {
        let mut title = format!("{} {}", words::of_kind(face.node.kind), face.node.name);
        if let Some(figure) = &face.figure {
            add(&mut title, format_args!(", prevalence {figure} in {}", self.phase_name));
        }
        match face.node.gate {
            Gate::Any => {}
            Gate::All => title += ", needs all inbound links",
            Gate::AtLeast(k) => add(&mut title, format_args!(", needs {k} inbound links")),
        }
        if !face.is_scored {
            title += ", stability not scored";
        }
        if face.is_mitigated {
            title += ", mitigated";
        }
        title
    }

    pub(super) fn bundles(&self, lines: &Lines) -> BTreeMap<Id<Link>, Vec<Id<Link>>> {
        let id = |place: &usize| self.document.links().at(*place).map(|link| link.id.clone());
        let named = lines.shared.iter().filter_map(|(line, others)| {
            let first = lines.firsts.get(*line).and_then(id)?;
            let all = std::iter::once(first.clone()).chain(others.iter().filter_map(id));
            Some((first, all.collect()))
        });
        named.collect()
    }

    /// The links of the line whose first link is given.
    pub(super) fn bundle(
        &self,
        bundles: &BTreeMap<Id<Link>, Vec<Id<Link>>>,
        first: &'a Link,
    ) -> Bundle<'a> {
        let links = self.document.links();
        let others = bundles.get(&first.id).into_iter().flatten().skip(1);
        Bundle { first, others: others.filter_map(|id| links.get(id)).collect() }
    }

    pub(super) fn strand(&self, place: usize, bundle: &Bundle<'a>) -> Strand<'a> {
        let bare = self.bare_strand(place, bundle);
        if bare.is_single {
            let is_told = !self.is_structure && !self.is_withheld(&bundle.first.likelihood);
            let figure = bare.likelihood.filter(|_| is_told).map(self.view.labels);
            return Strand { figure, ..bare };
        }
        let count = counted(bundle.len(), "link");
        match self.highest_told(bundle) {
            Some(highest) => {
                let whole = format!("{count}, highest {}", (self.view.labels)(highest));
                Strand { figure: Some(whole), brief: Some(count), ..bare }
            }
            None => Strand { figure: Some(count), ..bare },
        }
    }

    /// The highest likelihood among the links of a line, of those that may be told.
    fn highest_told(&self, bundle: &Bundle<'a>) -> Option<f64> {
        let told =
            bundle.links().filter(|l| !self.is_structure && !self.is_withheld(&l.likelihood));
        told.filter_map(|link| self.central(&link.likelihood, Dimension::Likelihood))
            .reduce(f64::max)
    }

    /// How many of the links of a line are not scored.
    fn unscored(&self, bundle: &Bundle<'a>) -> usize {
        let is_unscored =
            |link: &&Link| self.central(&link.likelihood, Dimension::Likelihood).is_none();
        if self.is_structure { 0 } else { bundle.links().filter(is_unscored).count() }
    }

    /// A strand without words. A line that stands for several links is as strong as the strongest: what they open together
    /// would have to know how they depend on each other.
    pub(super) fn bare_strand(&self, place: usize, bundle: &Bundle<'a>) -> Strand<'a> {
        let link = bundle.first;
        let likelihood = |link: &Link| {
            let scored = || self.central(&link.likelihood, Dimension::Likelihood);
            // What was taken out of a public copy is drawn as if nothing were known of it, not as if nobody had scored it.
            let is_plain = self.is_structure || self.is_withheld(&link.likelihood);
            if is_plain { Some(PLAIN_LIKELIHOOD) } else { scored() }
        };
        let is_single = bundle.others.is_empty();
        let is_mitigated = |link: &Link| self.mitigated_links.contains(&link.id);
        let highest = bundle.links().filter_map(likelihood).reduce(f64::max);
        Strand {
            link,
            place,
            likelihood: highest,
            figure: None,
            brief: None,
            unscored: if is_single {
                usize::from(highest.is_none())
            } else {
                self.unscored(bundle)
            },
            exists: bundle.links().any(|link| self.document.link_exists(link)),
            is_mitigated: bundle.links().any(is_mitigated),
            is_single,
        }
    }

    pub(super) fn link(&self, subject: &Subject) -> Option<&'a Link> {
        match subject {
            Subject::Link(id) => self.document.links().get(id),
            _ => None,
        }
    }

    pub(super) fn link_title(&self, strand: &Strand<'_>, bundle: &Bundle<'_>) -> String {
        let link = strand.link;
        if !strand.is_single {
            let label = self.document.label(&Subject::Link(link.id.clone()));
            let mut title = format!("{} links, {label} and others", bundle.len());
            if let Some(highest) = self.highest_told(bundle) {
                let (figure, phase) = ((self.view.labels)(highest), self.phase_name);
                add(&mut title, format_args!(", highest likelihood {figure} in {phase}"));
            }
            match strand.unscored {
                0 => {}
                count => add(&mut title, format_args!(", {count} not scored")),
            }
            return title;
        }
        let mut title = format!("Link {}", self.document.label(&Subject::Link(link.id.clone())));
        if link.mechanism != Mechanism::Other {
            add(&mut title, format_args!(", {}", words::of_mechanism(link.mechanism)));
        }
        match &strand.figure {
            Some(figure) => {
                add(&mut title, format_args!(", likelihood {figure} in {}", self.phase_name));
            }
            None if self.is_structure => {}
            None if self.is_withheld(&link.likelihood) => title += ", likelihood withheld",
            None => title += ", likelihood not scored",
        }
        let remarks = [
            (link.delay == Delay::NextPhase, ", carries in the next phase"),
            (strand.is_mitigated, ", mitigated"),
            (link.requires.is_some() && strand.exists, ", brought by a mitigation"),
            (!strand.exists, ", absent while its mitigation is disabled"),
        ];
        title.extend(remarks.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words));
        title
    }

    pub(super) fn routes(
        &self,
        strands: &[Strand<'_>],
        ends: &[[usize; 2]],
        folded: &Folded,
    ) -> Vec<Route> {
        let nodes = self.document.nodes().iter().enumerate();
        let shown = nodes.filter(|(place, _)| folded.is_shown(*place));
        let radii = shown.map(|(_, node)| card::radii(node.kind));
        let radii = radii.chain(folded.folds.iter().map(|_| Fold::RADII));
        let cards: Vec<Card> = (folded.cards.iter().zip(radii))
            .map(|(frame, [left, right, ..])| Card { frame: *frame, radii: [left, right] })
            .collect();
        let wires = ends.iter().zip(strands).map(|([from, to], strand)| Wire {
            from: *from,
            to: *to,
            head: wire::head_length(strand.likelihood),
        });
        let wires: Vec<Wire> = wires.collect();
        let mut routes = routing::routes(&cards, &wires);
        for ((route, wire), strand) in routes.iter_mut().zip(&wires).zip(strands) {
            let ends = cards.get(wire.from).zip(cards.get(wire.to));
            let bends = strand.bends();
            if let Some((from, to)) = ends.filter(|_| !bends.is_empty()) {
                *route = bends::through((&from.frame, &to.frame), &bends, wire.head);
            }
        }
        routes
    }

    /// The zones that are not collapsed, around the places of their nodes.
    pub(super) fn zones(&self, places: &[Frame]) -> Vec<Item> {
        let mut frames: Vec<Option<Frame>> = vec![None; self.document.zones().len()];
        for (node, place) in self.document.nodes().iter().zip(places) {
            let zone = node.zone.as_ref().and_then(|id| self.document.zones().position(id));
            if let Some(frame) = zone.and_then(|zone| frames.get_mut(zone)) {
                *frame = Some(frame.map_or(*place, |frame: Frame| frame.union(*place)));
            }
        }
        let zones = self.document.zones().iter().zip(frames);
        let open = zones.filter(|(zone, _)| !zone.is_collapsed);
        open.filter_map(|(zone, frame)| Some(of_zone(zone, frame?))).collect()
    }

    /// Whether a score is in force that was taken out of a public copy.
    fn is_withheld(&self, series: &Series) -> bool {
        let in_force = series.at(self.document.phases(), self.phase);
        in_force.is_some_and(|held| held.score.estimate == Estimate::Withheld)
    }

    fn central(&self, series: &Series, dimension: Dimension) -> Option<f64> {
        let in_force = series.at(self.document.phases(), self.phase)?;
        Some(in_force.score.estimate.central(dimension, self.document.scale()).get())
    }
}

fn of_zone(zone: &Zone, around: Frame) -> Item {
    let mut frame = around.grown(ZONE_PADDING);
    frame.min.y -= ZONE_HEAD - ZONE_PADDING;
    let outline = Outline::Rect(frame, [14.0; 4]);
    let line = zone.accent.map_or(Ink::Faint, Ink::Mark);
    let border = Shape::stroked(outline, Stroke::solid(line, 1.0).dashed(Dash::Dashed));
    let name = text::elided(&zone.name, 11.0, FontWeight::Medium, frame.width() - 32.0);
    let at = frame.min.moved(16.0, 16.0);
    let ink = zone.accent.map_or(Ink::Faint, Ink::Mark);
    let name = Shape::text(at, name, 11.0, ink).weighing(FontWeight::Medium);
    Item {
        subject: Subject::Zone(zone.id.clone()),
        bounds: frame.grown(1.0),
        shapes: vec![border, name],
        title: format!("Zone {}", zone.name),
    }
}

/// What a zone's name takes.
pub(super) fn name_of_zone(zone: &Item) -> Option<Frame> {
    zone.shapes.iter().find_map(|shape| match shape {
        Shape::Text { at, text, size, weight, .. } => {
            let width = text::width(text, *size, *weight);
            Some(Frame::sized(at.moved(-2.0, -9.0), width + 4.0, 18.0))
        }
        _ => None,
    })
}

fn add(title: &mut String, words: fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    title.write_fmt(words).unwrap_or_default();
}
