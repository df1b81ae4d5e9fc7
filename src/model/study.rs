//! What to compute: the settings of an analysis, apart from the document.

/// How an analysis is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Study {
    /// Trials for each hypothesis when simulating; at least 1.
    pub trials: u64,
    /// Seed of the random streams.
    pub seed: u64,
    /// Worker threads; results do not depend on it.
    pub threads: usize,
    /// Which way to solve.
    pub method: MethodChoice,
}

/// Which way to solve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MethodChoice {
    /// Exactly where that is affordable, else by simulation.
    #[default]
    Automatic,
    /// Exactly or not at all.
    Exact,
    /// By simulation.
    Simulation,
}

impl Default for Study {
    fn default() -> Self {
        Self { trials: 1 << 20, seed: 7, threads: 1, method: MethodChoice::Automatic }
    }
}
