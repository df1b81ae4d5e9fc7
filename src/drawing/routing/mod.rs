//! Where links run: curves from card to card that keep apart from each other and go around other cards where a simple
//! detour does.

mod curve;
mod obstacles;
mod ports;
mod span;

use std::collections::BTreeMap;

pub use curve::{PIECES, Route, distance_to_piece, on_cubic, seen_part};

use self::{
    obstacles::Obstacles,
    ports::{Side, along, ports, sides_of},
    span::Span,
};
use super::{Frame, Point};

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

/// With more wires than this none goes around cards: finding the ways would take too long.
pub const DETOURS_MAX: usize = 2_000;

/// The way of every wire, in the order of the wires. Several wires between the same cards, in either direction, and
/// several ends at one side of a card get places of their own.
pub fn routes(cards: &[Card], wires: &[Wire]) -> Vec<Route> {
    let minds_cards = wires.len() <= DETOURS_MAX;
    let sides: Vec<Option<(Side, Side)>> = wires
        .iter()
        .map(|wire| sides_of(cards, wire, if minds_cards { cards } else { &[] }))
        .collect();
    let ports = ports(cards, wires, &sides);
    let obstacles = Obstacles::new(cards, minds_cards);
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
