//! A table of probabilities over the values of some variables, one bit of the index for each.

use super::{circle::Circle, sparks::Flow};

/// One step of summing out.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    /// A variable joins as the top bit; it is 1 where the flow fires.
    Add { flow: Flow },
    /// The variable at a bit is summed out.
    Drop { bit: u32 },
    /// Where the index has `value` at `mask`, what fires goes where the bits of `flip` are flipped.
    Move { mask: usize, value: usize, flip: usize, flow: Flow },
    /// Where the index has `value` at `mask`, what fires leaves the table: the story ends in that phase.
    Absorb { mask: usize, value: usize, flow: Flow, phase: usize },
    /// The probability of a 1 at a bit is the prevalence of a node in a phase.
    Measure { bit: u32, node: usize, phase: usize },
    /// A component of variables that turn each other is closed. Its bits, lowest first, go to the top.
    Close { circle: usize, bits: Vec<u32>, flows: Vec<Flow> },
}

/// What a tape finds out.
#[derive(Clone, Debug)]
pub(super) struct Findings {
    /// What was absorbed, by phase.
    pub(super) absorbed: Vec<f64>,
    /// Measured prevalence with the phase and the node's number.
    pub(super) prevalence: Vec<(usize, usize, f64)>,
}

impl Findings {
    /// Nothing yet, of that many phases.
    pub(super) fn new(phases: usize) -> Self {
        Self { absorbed: vec![0.0; phases], prevalence: Vec::new() }
    }
}

/// The table.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) values: Vec<f64>,
}

impl Table {
    /// No variable, and all probability.
    pub(super) fn new() -> Self {
        Self { values: vec![1.0] }
    }

    /// Does one step.
    pub(super) fn apply(
        &mut self,
        operation: &Operation,
        circles: &[Circle],
        findings: &mut Findings,
    ) {
        match operation {
            Operation::Add { flow } => self.add(*flow),
            Operation::Drop { bit } => self.drop_bit(*bit),
            Operation::Move { mask, value, flip, flow } => {
                self.shift((*mask, *value), *flip, *flow);
            }
            Operation::Absorb { mask, value, flow, phase } => {
                findings.absorbed[*phase] += self.absorb((*mask, *value), *flow);
            }
            Operation::Measure { bit, node, phase } => {
                findings.prevalence.push((*phase, *node, self.sum_of_ones(*bit)));
            }
            Operation::Close { circle, bits, flows } => {
                let (values, low) = self.gathered(bits);
                self.values = circles[*circle].close(&values, low, flows);
            }
        }
    }

    /// Multiplies everything.
    pub(super) fn scale(&mut self, factor: f64) {
        self.values.iter_mut().for_each(|p| *p *= factor);
    }

    fn add(&mut self, Flow { chance, rest, .. }: Flow) {
        let size = self.values.len();
        self.values.resize(2 * size, 0.0);
        if chance > 0.0 {
            let (low, high) = self.values.split_at_mut(size);
            for (low, high) in low.iter_mut().zip(high) {
                *high = *low * chance;
                *low *= rest;
            }
        }
    }

    fn drop_bit(&mut self, bit: u32) {
        let run = 1 << bit;
        let half = self.values.len() / 2;
        for block in 0..half / run {
            let (from, to) = (2 * block * run, block * run);
            for i in 0..run {
                self.values[to + i] = self.values[from + i] + self.values[from + run + i];
            }
        }
        self.values.truncate(half);
    }

    fn shift(&mut self, (mask, value): (usize, usize), flip: usize, flow: Flow) {
        let Flow { chance, rest, .. } = flow;
        let run = run(mask, self.values.len());
        for start in starts(mask, value, run, self.values.len()) {
            let other = start ^ flip;
            if run < 4 {
                for i in 0..run {
                    let p = self.values[start + i];
                    self.values[other + i] += p * chance;
                    self.values[start + i] = p * rest;
                }
                continue;
            }
            let (low, high) = self.values.split_at_mut(start.max(other));
            let (from, to) = if start < other {
                (&mut low[start..start + run], &mut high[..run])
            } else {
                (&mut high[..run], &mut low[other..other + run])
            };
            for (from, to) in from.iter_mut().zip(to) {
                *to += *from * chance;
                *from *= rest;
            }
        }
    }

    fn absorb(&mut self, (mask, value): (usize, usize), flow: Flow) -> f64 {
        let Flow { chance, rest, .. } = flow;
        let run = run(mask, self.values.len());
        let mut absorbed = 0.0;
        for start in starts(mask, value, run, self.values.len()) {
            for p in &mut self.values[start..start + run] {
                absorbed += *p * chance;
                *p *= rest;
            }
        }
        absorbed
    }

    fn sum_of_ones(&self, bit: u32) -> f64 {
        let run = 1 << bit;
        self.values.chunks_exact(run).skip(1).step_by(2).flatten().sum()
    }

    /// The values with the given bits on top, and how many bits are below them.
    pub(super) fn gathered(&self, bits: &[u32]) -> (Vec<f64>, u32) {
        let mut gathered = Vec::with_capacity(self.values.len());
        let low = each_run(self.values.len(), bits, |start, run| {
            gathered.extend_from_slice(&self.values[start..start + run]);
        });
        (gathered, low)
    }
}

/// Visits the runs of a table of some size in the order that they have when the given bits are on top; tells how many
/// bits are below those.
pub(super) fn each_run(size: usize, bits: &[u32], mut visit: impl FnMut(usize, usize)) -> u32 {
    let taken = bits.iter().fold(0, |all, bit| all | 1_usize << bit);
    let run = run(taken, size);
    for top in 0..1_usize << bits.len() {
        let fixed = bits.iter().enumerate().filter(|(i, _)| top >> i & 1 == 1);
        let fixed = fixed.fold(0, |all, (_, bit)| all | 1_usize << bit);
        starts(taken, fixed, run, size).for_each(|start| visit(start, run));
    }
    size.trailing_zeros() - bits.len() as u32
}

/// How many indices below `size` follow each other that are the same at a mask.
pub(super) fn run(mask: usize, size: usize) -> usize {
    if mask == 0 { size } else { 1 << mask.trailing_zeros() }
}

/// The indices below `size` that have `value` at `mask`, in steps of `run`, a power of two not above the lowest bit
/// of the mask.
pub(super) fn starts(
    mask: usize,
    value: usize,
    run: usize,
    size: usize,
) -> impl Iterator<Item = usize> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        // Counting in the free bits only: a carry runs through bits that are filled up with ones.
        next = ((start | mask) + run) & !mask;
        (start < size).then_some(start | value)
    })
}
