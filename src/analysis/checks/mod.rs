//! Lint rules: what a document that breaks no rule may still have wrong, one rule a file.

mod broken_pathway;
mod closed_all_gate;
mod date_format;
mod duplicate_name;
mod gate_above_inbound;
mod idle_mitigation;
mod lonely_node;
mod missing_stability;
mod no_evidence;
mod no_outcome;
mod no_residual;
mod no_spread;
mod open_band;
mod open_mark;
mod pathway_outcome;
mod seeded_spread;
mod self_link;
mod single_barrier;
mod stale_stability;
mod unreachable_outcome;
mod unscored_persistence;

use crate::model::{Assessment, Subject};

/// Something that a reader of the document should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule, for example `gate-above-inbound`.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The element.
    pub subject: Subject,
    /// What is found, in one sentence.
    pub sentence: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Probably a mistake, or a gap that changes what the results mean.
    Warning,
    /// Worth knowing.
    Note,
}

/// A rule that documents are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name: lower case, joined by hyphens; stable.
    pub name: &'static str,
    /// Why it is a rule, in one sentence.
    pub reason: &'static str,
    /// What a document has against it.
    find: fn(&Assessment) -> Vec<Finding>,
}

/// All rules, in the order in which findings are listed.
pub const RULES: [Rule; 21] = [
    gate_above_inbound::RULE,
    unreachable_outcome::RULE,
    no_outcome::RULE,
    idle_mitigation::RULE,
    lonely_node::RULE,
    self_link::RULE,
    stale_stability::RULE,
    missing_stability::RULE,
    no_spread::RULE,
    no_residual::RULE,
    broken_pathway::RULE,
    pathway_outcome::RULE,
    single_barrier::RULE,
    seeded_spread::RULE,
    no_evidence::RULE,
    duplicate_name::RULE,
    open_band::RULE,
    closed_all_gate::RULE,
    unscored_persistence::RULE,
    open_mark::RULE,
    date_format::RULE,
];

/// All findings, rule by rule, elements in file order.
pub fn lint(document: &Assessment) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.find)(document)).collect()
}

impl Rule {
    fn warning(&self, subject: Subject, sentence: String) -> Finding {
        Finding { rule: self.name, level: Level::Warning, subject, sentence }
    }

    fn note(&self, subject: Subject, sentence: String) -> Finding {
        Finding { rule: self.name, level: Level::Note, subject, sentence }
    }
}

/// How many existing links lead into each node, nodes in file order.
fn inbound_counts(document: &Assessment) -> Vec<usize> {
    let mut counts = vec![0; document.nodes().len()];
    for link in document.links().iter().filter(|link| document.link_exists(link)) {
        if let Some(target) = document.nodes().position(&link.to) {
            counts[target] += 1;
        }
    }
    counts
}

/// The ids of the elements that one rule finds.
#[cfg(test)]
fn found(rule: &Rule, draft: &super::proofs::documents::Draft) -> Vec<String> {
    let document = draft.document();
    let findings = (rule.find)(&document);
    assert!(findings.iter().all(|f| f.rule == rule.name && document.contains(&f.subject)));
    findings.iter().map(|f| f.subject.id_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_have_names_of_their_own_and_reasons() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        let is_plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(names.iter().all(|name| name.chars().all(is_plain)));
        assert!(RULES.iter().all(|rule| rule.reason.len() > 20 && !rule.reason.ends_with('.')));
    }

    #[test]
    fn every_sentence_stands_without_a_full_stop() {
        let document = Assessment::blank("Empty");
        let findings = lint(&document);
        assert!(!findings.is_empty());
        assert!(findings.iter().all(|finding| !finding.sentence.ends_with('.')));
    }
}
