//! Elements of one kind in file order, found by id.

#[expect(clippy::disallowed_types, reason = "an index is looked up, never walked")]
use std::collections::HashMap;
use std::sync::Arc;

use super::{
    Annotation, Claim, Comment, Criterion, Evidence, Hypothesis, Id, Link, Mitigation, Node,
    Pathway, Phase, Question, Review, Zone,
};

/// An element with an id.
pub trait Row: Sized {
    /// Its id.
    fn id(&self) -> &Id<Self>;
}

macro_rules! rows {
    ($($element:ty),*) => {
        $(impl Row for $element {
            fn id(&self) -> &Id<Self> {
                &self.id
            }
        })*
    };
}

rows!(
    Annotation, Claim, Comment, Criterion, Evidence, Hypothesis, Link, Mitigation, Node, Pathway,
    Phase, Question, Review, Zone
);

#[expect(clippy::disallowed_types, reason = "an index is looked up, never walked")]
type Index<T> = HashMap<Id<T>, usize>;

/// Elements in file order with an index by id. Elements are shared, so that a copy of a table is cheap.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<Arc<T>>,
    /// Shared because most edits change elements and leave their order alone.
    index: Arc<Index<T>>,
}

impl<T: Row> Table<T> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The elements in file order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.rows.iter().map(|row| &**row)
    }

    /// The shared elements in file order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> + ExactSizeIterator {
        self.rows.iter()
    }

    /// The element with that id.
    pub fn get(&self, id: &Id<T>) -> Option<&T> {
        Some(self.rows.get(self.position(id)?)?)
    }

    /// The element at that place, 0-based.
    pub fn at(&self, position: usize) -> Option<&T> {
        self.rows.get(position).map(|row| &**row)
    }

    /// The place of the element with that id, 0-based.
    pub fn position(&self, id: &Id<T>) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Whether there is an element with that id.
    pub fn contains(&self, id: &Id<T>) -> bool {
        self.index.contains_key(id)
    }

    /// Copies of all elements.
    pub fn to_vec(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.iter().cloned().collect()
    }

    /// Replaces the element with the same id, or appends.
    pub(super) fn put(&mut self, element: T) {
        if let Some(position) = self.position(element.id()) {
            self.rows[position] = Arc::new(element);
        } else {
            Arc::make_mut(&mut self.index).insert(element.id().clone(), self.rows.len());
            self.rows.push(Arc::new(element));
        }
    }

    /// Keeps only the elements that pass.
    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        let before = self.rows.len();
        self.rows.retain(|row| keep(row));
        if self.rows.len() != before {
            self.reindex();
        }
    }

    /// Moves an element to another place; places past the end mean the end.
    pub(super) fn reorder(&mut self, id: &Id<T>, to: usize) {
        if let Some(from) = self.position(id) {
            let row = self.rows.remove(from);
            self.rows.insert(to.min(self.rows.len()), row);
            self.reindex();
        }
    }

    /// Changes each element for which `change` gives a new one.
    pub(super) fn update(&mut self, change: impl Fn(&T) -> Option<T>) {
        for row in &mut self.rows {
            if let Some(new) = change(row) {
                *row = Arc::new(new);
            }
        }
    }

    fn reindex(&mut self) {
        self.index =
            Arc::new(self.rows.iter().enumerate().map(|(i, row)| (row.id().clone(), i)).collect());
    }
}

impl<T: PartialEq> PartialEq for Table<T> {
    /// Two states of a document share most of their rows: those need not be looked at.
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(one, other): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(one, other) || one == other;
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(is_same)
    }
}

impl<T: Row> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let rows: Vec<Arc<T>> = elements.into_iter().map(Arc::new).collect();
        let mut table = Self { rows, index: Arc::default() };
        table.reindex();
        table
    }
}
