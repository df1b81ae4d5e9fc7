//! A reference to any element of a document.

use super::{
    Annotation, Claim, Comment, Criterion, Evidence, Hypothesis, Id, Link, Mitigation, Node,
    Pathway, Phase, Question, Review, Zone,
};

/// Any element of a document, or the document itself: what can be selected, found fault with, or removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The document as a whole.
    Document,
    /// A phase.
    Phase(Id<Phase>),
    /// A node.
    Node(Id<Node>),
    /// A link.
    Link(Id<Link>),
    /// A mitigation.
    Mitigation(Id<Mitigation>),
    /// A hypothesis.
    Hypothesis(Id<Hypothesis>),
    /// A pathway.
    Pathway(Id<Pathway>),
    /// A zone.
    Zone(Id<Zone>),
    /// A piece of evidence.
    Evidence(Id<Evidence>),
    /// A note or frame on the canvas.
    Annotation(Id<Annotation>),
    /// A claim of the argument.
    Claim(Id<Claim>),
    /// An open question or a tension.
    Question(Id<Question>),
    /// A comment.
    Comment(Id<Comment>),
    /// A criterion by which published reports are reviewed.
    Criterion(Id<Criterion>),
    /// The review of a published report.
    Review(Id<Review>),
}

impl Subject {
    /// Whether it can be seen on the canvas.
    pub fn is_on_canvas(&self) -> bool {
        matches!(self, Self::Node(_) | Self::Link(_) | Self::Zone(_) | Self::Annotation(_))
    }

    /// What sort of element it is, in one word.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Phase(_) => "phase",
            Self::Node(_) => "node",
            Self::Link(_) => "link",
            Self::Mitigation(_) => "mitigation",
            Self::Hypothesis(_) => "hypothesis",
            Self::Pathway(_) => "pathway",
            Self::Zone(_) => "zone",
            Self::Evidence(_) => "evidence",
            Self::Annotation(_) => "annotation",
            Self::Claim(_) => "claim",
            Self::Question(_) => "question",
            Self::Comment(_) => "comment",
            Self::Criterion(_) => "criterion",
            Self::Review(_) => "review",
        }
    }

    /// The element's id; empty for the document.
    pub fn id_str(&self) -> &str {
        match self {
            Self::Document => "",
            Self::Phase(id) => id.as_str(),
            Self::Node(id) => id.as_str(),
            Self::Link(id) => id.as_str(),
            Self::Mitigation(id) => id.as_str(),
            Self::Hypothesis(id) => id.as_str(),
            Self::Pathway(id) => id.as_str(),
            Self::Zone(id) => id.as_str(),
            Self::Evidence(id) => id.as_str(),
            Self::Annotation(id) => id.as_str(),
            Self::Claim(id) => id.as_str(),
            Self::Question(id) => id.as_str(),
            Self::Comment(id) => id.as_str(),
            Self::Criterion(id) => id.as_str(),
            Self::Review(id) => id.as_str(),
        }
    }
}
