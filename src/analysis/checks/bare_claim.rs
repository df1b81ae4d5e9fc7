//! A claim rests on nothing.

use super::{Finding, Rule};
use crate::{
    analysis::claims::subclaims,
    model::{Assessment, Catalog, Subject},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "bare-claim",
    reason: "A claim without subclaims and without evidence is an assertion",
    fix: "Cite evidence for it, or split it into subclaims that can be borne out",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let subclaims = subclaims(document);
    let claims = document.claims().iter();
    let bare =
        claims.filter(|claim| claim.evidence.is_empty() && !subclaims.contains_key(&claim.id));
    bare.map(|claim| {
        let sentence = "The claim has neither subclaims nor evidence";
        RULE.note(Subject::Claim(claim.id.clone()), sentence.to_owned())
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Claim, Evidence, Id};

    #[test]
    fn a_claim_rests_on_something() {
        let mut draft = Draft::new(1);
        let top = Claim::new(Id::new("top").expect("an id"), "It holds");
        let id = Id::new("part").expect("an id");
        let part = Claim { parent: Some(top.id.clone()), ..Claim::new(id, "So does this") };
        draft.0.claims = vec![top, part];
        assert_eq!(found(&RULE, &draft), ["part"]);
        let seen: Id<Evidence> = Id::new("e").expect("an id");
        draft.0.evidence.push(Evidence::new(seen.clone(), "Seen"));
        draft.0.claims[1].evidence.push(seen);
        assert!(found(&RULE, &draft).is_empty());
    }
}
