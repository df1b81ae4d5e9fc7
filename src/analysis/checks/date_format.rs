//! A date is not written as ISO 8601 has it.

use super::{Finding, Rule};
use crate::model::{Assessment, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "date-format",
    reason: "Dates as 2026-08-01 sort, compare and are read alike everywhere",
    find,
};

fn find(document: &Assessment) -> Vec<Finding> {
    let evidence = document.evidence().iter().map(|e| (Subject::Evidence(e.id.clone()), &e.date));
    let coverage = [(Subject::Document, &document.about().coverage_date)];
    coverage
        .into_iter()
        .chain(evidence)
        .filter(|(_, date)| !date.is_empty() && !is_iso(date))
        .map(|(subject, date)| {
            let sentence = format!("The date '{date}' is not written as 2026-08-01");
            RULE.note(subject, sentence)
        })
        .collect()
}

/// A year, a month of a year, or a day that exists.
fn is_iso(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let has_digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let widths = [4, 2, 2];
    let is_shaped = parts.len() <= 3 && parts.iter().zip(widths).all(|(p, n)| has_digits(p, n));
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    is_shaped
        && match numbers[..] {
            [_] => true,
            [_, month] => (1..=12).contains(&month),
            [year, month, day] => (1..=days(year, month)).contains(&day),
            _ => false,
        }
}

/// Days of a month; 0 if there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2026-08-01", "2026-08", "2026", "2024-02-29"] {
            assert!(is_iso(good), "{good}");
        }
        for bad in ["1.8.2026", "2026-8-1", "2026-13", "2026-02-29", "2026-08-01-x", "August"] {
            assert!(!is_iso(bad), "{bad}");
        }
    }

    #[test]
    fn the_coverage_date_is_looked_at() {
        let mut draft = Draft::new(1);
        assert!(found(&RULE, &draft).is_empty());
        "November 2026".clone_into(&mut draft.0.about.coverage_date);
        assert_eq!(found(&RULE, &draft), [""]);
    }
}
