//! Claims: what an assessment says in the end, what carries it, and what would break it.

use super::{Confidence, Estimate, Evidence, Id, Subject};

/// One claim of the argument. Claims form trees: a claim is carried by its subclaims, by evidence, or by both.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its id.
    pub id: Id<Self>,
    /// What is claimed, in a sentence.
    pub text: String,
    /// The claim that it helps to carry; none for a top claim.
    pub parent: Option<Id<Self>>,
    /// How its subclaims carry it.
    pub aggregation: Aggregation,
    /// Why its subclaims and evidence suffice.
    pub argument: String,
    /// Probability that it holds, as judged by itself; on a claim with subclaims a judgement beside what they give.
    pub estimate: Option<Estimate>,
    /// How good the grounds of that judgement are; never mixed into the probability.
    pub confidence: Option<Confidence>,
    /// Evidence for it.
    pub evidence: Vec<Id<Evidence>>,
    /// Evidence against it.
    pub counter_evidence: Vec<Id<Evidence>>,
    /// What would speak against it, and whether that has been answered.
    pub defeaters: Vec<Defeater>,
    /// The elements that it is about.
    pub about: Vec<Subject>,
    /// Whether the conclusion falls with it.
    pub is_load_bearing: bool,
    /// The condition under which it no longer holds.
    pub invalidated_by: String,
    /// Who answers for it.
    pub owner: String,
    /// What is watched so that its end is noticed.
    pub trigger: Option<Trigger>,
    /// Anything else.
    pub notes: String,
}

impl Claim {
    /// A top claim on which nothing else is said.
    pub fn new(id: Id<Self>, text: &str) -> Self {
        Self {
            id,
            text: text.to_owned(),
            parent: None,
            aggregation: Aggregation::Conjunctive,
            argument: String::new(),
            estimate: None,
            confidence: None,
            evidence: Vec::new(),
            counter_evidence: Vec::new(),
            defeaters: Vec::new(),
            about: Vec::new(),
            is_load_bearing: false,
            invalidated_by: String::new(),
            owner: String::new(),
            trigger: None,
            notes: String::new(),
        }
    }
}

/// How subclaims carry a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregation {
    /// All of them have to hold.
    #[default]
    Conjunctive,
    /// One of them is enough.
    Disjunctive,
    /// Each adds support by itself, more or less independent of the others.
    Convergent,
}

/// Something that would speak against a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defeater {
    /// What it is.
    pub text: String,
    /// Why it does not defeat the claim after all; empty while it is open.
    pub answer: String,
}

/// What is watched so that one notices when a claim no longer holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trigger {
    /// The condition, such as `monitoring coverage falls below 80 %`.
    pub condition: String,
    /// What is done when it comes about.
    pub response: String,
    /// The day on which it came about, as `2026-08-01`; empty while it has not.
    pub fired: String,
}
