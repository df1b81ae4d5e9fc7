//! The reproduction number of each phase: whether misalignment sustains itself (SEMANTICS §5).
//!
//! K has an entry for every two nodes joined by links: the probability that the one alone makes the other misaligned
//! within the phase, times the phases that it is expected to stay so. Its spectral radius is the largest of those of
//! its strongly connected components; each of them is found between the bounds of Collatz and Wielandt, the smallest
//! and the largest factor by which a positive vector grows.

use petgraph::graphmap::DiGraphMap;

use super::{
    components::strongly_connected,
    program::{Chances, Network, Program},
};

/// Mitigations shared by parallel links that are treated as one event; what lies beyond counts link by link.
const SHARED_MAX: usize = 16;
/// Rounds of the power iteration.
const ROUNDS_MAX: usize = 20_000;
/// Relative distance of the bounds at which the iteration ends.
const TOLERANCE: f64 = 1e-12;

/// Spectral radius by phase: weighted mean over the hypotheses.
pub(super) fn reproduction_number(program: &Program) -> Vec<f64> {
    let pairs = Pairs::new(&program.network);
    let of_phase = |phase| {
        let all = program.chances.iter().zip(&program.weights);
        all.map(|(chances, weight)| {
            weight * spectral_radius(&pairs.matrix(program, chances, phase))
        })
        .sum()
    };
    (0..program.phase_count).map(of_phase).collect()
}

/// Links by source and target.
struct Pairs {
    /// Source, target, and the links between them, in that order.
    pairs: Vec<(usize, usize, Vec<usize>)>,
}

/// A matrix by its entries above 0: row, column, value.
type Sparse = Vec<(usize, usize, f64)>;

impl Pairs {
    fn new(network: &Network) -> Self {
        let mut links: Vec<usize> = (0..network.links.len()).collect();
        let ends = |e: &usize| (network.links[*e].source, network.links[*e].target);
        links.sort_by_key(ends);
        let pairs = links.chunk_by(|a, b| ends(a) == ends(b)).map(|group| {
            let (source, target) = ends(&group[0]);
            (source, target, group.to_vec())
        });
        // A node does not make itself misaligned.
        Self { pairs: pairs.filter(|(source, target, _)| source != target).collect() }
    }

    fn matrix(&self, program: &Program, chances: &Chances, phase: usize) -> Sparse {
        let network = &program.network;
        let entries = self.pairs.iter().filter_map(|(source, target, links)| {
            let threshold = network.nodes[*target].threshold?;
            let of_phase = (&chances.opening[phase][..], &chances.working[phase][..]);
            let passing = passing(network, of_phase, *source, links, threshold);
            let stays = stay(chances.persistence[phase][*source], program.phase_count - phase);
            let value = passing * stays;
            (value > 0.0).then_some((*source, *target, value))
        });
        entries.collect()
    }
}

/// Phases that a node is expected to stay misaligned: 1 + p + … + p^(n−1).
fn stay(persistence: f64, phases: usize) -> f64 {
    (0..phases).rev().fold(0.0, |sum, _| 1.0 + persistence * sum)
}

/// The probability that at least `threshold` of parallel links pass, their source alone being misaligned.
fn passing(
    network: &Network,
    (opening, works): (&[f64], &[f64]),
    source: usize,
    links: &[usize],
    threshold: usize,
) -> f64 {
    let undermined = &network.nodes[source].undermines;
    let working = |m: usize| {
        if undermined.contains(&m) { 0.0 } else { works[m] }
    };
    let blocks = |m: usize| links.iter().filter(move |e| network.links[**e].blockers.contains(&m));
    let mut shared: Vec<usize> =
        links.iter().flat_map(|e| network.links[*e].blockers.iter().copied()).collect();
    shared.sort_unstable();
    shared.dedup();
    shared.retain(|m| working(*m) > 0.0 && blocks(*m).count() > 1);
    shared.truncate(SHARED_MAX);
    // For each way in which the shared mitigations work: how many links pass.
    (0..1_u32 << shared.len())
        .map(|ways| {
            let state =
                |m: &usize| shared.iter().position(|s| s == m).map(|place| ways >> place & 1 == 1);
            let weight: f64 = shared
                .iter()
                .map(|m| if state(m) == Some(true) { working(*m) } else { 1.0 - working(*m) })
                .product();
            let open = links.iter().map(|e| {
                let free = network.links[*e].blockers.iter().map(|m| match state(m) {
                    Some(true) => 0.0,
                    Some(false) => 1.0,
                    None => 1.0 - working(*m),
                });
                opening[*e] * free.product::<f64>()
            });
            weight * at_least(open, threshold)
        })
        .sum()
}

/// P[at least k of independent events].
fn at_least(events: impl Iterator<Item = f64>, k: usize) -> f64 {
    // By number of events so far, those from k on together.
    let mut counts = vec![0.0; k + 1];
    counts[0] = 1.0;
    for p in events {
        counts[k] += counts[k - 1] * p;
        for n in (1..k).rev() {
            counts[n] = counts[n] * (1.0 - p) + counts[n - 1] * p;
        }
        counts[0] *= 1.0 - p;
    }
    counts[k]
}

/// The largest modulus of an eigenvalue of a non-negative matrix.
fn spectral_radius(matrix: &Sparse) -> f64 {
    let graph: DiGraphMap<usize, ()> =
        matrix.iter().map(|(row, column, _)| (*row, *column)).collect();
    let components = strongly_connected(&graph);
    let count = matrix.iter().map(|(row, column, _)| row.max(column) + 1).max().unwrap_or(0);
    let (mut component, mut place) = (vec![0; count], vec![0; count]);
    for (number, nodes) in components.iter().enumerate() {
        for (at, node) in nodes.iter().enumerate() {
            (component[*node], place[*node]) = (number, at);
        }
    }
    let mut blocks: Vec<Sparse> = vec![Vec::new(); components.len()];
    for (row, column, value) in matrix {
        if component[*row] == component[*column] {
            blocks[component[*row]].push((place[*row], place[*column], *value));
        }
    }
    let radii = blocks.iter().zip(&components).map(|(block, nodes)| radius(block, nodes.len()));
    radii.fold(0.0, f64::max)
}

/// The spectral radius of an irreducible matrix.
fn radius(block: &Sparse, size: usize) -> f64 {
    if block.is_empty() {
        return 0.0;
    }
    // With a part of the identity added the iteration converges even where the matrix turns in circles.
    let mut sums = vec![0.0; size];
    for (row, _, value) in block {
        sums[*row] += value;
    }
    let shift = sums.iter().copied().fold(0.0, f64::max) / 2.0;
    let mut vector = vec![1.0; size];
    let mut bounds = (0.0, f64::INFINITY);
    for _ in 0..ROUNDS_MAX {
        let mut next: Vec<f64> = vector.iter().map(|x| shift * x).collect();
        for (row, column, value) in block {
            next[*row] += value * vector[*column];
        }
        let factors = || next.iter().zip(&vector).map(|(new, old)| new / old);
        bounds = (factors().fold(f64::INFINITY, f64::min), factors().fold(0.0, f64::max));
        if bounds.1 - bounds.0 <= TOLERANCE * bounds.1 {
            break;
        }
        let largest = next.iter().copied().fold(0.0, f64::max);
        // A floor keeps the vector positive where entries differ by hundreds of orders of magnitude.
        vector = next.iter().map(|x| (x / largest).max(f64::MIN_POSITIVE)).collect();
    }
    (f64::midpoint(bounds.0, bounds.1) - shift).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::proofs::documents::Draft, model::Gate};

    fn of(draft: &Draft) -> Vec<f64> {
        reproduction_number(&Program::new(&draft.document()))
    }

    #[test]
    fn a_circle_has_the_geometric_mean_of_its_links() {
        let mut draft = Draft::new(1);
        let nodes: Vec<usize> = (0..3).map(|_| draft.node(&[0.1], &[0.5])).collect();
        for (i, p) in [0.2, 0.5, 0.9].into_iter().enumerate() {
            draft.link(nodes[i], nodes[(i + 1) % 3], &[p]);
        }
        let wanted = libm::cbrt(0.2 * 0.5 * 0.9);
        assert!((of(&draft)[0] - wanted).abs() < 1e-10);
    }

    #[test]
    fn staying_misaligned_multiplies_it_and_the_end_of_the_horizon_cuts_it() {
        let mut draft = Draft::new(3);
        let (a, b) = (draft.node(&[0.1], &[0.5]), draft.node(&[0.1], &[0.5]));
        draft.link(a, b, &[0.4]);
        draft.link(b, a, &[0.4]);
        let wanted = [0.4 * 1.75, 0.4 * 1.5, 0.4];
        for (found, wanted) in of(&draft).into_iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-10, "{found} {wanted}");
        }
    }

    #[test]
    fn without_a_way_back_it_is_zero() {
        let mut draft = Draft::new(2);
        let nodes: Vec<usize> = (0..4).map(|_| draft.node(&[0.1], &[0.9])).collect();
        for pair in nodes.windows(2) {
            draft.link(pair[0], pair[1], &[0.9]);
        }
        assert!(of(&draft).iter().all(|r| r.abs() <= 0.0));
    }

    #[test]
    fn parallel_links_fail_together_under_one_mitigation_and_gates_count_them() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.1], &[0.0]), draft.node(&[0.1], &[0.0]));
        let links = [draft.link(a, b, &[0.5]), draft.link(a, b, &[0.5])];
        draft.link(b, a, &[1.0]);
        let m = draft.mitigation(&[0.6]);
        for e in links {
            let id = draft.0.links[e].id.clone();
            draft.0.mitigations[m].blocks.push(id);
        }
        let either = of(&draft)[0];
        assert!((either * either - 0.4 * 0.75).abs() < 1e-10, "{either}");
        draft.gate(b, Gate::All);
        let both = of(&draft)[0];
        assert!((both * both - 0.4 * 0.25).abs() < 1e-10, "{both}");
        let id = draft.0.nodes[a].id.clone();
        draft.0.mitigations[m].undermined_by.push(id);
        let undermined = of(&draft)[0];
        assert!((undermined * undermined - 0.25).abs() < 1e-10, "{undermined}");
    }

    #[test]
    fn the_matrix_of_a_complete_graph_grows_by_its_row_sum() {
        let mut draft = Draft::new(1);
        let nodes: Vec<usize> = (0..12).map(|_| draft.node(&[0.1], &[0.0])).collect();
        for a in &nodes {
            for b in nodes.iter().filter(|b| *b != a) {
                draft.link(*a, *b, &[0.3]);
            }
        }
        assert!((of(&draft)[0] - 11.0 * 0.3).abs() < 1e-10);
    }
}
