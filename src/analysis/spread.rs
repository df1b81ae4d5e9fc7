//! How far misalignment spreads from one node within a phase, and whether it sustains itself (SEMANTICS §5).

use std::collections::BTreeMap;

use super::{
    AnalysisError, Case, Estimated, Monitor, Spread,
    bits::{self, Bits},
    closure::{Draw, Draws, State, Step},
    exact::{self, Budget, Stop},
    layout::Odds,
    program::{Chances, Program},
    reproduction::reproduction_number,
    simulate::Keyed,
    stream::Moment,
    support::Support,
    turns::{Turns, each_thread},
};
use crate::model::{Assessment, Id, MethodChoice, Node, Study};

/// Most blocks of 512 trials for each node, phase and hypothesis.
const BLOCKS: u64 = 16;
/// Most rows and links that are walked for all nodes, phases and blocks together; above it fewer blocks are simulated,
/// then fewer nodes: those whose links are likeliest to open.
const STEPS_MAX: u64 = 1 << 32;
/// Nodes from which the links that a block walks are guessed.
const PILOT_NODES: usize = 8;
/// Work that exact solutions may take, in elementary operations.
const OPERATIONS: u64 = 200_000_000;

/// How far misalignment spreads from each node, and the reproduction number of each phase.
///
/// Expected reach is exact where that is affordable, else simulated with at most 8 192 trials for each node, phase and
/// hypothesis; in documents with many thousand nodes only for those whose links are likeliest to open. The error of a
/// pooled figure is the weighted sum of the errors under the hypotheses.
///
/// # Errors
/// [`AnalysisError`] when the monitor asks to stop or the study cannot be made.
pub fn spread(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Spread, AnalysisError> {
    let case = Case::new(document, study)?;
    let expected_reach = match exact_reach(&case, study, monitor)? {
        Some(found) => found,
        None => simulated_reach(&case, study, monitor)?,
    };
    Ok(Spread {
        reproduction_number: reproduction_number(&case.program),
        expected_reach,
        has_gates: case.program.network.nodes.iter().any(|n| n.threshold.is_some_and(|k| k > 1)),
    })
}

type Reach = BTreeMap<Id<Node>, Vec<Estimated>>;

fn exact_reach(
    case: &Case<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Option<Reach>, AnalysisError> {
    if study.method == MethodChoice::Simulation {
        return Ok(None);
    }
    let mut budget = Budget::of(study.method, OPERATIONS);
    let mut all = Reach::new();
    for (v, node) in case.document.nodes().iter().enumerate() {
        let mut by_phase = Vec::with_capacity(case.program.phase_count);
        for phase in 0..case.program.phase_count {
            let alone = alone(&case.program, v, phase);
            match exact::solve(&alone, &Support::all(&alone), &mut budget, monitor) {
                Ok(solved) => {
                    let reach = |of: &exact::Exact| -> f64 {
                        let others = case.program.network.nodes.iter().enumerate();
                        let others = others.filter(|(w, place)| *w != v && !place.is_outcome);
                        others.map(|(w, _)| of.prevalence[0][w]).sum()
                    };
                    let all = solved.iter().zip(&case.program.weights);
                    let value = all.map(|(of, weight)| weight * reach(of)).sum();
                    by_phase.push(Estimated { value, standard_error: 0.0 });
                }
                Err(Stop::Cancelled) => return Err(AnalysisError::Cancelled),
                Err(Stop::Unaffordable(_)) => return Ok(None),
            }
        }
        all.insert(node.id.clone(), by_phase);
    }
    Ok(Some(all))
}

/// The program of one phase in which only v starts misaligned, stays so for certain, and nothing emerges.
fn alone(program: &Program, v: usize, phase: usize) -> Program {
    let nodes = program.network.nodes.len();
    let chances = program.chances.iter().map(|chances| {
        let mut initial = vec![0.0; nodes];
        initial[v] = 1.0;
        let mut persistence = chances.persistence[phase].clone();
        persistence[v] = 1.0;
        Chances {
            initial,
            emergence: vec![vec![0.0; nodes]],
            persistence: vec![persistence],
            opening: vec![chances.opening[phase].clone()],
            working: vec![chances.working[phase].clone()],
        }
    });
    Program {
        network: std::sync::Arc::clone(&program.network),
        chances: chances.collect(),
        weights: program.weights.clone(),
        phase_count: 1,
    }
}

fn simulated_reach(
    case: &Case<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Reach, AnalysisError> {
    let (nodes, blocks) = plan(case, study);
    let turns = Turns::new(&(0..nodes.len() as u64), nodes.len() as u64, monitor);
    let threads = study.threads.max(1).min(nodes.len().max(1));
    let parts = each_thread(threads, || {
        let mut found = Vec::new();
        while let Some(turn) = turns.claim() {
            let v = nodes[turn as usize];
            found.push((
                case.document.nodes().iter().nth(v).map(|n| n.id.clone()),
                of_node(case, study, v, blocks),
            ));
            turns.advance(1);
        }
        found
    });
    let all = parts.into_iter().flatten().filter_map(|(id, found)| Some((id?, found)));
    turns.finish(all.collect()).map_err(|super::Cancelled| AnalysisError::Cancelled)
}

/// Which nodes are simulated, and with how many blocks.
fn plan(case: &Case<'_>, study: &Study) -> (Vec<usize>, u64) {
    let count = case.program.network.nodes.len();
    let phases = case.program.phase_count as u64 * case.odds.len() as u64;
    let walked = (count as u64 + links_walked(case, study)).saturating_mul(phases).max(1);
    let affordable = STEPS_MAX / walked;
    let wanted = study.trials.div_ceil(bits::TRIALS).clamp(1, BLOCKS);
    let blocks = (affordable / (count as u64).max(1)).clamp(1, wanted);
    let mut nodes: Vec<usize> = (0..count).collect();
    let most = usize::try_from(affordable / blocks).unwrap_or(usize::MAX);
    if most < count {
        let weight = |v: &usize| -> f64 {
            let links = case.program.network.nodes[*v].outbound.iter();
            let last = case.program.chances.first().and_then(|c| c.opening.last());
            links.filter_map(|e| last.map(|openings| openings[*e])).sum()
        };
        nodes.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        nodes.truncate(most);
    }
    (nodes, blocks)
}

/// How many links one block of one node walks on average, guessed from one phase of a few nodes.
fn links_walked(case: &Case<'_>, study: &Study) -> u64 {
    let layout = &case.layout;
    let count = layout.places.len();
    let Some(odds) = case.odds.first().filter(|odds| !odds.emergence.is_empty()) else { return 0 };
    let phase = odds.emergence.len() / 2;
    let mut state = State::new(layout, [odds]);
    let pilots = (0..count).step_by(count.div_ceil(PILOT_NODES).max(1));
    let mut walked = 0;
    for row in pilots.clone() {
        Source { case, odds, row, phase }.close(study.seed, 0, &mut state);
        let turned = state.rows.iter().zip(layout.starts.windows(2));
        let turned = turned.filter(|(row, _)| !row.now[0].is_none());
        walked += turned.map(|(_, starts)| u64::from(starts[1] - starts[0])).sum::<u64>();
    }
    walked / (pilots.count() as u64).max(1)
}

/// Expected reach of one node, pooled, by phase.
fn of_node(case: &Case<'_>, study: &Study, v: usize, blocks: u64) -> Vec<Estimated> {
    let row = case.layout.rows[v] as usize;
    let of_phase = |phase: usize| {
        let mut all = Estimated { value: 0.0, standard_error: 0.0 };
        for (odds, weight) in case.odds.iter().zip(&case.program.weights) {
            let found = Source { case, odds, row, phase }.reach(study.seed, blocks);
            all.value += weight * found.value;
            all.standard_error += weight * found.standard_error;
        }
        all
    };
    (0..case.program.phase_count).map(of_phase).collect()
}

/// A node alone at the start of a phase.
struct Source<'a> {
    case: &'a Case<'a>,
    odds: &'a Odds,
    row: usize,
    phase: usize,
}

impl Source<'_> {
    fn reach(&self, seed: u64, blocks: u64) -> Estimated {
        let layout = &self.case.layout;
        let mut is_counted = vec![true; layout.places.len()];
        is_counted[self.row] = false;
        layout.outcomes.iter().for_each(|row| is_counted[*row as usize] = false);
        let mut state = State::new(layout, [self.odds]);
        let (mut sum, mut squares) = (0, 0);
        for block in 0..blocks {
            self.close(seed, block, &mut state);
            let reached = state.rows.iter().zip(&is_counted).filter(|(_, is)| **is);
            let (more, more_squares) = moments(reached.map(|(row, _)| row.now[0]));
            (sum, squares) = (sum + more, squares + more_squares);
        }
        let n = (blocks * bits::TRIALS) as f64;
        let value = sum as f64 / n;
        let spread = (squares as f64 / n - value * value).max(0.0);
        Estimated { value, standard_error: (spread / n).sqrt() }
    }
}

impl Source<'_> {
    /// One block.
    fn close(&self, seed: u64, block: u64, state: &mut State<1>) {
        let layout = &self.case.layout;
        for (row, cell) in state.rows.iter_mut().enumerate() {
            cell.now = [if row == self.row { Bits::ALL } else { Bits::NONE }];
        }
        let moment = Moment::new(seed, block, self.phase + 1);
        let mut draws = Alone { keyed: Keyed { streams: &layout.streams, moment }, row: self.row };
        Step::new(layout, [self.odds], self.phase, [Bits::ALL]).close(state, &mut draws);
    }
}

/// Over the trials, the sum of how many of the groups hold, and of its square.
fn moments(groups: impl Iterator<Item = Bits>) -> (u64, u64) {
    // How many hold, trial by trial, in binary digits held as bits.
    let mut digits: Vec<Bits> = Vec::new();
    for group in groups {
        let mut carry = group;
        let mut place = 0;
        while !carry.is_none() {
            if place == digits.len() {
                digits.push(Bits::NONE);
            }
            let sum = digits[place] ^ carry;
            carry &= digits[place];
            digits[place] = sum;
            place += 1;
        }
    }
    let sum = digits.iter().enumerate().map(|(i, digit)| digit.count() << i).sum();
    let squares = digits.iter().enumerate().flat_map(|(i, a)| {
        digits.iter().enumerate().map(move |(j, b)| (*a & *b).count() << (i + j))
    });
    (sum, squares.sum())
}

/// Draws in which one row carries over for certain and nothing emerges.
struct Alone<'a> {
    keyed: Keyed<'a, false>,
    row: usize,
}

impl Draws<1> for Alone<'_> {
    fn draw(&mut self, draw: Draw, chances: [f64; 1], need: [Bits; 1]) -> [Bits; 1] {
        match draw {
            Draw::Emergence(_) => [Bits::NONE],
            Draw::Persistence(row) if row == self.row => need,
            _ => self.keyed.draw(draw, chances, need),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        Unmonitored,
        proofs::documents::{Draft, Size, cases},
    };

    fn of(draft: &Draft, method: MethodChoice) -> Spread {
        let study = Study { method, threads: 2, ..Study::default() };
        spread(&draft.document(), &study, &Unmonitored).expect("done")
    }

    #[test]
    fn moments_are_those_of_the_counts() {
        let groups = [Bits::first(5), Bits::first(3), Bits::first(3), Bits::first(1)];
        // Counts by trial: 4, 3, 3, 1, 1.
        assert_eq!(moments(groups.into_iter()), (12, 36));
    }

    #[test]
    fn reach_along_a_chain_is_the_sum_of_the_products() {
        let mut draft = Draft::new(2);
        let nodes: Vec<usize> = (0..3).map(|_| draft.node(&[0.3], &[0.1])).collect();
        let end = draft.outcome();
        draft.link(nodes[0], nodes[1], &[0.5]);
        draft.link(nodes[1], nodes[2], &[0.4]);
        draft.link(nodes[2], end, &[1.0]);
        let found = of(&draft, MethodChoice::Automatic);
        let reach = |v: usize| found.expected_reach[&draft.0.nodes[nodes[v]].id][1].value;
        assert!((reach(0) - 0.7).abs() < 1e-12);
        assert!((reach(1) - 0.4).abs() < 1e-12);
        assert!(reach(2).abs() <= 0.0);
    }

    #[test]
    fn a_restoring_mitigation_stops_the_source() {
        let mut draft = Draft::new(1);
        let (a, b) = (draft.node(&[0.0], &[0.0]), draft.node(&[0.0], &[0.0]));
        draft.link(a, b, &[0.5]);
        let m = draft.mitigation(&[0.8]);
        let id = draft.0.nodes[a].id.clone();
        draft.0.mitigations[m].restores.push(id.clone());
        let found = of(&draft, MethodChoice::Automatic);
        assert!((found.expected_reach[&id][0].value - 0.1).abs() < 1e-12);
    }

    #[test]
    fn simulated_reach_agrees_with_exact_reach() {
        let size = Size { nodes: 6, links: 12, mitigations: 2, phases: 2, hypotheses: 2 };
        let mut all = Vec::new();
        for draft in cases(40, size) {
            let (s, e) =
                (of(&draft, MethodChoice::Simulation), of(&draft, MethodChoice::Automatic));
            let pairs =
                s.expected_reach.values().flatten().zip(e.expected_reach.values().flatten());
            for (s, e) in pairs {
                assert!(e.standard_error.abs() <= 0.0);
                if s.standard_error > 0.0 {
                    all.push((s.value - e.value) / s.standard_error);
                } else {
                    assert!((s.value - e.value).abs() < 1e-2, "{s:?} {e:?}");
                }
            }
        }
        assert!(all.len() > 100, "only {}", all.len());
        assert!(all.iter().all(|z| z.abs() < 4.5), "{all:?}");
        let rms = (all.iter().map(|z| z * z).sum::<f64>() / all.len() as f64).sqrt();
        assert!(rms < 1.2, "rms z {rms}");
    }
}
