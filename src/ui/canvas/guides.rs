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
    let moved = Frame { min: hull.min.moved(by.x, by.y), max: hull.max.moved(by.x, by.y) };
    let across = nearest(others, reach, |f| [f.min.x, f.center().x, f.max.x], &moved);
    let down = nearest(others, reach, |f| [f.min.y, f.center().y, f.max.y], &moved);
    let by = Point::new(
        across.map_or(gridded.x, |(off, ..)| by.x + off),
        down.map_or(gridded.y, |(off, ..)| by.y + off),
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

/// The smallest step that brings a line of what moves onto the same line of another, the place of that line, and the
/// other; of equally small steps the one to the nearest other.
fn nearest(
    others: &[Frame],
    reach: f32,
    lines: impl Fn(&Frame) -> [f32; 3],
    moved: &Frame,
) -> Option<(f32, f32, Frame)> {
    let own = lines(moved);
    let center = moved.center();
    let mut best: Option<(f32, f32, Frame)> = None;
    for other in others {
        for (own, line) in own.into_iter().zip(lines(other)) {
            let off = line - own;
            if off.abs() > reach {
                continue;
            }
            let is_better = best.is_none_or(|(least, _, known)| {
                let is_nearer = other.center().distance(center) < known.center().distance(center);
                off.abs() < least.abs() - 0.01 || ((off - least).abs() <= 0.01 && is_nearer)
            });
            if is_better {
                best = Some((off, line, *other));
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
