//! Two elements of a kind have the same name.

use std::collections::BTreeSet;

use super::{Finding, Remedy, Rule};
use crate::model::{
    Assessment, Catalog, Edit, Hypothesis, Mitigation, Node, Pathway, Phase, Subject,
};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "duplicate-name",
    reason: "Two elements of one kind with the same name cannot be told apart in a report",
    fix: "Rename one of them",
    find,
    remedy: Some(remedy),
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

fn remedy(document: &Assessment, subject: &Subject) -> Option<Remedy> {
    let name = document.label(subject).trim().to_owned();
    let taken = |sought: &str| match subject {
        Subject::Node(_) => document.nodes().iter().any(|e| e.name.trim() == sought),
        Subject::Phase(_) => document.phases().iter().any(|e| e.name.trim() == sought),
        Subject::Mitigation(_) => document.mitigations().iter().any(|e| e.name.trim() == sought),
        Subject::Pathway(_) => document.pathways().iter().any(|e| e.name.trim() == sought),
        Subject::Hypothesis(_) => document.hypotheses().iter().any(|e| e.name.trim() == sought),
        _ => true,
    };
    let name = (2..1000).map(|n| format!("{name} {n}")).find(|name| !taken(name))?;
    let words = format!("Call it ‘{name}’");
    let edit = match subject {
        Subject::Node(id) => Edit::put(Node { name, ..document.nodes().get(id)?.clone() }),
        Subject::Phase(id) => Edit::put(Phase { name, ..document.phases().get(id)?.clone() }),
        Subject::Mitigation(id) => {
            Edit::put(Mitigation { name, ..document.mitigations().get(id)?.clone() })
        }
        Subject::Pathway(id) => Edit::put(Pathway { name, ..document.pathways().get(id)?.clone() }),
        Subject::Hypothesis(id) => {
            Edit::put(Hypothesis { name, ..document.hypotheses().get(id)?.clone() })
        }
        _ => return None,
    };
    Some(Remedy::change(words, Edit::Named("rename", vec![edit]), subject.clone()))
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
