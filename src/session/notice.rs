//! What the user should be told once, outside of any panel.

use std::sync::Arc;

use crate::model::{Assessment, LeftOut};

/// A message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How much it matters.
    pub tone: NoticeTone,
    /// One sentence, with a hint where a person can act.
    pub text: String,
    /// What can be done about it at once.
    pub offer: Option<Offer>,
}

/// Something that can be done about a notice.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// Brings the phases along that a pasted part was scored in.
    BringPhases(Arc<LeftOut>),
    /// Copies what is known of a fault in the program.
    CopyReport(String),
    /// Stops the analysis.
    StopAnalysis,
}

impl Offer {
    /// Whether it can still be taken.
    pub fn stands(&self, document: &Assessment) -> bool {
        match self {
            Self::BringPhases(left_out) => left_out.can_come(document),
            Self::CopyReport(_) | Self::StopAnalysis => true,
        }
    }
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeTone {
    /// Something was done.
    Done,
    /// Something was done, and not all came along.
    Partial,
    /// Something could not be done; nothing was lost.
    Failed,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { tone: NoticeTone::Done, text: text.into(), offer: None }
    }

    /// Something was done, and not all came along.
    pub fn partial(text: impl Into<String>) -> Self {
        Self { tone: NoticeTone::Partial, text: text.into(), offer: None }
    }

    /// Something could not be done.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { tone: NoticeTone::Failed, text: text.into(), offer: None }
    }

    /// The same with something that can be done about it.
    #[must_use]
    pub fn offering(self, offer: Offer) -> Self {
        Self { offer: Some(offer), ..self }
    }
}
