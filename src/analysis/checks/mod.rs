//! Lint rules: what a document that breaks no rule may still have wrong, one rule a file.

mod remedy;

use crate::model::{Assessment, Catalog, Subject};

pub use remedy::{Change, Field, Remedy, remedy};
pub use unconsidered_mechanism::unconsidered;

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
    /// How a document comes to keep it, in one sentence.
    pub fix: &'static str,
    /// What a document has against it.
    find: fn(&Assessment, &Catalog) -> Vec<Finding>,
    /// What can be done at once about a finding on an element, where the rule knows.
    remedy: Option<fn(&Assessment, &Subject) -> Option<Remedy>>,
}

/// One module and one entry of [`RULES`] a file: a new check is its file and a line here.
macro_rules! rules {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// All rules, in the order in which findings are listed.
        pub const RULES: &[Rule] = &[$($file::RULE),*];
    };
}

rules![
    gate_above_inbound,
    unreachable_outcome,
    no_outcome,
    idle_mitigation,
    lonely_node,
    self_link,
    stale_stability,
    missing_stability,
    no_spread,
    no_residual,
    broken_pathway,
    pathway_outcome,
    single_barrier,
    seeded_spread,
    no_evidence,
    unwatched_claim,
    fired_trigger,
    claim_above_parts,
    open_defeater,
    withdrawn_evidence,
    foreign_evidence,
    carried_over_shift,
    unanswered_detection,
    unwritten_channel,
    self_undermined,
    dual_use_channel,
    duplicate_name,
    open_band,
    closed_all_gate,
    unscored_persistence,
    open_mark,
    date_format,
    unconsidered_mechanism,
    no_rationale,
    stale_evidence,
    bare_claim,
    long_quote,
    unsourced_review,
    mixed_confidence,
    foreign_term,
    unknown_suppression,
    panel_of_one,
];

/// All findings, rule by rule, elements in file order. The catalog says which mechanisms there are to think of.
pub fn lint(document: &Assessment, catalog: &Catalog) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.find)(document, catalog)).collect()
}

/// The rule of that name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Why a finding stands on purpose, if it does: said of its element, or of the rule in the whole document.
pub fn reason_to_stand<'a>(document: &'a Assessment, finding: &Finding) -> Option<&'a str> {
    let stands = |about: &Subject| *about == finding.subject || *about == Subject::Document;
    let suppressed = document.suppressions().iter();
    let mut reasons = suppressed.filter(|s| s.check == finding.rule && stands(&s.about));
    reasons.next().map(|suppression| &*suppression.reason)
}

/// All findings: those that nobody has given a reason for, and those that stand on purpose.
pub fn sorted(document: &Assessment, catalog: &Catalog) -> (Vec<Finding>, Vec<Finding>) {
    lint(document, catalog)
        .into_iter()
        .partition(|finding| reason_to_stand(document, finding).is_none())
}

impl Rule {
    fn warning(&self, subject: Subject, sentence: String) -> Finding {
        Finding { rule: self.name, level: Level::Warning, subject, sentence }
    }

    fn note(&self, subject: Subject, sentence: String) -> Finding {
        Finding { rule: self.name, level: Level::Note, subject, sentence }
    }
}

/// Whether people write sentences in a field of a document: of names and codes one makes none.
fn is_prose(field: &str) -> bool {
    matches!(
        field,
        "summary" | "rationale" | "report.sections.before" | "report.sections.after" | "argument"
    )
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

/// The ids of the elements that one rule finds. What the rule offers for them must hold.
#[cfg(test)]
fn found(rule: &Rule, draft: &super::proofs::documents::Draft) -> Vec<String> {
    let document = draft.document();
    let catalog = Catalog::default();
    let findings = (rule.find)(&document, &catalog);
    assert!(findings.iter().all(|f| f.rule == rule.name && document.contains(&f.subject)));
    for finding in &findings {
        remedy::holds_what_it_says(&document, finding, &catalog);
    }
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
        let is_sentence = |text: &str| text.len() > 15 && !text.ends_with('.');
        assert!(RULES.iter().all(|rule| is_sentence(rule.reason) && is_sentence(rule.fix)));
    }

    #[test]
    fn every_sentence_stands_without_a_full_stop() {
        let document = Assessment::blank("Empty");
        let findings = lint(&document, &Catalog::default());
        assert!(!findings.is_empty());
        assert!(findings.iter().all(|finding| !finding.sentence.ends_with('.')));
    }
}
