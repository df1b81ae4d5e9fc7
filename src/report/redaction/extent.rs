//! The log of what is withheld: how much for which reason, and for the house also what.

use std::collections::BTreeMap;

use super::{Published, key::Key};
use crate::model::{
    Assessment, Extent, Marked, Piece, Reason, Section, Sort, Subject, passages, without_marks,
    words_of,
};
use crate::report::release::Changes;

/// Something that is marked as internal, for the list of the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Of what sort.
    pub sort: Sort,
    /// Why it stays.
    pub reason: Reason,
    /// The element that it is, or is part of.
    pub subject: Subject,
    /// What carries the mark; `None` for a passage, whose mark stands in its text.
    pub what: Option<Marked>,
    /// The name of the field that a passage stands in; empty for all else.
    pub field: &'static str,
    /// A passage's own words; empty for all else.
    pub text: String,
}

/// What a report tells of its own making: redactions and changes.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Log {
    /// How much is taken out of the public version, for which reason.
    pub(in crate::report) extents: Vec<Extent>,
    /// For the house: what.
    pub(in crate::report) entries: Vec<Entry>,
    /// Of a public copy: what neutral things stand for.
    pub(in crate::report) withheld: BTreeMap<Marked, Reason>,
    /// What has changed since an earlier release, where one is named.
    pub(in crate::report) changes: Option<Box<Changes>>,
    /// Whether the analysis ran on a public copy.
    pub(in crate::report) is_of_copy: bool,
}

impl Log {
    /// Of a report for the house, or on a public copy that was read from a file.
    pub(in crate::report) fn of(document: &Assessment) -> Self {
        let is_of_copy = document.report().withheld.is_some();
        let (entries, extents) = (entries(document), extents(document));
        Self { extents, entries, is_of_copy, ..Self::of_copy(document) }
    }

    /// Of a public report.
    pub(in crate::report) fn of_copy(copy: &Assessment) -> Self {
        let Some(told) = &copy.report().withheld else { return Self::default() };
        let marks = told.marks.iter().map(|mark| (mark.what.clone(), mark.reason.clone()));
        Self { extents: told.extents.clone(), withheld: marks.collect(), ..Self::default() }
    }
}

/// All that is marked as internal, marks first and then passages in file order.
pub fn entries(document: &Assessment) -> Vec<Entry> {
    let marks = document.report().internal.iter().map(|mark| Entry {
        sort: sort_of(&mark.what),
        reason: mark.reason.clone(),
        subject: mark.what.subject(),
        what: Some(mark.what.clone()),
        field: "",
        text: String::new(),
    });
    let mut all: Vec<Entry> = marks.collect();
    document.each_text(&mut |subject, field, text| {
        for piece in passages(text) {
            if let Piece::Internal { text, reason } = piece {
                all.push(Entry {
                    sort: Sort::Passage,
                    reason,
                    subject: subject.clone(),
                    what: None,
                    field,
                    text: without_marks(text),
                });
            }
        }
    });
    all
}

/// What a public copy of a document tells of its own making: how much is taken out for which reason. Of a public copy,
/// what it tells already.
pub fn extents(document: &Assessment) -> Vec<Extent> {
    let published = Published::of(document);
    let document = published.as_ref().map_or(document, |published| &published.document);
    document.report().withheld.as_ref().map_or_else(Vec::new, |told| told.extents.clone())
}

fn sort_of(what: &Marked) -> Sort {
    match what {
        Marked::Element(subject) => Sort::of(subject).unwrap_or(Sort::Annotation),
        Marked::Score(_) => Sort::Score,
        Marked::Text(_) => Sort::Text,
    }
}

/// Counts what is taken out.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(Sort, Reason), (u32, u32)>);

impl Tally {
    pub(super) fn add(&mut self, sort: Sort, reason: &Reason, (count, words): (u32, u32)) {
        let of = self.0.entry((sort, reason.clone())).or_default();
        of.0 += count;
        of.1 += words;
    }

    /// Elements, scores and texts that are marked; those without effect do not count.
    pub(super) fn marks(document: &Assessment, key: &Key) -> Self {
        let mut tally = Self::default();
        for mark in &document.report().internal {
            let words = match &mark.what {
                Marked::Element(_) => 0,
                Marked::Score(score) if key.scores.contains(score) => 0,
                Marked::Score(_) => continue,
                Marked::Text(section) => match own_words(document, *section) {
                    0 => continue,
                    words => words,
                },
            };
            tally.add(sort_of(&mark.what), &mark.reason, (1, words));
        }
        tally
    }

    pub(super) fn extents(self, told: Vec<Extent>) -> Vec<Extent> {
        let new = self.0.into_iter().map(|((sort, reason), (count, words))| Extent {
            sort,
            reason,
            count,
            words,
        });
        told.into_iter().chain(new).collect()
    }
}

/// How many words the authors say around a section.
fn own_words(document: &Assessment, section: Section) -> u32 {
    let own = document.report().text(section);
    own.map_or(0, |own| {
        [&own.title, &own.before, &own.after].map(|text| words_of(text)).iter().sum()
    })
}
