//! What can be done about a finding at once: a change after which it is gone, or the field in which somebody has to say
//! something.

use super::{Finding, rule};
use crate::model::{Assessment, Dimension, Edit, Score, ScoreKey, Subject};

/// What can be done about a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// One change, after which the finding is gone.
    Change(Box<Change>),
    /// A field that only somebody who knows can fill.
    Field(Field),
}

/// A change after which a finding is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it does, in a few words such as `Add a residual node`.
    pub words: String,
    /// The change.
    pub edit: Edit,
    /// What there is to look at afterwards.
    pub then: Subject,
}

/// A field of the element that a finding is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// A score.
    Score(ScoreKey),
    /// Why a score is what it is.
    Rationale(ScoreKey),
    /// What a mitigation acts on.
    Targets,
    /// When a claim no longer holds.
    Condition,
    /// What is watched for the end of a claim.
    Trigger,
    /// What is said to a defeater.
    Answer,
    /// The words of a source.
    Quote,
}

impl Remedy {
    /// A change as a remedy.
    pub(super) fn change(words: impl Into<String>, edit: Edit, then: Subject) -> Self {
        Self::Change(Box::new(Change { words: words.into(), edit, then }))
    }

    /// What it does, in a few words.
    pub fn words(&self) -> &str {
        match self {
            Self::Change(change) => &change.words,
            Self::Field(Field::Score(_)) => "Give the score",
            Self::Field(Field::Rationale(_)) => "Give the reason",
            Self::Field(Field::Targets) => "Say what it acts on",
            Self::Field(Field::Condition) => "Say when it no longer holds",
            Self::Field(Field::Trigger) => "Say what is watched for",
            Self::Field(Field::Answer) => "Answer the defeater",
            Self::Field(Field::Quote) => "Shorten the quote",
        }
    }
}

/// What can be done about a finding of this document, where its rule knows something.
pub fn remedy(document: &Assessment, finding: &Finding) -> Option<Remedy> {
    let remedy = rule(finding.rule)?.remedy?;
    remedy(document, &finding.subject)
}

/// The score of an element, in the order of dimensions and phases, of which something holds.
pub(super) fn first_score(
    document: &Assessment,
    subject: &Subject,
    holds: impl Fn(&Score) -> bool,
) -> Option<ScoreKey> {
    Dimension::ALL.into_iter().find_map(|dimension| {
        let series = document.series(subject, dimension)?;
        let (phase, _) = document
            .phases()
            .iter()
            .filter_map(|phase| Some((phase, series.given(&phase.id)?)))
            .find(|(_, score)| holds(score))?;
        Some(ScoreKey { subject: subject.clone(), dimension, phase: Some(phase.id.clone()) })
    })
}

#[cfg(test)]
pub(super) use tests::holds_what_it_says;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{
            checks::{RULES, lint},
            proofs::documents::{Size, cases},
        },
        model::Catalog,
    };

    /// Applying what a rule offers takes the finding away, and breaks no rule of documents.
    pub(in crate::analysis::checks) fn holds_what_it_says(
        document: &Assessment,
        finding: &Finding,
        catalog: &Catalog,
    ) {
        let Some(remedy) = remedy(document, finding) else { return };
        assert!(!remedy.words().is_empty() && !remedy.words().ends_with('.'));
        match remedy {
            Remedy::Change(change) => {
                let changed = document.edited(&change.edit).expect("a change that is possible");
                let rule = rule(finding.rule).expect("a rule");
                let left = (rule.find)(&changed, catalog);
                assert!(!left.iter().any(|f| f.subject == finding.subject), "{finding:?}");
                assert!(changed.contains(&change.then), "{:?}", change.then);
            }
            Remedy::Field(Field::Score(key) | Field::Rationale(key)) => {
                assert!(document.contains(&key.subject) && key.exists_on_kind(), "{key:?}");
            }
            Remedy::Field(_) => assert!(document.contains(&finding.subject)),
        }
    }

    #[test]
    fn what_is_offered_for_any_document_takes_its_finding_away() {
        let size = Size { nodes: 5, links: 6, mitigations: 3, phases: 2, hypotheses: 1 };
        let mut offered = std::collections::BTreeSet::new();
        for draft in cases(60, size) {
            let document = draft.document();
            let catalog = Catalog::default();
            for finding in lint(&document, &catalog) {
                holds_what_it_says(&document, &finding, &catalog);
                offered.extend(remedy(&document, &finding).map(|_| finding.rule));
            }
        }
        for name in ["no-residual", "self-link", "gate-above-inbound", "no-evidence"] {
            assert!(offered.contains(name), "{name} offers nothing: {offered:?}");
        }
    }

    #[test]
    fn many_rules_know_what_to_do() {
        let count = RULES.iter().filter(|rule| rule.remedy.is_some()).count();
        assert!(count >= 20, "{count}");
    }
}
