//! A finding on a published report says neither where nor from whom.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Finding as Graded, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unsourced-review",
    reason: "What a report says or does not say must be open to checking",
    fix: "Give the place in the report, or the source that this is known from",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let is_bare =
        |f: &&Graded| [&f.locator, &f.source, &f.quote].iter().all(|text| text.trim().is_empty());
    let counted = document
        .reviews()
        .iter()
        .map(|review| (review, review.findings.iter().filter(is_bare).count()));
    counted
        .filter(|(_, count)| *count > 0)
        .map(|(review, count)| {
            let have = if count == 1 {
                "1 finding has".to_owned()
            } else {
                format!("{count} findings have")
            };
            let sentence = format!("{have} neither a place in the report nor a source");
            RULE.note(Subject::Review(review.id.clone()), sentence)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Criterion, Id, Review, Treatment};

    #[test]
    fn findings_can_be_checked() {
        let mut draft = Draft::new(1);
        let criterion = Criterion::new(Id::new("k").expect("an id"), "Pathway");
        let finding = Graded::new(criterion.id.clone(), Treatment::NotAddressed);
        draft.0.criteria.push(criterion);
        let review = Review::new(Id::new("r").expect("an id"), "Report");
        draft.0.reviews.push(Review { findings: vec![finding], ..review });
        assert_eq!(found(&RULE, &draft), ["r"]);
        draft.0.reviews[0].findings[0].locator = "section 5".to_owned();
        assert!(found(&RULE, &draft).is_empty());
    }
}
