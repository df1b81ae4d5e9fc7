//! What is selected: elements, of which one is the focus of the inspector.

use std::{collections::BTreeSet, sync::Arc};

use crate::model::{Assessment, Subject};

/// A set of selected elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Shared: it is compared and kept in every frame.
    subjects: Arc<BTreeSet<Subject>>,
    /// The element selected last; always one of `subjects`.
    focus: Option<Subject>,
}

impl Selection {
    /// One element.
    pub fn one(subject: Subject) -> Self {
        Self { subjects: Arc::new(BTreeSet::from([subject.clone()])), focus: Some(subject) }
    }

    /// Several elements; the first is the focus.
    pub fn of(subjects: impl IntoIterator<Item = Subject>) -> Self {
        let mut subjects = subjects.into_iter().peekable();
        let focus = subjects.peek().cloned();
        Self { subjects: Arc::new(subjects.collect()), focus }
    }

    /// This selection with an element added, or taken out if it was in.
    #[must_use]
    pub fn toggled(&self, subject: Subject) -> Self {
        let mut subjects = BTreeSet::clone(&self.subjects);
        if subjects.remove(&subject) {
            let focus = self.focus.clone().filter(|f| *f != subject);
            let focus = focus.or_else(|| subjects.last().cloned());
            return Self { subjects: Arc::new(subjects), focus };
        }
        subjects.insert(subject.clone());
        Self { subjects: Arc::new(subjects), focus: Some(subject) }
    }

    /// The selected elements.
    pub fn subjects(&self) -> &BTreeSet<Subject> {
        &self.subjects
    }

    /// The element that the inspector shows.
    pub fn focus(&self) -> Option<&Subject> {
        self.focus.as_ref()
    }

    /// Whether an element is selected.
    pub fn contains(&self, subject: &Subject) -> bool {
        self.subjects.contains(subject)
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Drops what the document no longer has.
    pub(super) fn retain_existing(&mut self, document: &Assessment) {
        if self.subjects.iter().all(|subject| document.contains(subject)) {
            return;
        }
        Arc::make_mut(&mut self.subjects).retain(|subject| document.contains(subject));
        if self.focus.as_ref().is_some_and(|focus| !self.subjects.contains(focus)) {
            self.focus = self.subjects.last().cloned();
        }
    }
}
