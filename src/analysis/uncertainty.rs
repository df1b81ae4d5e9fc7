//! What the uncertainty of the scores makes of the results: second-order uncertainty (SEMANTICS §5).
//!
//! # Method
//! Each draw gives every uncertain dimension of every element a place in its belief (`belief`), and the whole document
//! is solved there: exactly where all draws together are affordable, else by a simulation of its own trials. Draws do
//! not share trials, so the noise of one draw says nothing about that of another.
//!
//! **Noise taken out.** With simulated draws a figure is x = p + e: what the draw's scores make of it, and noise. The
//! noise's variance is known from the counts: that of a mean over n trials, jointly over the hypotheses, averaged
//! over the draws without bias (Vₑ). Between draws x has the variance V, estimated without bias too, and V − Vₑ is
//! what the scores alone cause. Every figure is moved towards the mean by √(max(0, V − Vₑ) / V), which leaves the
//! mean alone and gives the draws the variance V − Vₑ; quantiles are taken of that. A figure that no uncertain score
//! can bear on, along any links or mitigations, has no width at all.
//!
//! **Limits.** Mean and variance are freed from noise without bias; the shape between them is that of x. As long as
//! Vₑ / V ([`Uncertainty::noise`]) is small, p and x have the same shape; as it nears 1 the quantiles of a skewed
//! figure become those of its noise, stretched to the right width, and a width of 0 says only that the scores cause
//! much less than the noise. More trials are the remedy. With more than 8 hypotheses only the part of a node's noise
//! that the hypotheses do not share is known (what they share only adds to it): then its bands are rather too wide.
//!
//! **Memory.** One number a draw for each figure: where that is more than 512 MB, only outcomes have bands, and if that
//! is still more, only the first of them.

use std::collections::BTreeMap;

use super::{
    AnalysisError, Band, Cancelled, Case, Method, Monitor, NodeBands, Uncertainty,
    belief::{Belief, beliefs},
    bits, effort,
    exact::Exact,
    figures::upper_without_hit,
    memory::{self, Task},
    program::{Frame, Network, Variable},
    simulate::Plan,
    tally::{Joint, Tally},
    turns::{Turns, each_thread},
    variants::{Relay, Variants},
};
use crate::model::{Assessment, Study};

/// Trials of a draw for each hypothesis, where it is simulated and the study has as many.
const TRIALS: u64 = 4096;
/// Most numbers held: 512 MB.
const HELD_MAX: usize = 1 << 26;
/// Share of noise above which the result says that its shape is uncertain.
const NOISY: f64 = 0.5;

/// What the uncertainty of the scores makes of the results, by as many draws as the study asks for.
///
/// A draw is simulated with 4096 trials for each hypothesis, or as many as the study has if they are fewer, rounded
/// up to whole blocks of 512; with fewer where the draws of a very large document would take hours (`effort`). The numbers of an element depend on the seed, the draw and its id alone: an edit
/// elsewhere leaves them as they are. Scores on withdrawn evidence count as [`Assessment::in_force`] has them.
///
/// # Errors
/// [`AnalysisError`] as for [`analyze`](super::analyze), and where the study has no draws.
pub fn uncertainty(
    document: &Assessment,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Uncertainty, AnalysisError> {
    if study.draws == 0 {
        return Err(AnalysisError::Study("0 draws have no quantiles; use at least 1".to_owned()));
    }
    let document = &*document.in_force();
    memory::check(document, study, Task::Bands)?;
    let frame = Frame::new(document);
    let case = Case::framed(document, &frame, study)?;
    let beliefs = beliefs(document, &frame);
    let hypotheses = document.weighed_hypotheses();
    let variants = Variants {
        case: &case,
        count: study.draws as usize,
        alter: &|draw, h, chances| {
            for belief in &beliefs {
                let z = belief.normal(study.seed, draw as u64);
                belief.apply(z, &hypotheses[h].0, chances);
            }
        },
    };
    let watched = Watched::new(&case, &beliefs, variants.count);
    let exact = variants
        .solved(study, monitor, &|solutions| watched.exact(&case.program.weights, solutions))?;
    let drawn = match exact {
        Some(values) => Drawn { noise: vec![0.0; watched.count()], values, trials: 0 },
        None => simulated(&variants, &watched, study, monitor)
            .map_err(|Cancelled| AnalysisError::Cancelled)?,
    };
    Ok(watched.summary(&drawn, study.threads))
}

/// The figures that get a band: `any_outcome` by phase, then of each watched node prevalence by phase and ever by
/// phase.
struct Watched<'a> {
    case: &'a Case<'a>,
    phases: usize,
    /// Their places.
    nodes: Vec<usize>,
    /// By place: whether an uncertain score can bear on it.
    is_moved: Vec<bool>,
}

/// The figures of all draws.
struct Drawn {
    /// By draw and figure.
    values: Vec<Vec<f64>>,
    /// By figure: the mean variance of the noise of one draw.
    noise: Vec<f64>,
    /// Trials of a draw; 0 where exact.
    trials: u64,
}

/// Noise is added up in whole multiples of 2^-80, so that the order of the draws does not matter.
const NOISE_SCALE: f64 = (1_u128 << 80) as f64;

fn simulated(
    variants: &Variants<'_>,
    watched: &Watched<'_>,
    study: &Study,
    monitor: &dyn Monitor,
) -> Result<Drawn, Cancelled> {
    let affordable = effort::blocks_of_draw(variants.case, variants.count);
    let blocks = study.trials.min(TRIALS).div_ceil(bits::TRIALS).min(affordable);
    let trials = blocks * bits::TRIALS;
    let draws = variants.count as u64;
    let whole = Plan { trials: draws * trials, threads: 1, ..Plan::new(study) };
    let weights = &watched.case.program.weights;
    let turns = Turns::new(&(0..draws), whole.trials, monitor);
    let parts = each_thread(study.threads.clamp(1, variants.count), || {
        let mut values = Vec::new();
        let mut noise = vec![0_i128; watched.count()];
        while let Some(draw) = turns.claim() {
            let plan = Plan { blocks: draw * blocks..(draw + 1) * blocks, ..whole.clone() };
            let tally = variants.simulated(&[draw as usize], &plan, &Relay(&turns))?;
            values.push((draw, watched.simulated(weights, &tally)));
            for (sum, joint) in noise.iter_mut().zip(watched.joints(&tally)) {
                *sum += (variance(joint, weights, trials) * NOISE_SCALE) as i128;
            }
            turns.advance(trials);
        }
        Ok((values, noise))
    });
    turns.finish(())?;
    let mut values = Vec::with_capacity(variants.count);
    let mut noise = vec![0_i128; watched.count()];
    for part in parts {
        let (its_values, its_noise) = part?;
        values.extend(its_values);
        noise.iter_mut().zip(its_noise).for_each(|(sum, its)| *sum += its);
    }
    values.sort_unstable_by_key(|(draw, _)| *draw);
    Ok(Drawn {
        values: values.into_iter().map(|(_, values)| values).collect(),
        noise: noise.into_iter().map(|sum| sum as f64 / NOISE_SCALE / draws as f64).collect(),
        trials,
    })
}

/// The variance of the weighted mean of an event's shares over the hypotheses, estimated without bias.
///
/// On common random numbers a covariance between hypotheses is never negative (an event is monotone in the shared
/// numbers under each of them), so leaving out what was not counted leaves a lower bound.
fn variance(joint: Joint<'_>, weights: &[f64], trials: u64) -> f64 {
    let covariance = |i: usize, j: usize| {
        joint.pair(i, j).map_or(0.0, |both| {
            // At most 2^24: exact.
            (trials * both) as f64 - (joint.of(i) * joint.of(j)) as f64
        })
    };
    let mut sum = 0.0;
    for (i, w) in weights.iter().enumerate() {
        sum += w * w * covariance(i, i);
        for (j, v) in weights.iter().enumerate().skip(i + 1) {
            sum += 2.0 * w * v * covariance(i, j);
        }
    }
    let n = trials as f64;
    sum.max(0.0) / (n * n * (n - 1.0).max(1.0))
}

impl<'a> Watched<'a> {
    fn new(case: &'a Case<'a>, beliefs: &[Belief], draws: usize) -> Self {
        let phases = case.program.phase_count;
        let room = (HELD_MAX / (draws * phases).max(1)).saturating_sub(1) / 2;
        let all = 0..case.program.network.nodes.len();
        let nodes = if all.len() <= room {
            all.collect()
        } else {
            all.filter(|v| case.program.network.nodes[*v].is_outcome).take(room).collect()
        };
        Self { case, phases, nodes, is_moved: moved(&case.program.network, beliefs) }
    }

    fn count(&self) -> usize {
        self.phases * (1 + 2 * self.nodes.len())
    }

    fn exact(&self, weights: &[f64], solutions: &[Exact]) -> Vec<f64> {
        let pooled = |of: &dyn Fn(&Exact) -> f64| {
            weights.iter().zip(solutions).map(|(w, s)| w * of(s)).sum::<f64>().min(1.0)
        };
        let mut values: Vec<f64> =
            (1..=self.phases).map(|time| pooled(&|s| s.any_outcome[time])).collect();
        for v in &self.nodes {
            values.extend((0..self.phases).map(|t| pooled(&|s| s.prevalence[t][*v])));
            values.extend((0..self.phases).map(|t| pooled(&|s| s.ever[t][*v])));
        }
        values
    }

    fn simulated(&self, weights: &[f64], tally: &Tally) -> Vec<f64> {
        let share = |count: u64| count as f64 / tally.trials as f64;
        let pooled = |joint: Joint<'_>| {
            weights.iter().enumerate().map(|(h, w)| w * share(joint.of(h))).sum::<f64>().min(1.0)
        };
        self.joints(tally).map(pooled).collect()
    }

    /// The counts of the figures.
    fn joints<'t>(&'t self, tally: &'t Tally) -> impl Iterator<Item = Joint<'t>> {
        let phases = 0..self.phases;
        let any_outcome = phases.clone().map(|t| tally.any_outcome.at(t + 1, 0));
        let nodes = self.nodes.iter().flat_map(move |v| {
            let [prevalence, ever] = [&tally.nodes[0].prevalence, &tally.nodes[0].ever]
                .map(|table| phases.clone().map(|t| table.at(t, *v)));
            prevalence.chain(ever)
        });
        any_outcome.chain(nodes)
    }

    /// Whether an uncertain score can bear on a figure.
    fn is_moved(&self, figure: usize) -> bool {
        let network = &self.case.program.network;
        match (figure / self.phases).checked_sub(1) {
            Some(place) => self.is_moved[self.nodes[place / 2]],
            None => {
                network.nodes.iter().zip(&self.is_moved).any(|(n, moved)| n.is_outcome && *moved)
            }
        }
    }

    fn summary(&self, drawn: &Drawn, threads: usize) -> Uncertainty {
        let figures = self.count() as u64;
        let turns = Turns::new(&(0..figures), figures, &super::Unmonitored);
        let mut all: Vec<(u64, Summed)> = each_thread(threads.max(1), || {
            let mut part = Vec::new();
            while let Some(figure) = turns.claim() {
                let i = figure as usize;
                let values = drawn.values.iter().map(|values| values[i]).collect();
                part.push((figure, band(values, drawn.noise[i], self.is_moved(i))));
            }
            part
        })
        .concat();
        all.sort_unstable_by_key(|(figure, _)| *figure);
        let (any_outcome, nodes) = all.split_at(self.phases);
        let bands = |part: &[(u64, Summed)]| part.iter().map(|(_, of)| of.band).collect();
        let nodes = self.nodes.iter().zip(nodes.chunks_exact(2 * self.phases));
        let document = self.case.document;
        let nodes = nodes.filter_map(|(v, part)| {
            let (prevalence, ever) = part.split_at(self.phases);
            let bands = NodeBands { prevalence: bands(prevalence), ever: bands(ever) };
            Some((document.nodes().at(*v)?.id.clone(), bands))
        });
        let mut result = Uncertainty {
            draws: drawn.values.len() as u32,
            trials: drawn.trials,
            method: if drawn.trials == 0 { Method::Exact } else { Method::Simulation },
            any_outcome: bands(any_outcome),
            ends_se: any_outcome.iter().map(|(_, of)| of.ends_se).collect(),
            noise: any_outcome.iter().map(|(_, of)| of.noise).collect(),
            nodes: nodes.collect::<BTreeMap<_, _>>(),
            warnings: Vec::new(),
        };
        result.warnings = self.warnings(&result);
        result
    }

    fn warnings(&self, result: &Uncertainty) -> Vec<String> {
        let mut warnings = Vec::new();
        let weighed = self.case.program.weights.iter().zip(&self.case.supports);
        let is_possible =
            weighed.into_iter().any(|(w, s)| *w > 0.0 && s.any_outcome.last() == Some(&true));
        let is_never = result.any_outcome.last().is_some_and(|band| band.mean <= 0.0);
        if result.method == Method::Simulation && is_possible && is_never {
            let upper = upper_without_hit(result.trials.saturating_mul(u64::from(result.draws)));
            // More than rounding can take from three digits: a bound is not rounded down.
            let upper = upper * 1.005;
            warnings.push(format!(
                "No trial of any draw reached an outcome, although it can happen: the bands of any outcome show 0; \
                 with 95 % confidence the mean over the draws is below {upper:.2e}."
            ));
        }
        let noise = result.noise.last().copied().unwrap_or(0.0);
        let is_wide = result.any_outcome.last().is_some_and(|band| band.q05 < band.q95);
        if noise > NOISY && (is_wide || self.is_moved(self.phases - 1)) {
            warnings.push(format!(
                "{:.0} % of the variance between the draws was simulation noise and was taken out; the width of the \
                 bands is freed from it, their shape is not: the outcome is too rare for {} trials a draw.",
                100.0 * noise, result.trials
            ));
        }
        let left_out = self.case.document.nodes().len() - self.nodes.len();
        if left_out > 0 {
            warnings.push(format!(
                "{left_out} nodes have no bands, because the numbers of all draws would take more than 512 MB: only \
                 outcomes have them; use fewer draws for all."
            ));
        }
        warnings
    }
}

/// By node: whether it can be reached, along links and through mitigations, from a variable that moves.
fn moved(network: &Network, beliefs: &[Belief]) -> Vec<bool> {
    let mut is_moved = vec![false; network.nodes.len()];
    let mut path: Vec<usize> = Vec::new();
    for belief in beliefs {
        match belief.variable {
            Variable::Initial(v) | Variable::Emergence(v) | Variable::Persistence(v) => {
                path.push(v);
            }
            Variable::Opening(e) => path.push(network.links[e].target),
            Variable::Working(m) => path.extend(&network.mitigations[m].concerned),
        }
    }
    let mut onward: Vec<Vec<usize>> = vec![Vec::new(); network.nodes.len()];
    network.links.iter().for_each(|link| onward[link.source].push(link.target));
    while let Some(v) = path.pop() {
        if !std::mem::replace(&mut is_moved[v], true) {
            path.extend(&onward[v]);
            for m in &network.nodes[v].undermines {
                path.extend(&network.mitigations[*m].concerned);
            }
        }
    }
    is_moved
}

/// What all draws make of one figure.
#[derive(Clone, Copy)]
struct Summed {
    /// Freed from noise.
    band: Band,
    /// Standard errors of its 5 and 95 % quantiles.
    ends_se: [f64; 2],
    /// The share of the variance that was noise.
    noise: f64,
}

fn band(mut values: Vec<f64>, noise: f64, is_moved: bool) -> Summed {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let variance = squares / (count - 1.0).max(1.0);
    let is_noisy = variance > 0.0 && noise > 0.0;
    let (share, kept) = match (is_noisy, is_moved) {
        (false, true) => (0.0, 1.0),
        (true, true) => {
            let share = (noise / variance).min(1.0);
            (share, (1.0 - share).sqrt())
        }
        (_, false) => (f64::from(is_noisy), 0.0),
    };
    values.sort_unstable_by(f64::total_cmp);
    // A point between the mean and a value: never outside of 0..=1.
    let at = |p: f64| mean + kept * (quantile(&values, p) - mean);
    let band =
        Band { mean, q05: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95) };
    let ends_se = [0.05, 0.95].map(|p| kept * quantile_se(&values, p));
    Summed { band, ends_se, noise: share }
}

/// The standard error of a quantile of so many rising values, from the spacing of the values around it: the rank of the
/// quantile is binomial with standard deviation √(n p (1 − p)) (Maritz and Jarrett 1978 give the same in the limit).
fn quantile_se(rising: &[f64], p: f64) -> f64 {
    let reach = (p * (1.0 - p) / rising.len().max(1) as f64).sqrt();
    let (below, above) = ((p - reach).max(0.0), (p + reach).min(1.0));
    (quantile(rising, above) - quantile(rising, below)) / 2.0
}

/// The quantile of rising values (type 7 of Hyndman and Fan 1996): linear between the values at (i − 1) / (n − 1).
fn quantile(rising: &[f64], p: f64) -> f64 {
    let place = p * rising.len().saturating_sub(1) as f64;
    let below = place.floor() as usize;
    let at = |i: usize| rising.get(i).or(rising.last()).copied().unwrap_or(0.0);
    at(below) + (place - place.floor()) * (at(below + 1) - at(below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            Unmonitored, analyze,
            proofs::documents::{Draft, Size, cases, range},
        },
        model::{MethodChoice, NodeKind, Z_95, logit},
    };

    #[test]
    fn the_error_of_a_quantile_is_that_of_its_rank() {
        // Of evenly spread values the quantile moves as its rank does.
        let even: Vec<f64> = (0..401).map(|i| f64::from(i) / 400.0).collect();
        for p in [0.05_f64, 0.5, 0.95] {
            let wanted = (p * (1.0 - p) / 401.0).sqrt();
            assert!((quantile_se(&even, p) - wanted).abs() < 1e-12, "{p}");
        }
        assert!(quantile_se(&[0.5; 100], 0.05).abs() < 1e-15);
    }

    const SIZE: Size = Size { nodes: 5, links: 8, mitigations: 2, phases: 2, hypotheses: 2 };

    fn run(draft: &Draft, method: MethodChoice, (draws, trials): (u32, u64)) -> Uncertainty {
        let study = Study { trials, method, draws, ..Study::default() };
        uncertainty(&draft.document(), &study, &Unmonitored).expect("done")
    }

    /// An outcome that only emerges, within one phase: its probability is that of the emergence.
    fn lone([low, best, high]: [f64; 3]) -> Draft {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.5], &[0.0]);
        draft.0.nodes[v].kind = NodeKind::Outcome;
        let phase = draft.0.phases[0].id.clone();
        // Of stability, so the other way round.
        let stability = range(1.0 - high, 1.0 - best, 1.0 - low);
        draft.0.nodes[v].stability.set(phase, Some(stability));
        draft
    }

    const WIDE: [f64; 3] = [0.03, 0.1, 0.3];

    /// Where a probability lies in the belief of [`WIDE`], as a normal number.
    fn z_of(p: f64) -> f64 {
        let [low, best, high] = WIDE.map(logit);
        let side = if logit(p) < best { best - low } else { high - best };
        (logit(p) - best) / side * Z_95
    }

    fn assert_known(found: &Band, draws: f64) {
        // Point q of a sample of normal numbers has the error √(q (1 − q) / K) / density.
        for (value, wanted, q) in [
            (found.q05, -Z_95, 0.05_f64),
            (found.q25, -0.674_489_750_196, 0.25),
            (found.q50, 0.0, 0.5),
            (found.q75, 0.674_489_750_196, 0.75),
            (found.q95, Z_95, 0.95),
        ] {
            let density = libm::exp(-wanted * wanted / 2.0) / std::f64::consts::TAU.sqrt();
            let error = (q * (1.0 - q) / draws).sqrt() / density;
            let off = (z_of(value) - wanted) / error;
            assert!(off.abs() < 4.0, "quantile {q}: {value}, {off} standard errors off");
        }
    }

    #[test]
    fn the_quantiles_of_a_single_belief_are_known() {
        let draft = lone(WIDE);
        let exact = run(&draft, MethodChoice::Exact, (4000, 1));
        assert_eq!((exact.method, exact.trials), (Method::Exact, 0));
        assert_known(&exact.any_outcome[0], 4000.0);
        // Trapezoids over the belief.
        let belief = |z: f64| {
            crate::model::logistic({
                let [low, best, high] = WIDE.map(logit);
                best + z / Z_95 * if z < 0.0 { best - low } else { high - best }
            })
        };
        let (mut mean, mut square, mut mass) = (0.0, 0.0, 0.0);
        for i in -800..=800 {
            let z = f64::from(i) / 100.0;
            let weight = libm::exp(-z * z / 2.0);
            mass += weight;
            mean += weight * belief(z);
            square += weight * belief(z) * belief(z);
        }
        let (mean, square) = (mean / mass, square / mass);
        let error = ((square - mean * mean) / 4000.0).sqrt();
        assert!((exact.any_outcome[0].mean - mean).abs() < 4.0 * error);
    }

    #[test]
    fn simulated_draws_give_the_known_quantiles_too() {
        let found = run(&lone(WIDE), MethodChoice::Simulation, (4000, 1 << 20));
        assert_eq!((found.method, found.trials), (Method::Simulation, TRIALS));
        assert_known(&found.any_outcome[0], 4000.0);
        assert!(found.noise[0] > 0.0 && found.noise[0] < 0.02, "{:?}", found.noise);
    }

    #[test]
    fn noise_that_is_wider_than_the_belief_is_taken_out() {
        let draft = lone([0.09, 0.1, 0.11]);
        let exact = run(&draft, MethodChoice::Exact, (4000, 1)).any_outcome[0];
        let found = run(&draft, MethodChoice::Simulation, (4000, 512));
        let band = found.any_outcome[0];
        // The noise has √(0.09 / 512) = 0.0133, the belief some 0.0061.
        assert!(found.noise[0] > 0.7 && found.noise[0] < 0.95, "{:?}", found.noise);
        // V is known to √(2 / 4000) of itself, so V − Vₑ to 13 %, and its root to 7 %.
        let ratio = (band.q95 - band.q05) / (exact.q95 - exact.q05);
        assert!((ratio - 1.0).abs() < 4.0 * 0.07, "{ratio}");
        let error = (0.09_f64 / 512.0 / 4000.0).sqrt();
        assert!((band.mean - exact.mean).abs() < 4.0 * error);
    }

    #[test]
    fn points_have_no_width_however_few_the_trials() {
        for draft in cases(20, SIZE) {
            let central = run(&draft, MethodChoice::Exact, (3, 1));
            for found in [central, run(&draft, MethodChoice::Simulation, (40, 1))] {
                let nodes = found.nodes.values().flat_map(|n| n.prevalence.iter().chain(&n.ever));
                for band in nodes.chain(&found.any_outcome) {
                    let all = [band.q05, band.q25, band.q50, band.q75, band.q95];
                    assert!(all.iter().all(|q| (q - band.mean).abs() <= 0.0), "{band:?}");
                }
            }
        }
    }

    #[test]
    fn what_no_uncertain_score_can_reach_has_no_width() {
        let mut draft = lone(WIDE);
        let other = draft.node(&[0.3], &[0.5]);
        let after = draft.node(&[0.3], &[0.5]);
        draft.link(0, after, &[0.5]);
        let found = run(&draft, MethodChoice::Simulation, (200, 512));
        let width = |v: usize| {
            let band = found.nodes[&draft.0.nodes[v].id].ever[0];
            band.q95 - band.q05
        };
        assert!(width(0) > 0.1 && width(after) > 0.01);
        assert!(width(other).abs() <= 0.0);
    }

    #[test]
    fn simulated_bands_are_the_exact_ones_of_the_same_draws() {
        for draft in cases(12, SIZE) {
            let draft = draft.widened(1.0);
            let exact = run(&draft, MethodChoice::Exact, (300, 1));
            let found = run(&draft, MethodChoice::Simulation, (300, 4096));
            let pairs =
                exact.nodes.values().zip(found.nodes.values()).flat_map(|(exact, found)| {
                    let ever = exact.ever.iter().zip(&found.ever);
                    exact.prevalence.iter().zip(&found.prevalence).chain(ever)
                });
            for (exact, found) in pairs {
                let error = (exact.mean * (1.0 - exact.mean) / (300.0 * 4096.0)).sqrt();
                let off = (exact.mean - found.mean).abs();
                assert!(off <= 4.5 * error + 1e-12, "{exact:?} {found:?}");
                // The noise of one draw is at most 0.5 / √4096; a quantile has that of a few.
                let off = (exact.q05 - found.q05).abs().max((exact.q50 - found.q50).abs());
                assert!(off <= 4.0 * 0.5 / 64.0, "{exact:?} {found:?}");
            }
        }
    }

    #[test]
    fn a_single_draw_of_points_is_the_analysis() {
        let draft = &cases(1, SIZE)[0];
        let study = Study { method: MethodChoice::Exact, ..Study::default() };
        let central = analyze(&draft.document(), &study, &Unmonitored).expect("done");
        let found = run(draft, MethodChoice::Exact, (1, 1));
        for (band, figure) in found.any_outcome.iter().zip(&central.pooled.any_outcome) {
            assert!((band.q50 - figure.value).abs() < 1e-15);
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        for draft in cases(4, SIZE) {
            let document = draft.widened(1.0).document();
            for method in [MethodChoice::Exact, MethodChoice::Simulation] {
                let run = |threads| {
                    let study =
                        Study { method, draws: 37, trials: 700, threads, ..Study::default() };
                    uncertainty(&document, &study, &Unmonitored).expect("done")
                };
                let one = run(1);
                assert_eq!(one, run(2));
                assert_eq!(one, run(5));
            }
        }
    }

    #[test]
    fn an_outcome_that_no_trial_reached_is_not_said_to_be_impossible() {
        let found = run(&lone([1e-13, 1e-12, 1e-11]), MethodChoice::Simulation, (10, 512));
        assert!(found.any_outcome[0].q95 <= 0.0);
        assert_eq!(found.warnings.len(), 1, "{:?}", found.warnings);
        assert!(found.warnings[0].contains("below 5.88e-4"), "{:?}", found.warnings);
    }

    #[test]
    fn no_draws_and_a_wish_to_stop_are_answered() {
        struct Impatient;
        impl Monitor for Impatient {
            fn advance(&self, _: u64, _: u64) -> Result<(), Cancelled> {
                Err(Cancelled)
            }
        }
        let document = lone(WIDE).document();
        let none = uncertainty(&document, &Study::default(), &Unmonitored);
        assert!(matches!(none, Err(AnalysisError::Study(_))));
        for method in [MethodChoice::Exact, MethodChoice::Simulation] {
            let study = Study { draws: 5, threads: 2, method, ..Study::default() };
            let stopped = uncertainty(&document, &study, &Impatient);
            assert_eq!(stopped, Err(AnalysisError::Cancelled));
        }
    }

    #[test]
    fn quantiles_are_of_type_seven() {
        let values = [1.0, 2.0, 3.0, 4.0];
        for (p, wanted) in
            [(0.0, 1.0), (0.05, 1.15), (0.25, 1.75), (0.5, 2.5), (0.95, 3.85), (1.0, 4.0)]
        {
            assert!((quantile(&values, p) - wanted).abs() < 1e-12, "{p}");
        }
        assert!((quantile(&[7.0], 0.05) - 7.0).abs() <= 0.0);
    }
}
