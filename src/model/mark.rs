//! What stays in the house: marks on elements, scores and texts, and what a public copy says of what was taken out.

use super::{Assessment, Id, Phase, ScoreKey, Section, Subject};

/// Longest reason in words of one's own, in characters.
pub const REASON_LENGTH_MAX: usize = 200;

/// Something that stays in the house, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// What.
    pub what: Marked,
    /// Why. Reasons are published.
    pub reason: Reason,
}

/// What a mark is on. Passages inside a text are marked in the text itself (see [`passages`](super::passages)).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Marked {
    /// An element, with all that belongs to it. Phases and the document itself cannot be marked.
    Element(Subject),
    /// One score, with its reasons; also where it is carried forward.
    Score(ScoreKey),
    /// The authors' own words around a section of the report: heading, before and after.
    Text(Section),
}

/// Why something stays in the house.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Known, it would help an attacker.
    #[default]
    Security,
    /// It belongs to somebody else, or was given in confidence.
    ThirdParty,
    /// It is about a person.
    PersonalData,
    /// It is a trade secret.
    Commercial,
    /// In words of one's own, one line.
    Other(String),
}

/// What a public copy tells of what was taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Neutral elements and scores that stand for what was taken out, by their ids in this copy.
    pub marks: Vec<Mark>,
    /// Pathways that lack steps.
    pub gaps: Vec<Id<super::Pathway>>,
    /// How much was taken out for which reason.
    pub extents: Vec<Extent>,
}

/// How much of one sort was taken out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// Of what sort.
    pub sort: Sort,
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: u32,
    /// How many words, of passages and texts; 0 of all else.
    pub words: u32,
}

/// What sort of thing was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A node.
    Node,
    /// A link.
    Link,
    /// A mitigation.
    Mitigation,
    /// A hypothesis.
    Hypothesis,
    /// A pathway.
    Pathway,
    /// A zone.
    Zone,
    /// A piece of evidence.
    Evidence,
    /// A note or frame on the canvas.
    Annotation,
    /// A claim of the argument.
    Claim,
    /// An open question or a tension.
    Question,
    /// A comment.
    Comment,
    /// A criterion by which published reports are reviewed.
    Criterion,
    /// The review of a published report.
    Review,
    /// A score.
    Score,
    /// A text around a section of the report.
    Text,
    /// A passage inside a text.
    Passage,
    /// The name of something withheld, in a text about something else.
    Mention,
}

impl Reason {
    /// The reasons that need no further words.
    pub const ALL: [Self; 4] =
        [Self::Security, Self::ThirdParty, Self::PersonalData, Self::Commercial];

    /// The name used in marks inside texts: `security`, `third-party`, `personal-data`, `commercial`; words of one's own
    /// as they are.
    pub fn id(&self) -> &str {
        match self {
            Self::Security => "security",
            Self::ThirdParty => "third-party",
            Self::PersonalData => "personal-data",
            Self::Commercial => "commercial",
            Self::Other(words) => words,
        }
    }

    /// The reason of that name, in either case and with blanks or underscores for hyphens; any other words are words of
    /// one's own, and none at all means security.
    pub fn from_words(words: &str) -> Self {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = words.to_lowercase().replace([' ', '_'], "-");
        let own = || Self::Other(words.chars().take(REASON_LENGTH_MAX).collect());
        let known = Self::ALL.into_iter().find(|reason| reason.id() == id);
        known.unwrap_or_else(|| if id.is_empty() { Self::Security } else { own() })
    }
}

impl Sort {
    /// The sort of an element; `None` for what cannot be marked.
    pub fn of(subject: &Subject) -> Option<Self> {
        Some(match subject {
            Subject::Document | Subject::Phase(_) => return None,
            Subject::Node(_) => Self::Node,
            Subject::Link(_) => Self::Link,
            Subject::Mitigation(_) => Self::Mitigation,
            Subject::Hypothesis(_) => Self::Hypothesis,
            Subject::Pathway(_) => Self::Pathway,
            Subject::Zone(_) => Self::Zone,
            Subject::Evidence(_) => Self::Evidence,
            Subject::Annotation(_) => Self::Annotation,
            Subject::Claim(_) => Self::Claim,
            Subject::Question(_) => Self::Question,
            Subject::Comment(_) => Self::Comment,
            Subject::Criterion(_) => Self::Criterion,
            Subject::Review(_) => Self::Review,
        })
    }

    /// Its name for one and for several: `node`, `nodes`.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Node => ("node", "nodes"),
            Self::Link => ("link", "links"),
            Self::Mitigation => ("mitigation", "mitigations"),
            Self::Hypothesis => ("hypothesis", "hypotheses"),
            Self::Pathway => ("pathway", "pathways"),
            Self::Zone => ("zone", "zones"),
            Self::Evidence => ("piece of evidence", "pieces of evidence"),
            Self::Annotation => ("canvas note", "canvas notes"),
            Self::Claim => ("claim", "claims"),
            Self::Question => ("question", "questions"),
            Self::Comment => ("comment", "comments"),
            Self::Criterion => ("criterion", "criteria"),
            Self::Review => ("review", "reviews"),
            Self::Score => ("score", "scores"),
            Self::Text => ("text", "texts"),
            Self::Passage => ("passage", "passages"),
            Self::Mention => ("mention of something withheld", "mentions of something withheld"),
        }
    }
}

impl Marked {
    /// The element that it is on or that its score belongs to; the document for a text.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Element(subject) => subject.clone(),
            Self::Score(key) => key.subject.clone(),
            Self::Text(_) => Subject::Document,
        }
    }
}

/// Marks with one more, one changed, or (without a reason) one less.
pub fn marking(marks: &[Mark], what: &Marked, reason: Option<Reason>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = marks.to_vec();
    let place = marks.iter().position(|mark| mark.what == *what);
    match (place, reason) {
        (Some(place), Some(reason)) => marks[place].reason = reason,
        (None, Some(reason)) => marks.push(Mark { what: what.clone(), reason }),
        (Some(place), None) => {
            marks.remove(place);
        }
        (None, None) => {}
    }
    marks
}

/// Marks as they stand once elements are gone. The mark on a score of a removed phase goes over to the phase that
/// inherits the score.
pub(super) fn left_over(
    marks: &[Mark],
    is_gone: impl Fn(&Subject) -> bool,
    heirs: &[(Id<Phase>, Option<Id<Phase>>)],
) -> Vec<Mark> {
    let mut left: Vec<Mark> = Vec::new();
    for mark in marks.iter().filter(|mark| !is_gone(&mark.what.subject())) {
        let Some(what) = inherited(&mark.what, heirs) else { continue };
        if !left.iter().any(|mark| mark.what == what) {
            left.push(Mark { what, reason: mark.reason.clone() });
        }
    }
    left
}

fn inherited(what: &Marked, heirs: &[(Id<Phase>, Option<Id<Phase>>)]) -> Option<Marked> {
    let Marked::Score(key) = what else { return Some(what.clone()) };
    let mut phase = key.phase.clone();
    while let Some((_, heir)) = heirs.iter().find(|(gone, _)| Some(gone) == phase.as_ref()) {
        phase = Some(heir.clone()?);
    }
    Some(Marked::Score(ScoreKey { phase, ..key.clone() }))
}

impl Assessment {
    /// The reason for which something is marked as internal.
    pub fn mark(&self, what: &Marked) -> Option<&Reason> {
        self.report().internal.iter().find(|mark| mark.what == *what).map(|mark| &mark.reason)
    }

    /// Whether an element is marked as internal.
    pub fn is_internal(&self, subject: &Subject) -> bool {
        self.report()
            .internal
            .iter()
            .any(|mark| matches!(&mark.what, Marked::Element(of) if of == subject))
    }

    /// Of a public copy: whether something was withheld and a neutral element or score stands in its place.
    pub fn is_withheld(&self, what: &Marked) -> bool {
        let withheld = self.report().withheld.as_deref();
        withheld.is_some_and(|withheld| withheld.marks.iter().any(|mark| mark.what == *what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_in_any_spelling() {
        for (words, wanted) in [
            ("", Reason::Security),
            ("Third party", Reason::ThirdParty),
            ("personal_data", Reason::PersonalData),
            ("  COMMERCIAL ", Reason::Commercial),
            ("under embargo", Reason::Other("under embargo".to_owned())),
        ] {
            assert_eq!(Reason::from_words(words), wanted, "{words}");
        }
    }

    #[test]
    fn a_mark_on_a_score_follows_it_to_the_phase_that_inherits_it() {
        let phase = |name: &str| Id::<Phase>::new(name).expect("an id");
        let subject = Subject::Node(Id::new("a").expect("an id"));
        let key = |name: &str| {
            let phase = Some(phase(name));
            let dimension = super::super::Dimension::Stability;
            Marked::Score(ScoreKey { subject: subject.clone(), dimension, phase })
        };
        let marks = [Mark { what: key("one"), reason: Reason::Security }];
        let heirs = [(phase("one"), Some(phase("two"))), (phase("two"), Some(phase("three")))];
        let left = left_over(&marks, |_| false, &heirs);
        assert_eq!(left, [Mark { what: key("three"), reason: Reason::Security }]);
        assert!(left_over(&marks, |_| false, &[(phase("one"), None)]).is_empty());
        assert!(left_over(&marks, |gone| *gone == subject, &[]).is_empty());
    }
}
