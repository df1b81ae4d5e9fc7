//! Comments: what colleagues say about an element or a score, until it is resolved.

use super::{Assessment, Dimension, Id, ScoreKey, Subject};

/// A comment with its replies.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its id.
    pub id: Id<Self>,
    /// What it is about.
    pub about: Target,
    /// Who says it.
    pub author: String,
    /// When, as `2026-08-01`.
    pub date: String,
    /// What is said.
    pub text: String,
    /// What was said in return, in order.
    pub replies: Vec<Reply>,
    /// Whether it is done with.
    pub is_resolved: bool,
}

impl Comment {
    /// An open comment without replies.
    pub fn new(id: Id<Self>, about: Target, text: &str) -> Self {
        Self {
            id,
            about,
            author: String::new(),
            date: String::new(),
            text: text.to_owned(),
            replies: Vec::new(),
            is_resolved: false,
        }
    }
}

/// What a comment is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An element, or the document as a whole; no comment on a comment: those are replies.
    Element(Subject),
    /// One score.
    Score(ScoreKey),
}

impl Target {
    /// The dimension of the score that it is.
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Element(_) => None,
            Self::Score(key) => Some(key.dimension),
        }
    }

    /// The element that it is, or that its score belongs to.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Element(subject) => subject,
            Self::Score(key) => &key.subject,
        }
    }
}

impl Assessment {
    /// What is said of an element and of its scores, in file order.
    pub fn comments_on<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a Comment> {
        self.comments().iter().filter(move |comment| comment.about.subject() == subject)
    }

    /// How much said of an element and of its scores is not done with.
    pub fn open_comments_on(&self, subject: &Subject) -> usize {
        self.comments_on(subject).filter(|comment| !comment.is_resolved).count()
    }
}

/// What was said in return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Who says it.
    pub author: String,
    /// When, as `2026-08-01`.
    pub date: String,
    /// What is said.
    pub text: String,
}
