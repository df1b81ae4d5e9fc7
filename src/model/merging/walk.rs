//! The walk through three versions of a document at once: what only one side changed is taken, what both changed in
//! different ways is noted.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{Id, Parts, Phase, Score, Series, Subject},
    Change, Choices, Conflict, Dispute, Side,
    fields::Fields,
    order::{self, Orders},
    told::{Names, Told},
};

/// One thing in three versions; the base may lack it.
pub(super) struct Three<'a, T> {
    pub(super) base: Option<&'a T>,
    pub(super) kept: &'a T,
    pub(super) other: &'a T,
}

impl<T> Clone for Three<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Three<'_, T> {}

impl<'a, T> Three<'a, T> {
    /// A part of the thing.
    pub(super) fn map<U>(&self, part: impl Fn(&'a T) -> &'a U) -> Three<'a, U> {
        Three { base: self.base.map(&part), kept: part(self.kept), other: part(self.other) }
    }

    fn versions(&self) -> Versions<'a, T> {
        Versions { base: self.base, kept: Some(self.kept), other: Some(self.other) }
    }
}

/// One thing that each version has or lacks.
struct Versions<'a, T> {
    base: Option<&'a T>,
    kept: Option<&'a T>,
    other: Option<&'a T>,
}

impl<'a, T> Versions<'a, T> {
    fn of(&self, side: Side) -> Option<&'a T> {
        match side {
            Side::Base => self.base,
            Side::Ours => self.kept,
            Side::Theirs => self.other,
        }
    }
}

/// Where the walk is, and what it has found. Its own side is called ours.
pub(super) struct Walk<'a> {
    names: &'a Names<'a>,
    choices: &'a Choices,
    /// Paths of which one version is taken whole.
    forced: &'a Choices,
    path: String,
    /// The way within the element, in words.
    words: Vec<String>,
    subject: Subject,
    /// Whether everything that is there is told, instead of what differs.
    is_telling: bool,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) changes: Vec<Change>,
    /// Of every list its members by name, in the order that they have now.
    pub(super) lists: BTreeMap<String, Vec<String>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(names: &'a Names<'a>, choices: &'a Choices, forced: &'a Choices) -> Self {
        Self {
            names,
            choices,
            forced,
            path: String::new(),
            words: Vec::new(),
            subject: Subject::Document,
            is_telling: false,
            conflicts: Vec::new(),
            changes: Vec::new(),
            lists: BTreeMap::new(),
        }
    }

    /// The whole document.
    pub(super) fn document(&mut self, of: &Three<'_, Parts>) -> Parts {
        let side = self.forced.get("").copied();
        match side.map(|side| of.versions().of(side).unwrap_or(of.kept)) {
            Some(parts) => parts.clone(),
            None => Parts::merged(self, *of),
        }
    }

    /// Tells everything that a document holds.
    pub(super) fn tell_document(&mut self, parts: &Parts) {
        self.is_telling = true;
        Parts::merged(self, Three { base: None, kept: parts, other: parts });
    }

    /// Goes one step deeper; `word` says it in words, unless the step says nothing.
    fn at<R>(&mut self, step: &str, word: &str, visit: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        let (words, subject) = (self.words.clone(), self.subject.clone());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        if !word.is_empty() {
            self.words.push(word.to_owned());
        }
        let result = visit(self);
        self.path.truncate(length);
        (self.words, self.subject) = (words, subject);
        result
    }

    fn at_field<R>(&mut self, field: &str, visit: impl FnOnce(&mut Self) -> R) -> R {
        let field = field.strip_prefix("is_").unwrap_or(field);
        self.at(field, &field.replace('_', " "), visit)
    }

    /// Whether a version is to be taken here or further down.
    fn is_forced_within(&self) -> bool {
        let mut from = self.forced.range(self.path.clone()..);
        from.next().is_some_and(|(path, _)| path.starts_with(&self.path))
    }

    fn forced_here(&self) -> Option<Side> {
        self.forced.get(&self.path).copied()
    }

    /// The version that was chosen here, unless it is one that there is not.
    fn chosen<T>(&self, of: &Versions<'_, T>, has_base: bool) -> Option<Side> {
        let side = self.choices.get(&self.path).copied();
        side.filter(|side| has_base || *side != Side::Base || of.base.is_some())
    }

    fn note(&mut self, before: Option<String>, after: Option<String>) {
        let change = Change {
            path: self.path.clone(),
            subject: self.subject.clone(),
            name: self.names.label(&self.subject),
            field: self.words.join(", "),
            before,
            after,
        };
        self.changes.push(change);
    }

    fn dispute(&mut self, dispute: Dispute, has_base: bool, words: [Option<String>; 3]) {
        let [base, ours, theirs] = words;
        self.conflicts.push(Conflict {
            path: self.path.clone(),
            subject: self.subject.clone(),
            name: self.names.label(&self.subject),
            field: self.words.join(", "),
            dispute,
            base,
            ours,
            theirs,
            offers_base: has_base,
            along: BTreeSet::new(),
        });
    }

    /// What cannot differ: the element was found by it.
    #[expect(clippy::unused_self, reason = "called as every other way of merging a field")]
    pub(super) fn same<T: Clone>(&mut self, _field: &str, of: Three<'_, T>) -> T {
        of.kept.clone()
    }

    /// A value that is one or another, never a mixture.
    pub(super) fn value<T: Told + Clone + PartialEq>(
        &mut self,
        field: &str,
        of: Three<'_, T>,
    ) -> T {
        if of.kept == of.other && !self.is_telling && self.forced.is_empty() {
            return of.kept.clone();
        }
        self.at_field(field, |walk| walk.settled(&of).clone())
    }

    fn settled<'t, T: Told + PartialEq>(&mut self, of: &Three<'t, T>) -> &'t T {
        if self.is_telling {
            let told = of.kept.told(self.names);
            if !(told.is_empty() || of.kept.goes_without_saying()) {
                self.note(None, Some(told));
            }
            return of.kept;
        }
        let versions = of.versions();
        let side = match self.forced_here() {
            Some(side) => side,
            None if of.kept == of.other || of.base == Some(of.other) => Side::Ours,
            None if of.base == Some(of.kept) => Side::Theirs,
            None => self.chosen(&versions, false).unwrap_or_else(|| {
                let told = |value: &T| value.told(self.names);
                let words = [of.base.map(told), Some(told(of.kept)), Some(told(of.other))];
                self.dispute(Dispute::Value, of.base.is_some(), words);
                Side::Ours
            }),
        };
        let value = versions.of(side).unwrap_or(of.kept);
        if value != of.kept {
            let (before, after) = (of.kept.told(self.names), value.told(self.names));
            self.note(Some(before), Some(after));
        }
        value
    }

    /// A part that is always there.
    pub(super) fn inner<T: Fields>(&mut self, field: &str, of: Three<'_, T>) -> T {
        self.at_field(field, |walk| match walk.forced_here() {
            Some(side) => of.versions().of(side).unwrap_or(of.kept).clone(),
            None => T::merged(walk, of),
        })
    }

    /// A part that may be there or not.
    pub(super) fn optional<T: Fields>(
        &mut self,
        field: &str,
        of: Three<'_, Option<T>>,
    ) -> Option<T> {
        let versions = Versions {
            base: of.base.and_then(Option::as_ref),
            kept: of.kept.as_ref(),
            other: of.other.as_ref(),
        };
        self.at_field(field, |walk| walk.element(&versions))
    }

    /// A part that may be there or not, in a box.
    pub(super) fn boxed<T: Fields>(
        &mut self,
        field: &str,
        of: Three<'_, Option<Box<T>>>,
    ) -> Option<Box<T>> {
        let versions = Versions {
            base: of.base.and_then(Option::as_deref),
            kept: of.kept.as_deref(),
            other: of.other.as_deref(),
        };
        self.at_field(field, |walk| walk.element(&versions)).map(Box::new)
    }

    /// Scores by phase.
    pub(super) fn series(&mut self, field: &str, of: Three<'_, Series>) -> Series {
        if of.kept == of.other && !self.is_telling && self.forced.is_empty() {
            return of.kept.clone();
        }
        self.at_field(field, |walk| {
            let all = [of.base, Some(of.kept), Some(of.other)].into_iter().flatten();
            let phases: BTreeSet<&Id<Phase>> =
                all.flat_map(|series| series.iter().map(|(phase, _)| phase)).collect();
            let mut left = Vec::new();
            for phase in phases {
                let versions: Versions<'_, Score> = Versions {
                    base: of.base.and_then(|series| series.given(phase)),
                    kept: of.kept.given(phase),
                    other: of.other.given(phase),
                };
                let name = walk.names.label(&Subject::Phase(phase.clone()));
                let score = walk.at(phase.as_str(), &name, |walk| walk.element(&versions));
                left.extend(score.map(|score| (phase.clone(), score)));
            }
            left.into_iter().collect()
        })
    }

    /// A list of records without names, to which both sides may add; whatever else they do, one of them is taken.
    pub(super) fn grown<T: Told + Clone + PartialEq>(
        &mut self,
        field: &str,
        of: Three<'_, Vec<T>>,
    ) -> Vec<T> {
        let base = of.base.map_or(&[][..], Vec::as_slice);
        let added = of.kept.strip_prefix(base).zip(of.other.strip_prefix(base));
        self.at_field(field, |walk| match added {
            Some((ours, theirs)) if !walk.is_telling && walk.forced_here().is_none() => {
                let mut all = of.kept.clone();
                for new in theirs.iter().filter(|new| !ours.contains(new)) {
                    walk.note(None, Some(new.told(walk.names)));
                    all.push(new.clone());
                }
                all
            }
            _ => walk.settled(&of).clone(),
        })
    }

    /// A thing that versions have or lack.
    fn element<T: Fields>(&mut self, of: &Versions<'_, T>) -> Option<T> {
        if let Some(element) = of.kept.or(of.other).or(of.base)
            && let Some(subject) = element.subject()
        {
            self.words.clear();
            self.subject = subject;
        }
        if self.is_telling {
            self.tell(of.kept?);
            return of.kept.cloned();
        }
        if let Some(side) = self.forced_here() {
            let element = of.of(side);
            self.note_replaced(of.kept, element);
            return element.cloned();
        }
        let side = match (of.base, of.kept, of.other) {
            (_, Some(kept), Some(other)) => {
                if kept == other && !self.is_forced_within() {
                    return Some(kept.clone());
                }
                return Some(T::merged(self, Three { base: of.base, kept, other }));
            }
            (None, None, _) => Side::Theirs,
            (None, Some(_), None) | (Some(_), None, None) => Side::Ours,
            (Some(base), Some(kept), None) if kept == base => Side::Theirs,
            (Some(base), None, Some(other)) if other == base => Side::Ours,
            (Some(_), ..) => self.chosen(of, true).unwrap_or_else(|| {
                let told = |element: &T| element.title(self.names);
                let words = [of.base, of.kept, of.other].map(|element| element.map(told));
                self.dispute(Dispute::Presence, true, words);
                Side::Ours
            }),
        };
        let element = of.of(side);
        self.note_replaced(of.kept, element);
        element.cloned()
    }

    fn note_replaced<T: Fields>(&mut self, kept: Option<&T>, element: Option<&T>) {
        match (kept, element) {
            (None, Some(element)) => {
                self.is_telling = true;
                self.tell(element);
                self.is_telling = false;
            }
            (Some(kept), None) => self.note(Some(kept.title(self.names)), None),
            (Some(kept), Some(element)) if kept != element => {
                let titles = [kept, element].map(|element| element.title(self.names));
                let [before, after] = titles.map(Some);
                self.note(before, after);
            }
            _ => {}
        }
    }

    /// Tells a thing and all that it holds.
    fn tell<T: Fields>(&mut self, element: &T) {
        self.note(None, Some(element.title(self.names)));
        T::merged(self, Three { base: None, kept: element, other: element });
    }

    /// Elements that are found by their keys, in an order of their own.
    pub(super) fn list<T: Fields>(&mut self, field: &str, of: Three<'_, Vec<T>>) -> Vec<T> {
        let is_same = of.kept == of.other && of.base == Some(of.kept);
        // Of the lists of elements the names are wanted below in any case.
        let is_simple = T::IS_ITEM || self.path.contains('/');
        if is_same && is_simple && !self.is_telling && self.forced.is_empty() {
            return of.kept.clone();
        }
        self.at_field(field, |walk| match walk.forced_here() {
            Some(side) => of.versions().of(side).cloned().unwrap_or_default(),
            None => walk.members(&of),
        })
    }

    fn members<T: Fields>(&mut self, of: &Three<'_, Vec<T>>) -> Vec<T> {
        let base = Keyed::of(of.base.map_or(&[][..], Vec::as_slice));
        let (kept, other) = (Keyed::of(of.kept), Keyed::of(of.other));
        let mut left: BTreeMap<&str, T> = BTreeMap::new();
        let theirs = other.order.iter().filter(|key| !kept.members.contains_key(&***key));
        let gone = base.order.iter().filter(|key| {
            !kept.members.contains_key(&***key) && !other.members.contains_key(&***key)
        });
        for key in kept.order.iter().chain(theirs).chain(gone) {
            let versions = Versions {
                base: base.members.get(&**key).copied(),
                kept: kept.members.get(&**key).copied(),
                other: other.members.get(&**key).copied(),
            };
            left.extend(self.member(key, &versions).map(|member| (&**key, member)));
        }
        let stays: BTreeSet<&str> = left.keys().copied().collect();
        let orders = Orders { base: &base.order, kept: &kept.order, other: &other.order };
        let choice = self.choices.get(&self.path).copied();
        let arranged = orders.arranged(&stays, choice);
        if arranged.is_disputed {
            let told = |list: &Keyed<'_, T>| Some(list.told(self.names));
            let words = [told(&base), told(&kept), told(&other)];
            self.dispute(Dispute::Order, true, words);
        }
        self.note_moves(&kept, &arranged.keys);
        let all: Vec<T> = arranged.keys.iter().filter_map(|key| left.remove(&**key)).collect();
        let names = if T::IS_ITEM { all.iter().map(Fields::name).collect() } else { arranged.keys };
        self.lists.insert(self.path.clone(), names);
        all
    }

    fn member<T: Fields>(&mut self, key: &str, of: &Versions<'_, T>) -> Option<T> {
        if let (Some(kept), Some(other)) = (of.kept, of.other)
            && kept == other
            && !self.is_telling
            && self.forced.is_empty()
        {
            return Some(kept.clone());
        }
        let element = of.kept.or(of.other).or(of.base)?;
        if T::IS_ITEM {
            return self.at(&element.name(), "", |walk| walk.element(of));
        }
        self.at(key, &element.title(self.names), |walk| walk.element(of))
    }

    /// Notes what now stands elsewhere in its list, and behind what.
    fn note_moves<T: Fields>(&mut self, kept: &Keyed<'_, T>, order: &[String]) {
        if self.is_telling {
            return;
        }
        let places = |order: &[String]| -> BTreeMap<String, String> {
            let before = std::iter::once(String::new()).chain(order.iter().cloned());
            order.iter().cloned().zip(before).collect()
        };
        let moved = order::moved(&kept.order, order);
        if moved.is_empty() {
            return;
        }
        let (was, is) = (places(&kept.order), places(order));
        for key in moved {
            let Some(element) = kept.members.get(key) else { continue };
            let place = |places: &BTreeMap<String, String>| {
                let before = places.get(key).filter(|before| !before.is_empty())?;
                let name = kept.members.get(&**before).map(|of| of.title(self.names));
                Some(format!("after {}", name.unwrap_or_else(|| before.clone())))
            };
            let words = [place(&was), place(&is)];
            let words = words.map(|place| place.unwrap_or_else(|| "at the start".to_owned()));
            let (title, subject) = (element.title(self.names), element.subject());
            let word = if subject.is_some() { "" } else { &title };
            self.at(key, word, |walk| {
                if let Some(subject) = subject {
                    walk.words.clear();
                    walk.subject = subject;
                }
                let [before, after] = words.map(Some);
                walk.at("place", "place in the list", |walk| walk.note(before, after));
            });
        }
    }
}

/// A list by keys; what has the key of an earlier one gets a number.
struct Keyed<'a, T> {
    order: Vec<String>,
    members: BTreeMap<String, &'a T>,
}

impl<'a, T: Fields> Keyed<'a, T> {
    fn of(list: &'a [T]) -> Self {
        let mut order = Vec::with_capacity(list.len());
        let mut members = BTreeMap::new();
        for element in list {
            let plain = element.key();
            let mut key = plain.clone();
            let mut number = 1_u32;
            while members.contains_key(&key) {
                number += 1;
                key = format!("{plain} ({number})");
            }
            members.insert(key.clone(), element);
            order.push(key);
        }
        Self { order, members }
    }

    /// The first members by name.
    fn told(&self, names: &Names<'_>) -> String {
        const SHOWN: usize = 12;
        let members = self.order.iter().filter_map(|key| self.members.get(key));
        let mut titles: Vec<String> =
            members.take(SHOWN).map(|member| member.title(names)).collect();
        if self.order.len() > SHOWN {
            titles.push(format!("and {} more", self.order.len() - SHOWN));
        }
        titles.join(", ")
    }
}
