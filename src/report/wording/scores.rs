//! Judged scores and verbal terms into words.

use super::{name, percent_as_given};
use crate::model::{Dimension, Estimate, Probability, Scale};

/// What stands in the place of something that was taken out of a public copy.
pub const WITHHELD: &str = "withheld";

/// An estimate in full: `97 %`; `99 % (97 % to 99.8 %)` for a range; `unlikely (20 % to 45 %, central 30 %)` for a
/// level, whose figures are those of turning where it scores stability.
pub fn estimate(estimate: &Estimate, dimension: Dimension, scale: Option<&Scale>) -> String {
    match estimate {
        Estimate::Withheld => WITHHELD.to_owned(),
        Estimate::Point(p) => percent_as_given(p.get()),
        Estimate::Range(range) => {
            let [low, best, high] =
                [range.low(), range.best(), range.high()].map(|p| percent_as_given(p.get()));
            format!("{best} ({low} to {high})")
        }
        Estimate::Level(level) => {
            let Some(band) = scale.and_then(|s| s.band(level)) else { return name(level) };
            let turning = if dimension == Dimension::Stability { "turning is " } else { "" };
            let [low, high] = [band.low, band.high].map(|p| percent_as_given(p.get()));
            format!("{turning}{} ({low} to {high})", name(level))
        }
    }
}

/// The central value of an estimate, for narrow cells; marked with `~` where it stands for a band of words.
pub fn estimate_brief(estimate: &Estimate, dimension: Dimension, scale: Option<&Scale>) -> String {
    let central = estimate.central(dimension, scale).get();
    match estimate {
        // A band's middle on the log-odds axis is no number that anybody gave.
        Estimate::Level(_) => format!("~{}", super::percent(central)),
        Estimate::Point(_) | Estimate::Range(_) => percent_as_given(central),
        Estimate::Withheld => WITHHELD.to_owned(),
    }
}

/// The document's word for a probability: the first band of its scale that contains it. `None` in a gap of the scale.
pub fn term(p: f64, scale: Option<&Scale>) -> Option<String> {
    let p = Probability::try_from(p).ok()?;
    scale?.term(p).map(|band| name(&band.level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Band, Range};

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    fn scale() -> Scale {
        let band = Band { level: "unlikely".to_owned(), low: p(0.2), best: None, high: p(0.45) };
        Scale { name: "Words".to_owned(), bands: vec![band] }
    }

    #[test]
    fn a_level_of_stability_speaks_of_turning() {
        let level = Estimate::Level("unlikely".to_owned());
        let text = estimate(&level, Dimension::Stability, Some(&scale()));
        assert_eq!(text.replace('\u{202f}', " "), "turning is unlikely (20 % to 45 %)");
        let text = estimate(&level, Dimension::Likelihood, Some(&scale()));
        assert_eq!(text.replace('\u{202f}', " "), "unlikely (20 % to 45 %)");
    }

    #[test]
    fn a_range_shows_its_three_numbers() {
        let range = Estimate::Range(Range::new(p(0.97), p(0.99), p(0.998)).expect("in order"));
        let text = estimate(&range, Dimension::Stability, None);
        assert_eq!(text.replace('\u{202f}', " "), "99 % (97 % to 99.8 %)");
    }

    #[test]
    fn a_probability_in_a_gap_of_the_scale_has_no_word() {
        assert_eq!(term(0.3, Some(&scale())).as_deref(), Some("unlikely"));
        assert_eq!(term(0.9, Some(&scale())), None);
        assert_eq!(term(f64::NAN, Some(&scale())), None);
    }
}
