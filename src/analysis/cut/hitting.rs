//! The cheapest set that takes something from each of several sets: branch and bound, exact within a limit.

/// The result of a search.
pub(super) struct Hitting {
    /// The elements of the best set found, in order.
    pub(super) elements: Vec<usize>,
    /// No set that takes something from each weighs less; the weight of the best one where the search was complete.
    pub(super) lower_bound: f64,
}

/// Branches that a search takes at most.
const BRANCHES_MAX: u32 = 20_000;

/// The cheapest set of elements that meets every one of `sets`, by weight of the element; every set has an element.
pub(super) fn cheapest_hitting(sets: &[Vec<usize>], weights: &[f64]) -> Hitting {
    let greedy = greedy(sets, weights);
    let root = Branch { chosen: Vec::new(), barred: Vec::new(), weight: 0.0 };
    let lower_bound = root.weight + disjoint(sets, weights, &root);
    let best_weight = greedy.iter().map(|e| weights[*e]).sum();
    let mut search =
        Search { sets, weights, best: greedy, best_weight, branches: 0, is_complete: true };
    search.descend(&root);
    let mut elements = search.best;
    elements.sort_unstable();
    let lower_bound = if search.is_complete { search.best_weight } else { lower_bound };
    Hitting { elements, lower_bound }
}

struct Branch {
    chosen: Vec<usize>,
    barred: Vec<usize>,
    weight: f64,
}

struct Search<'a> {
    sets: &'a [Vec<usize>],
    weights: &'a [f64],
    best: Vec<usize>,
    best_weight: f64,
    branches: u32,
    is_complete: bool,
}

impl Search<'_> {
    fn descend(&mut self, branch: &Branch) {
        self.branches += 1;
        if self.branches > BRANCHES_MAX {
            self.is_complete = false;
            return;
        }
        if branch.weight + disjoint(self.sets, self.weights, branch) >= self.best_weight {
            return;
        }
        let Some(set) = tightest(self.sets, branch) else {
            self.best.clone_from(&branch.chosen);
            self.best_weight = branch.weight;
            return;
        };
        let mut barred = branch.barred.clone();
        let mut elements: Vec<usize> =
            set.iter().copied().filter(|e| !branch.barred.contains(e)).collect();
        elements.sort_by(|a, b| self.weights[*a].total_cmp(&self.weights[*b]));
        for element in elements {
            let mut chosen = branch.chosen.clone();
            chosen.push(element);
            let weight = branch.weight + self.weights[element];
            self.descend(&Branch { chosen, barred: barred.clone(), weight });
            // All sets with it have been looked at.
            barred.push(element);
        }
    }
}

/// The set not met yet that leaves least choice.
fn tightest<'a>(sets: &'a [Vec<usize>], branch: &Branch) -> Option<&'a Vec<usize>> {
    let open = sets.iter().filter(|set| !set.iter().any(|e| branch.chosen.contains(e)));
    open.min_by_key(|set| set.iter().filter(|e| !branch.barred.contains(e)).count())
}

/// What sets that share nothing must cost together at least.
fn disjoint(sets: &[Vec<usize>], weights: &[f64], branch: &Branch) -> f64 {
    let mut used = vec![false; weights.len()];
    let mut total = 0.0;
    for set in sets.iter().filter(|set| !set.iter().any(|e| branch.chosen.contains(e))) {
        let free = || set.iter().filter(|e| !branch.barred.contains(e));
        if free().any(|e| used[*e]) {
            continue;
        }
        free().for_each(|e| used[*e] = true);
        total += free().map(|e| weights[*e]).fold(f64::INFINITY, f64::min);
    }
    total
}

/// A good set to begin with: again and again what meets most for its weight.
fn greedy(sets: &[Vec<usize>], weights: &[f64]) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    loop {
        let mut counts = vec![0_u32; weights.len()];
        for set in sets.iter().filter(|set| !set.iter().any(|e| chosen.contains(e))) {
            for e in set {
                counts[*e] += 1;
            }
        }
        let worth = |e: &usize| f64::from(counts[*e]) / weights[*e].max(f64::MIN_POSITIVE);
        let met = (0..weights.len()).filter(|e| counts[*e] > 0);
        match met.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a))) {
            Some(element) => chosen.push(element),
            None => return chosen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_set_that_meets_all_is_cheaper(
            sets in prop::collection::vec(prop::collection::btree_set(0..8_usize, 1..4), 1..8),
            weights in prop::collection::vec(0.0..3.0_f64, 8),
        ) {
            let sets: Vec<Vec<usize>> =
                sets.into_iter().map(|set| set.into_iter().collect()).collect();
            let found = cheapest_hitting(&sets, &weights);
            let meets = |mask: u32| sets.iter().all(|set| set.iter().any(|e| mask >> e & 1 == 1));
            let weight = |mask: u32| -> f64 {
                (0..8).filter(|e| mask >> e & 1 == 1).map(|e| weights[e]).sum()
            };
            let best = (0..256_u32).filter(|mask| meets(*mask)).map(weight).fold(9e9, f64::min);
            let mask = found.elements.iter().fold(0, |mask, e| mask | 1 << e);
            prop_assert!(meets(mask));
            prop_assert!((weight(mask) - best).abs() < 1e-9);
            prop_assert!((found.lower_bound - best).abs() < 1e-9);
        }
    }
}
