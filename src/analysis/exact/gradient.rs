//! The derivatives of the headline in the probability of every variable and phase, by walking a tape backwards.
//!
//! Every step of a tape is linear in the table, and in the chance of its flow. Walking back, `slopes` holds for every
//! entry of the table the derivative of P[some outcome by the last phase] in it; a step's own derivative is what its
//! flow moves times the difference of the slopes at both ends. The table before each step is computed again stretch by
//! stretch, so that the steps of one stretch are held at a time.
//!
//! The headline is affine in each of these probabilities, so a derivative is also the difference that certainty makes
//! to impossibility. It is found where the probability is 0 or 1, too: such variables are not left out here.

use super::{
    Budget, Stop,
    circle::Circle,
    scope::{Influences, Question, Scope},
    sparks::Flow,
    table::{Findings, Operation, Table, each_run, run, starts},
    tape::{Order, Tape},
};
use crate::analysis::{
    Monitor,
    program::{Program, Variable},
};

/// ∂M/∂p under one hypothesis, M = P[some outcome by the last phase], by phase and place.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::analysis) struct Gradient {
    /// In the emergence of each node.
    pub(in crate::analysis) emergence: Vec<Vec<f64>>,
    /// In the opening of each link.
    pub(in crate::analysis) opening: Vec<Vec<f64>>,
    /// In the working of each mitigation: not above 0, save by rounding.
    pub(in crate::analysis) working: Vec<Vec<f64>>,
}

/// How much more the way back takes than the way there.
const EFFORT: u64 = 5;
/// Numbers that are recorded at a time, some more or less: at most some 50 MB.
const RECORDED_MAX: usize = 1 << 22;

/// The derivatives under each hypothesis.
///
/// # Errors
/// [`Stop`] when it is cancelled or not affordable; the latter before anything is computed.
pub(in crate::analysis) fn gradient(
    program: &Program,
    budget: &mut Budget,
    monitor: &dyn Monitor,
) -> Result<Vec<Gradient>, Stop> {
    let mut circles = Vec::new();
    let mut passes = Vec::new();
    let nodes = program.network.nodes.iter().enumerate();
    let outcomes: Vec<usize> = nodes.filter(|(_, n)| n.is_outcome).map(|(v, _)| v).collect();
    for chances in &program.chances {
        let influences = Influences::possible(program, chances);
        let question = Question::AnyOf(outcomes.clone());
        let mut scope = Scope::new(program, chances, &influences, &question);
        scope.is_open = true;
        let limit = budget.left / EFFORT;
        let tape = Tape::new(&scope, Order::ByPhase, &mut circles, limit)
            .or_else(|_| Tape::new(&scope, Order::Across, &mut circles, limit))?;
        budget.afford(tape.cost * EFFORT)?;
        passes.push((scope, tape));
    }
    let walk = |(scope, tape): &(Scope<'_>, Tape)| walk_back(scope, tape, &circles, monitor);
    passes.iter().map(walk).collect()
}

fn walk_back(
    scope: &Scope<'_>,
    tape: &Tape,
    circles: &[Circle],
    monitor: &dyn Monitor,
) -> Result<Gradient, Stop> {
    let total = 2 * tape.operations.len() as u64;
    let mut findings = Findings::new(scope.horizon);
    let mut table = Table::new();
    table.scale(scope.reached_initially()[1]);
    // Where stretches of the tape begin that can be recorded at once, with the table there.
    let mut stretches = Vec::new();
    let mut recorded = RECORDED_MAX;
    for (place, operation) in tape.operations.iter().enumerate() {
        monitor.advance(place as u64, total)?;
        if recorded >= RECORDED_MAX {
            stretches.push((place, table.clone()));
            recorded = 0;
        }
        recorded += table.values.len();
        table.apply(operation, circles, &mut findings);
    }
    let slopes = vec![0.0; table.values.len()];
    let mut way = Way { circles, slopes, gradient: zeros(scope.program) };
    let mut end = tape.operations.len();
    for (start, mut table) in stretches.into_iter().rev() {
        let operations = &tape.operations[start..end];
        end = start;
        let mut records = Vec::new();
        for operation in operations {
            records.push(before(&table, operation));
            table.apply(operation, circles, &mut findings);
        }
        for (operation, record) in operations.iter().zip(records).rev() {
            monitor.advance(total - start as u64, total)?;
            way.back(operation, &record);
        }
    }
    Ok(way.gradient)
}

fn zeros(program: &Program) -> Gradient {
    let rows = |length: usize| vec![vec![0.0; length]; program.phase_count];
    Gradient {
        emergence: rows(program.network.nodes.len()),
        opening: rows(program.network.links.len()),
        working: rows(program.network.mitigations.len()),
    }
}

/// What a step takes up, in the order in which it goes through it.
fn before(table: &Table, operation: &Operation) -> Vec<f64> {
    match operation {
        Operation::Add { .. } => table.values.clone(),
        Operation::Move { mask, value, .. } | Operation::Absorb { mask, value, .. } => {
            let size = table.values.len();
            let run = run(*mask, size);
            let starts = starts(*mask, *value, run, size);
            starts.flat_map(|start| &table.values[start..start + run]).copied().collect()
        }
        Operation::Close { bits, .. } => table.gathered(bits).0,
        Operation::Drop { .. } | Operation::Measure { .. } => Vec::new(),
    }
}

/// The way back.
struct Way<'a> {
    circles: &'a [Circle],
    slopes: Vec<f64>,
    gradient: Gradient,
}

impl Way<'_> {
    fn back(&mut self, operation: &Operation, record: &[f64]) {
        match operation {
            Operation::Add { flow } => self.back_add(*flow, record),
            Operation::Drop { bit } => self.back_drop(*bit),
            Operation::Move { mask, value, flip, flow } => {
                self.back_flow((*mask, *value), Some(*flip), *flow, record);
            }
            Operation::Absorb { mask, value, flow, .. } => {
                self.back_flow((*mask, *value), None, *flow, record);
            }
            Operation::Measure { .. } => {}
            Operation::Close { circle, bits, flows } => {
                self.back_close(&self.circles[*circle], bits, flows, record);
            }
        }
    }

    fn back_add(&mut self, flow: Flow, record: &[f64]) {
        let high = self.slopes.split_off(record.len());
        let mut slope = 0.0;
        for ((low, high), p) in self.slopes.iter_mut().zip(high).zip(record) {
            slope += p * (high - *low);
            *low = *low * flow.rest + high * flow.chance;
        }
        self.credit(flow, slope);
    }

    fn back_drop(&mut self, bit: u32) {
        let runs = self.slopes.chunks_exact(1 << bit);
        self.slopes = runs.flat_map(|run| [run, run]).flatten().copied().collect();
    }

    /// Without `flip`, what fires has reached an outcome.
    fn back_flow(
        &mut self,
        (mask, value): (usize, usize),
        flip: Option<usize>,
        flow: Flow,
        record: &[f64],
    ) {
        let size = self.slopes.len();
        let run = run(mask, size);
        let places = starts(mask, value, run, size).flat_map(|start| start..start + run);
        let mut slope = 0.0;
        for (place, p) in places.zip(record) {
            let fired = flip.map_or(1.0, |flip| self.slopes[place ^ flip]);
            let stayed = self.slopes[place];
            slope += p * (fired - stayed);
            self.slopes[place] = stayed * flow.rest + fired * flow.chance;
        }
        self.credit(flow, slope);
    }

    fn back_close(&mut self, circle: &Circle, bits: &[u32], flows: &[Flow], record: &[f64]) {
        let low = record.len().trailing_zeros() - bits.len() as u32;
        let backward = circle.reverse(record, &self.slopes, low, flows);
        for (flow, slope) in flows.iter().zip(&backward.sparks) {
            self.credit(*flow, *slope);
        }
        let mut slopes = vec![0.0; record.len()];
        let mut from = 0;
        each_run(record.len(), bits, |start, run| {
            slopes[start..start + run].copy_from_slice(&backward.starts[from..from + run]);
            from += run;
        });
        self.slopes = slopes;
    }

    /// Adds the derivative in a flow's chance to that in the variable behind it.
    fn credit(&mut self, flow: Flow, slope: f64) {
        let Some(origin) = flow.origin else { return };
        let (rows, place) = match origin.variable {
            Variable::Emergence(v) => (&mut self.gradient.emergence, v),
            Variable::Opening(e) => (&mut self.gradient.opening, e),
            Variable::Working(m) => (&mut self.gradient.working, m),
            Variable::Initial(_) | Variable::Persistence(_) => return,
        };
        rows[origin.phase][place] += if origin.is_reversed { -slope } else { slope };
    }
}
