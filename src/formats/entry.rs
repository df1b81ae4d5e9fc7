//! Scores as people type them: `2.5 %`, `1 in 40`, `1:39`, a level of the scale, or `low best high`.

use crate::model::{Dimension, Estimate, InvalidRange, Probability, Range, Scale};

/// What may be typed for a probability, for the hint of an empty field.
pub const PROBABILITY_HINT: &str = "2.5 %, 0.025, 1:39, 1 in 40";

/// Most words that are read as three probabilities.
const WORDS_MAX: usize = 16;

/// Why a text is no probability.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotProbability {
    /// Nothing was typed.
    #[error("type a probability, for example {PROBABILITY_HINT}")]
    Empty,
    /// Not a number in any of the ways in which probabilities are written.
    #[error("'{0}' is no probability; use for example {PROBABILITY_HINT}")]
    Unreadable(String),
    /// A ratio with a number that may or may not have digits in groups of three.
    #[error("'{0}' can be read in two ways; write it without the point in the number")]
    Grouped(String),
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
pub fn probability(text: &str) -> Result<Probability, NotProbability> {
    let shown = text.trim();
    if shown.is_empty() {
        return Err(NotProbability::Empty);
    }
    let plain: String = shown.to_lowercase().split_whitespace().collect();
    let value = read(&plain).filter(|value| value.is_finite());
    let value = value.ok_or_else(|| match sides(&plain) {
        Some((a, b)) if is_doubtful(a) || is_doubtful(b) => {
            NotProbability::Grouped(shown.to_owned())
        }
        _ => NotProbability::Unreadable(shown.to_owned()),
    })?;
    let is_plain_number = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if value > 1.0 && value <= 100.0 && is_plain_number {
        return Err(NotProbability::MeansPercent(shown.to_owned()));
    }
    Probability::try_from(value).map_err(|_outside| NotProbability::Outside(shown.to_owned()))
}

/// Why a text is no estimate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotEstimate {
    /// It reads as one number, but not as a probability; or as nothing at all.
    #[error("{0}")]
    Probability(#[from] NotProbability),
    /// Three probabilities that do not rise.
    #[error("not in order: low ≤ best ≤ high is needed")]
    Order,
    /// A range that touches 0 or 1.
    #[error("a range lies strictly between 0 and 1; use a single number for 0 or 1")]
    Ends,
    /// Two probabilities.
    #[error("a range needs three numbers, low best high: for example 2 % 5 % 10 %")]
    Two,
    /// Words that begin several levels of the scale.
    #[error("'{0}' begins {1}; type more of it")]
    Ambiguous(String, String),
    /// Words that are no level of the scale.
    #[error("'{0}' is no level of the scale; it has {1}")]
    NoLevel(String, String),
    /// Words in a document without a scale.
    #[error("'{0}' is no number, and the document has no scale of words")]
    NoScale(String),
}

/// Reads an estimate as people type it: one probability, three (low best high), or a level of the scale, of which the
/// beginning is enough where it is unambiguous. A level of stability may be written as `turning unlikely`. A range of
/// which only the last number says `%` is one of three percentages.
///
/// # Errors
/// [`NotEstimate`] with a hint at what to type instead.
pub fn estimate(
    text: &str,
    dimension: Dimension,
    scale: Option<&Scale>,
) -> Result<Estimate, NotEstimate> {
    let text = text.trim();
    if let Some(level) = level(text, dimension, scale)? {
        return Ok(Estimate::Level(level));
    }
    if let Some(parts) = three(text) {
        return range(&parts);
    }
    match probability(text) {
        Ok(p) => Ok(Estimate::Point(p)),
        Err(NotProbability::Unreadable(_)) if has_two(text) => Err(NotEstimate::Two),
        Err(NotProbability::Unreadable(words)) if has_words(&words) => Err(no_level(words, scale)),
        Err(problem) => Err(problem.into()),
    }
}

/// An estimate as [`estimate`] reads it back exactly, in plain decimals that spreadsheets take for numbers.
pub fn plain(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Point(p) => p.get().to_string(),
        Estimate::Range(range) => {
            format!("{} {} {}", range.low().get(), range.best().get(), range.high().get())
        }
        Estimate::Level(level) => level.clone(),
        Estimate::Withheld => String::new(),
    }
}

/// The level that a text names in full or, unambiguously, by its beginning.
fn level(
    text: &str,
    dimension: Dimension,
    scale: Option<&Scale>,
) -> Result<Option<String>, NotEstimate> {
    let Some(scale) = scale else { return Ok(None) };
    if let Some(band) = scale.band(text) {
        return Ok(Some(band.level.clone()));
    }
    let lower = text.to_lowercase();
    let mut sought = lower.as_str();
    if dimension == Dimension::Stability {
        sought = sought.strip_prefix("turning ").unwrap_or(sought);
        sought = sought.strip_prefix("is ").unwrap_or(sought);
    }
    if !sought.starts_with(char::is_alphabetic) || probability(sought).is_ok() {
        return Ok(None);
    }
    let levels = || scale.bands.iter().map(|band| &band.level);
    if let Some(level) = levels().find(|level| level.to_lowercase() == sought) {
        return Ok(Some(level.clone()));
    }
    let fitting: Vec<&String> =
        levels().filter(|level| level.to_lowercase().starts_with(sought)).collect();
    match fitting.as_slice() {
        [] => Ok(None),
        [level] => Ok(Some((*level).clone())),
        several => {
            let words: Vec<String> = several.iter().map(|level| format!("'{level}'")).collect();
            Err(NotEstimate::Ambiguous(text.to_owned(), words.join(" and ")))
        }
    }
}

fn no_level(words: String, scale: Option<&Scale>) -> NotEstimate {
    match scale {
        Some(scale) if !scale.bands.is_empty() => {
            let levels: Vec<&str> = scale.bands.iter().map(|band| &*band.level).collect();
            NotEstimate::NoLevel(words, levels.join(", "))
        }
        _ => NotEstimate::NoScale(words),
    }
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > 2
}

/// Low, best and high.
fn range(parts: &[Probability; 3]) -> Result<Estimate, NotEstimate> {
    let [low, best, high] = *parts;
    Range::new(low, best, high).map(Estimate::Range).map_err(|problem| match problem {
        InvalidRange::Order { .. } => NotEstimate::Order,
        InvalidRange::Ends => NotEstimate::Ends,
    })
}

/// Words apart: at spaces, line breaks, semicolons and the dashes and words between the ends of a range. Unbreaking spaces hold a
/// number together.
fn words(text: &str) -> Vec<String> {
    let spaced = text.replace([';', '|'], " ").replace(['–', '—', '…'], " ").replace("..", " ");
    let spaced = without_dashes(&spaced);
    let words = spaced.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.filter(|word| *word != "to" && *word != "-" && *word != "..").map(str::to_owned).collect()
}

/// `2-5 %` as `2 5 %`: a dash after a digit parts two numbers; that of an exponent stands after its letter.
fn without_dashes(text: &str) -> String {
    let mut before = ' ';
    let parted = text.chars().map(|c| {
        let parts = c == '-' && (before.is_ascii_digit() || before == '%');
        before = c;
        if parts { ' ' } else { c }
    });
    parted.collect()
}

/// A text that falls into three probabilities, if it does.
fn three(text: &str) -> Option<[Probability; 3]> {
    let words = words(text);
    if !(3..=WORDS_MAX).contains(&words.len()) {
        return None;
    }
    let split = |words: &[String]| {
        let ends = (1..words.len() - 1).flat_map(|i| (i + 1..words.len()).map(move |j| (i, j)));
        let mut found = ends
            .filter_map(|(i, j)| Some([one(&words[..i])?, one(&words[i..j])?, one(&words[j..])?]));
        found.next()
    };
    match percentages(&words) {
        Some(percentages) => split(&percentages),
        None => split(&words),
    }
}

/// `2 5 10 %` as `2% 5% 10%`.
fn percentages(words: &[String]) -> Option<Vec<String>> {
    let joined = words.join(" ");
    let numbers: Vec<&str> = joined.strip_suffix('%')?.split_whitespace().collect();
    (numbers.len() == 3 && !joined[..joined.len() - 1].contains('%'))
        .then(|| numbers.iter().map(|number| format!("{number}%")).collect())
}

/// Whether a text falls into two probabilities.
fn has_two(text: &str) -> bool {
    let mut words = words(text);
    if let [first, last] = words.as_mut_slice()
        && last.ends_with('%')
        && !first.ends_with('%')
    {
        first.push('%');
    }
    words.len() <= WORDS_MAX
        && (1..words.len()).any(|i| one(&words[..i]).is_some() && one(&words[i..]).is_some())
}

/// One probability of several words; two numbers side by side are two.
fn one(words: &[String]) -> Option<Probability> {
    let is_digital = |word: &String| word.chars().all(|c| c.is_ascii_digit() || ".,".contains(c));
    let has_pair = words.windows(2).any(|pair| pair.iter().all(is_digital));
    if has_pair { None } else { probability(&words.concat()).ok() }
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
    let Some((a, b)) = sides(text) else { return number(text) };
    let (a, b) = (count(a)?, count(b)?);
    if text.contains(':') { (a >= 0.0 && b >= 0.0).then_some(a / (a + b)) } else { Some(a / b) }
}

/// The two numbers of a ratio.
fn sides(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').or_else(|| text.split_once("in")).or_else(|| text.split_once('/'))
}

/// A number of a ratio: its digits may stand in groups of three, as in `1 in 1,000`. `1.000` alone is refused: it is
/// one to some and a thousand to others.
fn count(text: &str) -> Option<f64> {
    for mark in [',', '.', '\''] {
        if is_grouped(text, mark) && !is_doubtful(text) {
            return text.replace(mark, "").parse().ok();
        }
    }
    if is_doubtful(text) { None } else { number(text) }
}

/// Digits in groups of three; `0.125` is no such number.
fn is_grouped(text: &str, mark: char) -> bool {
    let is_digital = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let Some((first, rest)) = text.split_once(mark) else { return false };
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && is_digital(first)
        && rest.split(mark).all(|part| part.len() == 3 && is_digital(part))
}

fn is_doubtful(text: &str) -> bool {
    is_grouped(text, '.') && text.matches('.').count() == 1
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
    use crate::model::Band;

    fn value(text: &str) -> f64 {
        probability(text).expect(text).get()
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
    fn digits_in_groups_are_never_taken_for_decimals() {
        for (text, wanted) in [
            ("1 in 1,000", 1e-3),
            ("1 in 1 000", 1e-3),
            ("1/1,000", 1e-3),
            ("1 in 1'000", 1e-3),
            ("1:1,000", 1.0 / 1001.0),
            ("2 in 1.000.000", 2e-6),
            ("1 in 2.5", 0.4),
            ("1 in 2,5", 0.4),
            ("0.125:1", 0.125 / 1.125),
            ("all but 1 in 1,000", 0.999),
        ] {
            assert!((value(text) - wanted).abs() < 1e-15, "{text}: {}", value(text));
        }
        for text in ["1 in 1.000", "1/2.500", "1:1.000"] {
            assert_eq!(probability(text), Err(NotProbability::Grouped(text.to_owned())));
        }
    }

    #[test]
    fn two_numbers_are_told_to_be_three() {
        for text in ["95-99%", "90%-99%", "0.9..0.95", "0.9 0.99", "90 % to 99 %"] {
            assert_eq!(read_as(text, Dimension::Stability), Err(NotEstimate::Two), "{text}");
        }
    }

    #[test]
    fn what_is_no_probability_is_refused_with_a_hint() {
        assert_eq!(probability(" "), Err(NotProbability::Empty));
        assert_eq!(probability("97"), Err(NotProbability::MeansPercent("97".to_owned())));
        assert_eq!(probability("101 %"), Err(NotProbability::Outside("101 %".to_owned())));
        assert_eq!(probability("-0.1"), Err(NotProbability::Outside("-0.1".to_owned())));
        for text in ["abc", "inf", "nan", "1 in", "1 in 0", "0:0", "1:2:3", "--", "e"] {
            assert_eq!(probability(text), Err(NotProbability::Unreadable(text.to_owned())));
        }
    }

    fn scale() -> Scale {
        let band = |level: &str, low: f64, high: f64| Band {
            level: level.to_owned(),
            low: Probability::clamped(low),
            best: None,
            high: Probability::clamped(high),
        };
        let bands = vec![
            band("unlikely", 0.2, 0.45),
            band("very unlikely", 0.05, 0.2),
            band("very likely", 0.8, 0.95),
        ];
        Scale { name: "Words".to_owned(), bands }
    }

    fn read_as(text: &str, dimension: Dimension) -> Result<Estimate, NotEstimate> {
        estimate(text, dimension, Some(&scale()))
    }

    #[test]
    fn a_range_can_be_typed_in_many_ways() {
        for text in [
            "0.02 0.05 0.1",
            "2 % 5 % 10 %",
            "2% 5% 10%",
            "2 5 10 %",
            "1 in 50 1 in 20 1 in 10",
            "1/50; 1/20; 1/10",
            "1:49 1:19 1:9",
            "2 % – 5 % – 10 %",
            "0,02 0,05 0,1",
            "2 % to 5 % to 10 %",
            "2\u{202f}% 5\u{202f}% 10\u{202f}%",
        ] {
            let Ok(Estimate::Range(range)) = read_as(text, Dimension::Likelihood) else {
                panic!("{text} gives {:?}", read_as(text, Dimension::Likelihood))
            };
            for (found, wanted) in [(range.low(), 0.02), (range.best(), 0.05), (range.high(), 0.1)]
            {
                assert!((found.get() - wanted).abs() < 1e-15, "{text}");
            }
        }
    }

    #[test]
    fn a_range_is_never_put_in_order_silently() {
        assert_eq!(read_as("5 % 2 % 10 %", Dimension::Likelihood), Err(NotEstimate::Order));
        assert_eq!(read_as("0 0.2 0.3", Dimension::Likelihood), Err(NotEstimate::Ends));
        assert_eq!(read_as("2 % 10 %", Dimension::Likelihood), Err(NotEstimate::Two));
    }

    #[test]
    fn a_level_is_known_by_its_beginning_where_that_is_enough() {
        let level = |text: &str, dimension| match read_as(text, dimension) {
            Ok(Estimate::Level(level)) => level,
            other => panic!("{text} gives {other:?}"),
        };
        assert_eq!(level("unlikely", Dimension::Likelihood), "unlikely");
        assert_eq!(level("Very U", Dimension::Likelihood), "very unlikely");
        assert_eq!(level("turning is unl", Dimension::Stability), "unlikely");
        let ambiguous = read_as("very", Dimension::Likelihood);
        assert!(matches!(ambiguous, Err(NotEstimate::Ambiguous(..))), "{ambiguous:?}");
        assert!(matches!(read_as("certain", Dimension::Likelihood), Err(NotEstimate::NoLevel(..))));
        let unscaled = estimate("certain", Dimension::Likelihood, None);
        assert!(matches!(unscaled, Err(NotEstimate::NoScale(_))));
        assert_eq!(read_as("never", Dimension::Likelihood), Ok(Estimate::Point(Probability::ZERO)));
    }

    proptest! {
        #[test]
        fn plain_text_reads_back_exactly(a in 1e-12..1.0f64, b in 1e-12..1.0f64, c in 1e-12..1.0f64) {
            let mut ends = [a, b, c].map(Probability::clamped);
            ends.sort_by(|x, y| x.get().total_cmp(&y.get()));
            let range = Range::new(ends[0], ends[1], ends[2]).expect("in order");
            for given in [Estimate::Range(range), Estimate::Point(ends[1])] {
                prop_assert_eq!(read_as(&plain(&given), Dimension::Stability), Ok(given));
            }
        }
    }
}
