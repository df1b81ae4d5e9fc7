//! Probabilities, bounds, differences and counts into digits.

use crate::analysis::Figure;

/// Stands between a number and its unit, and between groups of digits: narrow, and never broken over two lines.
const THIN: char = '\u{202f}';
/// Digits that an f64 can carry after the point of a percentage without showing its rounding.
const DECIMALS_MAX: i32 = 12;
/// Percentages below it are written with a power of ten.
const TINY: f64 = 0.000_1;

/// A computed probability in percent, with as many digits as are worth reading: `14.1 %`, `0.41 %`, `0.004 %`,
/// `99.960 %`, `0.00041 %`; `1.0 × 10⁻⁵ %` and `>99.999 %` beyond that. `0 %` and `100 %` are exactly 0 and 1.
pub fn percent(p: f64) -> String {
    let x = p * 100.0;
    let edge = x.min(100.0 - x);
    if !p.is_finite() {
        return "not a number".to_owned();
    }
    if p <= 0.0 || p >= 1.0 {
        return with_unit(&format!("{:.0}", x.clamp(0.0, 100.0)));
    }
    if x > 50.0 && edge < 0.001 {
        return with_unit(">99.999");
    }
    if x < TINY {
        return with_unit(&tiny(x, 1));
    }
    let decimals = match edge {
        1.0.. => 1,
        0.001.. => (1 - decade(edge)).clamp(2, 3) as usize,
        _ => (1 - decade(edge)) as usize,
    };
    with_unit(&format!("{x:.decimals$}"))
}

/// A probability that a person gave, in percent and in full: `97 %`, `99.8 %`, `0.05 %`; one in n below 0.001 %.
pub fn percent_as_given(p: f64) -> String {
    if !p.is_finite() {
        return "not a number".to_owned();
    }
    if p <= 0.0 || p >= 1.0 {
        return with_unit(if p <= 0.0 { "0" } else { "100" });
    }
    if p < 1e-5 {
        return one_in_n(p);
    }
    if 1.0 - p < 1e-5 {
        return format!("all but {}", one_in_n(1.0 - p));
    }
    // Six significant digits of the nearer end are more than anybody judges, and hide the rounding of `p * 100`.
    let x = p * 100.0;
    let decimals = (5 - decade(x.min(100.0 - x))).clamp(0, DECIMALS_MAX) as usize;
    with_unit(trimmed(&format!("{x:.decimals$}")))
}

/// A probability with its standard error, both in percent; two significant digits of the error decide the decimals:
/// `14.130 ± 0.034 %`, `(1.0021 ± 0.0020) × 10⁻⁵ %`. Without an error the same as [`percent`].
pub fn percent_with_error(p: f64, standard_error: f64) -> String {
    let (x, error) = (p * 100.0, standard_error * 100.0);
    if !error.is_finite() || error <= 0.0 || !p.is_finite() {
        return percent(p);
    }
    if x > 0.0 && x.max(error) < TINY {
        let power = decade(x.max(error));
        let (value, error) = (shifted(x, -power), shifted(error, -power));
        let least = if value < error { (1 - decade(value)).clamp(0, DECIMALS_MAX) } else { 0 };
        let decimals = (1 - decade(error)).clamp(least, DECIMALS_MAX) as usize;
        let pair = format!("({value:.decimals$}{THIN}±{THIN}{error:.decimals$})");
        return with_unit(&times_ten_to(&pair, power));
    }
    let wanted = (1 - decade(error)).clamp(0, DECIMALS_MAX);
    let is_inside = p > 0.0 && p < 1.0;
    // A value that is neither 0 nor 100 must not be rounded there, however large its error.
    let honest = (wanted..=DECIMALS_MAX).find(|&d| {
        let shown = rounded(x, d);
        !is_inside || (shown > 0.0 && shown < 100.0)
    });
    match honest {
        Some(d) => {
            let decimals = d as usize;
            with_unit(&format!("{x:.decimals$}{THIN}±{THIN}{error:.decimals$}"))
        }
        None => format!("{}{THIN}±{THIN}{error:.1e}{THIN}%", percent(p)),
    }
}

/// A figure of the analysis: [`percent`] where it is exact, [`percent_with_error`] where it is simulated, and an
/// [`upper_bound`] where the simulation never hit.
pub fn figure(figure: &Figure) -> String {
    match figure.upper {
        Some(upper) => upper_bound(upper),
        None => percent_with_error(figure.value, figure.standard_error),
    }
}

/// A [`figure`] for the cell of a table: a simulation without a hit reads `< 0.00029 %`. What `<` means stands beside
/// the table: [`BOUND_NOTE`].
pub fn figure_in_table(figure: &Figure) -> String {
    match figure.upper {
        Some(upper) => format!("<{THIN}{}", bound(upper)),
        None => percent_with_error(figure.value, figure.standard_error),
    }
}

/// A [`figure`] without its error, for places that show many: `7.0 %`, `< 0.00029 %`.
pub fn figure_in_brief(figure: &Figure) -> String {
    match figure.upper {
        Some(upper) => format!("<{THIN}{}", bound(upper)),
        None => percent(figure.value),
    }
}

/// What `<` means in a table of figures.
pub const BOUND_NOTE: &str =
    "‘<’ marks a simulation without a hit: the figure is its 95 % upper bound, not an estimate.";

/// The 95 % upper bound that stands for a simulation without a hit, rounded up to two significant digits:
/// `below 0.00029 %, 95 % upper bound`.
pub fn upper_bound(upper: f64) -> String {
    format!("below {}, 95{THIN}% upper bound", bound(upper))
}

/// A bound rounded up to two significant digits.
fn bound(upper: f64) -> String {
    let x = upper * 100.0;
    if !x.is_finite() || x <= 0.0 {
        return with_unit("0.001");
    }
    if x < TINY {
        let power = decade(x);
        let up = libm::ceil(shifted(x, 1 - power) * (1.0 - 1e-12)) / 10.0;
        return with_unit(&times_ten_to(trimmed(&format!("{up:.1}")), power));
    }
    let decimals = (1 - decade(x)).clamp(0, DECIMALS_MAX);
    let unit = libm::pow(10.0, f64::from(decimals));
    // The tiny step back keeps a bound such as 0.0003 from being lifted by the rounding of its own binary form.
    let up = libm::ceil(x * unit * (1.0 - 1e-12)) / unit;
    let decimals = decimals as usize;
    with_unit(trimmed(&format!("{up:.decimals$}")))
}

/// `1 in 4 000`, `1 in 7.1`; two significant digits. 0 is `never`, 1 is `always`.
pub fn one_in_n(p: f64) -> String {
    if !p.is_finite() {
        return "not a number".to_owned();
    }
    if p <= 0.0 {
        return "never".to_owned();
    }
    if p >= 1.0 {
        return "always".to_owned();
    }
    let n = 1.0 / p;
    if n < 1.1 {
        return format!("all but {}", one_in_n(1.0 - p));
    }
    format!("1 in {}", two_digits(n))
}

/// Odds for against: `1 : 9`, `3 : 1`; two significant digits. 0 is `0 : 1`, 1 is `1 : 0`.
pub fn odds(p: f64) -> String {
    if !p.is_finite() {
        return "not a number".to_owned();
    }
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { "0 : 1" } else { "1 : 0" }.to_owned();
    }
    if p <= 0.5 {
        format!("1 : {}", two_digits((1.0 - p) / p))
    } else {
        format!("{} : 1", two_digits(p / (1.0 - p)))
    }
}

/// A standard error of a probability in percentage points, with two digits: `0.46`.
pub fn error_in_points(standard_error: f64) -> String {
    let points = 100.0 * standard_error;
    if points <= 0.0 {
        return "0".to_owned();
    }
    let decimals = (1.0 - libm::floor(libm::log10(points))).clamp(0.0, 9.0) as usize;
    format!("{points:.decimals$}")
}

/// A difference of two probabilities in percentage points with its standard error: `−4.40 ± 0.12 points`, `+0.3 points`.
pub fn points(difference: f64, standard_error: f64) -> String {
    let (x, error) = (difference * 100.0, standard_error * 100.0);
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let sign = if x < 0.0 { "−" } else { "+" };
    if error.is_finite() && error > 0.0 {
        let decimals = (1 - decade(error)).clamp(0, DECIMALS_MAX) as usize;
        return format!("{sign}{:.decimals$}{THIN}±{THIN}{error:.decimals$}{THIN}points", x.abs());
    }
    if x == 0.0 {
        return format!("0{THIN}points");
    }
    if x.abs() < 0.001 {
        return format!("{sign}<0.001{THIN}points");
    }
    let decimals = (1 - decade(x.abs())).clamp(1, 3) as usize;
    format!("{sign}{:.decimals$}{THIN}points", x.abs())
}

/// A whole number with its digits in groups of three: `1 048 576`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// How many of something: `1 link`, `2 links`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n as u64), if n == 1 { one } else { many })
}

/// A plain number such as a shift in log-odds or a cost, at most three decimals: `−0.5`, `3`, `1 200`.
pub fn decimal(x: f64) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let text = format!("{:.3}", x.abs());
    let (whole, fraction) = trimmed(&text).split_once('.').unwrap_or((trimmed(&text), ""));
    let sign = if x < 0.0 && trimmed(&text) != "0" { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

/// A computed number that is no probability, such as a ratio or an expected count, with its standard error, two
/// significant digits of which decide the decimals: `3.27 ± 0.11`. Without an error three significant digits: `3.27`.
pub fn number(x: f64, standard_error: f64) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let sign = if x < 0.0 { "−" } else { "" };
    if standard_error.is_finite() && standard_error > 0.0 {
        let decimals = (1 - decade(standard_error)).clamp(0, DECIMALS_MAX) as usize;
        return format!("{sign}{:.decimals$}{THIN}±{THIN}{standard_error:.decimals$}", x.abs());
    }
    if x.abs() <= 0.0 {
        return "0".to_owned();
    }
    let wanted = 2 - decade(x.abs());
    if !(-13..=6).contains(&wanted) {
        return format!("{sign}{:.2e}", x.abs());
    }
    let decimals = wanted.max(0) as usize;
    let digits = format!("{:.decimals$}", x.abs());
    let (whole, fraction) = trimmed(&digits).split_once('.').unwrap_or((trimmed(&digits), ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(whole))
}

/// A computed number whose measure is 1, such as a ratio of risks: as [`number`], but with four decimals where the error
/// is too small to be read: `1.0000`.
pub fn ratio(x: f64, standard_error: f64) -> String {
    let is_tiny = standard_error > 0.0 && standard_error < 5e-5 && x.abs() < 10.0;
    if is_tiny { format!("{x:.4}").replace('-', "−") } else { number(x, standard_error) }
}

/// A number far below 1 with so many decimals of its first digit: `1.0 × 10⁻⁵`.
fn tiny(x: f64, decimals: usize) -> String {
    let power = decade(x);
    times_ten_to(&format!("{:.decimals$}", shifted(x, -power)), power)
}

/// x · 10^`places`, in two steps, as 10³⁰⁹ is no number.
fn shifted(x: f64, places: i32) -> f64 {
    let half = places / 2;
    x * libm::pow(10.0, f64::from(half)) * libm::pow(10.0, f64::from(places - half))
}

fn times_ten_to(digits: &str, power: i32) -> String {
    let power = power.to_string();
    let raised = power.chars().map(|c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        // The others stand side by side in their block.
        c => c.to_digit(10).and_then(|d| char::from_u32(0x2070 + d)).unwrap_or(c),
    });
    format!("{digits}{THIN}×{THIN}10{}", raised.collect::<String>())
}

fn with_unit(digits: &str) -> String {
    format!("{digits}{THIN}%")
}

/// The power of ten of the first significant digit, after rounding to two of them, so that 0.0996 counts as 0.10.
fn decade(x: f64) -> i32 {
    let raw = libm::floor(libm::log10(x));
    let leading = x / libm::pow(10.0, raw);
    raw as i32 + i32::from(libm::round(leading * 10.0) >= 100.0)
}

fn rounded(x: f64, decimals: i32) -> f64 {
    let unit = libm::pow(10.0, f64::from(decimals));
    libm::round(x * unit) / unit
}

fn two_digits(x: f64) -> String {
    let decimals = 1 - decade(x);
    if decimals > 0 {
        let places = decimals.min(DECIMALS_MAX) as usize;
        return trimmed(&format!("{x:.places$}")).to_owned();
    }
    let unit = libm::pow(10.0, f64::from(-decimals));
    grouped(&format!("{:.0}", libm::round(x / unit) * unit))
}

/// Without zeros after the point that say nothing.
fn trimmed(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> f64 {
        let (text, power) = text.split_once('×').unwrap_or((text, "10"));
        let digits: String =
            text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
        let raised = power.chars().filter_map(|c| match c {
            '⁻' => Some('-'),
            '¹' => Some('1'),
            '²' => Some('2'),
            '³' => Some('3'),
            c => char::from_digit((c as u32).checked_sub(0x2070)?, 10),
        });
        let raised: String = raised.collect();
        digits.parse::<f64>().expect("digits") * libm::pow(10.0, raised.parse().unwrap_or(0.0))
    }

    /// Probabilities over many orders of magnitude near both ends.
    fn probability() -> impl Strategy<Value = f64> {
        prop_oneof![
            0.0..=1.0_f64,
            (-18.0..0.0_f64).prop_map(|e| libm::pow(10.0, e)),
            (-15.0..0.0_f64).prop_map(|e| 1.0 - libm::pow(10.0, e)),
        ]
    }

    proptest! {
        #[test]
        fn a_percentage_reads_back_within_its_rounding(p in probability()) {
            let text = percent(p);
            let (x, read) = (p * 100.0, number(&text));
            if text.contains('×') {
                prop_assert!((x / read - 1.0).abs() < 0.051 && x < TINY);
            } else if text.starts_with('>') {
                prop_assert!(x > read);
            } else {
                let decimals = text.split_once('.').map_or(0, |(_, d)| d.chars().filter(char::is_ascii_digit).count());
                let half = 0.5 * libm::pow(10.0, -(decimals as f64));
                prop_assert!((x - read).abs() <= half + 1e-9, "{p} reads {text}");
            }
        }

        #[test]
        fn only_the_impossible_and_the_certain_read_so(p in probability(), error in probability()) {
            prop_assume!(p > 0.0 && p < 1.0);
            for text in [percent(p), percent_as_given(p), percent_with_error(p, error)] {
                let value = text.split('±').next().expect("a value");
                if !value.contains("in") && !value.starts_with(['<', '>']) {
                    prop_assert!(number(value) > 0.0 && number(value) < 100.0, "{p} ± {error} reads {text}");
                }
            }
        }

        #[test]
        fn what_a_person_gave_reads_back_in_full(thousandths in 1..100_000_u32) {
            let p = f64::from(thousandths) / 100_000.0;
            prop_assert!((number(&percent_as_given(p)) / 100.0 - p).abs() < 1e-12);
        }

        #[test]
        fn an_error_decides_the_decimals(p in 0.05..0.95_f64, error in 1e-7..0.02_f64) {
            let text = percent_with_error(p, error);
            let (value, shown) = text.split_once('±').expect("an error");
            prop_assert!((number(value) / 100.0 - p).abs() <= 0.051 * error);
            prop_assert!((number(shown) / 100.0 - error).abs() <= 0.051 * error);
        }

        #[test]
        fn an_upper_bound_is_never_rounded_down(upper in probability()) {
            prop_assume!(upper > 1e-12);
            let text = upper_bound(upper);
            let shown = number(text.split(',').next().expect("a bound")) / 100.0;
            prop_assert!(shown >= upper * (1.0 - 1e-9), "{upper} reads {text}");
            prop_assert!(shown <= upper * 1.11, "{upper} reads {text}");
        }

        #[test]
        fn one_in_n_and_odds_keep_two_digits(p in 1e-12..0.5_f64) {
            prop_assert!((number(one_in_n(p).trim_start_matches("1 in ")) * p - 1.0).abs() < 0.051);
            prop_assert!((number(odds(p).trim_start_matches("1 : ")) * p / (1.0 - p) - 1.0).abs() < 0.051);
        }
    }

    #[test]
    fn numbers_look_as_they_should() {
        let plain = |text: String| text.replace(THIN, " ");
        for (p, wanted) in [
            (0.0, "0 %"),
            (1.0, "100 %"),
            (0.1413, "14.1 %"),
            (0.0041, "0.41 %"),
            (0.000_041, "0.004 %"),
            (1e-9, "1.0 × 10⁻⁷ %"),
            (9.96e-6, "0.0010 %"),
            (4.1e-6, "0.00041 %"),
            (9.96e-7, "1.0 × 10⁻⁴ %"),
            (4.56e-302, "4.6 × 10⁻³⁰⁰ %"),
            (1e-320, "1.0 × 10⁻³¹⁸ %"),
            (0.9996, "99.960 %"),
            (0.999_999_9, ">99.999 %"),
        ] {
            assert_eq!(plain(percent(p)), wanted);
        }
        assert_eq!(plain(percent_with_error(0.1413, 0.00034)), "14.130 ± 0.034 %");
        let tiny = percent_with_error(1.00213e-7, 2.0e-10);
        assert_eq!(plain(tiny), "(1.0021 ± 0.0020) × 10⁻⁵ %");
        assert_eq!(plain(percent_with_error(4e-9, 2e-8)), "(0.40 ± 2.00) × 10⁻⁶ %");
        assert_eq!(plain(upper_bound(5.61e-8)), "below 5.7 × 10⁻⁶ %, 95 % upper bound");
        assert_eq!(plain(percent_as_given(0.998)), "99.8 %");
        assert_eq!(plain(percent_as_given(0.000_000_2)), "1 in 5 000 000");
        for (x, error, wanted) in [
            (3.271, 0.11, "3.27 ± 0.11"),
            (-0.5, 0.012, "−0.500 ± 0.012"),
            (3.271, 0.0, "3.27"),
            (1.0, 0.0, "1"),
            (0.0, 0.0, "0"),
            (12_345.6, 0.0, "12 346"),
            (0.004_567, 0.0, "0.00457"),
            (1.234e-9, 0.0, "1.23e-9"),
        ] {
            assert_eq!(plain(super::number(x, error)), wanted);
        }
        assert_eq!(plain(ratio(1.01, 0.0038)), "1.0100 ± 0.0038");
        assert_eq!([ratio(1.0, 2.3e-10), ratio(1.0, 0.0)], ["1.0000", "1"]);
        assert_eq!(plain(upper_bound(2.857e-6)), "below 0.00029 %, 95 % upper bound");
        assert_eq!(plain(one_in_n(0.00025)), "1 in 4 000");
        assert_eq!(plain(odds(0.1)), "1 : 9");
        assert_eq!(plain(points(-0.044, 0.0012)), "−4.40 ± 0.12 points");
        assert_eq!(plain(count(1_048_576)), "1 048 576");
        assert_eq!(
            [1, 2000].map(|n| plain(counted(n, "link", "links"))),
            ["1 link", "2 000 links"]
        );
        assert_eq!(plain(decimal(-1234.5)), "−1 234.5");
    }
}
