//! A date is not written as ISO 8601 has it.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject, is_date};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "date-format",
    reason: "Dates as 2026-08-01 sort, compare and are read alike everywhere",
    fix: "Write the date as 2026-08-01; a month or a year alone will do",
    find,
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
}
