//! The names of the ways in which judgements are made into one.

/// How judgements are made into one. The formulas are those of the analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PoolingRule {
    /// The mean on the log-odds axis.
    #[default]
    LogOdds,
    /// The same, pushed away from one half by the factor of Neyman and Roughgarden.
    Extremized,
    /// The mixture of the beliefs.
    Linear,
    /// The mean of each of the three numbers.
    QuantileAverage,
    /// The lower median of each of the three numbers.
    Median,
    /// The quantile average without the lowest and highest tenth by best.
    Trimmed,
    /// The mixture with the weights of Cooke's classical model, which seed questions give.
    Classical,
}

impl PoolingRule {
    /// All of them, the default first.
    pub const ALL: [Self; 7] = [
        Self::LogOdds,
        Self::Extremized,
        Self::Linear,
        Self::QuantileAverage,
        Self::Median,
        Self::Trimmed,
        Self::Classical,
    ];

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogOdds => "log_odds",
            Self::Extremized => "extremized",
            Self::Linear => "linear",
            Self::QuantileAverage => "quantile_average",
            Self::Median => "median",
            Self::Trimmed => "trimmed",
            Self::Classical => "classical",
        }
    }

    /// Whether it is sound only for judgements that share no information: extremizing after a discussion counts twice
    /// what was shared.
    pub fn needs_private_judgements(self) -> bool {
        self == Self::Extremized
    }
}
