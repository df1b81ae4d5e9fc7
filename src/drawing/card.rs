//! A node's card: its kind by shape and symbol, its name, a bar for each phase, the figure of the chosen phase.

use super::{
    Anchor, Dash, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, icon, palette, text, words,
};
use crate::model::{Gate, Node, NodeKind};

/// Width of a card in canvas units.
pub const WIDTH: f32 = 176.0;
/// Height of a card in canvas units.
pub const HEIGHT: f32 = 56.0;
/// Width of the colored edge at a card's left.
pub const EDGE: f32 = 5.0;
/// How far badges reach over a card's border.
pub const OVERHANG: f32 = 9.0;

const NAME_SIZE: f32 = 12.0;
const NAME_LEFT: f32 = 30.0;
const PADDING: f32 = 12.0;
const BARS_LEFT: f32 = 15.0;
const BARS_WIDTH: f32 = 70.0;
const BARS_HEIGHT: f32 = 17.0;
const BARS_MAX: usize = 35;
const BAR_STEP: f32 = 11.5;
/// Sizes of the figure: the first that has room, so that an upper limit is not cut off.
const FIGURE_SIZES: [f32; 3] = [NAME_SIZE, 11.0, 9.5];
/// What the mark of a missing score takes beside the figure.
const BADGE_ROOM: f32 = 20.0;

/// Everything that one card shows.
pub(super) struct Face<'a> {
    pub(super) node: &'a Node,
    pub(super) frame: Frame,
    /// Prevalence per phase, where it is known.
    pub(super) values: Option<&'a [f64]>,
    /// The chosen phase, 0-based.
    pub(super) phase: usize,
    /// The chosen phase's prevalence in words.
    pub(super) figure: Option<String>,
    pub(super) is_scored: bool,
    pub(super) is_mitigated: bool,
}

/// The radii of a kind's card: top left, top right, bottom right, bottom left.
pub(super) fn radii(kind: NodeKind) -> [f32; 4] {
    match kind {
        NodeKind::Origin | NodeKind::Enabler => [3.0; 4],
        NodeKind::Host => [10.0; 4],
        NodeKind::Channel => [4.0, 26.0, 26.0, 4.0],
        NodeKind::State => [14.0; 4],
        NodeKind::Outcome => [0.0; 4],
        NodeKind::Residual | NodeKind::Withheld => [6.0; 4],
    }
}

impl Face<'_> {
    /// The marks of the card, painted in order.
    pub(super) fn shapes(&self) -> Vec<Shape> {
        let mut shapes = Vec::with_capacity(24);
        self.ground(&mut shapes);
        self.name(&mut shapes);
        let figure_left = self.figure(&mut shapes);
        self.bars(&mut shapes);
        if !self.is_scored {
            self.unscored_badge(&mut shapes, figure_left);
        }
        self.gate_badge(&mut shapes);
        if self.is_mitigated {
            let at = Point::new(self.frame.max.x - 20.0, self.frame.min.y);
            shapes.push(Shape::filled(Outline::Circle(at, OVERHANG), Ink::Canvas));
            shapes.push(Shape::Icon { at, size: 14.0, glyph: icon::SHIELD, ink: Ink::Mitigated });
        }
        shapes
    }

    /// The colored edge follows the card's own corners: the ground covers all of it but its left.
    fn ground(&self, shapes: &mut Vec<Shape>) {
        let (frame, radii) = (self.frame, radii(self.node.kind));
        let ink = self.value().map_or(Ink::Line, |p| Ink::Probability(p as f32));
        let left = Frame { max: Point::new(frame.min.x + 32.0, frame.max.y), ..frame };
        let body = Frame { min: frame.min.moved(EDGE, 0.0), ..frame };
        let whole = Outline::Rect(frame, radii);
        shapes.push(Shape::filled(Outline::Rect(left, [radii[0], 0.0, 0.0, radii[3]]), ink));
        let body = Outline::Rect(body, [0.0, radii[1], radii[2], 0.0]);
        let accent = self.node.accent;
        shapes.push(Shape::filled(body, accent.map_or(Ink::Surface, Ink::Tint)));
        let stroke = match self.node.kind {
            NodeKind::Outcome => Stroke::solid(Ink::Link, 1.25),
            NodeKind::Residual => Stroke::solid(Ink::Link, 1.0).dashed(Dash::Dashed),
            _ => Stroke::solid(Ink::Line, 1.0),
        };
        let stroke = Stroke { ink: accent.map_or(stroke.ink, Ink::Mark), ..stroke };
        shapes.push(Shape::stroked(whole, stroke));
        if self.node.kind == NodeKind::State {
            let [tl, tr, br, bl] = radii.map(|r| r - 3.0);
            let mut inner = frame.grown(-3.0);
            inner.min.x = frame.min.x + EDGE + 2.0;
            let line = Outline::Rect(inner, [tl - 2.0, tr, br, bl - 2.0]);
            shapes.push(Shape::stroked(line, Stroke::solid(Ink::Line, 1.0)));
        }
    }

    fn name(&self, shapes: &mut Vec<Shape>) {
        let kind = self.node.kind;
        let at = self.frame.min.moved(20.0, 18.5);
        let glyph = icon::of_kind(kind);
        shapes.push(Shape::Icon { at, size: 13.0, glyph, ink: Ink::Secondary });
        let room = WIDTH - NAME_LEFT - 9.0;
        let name = if self.node.name.trim().is_empty() {
            self.node.id.as_str()
        } else {
            self.node.name.as_str()
        };
        let name = text::elided(name, NAME_SIZE, FontWeight::SemiBold, room);
        let at = self.frame.min.moved(NAME_LEFT, 18.5);
        let name = Shape::text(at, name, NAME_SIZE, Ink::Text).weighing(FontWeight::SemiBold);
        shapes.push(name);
    }

    /// The figure at the right, or, before anything is computed, the kind in words; gives the figure's left end.
    fn figure(&self, shapes: &mut Vec<Shape>) -> f32 {
        let middle = self.frame.min.y + 39.5;
        let Some(figure) = &self.figure else {
            let at = Point::new(self.frame.min.x + BARS_LEFT, middle);
            shapes.push(Shape::text(at, words::of_kind(self.node.kind), 11.0, Ink::Faint));
            return self.frame.max.x - PADDING;
        };
        let right = self.frame.max.x - PADDING - 1.0;
        let badge = if self.is_scored { 0.0 } else { BADGE_ROOM };
        let room = right - self.frame.min.x - BARS_LEFT - self.bars_width() - 5.0 - badge;
        let fits = |size: &f32| text::width(figure, *size, FontWeight::SemiBold) <= room;
        let size = FIGURE_SIZES.into_iter().find(fits).unwrap_or(FIGURE_SIZES[2]);
        let figure = text::elided(figure, size, FontWeight::SemiBold, room);
        let left = right - text::width(&figure, size, FontWeight::SemiBold);
        let shape = Shape::text(Point::new(right, middle), figure, size, Ink::Text);
        shapes.push(shape.weighing(FontWeight::SemiBold).anchored(Anchor::End));
        left
    }

    /// How much of the card's width the bars take.
    fn bars_width(&self) -> f32 {
        let count = self.values.map_or(0, |values| condensed(values, self.phase).0.len());
        (count as f32 * BAR_STEP).min(BARS_WIDTH)
    }

    fn bars(&self, shapes: &mut Vec<Shape>) {
        let Some(values) = self.values.filter(|values| !values.is_empty()) else { return };
        let (bars, chosen) = condensed(values, self.phase);
        let step = BAR_STEP.min(BARS_WIDTH / bars.len() as f32);
        let gap = if step > 4.0 { 2.5 } else { step * 0.2 };
        let floor = self.frame.min.y + 47.0;
        let bar = |place: usize, p: f64| {
            let left = self.frame.min.x + BARS_LEFT + place as f32 * step;
            // Tenths of a percent to certainty: the color stops at 20 %, the height goes on.
            let height =
                1.5 + (BARS_HEIGHT - 1.5) * palette::share(p, palette::RAMP_LOW, 1.0) as f32;
            Frame::sized(Point::new(left, floor - height), step - gap, height)
        };
        for (place, p) in bars.iter().enumerate() {
            let outline = Outline::Rect(bar(place, *p), [1.0; 4]);
            shapes.push(Shape::filled(outline, Ink::Probability(*p as f32)));
        }
        if let Some(p) = bars.get(chosen) {
            let outline = Outline::Rect(bar(chosen, *p).grown(1.5), [2.0; 4]);
            shapes.push(Shape::stroked(outline, Stroke::solid(Ink::Text, 1.0)));
        }
    }

    fn unscored_badge(&self, shapes: &mut Vec<Shape>, figure_left: f32) {
        let at = Point::new(figure_left - 11.0, self.frame.min.y + 39.5);
        let ring = Stroke::solid(Ink::Faint, 1.0);
        shapes.push(Shape::stroked(Outline::Circle(at, 6.0), ring));
        let mark = Shape::text(at, "?", 9.0, Ink::Secondary);
        shapes.push(mark.weighing(FontWeight::SemiBold).anchored(Anchor::Middle));
    }

    fn gate_badge(&self, shapes: &mut Vec<Shape>) {
        let words = match self.node.gate {
            Gate::Any => return,
            Gate::All => "ALL".to_owned(),
            Gate::AtLeast(k) => format!("≥{k}"),
        };
        let width = text::width(&words, 9.0, FontWeight::SemiBold) + 10.0;
        let center = self.frame.min.moved(14.0 + width / 2.0, 0.0);
        let pill = Outline::Rect(Frame::around(center, width, 14.0), [7.0; 4]);
        let (fill, stroke) = (Some(Ink::Surface), Some(Stroke::solid(Ink::Faint, 1.0)));
        shapes.push(Shape::Path { outline: pill, fill, stroke });
        let mark = Shape::text(center, words, 9.0, Ink::Secondary);
        shapes.push(mark.weighing(FontWeight::SemiBold).anchored(Anchor::Middle));
    }

    fn value(&self) -> Option<f64> {
        self.values?.get(self.phase).copied()
    }
}

/// At most [`BARS_MAX`] bars: where there are more phases, neighbors share a bar that shows their largest value. Also
/// the bar of the chosen phase.
fn condensed(values: &[f64], chosen: usize) -> (Vec<f64>, usize) {
    let shared = values.len().div_ceil(BARS_MAX).max(1);
    let bars = values.chunks(shared).map(|chunk| chunk.iter().copied().fold(0.0, f64::max));
    (bars.collect(), chosen / shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;

    fn face<'a>(node: &'a Node, values: Option<&'a [f64]>) -> Face<'a> {
        Face {
            node,
            frame: Frame::sized(Point::default(), WIDTH, HEIGHT),
            values,
            phase: 1,
            figure: values.map(|_| "100.0 %".to_owned()),
            is_scored: false,
            is_mitigated: true,
        }
    }

    fn extent(shape: &Shape) -> Option<(f32, f32)> {
        let Shape::Text { at, text, size, weight, anchor, .. } = shape else { return None };
        let width = text::width(text, *size, *weight);
        let left = match anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };
        Some((left, left + width))
    }

    #[test]
    fn no_text_leaves_its_card_however_long_the_name() {
        let id = Id::new("n").expect("an id");
        let mut node =
            Node::new(id, &"Consistent adversarial misalignment ".repeat(9), NodeKind::State);
        node.gate = Gate::All;
        for values in [None, Some([0.5, 1.0].as_slice())] {
            let shapes = face(&node, values).shapes();
            let extents: Vec<(f32, f32)> = shapes.iter().filter_map(extent).collect();
            assert!(extents.len() >= 3);
            assert!(extents.iter().all(|(left, right)| *left >= EDGE && *right <= WIDTH - 8.0));
        }
    }

    #[test]
    fn an_upper_limit_is_shown_whole() {
        let node = Node::new(Id::new("n").expect("an id"), "Node", NodeKind::Host);
        for (count, is_scored, figure) in
            [(5, false, "< 0.0003 %"), (5, true, "< 0.0003 %"), (40, true, "< 0.003 %")]
        {
            let values = vec![0.01; count];
            let face = face(&node, Some(&values));
            let face = Face { figure: Some(figure.to_owned()), is_scored, ..face };
            let is_whole =
                |shape: &Shape| matches!(shape, Shape::Text { text, .. } if text == figure);
            assert!(face.shapes().iter().any(is_whole), "{count} bars, scored: {is_scored}");
        }
    }

    #[test]
    fn bars_of_very_many_phases_stay_in_their_room() {
        let values: Vec<f64> = (0..500).map(|i| f64::from(i) / 500.0).collect();
        let node = Node::new(Id::new("n").expect("an id"), "Node", NodeKind::Host);
        let shapes = face(&node, Some(&values)).shapes();
        let bars = shapes.iter().filter_map(|shape| match shape {
            Shape::Path {
                outline: Outline::Rect(frame, _),
                fill: Some(Ink::Probability(_)),
                ..
            } if frame.min.y > 20.0 => Some(*frame),
            _ => None,
        });
        let bars: Vec<Frame> = bars.collect();
        assert!(!bars.is_empty() && bars.len() <= BARS_MAX);
        assert!(bars.iter().all(|bar| bar.max.x <= BARS_LEFT + BARS_WIDTH && bar.width() > 0.0));
        assert_eq!(condensed(&values, 499).1, bars.len() - 1);
    }
}
