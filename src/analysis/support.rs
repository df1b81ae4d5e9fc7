//! What can happen at all: which nodes have a probability above 0, found without a random number.
//!
//! Set every variable of SEMANTICS §1 that is uncertain to the value that favors misalignment (mitigations to
//! failing). The variables are independent, so all of this together has a probability above 0; and X is monotone in
//! each of them, so no other outcome of the variables makes more nodes misaligned. Hence a node is 1 in this one run
//! exactly where its probability is above 0: the analysis is exact, not a bound.

use super::{
    bits::Bits,
    closure::{Draw, Draws, State, Step},
    layout::{Layout, Odds},
    program::{Program, StreamNumbers},
};

/// What can happen under one hypothesis.
pub(super) struct Support {
    /// Whether `P[X_v(t) = 1]` > 0, by time (0 is before the first phase) and node.
    pub(super) prevalence: Vec<Vec<bool>>,
    /// Whether `P[X_v(τ) = 1 for some τ ≤ t]` > 0, by time and node.
    pub(super) ever: Vec<Vec<bool>>,
    /// Whether some outcome can have been reached, by time.
    pub(super) any_outcome: Vec<bool>,
}

impl Support {
    /// What can happen under each hypothesis of a program.
    pub(super) fn all(program: &Program) -> Vec<Self> {
        let layout = Layout::new(&program.network, &StreamNumbers::none(&program.network));
        let odds = |chances| Odds::new(&layout, &program.network, chances);
        program.chances.iter().map(|chances| Self::new(&layout, &odds(chances))).collect()
    }

    /// What can happen with these probabilities.
    pub(super) fn new(layout: &Layout, odds: &Odds) -> Self {
        let mut state = State::new(layout, [odds]);
        state.start([odds], [Bits::ALL], &mut Favorable);
        let mut support =
            Self { prevalence: Vec::new(), ever: Vec::new(), any_outcome: Vec::new() };
        support.record(layout, &state);
        for phase in 0..odds.emergence.len() {
            Step::new(layout, [odds], phase, [Bits::ALL]).close(&mut state, &mut Favorable);
            support.record(layout, &state);
        }
        support
    }

    fn record(&mut self, layout: &Layout, state: &State<1>) {
        let of = |row: &u32| !state.rows[*row as usize].now[0].is_none();
        let now: Vec<bool> = layout.rows.iter().map(of).collect();
        let so_far = self.ever.last();
        let ever = now.iter().enumerate().map(|(v, x)| *x || so_far.is_some_and(|e| e[v]));
        let ever: Vec<bool> = ever.collect();
        let is_reached = |row: &u32| ever[layout.places[*row as usize] as usize];
        self.any_outcome.push(layout.outcomes.iter().any(is_reached));
        self.prevalence.push(now);
        self.ever.push(ever);
    }
}

/// Every uncertain variable as it favors misalignment.
struct Favorable;

impl Draws<1> for Favorable {
    fn draw(&mut self, draw: Draw, [chance]: [f64; 1], need: [Bits; 1]) -> [Bits; 1] {
        let is_on = match draw {
            Draw::Working(_) => chance >= 1.0,
            _ => chance > 0.0,
        };
        if is_on { need } else { [Bits::NONE] }
    }
}
