//! Mechanisms of the catalog were neither modelled nor dismissed.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, MechanismEntry, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unconsidered-mechanism",
    reason: "A mechanism that nobody looked at is missing from the model without anybody having decided so",
    fix: "Model it (Catalog, insert), or dismiss it there with a reason",
    find,
    remedy: None,
};

/// Names that a sentence has room for.
const NAMED_MAX: usize = 4;

fn find(document: &Assessment, catalog: &Catalog) -> Vec<Finding> {
    if document.nodes().is_empty() {
        return Vec::new();
    }
    let open = unconsidered(document, catalog);
    let names: Vec<&str> = open.iter().take(NAMED_MAX).map(|e| e.entry.name.as_str()).collect();
    let finding = (!open.is_empty()).then(|| {
        let more = open.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let are = if open.len() == 1 { "mechanism is" } else { "mechanisms are" };
        let sentence = format!(
            "{} {are} neither modelled nor dismissed: {}{more}",
            open.len(),
            names.join(", ")
        );
        RULE.note(Subject::Document, sentence)
    });
    finding.into_iter().collect()
}

/// Mechanisms of a catalog of which the model has no element and that nobody dismissed. An element stands for an entry
/// when it refers to it, or when it has the mechanism that the entry belongs to.
pub fn unconsidered<'a>(document: &Assessment, catalog: &'a Catalog) -> Vec<&'a MechanismEntry> {
    let is_modelled = |e: &MechanismEntry| {
        let fits = |of: &str, mechanism| {
            of == e.entry.id || (e.mechanism.is_some() && mechanism == e.mechanism)
        };
        document.nodes().iter().any(|node| fits(&node.catalog, node.mechanism))
            || document.links().iter().any(|link| fits(&link.catalog, Some(link.mechanism)))
    };
    let is_dismissed = |e: &MechanismEntry| {
        document.dismissals().iter().any(|d| d.entry == e.entry.id && !d.reason.trim().is_empty())
    };
    catalog.mechanisms.iter().filter(|e| !is_modelled(e) && !is_dismissed(e)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};
    use crate::model::{CatalogEntry, Dismissal, Mechanism};

    fn entry(id: &str, mechanism: Mechanism) -> MechanismEntry {
        MechanismEntry {
            entry: CatalogEntry {
                id: id.to_owned(),
                name: id.to_owned(),
                ..CatalogEntry::default()
            },
            mechanism: Some(mechanism),
            node_kind: None,
            preconditions: Vec::new(),
            incidents: Vec::new(),
            mitigations: Vec::new(),
        }
    }

    #[test]
    fn each_mechanism_is_modelled_or_dismissed() {
        let mechanisms = vec![
            entry("notebook", Mechanism::SharedContext),
            entry("internet", Mechanism::Internet),
        ];
        let catalog = Catalog { mechanisms, ..Catalog::default() };
        let mut draft = Draft::new(1);
        let open = |draft: &Draft| -> Vec<String> {
            let document = draft.document();
            unconsidered(&document, &catalog).iter().map(|e| e.entry.id.clone()).collect()
        };
        draft.node(&[0.5], &[0.5]);
        assert_eq!(open(&draft), ["notebook", "internet"]);
        assert_eq!(find(&draft.document(), &catalog).len(), 1);
        draft.0.nodes[0].mechanism = Some(Mechanism::SharedContext);
        assert_eq!(open(&draft), ["internet"]);
        let entry = "internet".to_owned();
        draft.0.dismissals.push(Dismissal { entry, reason: "No access".to_owned() });
        assert!(open(&draft).is_empty() && find(&draft.document(), &catalog).is_empty());
        assert!(found(&RULE, &draft).is_empty());
    }
}
