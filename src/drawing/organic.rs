//! An organic layout: linked nodes pull each other near, all nodes push each other away (Fruchterman and Reingold 1991),
//! and distances count as cards are shaped: wider than high.

use super::{Point, apart::CARD, arrange::GoesOn, grid::Grid, layout, wrap};
use crate::model::Position;

/// The wished distance of linked nodes, where cards were as wide as high.
const DISTANCE: f64 = 150.0;
/// Distances to the side count so much less than those upward.
const STRETCH: f64 = 1.75;
const ROUNDS: u32 = 260;
/// Nodes farther apart than this many wished distances do not push each other.
const REACH: f64 = 3.0;
/// How strongly everything is drawn to the middle, so that unlinked parts do not drift away.
const GRAVITY: f64 = 0.012;

/// Places for things of these sizes, cards as a rule; `None` where the work was ended.
pub(super) fn places(
    sizes: &[[f64; 2]],
    links: &[(usize, usize)],
    goes_on: GoesOn<'_>,
) -> Option<Vec<Position>> {
    let start = wrap::wrapped(&layout::columns(sizes.len(), links), sizes);
    // A raster pushes evenly in opposite directions and would never unfold: each node stands a little beside it.
    let mut bodies: Vec<Body> = start
        .iter()
        .zip(sizes)
        .enumerate()
        .map(|(i, (p, size))| Body::new(*p, *size, i as f64 * 2.399_963))
        .collect();
    for round in 0..ROUNDS {
        if !goes_on() {
            return None;
        }
        let left = 1.0 - f64::from(round) / f64::from(ROUNDS);
        let heat = DISTANCE * 0.6 * left * left + 0.5;
        step(&mut bodies, links, heat);
    }
    let corner = |body: &Body| Position {
        x: (body.at[0] - body.more[0]) * STRETCH,
        y: body.at[1] - body.more[1],
    };
    Some(bodies.iter().map(corner).collect())
}

/// What moves, in a plane where cards are as wide as high.
struct Body {
    /// Its middle, but for half a card.
    at: [f64; 2],
    /// How much farther than a card it reaches to each side.
    more: [f64; 2],
}

impl Body {
    fn new(corner: Position, size: [f64; 2], turn: f64) -> Self {
        let more = [(size[0] - CARD[0]) / 2.0 / STRETCH, (size[1] - CARD[1]) / 2.0];
        let more = more.map(|more| more.max(0.0));
        let at = [
            corner.x / STRETCH / 1.4 + more[0] + libm::cos(turn) * 20.0,
            corner.y + more[1] + libm::sin(turn) * 20.0,
        ];
        Self { at, more }
    }

    fn is_large(&self) -> bool {
        self.more[0] + self.more[1] > 0.0
    }

    /// The way to another one, as long as what lies between the two.
    fn way(&self, other: &Self) -> [f64; 2] {
        let way = [0, 1].map(|axis| other.at[axis] - self.at[axis]);
        if !self.is_large() && !other.is_large() {
            return way;
        }
        let between = [0, 1].map(|axis| {
            let more = self.more[axis] + other.more[axis];
            (libm::fabs(way[axis]) - more).max(0.0)
        });
        let share = between[0].hypot(between[1]).max(1.0) / way[0].hypot(way[1]).max(1e-9);
        way.map(|way| way * share)
    }
}

fn step(bodies: &mut [Body], links: &[(usize, usize)], heat: f64) {
    let mut force = vec![[0.0_f64; 2]; bodies.len()];
    push(bodies, &mut force);
    for (from, to) in links {
        let [x, y] = bodies[*from].way(&bodies[*to]);
        let pull = x.hypot(y) / DISTANCE;
        for (node, sign) in [(*from, 1.0), (*to, -1.0)] {
            force[node][0] += x * pull * sign;
            force[node][1] += y * pull * sign;
        }
    }
    let count = bodies.len() as f64;
    let middle = [0, 1].map(|axis| bodies.iter().map(|body| body.at[axis]).sum::<f64>() / count);
    for (body, force) in bodies.iter_mut().zip(force) {
        let force = [0, 1].map(|axis| force[axis] + (middle[axis] - body.at[axis]) * GRAVITY);
        let strength = force[0].hypot(force[1]).max(1e-9);
        let length = strength.min(heat);
        for axis in [0, 1] {
            body.at[axis] += force[axis] / strength * length;
        }
    }
}

fn push(bodies: &[Body], force: &mut [[f64; 2]]) {
    let reach = DISTANCE * REACH;
    let mut grid = Grid::with_room(reach as f32, bodies.len());
    let point = |p: &[f64; 2]| Point::new(p[0] as f32, p[1] as f32);
    let small = |(_, body): &(usize, &Body)| !body.is_large();
    for (place, body) in bodies.iter().enumerate().filter(small) {
        grid.add_at(point(&body.at), place);
    }
    let large: Vec<usize> = (0..bodies.len()).filter(|place| bodies[*place].is_large()).collect();
    // Between large ones there is room for the small ones, which stand there.
    let room = ((bodies.len() - large.len()) as f64 / large.len().max(1) as f64).max(1.0);
    for (one, body) in bodies.iter().enumerate() {
        let at = point(&body.at);
        let here = super::Frame { min: at, max: at }.grown(reach as f32 * 0.999);
        let near = grid.near(&here).filter(|_| !body.is_large());
        // Large ones reach far, and there are few of them.
        let all = (0..bodies.len()).filter(|_| body.is_large());
        let large = large.iter().copied().filter(|_| !body.is_large());
        for other in near.chain(large).chain(all).filter(|other| *other != one) {
            let [x, y] = bodies[other].way(body);
            let room = if body.is_large() && bodies[other].is_large() { room } else { 1.0 };
            let squared = (x * x + y * y).max(1.0);
            if squared < reach * reach * room {
                let strength = DISTANCE * DISTANCE * room / squared;
                force[one][0] += x * strength;
                force[one][1] += y * strength;
            }
        }
    }
}
