//! Alignment while dragging: which edges and middles of other elements something comes to stand in line with.

use crate::drawing::{Frame, Point};

/// A line that shows what is aligned with what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
}

/// How far what moves should go, and the lines that show why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snap {
    /// The way from where it began, in canvas units.
    pub by: Point,
    /// At most one upright and one level line.
    pub guides: Vec<Guide>,
}

/// Draws what moves to others that are near: edges to edges, middles to middles, each axis on its own. `hull` is what
/// held it when it began, `by` how far the pointer has gone, `gridded` where the grid would put it; the grid holds for
/// the axes in which nothing is within `reach`.
pub fn snap(hull: &Frame, (by, gridded): (Point, Point), others: &[Frame], reach: f32) -> Snap {
    let across = nearest(others, reach, (hull, by), |f| [f.min.x, f.center().x, f.max.x], |p| p.x);
    let down = nearest(others, reach, (hull, by), |f| [f.min.y, f.center().y, f.max.y], |p| p.y);
    let by = Point::new(
        across.map_or(gridded.x, |(far, ..)| far),
        down.map_or(gridded.y, |(far, ..)| far),
    );
    let there = Frame { min: hull.min.moved(by.x, by.y), max: hull.max.moved(by.x, by.y) };
    let upright = across.map(|(_, x, other)| {
        let both = there.union(other);
        Guide { from: Point::new(x, both.min.y), to: Point::new(x, both.max.y) }
    });
    let level = down.map(|(_, y, other)| {
        let both = there.union(other);
        Guide { from: Point::new(both.min.x, y), to: Point::new(both.max.x, y) }
    });
    Snap { by, guides: upright.into_iter().chain(level).collect() }
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
        assert_eq!(far, Snap { by: Point::new(296.0, 8.0), guides: Vec::new() });
    }

    proptest! {
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
