//! Figures in the notation that the user prefers.

use crate::{analysis::Figure, report::wording, session::Notation};

/// A probability in few digits: `7.0 %`, `1 : 13`, `1 in 14`.
pub fn probability_in(p: f64, notation: Notation) -> String {
    match notation {
        Notation::Percent => wording::percent(p),
        Notation::Odds => wording::odds(p),
        Notation::OneIn => wording::one_in_n(p),
    }
}

/// A figure in few digits; a simulation without a hit shows its 95 % upper bound: `< 0.00029 %`, never 0.
pub fn figure_in(figure: &Figure, notation: Notation) -> String {
    match (figure.upper, notation) {
        (None, _) => probability_in(figure.value, notation),
        (Some(_), Notation::Percent) => wording::figure_in_brief(figure),
        (Some(upper), _) => format!("< {}", probability_in(upper, notation)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulation_without_a_hit_never_reads_as_nothing() {
        let figure = Figure { value: 0.0, standard_error: 0.0, upper: Some(2.9e-6) };
        for notation in [Notation::Percent, Notation::Odds, Notation::OneIn] {
            let words = figure_in(&figure, notation);
            assert!(words.starts_with('<') && words.matches('<').count() == 1, "{words}");
        }
    }
}
