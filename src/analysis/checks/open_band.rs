//! A level in use ends at 0 or 1.

use super::{Finding, Rule};
use crate::model::{Assessment, Catalog, Estimate, Probability, Score, Subject};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "open-band",
    reason: "Belief cannot reach 0 or 1, so a band that ends there is read with 0.000001 in place of that end",
    fix: "Draw the ends of the band in from 0 and 1",
    find,
    remedy: None,
};

fn find(document: &Assessment, _: &Catalog) -> Vec<Finding> {
    let Some(scale) = document.scale() else { return Vec::new() };
    let is_open = |score: &Score| match &score.estimate {
        Estimate::Level(level) => scale
            .band(level)
            .is_some_and(|band| band.low == Probability::ZERO || band.high == Probability::ONE),
        Estimate::Point(_) | Estimate::Range(_) | Estimate::Withheld => false,
    };
    let nodes = document.nodes().iter().map(|n| {
        let mut scores = n.stability.iter().chain(n.persistence.iter()).map(|(_, score)| score);
        let is_found = scores.any(is_open) || n.initially_misaligned.as_ref().is_some_and(is_open);
        (Subject::Node(n.id.clone()), is_found)
    });
    let links = document.links().iter().map(|l| {
        (Subject::Link(l.id.clone()), l.likelihood.iter().any(|(_, score)| is_open(score)))
    });
    let mitigations = document.mitigations().iter().map(|m| {
        let is_found = m.effectiveness.iter().any(|(_, score)| is_open(score));
        (Subject::Mitigation(m.id.clone()), is_found)
    });
    nodes
        .chain(links)
        .chain(mitigations)
        .filter(|(_, is_found)| *is_found)
        .map(|(subject, _)| {
            let sentence = "A level in use ends at 0 or 1; 0.000001 stands in for that end";
            RULE.note(subject, sentence.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{checks::found, proofs::documents::Draft};

    #[test]
    fn a_level_that_ends_at_zero_is_named() {
        use crate::{
            analysis::proofs::documents::probability,
            model::{Band, Scale},
        };
        let mut draft = Draft::new(1);
        let band = |level: &str, low: f64| Band {
            level: level.to_owned(),
            low: probability(low),
            best: None,
            high: probability(0.5),
        };
        let bands = vec![band("open", 0.0), band("closed", 0.1)];
        draft.0.scale = Some(Scale { name: String::new(), bands });
        for level in ["open", "closed"] {
            let v = draft.node(&[0.1], &[0.5]);
            let score = Score::bare(Estimate::Level(level.to_owned()));
            draft.0.nodes[v].initially_misaligned = Some(score);
        }
        assert_eq!(found(&RULE, &draft), ["n0"]);
    }
}
