//! A text uses a term of another scale.

use super::{Finding, Rule, is_prose};
use crate::model::{Assessment, Catalog, scales};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "foreign-term",
    reason: "A term of another scale stands for other probabilities than the reader takes from the document’s own",
    fix: "Use a term of the document’s scale, or the number",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let Some(own) = document.scale() else { return Vec::new() };
    let own: Vec<String> = own.bands.iter().map(|band| band.level.to_lowercase()).collect();
    // A single word such as ‘likely’ is plain language, too.
    let others: Vec<String> = scales::PUBLISHED
        .iter()
        .map(scales::PublishedScale::scale)
        .collect::<Vec<_>>()
        .iter()
        .flat_map(|scale| &scale.bands)
        .map(|band| band.level.to_lowercase())
        .filter(|level| {
            level.contains(' ') && !own.iter().any(|term| term.contains(level.as_str()))
        })
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    document.each_text(&mut |subject, field, text| {
        let text = if is_prose(field) { text.to_lowercase() } else { String::new() };
        if let Some(term) = others.iter().find(|term| text.contains(term.as_str())) {
            let sentence =
                format!("A text says ‘{term}’, a term of another scale than the document’s");
            let finding = RULE.note(subject.clone(), sentence);
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn texts_keep_to_the_scale_of_the_document() {
        let mut draft = Draft::new(1);
        let all = scales::PUBLISHED.map(|published| published.scale());
        let term = |scale: &crate::model::Scale| {
            scale.bands.iter().map(|band| band.level.clone()).find(|level| level.contains(' '))
        };
        let (scale, term) = all.iter().find_map(|s| Some((s.clone(), term(s)?))).expect("one");
        draft.0.about.summary = format!("It is a case of {term}");
        assert!(found(&RULE, &draft).is_empty());
        draft.0.scale = Some(crate::model::Scale { name: "Own".to_owned(), bands: Vec::new() });
        assert_eq!(found(&RULE, &draft), [""]);
        draft.0.scale = Some(scale);
        assert!(found(&RULE, &draft).is_empty());
    }
}
