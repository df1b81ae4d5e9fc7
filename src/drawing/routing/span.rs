//! The way of one link between two places that are settled: straight across, or around the cards in between.

use super::{
    Card, Route, Wire,
    obstacles::Obstacles,
    ports::{Side, along},
};
use crate::drawing::{Frame, Point};

const DETOUR_GAP: f32 = 14.0;
const LANE_STEP: f32 = 7.0;
const LANES_MAX: usize = 16;

/// A wire with its ends settled.
pub(super) struct Span {
    start: Point,
    end: Point,
    sides: (Side, Side),
    wire: Wire,
    /// How far the start is from the middle of its side.
    offset: f32,
}

/// The straight middle of a detour, so that the next one keeps apart.
pub(super) struct Lane {
    level: f32,
    from: f32,
    to: f32,
}

impl Span {
    pub(super) fn new(
        cards: &[Card],
        wire: &Wire,
        sides: (Side, Side),
        (start, end): (Point, Point),
    ) -> Self {
        let middle = cards[wire.from].frame.center();
        let offset = if sides.0.is_upright() { start.y - middle.y } else { start.x - middle.x };
        Self { start, end, sides, wire: *wire, offset }
    }

    pub(super) fn route(&self, obstacles: &Obstacles<'_>, lanes: &mut Vec<Lane>) -> Route {
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
    pub(super) fn direct(&self, base: Point) -> [Point; 4] {
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
