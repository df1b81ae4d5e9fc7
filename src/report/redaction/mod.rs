//! What stays in the house: the public copy of a document, and the results of the whole document as they may be told
//! beside it.
//!
//! The analysis runs on the whole document; [`Published`] takes its results over, without those that belong to what was
//! taken out or from which it could be worked out. So the figures that remain are those of the report for the house.

mod argument;
mod copy;
mod extent;
mod findings;
mod key;
mod mentions;
mod panel;

use std::borrow::Cow;

pub(super) use extent::Log;
pub use extent::{Entry, entries, extents};
pub use panel::anonymized;

use super::Depths;
use crate::{
    analysis::Analysis,
    model::{
        Assessment, Mark, Marked, Parts, Piece, Reason, ScoreKey, Subject, has_mark, passages,
        without_marks,
    },
};
use key::Key;

/// What stands in the place of a passage that was taken out.
pub const PASSAGE: &str = "[withheld]";

/// The public copy of a document, and how results are taken over to it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The copy. What was taken out of it is told in its settings of the report.
    pub document: Assessment,
    key: Key,
}

impl Published {
    /// The copy of a document without all that is marked as internal; `None` where nothing is.
    ///
    /// A withheld node stays as a neutral one with the links that it has, a link or canvas note is gone, all else stays
    /// by kind and number alone. Names of what is withheld are replaced wherever another text mentions them, and ids that
    /// resemble them are replaced as well.
    pub fn of(document: &Assessment) -> Option<Self> {
        is_marked(document).then(|| {
            let key = Key::of(document);
            Self { document: copy::public(document, &key), key }
        })
    }

    /// What an element is called by in the copy; a withheld link or canvas note is not in it.
    pub fn subject(&self, subject: &Subject) -> Subject {
        self.key.subject(subject)
    }

    /// An analysis of the whole document as it may be told with the copy.
    pub fn analysis(&self, analysis: &Analysis) -> Analysis {
        findings::analysis(&self.key, analysis)
    }

    /// What lies deeper, likewise.
    pub fn depths(&self, document: &Assessment, depths: &Depths) -> Depths {
        findings::depths(&self.key, document, depths)
    }
}

/// A copy of a document for the public: without what is marked as internal, notes, owners, costs and views of the canvas.
/// What is withheld counts as missing in it, so what is computed of the copy differs from what follows from the document.
pub fn public_copy(document: &Assessment) -> Assessment {
    let published = Published::of(document);
    published.map_or_else(|| copy::without_notes(document), |published| published.document)
}

/// Whether anything of a document is marked as internal.
pub fn is_marked(document: &Assessment) -> bool {
    !document.report().internal.is_empty() || has_passages(document)
}

fn has_passages(document: &Assessment) -> bool {
    let mut has = false;
    document.each_text(&mut |_, _, text| has = has || has_mark(text));
    has
}

/// A document for its own house: marked passages without their marks, told apart by brackets and words.
pub fn in_house(document: &Assessment) -> Cow<'_, Assessment> {
    if !has_passages(document) {
        return Cow::Borrowed(document);
    }
    let mut parts = document.to_parts();
    parts.change_texts(&mut |_, _, text| {
        if has_mark(text) {
            *text = told_apart(text);
        }
    });
    checked(parts, document)
}

/// A text with its marked passages in brackets: `[Internal, third party: the passage]`.
fn told_apart(text: &str) -> String {
    let pieces = passages(text).into_iter().map(|piece| match piece {
        Piece::Open(text) => text.to_owned(),
        Piece::Internal { text, reason: Reason::Security } => {
            format!("[Internal: {}]", without_marks(text))
        }
        Piece::Internal { text, reason } => {
            format!("[Internal, {}: {}]", super::wording::reason(&reason), without_marks(text))
        }
    });
    pieces.collect()
}

/// Changes of words break no rule, but for the length of texts: then the document stays as it is.
fn checked(parts: Parts, document: &Assessment) -> Cow<'_, Assessment> {
    Assessment::new(parts).map_or(Cow::Borrowed(document), Cow::Owned)
}

/// The marks of a document by what they are on, for those who look up many.
fn reason_of<'a>(document: &'a Assessment, what: &Marked) -> Option<&'a Reason> {
    let found: Option<&Mark> = document.report().internal.iter().find(|mark| mark.what == *what);
    found.map(|mark| &mark.reason)
}

/// What several states of one document mark as internal, to keep it out of what is told of their differences.
#[derive(Clone, Debug)]
pub(super) struct Screen(Vec<Key>);

impl Screen {
    /// The marks of all of them hold in each.
    pub(super) fn of(documents: &[&Assessment]) -> Self {
        Self(documents.iter().map(|document| Key::of(document)).collect())
    }

    pub(super) fn hides(&self, subject: &Subject) -> bool {
        self.0.iter().any(|key| key.is_hidden(subject))
    }

    /// A withheld score is not told in later phases either: it may be carried forward to them.
    pub(super) fn hides_score(&self, score: &ScoreKey) -> bool {
        let is_hidden = |key: &Key| {
            key.is_hidden(&score.subject) || key.hides_score(&score.subject, Some(score.dimension))
        };
        self.0.iter().any(is_hidden)
    }

    pub(super) fn cleaned(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, key| copy::cleaned(&text, key))
    }
}
