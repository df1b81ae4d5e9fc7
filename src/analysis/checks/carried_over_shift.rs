//! Stability is silently carried through a phase of other inputs.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, DistributionShift, NodeKind, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "carried-over-shift",
    reason: "A stability judged before a major shift of the inputs says little about the phase after it",
    fix: "Score the stability for the phase, if only to say that it is the same and why",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let phases = document.phases();
    let shifted = phases
        .iter()
        .enumerate()
        .filter(|(i, phase)| *i > 0 && phase.distribution_shift == Some(DistributionShift::Major));
    shifted
        .filter_map(|(i, phase)| {
            let hosts = document.nodes().iter().filter(|n| n.kind == NodeKind::Host);
            let carried = hosts.filter(|node| {
                let held = node.stability.at(phases, i);
                held.is_some_and(|held| held.carried_from.is_some())
            });
            let count = carried.count();
            (count > 0).then(|| {
                let have = if count == 1 { "1 host has" } else { &format!("{count} hosts have") };
                let sentence = format!("Its inputs shift in a major way, and {have} a stability carried over from before");
                RULE.warning(Subject::Phase(phase.id.clone()), sentence)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn stability_is_judged_anew_after_a_major_shift() {
        let mut draft = Draft::new(2);
        let v = draft.node(&[0.5], &[0.5]);
        draft.0.nodes[v].kind = NodeKind::Host;
        assert!(found(&RULE, &draft).is_empty());
        draft.0.phases[1].distribution_shift = Some(DistributionShift::Major);
        assert_eq!(found(&RULE, &draft), ["t1"]);
        draft.0.nodes.clear();
        let v = draft.node(&[0.5, 0.5], &[0.5]);
        draft.0.nodes[v].kind = NodeKind::Host;
        assert!(found(&RULE, &draft).is_empty());
    }
}
