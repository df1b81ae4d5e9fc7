//! What stays in the house, as it stands in a file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Dimension, IdText, Section, Sort,
    intake::{Intake, Place},
    is_default,
    output::{id, ids},
};
use crate::model;

/// Something that stays in the house, and why.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    /// What.
    what: Marked,
    /// Why. Reasons are published.
    reason: Reason,
}

/// What a mark is on.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Marked {
    /// A node, by id.
    Node(IdText),
    /// A link, by id.
    Link(IdText),
    /// A mitigation, by id.
    Mitigation(IdText),
    /// A hypothesis, by id.
    Hypothesis(IdText),
    /// A pathway, by id.
    Pathway(IdText),
    /// A zone, by id.
    Zone(IdText),
    /// A piece of evidence, by id.
    Evidence(IdText),
    /// A note or frame on the canvas, by id.
    Annotation(IdText),
    /// A claim, by id.
    Claim(IdText),
    /// An open question or a tension, by id.
    Question(IdText),
    /// A comment, by id.
    Comment(IdText),
    /// A criterion of reviews, by id.
    Criterion(IdText),
    /// The review of a published report, by id.
    Review(IdText),
    /// One score.
    Score {
        /// Of which element.
        of: Scored,
        /// Which of its numbers.
        dimension: Dimension,
        /// In which phase; absent for initial misalignment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phase: Option<IdText>,
    },
    /// The authors' own words around a section of the report.
    Text(Section),
}

/// An element that has scores.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Scored {
    /// A node, by id.
    Node(IdText),
    /// A link, by id.
    Link(IdText),
    /// A mitigation, by id.
    Mitigation(IdText),
}

/// Why something stays in the house.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Reason {
    /// Known, it would help an attacker.
    Security,
    /// It belongs to somebody else, or was given in confidence.
    ThirdParty,
    /// It is about a person.
    PersonalData,
    /// It is a trade secret.
    Commercial,
    /// In words of one's own.
    Other(String),
}

/// What a public copy tells of what was taken out of it.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Withheld {
    /// Neutral elements and scores that stand for what was taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marks: Vec<Mark>,
    /// Ids of pathways that lack steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<IdText>,
    /// How much was taken out for which reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extents: Vec<Extent>,
}

/// How much of one sort was taken out for one reason.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Extent {
    /// Of what sort.
    sort: Sort,
    /// Why.
    reason: Reason,
    /// How many.
    count: u32,
    /// How many words, of passages and texts.
    #[serde(default, skip_serializing_if = "is_default")]
    words: u32,
}

impl Mark {
    pub(super) fn of(mark: &model::Mark) -> Option<Self> {
        Some(Self { what: Marked::of(&mark.what)?, reason: Reason::of(&mark.reason) })
    }
}

impl Marked {
    /// `None` for what the model allows no mark on.
    fn of(what: &model::Marked) -> Option<Self> {
        use model::Subject as S;
        Some(match what {
            model::Marked::Element(subject) => match subject {
                S::Document | S::Phase(_) => return None,
                S::Node(e) => Self::Node(id(e)),
                S::Link(e) => Self::Link(id(e)),
                S::Mitigation(e) => Self::Mitigation(id(e)),
                S::Hypothesis(e) => Self::Hypothesis(id(e)),
                S::Pathway(e) => Self::Pathway(id(e)),
                S::Zone(e) => Self::Zone(id(e)),
                S::Evidence(e) => Self::Evidence(id(e)),
                S::Annotation(e) => Self::Annotation(id(e)),
                S::Claim(e) => Self::Claim(id(e)),
                S::Question(e) => Self::Question(id(e)),
                S::Comment(e) => Self::Comment(id(e)),
                S::Criterion(e) => Self::Criterion(id(e)),
                S::Review(e) => Self::Review(id(e)),
            },
            model::Marked::Score(key) => Self::Score {
                of: Scored::of(&key.subject)?,
                dimension: key.dimension.into(),
                phase: key.phase.as_ref().map(id),
            },
            model::Marked::Text(section) => Self::Text((*section).into()),
        })
    }
}

impl Scored {
    /// `None` for an element that has no scores.
    pub(super) fn of(subject: &model::Subject) -> Option<Self> {
        use model::Subject as S;
        Some(match subject {
            S::Node(e) => Self::Node(id(e)),
            S::Link(e) => Self::Link(id(e)),
            S::Mitigation(e) => Self::Mitigation(id(e)),
            _ => return None,
        })
    }
}

impl Reason {
    fn of(reason: &model::Reason) -> Self {
        match reason {
            model::Reason::Security => Self::Security,
            model::Reason::ThirdParty => Self::ThirdParty,
            model::Reason::PersonalData => Self::PersonalData,
            model::Reason::Commercial => Self::Commercial,
            model::Reason::Other(words) => Self::Other(words.clone()),
        }
    }

    fn read(self) -> model::Reason {
        match self {
            Self::Security => model::Reason::Security,
            Self::ThirdParty => model::Reason::ThirdParty,
            Self::PersonalData => model::Reason::PersonalData,
            Self::Commercial => model::Reason::Commercial,
            Self::Other(words) => model::Reason::Other(words),
        }
    }
}

impl Withheld {
    pub(super) fn of(withheld: &model::Withheld) -> Self {
        let extent = |extent: &model::Extent| Extent {
            sort: extent.sort.into(),
            reason: Reason::of(&extent.reason),
            count: extent.count,
            words: extent.words,
        };
        Self {
            marks: withheld.marks.iter().filter_map(Mark::of).collect(),
            gaps: ids(&withheld.gaps),
            extents: withheld.extents.iter().map(extent).collect(),
        }
    }
}

impl Intake {
    pub(super) fn mark(&mut self, at: &Place<'_>, mark: Mark) -> model::Mark {
        let what = self.marked(&at.field("what"), mark.what);
        model::Mark { what, reason: mark.reason.read() }
    }

    fn marked(&mut self, at: &Place<'_>, what: Marked) -> model::Marked {
        use model::Subject as S;
        let subject = match what {
            Marked::Node(id) => S::Node(self.id(&at.field("node"), &id)),
            Marked::Link(id) => S::Link(self.id(&at.field("link"), &id)),
            Marked::Mitigation(id) => S::Mitigation(self.id(&at.field("mitigation"), &id)),
            Marked::Hypothesis(id) => S::Hypothesis(self.id(&at.field("hypothesis"), &id)),
            Marked::Pathway(id) => S::Pathway(self.id(&at.field("pathway"), &id)),
            Marked::Zone(id) => S::Zone(self.id(&at.field("zone"), &id)),
            Marked::Evidence(id) => S::Evidence(self.id(&at.field("evidence"), &id)),
            Marked::Annotation(id) => S::Annotation(self.id(&at.field("annotation"), &id)),
            Marked::Claim(id) => S::Claim(self.id(&at.field("claim"), &id)),
            Marked::Question(id) => S::Question(self.id(&at.field("question"), &id)),
            Marked::Comment(id) => S::Comment(self.id(&at.field("comment"), &id)),
            Marked::Criterion(id) => S::Criterion(self.id(&at.field("criterion"), &id)),
            Marked::Review(id) => S::Review(self.id(&at.field("review"), &id)),
            Marked::Score { of, dimension, phase } => {
                let at = at.field("score");
                let subject = self.scored(&at.field("of"), of);
                let phase = phase.map(|id| self.id(&at.field("phase"), &id));
                let dimension = dimension.into();
                return model::Marked::Score(model::ScoreKey { subject, dimension, phase });
            }
            Marked::Text(section) => return model::Marked::Text(section.into()),
        };
        model::Marked::Element(subject)
    }

    pub(super) fn scored(&mut self, at: &Place<'_>, of: Scored) -> model::Subject {
        use model::Subject as S;
        match of {
            Scored::Node(id) => S::Node(self.id(&at.field("node"), &id)),
            Scored::Link(id) => S::Link(self.id(&at.field("link"), &id)),
            Scored::Mitigation(id) => S::Mitigation(self.id(&at.field("mitigation"), &id)),
        }
    }

    pub(super) fn withheld(&mut self, at: &Place<'_>, withheld: Withheld) -> model::Withheld {
        let extent = |extent: Extent| model::Extent {
            sort: extent.sort.into(),
            reason: extent.reason.read(),
            count: extent.count,
            words: extent.words,
        };
        model::Withheld {
            marks: self.list(&at.field("marks"), withheld.marks, Self::mark),
            gaps: self.ids(&at.field("gaps"), withheld.gaps),
            extents: withheld.extents.into_iter().map(extent).collect(),
        }
    }
}
