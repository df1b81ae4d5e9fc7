//! A link's line, arrow head and label.

use super::{
    Anchor, Dash, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, grid::Grid, icon, palette,
    routing::Route, scene, text,
};
use crate::model::{Delay, Link, Mechanism};

/// Below this likelihood a link is weak: dashed.
pub(super) const WEAK: f64 = 0.01;
/// Width of a link that is not scored: its dots must be seen.
pub(super) const UNSCORED_WIDTH: f32 = 2.0;
/// How far the ring around its question mark reaches.
const BADGE_RADIUS: f32 = 5.5;

const LABEL_SIZE: f32 = 10.0;
const LABEL_HEIGHT: f32 = 16.0;
const LABEL_PADDING: f32 = 4.0;
const NUDGE: f32 = 7.0;
const SYMBOL_SIZE: f32 = 11.0;
const SYMBOL_STEP: f32 = 14.0;

/// Where along its link a label may stand, best first.
const PLACES: [f32; 15] =
    [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86, 0.1, 0.9];

/// Everything that one link shows.
pub(super) struct Strand<'a> {
    pub(super) link: &'a Link,
    /// Its place among the links.
    pub(super) place: usize,
    /// Likelihood in the chosen phase, of several links the highest; `None` where it is not scored.
    pub(super) likelihood: Option<f64>,
    /// The likelihood in words.
    pub(super) figure: Option<String>,
    /// What is said in its place where there is less room.
    pub(super) brief: Option<String>,
    /// How many of the links that it stands for are not scored.
    pub(super) unscored: usize,
    pub(super) exists: bool,
    pub(super) is_mitigated: bool,
    /// Whether it stands for one link; a line to or from a collapsed zone can stand for several.
    pub(super) is_single: bool,
}

/// What labels must not cover, and what they had better not cover.
pub(super) struct Taken {
    frames: Grid<Frame>,
    /// Points along the lines, each with the place of its link.
    lines: Grid<(Point, usize)>,
}

impl Taken {
    /// Room for so many frames. Of very many lines none is minded: looking at all would take too long.
    pub(super) fn new(frames: usize, routes: &[Route]) -> Self {
        let mut lines = Grid::new(64.0);
        for (link, route) in routes.iter().enumerate() {
            for point in route.samples().into_iter().step_by(2) {
                lines.add_at(point, (point, link));
            }
        }
        Self { frames: Grid::with_room(192.0, frames), lines }
    }

    pub(super) fn add(&mut self, frame: Frame) {
        self.frames.add(&frame, frame);
    }

    fn is_free(&self, frame: &Frame) -> bool {
        self.frames.near(frame).all(|other| !other.overlaps(frame))
    }

    /// How much of the lines of other links a frame would hide.
    fn hidden(&self, frame: &Frame, link: usize) -> usize {
        let near = self.lines.near(frame);
        near.filter(|(point, other)| *other != link && frame.contains(*point)).count()
    }
}

/// Line width by likelihood: 1 up to 0.1 %, 3 at certainty, even in the logarithm between; dots as wide as
/// [`UNSCORED_WIDTH`] where it is not scored.
pub(super) fn line_width(likelihood: Option<f64>) -> f32 {
    likelihood
        .map_or(UNSCORED_WIDTH, |p| 1.0 + 2.0 * palette::share(p, palette::RAMP_LOW, 1.0) as f32)
}

/// How much of a link's end its arrow head takes.
pub(super) fn head_length(likelihood: Option<f64>) -> f32 {
    5.0 + 1.2 * line_width(likelihood)
}

impl Strand<'_> {
    /// The look of the line: its width and its breaks by likelihood, faint where nothing can run along it.
    pub(super) fn stroke(&self) -> Stroke {
        let dash = match self.likelihood {
            None => Dash::Dotted,
            Some(p) if p < WEAK => Dash::Dashed,
            Some(_) => Dash::Solid,
        };
        Stroke::solid(self.ink(), line_width(self.likelihood)).dashed(dash)
    }

    fn ink(&self) -> Ink {
        match self.link.accent {
            _ if self.is_faint() => Ink::Line,
            Some(accent) => Ink::Mark(accent),
            // Dots are little ink: in the ink of lines they would hardly be seen.
            None if self.likelihood.is_none() => Ink::Secondary,
            None => Ink::Link,
        }
    }

    /// The points that it passes through; shared lines have none.
    pub(super) fn bends(&self) -> Vec<Point> {
        let bends = self.link.bends.iter().filter(|_| self.is_single);
        bends.map(|bend| scene::drawn(*bend)).collect()
    }

    pub(super) fn line(&self, route: &Route) -> Vec<Shape> {
        let stroke = self.stroke();
        let mut shapes: Vec<Shape> = (route.curves.iter())
            .map(|curve| Shape::stroked(Outline::Cubic(*curve), stroke))
            .collect();
        shapes.push(Shape::filled(Outline::Polygon(self.head(route)), stroke.ink));
        shapes
    }

    fn head(&self, route: &Route) -> Vec<Point> {
        let (tip, base) = (route.tip, route.base);
        let length = tip.distance(base).max(1e-3);
        let half = (2.2 + line_width(self.likelihood) * 0.7) / length;
        let (x, y) = ((tip.x - base.x) * half, (tip.y - base.y) * half);
        vec![tip, base.moved(-y, x), base.moved(y, -x)]
    }

    /// Whether nothing can run along it in this phase.
    fn is_closed(&self) -> bool {
        self.likelihood.is_some_and(|p| p <= 0.0)
    }

    fn is_faint(&self) -> bool {
        !self.exists || self.is_closed()
    }

    /// The label at the free place along the way that hides least of other links, the middle preferred; shortened to
    /// its symbols where the whole fits nowhere; `None` where even that would cover something.
    pub(super) fn label(&self, route: &Route, taken: &mut Taken) -> Option<(Frame, Vec<Shape>)> {
        // In phases before a link opens a figure would say nothing that the faint line does not.
        let is_told = !self.is_closed() || !self.is_single;
        let figures = [&self.figure, &self.brief].into_iter().flatten().filter(|_| is_told);
        let symbols = self.symbols();
        let count = symbols.len() + usize::from(self.unscored > 0);
        let bare = count as f32 * SYMBOL_STEP + LABEL_PADDING;
        for words in figures {
            let width = text::width(words, LABEL_SIZE, FontWeight::Medium) + LABEL_PADDING;
            if let Some(frame) = self.label_frame(route, bare + width, taken) {
                taken.add(frame);
                return Some((frame, self.label_shapes(frame, Some((words, width)), &symbols)));
            }
        }
        if count == 0 {
            return None;
        }
        let frame = self.label_frame(route, bare, taken)?;
        taken.add(frame);
        Some((frame, self.label_shapes(frame, None, &symbols)))
    }

    /// On the line or, where lines run close, a little beside it, still touching it.
    fn label_frame(&self, route: &Route, width: f32, taken: &Taken) -> Option<Frame> {
        let nudges = [0.0, -NUDGE, NUDGE];
        nudges.into_iter().find_map(|nudge| self.nudged_frame(route, width, (taken, nudge)))
    }

    fn nudged_frame(
        &self,
        route: &Route,
        width: f32,
        (taken, nudge): (&Taken, f32),
    ) -> Option<Frame> {
        // A label on the top of a loop would hide the loop; it stands above.
        let lift = if self.link.from == self.link.to { LABEL_HEIGHT / 2.0 + 1.0 } else { 0.0 };
        let mut best = None;
        for (rank, t) in PLACES.into_iter().enumerate() {
            let frame = Frame::around(route.at(t).moved(0.0, nudge - lift), width, LABEL_HEIGHT);
            if !taken.is_free(&frame.grown(1.0)) {
                continue;
            }
            let cost = taken.hidden(&frame, self.place) * 4 + rank;
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, frame));
            }
            // Places come in the order of their rank, so that no later one can cost less.
            if best.is_some_and(|(least, _)| least <= rank + 1) {
                break;
            }
        }
        best.map(|(_, frame)| frame)
    }

    fn has_mechanism(&self) -> bool {
        self.is_single && self.link.mechanism != Mechanism::Other
    }

    /// The mechanism first, then what else is to be known.
    fn symbols(&self) -> Vec<(char, Ink)> {
        let plain = if self.is_faint() { Ink::Faint } else { Ink::Secondary };
        let mut symbols = Vec::with_capacity(4);
        // No symbol says `other` more quietly than one that looks like a question.
        if self.has_mechanism() {
            symbols.push((icon::of_mechanism(self.link.mechanism), plain));
        }
        if self.is_single && self.link.requires.is_some() {
            let symbol = if self.exists { icon::REQUIRES_ON } else { icon::REQUIRES_OFF };
            symbols.push((symbol, plain));
        }
        if self.is_single && self.link.delay == Delay::NextPhase {
            symbols.push((icon::DELAY, plain));
        }
        if self.is_mitigated {
            symbols.push((icon::SHIELD, Ink::Mitigated));
        }
        symbols
    }

    fn label_shapes(
        &self,
        frame: Frame,
        figure: Option<(&str, f32)>,
        symbols: &[(char, Ink)],
    ) -> Vec<Shape> {
        let pill = Outline::Rect(frame, [LABEL_HEIGHT / 2.0; 4]);
        let mut shapes = vec![Shape::filled(pill, Ink::Canvas)];
        let middle = frame.center().y;
        // The figure follows the mechanism's symbol; what else is to be known follows the figure.
        let has_mechanism = self.has_mechanism();
        let (first, rest) = symbols.split_at(usize::from(has_mechanism).min(symbols.len()));
        let mut x = frame.min.x + LABEL_PADDING / 2.0;
        let symbol = |x: &mut f32, (glyph, ink): (char, Ink)| {
            let at = Point::new(*x + SYMBOL_STEP / 2.0, middle);
            *x += SYMBOL_STEP;
            Shape::Icon { at, size: SYMBOL_SIZE, glyph, ink }
        };
        shapes.extend(first.iter().map(|s| symbol(&mut x, *s)));
        if let Some((words, width)) = figure {
            let ink = if self.exists { Ink::Secondary } else { Ink::Faint };
            let words = Shape::text(Point::new(x + 1.0, middle), words, LABEL_SIZE, ink);
            shapes.push(words.weighing(FontWeight::Medium));
            x += width;
        }
        if self.unscored > 0 {
            let at = Point::new(x + SYMBOL_STEP / 2.0, middle);
            shapes.extend(unscored_badge(at));
            x += SYMBOL_STEP;
        }
        shapes.extend(rest.iter().map(|s| symbol(&mut x, *s)));
        shapes
    }
}

/// The mark of a link that is not scored: as on cards, a question mark in a ring.
pub(super) fn unscored_badge(at: Point) -> [Shape; 2] {
    let ring = Shape::stroked(Outline::Circle(at, BADGE_RADIUS), Stroke::solid(Ink::Faint, 1.0));
    let mark = Shape::text(at, "?", 9.0, Ink::Secondary).weighing(FontWeight::SemiBold);
    [ring, mark.anchored(Anchor::Middle)]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        drawing::{Scene, SceneView},
        model::{Assessment, Id, Node, NodeKind, Position, Probability, Score},
    };

    #[test]
    fn a_link_that_is_not_scored_is_dotted_broadly_and_asks_for_a_score() {
        let id = |text: &str| Id::new(text).expect("an id");
        let mut parts = Assessment::blank("test").to_parts();
        for (name, x) in [("a", 0.0), ("b", 500.0)] {
            let node = Node::new(Id::new(name).expect("an id"), name, NodeKind::Host);
            parts.nodes.push(Node { position: Some(Position { x, y: 0.0 }), ..node });
        }
        let link = |name| Link::new(id(name), Id::new("a").expect("a"), Id::new("b").expect("b"));
        let mut scored = link("scored");
        let phase = parts.phases[0].id.clone();
        scored.likelihood.set(phase, Some(Score::point(Probability::clamped(0.5))));
        parts.links = vec![link("new"), scored];
        let document = Assessment::new(parts).expect("valid");
        let numbers = BTreeMap::new();
        let view = SceneView { phase: 0, numbers: &numbers, labels: &|p| p.to_string() };
        let scene = Scene::of(&document, &view);
        let strokes: Vec<Stroke> = scene.lines.iter().map(|line| line.stroke).collect();
        assert_eq!((strokes[0].dash, strokes[1].dash), (Dash::Dotted, Dash::Solid));
        assert!(strokes[0].width >= UNSCORED_WIDTH);
        let asks = |label: usize| {
            let shapes = &scene.labels[label].shapes;
            shapes.iter().any(|shape| matches!(shape, Shape::Text { text, .. } if text == "?"))
        };
        assert!(asks(0) && !asks(1));
    }
}
