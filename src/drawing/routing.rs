//! Where links run: curves from card to card that keep apart from each other and go around other cards where a simple
//! detour does.

use std::collections::BTreeMap;

use super::{Frame, Point, grid::Grid};

/// What links may start from and end at, and should not cross.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// Its place.
    pub frame: Frame,
    /// The radii of its left and of its right corners: a link meets the curve, not the box.
    pub radii: [f32; 2],
}

/// A link to be drawn between two cards, given by their places in the list of cards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wire {
    /// The source card.
    pub from: usize,
    /// The target card.
    pub to: usize,
    /// How much of its end the arrow head takes.
    pub head: f32,
}

/// The way of one link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Cubic Bézier curves, each starting where the one before ends; empty for a wire without cards.
    pub curves: Vec<[Point; 4]>,
    /// Where the arrow head touches the target's card.
    pub tip: Point,
    /// The point at the middle of the arrow head's base.
    pub base: Point,
}

/// How many straight pieces stand for a curve where its distance or its course is measured.
pub const PIECES: usize = 24;

/// With more wires than this none goes around cards: finding the ways would take too long.
pub const DETOURS_MAX: usize = 2_000;

const PORT_STEP_SIDE: f32 = 11.0;
const PORT_STEP_ACROSS: f32 = 46.0;
const CLEARANCE: f32 = 6.0;
const DETOUR_GAP: f32 = 14.0;
const LANE_STEP: f32 = 7.0;
const LANES_MAX: usize = 16;
/// Steps along a curve that leap over no card, nor over more than a tip of its corner: in any direction, and along its
/// width.
const STRIDE: f32 = 24.0;
const LEVEL_STRIDE: f32 = 150.0;

impl Route {
    /// The point at `t`, 0 at the source and 1 at the arrow head's base.
    pub fn at(&self, t: f32) -> Point {
        let place = t.clamp(0.0, 1.0) * self.curves.len() as f32;
        let which = (place as usize).min(self.curves.len().saturating_sub(1));
        self.curves.get(which).map_or(self.tip, |curve| on_cubic(curve, place - which as f32))
    }

    /// Points along the way in order, the tip included.
    pub fn samples(&self) -> Vec<Point> {
        let mut points: Vec<Point> = self.curves.iter().flat_map(sampled).collect();
        points.push(self.tip);
        points
    }

    /// Its start and its tip.
    pub fn ends(&self) -> [Point; 2] {
        [self.curves.first().map_or(self.tip, |curve| curve[0]), self.tip]
    }

    /// The way moved by `x` to the right and `y` downwards.
    #[must_use]
    pub fn shifted(&self, x: f32, y: f32) -> Self {
        let curve = |curve: &[Point; 4]| curve.map(|point| point.moved(x, y));
        Self {
            curves: self.curves.iter().map(curve).collect(),
            tip: self.tip.moved(x, y),
            base: self.base.moved(x, y),
        }
    }

    /// A frame that holds the whole way.
    pub fn bounds(&self) -> Frame {
        let handles = self.curves.iter().flatten().copied();
        Frame::hull(handles.chain([self.tip])).unwrap_or_default()
    }

    /// Frames that hold the whole way between them, none much larger than a size, as far as 64 for a curve do.
    pub(super) fn pieces(&self, size: f32, mut each: impl FnMut(Frame)) {
        for curve in &self.curves {
            let Some(hull) = Frame::hull(curve.iter().copied()) else { continue };
            let long = hull.width().max(hull.height());
            let count = (long / size).ceil().clamp(1.0, 64.0);
            // A piece leaves its chord by at most an eighth of the largest second derivative.
            let room = 1.5 * long / (count * count);
            let mut from = curve[0];
            for piece in 1..=count as u16 {
                let to = on_cubic(curve, f32::from(piece) / count);
                let chord = Frame { min: from, max: from }.union(Frame { min: to, max: to });
                each(if count > 1.0 { chord.grown(room) } else { hull });
                from = to;
            }
        }
        let head = Frame { min: self.base, max: self.base };
        each(head.union(Frame { min: self.tip, max: self.tip }));
    }

    /// How far a point is from the way.
    pub fn distance(&self, point: Point) -> f32 {
        let samples = self.samples();
        let pieces = samples.windows(2).map(|pair| distance_to_piece(point, pair[0], pair[1]));
        pieces.fold(f32::INFINITY, f32::min)
    }
}

/// The way of every wire, in the order of the wires. Several wires between the same cards, in either direction, and
/// several ends at one side of a card get places of their own.
pub fn routes(cards: &[Card], wires: &[Wire]) -> Vec<Route> {
    let minds_cards = wires.len() <= DETOURS_MAX;
    let sides: Vec<Option<(Side, Side)>> = wires
        .iter()
        .map(|wire| sides_of(cards, wire, if minds_cards { cards } else { &[] }))
        .collect();
    let ports = ports(cards, wires, &sides);
    let mut obstacles = Obstacles { cards, grid: Grid::new(96.0) };
    for (i, card) in cards.iter().enumerate().filter(|_| minds_cards) {
        let frame = card.frame.grown(CLEARANCE);
        obstacles.grid.add(&frame, (i, frame));
    }
    let mut lanes = Vec::new();
    let mut loops = BTreeMap::new();
    let ends = sides.iter().zip(ports);
    wires
        .iter()
        .zip(ends)
        .map(|(wire, (sides, ports))| match (sides, ports) {
            (Some(sides), (Some(start), Some(end))) => {
                let span = Span::new(cards, wire, *sides, (start, end));
                span.route(&obstacles, &mut lanes)
            }
            _ => cards.get(wire.from).map_or_else(Route::default, |card| {
                let lane: &mut u8 = loops.entry(wire.from).or_default();
                *lane = lane.saturating_add(1);
                self_loop(card, f32::from(*lane - 1), wire.head)
            }),
        })
        .collect()
}

/// A way for a wire whose cards have moved, near to the way that it had and without regard to other cards and wires:
/// what is seen during a drag in a large graph. Each end is given by its card's frame and how far that has moved.
pub fn followed(old: &Route, ends: [(Frame, Point); 2]) -> Route {
    let [(from, by), (to, _)] = ends;
    let cards = ends.map(|(frame, _)| Card { frame, radii: [0.0; 2] });
    let wire = Wire { from: 0, to: 1, head: old.tip.distance(old.base) };
    let sides = if from == to { None } else { sides_of(&cards, &wire, &[]) };
    let Some(sides) = sides else { return old.shifted(by.x, by.y) };
    let starts = old.ends()[0];
    let port = |which: usize, side: Side, before: Point| {
        let (frame, by) = ends[which];
        let before = before.moved(by.x, by.y);
        let (middle, out) = (frame.center(), side.outward());
        let offset = if side.is_upright() { before.y - middle.y } else { before.x - middle.x };
        let edge = cards[which].port(side, 0.0);
        // Only where it met this side before does it keep its place along it.
        let is_same = ((before.x - edge.x) * out.x + (before.y - edge.y) * out.y).abs() < 28.0;
        cards[which].port(side, if is_same { offset } else { 0.0 })
    };
    let (start, end) = (port(0, sides.0, starts), port(1, sides.1, old.tip));
    let span = Span::new(&cards, &wire, sides, (start, end));
    let base = along(end, sides.1, wire.head);
    Route { curves: vec![span.direct(base)], tip: end, base }
}

/// The point of a cubic Bézier curve at `t`, 0..=1.
#[expect(
    clippy::many_single_char_names,
    reason = "the four points of a curve have no better names"
)]
pub fn on_cubic(curve: &[Point; 4], t: f32) -> Point {
    let [a, b, c, d] = *curve;
    let (ab, bc, cd) = (a.toward(b, t), b.toward(c, t), c.toward(d, t));
    ab.toward(bc, t).toward(bc.toward(cd, t), t)
}

/// The part of a curve that may come through a frame, from `t` to `t`; empty where none does.
pub fn seen_part(curve: &[Point; 4], frame: &Frame) -> std::ops::Range<f32> {
    let step = 1.0 / PIECES as f32;
    let mut seen = 0.0..0.0_f32;
    let mut last = curve[0];
    for piece in 0..PIECES {
        let next = on_cubic(curve, (piece + 1) as f32 * step);
        let hull = Frame { min: last, max: last }.union(Frame { min: next, max: next });
        // Between its ends a piece bends a little beyond them.
        let room = 8.0 + last.distance(next) * 0.25;
        if hull.grown(room).overlaps(frame) {
            if seen.is_empty() {
                seen.start = piece as f32 * step;
            }
            seen.end = ((piece + 1) as f32 * step).min(1.0);
        }
        last = next;
    }
    seen
}

/// How far a point is from a straight piece.
pub fn distance_to_piece(point: Point, from: Point, to: Point) -> f32 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let squared = x * x + y * y;
    let t = if squared > 0.0 {
        ((point.x - from.x) * x + (point.y - from.y) * y) / squared
    } else {
        0.0
    };
    point.distance(from.toward(to, t.clamp(0.0, 1.0)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    fn outward(self) -> Point {
        match self {
            Self::Left => Point::new(-1.0, 0.0),
            Self::Right => Point::new(1.0, 0.0),
            Self::Top => Point::new(0.0, -1.0),
            Self::Bottom => Point::new(0.0, 1.0),
        }
    }

    fn is_upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

impl Card {
    /// The point of a side at `offset` from its middle.
    fn port(&self, side: Side, offset: f32) -> Point {
        let (frame, middle) = (self.frame, self.frame.center());
        match side {
            Side::Left => Point::new(frame.min.x + self.inset(0, offset), middle.y + offset),
            Side::Right => Point::new(frame.max.x - self.inset(1, offset), middle.y + offset),
            Side::Top => Point::new(middle.x + offset, frame.min.y),
            Side::Bottom => Point::new(middle.x + offset, frame.max.y),
        }
    }

    /// How far the border stands back from the box at `offset` from the middle of its left (0) or right (1) side.
    fn inset(&self, side: usize, offset: f32) -> f32 {
        let radius = self.radii[side];
        let into_corner = (offset.abs() - (self.frame.height() / 2.0 - radius)).max(0.0);
        radius - (radius * radius - into_corner * into_corner).max(0.0).sqrt()
    }
}

/// Which sides a wire leaves and enters by: those that face each other, or, where other cards stand between two of a
/// column, one flank of both. `None` for a loop and for wires without cards.
fn sides_of(cards: &[Card], wire: &Wire, others: &[Card]) -> Option<(Side, Side)> {
    let (from, to) = (cards.get(wire.from)?.frame, cards.get(wire.to)?.frame);
    if wire.from == wire.to {
        return None;
    }
    let (right, left) = (to.min.x - from.max.x, from.min.x - to.max.x);
    let (down, up) = (to.min.y - from.max.y, from.min.y - to.max.y);
    let level = right.max(left);
    if level >= 16.0 || level > down.max(up) {
        return Some(if right > left {
            (Side::Right, Side::Left)
        } else {
            (Side::Left, Side::Right)
        });
    }
    let straight = if down > up { (Side::Bottom, Side::Top) } else { (Side::Top, Side::Bottom) };
    let (start, end) = (from.center(), to.center());
    let corridor = Frame::hull([start, end])?.grown(8.0);
    let is_free = (others.iter().enumerate())
        .all(|(i, card)| i == wire.from || i == wire.to || !card.frame.overlaps(&corridor));
    let flank = if wire.from < wire.to { Side::Right } else { Side::Left };
    Some(if is_free { straight } else { (flank, flank) })
}

/// One end of a wire at a side of a card.
struct End {
    wire: usize,
    is_start: bool,
    /// Where the other end's card is along this side.
    toward: f32,
}

/// Both ends of each wire: spread along each side in the order of where they lead.
fn ports(
    cards: &[Card],
    wires: &[Wire],
    sides: &[Option<(Side, Side)>],
) -> Vec<(Option<Point>, Option<Point>)> {
    let mut ends: BTreeMap<(usize, Side), Vec<End>> = BTreeMap::new();
    for (wire, (plan, sides)) in wires.iter().zip(sides).enumerate() {
        let Some((leaves, enters)) = *sides else { continue };
        let (from, to) = (cards[plan.from].frame.center(), cards[plan.to].frame.center());
        let along = |side: Side, p: Point| if side.is_upright() { p.y } else { p.x };
        let start = End { wire, is_start: true, toward: along(leaves, to) };
        let end = End { wire, is_start: false, toward: along(enters, from) };
        ends.entry((plan.from, leaves)).or_default().push(start);
        ends.entry((plan.to, enters)).or_default().push(end);
    }
    let mut ports = vec![(None, None); wires.len()];
    for ((card, side), mut here) in ends {
        here.sort_by(|a, b| a.toward.total_cmp(&b.toward).then(a.wire.cmp(&b.wire)));
        let frame = cards[card].frame;
        let (room, step) = if side.is_upright() {
            (frame.height() * 0.8, PORT_STEP_SIDE)
        } else {
            (frame.width() * 0.56, PORT_STEP_ACROSS)
        };
        let gaps = (here.len() - 1) as f32;
        let step = step.min(room / gaps.max(1.0));
        for (place, end) in here.into_iter().enumerate() {
            let port = cards[card].port(side, (place as f32 - gaps / 2.0) * step);
            let slot = &mut ports[end.wire];
            *(if end.is_start { &mut slot.0 } else { &mut slot.1 }) = Some(port);
        }
    }
    ports
}

/// A wire with its ends settled.
struct Span {
    start: Point,
    end: Point,
    sides: (Side, Side),
    wire: Wire,
    /// How far the start is from the middle of its side.
    offset: f32,
}

/// The straight middle of a detour, so that the next one keeps apart.
struct Lane {
    level: f32,
    from: f32,
    to: f32,
}

impl Span {
    fn new(cards: &[Card], wire: &Wire, sides: (Side, Side), (start, end): (Point, Point)) -> Self {
        let middle = cards[wire.from].frame.center();
        let offset = if sides.0.is_upright() { start.y - middle.y } else { start.x - middle.x };
        Self { start, end, sides, wire: *wire, offset }
    }

    fn route(&self, obstacles: &Obstacles<'_>, lanes: &mut Vec<Lane>) -> Route {
        let base = along(self.end, self.sides.1, self.wire.head);
        let curve = self.direct(base);
        let blocked = obstacles.crossed(&self.wire, &[curve]);
        let curves = if blocked.is_empty() || !self.sides.0.is_upright() {
            vec![curve]
        } else {
            self.detour(base, &blocked, obstacles, lanes).unwrap_or_else(|| vec![curve])
        };
        Route { curves, tip: self.end, base }
    }

    /// One curve that leaves and arrives at right angles to the cards' sides.
    fn direct(&self, base: Point) -> [Point; 4] {
        let (leaves, enters) = self.sides;
        let (wide, high) = ((base.x - self.start.x).abs(), (base.y - self.start.y).abs());
        let reach = if leaves == enters {
            30.0 + 0.14 * wide.max(high)
        } else if leaves.is_upright() {
            (wide * 0.5).max((high * 0.25).min(28.0)).min(wide.max(28.0))
        } else {
            (high * 0.5).max((wide * 0.25).min(28.0)).min(high.max(28.0))
        };
        let (mut leaving, mut entering) =
            (along(self.start, leaves, reach), along(base, enters, reach));
        // Parallel curves that climb or fall would close up in the middle; those farther out turn earlier or later.
        let (x, y) = (base.x - self.start.x, base.y - self.start.y);
        let steepness = (wide.min(high) / wide.max(high).max(1.0) * 2.0).min(1.0);
        let lean = -self.offset * (x * y).signum() * steepness;
        if leaves == enters {
        } else if leaves.is_upright() {
            let lean = lean.clamp(-wide * 0.25, wide * 0.25);
            (leaving.x, entering.x) = (leaving.x + lean, entering.x + lean);
        } else {
            let lean = lean.clamp(-high * 0.25, high * 0.25);
            (leaving.y, entering.y) = (leaving.y + lean, entering.y + lean);
        }
        [self.start, leaving, entering, base]
    }

    /// Above or below the cards in the way, whichever is shorter, on a lane of its own. `None` where that does not
    /// help.
    fn detour(
        &self,
        base: Point,
        blocked: &[Frame],
        obstacles: &Obstacles<'_>,
        lanes: &mut Vec<Lane>,
    ) -> Option<Vec<[Point; 4]>> {
        let wall = blocked.iter().copied().reduce(|a, b| a.union(b))?;
        let ways = [-1.0, 1.0].map(|way| {
            let (curves, crossed) = self.around(base, way, wall, (obstacles, lanes));
            let level = curves[1][0].y;
            let climb = (level - self.start.y).abs() + (level - base.y).abs();
            (curves, crossed, crossed as f32 * 10_000.0 + climb)
        });
        let (best, crossed, _) = ways.into_iter().min_by(|a, b| a.2.total_cmp(&b.2))?;
        if crossed >= blocked.len() {
            return None;
        }
        let (a, b) = (best[1][0], best[1][3]);
        lanes.push(Lane { level: a.y, from: a.x.min(b.x), to: a.x.max(b.x) });
        Some(best.to_vec())
    }

    /// A way past a wall and what else it meets, upward (`way` −1) or downward (1); also how many cards it still
    /// crosses.
    fn around(
        &self,
        base: Point,
        way: f32,
        mut wall: Frame,
        (obstacles, lanes): (&Obstacles<'_>, &[Lane]),
    ) -> ([[Point; 4]; 3], usize) {
        let mut best = self.past(base, way, wall, lanes);
        let mut met = obstacles.crossed(&self.wire, &best);
        for _ in 0..3 {
            let Some(more) = met.iter().copied().reduce(|a, b| a.union(b)) else { break };
            wall = wall.union(more);
            best = self.past(base, way, wall, lanes);
            met = obstacles.crossed(&self.wire, &best);
        }
        (best, met.len())
    }

    fn past(&self, base: Point, way: f32, wall: Frame, lanes: &[Lane]) -> [[Point; 4]; 3] {
        let heading = if base.x >= self.start.x { 1.0 } else { -1.0 };
        let (near, far) =
            if heading > 0.0 { (wall.min.x, wall.max.x) } else { (wall.max.x, wall.min.x) };
        let middle = self.start.x.midpoint(base.x);
        // Room to climb before the wall and after it, but never back past either end.
        let before = (near - self.start.x).abs().max(16.0) - 4.0;
        let after = (base.x - far).abs().max(16.0) - 4.0;
        let mut into = self.start.x + heading * before;
        let mut out = base.x - heading * after;
        if (out - into) * heading < 0.0 {
            (into, out) = (middle, middle);
        }
        let edge = if way < 0.0 { wall.min.y } else { wall.max.y };
        let mut level = edge + way * DETOUR_GAP;
        let (left, right) = (into.min(out), into.max(out));
        let is_taken = |level: f32| {
            lanes.iter().any(|lane| {
                (lane.level - level).abs() < LANE_STEP - 0.5 && lane.from < right && left < lane.to
            })
        };
        for _ in 0..LANES_MAX {
            if !is_taken(level) {
                break;
            }
            level += way * LANE_STEP;
        }
        let (a, b) = (Point::new(into, level), Point::new(out, level));
        [bend(self.start, a), [a, a.toward(b, 0.33), a.toward(b, 0.67), b], bend(b, base)]
    }
}

/// An S between two points that leaves and arrives level.
fn bend(from: Point, to: Point) -> [Point; 4] {
    let middle = from.x.midpoint(to.x);
    [from, Point::new(middle, from.y), Point::new(middle, to.y), to]
}

/// The cards that wires should not cross.
struct Obstacles<'a> {
    cards: &'a [Card],
    /// Places of cards with the frames that a wire should stay out of.
    grid: Grid<(usize, Frame)>,
}

impl Obstacles<'_> {
    /// The cards other than its own that a wire along these curves would cross.
    fn crossed(&self, wire: &Wire, curves: &[[Point; 4]]) -> Vec<Frame> {
        let mut crossed: Vec<usize> = Vec::new();
        for point in curves.iter().flat_map(strides) {
            for (card, frame) in self.grid.at(point) {
                let is_own = *card == wire.from || *card == wire.to;
                if frame.contains(point) && !is_own && !crossed.contains(card) {
                    crossed.push(*card);
                }
            }
        }
        crossed.into_iter().map(|card| self.cards[card].frame).collect()
    }
}

/// Points along a curve, just close enough that no card lies between two of them.
fn strides(curve: &[Point; 4]) -> impl Iterator<Item = Point> + '_ {
    let is_level = (curve[0].y - curve[3].y).abs() < 1.0;
    let stride = if is_level { LEVEL_STRIDE } else { STRIDE };
    let steps = (curve[0].distance(curve[3]) / stride).clamp(3.0, 64.0) as usize + 1;
    (1..=steps).map(move |i| on_cubic(curve, i as f32 / steps as f32))
}

fn sampled(curve: &[Point; 4]) -> impl Iterator<Item = Point> + '_ {
    (0..=PIECES).map(|i| on_cubic(curve, i as f32 / PIECES as f32))
}

fn along(point: Point, side: Side, by: f32) -> Point {
    let out = side.outward();
    point.moved(out.x * by, out.y * by)
}

/// A loop over the right half of the card's top; later loops stand wider and higher.
fn self_loop(card: &Card, lane: f32, head: f32) -> Route {
    let frame = card.frame;
    let (half, high) = ((13.0 + 5.0 * lane).min(frame.width() * 0.3), 34.0 + 10.0 * lane);
    let middle = frame.min.moved(frame.width() * 0.66, 0.0);
    let (start, tip) = (middle.moved(-half, 0.0), middle.moved(half, 0.0));
    let base = along(tip, Side::Top, head);
    let handles = [start.moved(-6.0, -high), tip.moved(6.0, -high)];
    Route { curves: vec![[start, handles[0], handles[1], base]], tip, base }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(x: f32, y: f32) -> Card {
        Card { frame: Frame::sized(Point::new(x, y), 176.0, 56.0), radii: [4.0, 24.0] }
    }

    fn wire(from: usize, to: usize) -> Wire {
        Wire { from, to, head: 8.0 }
    }

    fn inside(route: &Route, frame: Frame) -> bool {
        route.samples().iter().any(|p| frame.contains(*p))
    }

    #[test]
    fn links_between_the_same_two_cards_keep_apart_in_either_direction() {
        let cards = [card(0.0, 0.0), card(300.0, 40.0)];
        let routes = routes(&cards, &[wire(0, 1), wire(1, 0), wire(0, 1), wire(1, 0)]);
        for (i, one) in routes.iter().enumerate() {
            for other in &routes[i + 1..] {
                for t in [0.1, 0.3, 0.5, 0.7, 0.9] {
                    let apart = other.distance(one.at(t));
                    assert!(apart > 5.0, "{apart} at {t}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_link_goes_around_the_card_between_its_ends() {
        let cards = [card(0.0, 0.0), card(260.0, 0.0), card(520.0, 0.0)];
        let [around, direct] = &routes(&cards, &[wire(0, 2), wire(0, 1)])[..] else {
            panic!("two routes")
        };
        assert!(!inside(around, cards[1].frame));
        assert_eq!((around.curves.len(), direct.curves.len()), (3, 1));
        let column = [card(0.0, 0.0), card(0.0, 100.0), card(0.0, 200.0)];
        let both = routes(&column, &[wire(0, 2), wire(2, 0)]);
        assert!(both.iter().all(|route| !inside(route, column[1].frame)));
    }

    #[test]
    fn detours_past_the_same_card_run_on_lanes_of_their_own() {
        let cards = [card(0.0, 0.0), card(260.0, 0.0), card(520.0, 0.0)];
        let ways = routes(&cards, &[wire(0, 2), wire(2, 0), wire(0, 2)]);
        let mut levels: Vec<f32> = ways.iter().map(|route| route.at(0.5).y).collect();
        levels.sort_by(f32::total_cmp);
        assert!(levels.windows(2).all(|pair| pair[1] - pair[0] > 5.0), "{levels:?}");
    }

    #[test]
    fn loops_leave_and_enter_the_top_and_nest() {
        let cards = [card(0.0, 0.0)];
        let loops = routes(&cards, &[wire(0, 0), wire(0, 0)]);
        assert!(loops.iter().all(|route| route.at(0.5).y < -10.0));
        assert!(loops[1].at(0.5).y < loops[0].at(0.5).y - 5.0);
    }

    #[test]
    fn the_seen_part_of_a_curve_is_that_which_comes_through() {
        let at = |x, y| Point::new(x, y);
        let curve = [at(0.0, 0.0), at(3000.0, 0.0), at(3000.0, 2000.0), at(6000.0, 2000.0)];
        for piece in 0..100_u8 {
            let t = f32::from(piece) / 100.0;
            let seen = seen_part(&curve, &Frame::around(on_cubic(&curve, t), 40.0, 40.0));
            assert!(seen.contains(&t) && seen.end - seen.start < 0.3, "{t}: {seen:?}");
        }
        assert!(seen_part(&curve, &Frame::around(at(500.0, 1800.0), 40.0, 40.0)).is_empty());
    }

    proptest! {
        #[test]
        fn pieces_hold_the_whole_way(
            corners in prop::array::uniform4((-9_000..9_000_i16, -9_000..9_000_i16)),
            size in 100..3_000_u16,
        ) {
            let curve = corners.map(|(x, y)| Point::new(f32::from(x), f32::from(y)));
            let route = Route { curves: vec![curve], tip: curve[3], base: curve[3] };
            let mut pieces = Vec::new();
            route.pieces(f32::from(size), |piece| pieces.push(piece.grown(0.1)));
            for step in 0..=500_u16 {
                let point = on_cubic(&curve, f32::from(step) / 500.0);
                prop_assert!(pieces.iter().any(|piece| piece.contains(point)));
            }
        }

        #[test]
        fn ends_are_spread_over_the_side_and_stay_on_the_card(
            places in prop::collection::vec((0..6_u8, 0..6_u8), 2..12),
            picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..30),
        ) {
            let cards: Vec<Card> =
                places.iter().map(|(x, y)| card(f32::from(*x) * 250.0, f32::from(*y) * 90.0)).collect();
            let wires: Vec<Wire> =
                picks.iter().map(|(a, b)| wire(a.index(cards.len()), b.index(cards.len()))).collect();
            let routes = routes(&cards, &wires);
            prop_assert_eq!(routes.len(), wires.len());
            let mut touched: Vec<(usize, Point)> = Vec::new();
            for (wire, route) in wires.iter().zip(&routes) {
                let start = route.curves[0][0];
                prop_assert!(cards[wire.from].frame.grown(0.1).contains(start));
                prop_assert!(cards[wire.to].frame.grown(0.1).contains(route.tip));
                prop_assert!(route.samples().iter().all(|p| p.x.is_finite() && p.y.is_finite()));
                touched.extend([(wire.from, start), (wire.to, route.tip)]);
            }
            for (i, (card, point)) in touched.iter().enumerate() {
                let coincide = |(other, there): &(usize, Point)| other == card && there.distance(*point) < 0.2;
                let twins = touched[i + 1..].iter().filter(|end| coincide(end)).count();
                let loops = wires.iter().filter(|w| w.from == w.to && w.from == *card).count();
                prop_assert!(twins == 0 || loops > 0);
            }
        }
    }
}
