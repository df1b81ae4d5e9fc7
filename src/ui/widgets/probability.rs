//! Probabilities as people write them: `2.5 %`, `0.025`, `2.5e-2`, `1 in 40`, `1:39`, `1/40`.

use crate::{
    model::{Dimension, Estimate, Probability, Scale},
    report::wording,
    session::Notation,
};

/// What may be typed, for the hint of an empty field.
pub const HINT: &str = "2.5 %, 0.025, 1:39, 1 in 40";

/// Why a text is no probability.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotProbability {
    /// Nothing was typed.
    #[error("type a probability, for example {HINT}")]
    Empty,
    /// Not a number in any of the ways in which probabilities are written.
    #[error("'{0}' is no probability; use for example {HINT}")]
    Unreadable(String),
    /// A plain number above 1 that is probably a percentage.
    #[error("{0} is above 1; for percent type {0} %")]
    MeansPercent(String),
    /// A number below 0 or above 1.
    #[error("'{0}' lies outside of 0 to 1")]
    Outside(String),
}

/// Reads a probability as people write it.
///
/// # Errors
/// [`NotProbability`] with a hint at what to type instead.
pub fn parse(text: &str) -> Result<Probability, NotProbability> {
    let shown = text.trim();
    if shown.is_empty() {
        return Err(NotProbability::Empty);
    }
    let plain: String = shown.to_lowercase().split_whitespace().collect();
    let value = read(&plain).filter(|value| value.is_finite());
    let value = value.ok_or_else(|| NotProbability::Unreadable(shown.to_owned()))?;
    let is_plain_number = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if value > 1.0 && value <= 100.0 && is_plain_number {
        return Err(NotProbability::MeansPercent(shown.to_owned()));
    }
    Probability::try_from(value).map_err(|_outside| NotProbability::Outside(shown.to_owned()))
}

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

/// Reads lower-case text without spaces.
fn read(text: &str) -> Option<f64> {
    match text {
        "never" => return Some(0.0),
        "always" => return Some(1.0),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix("allbut") {
        return Some(1.0 - read(rest)?);
    }
    if let Some(rest) = text.strip_suffix('%') {
        return Some(number(rest)? / 100.0);
    }
    if let Some((hits, misses)) = text.split_once(':') {
        let (hits, misses) = (number(hits)?, number(misses)?);
        return (hits >= 0.0 && misses >= 0.0).then_some(hits / (hits + misses));
    }
    if let Some((hits, of)) = text.split_once("in").or_else(|| text.split_once('/')) {
        return Some(number(hits)? / number(of)?);
    }
    number(text)
}

/// A decimal number with point or comma; letters other than the exponent's are refused.
fn number(text: &str) -> Option<f64> {
    let is_digital =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | 'e' | '-' | '+'));
    if !is_digital {
        return None;
    }
    let has_comma = text.contains(',') && !text.contains('.');
    if has_comma { text.replacen(',', ".", 1).parse().ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> f64 {
        parse(text).expect(text).get()
    }

    #[test]
    fn one_in_forty_can_be_typed_in_many_ways() {
        for text in [
            "2.5%", "2.5 %", "2,5 %", "0.025", ".025", "2.5e-2", "1 in 40", "1IN40", "1:39", "1/40",
        ] {
            assert!((value(text) - 0.025).abs() < 1e-15, "{text}");
        }
        for (text, wanted) in
            [("0", 0.0), ("1", 1.0), ("100 %", 1.0), ("never", 0.0), ("0 : 1", 0.0)]
        {
            assert!((value(text) - wanted).abs() < 1e-15, "{text}");
        }
        assert!((value("all but 1 in 40") - 0.975).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_probability_is_refused_with_a_hint() {
        assert_eq!(parse(" "), Err(NotProbability::Empty));
        assert_eq!(parse("97"), Err(NotProbability::MeansPercent("97".to_owned())));
        assert_eq!(parse("101 %"), Err(NotProbability::Outside("101 %".to_owned())));
        assert_eq!(parse("-0.1"), Err(NotProbability::Outside("-0.1".to_owned())));
        for text in ["abc", "inf", "nan", "1 in", "1 in 0", "0:0", "1:2:3", "--", "e"] {
            assert_eq!(parse(text), Err(NotProbability::Unreadable(text.to_owned())));
        }
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
