//! Where links meet cards: which sides, and which places along them.

use std::collections::BTreeMap;

use super::{Card, Wire};
use crate::drawing::{Frame, Point};

const PORT_STEP_SIDE: f32 = 11.0;
const PORT_STEP_ACROSS: f32 = 46.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    pub(super) fn outward(self) -> Point {
        match self {
            Self::Left => Point::new(-1.0, 0.0),
            Self::Right => Point::new(1.0, 0.0),
            Self::Top => Point::new(0.0, -1.0),
            Self::Bottom => Point::new(0.0, 1.0),
        }
    }

    pub(super) fn is_upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

impl Card {
    /// The point of a side at `offset` from its middle.
    pub(super) fn port(&self, side: Side, offset: f32) -> Point {
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
pub(super) fn sides_of(cards: &[Card], wire: &Wire, others: &[Card]) -> Option<(Side, Side)> {
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
pub(super) fn ports(
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

pub(super) fn along(point: Point, side: Side, by: f32) -> Point {
    let out = side.outward();
    point.moved(out.x * by, out.y * by)
}
