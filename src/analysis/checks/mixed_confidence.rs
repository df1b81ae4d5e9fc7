//! Likelihood and confidence stand in one sentence.

use super::{Finding, Rule, is_prose};
use crate::model::{Assessment, Catalog, Scale};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "mixed-confidence",
    reason: "Likelihood and confidence answer different questions: in one sentence readers take one for the other (ICD 203)",
    fix: "Make two sentences of it",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    document.each_text(&mut |subject, field, text| {
        if is_prose(field) && text.split(['.', '!', '?', '\n']).any(|s| mixes(s, document.scale()))
        {
            let sentence = "A text gives a likelihood and a confidence in one sentence";
            let finding = RULE.note(subject.clone(), sentence.to_owned());
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    });
    found
}

/// Whether a sentence has a word of likelihood and one of confidence.
fn mixes(sentence: &str, scale: Option<&Scale>) -> bool {
    let words = sentence.to_lowercase();
    let has = |word: &str| {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        words.match_indices(word).any(|(at, _)| {
            ends(words[..at].chars().next_back()) && ends(words[at + word.len()..].chars().next())
        })
    };
    let confidence = ["confidence", "confident"].iter().any(|word| has(word));
    let levels =
        scale.into_iter().flat_map(|scale| &scale.bands).map(|band| band.level.to_lowercase());
    let likely = ["likely", "unlikely", "probable", "improbable", "probably"];
    confidence
        && (likely.iter().any(|word| has(word)) || levels.into_iter().any(|level| has(&level)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn likelihood_and_confidence_have_sentences_of_their_own() {
        let mut draft = Draft::new(1);
        draft.0.about.summary = "With moderate confidence, spread is unlikely".to_owned();
        assert_eq!(found(&RULE, &draft), [""]);
        draft.0.about.summary = "Spread is unlikely. Confidence is moderate".to_owned();
        assert!(found(&RULE, &draft).is_empty());
        draft.0.about.summary = "Confidentiality is likely kept".to_owned();
        assert!(found(&RULE, &draft).is_empty());
    }
}
