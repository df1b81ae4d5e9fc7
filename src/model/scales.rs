//! Published scales of verbal likelihood as data, and the edit that puts another scale under a document's scores.

use std::collections::BTreeMap;

use super::{
    Assessment, Band, Dimension, Edit, Estimate, Id, Phase, Probability, Scale, Score, ScoreKey,
    Series, Subject,
};

/// A scale that a document can start from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PublishedScale {
    /// What it is called, also in documents.
    pub name: &'static str,
    /// Where it is published, and how it was read into bands.
    pub source: &'static str,
    /// Levels with their ends, from the least likely up, in one or more parts.
    bands: &'static [&'static [Term]],
}

/// A level with the ends of its band.
type Term = (&'static str, f64, f64);

/// US Intelligence Community Directive 203, Analytic Standards (2015), the upper row of its two rows of terms, which
/// are not to be mixed; no term for 0 or 100 %.
const ICD_203: &[Term] = &[
    ("almost no chance", 0.01, 0.05),
    ("very unlikely", 0.05, 0.2),
    ("unlikely", 0.2, 0.45),
    ("roughly even chance", 0.45, 0.55),
    ("likely", 0.55, 0.8),
    ("very likely", 0.8, 0.95),
    ("almost certain", 0.95, 0.99),
];

/// What continues the ICD 203 bands below 1 %, where catastrophic pathways live: our extension, marked so.
const LOW_TAIL: &[Term] = &[
    ("vanishing (ext.)", 0.0, 0.0001),
    ("minute (ext.)", 0.0001, 0.001),
    ("slight (ext.)", 0.001, 0.01),
];

/// What continues them above 99 %: ours as well.
const HIGH_TAIL: &[Term] = &[("virtually certain (ext.)", 0.99, 1.0)];

/// UK Professional Head of Intelligence Assessment, probability yardstick; the gaps between bands are deliberate.
const UK_PHIA: &[Term] = &[
    ("remote chance", 0.0, 0.05),
    ("highly unlikely", 0.1, 0.2),
    ("unlikely", 0.25, 0.35),
    ("realistic possibility", 0.4, 0.5),
    ("likely", 0.55, 0.75),
    ("highly likely", 0.8, 0.9),
    ("almost certain", 0.95, 1.0),
];

/// IPCC Fifth Assessment Report, Mastrandrea et al. 2010; bands nest.
const IPCC_AR5: &[Term] = &[
    ("exceptionally unlikely", 0.0, 0.01),
    ("extremely unlikely", 0.0, 0.05),
    ("very unlikely", 0.0, 0.1),
    ("unlikely", 0.0, 0.33),
    ("about as likely as not", 0.33, 0.66),
    ("more likely than not", 0.5, 1.0),
    ("likely", 0.66, 1.0),
    ("very likely", 0.9, 1.0),
    ("extremely likely", 0.95, 1.0),
    ("virtually certain", 0.99, 1.0),
];

/// European Food Safety Authority, approximate probability scale of its guidance on uncertainty.
const EFSA: &[Term] = &[
    ("almost impossible", 0.0, 0.01),
    ("extremely unlikely", 0.01, 0.05),
    ("very unlikely", 0.05, 0.1),
    ("unlikely", 0.1, 0.33),
    ("as likely as not", 0.33, 0.66),
    ("likely", 0.66, 0.9),
    ("very likely", 0.9, 0.95),
    ("extremely likely", 0.95, 0.99),
    ("almost certain", 0.99, 1.0),
];

/// NIST SP 800-30 Rev. 1, tables G-2 and G-4: semi-quantitative values of 0 to 100, read here as percent.
const NIST_800_30: &[Term] = &[
    ("very low", 0.0, 0.04),
    ("low", 0.05, 0.2),
    ("moderate", 0.21, 0.79),
    ("high", 0.8, 0.95),
    ("very high", 0.96, 1.0),
];

/// All published scales, in the order in which they are offered.
pub const PUBLISHED: [PublishedScale; 6] = [
    PublishedScale {
        name: "ICD 203",
        source: "US Intelligence Community Directive 203 (2015). No term for 0 or 100 %",
        bands: &[ICD_203],
    },
    PublishedScale {
        name: "ICD 203 with a log tail",
        source: "ICD 203 from 1 % to 99 %; bands marked ext. are an extension of ours",
        bands: &[LOW_TAIL, ICD_203, HIGH_TAIL],
    },
    PublishedScale {
        name: "UK PHIA",
        source: "UK Professional Head of Intelligence Assessment, probability yardstick. Gaps are deliberate",
        bands: &[UK_PHIA],
    },
    PublishedScale {
        name: "IPCC AR5",
        source: "IPCC Fifth Assessment Report (Mastrandrea et al. 2010). Bands nest",
        bands: &[IPCC_AR5],
    },
    PublishedScale {
        name: "EFSA",
        source: "European Food Safety Authority, approximate probability scale",
        bands: &[EFSA],
    },
    PublishedScale {
        name: "NIST SP 800-30",
        source: "NIST SP 800-30 Rev. 1, tables G-2 and G-4; its values of 0 to 100 read as percent",
        bands: &[NIST_800_30],
    },
];

impl PublishedScale {
    /// The scale as a document keeps it. Bests are the bands' midpoints in log-odds.
    pub fn scale(&self) -> Scale {
        let band = |(level, low, high): &Term| Band {
            level: (*level).to_owned(),
            low: Probability::clamped(*low),
            best: None,
            high: Probability::clamped(*high),
        };
        Scale {
            name: self.name.to_owned(),
            bands: self.bands.iter().copied().flatten().map(band).collect(),
        }
    }
}

/// Putting another scale under a document's scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Rescaling {
    /// The edit: the scale and every score that it touches, as one step.
    pub edit: Edit,
    /// How many scores name a level that the new scale does not have. They keep their numbers, as ranges.
    pub loosened: usize,
    /// How many scores keep a level that stands for other numbers from now on.
    pub moved: usize,
}

/// The edit that replaces a document's scale.
///
/// Scores whose level the new scale lacks become the range that the level stood for. Those whose level it has keep it,
/// also where it stands for other numbers there. `renamed` maps levels to what they are called from now on; scores follow.
pub fn rescaling(
    document: &Assessment,
    scale: Option<Scale>,
    renamed: &BTreeMap<String, String>,
) -> Rescaling {
    let mut edits = Vec::new();
    let (mut loosened, mut moved) = (0, 0);
    for (key, score) in leveled(document) {
        let Estimate::Level(level) = &score.estimate else { continue };
        let new = renamed.get(level).unwrap_or(level);
        let band = scale.as_ref().and_then(|scale| scale.band(new));
        let estimate = if let Some(band) = band {
            let before = document.scale().and_then(|scale| scale.band(level));
            moved += usize::from(before.is_some_and(|before| before.range() != band.range()));
            Some(Estimate::Level(new.clone())).filter(|_| new != level)
        } else {
            loosened += 1;
            score.estimate.range(key.dimension, document.scale()).map(Estimate::Range)
        };
        if let Some(estimate) = estimate {
            edits.push(Edit::score(key, Some(Score { estimate, ..score.clone() })));
        }
    }
    // The scale stands first: it names the step.
    edits.insert(0, Edit::Scale(scale));
    Rescaling { edit: Edit::All(edits), loosened, moved }
}

/// How many scores name each level.
pub fn uses(document: &Assessment) -> BTreeMap<String, usize> {
    let mut uses = BTreeMap::new();
    for (_, score) in leveled(document) {
        if let Estimate::Level(level) = &score.estimate {
            *uses.entry(level.clone()).or_insert(0) += 1;
        }
    }
    uses
}

/// All scores that name a level.
fn leveled(document: &Assessment) -> Vec<(ScoreKey, &Score)> {
    let mut found = Vec::new();
    for node in document.nodes().iter() {
        let subject = Subject::Node(node.id.clone());
        if let Some(score) = &node.initially_misaligned {
            let dimension = Dimension::InitiallyMisaligned;
            found.push((ScoreKey { subject: subject.clone(), dimension, phase: None }, score));
        }
        series(&mut found, &subject, (Dimension::Stability, &node.stability));
        series(&mut found, &subject, (Dimension::Persistence, &node.persistence));
    }
    for link in document.links().iter() {
        let subject = Subject::Link(link.id.clone());
        series(&mut found, &subject, (Dimension::Likelihood, &link.likelihood));
    }
    for mitigation in document.mitigations().iter() {
        let subject = Subject::Mitigation(mitigation.id.clone());
        series(&mut found, &subject, (Dimension::Effectiveness, &mitigation.effectiveness));
    }
    found.retain(|(_, score)| matches!(score.estimate, Estimate::Level(_)));
    found
}

fn series<'a>(
    found: &mut Vec<(ScoreKey, &'a Score)>,
    subject: &Subject,
    (dimension, series): (Dimension, &'a Series),
) {
    let key = |phase: &Id<Phase>| ScoreKey {
        subject: subject.clone(),
        dimension,
        phase: Some(phase.clone()),
    };
    found.extend(series.iter().map(|(phase, score)| (key(phase), score)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Node, NodeKind, Parts};

    fn scale(name: &str) -> Scale {
        let published = PUBLISHED.iter().find(|scale| scale.name == name);
        published.map(PublishedScale::scale).expect("a published scale")
    }

    /// One node whose stability names a level of the scale.
    fn document(level: &str) -> Assessment {
        let phase = Phase::new(Id::new("one").expect("an id"), "One");
        let mut node = Node::new(Id::new("a").expect("an id"), "A", NodeKind::Host);
        node.stability.set(
            phase.id.clone(),
            Some(Score {
                rationale: "seen before".to_owned(),
                ..Score::bare(Estimate::Level(level.to_owned()))
            }),
        );
        let scale = Some(scale("ICD 203"));
        let parts = Parts { phases: vec![phase], nodes: vec![node], scale, ..Parts::default() };
        Assessment::new(parts).expect("valid")
    }

    fn given(document: &Assessment) -> &Score {
        let node = document.nodes().at(0).expect("a node");
        node.stability.at(document.phases(), 0).expect("a score").score
    }

    #[test]
    fn every_published_scale_is_a_valid_one_with_rising_bands() {
        for published in PUBLISHED {
            let mut scale = published.scale();
            let blank = Assessment::blank("t");
            assert!(blank.edited(&Edit::Scale(Some(scale.clone()))).is_ok(), "{}", published.name);
            let bests: Vec<f64> =
                scale.bands.iter().map(|band| band.range().best().get()).collect();
            assert!(bests.is_sorted(), "{}: {bests:?}", published.name);
            scale.bands.reverse();
            assert_ne!(scale, published.scale());
        }
    }

    #[test]
    fn the_log_tail_holds_the_icd_203_bands_as_they_are() {
        let (plain, tailed) = (scale("ICD 203").bands, scale("ICD 203 with a log tail").bands);
        assert_eq!(tailed[3..10], plain[..]);
        assert!(tailed.windows(2).all(|pair| pair[0].high == pair[1].low));
        assert!(tailed.iter().all(|b| plain.contains(b) || b.level.ends_with("(ext.)")));
    }

    #[test]
    fn each_scale_has_a_word_of_its_own_for_a_number() {
        for (name, p, wanted) in [
            ("ICD 203", 0.3, Some("unlikely")),
            ("ICD 203", 0.005, None),
            ("ICD 203 with a log tail", 0.005, Some("slight (ext.)")),
            ("UK PHIA", 0.3, Some("unlikely")),
            ("UK PHIA", 0.22, None),
            ("IPCC AR5", 0.97, Some("extremely likely")),
            ("IPCC AR5", 0.6, Some("about as likely as not")),
            ("IPCC AR5", 0.02, Some("extremely unlikely")),
            ("EFSA", 0.3, Some("unlikely")),
            ("NIST SP 800-30", 0.3, Some("moderate")),
        ] {
            let scale = scale(name);
            let term = scale.term(Probability::clamped(p)).map(|band| &*band.level);
            assert_eq!(term, wanted, "{name} {p}");
        }
    }

    #[test]
    fn a_level_that_the_new_scale_has_stays_a_level() {
        let before = document("unlikely");
        let change = rescaling(&before, Some(scale("EFSA")), &BTreeMap::new());
        let after = before.edited(&change.edit).expect("valid");
        // Between 10 and 33 % there, between 20 and 45 % before.
        assert_eq!((change.loosened, change.moved), (0, 1));
        assert_eq!(given(&after), given(&before));
    }

    #[test]
    fn a_level_that_the_new_scale_lacks_keeps_its_numbers_and_reasons() {
        let before = document("roughly even chance");
        for scale in [Some(scale("EFSA")), None] {
            let change = rescaling(&before, scale, &BTreeMap::new());
            let after = before.edited(&change.edit).expect("valid");
            assert_eq!(change.loosened, 1);
            let belief = |d: &Assessment| given(d).estimate.range(Dimension::Stability, d.scale());
            assert_eq!(belief(&after), belief(&before));
            assert!(matches!(given(&after).estimate, Estimate::Range(_)));
            assert_eq!(given(&after).rationale, "seen before");
        }
    }

    #[test]
    fn scores_follow_a_renamed_level() {
        let before = document("unlikely");
        let mut own = scale("ICD 203");
        own.bands[2].level = "improbable".to_owned();
        let renamed = BTreeMap::from([("unlikely".to_owned(), "improbable".to_owned())]);
        let change = rescaling(&before, Some(own), &renamed);
        let after = before.edited(&change.edit).expect("valid");
        assert_eq!(given(&after).estimate, Estimate::Level("improbable".to_owned()));
        assert_eq!((change.loosened, change.moved), (0, 0));
        assert_eq!(uses(&after).get("improbable"), Some(&1));
    }
}
