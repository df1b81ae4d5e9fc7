//! What to compute: the settings of an analysis, apart from the document.

/// How an analysis is to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Trials for each hypothesis when simulating; at least 1.
    pub trials: u64,
    /// Seed of the random streams.
    pub seed: u64,
    /// Worker threads; results do not depend on it.
    pub threads: usize,
    /// Which way to solve.
    pub method: MethodChoice,
    /// Stop simulating when the standard error of the headline is at most this share of it; `trials` is the most.
    pub precision: Option<f64>,
    /// Draws of the uncertain scores, for bands; 0 for none.
    pub draws: u32,
    /// The widest vectors to compute with; results do not depend on it.
    pub vectors: VectorWidth,
    /// Bytes that an analysis may take beside the document; one that would take more is refused before it starts.
    pub memory: u64,
}

/// How wide the vectors of the processor may be that are used. Every choice gives the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VectorWidth {
    /// The widest that the processor has.
    #[default]
    Widest,
    /// At most 256 bits.
    Avx2,
    /// What every processor of the kind has.
    Baseline,
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
        Self {
            trials: 1 << 20,
            seed: 7,
            threads: 1,
            method: MethodChoice::Automatic,
            precision: None,
            draws: 0,
            vectors: VectorWidth::Widest,
            memory: 4 << 30,
        }
    }
}
