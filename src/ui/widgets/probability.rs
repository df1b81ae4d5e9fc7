//! Probabilities in the notation of the user's choice, and back.

pub use crate::formats::entry::{NotProbability, PROBABILITY_HINT as HINT, probability as parse};
use crate::{
    model::{Dimension, Estimate, Probability, Scale},
    report::wording,
    session::Notation,
};

/// A probability that a person gave, in the preferred notation and with all its digits: [`parse`] reads the same
/// number back, so that a field that is read together with others cannot change it.
pub fn shown(p: Probability, notation: Notation) -> String {
    let p = p.get();
    match notation {
        Notation::Odds if p > 0.0 && p < 1.0 => {
            let is_likely = p > 0.5;
            let odds = if is_likely { p / (1.0 - p) } else { (1.0 - p) / p };
            let side = |x: &str| if is_likely { format!("{x} : 1") } else { format!("1 : {x}") };
            exactly(p, odds, side).unwrap_or_else(|| wording::percent_as_given(p))
        }
        Notation::OneIn if p > 0.0 && p < 1.0 => {
            let text = exactly(p, 1.0 / p, |n| format!("1 in {n}"));
            text.unwrap_or_else(|| wording::percent_as_given(p))
        }
        Notation::Odds => wording::odds(p),
        Notation::OneIn => wording::one_in_n(p),
        Notation::Percent => wording::percent_as_given(p),
    }
}

/// The text with the fewest digits of `x` that reads back as `p`; `None` where no number of digits does.
fn exactly(p: f64, x: f64, text: impl Fn(&str) -> String) -> Option<String> {
    let decade = libm::floor(libm::log10(x)) as i32;
    let texts = (1..=17).map(|digits| {
        let decimals = (digits - 1 - decade).max(0) as usize;
        text(&format!("{x:.decimals$}"))
    });
    let nearer = p.min(1.0 - p);
    texts
        .into_iter()
        .find(|text| parse(text).is_ok_and(|read| (read.get() - p).abs() <= 1e-12 * nearer))
}

/// The central value of an estimate in the preferred notation, for narrow cells; `~` marks a band of words.
pub fn brief(
    estimate: &Estimate,
    dimension: Dimension,
    scale: Option<&Scale>,
    notation: Notation,
) -> String {
    match (estimate, notation) {
        (_, Notation::Percent) => wording::estimate_brief(estimate, dimension, scale),
        (Estimate::Level(_), _) => {
            let central = estimate.central(dimension, scale).get();
            format!("~{}", super::probability_in(central, notation))
        }
        (_, Notation::Odds) => wording::odds(estimate.central(dimension, scale).get()),
        (_, Notation::OneIn) => wording::one_in_n(estimate.central(dimension, scale).get()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> f64 {
        parse(text).expect(text).get()
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(thousandths in 1..100_000_u32) {
            let p = Probability::try_from(f64::from(thousandths) / 100_000.0).expect("in range");
            prop_assert!((value(&shown(p, Notation::Percent)) - p.get()).abs() < 1e-9);
            for notation in [Notation::Odds, Notation::OneIn] {
                let read = value(&shown(p, notation));
                let nearer = p.get().min(1.0 - p.get());
                prop_assert!((read - p.get()).abs() <= 1e-9 * nearer, "{} {}", p.get(), shown(p, notation));
            }
        }

        #[test]
        fn no_text_makes_it_stumble(text in ".{0,20}") {
            let _is_fine = parse(&text).is_ok();
        }
    }
}
