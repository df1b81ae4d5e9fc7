//! What the user should be told once, outside of any panel.

/// A message to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub tone: NoticeTone,
    /// One sentence, with a hint where a person can act.
    pub text: String,
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
        Self { tone: NoticeTone::Done, text: text.into() }
    }

    /// Something was done, and not all came along.
    pub fn partial(text: impl Into<String>) -> Self {
        Self { tone: NoticeTone::Partial, text: text.into() }
    }

    /// Something could not be done.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { tone: NoticeTone::Failed, text: text.into() }
    }
}
