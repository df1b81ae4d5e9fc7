//! What can happen at all: which nodes have a probability above 0, found without a random number.
//!
//! Set every variable of SEMANTICS §1 that is uncertain to the value that favors misalignment (mitigations to
//! failing). The variables are independent, so all of this together has a probability above 0; and X is monotone in
//! each of them, so no other outcome of the variables makes more nodes misaligned. Hence a node is 1 in this one run
//! exactly where its probability is above 0: the analysis is exact, not a bound.

use super::{
    bits::Bits,
    closure::{Draws, PhaseOf, Scratch},
    program::{Program, Variable},
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
    /// What can happen under the hypothesis at that place.
    pub(super) fn new(program: &Program, hypothesis: usize) -> Self {
        let chances = &program.chances[hypothesis];
        let one = |can: bool| if can { Bits::ALL } else { Bits::NONE };
        let mut scratch = Scratch::new(program);
        let mut state: Vec<Bits> = chances.initial.iter().map(|p| one(*p > 0.0)).collect();
        let mut ever = state.clone();
        let mut support =
            Self { prevalence: Vec::new(), ever: Vec::new(), any_outcome: Vec::new() };
        support.record(program, &state, &ever);
        for phase in 0..program.phase_count {
            let before = state.clone();
            PhaseOf { network: &program.network, chances, phase, live: Bits::ALL }.close(
                &before,
                &mut state,
                &mut Favorable,
                &mut scratch,
            );
            ever.iter_mut().zip(&state).for_each(|(e, x)| *e |= *x);
            support.record(program, &state, &ever);
        }
        support
    }

    fn record(&mut self, program: &Program, state: &[Bits], ever: &[Bits]) {
        let truths = |bits: &[Bits]| bits.iter().map(|b| !b.is_none()).collect::<Vec<bool>>();
        let ever = truths(ever);
        let outcomes = program.network.nodes.iter().zip(&ever);
        self.any_outcome.push(outcomes.into_iter().any(|(place, can)| place.is_outcome && *can));
        self.prevalence.push(truths(state));
        self.ever.push(ever);
    }
}

/// Every uncertain variable as it favors misalignment.
struct Favorable;

impl Draws for Favorable {
    fn draw(&mut self, variable: Variable, chance: f64, need: Bits) -> Bits {
        match variable {
            Variable::Working(_) if chance < 1.0 => Bits::NONE,
            _ => need,
        }
    }
}
