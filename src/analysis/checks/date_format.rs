//! A date is not written as ISO 8601 has it.

use super::{Finding, Remedy, Rule};
use crate::model::{About, Assessment, Catalog, Edit, Evidence, Subject, is_date};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "date-format",
    reason: "Dates as 2026-08-01 sort, compare and are read alike everywhere",
    fix: "Write the date as 2026-08-01; a month or a year alone will do",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let evidence = document.evidence().iter().map(|e| (Subject::Evidence(e.id.clone()), &e.date));
    let coverage = [(Subject::Document, &document.about().coverage_date)];
    coverage
        .into_iter()
        .chain(evidence)
        .filter(|(_, date)| !date.is_empty() && !is_date(date))
        .map(|(subject, date)| {
            let sentence = format!("The date '{date}' is not written as 2026-08-01");
            RULE.note(subject, sentence)
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let (date, edit) = match subject {
        Subject::Document => {
            let about = document.about();
            let coverage_date = plain(&about.coverage_date)?;
            let about = About { coverage_date: coverage_date.clone(), ..about.clone() };
            (coverage_date, Edit::About(Box::new(about)))
        }
        Subject::Evidence(id) => {
            let evidence = document.evidence().get(id)?;
            let date = plain(&evidence.date)?;
            (date.clone(), Edit::put(Evidence { date, ..evidence.clone() }))
        }
        _ => return None,
    };
    let edit = Edit::Named("correct date", vec![edit]);
    Some(Remedy::change(format!("Write {date}"), edit, subject.clone()))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date that can be meant in one way only: a year, or a year first, or a month by its name.
fn plain(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let mut years = words.iter().copied().filter(|word| is_year(word));
    let (year, None) = (years.next()?, years.next()) else { return None };
    let month = |word: &str| {
        let word = word.to_lowercase();
        let is_it = |month: &&str| word.len() >= 3 && month.starts_with(&*word);
        MONTHS.iter().position(is_it).map(|place| place + 1)
    };
    let number = |word: &str| word.parse::<usize>().ok();
    let rest: Vec<&str> = words.iter().copied().filter(|word| *word != year).collect();
    let date = match rest[..] {
        [] => year.to_owned(),
        [one] => format!("{year}-{:02}", month(one).or_else(|| number(one))?),
        [one, two] => {
            let (month, day) = match (month(one), month(two)) {
                (Some(month), None) => (month, number(two)?),
                (None, Some(month)) => (month, number(one)?),
                // Of two numbers the one next to a year that stands first is the month.
                _ if words.first() == Some(&year) => (number(one)?, number(two)?),
                _ => return None,
            };
            format!("{year}-{month:02}-{day:02}")
        }
        _ => return None,
    };
    is_date(&date).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn the_coverage_date_is_looked_at() {
        let mut draft = Draft::new(1);
        assert!(found(&RULE, &draft).is_empty());
        "November 2026".clone_into(&mut draft.0.about.coverage_date);
        assert_eq!(found(&RULE, &draft), [""]);
    }

    #[test]
    fn only_what_can_be_meant_in_one_way_is_rewritten() {
        for (text, wanted) in [
            ("November 2026", Some("2026-11")),
            ("3 Nov 2026", Some("2026-11-03")),
            ("Nov. 3, 2026", Some("2026-11-03")),
            ("2026/8/1", Some("2026-08-01")),
            ("2026.", Some("2026")),
            ("03.11.2026", None),
            ("ma 2026", None),
            ("2026-13", None),
            ("spring 2026", None),
            ("2025 or 2026", None),
        ] {
            assert_eq!(plain(text).as_deref(), wanted, "{text}");
        }
    }
}
