//! Which scores are missing, and where their absence pushes the results (SEMANTICS §2).

use super::Unscored;
use crate::model::{Assessment, Dimension, Estimate, Id, Phase, Series, Subject};

/// Every missing score of the elements that take part: stability and persistence of nodes, likelihood of the links
/// that exist, effectiveness of the mitigations that are enabled. In file order, phases in order.
pub fn unscored(document: &Assessment) -> Vec<Unscored> {
    let mut missing = Vec::new();
    for node in document.nodes().iter() {
        let subject = Subject::Node(node.id.clone());
        list(document, &node.stability, (&subject, Dimension::Stability), &mut missing);
        list(document, &node.persistence, (&subject, Dimension::Persistence), &mut missing);
    }
    for link in document.links().iter().filter(|link| document.link_exists(link)) {
        let subject = Subject::Link(link.id.clone());
        list(document, &link.likelihood, (&subject, Dimension::Likelihood), &mut missing);
    }
    for mitigation in document.mitigations().iter().filter(|m| m.enabled) {
        let subject = Subject::Mitigation(mitigation.id.clone());
        let what = (&subject, Dimension::Effectiveness);
        list(document, &mitigation.effectiveness, what, &mut missing);
    }
    missing
}

/// The phases before the first one with a score; from there on values are carried forward.
pub(super) fn phases_before_first<'a>(
    document: &'a Assessment,
    series: &'a Series,
) -> impl Iterator<Item = &'a Id<Phase>> {
    document.phases().iter().map(|p| &p.id).take_while(|id| series.given(id).is_none())
}

/// The phases in which no score is in force: those before the first one, and in a public copy those with one that was
/// taken out.
fn phases_without<'a>(
    document: &'a Assessment,
    series: &'a Series,
) -> impl Iterator<Item = &'a Id<Phase>> {
    let mut is_missing = true;
    document.phases().iter().map(|phase| &phase.id).filter(move |id| {
        if let Some(score) = series.given(id) {
            is_missing = score.estimate == Estimate::Withheld;
        }
        is_missing
    })
}

fn list(
    document: &Assessment,
    series: &Series,
    (subject, dimension): (&Subject, Dimension),
    missing: &mut Vec<Unscored>,
) {
    let Some(pushes_up) = dimension.missing_pushes_up() else { return };
    missing.extend(phases_without(document, series).map(|phase| Unscored {
        subject: subject.clone(),
        dimension,
        phase: phase.clone(),
        pushes_up,
    }));
}
