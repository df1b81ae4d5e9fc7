//! A component of variables that turn each other: the distribution of its least fixpoint from that of its start.
//!
//! A variable of the component is out, fresh (it has turned, and the sparks that waited for it were not looked at), or
//! settled (they were). A state gives every variable one of these, counts for those with a threshold, and the values
//! of variables from outside that sparks of the component also wait for. One fresh variable is settled at a time: each
//! spark of which it was the last missing condition fires or not. Where nothing is fresh, the least fixpoint is
//! reached. Settling only ever raises a state, so states are numbered such that each leads to higher ones, and one walk
//! upwards meets them all; the result is a list of binary branches from row to row.
//!
//! The walk is made once for a component, the branches are followed for every phase and for all values of the other
//! variables of the table side by side: a row is as long as there are such values.

use super::{sparks::Flow, walk::Walk};

/// What a circle is like, apart from its probabilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// By member: how many counted sparks turn it.
    pub(super) thresholds: Vec<usize>,
    /// How many variables from outside the sparks also wait for.
    pub(super) outside: usize,
    /// The sparks that wait for a member.
    pub(super) sparks: Vec<Inner>,
}

/// A spark that waits for a member of its circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inner {
    /// The member that it turns.
    pub(super) target: usize,
    /// Members that must have turned.
    pub(super) members: Vec<usize>,
    /// Variables from outside that must be 1.
    pub(super) outside: Vec<usize>,
    /// Whether it only counts.
    pub(super) is_counted: bool,
}

/// A branch: what is in row `from` goes to `yes` with the spark's chance, to `no` with the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) from: u32,
    pub(super) spark: u32,
    pub(super) yes: Goal,
    pub(super) no: Goal,
}

/// A row to add to; the first time, it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal(pub(super) u32);

/// Marks the first time.
pub(super) const FIRST: u32 = 1 << 31;
/// In place of a spark: all goes to `no`.
pub(super) const ALWAYS: u32 = u32::MAX;

/// The way from start to fixpoint.
pub(super) struct Circle {
    pub(super) shape: Shape,
    /// How many rows are held at a time.
    pub(super) rows: u32,
    /// Start states by their bits (outside, members, counters), with their rows.
    pub(super) starts: Vec<(usize, Goal)>,
    /// In order.
    pub(super) branches: Vec<Branch>,
    /// Rows of the fixpoints, with their bits (outside, members).
    pub(super) ends: Vec<(u32, usize)>,
}

/// How many bits a counter up to below a threshold takes.
pub(super) fn counter_bits(threshold: usize) -> u32 {
    threshold.next_power_of_two().trailing_zeros()
}

impl Circle {
    /// Finds the way; `None` where it takes more than `limit` branches.
    pub(super) fn new(shape: Shape, limit: usize) -> Option<Self> {
        Walk::new(shape, limit)?.circle()
    }

    /// Whether it is of that shape.
    pub(super) fn is(&self, shape: &Shape) -> bool {
        self.shape == *shape
    }

    /// How many row operations it takes.
    pub(super) fn cost(&self) -> u64 {
        (2 * self.branches.len() + self.starts.len() + self.ends.len()) as u64
    }

    /// From the table of starts (see [`Circle::starts`]) with `low` bits below to that of fixpoints.
    pub(super) fn close(&self, starts: &[f64], low: u32, flows: &[Flow]) -> Vec<f64> {
        match low {
            0 => self.close_by::<1>(starts, low, flows),
            1 => self.close_by::<2>(starts, low, flows),
            2 => self.close_by::<4>(starts, low, flows),
            _ => self.close_by::<8>(starts, low, flows),
        }
    }

    fn close_by<const N: usize>(&self, starts: &[f64], low: u32, flows: &[Flow]) -> Vec<f64> {
        let end_bits = self.shape.outside + self.shape.thresholds.len();
        let mut ends = vec![0.0; 1 << (end_bits as u32 + low)];
        let mut rows = vec![[0.0; N]; self.rows as usize];
        for column in (0..1 << low).step_by(N) {
            self.load(starts, low, column, &mut rows);
            for branch in &self.branches {
                branch.follow(&mut rows, flows);
            }
            for (row, bits) in &self.ends {
                let at = (bits << low) + column;
                let sums = ends[at..at + N].iter_mut();
                sums.zip(rows[*row as usize]).for_each(|(sum, p)| *sum += p);
            }
        }
        ends
    }
}

/// What the adjoint of a circle gives.
pub(super) struct Backward {
    /// By start: the derivative of the answer in the probability of that start.
    pub(super) starts: Vec<f64>,
    /// By spark: the derivative of the answer in its chance.
    pub(super) sparks: Vec<f64>,
}

impl Circle {
    /// The derivatives of an answer before closing from those after it, `ends`, at the point `starts`.
    pub(super) fn reverse(
        &self,
        starts: &[f64],
        ends: &[f64],
        low: u32,
        flows: &[Flow],
    ) -> Backward {
        match low {
            0 => self.reverse_by::<1>(starts, ends, low, flows),
            1 => self.reverse_by::<2>(starts, ends, low, flows),
            2 => self.reverse_by::<4>(starts, ends, low, flows),
            _ => self.reverse_by::<8>(starts, ends, low, flows),
        }
    }

    fn reverse_by<const N: usize>(
        &self,
        starts: &[f64],
        ends: &[f64],
        low: u32,
        flows: &[Flow],
    ) -> Backward {
        let mut backward =
            Backward { starts: vec![0.0; starts.len()], sparks: vec![0.0; flows.len()] };
        let mut rows = vec![[0.0; N]; self.rows as usize];
        let mut passed = vec![[0.0; N]; self.branches.len()];
        for column in (0..1 << low).step_by(N) {
            self.load(starts, low, column, &mut rows);
            for (branch, passed) in self.branches.iter().zip(&mut passed) {
                *passed = rows[branch.from as usize];
                branch.follow(&mut rows, flows);
            }
            // A row stands for several states one after the other. Walking back, what it held last comes first, and
            // is overwritten where the state that it held before left it.
            for (row, bits) in &self.ends {
                rows[*row as usize].copy_from_slice(&ends[(bits << low) + column..][..N]);
            }
            for (branch, passed) in self.branches.iter().zip(&passed).rev() {
                let slope = branch.back(&mut rows, flows, passed);
                if let Some(sum) = backward.sparks.get_mut(branch.spark as usize) {
                    *sum += slope;
                }
            }
            for (bits, goal) in &self.starts {
                backward.starts[(bits << low) + column..][..N].copy_from_slice(&rows[goal.row()]);
            }
        }
        backward
    }

    fn load<const N: usize>(&self, starts: &[f64], low: u32, column: usize, rows: &mut [[f64; N]]) {
        for (bits, goal) in &self.starts {
            let mut row = [0.0; N];
            row.copy_from_slice(&starts[(bits << low) + column..][..N]);
            goal.give(rows, row, 1.0);
        }
    }
}

impl Branch {
    fn follow<const N: usize>(self, rows: &mut [[f64; N]], flows: &[Flow]) {
        let row = rows[self.from as usize];
        if self.spark == ALWAYS {
            self.no.give(rows, row, 1.0);
        } else {
            let Flow { chance, rest, .. } = flows[self.spark as usize];
            self.yes.give(rows, row, chance);
            self.no.give(rows, row, rest);
        }
    }
}

impl Branch {
    /// The way back: the slopes of a branch's row from those of its goals. Gives the derivative in the chance, where
    /// `passed` came along.
    fn back<const N: usize>(self, rows: &mut [[f64; N]], flows: &[Flow], passed: &[f64; N]) -> f64 {
        let no = rows[self.no.row()];
        let Some(flow) = flows.get(self.spark as usize) else {
            rows[self.from as usize] = no;
            return 0.0;
        };
        let yes = rows[self.yes.row()];
        let (mut slope, mut from) = (0.0, no);
        for i in 0..N {
            slope += passed[i] * (yes[i] - no[i]);
            from[i] = yes[i] * flow.chance + no[i] * flow.rest;
        }
        rows[self.from as usize] = from;
        slope
    }
}

impl Goal {
    fn row(self) -> usize {
        (self.0 & !FIRST) as usize
    }

    fn give<const N: usize>(self, rows: &mut [[f64; N]], row: [f64; N], factor: f64) {
        let goal = &mut rows[self.row()];
        if self.0 & FIRST == 0 {
            goal.iter_mut().zip(row).for_each(|(sum, p)| *sum += p * factor);
        } else {
            *goal = row.map(|p| p * factor);
        }
    }
}
