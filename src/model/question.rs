//! Open questions and tensions: what is not settled, and who holds which position since when.

use super::{Evidence, Id, Subject};

/// Something that is not settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its id.
    pub id: Id<Self>,
    /// The question, or what is in tension with what.
    pub text: String,
    /// Whether something is asked, or two things do not go together.
    pub kind: QuestionKind,
    /// The elements that it is about.
    pub about: Vec<Subject>,
    /// Who holds what.
    pub positions: Vec<Stance>,
    /// What would settle it.
    pub settled_by: String,
    /// How it was settled; empty while it is open.
    pub answer: String,
    /// Who looks after it.
    pub owner: String,
    /// Anything else.
    pub notes: String,
}

impl Question {
    /// A question on which nobody has said anything.
    pub fn new(id: Id<Self>, text: &str) -> Self {
        Self {
            id,
            text: text.to_owned(),
            kind: QuestionKind::Open,
            about: Vec::new(),
            positions: Vec::new(),
            settled_by: String::new(),
            answer: String::new(),
            owner: String::new(),
            notes: String::new(),
        }
    }

    /// Whether it has no answer yet.
    pub fn is_open(&self) -> bool {
        self.answer.trim().is_empty()
    }
}

/// What sort of thing is not settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuestionKind {
    /// Something is asked.
    #[default]
    Open,
    /// Two positions or findings do not go together.
    Tension,
}

/// A position on a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stance {
    /// Who holds it.
    pub holder: String,
    /// What they hold.
    pub statement: String,
    /// Since when, as `2026-08-01`.
    pub since: String,
    /// The evidence that they go by.
    pub evidence: Vec<Id<Evidence>>,
}
