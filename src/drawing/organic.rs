//! An organic layout: linked nodes pull each other near, all nodes push each other away (Fruchterman and Reingold 1991),
//! and distances count as cards are shaped: wider than high.

use super::{Point, arrange::GoesOn, grid::Grid, layout, wrap};
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

/// Places for so many nodes; `None` where the work was ended.
pub(super) fn places(
    count: usize,
    links: &[(usize, usize)],
    goes_on: GoesOn<'_>,
) -> Option<Vec<Position>> {
    let start = wrap::wrapped(&layout::columns(count, links), count);
    // A raster pushes evenly in opposite directions and would never unfold: each node stands a little beside it.
    let mut at: Vec<[f64; 2]> = start
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let turn = i as f64 * 2.399_963;
            [p.x / STRETCH / 1.4 + libm::cos(turn) * 20.0, p.y + libm::sin(turn) * 20.0]
        })
        .collect();
    for round in 0..ROUNDS {
        if !goes_on() {
            return None;
        }
        let left = 1.0 - f64::from(round) / f64::from(ROUNDS);
        let heat = DISTANCE * 0.6 * left * left + 0.5;
        step(&mut at, links, heat);
    }
    Some(at.into_iter().map(|[x, y]| Position { x: x * STRETCH, y }).collect())
}

fn step(at: &mut [[f64; 2]], links: &[(usize, usize)], heat: f64) {
    let mut force = vec![[0.0_f64; 2]; at.len()];
    push(at, &mut force);
    for (from, to) in links {
        let (x, y) = (at[*to][0] - at[*from][0], at[*to][1] - at[*from][1]);
        let pull = x.hypot(y) / DISTANCE;
        for (node, sign) in [(*from, 1.0), (*to, -1.0)] {
            force[node][0] += x * pull * sign;
            force[node][1] += y * pull * sign;
        }
    }
    let middle = [0, 1].map(|axis| at.iter().map(|p| p[axis]).sum::<f64>() / at.len() as f64);
    for (place, force) in at.iter_mut().zip(force) {
        let force = [0, 1].map(|axis| force[axis] + (middle[axis] - place[axis]) * GRAVITY);
        let strength = force[0].hypot(force[1]).max(1e-9);
        let length = strength.min(heat);
        for axis in [0, 1] {
            place[axis] += force[axis] / strength * length;
        }
    }
}

fn push(at: &[[f64; 2]], force: &mut [[f64; 2]]) {
    let reach = DISTANCE * REACH;
    let mut grid = Grid::with_room(reach as f32, at.len());
    let point = |p: &[f64; 2]| Point::new(p[0] as f32, p[1] as f32);
    for (place, p) in at.iter().enumerate() {
        grid.add_at(point(p), place);
    }
    for (one, p) in at.iter().enumerate() {
        let here = super::Frame { min: point(p), max: point(p) }.grown(reach as f32 * 0.999);
        for other in grid.near(&here).filter(|other| *other != one) {
            let (x, y) = (p[0] - at[other][0], p[1] - at[other][1]);
            let squared = (x * x + y * y).max(1.0);
            if squared < reach * reach {
                let strength = DISTANCE * DISTANCE / squared;
                force[one][0] += x * strength;
                force[one][1] += y * strength;
            }
        }
    }
}
