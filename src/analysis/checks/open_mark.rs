//! A mark on a passage that is opened or closed but not both.

use std::collections::BTreeSet;

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject, is_balanced};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "open-mark",
    reason: "What is marked as internal and not closed is withheld to the end of its text, and a closing mark alone \
             withholds nothing",
    fix: "Close the mark, or take its beginning away",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let mut found: BTreeSet<(Subject, &'static str)> = BTreeSet::new();
    document.each_text(&mut |subject, field, text| {
        if !is_balanced(text) {
            found.insert((subject.clone(), field));
        }
    });
    let finding = |(subject, field): (Subject, &str)| {
        let place = field.replace(['_', '.'], " ");
        let sentence =
            format!("A mark of what is internal is opened or closed, but not both, in the {place}");
        RULE.warning(subject, sentence)
    };
    found.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn marks_come_in_pairs() {
        let mut draft = Draft::new(1);
        let v = draft.node(&[0.1], &[0.5]);
        draft.0.nodes[v].notes = "a [internal]b[/internal]".to_owned();
        assert!(found(&RULE, &draft).is_empty());
        draft.0.nodes[v].notes = "a [internal: security]b".to_owned();
        assert_eq!(found(&RULE, &draft).len(), 1);
    }
}
