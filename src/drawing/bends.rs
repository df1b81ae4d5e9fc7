//! The way of a link through the points that somebody has chosen.

use super::{Frame, Point, routing::Route};

/// How far curves reach toward their neighbors at a bend: a sixth is a Catmull–Rom spline.
const TENSION: f32 = 1.0 / 6.0;

/// The way from one card to another through at least one bend, in order.
pub(super) fn through((from, to): (&Frame, &Frame), bends: &[Point], head: f32) -> Route {
    let (first, last) = match (bends.first(), bends.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => (to.center(), from.center()),
    };
    let (start, tip) = (border(from, first), border(to, last));
    let far = last.distance(tip).max(1e-3);
    let base = tip.toward(last, (head / far).min(0.9));
    let points: Vec<Point> =
        std::iter::once(start).chain(bends.iter().copied()).chain([base]).collect();
    Route { curves: curves(&points), tip, base }
}

/// A smooth curve through points: at each its direction is that from the one before to the one after.
fn curves(points: &[Point]) -> Vec<[Point; 4]> {
    let at = |place: usize| points[place.min(points.len() - 1)];
    (0..points.len() - 1)
        .map(|i| {
            let (before, a, b, after) = (at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2));
            let leaving = a.moved((b.x - before.x) * TENSION, (b.y - before.y) * TENSION);
            let entering = b.moved((a.x - after.x) * TENSION, (a.y - after.y) * TENSION);
            [a, leaving, entering, b]
        })
        .collect()
}

/// Where the line from a card's middle toward a point meets its border; the middle for a point inside.
fn border(card: &Frame, toward: Point) -> Point {
    let center = card.center();
    let (x, y) = (toward.x - center.x, toward.y - center.y);
    let wide = card.width() / 2.0 / x.abs().max(1e-6);
    let high = card.height() / 2.0 / y.abs().max(1e-6);
    center.toward(toward, wide.min(high).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_starts_and_ends_at_the_cards_and_passes_every_bend() {
        let from = Frame::sized(Point::new(0.0, 0.0), 176.0, 56.0);
        let to = Frame::sized(Point::new(400.0, 0.0), 176.0, 56.0);
        let bends = [Point::new(200.0, 200.0), Point::new(420.0, 180.0)];
        let route = through((&from, &to), &bends, 8.0);
        assert_eq!(route.curves.len(), 3);
        for bend in bends {
            assert!(route.distance(bend) < 0.5);
        }
        assert!(from.grown(0.1).contains(route.curves[0][0]));
        assert!(to.grown(0.1).contains(route.tip));
        assert!((route.base.distance(route.tip) - 8.0).abs() < 0.1);
    }

    #[test]
    fn a_bend_inside_a_card_breaks_nothing() {
        let card = Frame::sized(Point::new(0.0, 0.0), 176.0, 56.0);
        let route = through((&card, &card), &[card.center()], 8.0);
        let points = route.samples();
        assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()));
    }
}
