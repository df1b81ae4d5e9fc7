//! Alignment while dragging: which edges and middles of other elements something comes to stand in line with, and where
//! gaps become equal.

use crate::drawing::{Frame, Point};

/// A line that shows what is aligned with what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
}

/// A gap that is as wide as its neighbors in a row or column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// One end, on the edge of an element.
    pub from: Point,
    /// The other end, level with the first.
    pub to: Point,
}

impl Gap {
    /// How wide it is, in canvas units.
    pub fn size(&self) -> f32 {
        self.from.distance(self.to)
    }
}

/// How far what moves should go, and the lines that show why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snap {
    /// The way from where it began, in canvas units.
    pub by: Point,
    /// At most one upright and one level line.
    pub guides: Vec<Guide>,
    /// Gaps of equal width, those of the row before those of the column.
    pub gaps: Vec<Gap>,
}

/// Draws what moves to others that are near: edges to edges, middles to middles, or to where gaps in a row or column
/// become equal, each axis on its own. `hull` is what held it when it began, `by` how far the pointer has gone, `gridded`
/// where the grid would put it; the grid holds for the axes in which nothing is within `reach`.
pub fn snap(hull: &Frame, (by, gridded): (Point, Point), others: &[Frame], reach: f32) -> Snap {
    let across = nearest(others, reach, (hull, by), |f| [f.min.x, f.center().x, f.max.x], |p| p.x);
    let down = nearest(others, reach, (hull, by), |f| [f.min.y, f.center().y, f.max.y], |p| p.y);
    let aligned = Point::new(
        across.map_or(gridded.x, |(far, ..)| far),
        down.map_or(gridded.y, |(far, ..)| far),
    );
    let row = Line::of(Axis::Across, &hull.shifted(by.x, aligned.y), others);
    let in_row = row.spaced(reach).map(|far| by.x + far);
    let x = nearer(by.x, across.map(|(far, ..)| far), in_row).unwrap_or(gridded.x);
    let column = Line::of(Axis::Down, &hull.shifted(x, by.y), others);
    let in_column = column.spaced(reach).map(|far| by.y + far);
    let y = nearer(by.y, down.map(|(far, ..)| far), in_column).unwrap_or(gridded.y);
    let there = hull.shifted(x, y);
    let is_at = |far: f32, at: f32| (far - at).abs() < SAME;
    let upright = across.filter(|(far, ..)| is_at(*far, x)).map(|(_, x, other)| {
        let both = there.union(other);
        Guide { from: Point::new(x, both.min.y), to: Point::new(x, both.max.y) }
    });
    let level = down.filter(|(far, ..)| is_at(*far, y)).map(|(_, y, other)| {
        let both = there.union(other);
        Guide { from: Point::new(both.min.x, y), to: Point::new(both.max.x, y) }
    });
    let mut gaps = Vec::new();
    for (axis, is_equal) in [
        (Axis::Across, in_row.is_some_and(|far| is_at(far, x))),
        (Axis::Down, in_column.is_some_and(|far| is_at(far, y))),
    ] {
        if is_equal {
            gaps.extend(Line::of(axis, &there, others).equal_gaps());
        }
    }
    let guides = upright.into_iter().chain(level).collect();
    Snap { by: Point::new(x, y), guides, gaps }
}

/// Places nearer than this are the same.
const SAME: f32 = 0.05;
/// Narrower gaps than this are none to go by.
const GAP_MIN: f32 = 2.0;

/// The one of two places that is nearer to the pointer's, the first where they are as near.
fn nearer(at: f32, one: Option<f32>, other: Option<f32>) -> Option<f32> {
    let step = |far: f32| (far - at).abs();
    match (one, other) {
        (Some(one), Some(other)) => Some(if step(other) < step(one) - SAME { other } else { one }),
        (one, other) => one.or(other),
    }
}

#[derive(Clone, Copy, Debug)]
enum Axis {
    Across,
    Down,
}

impl Axis {
    /// Where a frame begins and ends along this axis.
    fn along(self, frame: &Frame) -> [f32; 2] {
        match self {
            Self::Across => [frame.min.x, frame.max.x],
            Self::Down => [frame.min.y, frame.max.y],
        }
    }

    /// Where a frame begins and ends the other way.
    fn beside(self, frame: &Frame) -> [f32; 2] {
        match self {
            Self::Across => Self::Down.along(frame),
            Self::Down => Self::Across.along(frame),
        }
    }

    fn gap(self, [from, to]: [f32; 2], level: f32) -> Gap {
        let [from, to] = [from, to].map(|at| match self {
            Self::Across => Point::new(at, level),
            Self::Down => Point::new(level, at),
        });
        Gap { from, to }
    }
}

/// What moves, in a row or column with what stands beside it.
struct Line {
    axis: Axis,
    own: Frame,
    others: Vec<Frame>,
}

impl Line {
    fn of(axis: Axis, own: &Frame, others: &[Frame]) -> Self {
        let [low, high] = axis.beside(own);
        let is_beside = |other: &&Frame| {
            let [from, to] = axis.beside(other);
            from < high && low < to
        };
        Self { axis, own: *own, others: others.iter().filter(is_beside).copied().collect() }
    }

    /// The nearest that ends before a frame begins, give or take.
    fn before(&self, frame: &Frame, give: f32) -> Option<&Frame> {
        let [low, _] = self.axis.along(frame);
        let end = |other: &Frame| self.axis.along(other)[1];
        let ended = self.others.iter().filter(|other| end(other) <= low + give);
        ended.max_by(|a, b| end(a).total_cmp(&end(b)))
    }

    /// The nearest that begins after a frame ends, give or take.
    fn after(&self, frame: &Frame, give: f32) -> Option<&Frame> {
        let [_, high] = self.axis.along(frame);
        let start = |other: &Frame| self.axis.along(other)[0];
        let later = self.others.iter().filter(|other| start(other) >= high - give);
        later.min_by(|a, b| start(a).total_cmp(&start(b)))
    }

    /// The gap from one frame to a later one.
    fn gap(&self, one: &Frame, later: &Frame) -> f32 {
        self.axis.along(later)[0] - self.axis.along(one)[1]
    }

    /// How far what moves must still go to stand in the middle between two, or as far from its neighbor as that is from
    /// the next: the smallest step, if any is within reach.
    fn spaced(&self, reach: f32) -> Option<f32> {
        let (before, after) = (self.before(&self.own, reach), self.after(&self.own, reach));
        let between = before.zip(after).and_then(|(one, other)| {
            let room = self.gap(one, &self.own) + self.gap(&self.own, other);
            let step = room / 2.0 - self.gap(one, &self.own);
            (room >= 2.0 * GAP_MIN).then_some(step)
        });
        let beyond = before.and_then(|near| {
            let gap = self.gap(self.before(near, SAME)?, near);
            (gap >= GAP_MIN).then(|| gap - self.gap(near, &self.own))
        });
        let ahead = after.and_then(|near| {
            let gap = self.gap(near, self.after(near, SAME)?);
            (gap >= GAP_MIN).then(|| self.gap(&self.own, near) - gap)
        });
        let steps = [between, beyond, ahead].into_iter().flatten();
        let near = steps.filter(|step| step.abs() <= reach);
        near.min_by(|a, b| a.abs().total_cmp(&b.abs()))
    }

    /// The gaps around what moves that are as wide as each other, as far as they go on; none where there are not two.
    fn equal_gaps(&self) -> Vec<Gap> {
        let before = self.before(&self.own, SAME).map(|near| self.gap(near, &self.own));
        let after = self.after(&self.own, SAME).map(|near| self.gap(&self.own, near));
        let runs = [before, after].into_iter().flatten().map(|width| self.run(width));
        runs.max_by_key(Vec::len).filter(|run| run.len() > 1).unwrap_or_default()
    }

    /// The gaps of one width around what moves.
    fn run(&self, width: f32) -> Vec<Gap> {
        let is_as_wide = |gap: f32| (gap - width).abs() < SAME * 2.0;
        let mut gaps = Vec::new();
        let mut last = self.own;
        while let Some(near) = self.before(&last, SAME) {
            if !is_as_wide(self.gap(near, &last)) {
                break;
            }
            gaps.insert(0, self.between(near, &last));
            last = *near;
        }
        last = self.own;
        while let Some(near) = self.after(&last, SAME) {
            if !is_as_wide(self.gap(&last, near)) {
                break;
            }
            gaps.push(self.between(&last, near));
            last = *near;
        }
        gaps
    }

    /// The gap between two neighbors, level with the middle of where they face each other.
    fn between(&self, one: &Frame, later: &Frame) -> Gap {
        let ([low, high], [from, to]) = (self.axis.beside(one), self.axis.beside(later));
        let ends = [self.axis.along(one)[1], self.axis.along(later)[0]];
        self.axis.gap(ends, low.max(from).midpoint(high.min(to)))
    }
}

/// How far along an axis what moves must go in all to have a line in common with another, the place of that line, and the
/// other: the one that asks for the smallest step from where the pointer has it, of equally small steps the nearest.
fn nearest(
    others: &[Frame],
    reach: f32,
    (hull, by): (&Frame, Point),
    lines: impl Fn(&Frame) -> [f32; 3],
    along: impl Fn(Point) -> f32,
) -> Option<(f32, f32, Frame)> {
    let own = lines(hull);
    let center = hull.center().moved(by.x, by.y);
    let step = |far: f32| (far - along(by)).abs();
    let mut best: Option<(f32, f32, Frame)> = None;
    for other in others {
        for (own, line) in own.into_iter().zip(lines(other)) {
            let far = line - own;
            if step(far) > reach {
                continue;
            }
            let is_better = best.is_none_or(|(known, _, frame)| {
                let is_nearer = other.center().distance(center) < frame.center().distance(center);
                step(far) < step(known) - 0.01 || ((far - known).abs() <= 0.01 && is_nearer)
            });
            if is_better {
                best = Some((far, line, *other));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(x: f32, y: f32) -> Frame {
        Frame::sized(Point::new(x, y), 176.0, 56.0)
    }

    #[test]
    fn near_an_edge_it_is_drawn_to_it_and_a_line_says_so() {
        let (hull, others) = (card(0.0, 0.0), [card(301.0, 400.0)]);
        let by = Point::new(298.0, 10.0);
        let found = snap(&hull, (by, Point::new(296.0, 8.0)), &others, 6.0);
        assert_eq!(found.by, Point::new(301.0, 8.0));
        assert_eq!(found.guides.len(), 1);
        assert_eq!((found.guides[0].from.y, found.guides[0].to.y), (8.0, 456.0));
        let far = snap(&hull, (by, Point::new(296.0, 8.0)), &others, 2.0);
        assert_eq!(far, Snap { by: Point::new(296.0, 8.0), ..Snap::default() });
    }

    /// Where it comes to stand, and the widths of the gaps that are shown.
    fn spaced(hull: Frame, others: &[Frame]) -> (Point, Vec<f32>) {
        let found = snap(&hull, (Point::default(), Point::default()), others, 6.0);
        let widths = found.gaps.iter().map(Gap::size).collect();
        (hull.shifted(found.by.x, found.by.y).min, widths)
    }

    #[test]
    fn between_two_it_is_drawn_to_their_middle() {
        let (left, right) = (card(0.0, 0.0), card(500.0, 20.0));
        let (there, gaps) = spaced(card(247.0, 9.5), &[right, left]);
        assert_eq!((there.x, gaps), (250.0, vec![74.0, 74.0]));
        // Where nothing faces it, nothing is spaced.
        let (there, gaps) = spaced(card(247.0, 309.5), &[right, left]);
        assert_eq!((there.x, gaps), (247.0, vec![]));
    }

    #[test]
    fn at_the_end_of_a_row_or_column_it_goes_on_in_step() {
        let row = [card(0.0, 0.0), card(216.0, 0.0), card(432.0, 0.0)];
        let (there, gaps) = spaced(card(652.0, 3.0), &row);
        assert_eq!((there, gaps), (Point::new(648.0, 0.0), vec![40.0; 3]));
        let (there, gaps) = spaced(card(-220.0, 3.0), &row);
        assert_eq!((there, gaps), (Point::new(-216.0, 0.0), vec![40.0; 3]));
        let column = [card(0.0, 0.0), card(10.0, 96.0)];
        let (there, gaps) = spaced(card(5.0, 190.0), &column);
        assert_eq!((there.y, gaps), (192.0, vec![40.0, 40.0]));
    }

    #[test]
    fn gaps_are_shown_where_both_face() {
        let row = [card(0.0, 0.0), card(500.0, 20.0)];
        let found = snap(&card(250.0, 40.0), (Point::default(), Point::default()), &row, 2.0);
        let ends: Vec<_> = found.gaps.iter().map(|gap| (gap.from, gap.to)).collect();
        let at = |x, y| Point::new(x, y);
        assert_eq!(ends, [(at(176.0, 48.0), at(250.0, 48.0)), (at(426.0, 58.0), at(500.0, 58.0))]);
    }

    proptest! {
        #[test]
        fn gaps_that_are_shown_are_equal(
            places in prop::collection::vec((-400.0_f32..400.0, -60.0_f32..60.0), 0..7),
            x in -300.0_f32..300.0, y in -60.0_f32..60.0,
        ) {
            let others: Vec<Frame> = places.into_iter().map(|(x, y)| card(x, y)).collect();
            let by = Point::new(x, y);
            let found = snap(&card(0.0, 0.0), (by, by), &others, 8.0);
            let level = |gap: &&Gap| (gap.from.y - gap.to.y).abs() < 1e-3;
            let (row, column): (Vec<&Gap>, Vec<&Gap>) = found.gaps.iter().partition(level);
            for gaps in [row, column] {
                prop_assert!(gaps.len() != 1);
                let widths = gaps.iter().map(|gap| gap.size());
                prop_assert!(widths.clone().all(|width| (width - gaps[0].size()).abs() < 0.5));
            }
        }

        #[test]
        fn it_never_goes_farther_than_the_reach_from_pointer_or_grid(
            places in prop::collection::vec((-400.0_f32..400.0, -400.0_f32..400.0), 0..6),
            x in -300.0_f32..300.0, y in -300.0_f32..300.0, reach in 0.0_f32..12.0,
        ) {
            let others: Vec<Frame> = places.into_iter().map(|(x, y)| card(x, y)).collect();
            let gridded = Point::new((x / 8.0).round() * 8.0, (y / 8.0).round() * 8.0);
            let found = snap(&card(0.0, 0.0), (Point::new(x, y), gridded), &others, reach);
            let least = reach.max(4.01);
            prop_assert!((found.by.x - x).abs() <= least && (found.by.y - y).abs() <= least);
        }
    }
}
