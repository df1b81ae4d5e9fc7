//! What was watched for has come about, and the claim still stands.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "fired-trigger",
    reason: "A claim whose trigger has come about no longer carries what rests on it",
    fix: "Judge the claim and the scores that rest on it anew, then take the day away or give the claim up",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let fired = document.claims().iter().filter_map(|claim| {
        let day = claim.trigger.as_ref()?.fired.trim();
        (!day.is_empty()).then(|| {
            let sentence =
                format!("What was watched for came about on {day}; the claim still stands");
            RULE.warning(Subject::Claim(claim.id.clone()), sentence)
        })
    });
    fired.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Claim, Id, Trigger};

    #[test]
    fn a_claim_does_not_outlive_its_trigger() {
        let mut draft = Draft::new(1);
        let id = Id::new("c").expect("an id");
        let trigger = Some(Trigger { condition: "c".to_owned(), ..Trigger::default() });
        draft.0.claims.push(Claim { trigger, ..Claim::new(id, "Monitoring sees it") });
        assert!(found(&RULE, &draft).is_empty());
        let fired = "2026-08-01".to_owned();
        draft.0.claims[0].trigger = Some(Trigger { fired, ..Trigger::default() });
        assert_eq!(found(&RULE, &draft), ["c"]);
    }
}
