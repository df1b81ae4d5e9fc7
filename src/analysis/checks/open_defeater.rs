//! A claim that the conclusion rests on has an unanswered defeater.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Claim, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "open-defeater",
    reason: "What would defeat a load-bearing claim, and has no answer, may have defeated it already",
    fix: "Answer the defeater, or take the claim out of what the conclusion rests on",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let open = |claim: &Claim| {
        claim.defeaters.iter().filter(|defeater| defeater.answer.trim().is_empty()).count()
    };
    let bearing = document.claims().iter().filter(|claim| claim.is_load_bearing);
    bearing
        .map(|claim| (claim, open(claim)))
        .filter(|(_, count)| *count > 0)
        .map(|(claim, count)| {
            let are = if count == 1 { "defeater has" } else { "defeaters have" };
            let sentence =
                format!("The conclusion rests on this claim, and {count} {are} no answer");
            RULE.warning(Subject::Claim(claim.id.clone()), sentence)
        })
        .collect()
}

fn remedy(_: &Assessment, subject: &Subject) -> Option<Remedy> {
    matches!(subject, Subject::Claim(_)).then_some(Remedy::Field(Field::Answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Claim, Defeater, Id};

    #[test]
    fn defeaters_are_answered() {
        let mut draft = Draft::new(1);
        let defeater = Defeater { text: "It was asleep".to_owned(), answer: String::new() };
        let claim = Claim::new(Id::new("c").expect("an id"), "Monitoring sees it");
        draft.0.claims.push(Claim { defeaters: vec![defeater], ..claim });
        assert!(found(&RULE, &draft).is_empty());
        draft.0.claims[0].is_load_bearing = true;
        assert_eq!(found(&RULE, &draft), ["c"]);
        draft.0.claims[0].defeaters[0].answer = "It never sleeps".to_owned();
        assert!(found(&RULE, &draft).is_empty());
    }
}
