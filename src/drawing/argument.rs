//! An argument as a picture: claims from left to right with what carries each, in the manner of GSN or of CAE.
//!
//! The Goal Structuring Notation (GSN Community Standard 3, 2021) draws goals as boxes, strategies as parallelograms,
//! solutions as circles; Claims–Arguments–Evidence draws claims as ellipses, arguments as rounded boxes, evidence as
//! boxes. Evidence, assumptions and defeaters hang below their claim, so that the picture stays narrow enough for a page.

use std::collections::BTreeSet;

use super::{Anchor, Dash, Drawing, FontWeight, Frame, Ink, Outline, Point, Shape, Stroke, text};

/// An argument, to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArgumentChart {
    /// What it shows, in words, for readers who cannot see it.
    pub description: String,
    /// Which shapes stand for what.
    pub notation: Notation,
    /// Claims and what hangs on them; what something belongs to comes before it.
    pub pieces: Vec<Piece>,
    /// The piece that stands out, by its place.
    pub selected: Option<usize>,
}

/// Which shapes stand for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notation {
    /// Goal Structuring Notation.
    #[default]
    Gsn,
    /// Claims, arguments, evidence.
    Cae,
}

/// One piece of an argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The claim that it belongs to, by its place, which is an earlier one; `None` for a top claim.
    pub parent: Option<usize>,
    /// What it is to that claim.
    pub role: Role,
    /// Its short name, such as `C1.2` or `[3]`.
    pub mark: String,
    /// What it says.
    pub text: String,
    /// Its value in words; may be empty.
    pub figure: String,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A claim.
    Claim {
        /// How its subclaims carry it, in words.
        strategy: String,
        /// Whether the conclusion falls with it.
        is_load_bearing: bool,
    },
    /// Evidence for a claim.
    Evidence,
    /// Evidence against it.
    Counter,
    /// A condition under which it ends.
    Assumption,
    /// Subclaims that another picture shows.
    More,
    /// Something that would defeat it.
    Defeater {
        /// Whether it has been answered.
        is_answered: bool,
    },
}

impl Role {
    fn is_claim(&self) -> bool {
        matches!(self, Self::Claim { .. })
    }
}

/// A finished picture with the place of each piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Laid {
    /// The picture.
    pub drawing: Drawing,
    /// Where each piece is, in its order.
    pub places: Vec<Frame>,
}

const WIDTH: f32 = 236.0;
/// Between a claim and its subclaims; the strategy stands in it.
const GAP: f32 = 118.0;
const BELOW: f32 = 18.0;
const PADDING: f32 = 10.0;
const SIZE: f32 = 13.0;
const LINE: f32 = 17.0;
const SMALL: f32 = 12.0;
const SMALL_LINE: f32 = 15.0;
/// How far what hangs on a claim stands to the right of its edge.
const INDENT: f32 = 34.0;
/// Radius of the sign of what hangs on a claim.
const SIGN: f32 = 7.0;
/// Half the height of the sign of a claim that nothing carries.
const DIAMOND: f32 = 6.0;
const CLAIM_LINES: usize = 7;
const HANGING_LINES: usize = 3;
/// Width and height of the shape with the strategy.
const STRATEGY: [f32; 2] = [84.0, 34.0];
/// Room for the marks of a line of the legend.
const LEGEND_STEP: f32 = 20.0;

/// A piece with its lines and the size they take.
struct Measured {
    lines: Vec<String>,
    height: f32,
}

impl ArgumentChart {
    /// The argument as a picture.
    pub fn drawing(&self) -> Drawing {
        self.laid().drawing
    }

    /// The picture with the place of each piece.
    pub fn laid(&self) -> Laid {
        let boxes: Vec<Measured> = self.pieces.iter().map(Measured::of).collect();
        let places = self.places(&boxes);
        let mut shapes = Vec::new();
        self.wires(&places, &mut shapes);
        for (i, piece) in self.pieces.iter().enumerate() {
            let is_selected = self.selected == Some(i);
            if piece.role.is_claim() {
                self.claim((piece, &boxes[i]), (places[i], is_selected), &mut shapes);
            } else {
                self.hanging((piece, &boxes[i]), (places[i], is_selected), &mut shapes);
            }
        }
        let open = self.undeveloped();
        for i in &open {
            // Beside the corner, so that it does not lie over what hangs below.
            shapes.push(diamond(places[*i].max.moved(-2.5 * DIAMOND, 0.0)));
        }
        let corners = places.iter().flat_map(|place| [place.min, place.max.moved(0.0, BELOW)]);
        let hull = Frame::hull(corners).unwrap_or_default();
        let frame = self.legend(hull, !open.is_empty(), &mut shapes).grown(12.0);
        let drawing = Drawing { frame, description: self.description.clone(), shapes };
        Laid { drawing, places }
    }

    /// Claims that neither subclaims nor evidence carry yet.
    fn undeveloped(&self) -> Vec<usize> {
        let carries = |piece: &&Piece| {
            piece.role.is_claim() || matches!(piece.role, Role::Evidence | Role::More)
        };
        let carried: BTreeSet<usize> =
            self.pieces.iter().filter(carries).filter_map(|piece| piece.parent).collect();
        let is_open = |i: &usize| self.pieces[*i].role.is_claim() && !carried.contains(i);
        (0..self.pieces.len()).filter(is_open).collect()
    }

    /// Claims in columns by their depth, each as high up as what is above it in its column allows, and never higher than
    /// the claim that it carries.
    fn places(&self, boxes: &[Measured]) -> Vec<Frame> {
        let count = self.pieces.len();
        let mut hung: Vec<f32> = vec![0.0; count];
        for (i, piece) in self.pieces.iter().enumerate().filter(|(_, of)| !of.role.is_claim()) {
            if let Some(parent) = piece.parent {
                hung[parent] += boxes[i].height;
            }
        }
        let carried = self.carried();
        let mut places = vec![Frame::default(); count];
        let mut depths = vec![0_usize; count];
        // Of each column: where the next claim may start, and where the last one did.
        let mut columns: Vec<(f32, f32)> = Vec::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            if !piece.role.is_claim() {
                continue;
            }
            let above = piece.parent.map(|parent| (depths[parent], places[parent].min.y));
            depths[i] = above.map_or(0, |(depth, _)| depth + 1);
            columns.resize(columns.len().max(depths[i] + 2), (0.0, f32::NEG_INFINITY));
            let mut top = columns[depths[i]].0.max(above.map_or(0.0, |(_, top)| top));
            if carried.contains(&i) {
                // Its line downwards must not run along that of the claim above it.
                top = top.max(columns[depths[i] + 1].1 + STRATEGY[1]);
            }
            let left = depths[i] as f32 * (WIDTH + GAP);
            places[i] = Frame::sized(Point::new(left, top), WIDTH, boxes[i].height);
            columns[depths[i]] = (top + boxes[i].height + hung[i] + BELOW, top);
        }
        let mut next: Vec<f32> = places.iter().map(|place| place.max.y).collect();
        for (i, piece) in self.pieces.iter().enumerate().filter(|(_, of)| !of.role.is_claim()) {
            let Some(parent) = piece.parent else { continue };
            let at = Point::new(places[parent].min.x + INDENT, next[parent]);
            places[i] = Frame::sized(at, WIDTH - INDENT, boxes[i].height);
            next[parent] += boxes[i].height;
        }
        places
    }

    /// Claims that have subclaims.
    fn carried(&self) -> BTreeSet<usize> {
        let claims = self.pieces.iter().filter(|piece| piece.role.is_claim());
        claims.filter_map(|piece| piece.parent).collect()
    }

    /// Lines from claims to what carries them.
    fn wires(&self, places: &[Frame], shapes: &mut Vec<Shape>) {
        let stroke = Stroke::solid(Ink::Link, 1.25);
        for (i, piece) in self.pieces.iter().enumerate() {
            let Some(parent) = piece.parent else { continue };
            let (from, to) = (places[parent], places[i]);
            if piece.role.is_claim() {
                let trunk = from.max.x + 14.0 + STRATEGY[0] + 8.0;
                let (start, end) = (from.min.y + head_middle(), to.min.y + head_middle());
                let points = [(from.max.x, start), (trunk, start), (trunk, end), (to.min.x, end)];
                let points = points.map(|(x, y)| Point::new(x, y)).to_vec();
                shapes.push(Shape::stroked(Outline::Polyline(points), stroke));
                shapes.push(arrow(Point::new(to.min.x, end)));
            } else {
                let spine = from.min.x + INDENT / 2.0;
                let y = to.min.y + hanging_middle();
                let points = [(spine, from.max.y), (spine, y), (to.min.x, y)];
                let points = points.map(|(x, y)| Point::new(x, y)).to_vec();
                let dash = match piece.role {
                    Role::Counter | Role::Defeater { .. } => Dash::Dashed,
                    _ => Dash::Solid,
                };
                shapes.push(Shape::stroked(Outline::Polyline(points), stroke.dashed(dash)));
            }
        }
        for i in self.carried() {
            if let Role::Claim { strategy, .. } = &self.pieces[i].role {
                self.strategy(places[i], strategy, shapes);
            }
        }
    }

    fn strategy(&self, of: Frame, words: &str, shapes: &mut Vec<Shape>) {
        let at = Point::new(of.max.x + 14.0, of.min.y + head_middle() - STRATEGY[1] / 2.0);
        let frame = Frame::sized(at, STRATEGY[0], STRATEGY[1]);
        let outline = match self.notation {
            Notation::Gsn => {
                let lean = 9.0;
                let Frame { min, max } = frame;
                let corners =
                    [(min.x + lean, min.y), (max.x, min.y), (max.x - lean, max.y), (min.x, max.y)];
                Outline::Polygon(corners.map(|(x, y)| Point::new(x, y)).to_vec())
            }
            Notation::Cae => Outline::Rect(frame, [8.0; 4]),
        };
        let stroke = Some(Stroke::solid(Ink::Link, 1.0));
        shapes.push(Shape::Path { outline, fill: Some(Ink::Surface), stroke });
        let lines = clamped(words, (11.0, FontWeight::Regular), (STRATEGY[0] - 18.0, 2));
        let first = frame.center().y - (lines.len() as f32 - 1.0) * 6.5;
        for (row, line) in lines.into_iter().enumerate() {
            let at = Point::new(frame.center().x, first + row as f32 * 13.0);
            shapes.push(Shape::text(at, line, 11.0, Ink::Secondary).anchored(Anchor::Middle));
        }
    }

    fn claim(
        &self,
        (piece, of): (&Piece, &Measured),
        (frame, is_selected): (Frame, bool),
        shapes: &mut Vec<Shape>,
    ) {
        let is_bearing =
            matches!(piece.role, Role::Claim { is_load_bearing, .. } if is_load_bearing);
        let radius = match self.notation {
            Notation::Gsn => 0.0,
            Notation::Cae => 18.0,
        };
        let width = if is_bearing { 2.25 } else { 1.0 };
        let ink = if is_selected || is_bearing { Ink::Accent } else { Ink::Link };
        let fill = if is_selected { Ink::AccentSoft } else { Ink::Surface };
        shapes.push(Shape::Path {
            outline: Outline::Rect(frame, [radius; 4]),
            fill: Some(fill),
            stroke: Some(Stroke::solid(ink, width)),
        });
        let head = frame.min.moved(PADDING, PADDING + LINE / 2.0 - 2.0);
        let mark = Shape::text(head, &*piece.mark, SMALL, Ink::Secondary);
        shapes.push(mark.weighing(FontWeight::SemiBold));
        let right = Point::new(frame.max.x - PADDING, head.y);
        let figure = Shape::text(right, &*piece.figure, SMALL, Ink::Text);
        shapes.push(figure.weighing(FontWeight::Medium).anchored(Anchor::End));
        for (row, line) in of.lines.iter().enumerate() {
            let at = head.moved(0.0, (row as f32 + 1.0) * LINE);
            shapes.push(Shape::text(at, line.clone(), SIZE, Ink::Text));
        }
    }

    fn hanging(
        &self,
        (piece, of): (&Piece, &Measured),
        (frame, is_selected): (Frame, bool),
        shapes: &mut Vec<Shape>,
    ) {
        let center = Point::new(frame.min.x + SIGN, frame.min.y + hanging_middle());
        self.sign(&piece.role, center, shapes);
        let ink = if is_selected { Ink::Accent } else { Ink::Text };
        let at = Point::new(frame.min.x + 2.0 * SIGN + 6.0, center.y);
        for (row, line) in of.lines.iter().enumerate() {
            let at = at.moved(0.0, row as f32 * SMALL_LINE);
            shapes.push(Shape::text(at, line.clone(), SMALL, ink));
        }
    }

    /// The sign of what hangs on a claim.
    fn sign(&self, role: &Role, center: Point, shapes: &mut Vec<Shape>) {
        let whole = |ink| (Some(Ink::Surface), Some(Stroke::solid(ink, 1.25)));
        let (outline, (fill, stroke)) = match (role, self.notation) {
            (Role::Evidence | Role::Claim { .. }, Notation::Gsn) => {
                (Outline::Circle(center, SIGN), whole(Ink::Accent))
            }
            (Role::Evidence | Role::Claim { .. }, Notation::Cae) => {
                let side = 2.0 * SIGN - 1.0;
                (Outline::Rect(Frame::around(center, side, side), [0.0; 4]), whole(Ink::Accent))
            }
            (Role::Counter, Notation::Gsn) => (Outline::Circle(center, SIGN), whole(Ink::Warning)),
            (Role::Counter, Notation::Cae) => {
                let side = 2.0 * SIGN - 1.0;
                (Outline::Rect(Frame::around(center, side, side), [0.0; 4]), whole(Ink::Warning))
            }
            (Role::More, _) => {
                let corners = [(-3.0, -5.0), (4.0, 0.0), (-3.0, 5.0)];
                let corners = corners.map(|(x, y)| center.moved(x, y)).to_vec();
                (Outline::Polygon(corners), (Some(Ink::Link), None))
            }
            (Role::Assumption, _) => {
                let pill = Frame::around(center, 2.0 * SIGN, 1.3 * SIGN);
                (Outline::Rect(pill, [0.65 * SIGN; 4]), whole(Ink::Secondary))
            }
            (Role::Defeater { is_answered }, _) => {
                let ink = if *is_answered { Ink::Faint } else { Ink::Warning };
                let reach = 0.7 * SIGN;
                let (a, b) = (center.moved(-reach, -reach), center.moved(reach, reach));
                shapes.push(Shape::line(a, b, Stroke::solid(ink, 1.75)));
                let (a, b) = (center.moved(-reach, reach), center.moved(reach, -reach));
                shapes.push(Shape::line(a, b, Stroke::solid(ink, 1.75)));
                return;
            }
        };
        if matches!(role, Role::Counter) {
            let reach = 0.55 * SIGN;
            shapes.push(Shape::Path { outline, fill, stroke });
            let (a, b) = (center.moved(-reach, 0.0), center.moved(reach, 0.0));
            shapes.push(Shape::line(a, b, Stroke::solid(Ink::Warning, 1.5)));
        } else {
            shapes.push(Shape::Path { outline, fill, stroke });
        }
    }

    /// What the signs that occur stand for, below the picture; the frame with it.
    fn legend(&self, hull: Frame, has_open: bool, shapes: &mut Vec<Shape>) -> Frame {
        let all: [(Role, &str); 5] = [
            (Role::Evidence, "Evidence for it"),
            (Role::Counter, "Evidence against it"),
            (Role::Assumption, "No longer holds if"),
            (Role::Defeater { is_answered: false }, "Would defeat it, open"),
            (Role::Defeater { is_answered: true }, "Would defeat it, answered"),
        ];
        let mut at = Point::new(hull.min.x, hull.max.y + 16.0);
        let mut frame = hull;
        let bearing = |piece: &Piece| matches!(&piece.role, Role::Claim { is_load_bearing, .. } if *is_load_bearing);
        let room = hull.width().max(WIDTH);
        let mut put =
            |shapes: &mut Vec<Shape>, words: &str, sign: &dyn Fn(Point, &mut Vec<Shape>)| {
                let width = 2.0 * SIGN + 6.0 + text::width(words, 11.0, FontWeight::Regular);
                if at.x > hull.min.x && at.x + width > hull.min.x + room {
                    at = Point::new(hull.min.x, at.y + LEGEND_STEP);
                }
                sign(at.moved(SIGN, 0.0), shapes);
                let words_at = at.moved(2.0 * SIGN + 6.0, 0.0);
                shapes.push(Shape::text(words_at, words, 11.0, Ink::Secondary));
                frame = frame.union(Frame::sized(at.moved(0.0, -8.0), width, 16.0));
                at = at.moved(width + 22.0, 0.0);
            };
        if self.pieces.iter().any(bearing) {
            put(shapes, "Load-bearing", &|center, shapes| {
                let outline = Outline::Rect(Frame::around(center, 13.0, 10.0), [0.0; 4]);
                shapes.push(Shape::stroked(outline, Stroke::solid(Ink::Accent, 2.25)));
            });
        }
        if has_open {
            put(shapes, "Nothing carries it yet", &|center, shapes| shapes.push(diamond(center)));
        }
        for (role, words) in &all {
            if self.pieces.iter().any(|piece| piece.role == *role) {
                put(shapes, words, &|center, shapes| self.sign(role, center, shapes));
            }
        }
        frame
    }
}

impl Measured {
    fn of(piece: &Piece) -> Self {
        if piece.role.is_claim() {
            let room = WIDTH - 2.0 * PADDING;
            let lines = clamped(&piece.text, (SIZE, FontWeight::Regular), (room, CLAIM_LINES));
            let height = 2.0 * PADDING + (lines.len() as f32 + 1.0) * LINE - 4.0;
            return Self { lines, height };
        }
        let room = WIDTH - INDENT - 2.0 * SIGN - 6.0;
        let words = [&*piece.mark, &*piece.text, &*piece.figure];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let style = (SMALL, FontWeight::Regular);
        let lines = clamped(&words.join(" "), style, (room, HANGING_LINES));
        let height = lines.len().max(1) as f32 * SMALL_LINE + 7.0;
        Self { lines, height }
    }
}

/// At most so many lines; the last one tells that there was more.
fn clamped(
    words: &str,
    (size, weight): (f32, FontWeight),
    (room, lines_max): (f32, usize),
) -> Vec<String> {
    let mut lines = text::wrapped(words, size, weight, room);
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            *last = text::elided(&format!("{last} {}", text::ELLIPSIS), size, weight, room)
                .into_owned();
        }
    }
    lines
}

/// Where lines meet a claim, from its top.
fn head_middle() -> f32 {
    PADDING + LINE / 2.0 + 4.0
}

/// Where lines meet what hangs on a claim, from its top.
fn hanging_middle() -> f32 {
    7.0 + SMALL_LINE / 2.0 - 1.0
}

/// The sign of a claim that nothing carries yet.
fn diamond(center: Point) -> Shape {
    let corners = [(0.0, -DIAMOND), (DIAMOND, 0.0), (0.0, DIAMOND), (-DIAMOND, 0.0)];
    let corners = corners.map(|(x, y)| center.moved(x, y)).to_vec();
    let (fill, stroke) = (Some(Ink::Surface), Some(Stroke::solid(Ink::Secondary, 1.25)));
    Shape::Path { outline: Outline::Polygon(corners), fill, stroke }
}

/// A head that points to the right.
fn arrow(tip: Point) -> Shape {
    let corners = vec![tip, tip.moved(-8.0, -4.0), tip.moved(-8.0, 4.0)];
    Shape::filled(Outline::Polygon(corners), Ink::Link)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Random trees: each piece belongs to one of the claims before it.
    fn charts() -> impl Strategy<Value = ArgumentChart> {
        let piece =
            (0_usize..6, prop::option::weighted(0.9, any::<prop::sample::Index>()), 0_usize..30);
        prop::collection::vec(piece, 1..40).prop_map(|drawn| {
            let mut chart = ArgumentChart::default();
            for (kind, parent, words) in drawn {
                let claims: Vec<usize> =
                    (0..chart.pieces.len()).filter(|i| chart.pieces[*i].role.is_claim()).collect();
                let parent = parent.filter(|_| !claims.is_empty()).map(|of| *of.get(&claims));
                let role = match (kind, parent) {
                    (0..=1, _) | (_, None) => Role::Claim {
                        strategy: "All needed".to_owned(),
                        is_load_bearing: kind == 1,
                    },
                    (2, _) => Role::Evidence,
                    (3, _) => Role::Counter,
                    (4, _) => Role::Assumption,
                    _ => Role::Defeater { is_answered: words % 2 == 0 },
                };
                let text = "monitoring ".repeat(words);
                let mark = format!("C{}", chart.pieces.len());
                chart.pieces.push(Piece { parent, role, mark, text, figure: "90 %".to_owned() });
            }
            chart
        })
    }

    proptest! {
        #[test]
        fn nothing_overlaps_and_all_lies_in_the_picture(chart in charts()) {
            let laid = chart.laid();
            prop_assert_eq!(laid.places.len(), chart.pieces.len());
            for (i, place) in laid.places.iter().enumerate() {
                prop_assert!(laid.drawing.frame.encloses(place));
                for other in &laid.places[..i] {
                    prop_assert!(!place.overlaps(other), "{place:?} {other:?}");
                }
            }
            for (piece, place) in chart.pieces.iter().zip(&laid.places) {
                if let (Some(parent), true) = (piece.parent, piece.role.is_claim()) {
                    prop_assert!(place.min.x >= laid.places[parent].max.x);
                    prop_assert!(place.min.y >= laid.places[parent].min.y);
                }
            }
        }

        #[test]
        fn words_stay_inside_what_they_belong_to(chart in charts()) {
            let laid = chart.laid();
            let frame = laid.drawing.frame;
            for shape in &laid.drawing.shapes {
                if let Shape::Text { at, text, size, weight, anchor, .. } = shape {
                    let width = text::width(text, *size, *weight);
                    let left = match anchor {
                        Anchor::Start => at.x,
                        Anchor::Middle => at.x - width / 2.0,
                        Anchor::End => at.x - width,
                    };
                    prop_assert!(left >= frame.min.x && left + width <= frame.max.x, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_chain_of_a_thousand_claims_is_drawn() {
        let claim = |i: usize| Piece {
            parent: i.checked_sub(1),
            role: Role::Claim { strategy: String::new(), is_load_bearing: false },
            mark: format!("C{i}"),
            text: "A claim".to_owned(),
            figure: String::new(),
        };
        let chart = ArgumentChart { pieces: (0..1000).map(claim).collect(), ..Default::default() };
        assert_eq!(chart.laid().places.len(), 1000);
    }

    #[test]
    fn an_empty_argument_is_an_empty_picture() {
        let laid = ArgumentChart::default().laid();
        assert!(laid.places.is_empty() && laid.drawing.shapes.is_empty());
    }
}
