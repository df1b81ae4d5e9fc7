//! The simulation against the exact solution, on random documents.

use super::documents::{Size, cases};
use crate::{
    analysis::{Figure, Method, Outlook, Unmonitored, analyze, compare},
    model::{Edit, Element, MethodChoice, Study},
};

const TRIALS: u64 = 40_001;

fn study(method: MethodChoice) -> Study {
    Study { trials: TRIALS, seed: 20_261_101, threads: 2, method, ..Study::default() }
}

fn figures(outlook: &Outlook) -> Vec<Figure> {
    let nodes = outlook.nodes.values().flat_map(|n| n.prevalence.iter().chain(&n.ever));
    nodes.chain(&outlook.any_outcome).chain([&outlook.initial_any_outcome]).copied().collect()
}

/// Sums of squares of z, to see whether errors are as large as they claim to be.
#[derive(Default)]
struct Spread {
    count: f64,
    squares: f64,
}

impl Spread {
    /// Compares an estimate with the truth, whose own standard error is known for one hypothesis; a pooled figure is
    /// judged by the error that it claims.
    fn add(&mut self, found: f64, wanted: f64, error: f64, what: &str) {
        if error * TRIALS as f64 <= 5.0 {
            // Fewer than 25 expected hits or misses: z is not nearly normal.
            return;
        }
        let z = (found - wanted) / error;
        assert!(z.abs() <= 4.0, "{what}: {found} for {wanted}, z {z}");
        self.count += 1.0;
        self.squares += z * z;
    }

    fn check(&self, least: f64) {
        let root = (self.squares / self.count).sqrt();
        assert!(self.count >= least, "only {} figures compared", self.count);
        // The figures of one document hang together, so this is wider than their number suggests.
        assert!((0.8..1.2).contains(&root), "rms of z is {root} over {} figures", self.count);
    }
}

const SIZE: Size = Size { nodes: 6, links: 12, mitigations: 3, phases: 3, hypotheses: 3 };

/// Small enough to be solved exactly, in one phase and in many, with and without hypotheses.
const SIZES: [Size; 4] = [
    SIZE,
    Size { nodes: 4, links: 10, mitigations: 2, phases: 7, hypotheses: 0 },
    Size { nodes: 7, links: 10, mitigations: 4, phases: 2, hypotheses: 2 },
    Size { nodes: 5, links: 14, mitigations: 1, phases: 1, hypotheses: 1 },
];

#[test]
fn simulated_figures_agree_with_exact_ones_within_their_errors() {
    let (mut single, mut pooled) = (Spread::default(), Spread::default());
    for draft in SIZES.into_iter().flat_map(|size| cases(60, size)) {
        let document = draft.document();
        let exact = analyze(&document, &study(MethodChoice::Exact), &Unmonitored).expect("solved");
        let found =
            analyze(&document, &study(MethodChoice::Simulation), &Unmonitored).expect("simulated");
        assert!(exact.method == Method::Exact && found.method != Method::Exact);
        for (truth, estimate) in exact.hypotheses.iter().zip(&found.hypotheses) {
            let pairs = figures(&truth.outlook).into_iter().zip(figures(&estimate.outlook));
            for (truth, estimate) in pairs {
                let p = truth.value;
                let error = (p * (1.0 - p).max(0.0) / TRIALS as f64).sqrt();
                single.add(estimate.value, p, error, "single");
                let is_reachable = p > 0.0;
                let is_missed = estimate.value <= 0.0;
                assert_eq!(estimate.upper.is_some(), is_reachable && is_missed, "{p}");
                assert!(is_reachable || is_missed);
            }
        }
        let pairs = figures(&exact.pooled).into_iter().zip(figures(&found.pooled));
        for (truth, estimate) in pairs {
            pooled.add(estimate.value, truth.value, estimate.standard_error, "pooled");
        }
    }
    single.check(5_000.0);
    pooled.check(3_000.0);
}

#[test]
fn simulated_differences_agree_with_exact_ones_and_are_sharper_than_apart() {
    let mut spread = Spread::default();
    let (mut paired, mut apart) = (0.0, 0.0);
    for draft in cases(120, SIZE) {
        let document = draft.document();
        let Some(mitigation) = document.mitigations().iter().find(|m| m.enabled) else { continue };
        let mut switched = mitigation.clone();
        switched.enabled = false;
        let edit = Edit::put(Element::Mitigation(switched));
        let altered = document.edited(&edit).expect("still valid");
        let run =
            |method| compare(&document, &altered, &study(method), &Unmonitored).expect("done");
        let (exact, found) = (run(MethodChoice::Exact), run(MethodChoice::Simulation));
        for (t, (truth, estimate)) in exact.difference.iter().zip(&found.difference).enumerate() {
            spread.add(estimate.value, truth.value, estimate.standard_error, "difference");
            paired += estimate.standard_error * estimate.standard_error;
            let both = [&found.baseline, &found.altered];
            apart += both
                .map(|a| a.pooled.any_outcome[t].standard_error)
                .map(|e| e * e)
                .iter()
                .sum::<f64>();
        }
        assert_eq!(
            found.baseline.pooled,
            analyze(&document, &study(MethodChoice::Simulation), &Unmonitored)
                .expect("simulated")
                .pooled
        );
    }
    spread.check(20.0);
    assert!(paired * 4.0 < apart, "variance {paired} paired, {apart} apart");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    for draft in cases(5, SIZE) {
        let document = draft.document();
        let run = |threads| {
            let study = Study { threads, trials: 5_000, ..study(MethodChoice::Simulation) };
            let mut result = analyze(&document, &study, &Unmonitored).expect("simulated");
            result.study.threads = 1;
            result
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(5));
    }
}
