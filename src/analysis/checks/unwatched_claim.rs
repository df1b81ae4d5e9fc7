//! A claim that the conclusion rests on has no trigger.

use super::{Field, Finding, Remedy, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unwatched-claim",
    reason: "A conclusion that falls with a claim needs somebody to notice when the claim no longer holds",
    fix: "Say under which condition the claim no longer holds, and what is watched for it",
    find,
    remedy: Some(remedy),
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let bearing = document.claims().iter().filter(|claim| claim.is_load_bearing);
    let unwatched = bearing.filter(|claim| {
        let condition = claim.trigger.as_ref().map_or("", |trigger| trigger.condition.trim());
        claim.invalidated_by.trim().is_empty() || condition.is_empty()
    });
    unwatched
        .map(|claim| {
            let sentence = match claim.invalidated_by.trim() {
                "" => {
                    "The conclusion rests on this claim, and nothing says when it no longer holds"
                }
                _ => "The conclusion rests on this claim, and nothing is watched for its end",
            };
            RULE.warning(Subject::Claim(claim.id.clone()), sentence.to_owned())
        })
        .collect()
}

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let Subject::Claim(id) = subject else { return None };
    let is_open = document.claims().get(id)?.invalidated_by.trim().is_empty();
    Some(Remedy::Field(if is_open { Field::Condition } else { Field::Trigger }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Claim, Id, Trigger};

    #[test]
    fn what_the_conclusion_rests_on_is_watched() {
        let mut draft = Draft::new(1);
        let id = Id::new("c").expect("an id");
        let claim = Claim { is_load_bearing: true, ..Claim::new(id, "Monitoring sees it") };
        draft.0.claims.push(claim);
        assert_eq!(found(&RULE, &draft), ["c"]);
        draft.0.claims[0].invalidated_by = "coverage falls".to_owned();
        assert_eq!(found(&RULE, &draft), ["c"]);
        let condition = "coverage falls below 80 %".to_owned();
        draft.0.claims[0].trigger = Some(Trigger { condition, ..Trigger::default() });
        assert!(found(&RULE, &draft).is_empty());
    }
}
