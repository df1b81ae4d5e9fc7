//! A quote is longer than a quote may be.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, QUOTE_WORDS_MAX, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "long-quote",
    reason: "A quote of more than 25 words is more than a citation needs, and may need a permission",
    fix: "Shorten the quote to the words that matter, or say it in words of your own",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let evidence =
        document.evidence().iter().map(|e| (Subject::Evidence(e.id.clone()), e.quote.as_str()));
    let reviews = document.reviews().iter().flat_map(|review| {
        let quotes = review.findings.iter().map(|finding| finding.quote.as_str());
        quotes.map(|quote| (Subject::Review(review.id.clone()), quote))
    });
    evidence
        .chain(reviews)
        .map(|(subject, quote)| (subject, quote.split_whitespace().count()))
        .filter(|(_, words)| *words > QUOTE_WORDS_MAX)
        .map(|(subject, words)| {
            let sentence = format!("A quote has {words} words; the most is {QUOTE_WORDS_MAX}");
            RULE.warning(subject, sentence)
        })
        .collect()
}

fn remedy(_: &Assessment, subject: &Subject) -> Option<Remedy> {
    // Reviews have many quotes, each with its criterion.
    matches!(subject, Subject::Evidence(_)).then_some(Remedy::Field(Field::Quote))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Criterion, Evidence, Finding, Id, Review, Treatment};

    #[test]
    fn quotes_are_short() {
        let mut draft = Draft::new(1);
        draft.0.evidence.push(Evidence::new(Id::new("e").expect("an id"), "Seen"));
        draft.0.evidence[0].quote = "word ".repeat(QUOTE_WORDS_MAX);
        assert!(found(&RULE, &draft).is_empty());
        draft.0.evidence[0].quote.push_str("more");
        assert_eq!(found(&RULE, &draft), ["e"]);
        draft.0.evidence.clear();
        let criterion = Criterion::new(Id::new("k").expect("an id"), "Pathway");
        let quote = "word ".repeat(QUOTE_WORDS_MAX + 1);
        let finding = Finding { quote, ..Finding::new(criterion.id.clone(), Treatment::Addressed) };
        let review = Review::new(Id::new("r").expect("an id"), "Report");
        draft.0.criteria.push(criterion);
        draft.0.reviews.push(Review { findings: vec![finding], ..review });
        assert_eq!(found(&RULE, &draft), ["r"]);
    }
}
