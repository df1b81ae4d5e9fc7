//! Two elements of a kind have the same name.

use std::collections::BTreeSet;

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-name",
    reason: "Two elements of one kind with the same name cannot be told apart in a report",
    fix: "Rename one of them",
    find,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let nodes = document.nodes().iter().map(|e| (Subject::Node(e.id.clone()), &e.name));
    let phases = document.phases().iter().map(|e| (Subject::Phase(e.id.clone()), &e.name));
    let mitigations =
        document.mitigations().iter().map(|e| (Subject::Mitigation(e.id.clone()), &e.name));
    let pathways = document.pathways().iter().map(|e| (Subject::Pathway(e.id.clone()), &e.name));
    let hypotheses =
        document.hypotheses().iter().map(|e| (Subject::Hypothesis(e.id.clone()), &e.name));
    let all = nodes.chain(phases).chain(mitigations).chain(pathways).chain(hypotheses);
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    all.filter(|(subject, name)| {
        !name.trim().is_empty() && !seen.insert((subject.kind_name(), name.trim()))
    })
    .map(|(subject, name)| {
        let sentence =
            format!("Another {} is called '{}' as well", subject.kind_name(), name.trim());
        RULE.warning(subject, sentence)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn names_tell_elements_of_a_kind_apart() {
        let mut draft = Draft::new(1);
        for name in ["Agents", "Memory", "Agents ", ""] {
            let v = draft.node(&[0.1], &[0.5]);
            name.clone_into(&mut draft.0.nodes[v].name);
        }
        "Agents".clone_into(&mut draft.0.phases[0].name);
        assert_eq!(found(&RULE, &draft), ["n2"]);
    }
}
