//! Values of fields in words, for people who must choose between two of them.

use std::fmt::Debug;

use super::super::{
    Accent, Aggregation, AnnotationKind, Answer, Archetype, Asked, Assessment, Basis, Confidence,
    Defeater, Delay, DistributionShift, Estimate, Event, EvidenceGrade, EvidenceKind,
    EvidenceOverlap, Expert, Gate, Grade, Id, Intent, Marked, Mechanism, MitigationKind, NodeKind,
    PanelQuestion, PhaseKind, PoolingRule, Position, Probability, Profile, Protocol, QuestionKind,
    Reason, Reply, Reversibility, Round, RoundState, ScoreKey, Section, Severity, Shift, Stance,
    Strength, Subject, Target, Treatment, Weight, Withheld,
};

/// Looks up what elements are called: in the first document if that has them, else in the others, between which no order
/// is made.
pub(super) struct Names<'a> {
    pub(super) first: Option<&'a Assessment>,
    pub(super) others: Vec<&'a Assessment>,
}

impl Names<'_> {
    /// What people call an element; its id where no document has it.
    pub(super) fn label(&self, subject: &Subject) -> String {
        let has = |document: &&Assessment| document.contains(subject);
        let first = self.first.filter(has).map(|document| document.label(subject));
        let others = || self.others.iter().copied().filter(has);
        let other = || others().map(|document| document.label(subject)).min();
        first.or_else(other).unwrap_or_else(|| subject.id_str().to_owned())
    }

    /// An element with its id: `“Agents” (agents)`.
    fn element(&self, subject: &Subject) -> String {
        let (label, id) = (self.label(subject), subject.id_str());
        if label == id { id.to_owned() } else { format!("“{label}” ({id})") }
    }
}

/// A value that can be told; nothing is the empty text.
pub(super) trait Told {
    /// The value in words.
    fn told(&self, names: &Names<'_>) -> String;

    /// Whether it is what everybody takes it for unless something else is said.
    fn goes_without_saying(&self) -> bool {
        false
    }
}

impl Told for String {
    fn told(&self, _: &Names<'_>) -> String {
        self.clone()
    }
}

impl Told for bool {
    fn told(&self, _: &Names<'_>) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }

    fn goes_without_saying(&self) -> bool {
        !self
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Told for $number {
            fn told(&self, _: &Names<'_>) -> String {
                self.to_string()
            }
        })*
    };
}

numbers!(f64, u32, u64);

macro_rules! quantities {
    ($($quantity:ty),*) => {
        $(impl Told for $quantity {
            fn told(&self, _: &Names<'_>) -> String {
                self.get().to_string()
            }
        })*
    };
}

quantities!(Probability, Weight, Shift);

/// The name of a variant as words: `InternalPilot` is `internal pilot`.
fn words(name: &impl Debug) -> String {
    let mut words = String::new();
    for c in format!("{name:?}").chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

macro_rules! named {
    ($($kind:ty),* $(,)?) => {
        $(impl Told for $kind {
            fn told(&self, _: &Names<'_>) -> String {
                words(self)
            }
        })*
    };
}

named!(
    Accent,
    Aggregation,
    AnnotationKind,
    Archetype,
    Basis,
    Confidence,
    DistributionShift,
    EvidenceGrade,
    EvidenceKind,
    EvidenceOverlap,
    Grade,
    Intent,
    Mechanism,
    MitigationKind,
    NodeKind,
    PhaseKind,
    Protocol,
    QuestionKind,
    Reversibility,
    RoundState,
    Severity,
    Strength,
    Treatment,
);

impl Told for Profile {
    fn told(&self, _: &Names<'_>) -> String {
        self.id().to_owned()
    }
}

impl Told for Section {
    fn told(&self, _: &Names<'_>) -> String {
        self.id().to_owned()
    }
}

impl Told for PoolingRule {
    fn told(&self, _: &Names<'_>) -> String {
        self.name().replace('_', " ")
    }
}

impl Told for Reason {
    fn told(&self, _: &Names<'_>) -> String {
        self.id().to_owned()
    }
}

impl<T: Told> Told for Option<T> {
    fn told(&self, names: &Names<'_>) -> String {
        self.as_ref().map(|value| value.told(names)).unwrap_or_default()
    }
}

impl<T: Told> Told for Box<T> {
    fn told(&self, names: &Names<'_>) -> String {
        (**self).told(names)
    }
}

impl<T: Told> Told for Vec<T> {
    fn told(&self, names: &Names<'_>) -> String {
        self.iter().map(|value| value.told(names)).collect::<Vec<_>>().join(", ")
    }
}

impl Told for (f64, f64) {
    fn told(&self, _: &Names<'_>) -> String {
        format!("{} to {}", self.0, self.1)
    }
}

macro_rules! ids {
    ($($kind:ident),*) => {
        $(impl Told for Id<super::super::$kind> {
            fn told(&self, names: &Names<'_>) -> String {
                names.element(&Subject::$kind(self.clone()))
            }
        })*
    };
}

ids!(Phase, Node, Link, Mitigation, Pathway, Zone, Evidence, Claim, Criterion);

macro_rules! panel_ids {
    ($($kind:ty),*) => {
        $(impl Told for Id<$kind> {
            fn told(&self, _: &Names<'_>) -> String {
                self.to_string()
            }
        })*
    };
}

panel_ids!(Expert, PanelQuestion, Round);

impl Told for Estimate {
    fn told(&self, _: &Names<'_>) -> String {
        match self {
            Self::Point(p) => p.get().to_string(),
            Self::Range(range) => {
                let [low, best, high] =
                    [range.low(), range.best(), range.high()].map(Probability::get);
                format!("{best} ({low} to {high})")
            }
            Self::Level(level) => level.clone(),
            Self::Withheld => "withheld".to_owned(),
        }
    }
}

impl Told for Answer {
    fn told(&self, _: &Names<'_>) -> String {
        match self {
            Self::Point(number) => number.to_string(),
            Self::Range { low, best, high } => format!("{best} ({low} to {high})"),
            Self::Abstained(why) => format!("abstained: {why}"),
        }
    }
}

impl Told for Gate {
    fn told(&self, _: &Names<'_>) -> String {
        match self {
            Self::Any => "any".to_owned(),
            Self::All => "all".to_owned(),
            Self::AtLeast(count) => format!("at least {count}"),
        }
    }
}

impl Told for Delay {
    fn told(&self, _: &Names<'_>) -> String {
        match self {
            Self::SamePhase => "none",
            Self::NextPhase => "one phase",
        }
        .to_owned()
    }
}

impl Told for Position {
    fn told(&self, _: &Names<'_>) -> String {
        format!("({}, {})", self.x, self.y)
    }
}

impl Told for Subject {
    fn told(&self, names: &Names<'_>) -> String {
        match self {
            Self::Document => "the document".to_owned(),
            subject => format!("{} {}", subject.kind_name(), names.element(subject)),
        }
    }
}

impl Told for ScoreKey {
    fn told(&self, names: &Names<'_>) -> String {
        let dimension = self.dimension.name().replace('_', " ");
        let phase = self.phase.as_ref().map(|phase| format!(", {}", phase.told(names)));
        format!("{}: {dimension}{}", self.subject.told(names), phase.unwrap_or_default())
    }
}

impl Told for Target {
    fn told(&self, names: &Names<'_>) -> String {
        match self {
            Self::Element(subject) => subject.told(names),
            Self::Score(key) => key.told(names),
        }
    }
}

impl Told for Marked {
    fn told(&self, names: &Names<'_>) -> String {
        match self {
            Self::Element(subject) => subject.told(names),
            Self::Score(key) => key.told(names),
            Self::Text(section) => format!("text of section {}", section.id()),
        }
    }
}

impl Told for Asked {
    fn told(&self, names: &Names<'_>) -> String {
        match self {
            Self::Score(key) => key.told(names),
            Self::Seed { axis, answer } => format!("seed on {}: {answer}", words(axis)),
            Self::Former(former) => format!("former score {former}"),
        }
    }
}

/// The texts that are not empty, one after the other.
fn joined(texts: &[&str]) -> String {
    let texts = texts.iter().filter(|text| !text.is_empty());
    texts.copied().collect::<Vec<_>>().join(" – ")
}

impl Told for Defeater {
    fn told(&self, _: &Names<'_>) -> String {
        joined(&[&self.text, &self.answer])
    }
}

impl Told for Reply {
    fn told(&self, _: &Names<'_>) -> String {
        joined(&[&self.author, &self.date, &self.text])
    }
}

impl Told for Event {
    fn told(&self, names: &Names<'_>) -> String {
        joined(&[&self.at, &self.text, &self.about.told(names)])
    }
}

impl Told for Stance {
    fn told(&self, names: &Names<'_>) -> String {
        joined(&[&self.holder, &self.since, &self.statement, &self.evidence.told(names)])
    }
}

impl Told for Withheld {
    fn told(&self, _: &Names<'_>) -> String {
        let (marks, gaps) = (self.marks.len(), self.gaps.len());
        let count: u64 = self.extents.iter().map(|extent| u64::from(extent.count)).sum();
        format!("{count} things taken out, {marks} stand-ins, {gaps} gaps")
    }
}
