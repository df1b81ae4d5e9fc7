//! Whole numbers counted over trials, and the estimates with standard errors that follow from them.
//!
//! Only whole numbers are added up: in how many trials a thing happened, and in how many trials it happened under two
//! cases at once. Sums of whole numbers do not depend on their order. The joint counts give the covariances that the
//! errors of weighted means and of differences need ([`Joint::weighted`]).

/// Most hypotheses for which joint counts are kept node by node.
pub(super) const JOINT_MAX: usize = 8;

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Trials for each hypothesis.
    pub(super) trials: u64,
    /// Node by node, for each program.
    pub(super) nodes: Vec<NodeTally>,
    /// Some outcome reached so far, by time from 0 on, jointly over the hypotheses of all programs in order.
    pub(super) any_outcome: Table,
}

/// Counts of the nodes of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeTally {
    /// `X_v(t)` = 1: by phase and node.
    pub(super) prevalence: Table,
    /// `X_v(τ)` = 1 for some τ ≤ t: by phase and node.
    pub(super) ever: Table,
}

/// Joint counts of a table of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    shape: Shape,
    columns: usize,
    counts: Vec<u64>,
}

/// How many cases are counted, and whether each two of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many cases there are.
    pub(super) cases: usize,
    /// Whether each two of them are counted together.
    pub(super) is_paired: bool,
}

/// In how many trials an event happened, under each of several cases and under each two of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joint<'a> {
    shape: Shape,
    /// If paired the upper triangle row by row, else the diagonal alone.
    counts: &'a [u64],
}

/// A weighted sum of probabilities, estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weighted {
    /// Its estimate.
    pub(super) value: f64,
    /// Its standard error.
    pub(super) standard_error: f64,
    /// Whether any trial counted.
    pub(super) has_hits: bool,
}

impl Shape {
    /// Joint counts where they are affordable node by node.
    pub(super) fn of_nodes(cases: usize) -> Self {
        Self { cases, is_paired: cases <= JOINT_MAX }
    }

    /// How many counts an event has.
    pub(super) fn size(self) -> usize {
        if self.is_paired { self.cases * (self.cases + 1) / 2 } else { self.cases }
    }
}

impl Table {
    /// A table of counts, row by row, event by event.
    pub(super) fn new(shape: Shape, columns: usize, counts: Vec<u64>) -> Self {
        Self { shape, columns, counts }
    }

    /// The counts of the event at a row and column.
    pub(super) fn at(&self, row: usize, column: usize) -> Joint<'_> {
        let size = self.shape.size();
        let start = (row * self.columns + column) * size;
        Joint { shape: self.shape, counts: &self.counts[start..start + size] }
    }

    /// How many cases there are.
    pub(super) fn cases(&self) -> usize {
        self.shape.cases
    }

    /// All counts.
    pub(super) fn counts(&self) -> &[u64] {
        &self.counts
    }
}

impl Joint<'_> {
    /// How many cases there are.
    pub(super) fn cases(&self) -> usize {
        self.shape.cases
    }

    /// In how many trials it happened in one case.
    pub(super) fn of(&self, case: usize) -> u64 {
        self.pair(case, case).unwrap_or(0)
    }

    /// In how many trials it happened in both cases; `None` where that was not counted.
    pub(super) fn pair(&self, a: usize, b: usize) -> Option<u64> {
        let (a, b) = (a.min(b), a.max(b));
        let place = if !self.shape.is_paired {
            (a == b).then_some(a)?
        } else if a == 0 {
            b
        } else {
            a * self.shape.cases - a * (a + 1) / 2 + b
        };
        self.counts.get(place).copied()
    }

    /// `Σ c_i p_i` over the cases, with its standard error.
    ///
    /// One trial contributes `Σ c_i 1_i`, whose variance is `Σ c_i c_j P[i and j] − (Σ c_i p_i)²`; all of it is
    /// estimated from the counts. Without joint counts the error is `Σ |c_i| s_i`, which no dependence can exceed.
    pub(super) fn weighted(&self, weights: &[f64], trials: u64) -> Weighted {
        let n = trials as f64;
        let share = |count: u64| count as f64 / n;
        let cases = || weights.iter().copied().enumerate().filter(|(_, c)| c.abs() > 0.0);
        let value: f64 = cases().map(|(i, c)| c * share(self.of(i))).sum();
        let has_hits = cases().any(|(i, _)| self.of(i) > 0);
        let standard_error = if self.shape.is_paired {
            let pairs = cases().flat_map(|a| cases().map(move |b| (a, b)));
            // Counts are whole numbers, so each covariance is exact before it is weighed: no figure near 1 loses
            // its error to a difference of two numbers near 1.
            let covariance = |i: usize, j: usize| {
                let both = i128::from(trials) * i128::from(self.pair(i, j).unwrap_or(0));
                let apart = i128::from(self.of(i)) * i128::from(self.of(j));
                (both - apart) as f64 / n / n
            };
            let variance: f64 = pairs.map(|((i, c), (j, d))| c * d * covariance(i, j)).sum();
            (variance.max(0.0) / n).sqrt()
        } else {
            cases().map(|(i, c)| c.abs() * standard_error(self.of(i), trials)).sum()
        };
        Weighted { value, standard_error, has_hits }
    }
}

/// The standard error of a share of trials: √(p (1 − p) / n).
pub(super) fn standard_error(count: u64, trials: u64) -> f64 {
    let n = trials as f64;
    // The complement is counted, not subtracted: exact however near p is to 1.
    ((count as f64 / n) * ((trials - count) as f64 / n) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_in_the_triangle() {
        let shape = Shape { cases: 3, is_paired: true };
        // Rows of the upper triangle: (0,0) (0,1) (0,2) (1,1) (1,2) (2,2).
        let table = Table::new(shape, 2, (0..12).collect());
        let joint = table.at(0, 1);
        assert_eq!(joint.pair(0, 2), Some(8));
        assert_eq!(joint.pair(2, 1), Some(10));
        assert_eq!([0, 1, 2].map(|case| joint.of(case)), [6, 9, 11]);
        let apart = Table::new(Shape { cases: 3, is_paired: false }, 1, vec![4, 5, 6]);
        assert_eq!((apart.at(0, 0).pair(1, 1), apart.at(0, 0).pair(0, 1)), (Some(5), None));
    }

    #[test]
    fn the_error_of_a_difference_takes_account_of_what_happened_together() {
        let shape = Shape { cases: 2, is_paired: true };
        // 300 trials in both, none in one alone: the difference is exactly 0, whatever the errors of the two.
        let same = Table::new(shape, 1, vec![300, 300, 300]);
        let difference = same.at(0, 0).weighted(&[-1.0, 1.0], 1000);
        assert!(difference.value.abs() <= 0.0 && difference.standard_error.abs() <= 0.0);
        let apart = Table::new(shape, 1, vec![300, 0, 300]);
        assert!(apart.at(0, 0).weighted(&[-1.0, 1.0], 1000).standard_error > 0.024);
    }
}
