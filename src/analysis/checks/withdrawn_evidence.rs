//! Something rests on evidence that no longer counts.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "withdrawn-evidence",
    reason: "What rests on withdrawn evidence has lost its basis until it is judged anew",
    fix: "Judge the scores and claims anew without it, then take it from what they cite",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let gone = document.evidence().iter().filter(|e| e.withdrawn.is_some());
    gone.filter_map(|e| {
        let scores = document.scores_resting_on(&e.id).len();
        let claims =
            document.claims().iter().filter(|claim| claim.evidence.contains(&e.id)).count();
        let counted = |n: usize, word: &str| match n {
            0 => None,
            1 => Some(format!("1 {word}")),
            n => Some(format!("{n} {word}s")),
        };
        let told: Vec<String> =
            [counted(scores, "score"), counted(claims, "claim")].into_iter().flatten().collect();
        let rest = if scores + claims == 1 { "rests" } else { "rest" };
        (!told.is_empty()).then(|| {
            let sentence =
                format!("It is withdrawn, and {} still {rest} on it", told.join(" and "));
            RULE.warning(Subject::Evidence(e.id.clone()), sentence)
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{Evidence, Id, Withdrawal};

    #[test]
    fn nothing_rests_on_what_was_withdrawn() {
        let mut draft = Draft::new(1);
        draft.node(&[0.5], &[0.5]);
        let id: Id<Evidence> = Id::new("e").expect("an id");
        let withdrawn = Some(Withdrawal::default());
        draft.0.evidence.push(Evidence { withdrawn, ..Evidence::new(id.clone(), "Seen") });
        assert!(found(&RULE, &draft).is_empty());
        let phase = draft.0.phases[0].id.clone();
        let mut score = draft.0.nodes[0].stability.given(&phase).cloned().expect("scored");
        score.evidence.push(id);
        draft.0.nodes[0].stability.set(phase, Some(score));
        assert_eq!(found(&RULE, &draft), ["e"]);
        draft.0.evidence[0].withdrawn = None;
        assert!(found(&RULE, &draft).is_empty());
    }
}
