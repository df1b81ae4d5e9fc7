//! Verbal likelihood scales: named bands of probability.

use super::{BAND_END, Probability, Range, logistic, logit};

/// A scale of named bands, part of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// What the scale is called, for example `ICD 203`.
    pub name: String,
    /// The bands in the order in which they are offered.
    pub bands: Vec<Band>,
}

/// One verbal term with the probabilities it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The term, for example `unlikely`; unique within the scale.
    pub level: String,
    /// Lower end, 0..=1.
    pub low: Probability,
    /// The value that central results use; the logit midpoint where it is absent.
    pub best: Option<Probability>,
    /// Upper end, 0..=1.
    pub high: Probability,
}

impl Scale {
    /// The band of that name.
    pub fn band(&self, level: &str) -> Option<&Band> {
        self.bands.iter().find(|band| band.level == level)
    }

    /// The verbal term for a number: the first band that contains it, of nested bands the innermost.
    pub fn term(&self, p: Probability) -> Option<&Band> {
        let holding = || self.bands.iter().filter(|band| band.low <= p && p <= band.high);
        let is_innermost = |band: &&Band| !holding().any(|other| other.lies_within(band));
        holding().find(is_innermost)
    }
}

impl Band {
    /// Whether it is a true part of another band.
    fn lies_within(&self, other: &Self) -> bool {
        let (inner, outer) = ((self.low, self.high), (other.low, other.high));
        outer.0 <= inner.0 && inner.1 <= outer.1 && inner != outer
    }

    /// The band as belief: its ends as 5th and 95th percentile, with ε = 1e-6 in place of 0 and 1, and its best,
    /// by default the logit midpoint (SEMANTICS §3).
    pub fn range(&self) -> Range {
        let inside = |p: Probability| Probability::clamped(p.get().clamp(BAND_END, 1.0 - BAND_END));
        let (low, high) = (inside(self.low), inside(self.high));
        let midpoint =
            || Probability::clamped(logistic(f64::midpoint(logit(low.get()), logit(high.get()))));
        Range::of_band(low, inside(self.best.unwrap_or_else(midpoint)), high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::try_from(value).expect("a probability")
    }

    #[test]
    fn a_band_without_best_uses_the_logit_midpoint() {
        let band = Band { level: "even".to_owned(), low: p(0.1), best: None, high: p(0.9) };
        assert!((band.range().best().get() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_ends_of_a_band_are_drawn_in_by_epsilon() {
        let band = Band { level: "all".to_owned(), low: p(0.0), best: Some(p(0.3)), high: p(1.0) };
        assert!((band.range().low().get() - 1e-6).abs() < 1e-18);
        assert!((band.range().best().get() - 0.3).abs() < 1e-15);
    }
}
