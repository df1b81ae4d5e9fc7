//! A claim is judged likelier than its subclaims can make it.

use super::{Finding, Rule};
use crate::{
    analysis::claims::support,
    model::{Aggregation, Assessment, Catalog, Subject},
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "claim-above-parts",
    reason: "All of several claims together are never likelier than the least likely of them (Fréchet)",
    fix: "Judge the claim or its subclaims anew",
    find,
    remedy: None,
};

/// Rounding is no contradiction.
const SLACK: f64 = 1e-9;

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let supports = support(document);
    let claims =
        document.claims().iter().filter_map(|claim| Some((claim, supports.get(&claim.id)?)));
    let outside = claims.filter_map(|(claim, support)| {
        let (judged, carried) = (support.judged?, support.carried?);
        // Convergent lines are no bound from above: other grounds may carry the claim.
        let is_above =
            claim.aggregation == Aggregation::Conjunctive && judged > carried.upper + SLACK;
        let is_below =
            claim.aggregation == Aggregation::Disjunctive && judged < carried.lower - SLACK;
        let sentence = match (is_above, is_below) {
            (true, _) => {
                "The claim is judged likelier than its least likely subclaim, all of which it needs"
            }
            (_, true) => "The claim is judged less likely than a subclaim that is enough for it",
            _ => return None,
        };
        Some(RULE.warning(Subject::Claim(claim.id.clone()), sentence.to_owned()))
    });
    outside.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Claim, Estimate, Id, Probability};

    #[test]
    fn a_whole_is_no_likelier_than_its_parts() {
        let mut draft = Draft::new(1);
        let claim = |name: &str, p: f64, parent: Option<&str>| Claim {
            estimate: Some(Estimate::Point(Probability::clamped(p))),
            parent: parent.map(|of| Id::new(of).expect("an id")),
            ..Claim::new(Id::new(name).expect("an id"), name)
        };
        let parts = [claim("a", 0.9, Some("top")), claim("b", 0.4, Some("top"))];
        draft.0.claims = vec![claim("top", 0.5, None)];
        draft.0.claims.extend(parts);
        assert_eq!(found(&RULE, &draft), ["top"]);
        draft.0.claims[0].estimate = Some(Estimate::Point(Probability::clamped(0.4)));
        assert!(found(&RULE, &draft).is_empty());
        draft.0.claims[0].aggregation = Aggregation::Disjunctive;
        assert_eq!(found(&RULE, &draft), ["top"]);
    }
}
